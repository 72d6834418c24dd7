"""Many records at once are written exactly as one after the other; what was made fast says what it said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.log.support import BY, World, write, write_many

from ouna.core.book import Gift, state_from
from ouna.core.values import NotCanonical, canonical, check_allowed, clean_text
from ouna.core.values.text import TextRefused
from ouna.log import Actor, action, booking, seal
from ouna.log.models import BookBalance, BookDay, BookMove, BookStamp, BookState, Entry, Opening, SubjectKey
from ouna.log.refs import new_ref, new_refs
from ouna.log.sealing import open_with_salt

TABLES = (
    (Entry, ("id", "ref", "kind", "on", "by", "data")),
    (BookMove, ("entry_id", "nth", "of", "currency", "minor", "day")),
    (BookBalance, ("of", "currency", "minor")),
    (BookDay, ("of", "currency", "day", "minor")),
    (BookState, ("ref", "kind", "data")),
    (BookStamp, ("last", "entries")),
    (Opening, ("entry_id", "purpose", "subject")),
    (SubjectKey, ("subject",)),
)


def everything(gifts: list[Any]) -> tuple[list[Any], list[Any]]:
    """All rows that do not depend on chance, and what the openings open to."""
    rows = [
        sorted(
            tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
            for row in kind.objects.values_list(*columns)
        )
        for kind, columns in TABLES
    ]
    opened = [open_with_salt(rec.ref, hidden.purpose) for rec, openings in gifts for hidden in openings]
    return rows, opened


class _Undo(Exception):
    """Take the writing back."""


@pytest.mark.parametrize("chunk", [1, 7, 5_000])
def test_many_at_once_are_written_as_one_after_the_other(
    world: World, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(booking, "CHUNK", chunk)
    gifts: list[Any] = [world.gift(100 + n, donor=f"Döna {n}") for n in range(30)]
    back = world.back(gifts[3][0], 50)
    records = [*gifts, back, (gifts[0][0].__class__(**_twin(gifts[0][0])), ())]
    snapshots = []
    for way in (write, write_many):
        with pytest.raises(_Undo):
            _rolled_back(way, records, gifts, snapshots)
    one, many = snapshots
    assert one == many
    assert len(one[0][0]) == 6 + 32 and all(one[1])


def _twin(rec: Any) -> dict[str, Any]:
    """The fields of a further gift without openings."""
    names = ("campaign", "account", "fund", "money", "booked", "donor", "line")
    return {"ref": new_ref("gift"), **{name: getattr(rec, name) for name in names}}


def _rolled_back(way: Any, records: list[Any], gifts: list[Any], snapshots: list[Any]) -> None:
    @action
    def try_out(*, by: Actor) -> None:
        way(by=by, records=records)
        snapshots.append(everything(gifts))
        raise _Undo

    try_out(by=BY)


def test_each_sealed_opening_and_key_has_chance_of_its_own(world: World) -> None:
    write_many(by=BY, records=[world.gift(n) for n in range(1, 200)])
    sealed = [bytes(b) for b in Opening.objects.values_list("sealed", flat=True)]
    wrapped = [bytes(b) for b in SubjectKey.objects.values_list("wrapped", flat=True)]
    nonces = [b[:12] for b in sealed + wrapped]
    assert len(sealed) == 398 and len(set(nonces)) == len(nonces)


def test_refs_of_a_batch_are_those_of_one_day_and_all_different() -> None:
    refs = new_refs("gift", 1_000)
    assert len(set(refs)) == 1_000 and {ref[:8] for ref in refs} == {new_ref("gift")[:8]}
    assert new_refs("gift", 0) == []


def test_a_gifts_state_is_spelled_as_every_state() -> None:
    ref = "camp_00000000000000000000000001"
    gift = Gift(ref, ref.replace("camp", "acct"), ref.replace("camp", "fund"), "TND", 5, 0, "2026-11-20")
    names = Gift.__slots__
    assert gift.to_json() == json.dumps([getattr(gift, name) for name in names], separators=(",", ":"))
    assert state_from("gift", gift.to_json()) == gift


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=150)
@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4))
def test_sealing_takes_what_the_rule_allows_and_nothing_else(data: dict[str, Any]) -> None:
    try:
        check_allowed(data)
    except NotCanonical:
        with pytest.raises(NotCanonical):
            seal("donor", data, "gift_x")
        return
    plain = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert seal("donor", data, "gift_x").data == canonical(data) == plain


def test_what_is_sealed_stands_in_no_representation() -> None:
    sealed = seal("donor", {"name": "Ada Example"}, "gift_x")
    assert "Ada" not in repr(sealed) and repr(sealed.salt) not in repr(sealed)


@settings(max_examples=100)
@given(st.text(alphabet=st.characters(max_codepoint=0x2100)))
def test_names_in_ascii_are_cleaned_as_all_others(text: str) -> None:
    """A letter beyond ASCII added at the end takes the long way; the rest must come out alike."""
    try:
        longer = clean_text(text + "\u03a9")
    except TextRefused:
        with pytest.raises(TextRefused):
            clean_text(text + "x")
        return
    assert clean_text(text + "x") == longer[:-1] + "x" or not text.isascii()


def test_the_index_of_recovered_entries_is_the_one_that_is_asked(world: World) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the planner of a small PostgreSQL table reads it whole")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN SELECT EXISTS (SELECT 1 FROM log_entry WHERE by = 'recovered')")
        assert any("log_entry_recovered" in str(row) for row in cursor.fetchall())
