"""Bank files for tests, by the writers of the demo, which the readers know nothing of."""

from __future__ import annotations

from datetime import date, timedelta

from funds.world import GERMAN, TODAY
from ouna.demo.files import DemoLine, DemoStatement, camt, mt940

DAY = TODAY - timedelta(days=1)


def line(minor: int, **more: object) -> DemoLine:
    return DemoLine(more.pop("day", DAY), minor, **more)  # type: ignore[arg-type]


def statement(*lines: DemoLine, opening: int = 0, number: int = 1, days: tuple[date, date] | None = None):
    booked = [x.day for x in lines] or [DAY]
    return DemoStatement.of(GERMAN, "EUR", number, days or (min(booked), max(booked)), opening, lines)


def xml(*lines: DemoLine, **more: object) -> bytes:
    return camt(statement(*lines, **more))  # type: ignore[arg-type]


def sta(*lines: DemoLine, **more: object) -> bytes:
    return mt940(statement(*lines, **more))  # type: ignore[arg-type]
