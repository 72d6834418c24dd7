"""The near miss of the sheet: what speaks for the hit, and what against it."""

from __future__ import annotations

from ouna.core.screening import Index, Subject, read_list, screen
from ouna.demo import sheet


def test_the_hit_tells_another_land_and_another_age():
    names = read_list(sheet.names_list("2026-11-17"))
    assert (names.on, names.findings) == ("2026-11-17", ())
    [hit] = [h for h in screen(sheet.OXYGEN.subject(), Index([names])) if h.alert]
    against = {reason.code: dict(reason.says) for reason in hit.reasons if reason.against}
    assert hit.entry.id == "Q-001"
    assert against["born_differs"]["years"] == "36"
    assert against["country_differs"] == {"mine": "XT", "theirs": "AQ"}
    assert not any(h.alert for h in screen(Subject(sheet.CONTROL), Index([names])))


def test_the_land_that_is_on_no_map_stays_out_of_the_banks_file():
    assert sheet.OXYGEN.address is None
