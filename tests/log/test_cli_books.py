"""The commands for the books."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from tests.log.support import BY, World, write

from ouna.cli import books as cli
from ouna.log import sequencer
from ouna.log.models import BookBalance, JournalFact


@pytest.fixture(autouse=True)
def django_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "setup_django", lambda: None)


def test_publish_locks_in_and_copies(world: World, tmp_path: Path) -> None:
    write(by=BY, records=[world.gift()])
    result = CliRunner().invoke(cli.books, ["publish", "--to", str(tmp_path / "copy")])
    assert result.exit_code == 0 and result.output.startswith("7 entries")
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
    assert bad.exit_code == 1 and "balance x EUR" in bad.output and "1 findings" in bad.output


def test_recover_tells_what_it_did_and_why_not(world: World, tmp_path: Path) -> None:
    sequencer.run_once()
    result = CliRunner().invoke(cli.log, ["recover", "--from", str(settings.BOOKS_DIR)])
    assert result.exit_code == 0 and "0 entries are taken back" in result.output
    missing = CliRunner().invoke(cli.log, ["recover", "--from", str(tmp_path / "nowhere")])
    assert missing.exit_code == 1 and "Traceback" not in missing.output
    (tmp_path / "empty").mkdir()
    empty = CliRunner().invoke(cli.log, ["recover", "--from", str(tmp_path / "empty")])
    assert empty.exit_code == 1 and "no checkpoint" in empty.output
