"""The owner of the key tries odd exchanges, charges beyond the limit, and gifts that leave their purpose."""

from __future__ import annotations

import pytest
from books import MemorySource
from holes import CASES, opened, told

from ouna.verify.book import Wanted, verify_book


@pytest.mark.parametrize("name", CASES)
def test_the_last_page_is_a_finding_exactly_if_it_breaks_a_rule(name: str) -> None:
    act, step = CASES[name]
    made = opened()
    act(made)
    last = told(made)
    report = verify_book(MemorySource(made.files()), Wanted())
    found = {(f.step, f.entry) for f in report.findings}
    if step:
        assert (step, last) in found
    else:
        assert not found
