"""The bank files that one imports oneself."""

from __future__ import annotations

from datetime import date

from ouna.cli.bank import money
from ouna.core.bank import read_file
from ouna.demo.day import write_files
from ouna.demo.steps import FILES


def test_the_greek_file_misses_what_the_tour_says_it_misses(tmp_path):
    """Missing means: the bank's closing is above what opening and lines come to."""
    write_files(date(2026, 11, 20), 100_000, tmp_path)
    [one] = read_file(tmp_path / "greece-does-not-add-up.xml").statements
    assert (one.proof, one.difference_minor) == ("differs", 90)
    told = next(str(file.text) for file in FILES if file.name == "greece-does-not-add-up.xml")
    assert "misses its closing balance by " + money(90, "EUR").removesuffix(" EUR") in told
