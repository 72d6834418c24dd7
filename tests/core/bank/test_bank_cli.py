"""`ouna bank read`: the JSON lines other programmes rely on, and the summary for people."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bank_fuzz import camt_sample, mt940_sample
from bank_samples import ACCOUNT, DONOR, Entry, closing, details, document, statement, zipped
from click.testing import CliRunner

from ouna.cli.bank import bank, money


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(bank, ["read", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_json_of_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    entry = Entry("12.30", details=[details(amount="12.30", ustrd=("Größe",), instructed=("15.00", "USD"))])
    path.write_bytes(document(statement([entry], balances=closing("0.00", "12.30"))))
    code, output = run(str(path), "--json")
    assert code == 0
    (line,) = output.splitlines()
    assert "Größe" in line
    assert json.loads(line) == {
        "file": str(path),
        "format": "camt.053.001.08",
        "statements": [
            {
                "account": ACCOUNT,
                "currency": "EUR",
                "id": "S-1",
                "number": "7",
                "opening": {"minor": 0, "on": "2026-03-01"},
                "closing": {"minor": 1230, "on": "2026-03-02"},
                "proof": "closes",
                "difference_minor": 0,
                "lines": [
                    {
                        "booked_on": "2026-03-02",
                        "value_on": "2026-03-02",
                        "minor": 1230,
                        "exact": None,
                        "currency": "EUR",
                        "counterparty": {"name": "Layla Example", "iban": DONOR, "account": None},
                        "reference": None,
                        "end_to_end": "E2E-1",
                        "bank_ref": "BANK-1",
                        "text": "Größe",
                        "status": "booked",
                        "reversal": False,
                        "original": {"minor": 1500, "currency": "USD", "rate": None},
                        "charges": None,
                        "returned": None,
                        "batch": None,
                        "parts": [],
                    }
                ],
            }
        ],
        "findings": [],
    }


def test_one_line_a_file_and_a_refusal_does_not_stop_the_rest(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.xml", "b.txt", "c.sta", "missing")]
    for path, data in zip(paths, (camt_sample(), b"hello", mt940_sample()), strict=False):
        path.write_bytes(data)
    code, output = run(*map(str, paths), "--json")
    assert code == 1
    found = [json.loads(line) for line in output.splitlines()]
    assert [one["file"] for one in found] == [str(path) for path in paths]
    assert [one.get("format") for one in found] == ["camt.053.001.08", None, "mt940", None]
    assert all(one["refused"] for one in (found[1], found[3]))


def test_exact_amounts_and_findings(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(document(statement([Entry("1.234", "DBIT")], balances=closing("5.00", "5.00"))))
    one = json.loads(run(str(path), "--json")[1])
    line = one["statements"][0]["lines"][0]
    assert (line["minor"], line["exact"]) == (None, "-1.234")
    assert one["findings"][0]["where"] == "statement 1, entry 1"
    assert one["findings"][0]["what"] == "the amount has more decimals than its currency"


def test_summary(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(camt_sample())
    bad.write_bytes(camt_sample().replace(b"12.34", b"12.35"))
    code, output = run(str(good))
    assert code == 0
    assert "The file can be imported." in output
    code, output = run(str(bad))
    assert code == 0
    assert "before importing it" in output
    assert "statement 1: opening balance and bookings do not make the closing balance" in " ".join(
        output.split()
    )
    code, output = run(str(tmp_path / "missing"))
    assert (code, "refused" in output) == (1, True)


def test_the_summary_says_what_is_missing_and_what_is_too_much(tmp_path: Path) -> None:
    for closes, said in (("5.90", "does not add up, 0.90 EUR missing"), ("4.10", "0.90 EUR too much")):
        path = tmp_path / "a.xml"
        path.write_bytes(document(statement([Entry("5.00")], balances=closing("0.00", closes))))
        assert said in run(str(path))[1]


def test_a_bad_file_of_a_zip_is_named_and_its_statements_are_not_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    two = document(statement([Entry("5.00")]), statement([Entry("6.00")]))
    path.write_bytes(zipped(a__xml=camt_sample(), b__xml=two[: two.rindex(b"<Ntry>") + 20]))
    _, output = run(str(path), "--json")
    one = json.loads(output)
    assert [len(s["lines"]) for s in one["statements"]] == [5]
    assert [(f["where"], f["code"]) for f in one["findings"]] == [
        ("file 2 of the ZIP (b.xml)", "member_refused")
    ]
    _, summary = run(str(path))
    assert "1 statement" in summary and "file 2 of the ZIP (b.xml): The XML is damaged" in summary


def test_money() -> None:
    assert money(-123456, "EUR") == "-1,234.56 EUR"
    assert money(1250, "JOD") == "1.250 JOD"
    assert money(1250, "JPY") == "1,250 JPY"
    assert money(None, "EUR") == money(5, None) == "-"


def test_reading_needs_no_django() -> None:
    code = (
        "import sys, ouna.cli.bank; sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
