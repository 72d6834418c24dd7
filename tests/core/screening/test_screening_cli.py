"""`ouna screen`: what other programmes rely on, and what people see."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from screening_samples import ALT, OWN, SDN, UN

from ouna.cli.screen import screen_command


@pytest.fixture()
def lists(tmp_path: Path) -> dict[str, str]:
    found = {}
    for name, data in {"own.csv": OWN, "un.xml": UN.encode(), "sdn.csv": SDN, "alt.csv": ALT}.items():
        (tmp_path / name).write_bytes(data)
        found[name] = str(tmp_path / name)
    return found


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(screen_command, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def objects(*arguments: str) -> list[dict[str, Any]]:
    code, out, _ = run(*arguments)
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_one_name_as_json(lists: dict[str, str]) -> None:
    (found,) = objects(
        "--list", lists["own.csv"], "--json", "Krapfenshtain Marzouban", "--born", "1987", "--country", "DE",
        "--type", "person",
    )  # fmt: skip
    assert found["alert"] is True
    assert set(found["best"]) == {"id", "name", "list", "score", "reasons"}
    assert (found["best"]["id"], found["best"]["list"]) == ("Q-001", "Quince demo list")
    assert "against: born 36 years later than listed" in found["best"]["reasons"]
    assert found["lists"] == [
        {"name": "Quince demo list", "date": "2026-11-01", "entries": 2, "findings": [],
         "sha256": hashlib.sha256(OWN).hexdigest()}
    ]  # fmt: skip
    (none,) = objects("--list", lists["own.csv"], "--json", "Leaking Bucket Repairs")
    assert (none["alert"], none["best"]) == (False, None)


def test_several_lists_follow_one_option_or_several(lists: dict[str, str]) -> None:
    name = "Marzuban Krapfenstein"
    one = objects("--list", lists["own.csv"], lists["un.xml"], "--json", name)
    other = objects("--list", lists["own.csv"], "--list", lists["un.xml"], "--json", *name.split())
    assert one == other
    assert len(one[0]["lists"]) == 2 and len({hit["list"] for hit in one[0]["hits"]}) == 2


def test_people_read_facts(lists: dict[str, str]) -> None:
    code, out, _ = run("--list", lists["own.csv"], "Krapfenshtain Marzouban")
    assert code == 0
    assert "possible match" in out and "1 letter apart" in out and "against: only the name fits" in out
    assert "No listed name is like this one." in run("--list", lists["own.csv"], "Anna Anders")[1]


def test_a_file_of_names_in_order(lists: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text(
        "name,type,born,country\nMarzuban Krapfenstein,person,1951,JO\nAnna Anders,,,\n"
        '"Krapfenstein, Marzuban",individual,1990-05-01,Germany\nLeaking Bucket Repairs\n\n',
        "utf-8",
    )
    found = objects("--list", lists["un.xml"], "--names", str(file))
    assert [row["alert"] for row in found] == [True, False, True, False]
    assert all(set(row) == {"alert", "best"} for row in found)
    assert found[0]["best"]["id"] == "QQi.001" and found[1]["best"] is None
    assert "the birth year 1951 fits" in found[0]["best"]["reasons"]
    assert "against: another country: DE, listed JO, TR" in found[2]["best"]["reasons"]


def test_a_name_that_cannot_be_screened_alerts(lists: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("name\nAnna Anders\n---\n", "utf-8")
    code, out, _ = run("--list", lists["un.xml"], "--names", str(file))
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1 and [row["alert"] for row in rows] == [False, True] and rows[1]["best"] is None


def test_pairs_need_no_list(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(
        'group,schema,name1,name2,note\nx,Person,Marzuban Krapfenstein,"KRAPFENSTEIN, Marzuban",\n'
        "x,Company,Leaky Bucket Ltd,Soup Ladle GmbH,\nx,Vessel,SOUP LADLE,Soup Ladle,\nx,Unknown,Anna,Anna,\n"
        "x,Person,,Anna,\n",
        "utf-8",
    )
    found = objects("--pairs", str(file))
    assert [row["match"] for row in found] == [True, False, True, True, False]
    assert all(set(row) == {"score", "match", "reasons"} and 0 <= row["score"] <= 1 for row in found)
    assert found[0]["reasons"] == [
        "the name KRAPFENSTEIN, Marzuban is alike",
        "Marzuban is equal",
        "Krapfenstein is equal",
        "the order is turned",
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["Anna Anders"], 2),
        (["--list", "OWN"], 2),
        (["--list", "OWN", "--names", "a.csv", "Anna"], 2),
        (["--list", "OWN", "--names", "OWN", "--country", "DE"], 2),
        (["--list", "OWN", "--names", "OWN", "--born", "1951"], 2),
        (["--list", "OWN", "Anna " * 200], 1),
        (["--list", "missing.xml", "Anna"], 1),
        (["--list", "OWN", "--names", "missing.csv"], 1),
        (["--list", "OWN", "?!"], 1),
        (["--pairs", "missing.csv"], 1),
        (["--pairs", "OWN"], 1),
        (["--names", "OWN", "--list", "EMPTY"], 1),
        (["--pairs", "BINARY"], 1),
        (["--list", "BINARY", "Anna"], 1),
    ],
)
def test_refusals_are_facts(arguments: list[str], code: int, lists: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "binary").write_bytes(bytes(range(256)))
    places = {"OWN": lists["own.csv"], "EMPTY": str(tmp_path / "empty"), "BINARY": str(tmp_path / "binary")}
    found, out, err = run(*(places.get(word, word) for word in arguments))
    assert found == code and not out
    assert "Traceback" not in err and err.strip()


def test_a_refusal_as_json(lists: dict[str, str]) -> None:
    code, out, _ = run("--list", "missing.xml", "--json", "Anna")
    assert code == 1 and set(json.loads(out)) == {"refused", "next_step", "file"}


def test_it_starts_without_django(lists: dict[str, str]) -> None:
    script = (
        "import sys; from ouna.cli import main\n"
        f"try: main(['screen', '--list', {lists['own.csv']!r}, 'Anna Anders'])\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not [name for name in sys.modules if name.startswith('django')]"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "No listed name" in done.stdout


# Files as people save them --------------------------------------------------------------------------

LISTED = "Marzuban Krapfenstein"


def screened(lists: dict[str, str], tmp_path: Path, raw: bytes) -> tuple[int, list[dict[str, Any]], str]:
    file = tmp_path / "names.csv"
    file.write_bytes(raw)
    code, out, err = run("--list", lists["own.csv"], "--names", str(file))
    return code, [json.loads(line) for line in out.splitlines()], err


@pytest.mark.parametrize(
    "raw",
    [
        f"name,type\n{LISTED},person\n".encode("utf-8-sig"),
        f"name,type\r\n{LISTED},person\r\n".encode(),
        f"name,type\r{LISTED},person\r".encode(),
        f"name;type;born\n{LISTED};person;1951\n".encode(),
        f"type\tname\nperson\t{LISTED}\n".encode(),
        f" Name ,TYPE\n\n{LISTED},person,,\n".encode(),
        f'name\n"{LISTED}"'.encode(),
    ],
)
def test_a_file_is_read_however_it_was_saved(lists: dict[str, str], tmp_path: Path, raw: bytes) -> None:
    code, found, _ = screened(lists, tmp_path, raw)
    assert code == 0 and [row["alert"] for row in found] == [True]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"name,type\n", "holds no row"),
        (b"Marzuban Krapfenstein,person\n", "column name is missing"),
        (b"name,name\nAnna,Marzuban Krapfenstein\n", "stands there twice"),
        (b'name,type\n"Anna,person\nMarzuban Krapfenstein,person\n', "from line 3 on"),
        (b"name\nMarzuban\0 Krapfenstein\n", "zero bytes"),
        (b"name\n" + b"a" * 200_000, "from line 2 on"),
        ("name\nMüller\n".encode("latin-1"), "not in UTF-8"),
        ("name\nAnna\n".encode("utf-16"), "not in UTF-8"),
    ],
)
def test_what_would_swallow_a_name_is_refused(
    lists: dict[str, str], tmp_path: Path, raw: bytes, says: str
) -> None:
    code, found, err = screened(lists, tmp_path, raw)
    assert (code, found) == (1, []) and says in err


@pytest.mark.parametrize("row", ["Krapfenstein, Marzuban,person", "x" * 501, "---"])
def test_a_row_that_cannot_be_screened_alerts(lists: dict[str, str], tmp_path: Path, row: str) -> None:
    """A comma without quotes shifts the columns: the name would be cut in two."""
    code, found, _ = screened(lists, tmp_path, f"name,type\n{row}\nAnna Anders,\n".encode())
    assert code == 1 and [one["alert"] for one in found] == [True, False]


def test_a_country_nobody_knows_is_a_warning_for_one_name_and_for_many(
    lists: dict[str, str], tmp_path: Path
) -> None:
    says = "the country is not known and was not compared"
    code, out, err = run("--list", lists["own.csv"], "--json", "--country", "XT", LISTED)
    assert code == 0 and json.loads(out)["alert"] and says in err
    rows = f"name,type,born,country\n{LISTED},martian,abc,XT\nAnna Anders,,,DE\n"
    code, found, err = screened(lists, tmp_path, rows.encode())
    assert code == 0 and [row["alert"] for row in found] == [True, False]
    assert f"line 2: {says}" in err and "line 2: the type" in err and "line 2: the birth year" in err
    assert "line 3" not in err
    many = "name,country\n" + "Anna Anders,XT\n" * 30
    assert "and 10 more warnings" in screened(lists, tmp_path, many.encode())[2]
