"""The daily check finds every row and file that was changed behind the log's back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.log.support import BY, World, write, write_many

from ouna.core.values import canonical
from ouna.log import monitor, queries, sequencer, triggers
from ouna.log.checks import checks
from ouna.log.models import CheckRun, Entry
from ouna.log.monitor import Finding, run_checks


@pytest.fixture
def book(world: World) -> World:
    gift, hidden = world.gift(500)
    write_many(by=BY, records=[(gift, hidden), world.back(gift, 100), *(world.gift(n) for n in range(1, 20))])
    sequencer.run_once()
    assert list(checks()) == []
    return world


def sql(text: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        triggers.remove()
        with connection.cursor() as cursor:
            cursor.execute(text.format(w=world))
            assert cursor.rowcount > 0, text
        triggers.install()

    return change


def file(name: str, change: Callable[[bytes], bytes | None]) -> Callable[[World], None]:
    def alter(world: World) -> None:
        path = Path(settings.BOOKS_DIR) / name
        data = change(path.read_bytes() if path.exists() else b"")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True) if data is None else path.write_bytes(data)

    return alter


def flip(data: bytes) -> bytes:
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


DAMAGE = {
    "a balance": sql("UPDATE log_bookbalance SET minor = minor + 1 WHERE of = '{w.account}'"),
    "a balance too many": sql("INSERT INTO log_bookbalance (of, currency, minor) VALUES ('x', 'EUR', 0)"),
    "a balance too few": sql("DELETE FROM log_bookbalance WHERE of = '{w.fund}:received'"),
    "a state": sql(
        "UPDATE log_bookstate SET data = replace(data, '500', '6') WHERE data LIKE '%500%' AND kind = 'gift'"
    ),
    "a state too many": sql("INSERT INTO log_bookstate (ref, kind, data) VALUES ('x', 'used', '[\"x\"]')"),
    "a state too few": sql("DELETE FROM log_bookstate WHERE ref = '{w.school}'"),
    "a day": sql("UPDATE log_bookday SET minor = minor + 1 WHERE of = '{w.account}'"),
    "a day too few": sql("DELETE FROM log_bookday WHERE of = '{w.account}'"),
    "a move": sql("UPDATE log_bookmove SET minor = minor + 1 WHERE entry_id = 7 AND nth = 0"),
    "a move too few": sql("DELETE FROM log_bookmove WHERE entry_id = 7 AND nth = 1"),
    "an entry's kind": sql("UPDATE log_entry SET kind = 'gift.reversed' WHERE id = 7"),
    "an entry's day": sql("UPDATE log_entry SET \"on\" = '2025-01-01' WHERE id = 7"),
    "a number": sql("UPDATE log_entrynumber SET number = 99 WHERE number = 26"),
    "the stamp": sql("UPDATE log_bookstamp SET entries = entries + 1"),
    "the head": sql("UPDATE log_head SET size = size - 1"),
    "an old checkpoint": sql("UPDATE log_checkpoint SET size = 3"),
    "a tile": file("tile/0/000.p/27", flip),
    "a bundle": file("tile/entries/000.p/27", flip),
    "a missing bundle": file("tile/entries/000.p/27", lambda _: None),
    "the totals": file("totals.json", lambda data: data.replace(b"590", b"591")),
    "missing totals": file("totals.json", lambda _: None),
    "the checkpoint": file("checkpoint", flip),
    "a missing checkpoint": file("checkpoint", lambda _: None),
    "the key": file("log.vkey", flip),
    "the check in JavaScript": file("verify.js", flip),
    "a missing check in JavaScript": file("verify.js", lambda _: None),
    "a stray file": file("notes.txt", lambda _: b"hello"),
    "a stray tile": file("tile/0/000.p/5", lambda _: b"\0" * 160),
    "a stray text": file("texts/" + "0" * 64 + ".json", lambda _: b"{}"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found(book: World, what: str) -> None:
    DAMAGE[what](book)
    found = list(checks())
    assert found, what
    assert all(finding.where and finding.what for finding in found)


def test_a_changed_entry_is_found_even_if_everything_kept_was_made_to_fit(book: World) -> None:
    row = Entry.objects.get(pk=12)
    data = bytes(row.data)
    sql("DELETE FROM log_bookmove WHERE entry_id = 12")(book)
    sum_of = int(data.split(b'"minor":')[1].split(b"}")[0])
    triggers.remove()
    Entry.objects.filter(pk=12).update(
        data=data.replace(b'"minor":%d' % sum_of, b'"minor":%d' % (sum_of + 1))
    )
    triggers.install()
    found = list(checks())
    assert any(f.where in ("head", "high-water note") for f in found)
    assert any("moves" in f.what for f in found) and any(f.where.startswith("balance") for f in found)


def test_a_missing_note_is_found(book: World) -> None:
    Path(settings.HIGH_WATER_FILE).unlink()
    assert [f.where for f in checks()] == ["high-water note"]


def test_a_missing_trigger_is_found(book: World) -> None:
    triggers.remove()
    assert {f.where for f in checks()} == {"database"}


def test_a_text_that_was_altered_is_found(book: World) -> None:
    path = next((Path(settings.BOOKS_DIR) / "texts").iterdir())
    path.write_bytes(canonical({"salt": "00" * 32, "text": {"en": "another"}}))
    assert [f.where for f in checks()] == [f"books/texts/{path.name}"]


def test_a_run_is_kept(book: World, only_log_checks: None, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_checks()
    assert run.ok and run.entries == 27 and queries.last_check() == run
    sql("UPDATE log_bookday SET minor = minor + 1 WHERE of = '{w.account}'")(book)
    run = run_checks()
    assert not run.ok and queries.last_check() == run and run.findings[0]["where"].startswith("day ")

    def broken() -> list[Finding]:
        raise ValueError("secret")

    monkeypatch.setattr(monitor, "all_checks", lambda: {"other": broken})
    run = run_checks()
    assert not run.ok and "secret" not in str(run.findings) and run.findings[0]["where"] == "other"
    assert CheckRun.objects.count() == 3


def test_every_app_with_checks_is_asked() -> None:
    assert monitor.all_checks()["log"] is checks


def test_the_check_of_an_empty_installation_finds_nothing(db: None) -> None:
    assert list(checks()) == []


def test_a_single_record_is_checked_too(world: World) -> None:
    write(by=BY, records=[world.gift()])
    assert list(checks()) == []
