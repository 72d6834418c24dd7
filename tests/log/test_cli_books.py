"""The commands for the books."""

from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console
from tests.log.support import BY, World, write

from ouna.cli import books as cli
from ouna.cli.progress import progress
from ouna.log import sequencer
from ouna.log.models import BookBalance, JournalFact
from ouna.log.recount import Recount


@pytest.fixture(autouse=True)
def django_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "setup_django", lambda: None)


def test_publish_locks_in_and_copies(world: World, tmp_path: Path) -> None:
    write(by=BY, records=[world.gift()])
    result = CliRunner().invoke(cli.books, ["publish", "--to", str(tmp_path / "copy")])
    assert result.exit_code == 0 and result.stdout.startswith("7 pages of the public record are now in ")
    assert (tmp_path / "copy/checkpoint").read_bytes() == (
        Path(settings.BOOKS_DIR) / "checkpoint"
    ).read_bytes()


def test_open_writes_openings_for_one_reader(world: World, tmp_path: Path) -> None:
    gift, hidden = world.gift(donor="Ada Example")
    write(by=BY, records=[(gift, hidden)])
    sequencer.run_once()
    out = tmp_path / "openings.jsonl"
    result = CliRunner().invoke(cli.books, ["open", "--for", "A. Auditor", "--to", str(out)])
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert {(line["entry"], line["purpose"]) for line in lines} == {(6, "donor"), (6, "line")}
    assert {"name": "Ada Example"} in [line["record"] for line in lines]
    assert JournalFact.objects.get().kind == "openings.handed_out"
    again = CliRunner().invoke(cli.books, ["open", "--for", "A. Auditor", "--to", str(out)])
    assert again.exit_code == 1 and "exists already" in again.output


def test_check_says_what_is_wrong(world: World, only_log_checks: None) -> None:
    sequencer.run_once()
    good = CliRunner().invoke(cli.check, ["--json"])
    assert good.exit_code == 0 and json.loads(good.output)["ok"] is True
    BookBalance.objects.create(of="x", currency="EUR", minor=1)
    bad = CliRunner().invoke(cli.check, [])
    assert bad.exit_code == 1 and "balance x EUR" in bad.output and ", 1 finding." in bad.output


def test_publish_leaves_other_folders_alone(world: World, tmp_path: Path) -> None:
    write(by=BY, records=[world.gift()])
    other = tmp_path / "other"
    other.mkdir()
    (other / "letters.txt.fresh").write_text("mine")
    refused = CliRunner().invoke(cli.books, ["publish", "--to", str(other)])
    assert refused.exit_code == 1 and "Name an empty or new folder" in refused.output
    assert [path.name for path in other.iterdir()] == ["letters.txt.fresh"]
    # A first copy that was stopped before its checkpoint goes on; a whole one is brought up to date.
    copy = tmp_path / "copy"
    for _ in range(2):
        assert CliRunner().invoke(cli.books, ["publish", "--to", str(copy)]).exit_code == 0
        (copy / "checkpoint").unlink()
    (copy / "checkpoint").write_bytes(b"of another log")
    foreign = CliRunner().invoke(cli.books, ["publish", "--to", str(copy)])
    assert foreign.exit_code == 1 and "has not signed" in foreign.output


@pytest.mark.parametrize("command", [["publish", "--to", "{}/x"], ["open", "--for", "A"]])
def test_nothing_is_published_before_set_up(db: None, tmp_path: Path, command: list[str]) -> None:
    result = CliRunner().invoke(cli.books, [word.format(tmp_path) for word in command])
    assert result.exit_code == 1 and "run `ouna setup`" in result.output


def test_an_older_database_is_named_so_by_each_command(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["one"])
    for group, command in (
        (cli.books, ["publish", "--to", str(tmp_path / "x")]),
        (cli.books, ["open", "--for", "A"]),
        (cli.log, ["recover", "--from", str(tmp_path)]),
        (cli.check, []),
    ):
        result = CliRunner().invoke(group, command)
        assert result.exit_code == 1 and "run `ouna setup`" in result.output, command
    assert not (tmp_path / "x").exists()


def test_at_a_terminal_the_steps_are_shown_elsewhere_one_line(world: World) -> None:
    for terminal in (True, False):
        told = StringIO()
        with progress("Working", console=Console(file=told, force_terminal=terminal, width=100)):
            assert list(Recount({}).run()) == []
        assert ("Replay of the record" in told.getvalue()) is terminal
        assert told.getvalue().count("\n") == 1 or terminal
    silent = StringIO()
    with progress("Working", silent=True, console=Console(file=silent)):
        assert list(Recount({}).run()) == []
    assert silent.getvalue() == ""


def test_the_result_alone_is_on_the_output(world: World, only_log_checks: None) -> None:
    sequencer.run_once()
    result = CliRunner().invoke(cli.check, [])
    assert result.stderr == "Checking everything …\n"
    assert result.stdout.startswith("6 pages of the public record checked in ")
    assert CliRunner().invoke(cli.check, ["--json"]).stderr == ""


def test_recover_tells_what_it_did_and_why_not(world: World, tmp_path: Path) -> None:
    sequencer.run_once()
    result = CliRunner().invoke(cli.log, ["recover", "--from", str(settings.BOOKS_DIR)])
    assert result.exit_code == 0 and "0 pages taken back" in result.output
    missing = CliRunner().invoke(cli.log, ["recover", "--from", str(tmp_path / "nowhere")])
    assert missing.exit_code == 1 and "Traceback" not in missing.output
    (tmp_path / "empty").mkdir()
    empty = CliRunner().invoke(cli.log, ["recover", "--from", str(tmp_path / "empty")])
    assert empty.exit_code == 1 and "no checkpoint" in empty.output
