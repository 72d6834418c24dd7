"""The command: records as JSON, a table for people, refusals with the next step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ouna.cli import main

LIST = "Signatories\n1. MEDICO e.V. (MI) – Deutschland\n2. Rote Lei-\nter (Red Ladder) – Talmira\n"


def run(folder: Path, *arguments: str, text: str = LIST) -> Result:
    file = folder / "list.txt"
    file.write_text(text)
    return CliRunner().invoke(main, ["signatories", "read", str(file), *arguments])


def test_the_printed_json(tmp_path: Path) -> None:
    result = run(tmp_path, "--json", "--place", "Talmira=XT")
    assert result.exit_code == 0
    found = json.loads(result.output)
    assert found[0]["name"] == "Signatories"
    assert found[1] == {
        "number": 1, "short": "MI", "name": "MEDICO e.V.", "translations": [],
        "country": {"code": "DE", "text": "Deutschland"}, "doubts": [], "source_lines": [2, 2],
    }  # fmt: skip
    assert found[2]["country"] == {"code": "XT", "text": "Talmira"}
    assert found[2]["source_lines"] == [3, 4]
    assert found[2]["doubts"][0]["code"] == "hyphen_joined"


def test_without_the_place_nothing_is_invented(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, "--json").output)
    assert found[2]["country"] is None or found[2]["country"]["code"] is None


def test_the_table_for_people(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0
    assert "MEDICO e.V." in result.output
    assert "4 lines read: 2 entries, 1 of them doubtful; 1 left for a person." in " ".join(
        result.output.split()
    )


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_refusal_tells_the_next_step(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(tmp_path, *arguments, text="{\\rtf1 x}")
    assert result.exit_code == 1
    assert ".xlsx" in result.output


@pytest.mark.parametrize("place", ["Talmira", "=XT", "Talmira=XTX"])
def test_a_place_that_makes_no_sense(tmp_path: Path, place: str) -> None:
    assert run(tmp_path, "--place", place).exit_code == 2
