"""Damaged bank files: nothing may crash, nothing may be lost without a word.

A mutant is one sample with one damage. Allowed outcomes: refused with a reason; or read, and then every
booking that is still visible in the bytes is a line or a finding, and a statement whose money differs
from the sample's does not say `closes`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from bank_samples import ACCOUNT, Entry, closing, details, document, mt940, statement, zipped

from ouna.core.bank import BankFileRefused, Document, read_file

ENTRIES = [("12.34", "CRDT"), ("250.00", "CRDT"), ("7.05", "DBIT"), ("1000.10", "CRDT"), ("99.99", "DBIT")]
TOTAL = 1234 + 25000 - 705 + 100010 - 9999


def camt_sample() -> bytes:
    entries = [
        Entry(amount, direction, ref=f"B{i}", details=[details(amount=amount, ustrd=(f"Gift {i} ÄÖ",))])
        for i, (amount, direction) in enumerate(ENTRIES)
    ]
    return document(statement(entries, balances=closing("100.00", f"{100 + TOTAL / 100:.2f}")))


def mt940_sample() -> bytes:
    lines = []
    for i, (amount, direction) in enumerate(ENTRIES):
        lines.append(f":61:2603020302{direction[0]}{amount.replace('.', ',')}NTRFNONREF//B{i}")
        lines.append(f":86:166?00GIFT?20EREF+E{i}?21SVWZ+Gift {i}?31{ACCOUNT}?32Layla Example")
    return mt940(*lines, total=f"C260302EUR{100 + TOTAL / 100:.2f}".replace(".", ","))


def csv_sample() -> bytes:
    rows, balance = ["Date;Amount;Currency;Name;Description;Balance"], 10000
    for i, (amount, direction) in enumerate(ENTRIES):
        minor = int(amount.replace(".", "")) * (1 if direction == "CRDT" else -1)
        balance += minor
        rows.append(f"{i + 2:02d}.03.2026;{minor / 100:.2f};EUR;Layla;Gift {i};{balance / 100:.2f}")
    return "\r\n".join(rows).encode()


def zip_sample() -> bytes:
    return zipped(one__xml=camt_sample(), two__sta=mt940_sample())


SAMPLES: dict[str, Callable[[], bytes]] = {
    "camt": camt_sample,
    "mt940": mt940_sample,
    "csv": csv_sample,
    "zip": zip_sample,
}
_TOKENS = [
    b"<",
    b">",
    b"&",
    b"&amp;",
    b"&x;",
    b"<!DOCTYPE a [",
    b"<![CDATA[",
    b"]]>",
    b"</Ntry>",
    b"<Ntry>",
    b"\x00",
    b"\xff\xfe",
    b":61:",
    b":62F:",
    b":86:",
    b":20:",
    b"-}\r\n",
    b"{4:",
    b"?20",
    b"\r\n",
    b";",
    b'"',
    b"-",
    b",",
    b".",
    b"0",
    b"9",
    b"D",
    b"C",
    b"RC",
    b"DBIT",
    b"1e9",
    b"NaN",
    b"-4E-13",
    b"EUR",
    b"XXX",
    b"\xc3",
    b"\xe4",
    "٣".encode(),
    b"99999999999999999999",
]


def mutate(data: bytes, rng: random.Random) -> bytes:
    """One damage: cut, delete, double, overwrite, insert, swap, or another encoding."""
    at = rng.randrange(len(data))
    span = min(len(data) - at, rng.choice((1, 1, 2, 5, 20, 80, 300)))
    kind = rng.randrange(9)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[at + span :]
    if kind == 2:
        return data[: at + span] + data[at:]
    if kind == 3:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if kind == 4:
        return data[:at] + rng.choice(_TOKENS) + data[at:]
    if kind == 5:
        return data[:at] + rng.choice(_TOKENS) + data[at + span :]
    if kind == 6:
        other = rng.randrange(len(data))
        return data[:at] + data[other : other + span] + data[at + span :]
    if kind == 7:
        return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
    return data.decode("utf-8", "replace").encode(
        rng.choice(("utf-16", "latin-1", "cp850", "utf-32", "utf-8-sig")), "replace"
    )


def said(document: Document) -> bool:
    """Did the reader say anything that makes a person look?"""
    findings = [*document.findings, *(found for one in document.statements for found in one.findings)]
    return bool(findings) or any(one.proof != "closes" for one in document.statements)


def money(document: Document) -> int:
    return sum(
        line.minor or 0 for one in document.statements for line in one.lines if line.status == "booked"
    )


def judge(kind: str, mutant: bytes, document: Document) -> str:
    """`` when fine, else what went wrong."""
    lines = sum(len(one.lines) for one in document.statements)
    told = sum(len(one.findings) for one in document.statements) + len(document.findings)
    if kind == "camt":
        visible = len(re.findall(rb"<Ntry>", mutant))
        if lines < visible and not told:
            return f"{visible} entries in the file, {lines} read, nothing said"
    if kind == "mt940":
        visible = len(re.findall(rb"(?m)^:61:", mutant.replace(b"\r", b"\n")))
        if lines < visible and not told:
            return f"{visible} bookings in the file, {lines} read, nothing said"
    if kind in ("camt", "mt940") and money(document) != TOTAL and not said(document):
        return f"the money is {money(document)}, not {TOTAL}, nothing said"
    if kind == "csv":
        visible = sum(1 for row in mutant.replace(b"\r", b"\n").split(b"\n") if row.count(b";") == 5) - 1
        if lines < visible and not told and b'"' not in mutant:
            return f"{visible} rows in the file, {lines} read, nothing said"
    return ""


def run(kind: str, count: int, seed: int) -> dict[str, int]:
    """Read `count` mutants. Raises AssertionError with the seed of the first that breaks a promise."""
    sample = SAMPLES[kind]()
    outcome = {"refused": 0, "read": 0}
    for number in range(count):
        rng = random.Random(f"{kind}/{seed}/{number}")
        mutant = mutate(sample, rng)
        try:
            found = read_file(mutant, "mutant")
        except BankFileRefused:
            outcome["refused"] += 1
            continue
        except Exception as error:
            raise AssertionError(
                f"{kind} seed {seed} number {number}: {type(error).__name__}: {error}"
            ) from error
        outcome["read"] += 1
        wrong = judge(kind, mutant, found)
        assert not wrong, f"{kind} seed {seed} number {number}: {wrong}"
    return outcome
