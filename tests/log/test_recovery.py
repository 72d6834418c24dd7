"""After an older backup: the published log completes the database, and only its own log does."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.log.support import BY, World, write, write_many

from ouna.core.book import decode
from ouna.core.tlog import Signer, sign
from ouna.log import booking, high_water, publishing, queries, recovery, sequencer, text_of, triggers
from ouna.log.checks import checks
from ouna.log.errors import LogBehind, RecoveryRefused
from ouna.log.models import Entry, JournalFact, Opening, Text
from ouna.log.recovery import recover
from ouna.verify.source import Folder

TABLES = "opening bookmove entrynumber bookday bookbalance bookstate bookstamp head checkpoint entry"


def go_back(size: int) -> None:
    """The database as it was when only the first `size` entries were written."""
    triggers.remove()
    opened = list(Opening.objects.filter(entry_id__lte=size))
    kept = list(Entry.objects.filter(id__lte=size).order_by("id"))
    with connection.cursor() as cursor:
        for table in TABLES.split():
            cursor.execute(f"DELETE FROM log_{table}")
    triggers.install()
    texts = [getattr(decode(bytes(row.data)), "text", "") for row in kept]
    Text.objects.exclude(pk__in=texts).delete()
    note = high_water.note_file().read_bytes()
    high_water.note_file().unlink()
    if kept:
        booking.write_chunk("restored", [(decode(bytes(row.data)), ()) for row in kept], below_note=True)
    Opening.objects.bulk_create(opened)
    high_water.note_file().write_bytes(note)


@pytest.fixture
def published(world: World) -> World:
    gift, hidden = world.gift(500)
    write_many(
        by=BY, records=[(gift, hidden), world.back(gift, 100), *(world.gift(n) for n in range(1, 290))]
    )
    sequencer.run_once()
    return world


@pytest.mark.parametrize("size", [0, 3, 6, 7, 200, 296, 297])
def test_what_is_missing_comes_back_with_its_numbers(
    published: World, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "CHUNK", 100)
    before = list(Entry.objects.order_by("id").values_list("ref", "kind", "on", "data"))
    totals = queries.totals()
    go_back(size)
    if size < 297:
        with pytest.raises(LogBehind):
            sequencer.run_once()
        with pytest.raises(LogBehind):
            write(by=BY, records=[published.gift()])
    done = recover(Folder(Path(settings.BOOKS_DIR)))
    assert (done.size, done.added) == (297, 297 - size)
    after = list(Entry.objects.order_by("id").values_list("ref", "kind", "on", "data"))
    assert [tuple(map(str, map(_plain, row))) for row in after] == [
        tuple(map(str, map(_plain, row))) for row in before
    ]
    assert queries.totals() == totals and queries.size() == 297
    assert sequencer.run_once() == 297
    write(by=BY, records=[published.gift()])
    assert sequencer.run_once() == 298 and list(checks()) == []
    if size <= 6:
        assert list(done.lines) == [published.account]
    # Without the fact that notes it, an entry that lacks its private rows is called out.
    if size < 297:
        JournalFact.objects.filter(kind="log.recovered").delete()
        assert {f.what for f in checks()} == {"The entry is called recovered, and no recovery is noted."}


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_texts_come_back_where_they_are_published(published: World) -> None:
    texts = {row.hash: text_of(row.hash) for row in Text.objects.all()}
    lost = sorted(texts)[0]
    (Path(settings.BOOKS_DIR) / f"texts/{lost}.json").unlink()
    go_back(0)
    assert recover(Folder(Path(settings.BOOKS_DIR))).texts_lacking == 1
    assert text_of(lost) is None
    assert {h: text_of(h) for h in texts if h != lost} == {h: t for h, t in texts.items() if h != lost}


def test_recovered_entries_are_marked_until_their_private_rows_are_there(published: World) -> None:
    go_back(290)
    recover(Folder(Path(settings.BOOKS_DIR)))
    assert queries.recovered("gift.received").count() == 7 and not queries.recovered("gift.reversed").exists()


def test_recovering_twice_adds_nothing(published: World) -> None:
    go_back(250)
    assert recover(Folder(Path(settings.BOOKS_DIR))).added == 47
    assert recover(Folder(Path(settings.BOOKS_DIR))).added == 0


def test_an_older_copy_does_not_complete_it(published: World, tmp_path: Path) -> None:
    publishing.publish_to(tmp_path / "copy")
    write(by=BY, records=[published.gift()])
    sequencer.run_once()
    go_back(100)
    with pytest.raises(RecoveryRefused, match="entries signed: 298"):
        recover(Folder(tmp_path / "copy"))
    # The twin: without the note the older copy would be taken, and number 297 used twice.
    high_water.note_file().unlink()
    assert recover(Folder(tmp_path / "copy")).size == 297


def test_facts_recorded_after_the_restore_stop_it(published: World) -> None:
    go_back(200)
    note = high_water.note_file().read_bytes()
    high_water.note_file().unlink()
    write(by=BY, records=[published.gift()])
    high_water.note_file().write_bytes(note)
    with pytest.raises(RecoveryRefused, match="Entry 200"):
        recover(Folder(Path(settings.BOOKS_DIR)))
    assert Entry.objects.count() == 201


def test_another_log_s_books_are_refused(published: World, tmp_path: Path) -> None:
    folder = Path(settings.BOOKS_DIR)
    note = (folder / "checkpoint").read_bytes()
    go_back(100)
    (folder / "checkpoint").write_bytes(note.split(b"\n\n")[0] + b"\n\n" + _foreign(note))
    with pytest.raises(RecoveryRefused, match="not the books of this log"):
        recover(Folder(folder))
    (folder / "checkpoint").unlink()
    with pytest.raises(RecoveryRefused, match="no checkpoint"):
        recover(Folder(folder))
    assert Entry.objects.count() == 100


def _foreign(note: bytes) -> bytes:
    other = Signer.from_seed(settings.LOG_ORIGIN, b"\5" * 32)
    return sign(note.split(b"\n\n")[0].decode() + "\n", other).split(b"\n\n")[1]


@pytest.mark.parametrize("name", ["tile/entries/000", "tile/entries/001.p/41"])
def test_damaged_books_are_refused(published: World, name: str) -> None:
    go_back(50)
    path = Path(settings.BOOKS_DIR) / name
    whole = path.read_bytes()
    path.write_bytes(
        whole.replace(b'"minor":7}', b'"minor":9}') if whole.count(b'"minor":7}') else whole[:-1]
    )
    with pytest.raises(RecoveryRefused):
        recover(Folder(Path(settings.BOOKS_DIR)))
    assert Entry.objects.count() == 50
