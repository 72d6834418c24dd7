"""The sequencer: what is committed gets locked in; a fault at any write is mended by running again."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from django.conf import settings
from tests.log.support import BY, World, write, write_many

from ouna.core.book import AppealPublished, Replay, SignaturePublished, totals_file
from ouna.core.errors import OunaError
from ouna.core.tlog import (
    Frontier,
    Policy,
    TileTree,
    decode_bundle,
    entries_path,
    leaf_hash,
    open_checkpoint,
    parse_proof,
    paths_for,
    verify_consistency,
    verify_proof,
)
from ouna.log import (
    high_water,
    new_ref,
    numbering,
    open_opening,
    published,
    publishing,
    put_text,
    queries,
    sequencer,
    triggers,
    withdraw_text,
)
from ouna.log.actions import ensure_log
from ouna.log.checks import checks
from ouna.log.errors import (
    FileDiffers,
    FolderForeign,
    HeadMoved,
    LogBehind,
    LogDamaged,
    NoteMissing,
    NotLockedIn,
)
from ouna.log.files import Writer
from ouna.log.keys import log_signer
from ouna.log.models import Checkpoint, Entry, EntryNumber, Head, Text
from ouna.log.published import Folder
from ouna.verify.receipt import check_receipt
from ouna.verify.report import Report

T = TypeVar("T")


def verify(folder: Path) -> int:
    """Read a published folder as an outsider: signature, tree, every file, totals. Returns the size."""
    checkpoint, _ = open_checkpoint(
        (folder / "checkpoint").read_bytes(), [log_signer().verifier], settings.LOG_ORIGIN
    )
    frontier, replay = Frontier(), Replay()
    for index in range(-(-checkpoint.size // 256)):
        width = min(256, checkpoint.size - index * 256)
        entries = decode_bundle((folder / entries_path(index, width)).read_bytes(), width)
        frontier.extend_entries(entries)
        for entry in entries:
            replay.feed(entry)
    assert frontier.root() == checkpoint.root and replay.findings == []
    TileTree(checkpoint.size, Folder(folder).read_tile, checkpoint.root)
    totals = totals_file(checkpoint.size, checkpoint.root, replay.totals())
    assert (folder / "totals.json").read_bytes() == totals
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    texts = {f"texts/{hashed}.json" for hashed in replay.texts}
    assert files == paths_for(checkpoint.size) | texts | {
        "checkpoint",
        "log.vkey",
        "totals.json",
        "verify.js",
    }
    return checkpoint.size


def books() -> Path:
    return Path(settings.BOOKS_DIR)


def test_everything_committed_is_published(world: World) -> None:
    write(by=BY, records=[world.gift(300)])
    assert sequencer.run_once() == 7 == verify(books())
    write(by=BY, records=[world.gift(40)])
    assert sequencer.run_once() == 8 == verify(books())
    assert high_water.read().size == 8 == queries.head().size
    assert list(checks()) == []


def test_a_run_without_news_changes_nothing(world: World) -> None:
    runner = sequencer.Sequencer()
    assert not runner.is_idle()
    runner.run()
    before = {p: p.stat().st_mtime_ns for p in books().rglob("*")}
    assert runner.is_idle() and runner.run() == 6 and sequencer.run_once() == 6
    assert {p: p.stat().st_mtime_ns for p in books().rglob("*")} == before
    assert Checkpoint.objects.count() == 1


@pytest.mark.parametrize("sizes", [(250, 5, 1, 300), (256, 256), (600,)])
def test_the_folder_grows_over_the_borders_of_tiles(
    world: World, sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "BATCH", 256)
    runner, expected = sequencer.Sequencer(), 6
    for count in sizes:
        write_many(by=BY, records=[world.gift(n + 1) for n in range(count)])
        expected += count
        assert runner.run() == expected == verify(books())
    assert list(checks()) == []


def test_a_sequencer_goes_on_where_another_one_stopped(world: World) -> None:
    one, other = sequencer.Sequencer(), sequencer.Sequencer()
    for count in range(1, 5):
        for runner in (one, other):
            write(by=BY, records=[world.gift(count)])
            assert runner.run() == verify(books()) == Entry.objects.count()


def test_a_lost_folder_is_written_again(world: World, tmp_path: Path) -> None:
    sequencer.run_once()
    note = (books() / "checkpoint").read_bytes()
    books().rename(tmp_path / "away")
    assert sequencer.run_once() == 6 == verify(books())
    assert (books() / "checkpoint").read_bytes() == note


def test_numbers_are_given_to_every_entry_however_small_its_id(world: World) -> None:
    sequencer.run_once()
    # A row whose number is lacking below the greatest: "id > last" would skip it for ever.
    triggers.remove()
    EntryNumber.objects.filter(number=5).delete()
    EntryNumber.objects.filter(number=4).update(entry_id=6)
    triggers.install()
    numbering.assign(Writer())
    assert sorted(EntryNumber.objects.values_list("entry_id", flat=True)) == [1, 2, 3, 4, 5, 6]
    with pytest.raises(LogBehind):
        sequencer.run_once()


# --- guards, each with its twin


def test_an_older_database_signs_nothing(world: World) -> None:
    sequencer.run_once()
    high_water.write(7, b"\1" * 32)
    with pytest.raises(LogBehind):
        sequencer.run_once()
    assert Checkpoint.objects.count() == 1


def test_an_older_database_that_grew_otherwise_signs_nothing(world: World) -> None:
    """The restored copy has as many entries again, but others."""
    sequencer.run_once()
    high_water.write(7, b"\1" * 32)
    with pytest.raises(LogBehind):
        write(by=BY, records=[world.gift()])
    high_water.write(6, high_water.read().root)
    write(by=BY, records=[world.gift()])
    high_water.write(7, b"\1" * 32)
    with pytest.raises(LogBehind):
        sequencer.run_once()


def test_without_the_note_two_trees_of_one_size_would_be_signed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the two tests above: the note is what refuses."""
    sequencer.run_once()
    write(by=BY, records=[world.gift()])
    high_water.write(7, b"\1" * 32)
    monkeypatch.setattr(high_water, "read", lambda: high_water.HighWater(0, Frontier().root()))
    assert sequencer.run_once() == 7


def test_a_missing_or_damaged_note_stops_the_sequencer(world: World) -> None:
    sequencer.run_once()
    for damage in (b"", b"6", b"6\nzz\n", b"-1\n" + b"00" * 32, b"6\n00\n", b"\xff"):
        high_water.note_file().write_bytes(damage)
        with pytest.raises(NoteMissing):
            sequencer.run_once()
    high_water.note_file().unlink()
    with pytest.raises(NoteMissing):
        sequencer.run_once()


def test_the_head_is_swapped_only_from_the_size_it_had(world: World) -> None:
    sequencer.run_once()
    head = queries.head()
    with pytest.raises(HeadMoved):
        sequencer.swap_head(5, 7, b"\1" * 32, b"n")
    with pytest.raises(HeadMoved):
        sequencer.swap_head(None, 7, b"\1" * 32, b"n")
    assert queries.head().size == head.size == 6 and Checkpoint.objects.count() == 1


def test_an_altered_entry_is_noticed_before_anything_is_signed(world: World) -> None:
    sequencer.run_once()
    runner = sequencer.Sequencer()
    runner.run()
    triggers.remove()
    row = Entry.objects.get(pk=3)
    Entry.objects.filter(pk=3).update(data=bytes(row.data).replace(b'"aim"', b'"AIM"'))
    triggers.install()
    write(by=BY, records=[world.gift()])
    with pytest.raises((LogDamaged, LogBehind)):
        sequencer.run_once()
    assert queries.head().size == 6


def test_a_damaged_tile_is_noticed_and_never_signed_over(world: World) -> None:
    sequencer.run_once()
    tile = books() / "tile/0/000.p/6"
    tile.write_bytes(b"\1" * len(tile.read_bytes()))
    write(by=BY, records=[world.gift()])
    with pytest.raises(OunaError):
        sequencer.run_once()
    assert queries.head().size == 6


def test_a_foreign_checkpoint_in_the_folder_is_refused(world: World) -> None:
    sequencer.run_once()
    (books() / "checkpoint").write_bytes(b"something else\n")
    with pytest.raises(LogDamaged):
        sequencer.run_once()


def test_an_existing_file_must_be_equal(tmp_path: Path) -> None:
    writer = Writer()
    assert writer.put(tmp_path, [("a/b", b"1")]) == 1
    assert writer.put(tmp_path, [("a/b", b"1")]) == 0
    with pytest.raises(FileDiffers):
        writer.put(tmp_path, [("a/b", b"2")])
    assert (tmp_path / "a/b").read_bytes() == b"1"


def test_what_a_crash_left_of_partial_tiles_is_removed(tmp_path: Path) -> None:
    """Also the folder, if the machine stopped between its last file and itself."""
    for path in ("tile/0/000.p/3", "tile/0/000.p/4", "tile/entries/000.p/3"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "tile/1/000.p").mkdir(parents=True)
    Folder(tmp_path).tidy_all(4)
    left = {path.relative_to(tmp_path / "tile").as_posix() for path in tmp_path.rglob("*.p*")}
    assert left == {"0/000.p"}
    assert [path.name for path in (tmp_path / "tile/0/000.p").iterdir()] == ["4"]


# --- faults


class Fault(Exception):
    """The machine stops here."""


class FailingWriter(Writer):
    """Fails at one write point: before it, or after it has been done."""

    def __init__(self, at: int, persisted: bool) -> None:
        self.at, self.persisted, self.count = at, persisted, 0
        self.names: list[str] = []

    def step(self, name: str, act: Callable[[], T]) -> T:
        self.names.append(name)
        self.count += 1
        if self.count - 1 != self.at:
            return act()
        if self.persisted:
            act()
        raise Fault(name)


def test_a_fault_at_any_write_is_mended_by_running_again(world: World, figure: Callable[..., None]) -> None:
    """Every write point × {failed, failed but done} × {nothing new, another gift before the next run}.

    Each fault starts from the state the last one left, so that they also follow upon each other.
    """
    write_many(by=BY, records=[world.gift(n + 1) for n in range(230)])
    sequencer.run_once()
    seen: set[str] = set()
    for at in itertools.count():
        broke = False
        for persisted, grows in itertools.product((False, True), repeat=2):
            write_many(by=BY, records=[world.gift(5) for _ in range(1 + at % 2)])
            writer = FailingWriter(at, persisted)
            try:
                sequencer.run_once(writer)
            except Fault as fault:
                broke = True
                seen.add(str(fault).split("/")[0])
            if grows:
                write(by=BY, records=[world.gift(6)])
            assert sequencer.run_once() == Entry.objects.count() == verify(books())
        if not broke:
            break
    figure(4 * at)
    steps = "commit numbers,put tile,swap head,replace note,replace totals.json,replace checkpoint"
    assert set(steps.split(",")) <= seen and any(name.startswith("remove") for name in seen)
    assert Entry.objects.count() > 256
    _all_checkpoints_are_of_one_tree()
    assert list(checks()) == []


def _all_checkpoints_are_of_one_tree() -> None:
    """Every head ever signed is a beginning of the newest tree."""
    heads = list(queries.checkpoints().order_by("size"))
    newest = heads[-1]
    tree = Folder(books()).tree(newest.size, bytes(newest.root))
    for head in heads[:-1]:
        proof = tree.consistency_proof(head.size)
        verify_consistency(head.size, bytes(head.root), newest.size, bytes(newest.root), proof)


def test_half_written_files_are_swept_away(world: World) -> None:
    sequencer.run_once()
    (books() / "tile/0/000.p/9.fresh").write_bytes(b"half")
    (books() / "totals.json.fresh").write_bytes(b"half")
    write(by=BY, records=[world.gift()])
    sequencer.run_once()
    assert verify(books()) == 7


# --- proofs, texts, copies


def test_a_proof_file_holds_for_an_outsider(world: World) -> None:
    gift, hidden = world.gift()
    write(by=BY, records=[(gift, hidden)])
    with pytest.raises(NotLockedIn):
        queries.proof_of(gift.ref)
    sequencer.run_once()
    assert queries.entry_number(gift.ref) == 6 and queries.head().size == 7
    policy = Policy.of_logs([log_signer().verifier])
    for openings, count in ((True, 2), (False, 0), (["donor"], 1)):
        proof = parse_proof(queries.proof_of(gift.ref, openings=openings))
        entry = bytes(Entry.objects.get(ref=gift.ref).data)
        assert verify_proof(proof, leaf_hash(entry), policy).checkpoint.size == 7
        assert proof.extra.count(b'"purpose"') == count
        report = Report()
        assert check_receipt("r", queries.proof_of(gift.ref, openings=openings), policy, report)
        assert report.findings == []
    assert open_opening(gift.ref, "donor") == {"name": "Ada Example"}


def test_a_signatory_s_proof_file_opens_its_public_text_as_long_as_it_is_public(world: World) -> None:
    text = put_text({"names": {"ar": {"text": "بنّاؤو صور", "state": "human", "of": ""}}})
    camp = world.campaign
    appeal = AppealPublished(ref=new_ref("appl"), campaign=camp, version=1, source="ab" * 32, text=text)
    signature = SignaturePublished(
        ref=new_ref("sgnt"), campaign=camp, appeal=appeal.ref, text=text, proof="paper"
    )
    write(by=BY, records=[appeal, signature])
    sequencer.run_once()
    policy = Policy.of_logs([log_signer().verifier])

    def said(openings: bool | list[str]) -> list[str]:
        report = Report()
        assert check_receipt("r", queries.proof_of(signature.ref, openings=openings), policy, report)
        assert report.findings == []
        return list(report.receipts[0]["signatory"])

    assert said(openings=True) == said(openings=["text"]) == ["بنّاؤو صور"]
    assert said(openings=False) == said(openings=["donor"]) == []
    withdraw_text(text)
    assert said(openings=True) == []


def test_a_withdrawn_text_leaves_the_folder(world: World) -> None:
    sequencer.run_once()
    hashed = Text.objects.first().hash
    path = books() / f"texts/{hashed}.json"
    assert path.exists()
    withdraw_text(hashed)
    write(by=BY, records=[world.gift()])
    sequencer.run_once()
    assert not path.exists() and list(checks()) == []


def test_a_copy_elsewhere_is_whole_and_follows(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotLockedIn):
        publishing.publish_to(tmp_path / "copy")
    sequencer.run_once()
    assert publishing.publish_to(tmp_path / "copy") == 6 == verify(tmp_path / "copy")
    write_many(by=BY, records=[world.gift() for _ in range(300)])
    assert publishing.publish_to(tmp_path / "copy") == 6
    sequencer.run_once()
    assert publishing.publish_to(tmp_path / "copy") == 306 == verify(tmp_path / "copy")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "checkpoint").write_bytes(b"another log")
    with pytest.raises(FolderForeign):
        publishing.publish_to(tmp_path / "other")


def test_an_empty_log_publishes_nothing(db: None) -> None:
    vkey = ensure_log()
    assert vkey.startswith(settings.LOG_ORIGIN + "+") and ensure_log() == vkey
    assert sequencer.run_once() == 0 and not books().exists() and not Head.objects.exists()


def test_a_process_with_another_setting_signs_under_the_name_of_the_first_entry(world, settings) -> None:
    write_many(by=BY, records=[world.gift()])
    sequencer.run_once()
    named = settings.LOG_ORIGIN
    settings.LOG_ORIGIN = "elsewhere.example/log"
    write_many(by=BY, records=[world.gift()])
    size = sequencer.run_once()
    note = (books() / "checkpoint").read_bytes()
    assert note.startswith(f"{named}\n{size}\n".encode()) and b"elsewhere" not in note
    assert not list(checks())
    settings.LOG_ORIGIN = named
    assert verify(books()) == size
