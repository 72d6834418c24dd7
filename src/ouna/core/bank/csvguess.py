"""Which column of a bank's table means what: a guess from the headings and the first rows.

Headings are known in nine languages. Whatever could be read in two ways is said in the mapping's notes.
"""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass

from ouna.core.bank import csvwords
from ouna.core.bank.csvcells import DIGITS, SPACES, day_of

#: Lines from which a mapping is guessed.
LOOK_AHEAD = 60
_DELIMITERS = ";,\t|"
_FIELDS = frozenset(csvwords.EXACT)
_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%d/%m/%y", "%m/%d/%Y", "%m/%d/%y", "%d-%m-%Y",
    "%d-%m-%y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y",
)  # fmt: skip
_ENCODINGS = ("cp1252", "cp1253", "cp1254", "cp1256", "iso-8859-7")


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one bank's CSV. Columns are numbered from 0; None means there is none.

    `date_format` is a strptime format; `decimal` is the decimal sign; `header_row` is the row of the
    headers (0 = first), rows above it are the bank's preamble. Either `amount` (with a sign, or with
    `direction`) or `debit` and `credit` must be given.
    """

    delimiter: str
    date_format: str
    decimal: str
    header_row: int
    booked_on: int
    value_on: int | None = None
    amount: int | None = None
    debit: int | None = None
    credit: int | None = None
    direction: int | None = None
    currency: int | None = None
    name: int | None = None
    iban: int | None = None
    text: int | None = None
    reference: int | None = None
    balance: int | None = None
    account: int | None = None
    status: int | None = None
    encoding: str = ""
    default_currency: str | None = None
    own_account: str | None = None
    notes: tuple[str, ...] = ()


def encoding_for(head: bytes) -> str:
    """The encoding in which the beginning of a file is a table with a day and an amount, `` for none.

    UTF-8 and UTF-16 if they fit, else the code page (Western, Greek, Turkish, Arabic) whose reading of the
    headers is understood best.
    """
    for name in ("utf-8-sig", "utf-16"):
        if name == "utf-16" and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        text = codecs.getincrementaldecoder(name)("replace").decode(head)
        if "\ufffd" not in text:
            return name if guess(text.splitlines()[:LOOK_AHEAD]) else ""
    best = (0, "")
    for name in _ENCODINGS:
        lines = head.decode(name, "replace").splitlines()[:LOOK_AHEAD]
        mapping = guess(lines)
        if mapping is not None:
            known = sum(getattr(mapping, key) is not None for key in _FIELDS)
            best = max(best, (known, name), key=lambda pair: pair[0])
    return best[1]


def guess(lines: list[str]) -> Mapping | None:
    """Propose a mapping from the first lines of a file, None when no header is recognised."""
    best: tuple[int, Mapping] | None = None
    for delimiter in _DELIMITERS:
        rows = _rows_of(lines, delimiter)
        for number, row in enumerate(rows[:40]):
            columns = _columns(row)
            if "booked_on" not in columns and "value_on" in columns:
                columns["booked_on"] = columns.pop("value_on")
            if "booked_on" not in columns or not ({"amount", "debit", "credit"} & set(columns)):
                continue
            if "amount" in columns and not ({"debit", "credit"} <= set(columns)):
                columns.pop("debit", None)
                columns.pop("credit", None)
            mapping = _mapping(delimiter, number, columns, rows[number + 1 :])
            if mapping is not None and (best is None or len(columns) > best[0]):
                best = len(columns), mapping
            break
    return best[1] if best else None


def _rows_of(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def _columns(row: list[str]) -> dict[str, int]:
    """Meaning -> column; the first column with a meaning has it, exact names before partial ones."""
    found: dict[str, int] = {}
    for exact in (True, False):
        for number, header in enumerate(row):
            if number in found.values() or len(header) > 60:
                continue
            meaning = csvwords.meaning(header)
            if meaning and meaning not in found and (csvwords.is_exact(header) or not exact):
                found[meaning] = number
    return found


def _mapping(
    delimiter: str, header_row: int, columns: dict[str, int], rows: list[list[str]]
) -> Mapping | None:
    samples = [row for row in rows if len(row) > columns["booked_on"] and row[columns["booked_on"]].strip()]
    notes: list[str] = []
    date_format = _date_format([row[columns["booked_on"]] for row in samples], notes)
    if date_format is None:
        return None
    money = [columns[key] for key in ("amount", "debit", "credit", "balance") if key in columns]
    written = [row[column] for row in samples for column in money if len(row) > column]
    return Mapping(
        delimiter=delimiter,
        date_format=date_format,
        decimal=_decimal_sign(written, notes),
        header_row=header_row,
        notes=tuple(notes),
        **{key: columns[key] for key in columns if key in _FIELDS},  # type: ignore[arg-type]
    )


def _date_format(samples: list[str], notes: list[str]) -> str | None:
    if not samples:
        return "%Y-%m-%d"
    fitting = [form for form in _FORMATS if all(day_of(text, form) for text in samples[:20])]
    if not fitting:
        # A total below the table has no day: most samples are enough.
        fitting = [
            form for form in _FORMATS if sum(1 for t in samples if day_of(t, form)) * 2 >= len(samples)
        ]
    if not fitting:
        return None
    if any(form.startswith("%d/%m") for form in fitting) and any(
        form.startswith("%m/%d") for form in fitting
    ):
        notes.append("day and month could be the other way round")
    return fitting[0]


def _decimal_sign(samples: list[str], notes: list[str]) -> str:
    votes = {",": 0, ".": 0}
    unsure = 0
    for sample in samples:
        text = SPACES.sub("", sample.translate(DIGITS))
        found = re.search(r"([.,])(\d*)\D*$", text)
        if not found:
            continue
        if ("," in text and "." in text) or len(found[2]) != 3:
            votes[found[1]] += 1
        else:
            unsure += 1
            votes[found[1]] += 0
    if unsure and not any(votes.values()):
        notes.append("the decimal sign cannot be told from the sample")
    return "," if votes[","] > votes["."] else "."
