"""The day one plays oneself: D, its German statement, and the files beside it."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from ouna.core.bank.csvguess import Mapping
from ouna.core.bank.reference import make_qrr, make_rf
from ouna.demo import sheet
from ouna.demo.files import HOSTILE, DemoLine, DemoStatement, camt, greek_csv, mt940
from ouna.demo.gifts import planned_gifts, weekday_before

__all__ = ["DONORS", "address_of", "german_day", "mapping_of", "weekday_before", "write_files"]

LATER = "germany-later.xml"
#: How a bank marks a transfer that left.
SENT = "PMNT-ICDT-ESCT"
#: And cash handed out, with its words.
CASH, COUNTER = "PMNT-CNTR-CWDL", "Barauszahlung am Schalter"
#: References of past gifts whose givers have a name and a private link.
DONORS: dict[str, tuple[str, str]] = {}


def address_of(name: str) -> str:
    """An invented address under `.example`."""
    return f"{name.split()[-1].lower()}@donors.example"


def mapping_of(found: Mapping | None, section: sheet.SectionSheet) -> dict[str, Any]:
    """The columns found in a section's CSV, with the account's currency."""
    assert found is not None
    return asdict(replace(found, default_currency=section.currency, own_account=section.iban))


def german_day(d: date, opening: int, visitors: tuple[DemoLine, ...] = ()) -> DemoStatement:
    """Germany's statement of D, the thirteen lines of the sheet; `visitors` are pledges of the tour."""
    day = weekday_before(d)
    persil, swede = sheet.NAMED_PLEDGES[2], sheet.SWEDISH_PLEDGE
    batch = tuple(
        DemoLine(day, p.minor, name, reference=make_rf(p.digits), end_to_end=f"B-{p.digits[-3:]}")
        for p, name in zip(sheet.BATCH_PLEDGES, ("Lale Lorbeer", "Tilo Thymian", "Mira Minze"), strict=True)
    )
    returned = next(
        g
        for g in planned_gifts(d)
        if g.country == "DE"
        and (g.minor, g.fund) == sheet.RETURNED_GIFT[1:]
        and g.day == weekday_before_days(d, 12)
    )
    lines = [
        DemoLine(day, 100_00, "Karl Kardamom", reference="RF91202600000101", end_to_end="K-1"),
        DemoLine(day, 25_00, "Ana Coentro", text="rf20 2026 0000 0118 for the kids", end_to_end="C-1"),
        DemoLine(day, 25_00, "Ana Coentro", text="rf20 2026 0000 0118 for the kids", end_to_end="C-2"),
        DemoLine(day, 60_00, bank_ref="BATCH-3", parts=batch),
        DemoLine(
            day,
            98_00,
            "Sixten Salvia",
            sheet.SWEDISH_IBAN,
            make_rf(swede.digits),
            sent=(1_150_00, "SEK"),
            rate="11.5",
            kept=2_00,
        ),
        DemoLine(day, 200_00, "Karim Lavendel", sheet.KNOWN_IBAN, text="Talmira roof!"),
        DemoLine(day, persil.minor, "Persil, Petra", sheet.NEW_IBAN),
        DemoLine(day, 40_00, "E. Estragon", text="RF30 2026 0000 0123"),
        DemoLine(day, 66_10, "Bodo Bohnenkraut", text="jar of coins, for the children"),
        DemoLine(
            day,
            -35_00,
            returned.name,
            end_to_end=returned.end_to_end,
            returned="AC04",
            text="Account closed",
            code="PMNT-ICDT-RRTN",
        ),
        DemoLine(day, -4_90, text="Kontofuehrung", code="ACMT-MDOP-CHRG"),
        DemoLine(
            day,
            sheet.TRANSFER,
            "Noaberkring De Lange Ladder",
            "NL91ABNA0417164300",
            text="From the Dutch account",
        ),
        *visitors,
        DemoLine(day, 500_00, "Nora Nelke", text="not yet booked", pending=True),
    ]
    iban = sheet.SECTIONS[0].iban
    return DemoStatement.of(iban, "EUR", 6, (day, day), opening, lines)


class Closed(NamedTuple):
    """Where the newest imported statement ends: its last day, what the account held, how many there are."""

    last_day: date
    minor: int
    number: int


def booked_on(last: date, today: date) -> date:
    """The bank's next day after `last`; the same once more while none has come: banks write two a day too."""
    following = last + timedelta(days=1)
    if following.weekday() > 4:
        following += timedelta(days=7 - following.weekday())
    return following if following <= today else last


def write_later(on: date, before: Closed, folder: Path, lines: tuple[DemoLine, ...]) -> Path:
    """The German bank's file after that of D, with what the visitor has promised and ordered since."""
    iban = sheet.SECTIONS[0].iban
    statement = DemoStatement.of(iban, "EUR", before.number + 1, (on, on), before.minor, lines)
    path = folder / LATER
    path.write_bytes(camt(statement, "053.001.08"))
    return path


def weekday_before_days(d: date, days: int) -> date:
    """The weekday on or before D minus `days`."""
    return weekday_before(date.fromordinal(d.toordinal() - days))


def write_files(d: date, opening: int, folder: Path, visitors: tuple[DemoLine, ...] = ()) -> list[Path]:
    """The files one imports oneself; returns their paths, the main one first."""
    folder.mkdir(parents=True, exist_ok=True)
    german = german_day(d, opening, visitors)
    day = german.last
    swiss = sheet.SECTIONS[4]
    qrr = [make_qrr(sheet.SWISS_PLEDGE.digits), *(make_qrr(f"20260000{n}") for n in (9001, 9002, 9003))]
    batch = DemoLine(
        day,
        380_00,
        bank_ref="QRR-BATCH",
        parts=tuple(
            DemoLine(day, 95_00, f"Spender {n}", reference=ref) for n, ref in enumerate(qrr, start=1)
        ),
    )
    details = DemoStatement.of(swiss.other_ids[0], "CHF", 6, (day, day), 0, [batch])
    # The bank's own statement of that day has the batch as one sum, and does not say of whom.
    whole = replace(batch, parts=(), text="Sammelgutschrift QR-Rechnung")
    swiss_day = DemoStatement.of(swiss.other_ids[0], "CHF", 6, (day, day), sum(swiss.sums), [whole])
    greek = sheet.SECTIONS[3]
    column = [
        DemoLine(day, 20_00, "Thymia Thymari", text="Για την Ταλμίρα"),
        DemoLine(day, 35_50, "Dafni Dyosmou", text="Για τη στέγη"),
    ]
    greek_statement = DemoStatement.of(greek.iban, "EUR", 6, (day, day), greek_balance(), column)
    # The bank states 0.90 more than opening and lines come to: a booking of 0.90 is missing in the file.
    differing = replace(greek_statement, closing=greek_statement.closing + 90)
    written = {
        "germany.xml": camt(german, "053.001.08"),
        "germany-same-day.sta": mt940(german),
        "switzerland.xml": camt(swiss_day, "053.001.08"),
        "switzerland-details.xml": camt(details, "054.001.08"),
        "greece-does-not-add-up.xml": camt(differing, "053.001.02"),
        "greece.csv": greek_csv(greek_statement),
        "hostile.xml": HOSTILE,
    }
    paths = []
    for name, raw in written.items():
        path = folder / name
        path.write_bytes(raw)
        paths.append(path)
    return paths


def greek_balance() -> int:
    """What the Greek account holds on D."""
    return sum(sheet.SECTIONS[3].sums)
