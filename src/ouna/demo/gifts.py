"""The gifts of the demo: seeded, 5 to 250 euros each, every cell of the sheet to the cent."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ouna.core.bank.reference import make_qrr, make_rf
from ouna.demo.sheet import (
    BATCH_PLEDGES,
    BROUGHT_IN,
    DONOR_IBANS,
    FAMILY,
    GIVEN,
    KNOWN_GIFT,
    KNOWN_IBAN,
    NAMED_PLEDGES,
    OPEN_PLEDGES,
    OPEN_PLEDGES_EUR,
    PURPOSES,
    RATES,
    RETURNED_GIFT,
    SECTIONS,
    SWEDISH_PLEDGE,
    SWISS_PLEDGE,
    OpenPledge,
    SectionSheet,
)

SEED = 20261120
CODES = tuple(p.code for p in PURPOSES)
#: Of ten gifts so many carry the reference of a pledge; the others are found by a person.
WITH_REFERENCE = 8


@dataclass(frozen=True, slots=True)
class PlannedGift:
    """One gift before D: when and how it stands in the bank's file."""

    country: str
    day: date
    minor: int
    fund: str
    name: str
    iban: str
    digits: str
    end_to_end: str

    @property
    def reference(self) -> str:
        """RF or QR reference, empty for a gift without a pledge."""
        if not self.digits:
            return ""
        return make_qrr(self.digits) if self.country == "CH" else make_rf(self.digits)


def weekday_before(day: date) -> date:
    """The day itself, or the Friday before a weekend: banks book on weekdays."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _bounds(section: SectionSheet) -> tuple[int, int, int]:
    """(least, most, step) of a gift in minor units: 5 to 250 EUR in the section's money, in round steps."""
    if section.currency == "TRY":
        return 240_00, 12_000_00, 10_00
    if section.currency == "TND":
        return 15_000, 825_000, 5_000
    rate = float(RATES.get(section.currency, "1"))
    return 5_00, int(250_00 * rate), 1_00


def _counts(section: SectionSheet, sums: list[int], rng: random.Random) -> list[int]:
    """How many of the section's gifts go to each purpose: by its share, each at least what its sum needs."""
    _, most, _ = _bounds(section)
    least = [-(-total // most) + 1 for total in sums]
    total = sum(sums)
    counts = [max(low, section.gifts * cell // total) for low, cell in zip(least, sums, strict=True)]
    while (extra := sum(counts) - section.gifts) > 0:
        widest = max(range(len(counts)), key=lambda i: counts[i] - least[i])
        counts[widest] -= min(extra, max(1, (counts[widest] - least[widest]) // 2))
    while sum(counts) < section.gifts:
        counts[rng.randrange(len(counts))] += 1
    return counts


def _amounts(total: int, count: int, bounds: tuple[int, int, int], rng: random.Random) -> list[int]:
    """`count` gifts that add up to `total`, round ones but for the last, which makes up the sum."""
    least, most, step = bounds
    mean = total // count // step * step
    amounts = [mean] * (count - 1)
    amounts.append(total - sum(amounts))
    for _ in range(count * 6):
        a, b = rng.randrange(count - 1), rng.randrange(count - 1)
        room = min(most - amounts[a], amounts[b] - least) // step
        if a != b and room > 0:
            moved = rng.randint(1, room) * step
            amounts[a] += moved
            amounts[b] -= moved
    while amounts[-1] > most:
        widest = min(range(count - 1), key=lambda i: amounts[i])
        moved = min(most - amounts[widest], amounts[-1] - most + step) // step * step
        amounts[widest] += moved
        amounts[-1] -= moved
    assert sum(amounts) == total
    return amounts


def planned_gifts(d: date) -> list[PlannedGift]:
    """All 1,455 gifts before D, by section and day."""
    rng = random.Random(SEED)  # noqa: S311 - the same campaign every time
    planned = []
    number = 1000
    for section in SECTIONS:
        sums = [
            cell - (BROUGHT_IN.get(code, 0) if section.country == "DE" else 0)
            for code, cell in zip(CODES, section.sums, strict=True)
        ]
        counts = _counts(section, sums, rng)
        fixed = (
            {KNOWN_GIFT[2]: KNOWN_GIFT, RETURNED_GIFT[2]: RETURNED_GIFT} if section.country == "DE" else {}
        )
        for code, total, count in zip(CODES, sums, counts, strict=True):
            days_ago_and_minor = []
            if code in fixed:
                days_ago, minor, _ = fixed[code]
                days_ago_and_minor.append((days_ago, minor))
                total, count = total - minor, count - 1
            for minor in _amounts(total, count, _bounds(section), rng):
                days_ago_and_minor.append((rng.randint(4, 150), minor))
            for index, (days_ago, minor) in enumerate(days_ago_and_minor):
                number += 1
                special = code in fixed and index == 0
                planned.append(_gift(d, section, code, days_ago, minor, number, special, rng))
    planned.sort(key=lambda g: (g.country, g.day, g.digits, g.minor))
    return planned


def _gift(
    d: date,
    section: SectionSheet,
    code: str,
    days_ago: int,
    minor: int,
    number: int,
    special: bool,
    rng: random.Random,
) -> PlannedGift:
    is_known = special and (days_ago, minor, code) == KNOWN_GIFT
    iban = KNOWN_IBAN if is_known else rng.choice(("", DONOR_IBANS[1 + number % 5]))
    named = special or rng.randrange(10) < WITH_REFERENCE or section.country == "CH"
    # The day's last digit pair keeps references unique; a QR reference has 26 digits, filled from the left.
    digits = f"20260000{number:04d}" if named and not is_known else ""
    return PlannedGift(
        section.country,
        weekday_before(d - timedelta(days=days_ago)),
        minor,
        code,
        "Karim Lavendel" if is_known else f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}",
        iban,
        digits,
        f"E2E-{number}",
    )


def open_pledges() -> Iterator[OpenPledge]:
    """The 37 open pledges: named ones first, then unnamed ones that make up the sum."""
    rng = random.Random(SEED + 1)  # noqa: S311
    known = [*NAMED_PLEDGES, *BATCH_PLEDGES, SWEDISH_PLEDGE, SWISS_PLEDGE]
    yield from known
    in_eur = sum(p.minor for p in known if p.country != "CH") + SWISS_PLEDGE.minor * 100 // 95
    count = OPEN_PLEDGES - len(known)
    amounts = _amounts(OPEN_PLEDGES_EUR - in_eur, count, (5_00, 250_00, 1_00), rng)
    for index, minor in enumerate(amounts):
        country = ("DE", "NL", "PT", "GR")[index % 4]
        yield OpenPledge("", minor, CODES[index % 5], f"20260000{500 + index:04d}", country)
