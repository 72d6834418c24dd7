"""Random histories of real files through the whole import, against a model that knows only the truth."""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

import pytest

from funds.world import ANNA, GERMAN
from ouna.core.bank.csvguess import guess
from ouna.core.book import Replay
from ouna.core.values import Money
from ouna.demo.files import DemoLine, DemoStatement, camt, greek_csv, mt940
from ouna.donations.actions import make_pledge
from ouna.donations.models import Gift
from ouna.funds.models import BankLine
from ouna.log import SYSTEM
from ouna.log.models import Entry
from ouna.log.queries import balance
from ouna.treasury.actions import import_file

pytestmark = pytest.mark.django_db
START = date(2026, 10, 5)
#: The first day of the first history; there is room for some hundred until the tests' today.
FIRST = date(2020, 1, 6)


@dataclass
class Truth:
    """What the bank really booked, in order, and what of it has been told to us."""

    bookings: list[DemoLine]
    opening: int
    told: set[int] = field(default_factory=set)

    def statement(self, start: int, end: int, number: int) -> DemoStatement:
        part = self.bookings[start:end]
        opening = self.opening + sum(b.minor for b in self.bookings[:start])
        return DemoStatement.of(GERMAN, "EUR", number, (part[0].day, part[-1].day), opening, part)

    def days(self) -> list[date]:
        return sorted({b.day for b in self.bookings})

    def span(self, first: date, last: date) -> tuple[int, int]:
        inside = [i for i, b in enumerate(self.bookings) if first <= b.day <= last]
        return inside[0], inside[-1] + 1

    def given(self) -> int:
        """What of the told bookings carries a reference of ours."""
        return sum(self.bookings[i].minor for i in self.told if self.bookings[i].reference)

    def sums(self) -> Counter:
        return Counter((self.bookings[i].day, self.bookings[i].minor) for i in self.told)


def make_truth(rng: random.Random, references: list[str], first: date, opening: int) -> Truth:
    bookings = []
    for day in range(rng.randint(2, 5)):
        for _ in range(rng.choice((1, 1, 2, 3, 4))):
            minor = rng.choice((1000, 1000, 2000, 2500, -300))
            reference = rng.choice(references) if minor > 0 and rng.random() < 0.6 else ""
            bookings.append(
                DemoLine(
                    first + timedelta(days=day),
                    minor,
                    name="" if minor < 0 else rng.choice(("Karl", "Ana", "Lale")),
                    reference=reference,
                    text=""
                    if reference
                    else rng.choice(("for the roof", "Kontofuehrung" if minor < 0 else "gift")),
                    end_to_end=f"E-{len(bookings)}" if rng.random() < 0.7 else "",
                )
            )
    return Truth(bookings, opening)


def files_of(rng: random.Random, truth: Truth) -> list[tuple[int, int, str, bytes]]:
    """(start, end, name, bytes): each day as camt and MT940, some days in two halves, some longer spans."""
    wanted = []
    for n, day in enumerate(truth.days(), start=1):
        start, end = truth.span(day, day)
        if end - start > 1 and rng.random() < 0.4:
            cut = rng.randint(start + 1, end - 1)
            wanted += [(start, cut, "xml", n * 10), (cut, end, "xml", n * 10 + 1)]
        else:
            wanted.append((start, end, "xml", n * 10))
        wanted.append((start, end, "sta", n))
    for n in range(2):
        first, last = sorted(rng.choices(truth.days(), k=2))
        wanted.append((*truth.span(first, last), rng.choice(("xml", "sta")), 100 + n))
    rng.shuffle(wanted)
    chosen = wanted[: max(3, len(wanted) * 3 // 4)] + rng.choices(wanted, k=2)
    write = {"xml": camt, "sta": mt940}
    return [
        (start, end, f"{number}.{kind}", write[kind](truth.statement(start, end, number)))
        for start, end, kind, number in chosen
    ]


def test_random_histories_of_files_equal_the_model(world):
    references = [
        make_pledge(
            by=SYSTEM,
            campaign=world.campaign,
            account=world.germany,
            fund=world.walls,
            money=Money(1000, "EUR"),
            monthly=True,
        ).reference
        for _ in range(3)
    ]
    imports = held = 0
    told: Counter = Counter()
    gifts = opening = 0
    for seed in range(int(os.environ.get("OUNA_FILE_HISTORIES", "12"))):
        rng = random.Random(seed)
        # Each history has days of its own in one account, which goes on where the bank left it.
        truth = make_truth(rng, references, FIRST + timedelta(days=8 * seed), opening)
        for start, end, name, raw in files_of(rng, truth):
            [report] = import_file(by=ANNA, name=name, raw=raw).statements
            imports += 1
            if report.state == "booked":
                truth.told |= set(range(start, end))
            else:
                held += 1
            compare(world, told + truth.sums(), gifts + truth.given(), seed)
        told += truth.sums()
        gifts += truth.given()
        opening += sum(b.minor for b in truth.bookings)
    assert held < imports * 0.2, (held, imports)
    replay = Replay()
    for data in Entry.objects.order_by("id").values_list("data", flat=True):
        replay.feed(bytes(data))
    # Nobody decides here: what waits does so for long, and that is all there is to find.
    assert [what for _, _, what in replay.close() if "waits for more than" not in what] == []
    assert replay.facts.balance(world.germany.ref, "EUR") == balance(world.germany.ref, "EUR")


def compare(world, told: Counter, gifts: int, seed: int) -> None:
    lines = BankLine.objects.filter(account=world.germany, parent=None)
    have = Counter(lines.values_list("booked_on", "minor"))
    assert have == told, (seed, have - told, told - have)
    assert sum(Gift.objects.values_list("minor", flat=True)) == gifts, seed


def test_a_csv_with_running_balances_joins_the_chain(world):
    lines = [
        DemoLine(START, 1000, "Karl"),
        DemoLine(START, 1000, "Karl"),
        DemoLine(START, -300, text="Kontofuehrung"),
    ]
    statement = DemoStatement.of(GERMAN, "EUR", 1, (START, START), 500, lines)
    raw = greek_csv(statement)
    found = guess(raw.decode("utf-8-sig").splitlines())
    mapping = asdict(replace(found, default_currency="EUR", own_account=GERMAN))
    report = import_file(by=ANNA, name="a.csv", raw=raw, account=world.germany, mapping=mapping)
    report = report.statements[0]
    assert (report.proof, report.new) == ("closes", 3)
    again = import_file(by=ANNA, name="a.xml", raw=camt(statement)).statements[0]
    assert (again.new, again.state) == (0, "booked")
