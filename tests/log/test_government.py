"""The government through the database: the same answers as memory gives, with what was announced alone; and
the stamps and signatures that `record()` takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from tests.log.support import BY, World, write

from ouna.core import book
from ouna.core.book import Replay, Signature, admit, needs_of
from ouna.core.quorum import FILE_KEY, Proof, Seen, Statement
from ouna.core.values import Money
from ouna.log import clock, new_ref
from ouna.log.booking import check_seen, second, write_chunk
from ouna.log.errors import RecordRefused
from ouna.log.facts import DbFacts
from ouna.log.models import Checkpoint, Entry
from ouna.log.recount import Recount

TESTS = Path(__file__).parents[1]
#: What these ask for is known only once other facts are.
LATE = ("correction.made", "transfer.arrived")


@pytest.fixture
def governed(monkeypatch: pytest.MonkeyPatch) -> book.Replay:
    """The verifier's book of the whole government."""
    for part in ("verify", "core/quorum"):
        monkeypatch.syspath_prepend(str(TESTS / part))
    from government import governed_book

    return governed_book(8)  # type: ignore[no-any-return]


@pytest.mark.django_db
def test_a_whole_government_is_judged_as_in_memory(governed: object) -> None:
    replay = Replay()
    for rec, entry in zip(governed.records, governed.entries, strict=True):  # type: ignore[attr-defined]
        with transaction.atomic():
            facts = DbFacts.load([needs_of(rec)])
            assert facts.size == replay.size and facts.last == replay.facts.last
            assert admit(rec, facts) == admit(rec, replay.facts)
            assert not facts.misses or rec.KIND in LATE, rec.KIND
            write_chunk(BY.ref, [(rec, ())], below_note=True)
        assert replay.feed(entry) == rec
        assert bytes(Entry.objects.get(ref=rec.ref).data) == entry
    assert replay.close() == [] and replay.kinds.keys() == book.KINDS.keys()
    assert list(Recount({}).run()) == []


@pytest.mark.django_db
def test_a_batch_of_government_is_the_same_as_one_by_one(governed: object) -> None:
    records = governed.records  # type: ignore[attr-defined]
    with transaction.atomic():
        write_chunk(BY.ref, [(rec, ()) for rec in records], below_note=True)
    assert list(Recount({}).run()) == []


def test_the_second_never_falls() -> None:
    now = "2026-11-22T10:00:00Z"
    assert second(now, "") == second(now, "2026-11-21") == second(now, "2026-11-22") == now
    assert second(now, "2026-11-23") == "2026-11-23T00:00:00Z"
    assert second(now, "2026-11-22T10:00:05Z") == "2026-11-22T10:00:05Z"
    assert second(now, "2026-11-22T09:59:59Z") == now


def request(world: World) -> book.RequestMade:
    money = Money(100, "EUR")
    return book.RequestMade(
        ref=new_ref("req"), campaign=world.campaign, org=world.coalition, fund=world.school, purpose="school",
        limit=money, money=money, margin=0, gated=False, until="2030-01-01", payee="ab" * 32, bank="cd" * 32,
        files=(), text="ef" * 32,
    )  # fmt: skip


def test_an_act_of_government_is_stamped_with_the_second(world: World) -> None:
    now = datetime(2031, 5, 6, 7, 8, 9, 500, tzinfo=UTC)
    with clock.fixed(now.replace(year=2029)):
        write(by=BY, records=[request(world)])
        entry = Entry.objects.latest("id")
        stamped = book.decode(bytes(entry.data))
        assert stamped.on == "2029-05-06T07:08:09Z" and entry.on.isoformat() == "2029-05-06"
    # A clock that went back delays, and a day after a second is the same day.
    with clock.fixed(now.replace(year=2029, hour=3)):
        write(by=BY, records=[request(world), world.gift(), request(world)])
    stamps = [book.decode(bytes(e.data)).on for e in Entry.objects.order_by("-id")[:3]]
    assert stamps == ["2029-05-06T07:08:09Z", "2029-05-06", "2029-05-06T07:08:09Z"]


@pytest.mark.django_db
def test_a_signer_must_have_seen_what_was_sealed() -> None:
    Checkpoint.objects.create(size=7, root=b"\1" * 32, note=b"", at=clock.now())
    check_seen(set())
    check_seen({Seen(7, "01" * 32)})
    for wrong in (Seen(7, "02" * 32), Seen(6, "01" * 32)):
        with pytest.raises(RecordRefused, match="another state"):
            check_seen({Seen(7, "01" * 32), wrong})


def test_record_looks_at_what_signers_saw(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every rule of signatures switched off, the unsealed state is still refused."""
    from ouna.core.book.kinds import requests

    made = request(world)
    write(by=BY, records=[made])
    statement = Statement(
        act="approve", log=new_ref("log"), campaign=world.campaign, subject=made.ref, sha256="ab" * 32,
        trustees="0" * 64, trustee=new_ref("trst"), lang="en", shown="ab" * 32, seen=Seen(3, "ab" * 32),
        until="2030-01-01", nonce="ab" * 16,
    )  # fmt: skip
    signature = Signature(statement, new_ref("key"), Proof(FILE_KEY, b"x" * 64))
    approval = book.RequestApproved(
        ref=new_ref("appr"), campaign=world.campaign, request=made.ref, signature=signature
    )
    monkeypatch.setattr(requests.RequestApproved, "check", lambda *_: None)
    with pytest.raises(RecordRefused, match="another state"):
        write(by=BY, records=[approval])
    Checkpoint.objects.create(size=3, root=b"\xab" * 32, note=b"", at=clock.now())
    write(by=BY, records=[approval])
