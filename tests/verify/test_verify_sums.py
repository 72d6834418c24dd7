"""What `ouna verify` tells a person in sums: tables per purpose and account, names that cannot do harm."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from books import SIGNER, Book
from click.testing import CliRunner, Result

from ouna.core import book
from ouna.core.tlog import COSIGNATURE, Signer, cosign
from ouna.core.values import Money
from ouna.verify.command import verify
from ouna.verify.sums import LONGEST, spelled


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(verify, [str(a) for a in args], catch_exceptions=False)


@pytest.fixture
def folder(made: Book, tmp_path: Path) -> Path:
    made.publish(tmp_path / "books")
    return tmp_path / "books"


def table(said: str, title: str) -> list[list[str]]:
    """Rows of a printed table; two blanks or more stand between cells."""
    block = said.split(f"{title}\n", 1)[1].split("\n\n", 1)[0]
    return [re.split(r" {2,}", line.strip()) for line in block.splitlines()]


def test_what_came_is_told_per_fund_and_account(made: Book, folder: Path) -> None:
    said = run(folder).stdout
    data = json.loads(run(folder, "--json").stdout)
    head, *rows = table(said, "Each purpose:")
    assert head[:4] == ["code", "currency", "received", "reversed"] and head[-1] == "purpose"
    assert len(rows) == len(data["funds"]) > 1
    for row, told in zip(rows, data["funds"], strict=True):
        cells = dict(zip(head, row, strict=False))
        for key, name in (
            ("received", "received"), ("reversed", "reversed"), ("brought_in", "brought in"),
            ("spent", "spent"), ("balance", "balance"),
        ):  # fmt: skip
            assert cells[name] == spelled(told[key], told["currency"]), (key, cells)
    assert {row[head.index("currency")] for row in rows} >= {"EUR", "TND"}
    assert all(len(row) == len(head) and row[-1] for row in rows), "each has its name"
    head, *rows = table(said, "Each account:")
    assert [row[2] for row in rows] == [spelled(a["balance"], a["currency"]) for a in data["accounts"]]
    assert any(row[0] == "DE …3000" for row in rows)


def test_decimals_are_those_of_the_currency() -> None:
    assert [spelled(m, c) for m, c in ((123456, "EUR"), (-5, "TND"), (1500, "JPY"))] == [
        "1,234.56", "-0.005", "1,500",
    ]  # fmt: skip


HOSTILE = ["\x1b[2J\u202egone", "a\nAll holds.\nb", "‮1,000\u2066", "z" * 5_000, "[bold red]x[/]"]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_name_steers_neither_terminal_nor_direction(tmp_path: Path, words: str) -> None:
    made = Book()
    made.open()
    ref = made.ref("fund")
    aim = Money(100, "EUR")
    made.add(book.FundOpened(ref=ref, campaign=made.camp, purposes=("odd",), aim=aim, text=made.text(words)))
    made.gift(made.berlin, ref, 12_345)
    made.publish(tmp_path / "books")
    said = run(tmp_path / "books").stdout
    rows = [line for line in said.splitlines() if line.startswith("   odd  ")]
    assert len(rows) == 1 and "123.45" in rows[0]
    assert not [c for c in said if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"]
    assert said.count("All holds.") - rows[0].count("All holds.") == 1
    assert len(rows[0]) < 90 + LONGEST


@pytest.mark.parametrize("text", [None, [], {"title": 3}, {"title": {"en": None}}, {"code": {"a": 1}}, "x"])
def test_a_text_that_names_nothing_leaves_the_code(text: Any) -> None:
    from ouna.verify.sums import Names

    names = Names()
    made = Book()
    made.open()
    fund = next(r for r in made.records if isinstance(r, book.FundOpened))
    names.note(fund)
    names.read(fund.text, text)
    assert names.codes[fund.ref] == " ".join(fund.purposes) and not names.titles[fund.ref]


def test_how_many_openings_were_checked_is_said(made: Book, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "opened.jsonl"
    file.write_text("".join(json.dumps(o) + "\n" for o in made.openings))
    said = run(folder, "--openings", file).stdout
    assert f"{len(made.openings)} lines opened to you fit their pages" in said
    assert "proof file" not in said.split("8. ")[1].split("\n")[0].split(": ", 1)[1]


def test_too_few_keepers_are_named_as_such(made: Book, folder: Path, tmp_path: Path) -> None:
    keeper = Signer.from_seed("keeper.example/1", bytes(32), COSIGNATURE)
    policy = tmp_path / "policy"
    policy.write_text(f"log {SIGNER.verifier.vkey}\nwitness one {keeper.verifier.vkey}\nquorum one\n")
    assert "not as many independent keepers" in run(folder, "--policy", policy).stdout
    # With the keeper it holds; with another key than the record's it is the key that is named.
    path, note = folder / "checkpoint", (folder / "checkpoint").read_bytes()
    text = note.split(b"\n\n")[0].decode() + "\n"
    path.write_bytes(note + cosign(text, keeper, 1_764_000_000))
    assert run(folder, "--policy", policy).exit_code == 0
    stranger = Signer.from_seed(SIGNER.name, bytes([9]) * 32)
    path.write_bytes(note)
    policy.write_text(f"log {stranger.verifier.vkey}\nwitness one {keeper.verifier.vkey}\nquorum one\n")
    said = run(folder, "--policy", policy).stdout
    assert "not signed as it must be" in said and "independent keepers as" not in said
