"""Books made once for all tests of the verifier."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from books import Book, small_book
from government import Governed, governed_book

sys.path.insert(0, str(Path(__file__).parents[1] / "core" / "quorum"))


@pytest.fixture(scope="session")
def made() -> Book:
    """A right book of more than one bundle; never change it."""
    return small_book(seed=5, rounds=6)


@pytest.fixture(scope="session")
def governed() -> Governed:
    """A right book in which every kind occurs; never change it."""
    return governed_book(seed=6)
