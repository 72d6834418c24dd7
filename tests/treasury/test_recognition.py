"""Recognition against an independent model: a bank that exports the same money in many ways."""

import os
import random
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from ouna.treasury import recognition
from ouna.treasury.recognition import Fresh, Interval, Known, Marks, recognise, relation

START = date(2026, 11, 2)


class Bank:
    """The truth: an ordered list of bookings (day, minor, end-to-end reference)."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.bookings: list[tuple[date, int, str]] = []
        for day in range(rng.randint(2, 7)):
            for _ in range(rng.choice((0, 1, 2, 3, 5))):
                # Few amounts, so that equal gifts on one day are common; some money goes out.
                minor = rng.choice((1000, 1000, 2000, 2500, 5000, -490, -1000))
                ref = rng.choice(("", "NOTPROVIDED", f"E{rng.randint(1, 999_999)}"))
                self.bookings.append(
                    (START + timedelta(days=day), minor, "" if ref == "NOTPROVIDED" else ref)
                )
        self.days = sorted({b[0] for b in self.bookings})

    def statement(self, start: int, end: int, series: str, ident: str, balances: bool = True):
        """The file of bookings[start:end] as one statement."""
        part = self.bookings[start:end]
        opening = 10_000 + sum(b[1] for b in self.bookings[:start])
        closing = opening + sum(b[1] for b in part)
        rich = series == "camt"
        lines = [
            Fresh(i, day, minor, Marks(end_to_end=ref if rich else "", text=ref[:3]))
            for i, (day, minor, ref) in enumerate(part)
        ]
        self.rng.shuffle(lines)
        interval = Interval(
            first=part[0][0],
            last=part[-1][0],
            opening=opening if balances else None,
            closing=closing if balances else None,
            lines=Counter((line.day, line.minor) for line in lines),
            series=series,
            ident=ident,
        )
        return interval, lines

    def whole_days(self, first: date, last: date) -> tuple[int, int]:
        inside = [i for i, b in enumerate(self.bookings) if first <= b[0] <= last]
        return inside[0], inside[-1] + 1


class Desk:
    """The least that keeps what recognition found: lines and statements, nothing of our database."""

    def __init__(self) -> None:
        self.lines: list[Known] = []
        self.statements: list[Interval] = []
        self.held = 0

    def upload(self, interval: Interval, lines: list[Fresh]) -> bool:
        touching = [
            s
            for s in self.statements
            if s.first <= interval.last + timedelta(days=1) and s.last >= interval.first - timedelta(days=1)
        ]
        known = [k for k in self.lines if interval.first <= k.day <= interval.last]
        found = recognise(interval, lines, known, touching)
        if found.held:
            self.held += 1
            return False
        here = len(self.statements) + 1
        self.statements.append(
            Interval(
                interval.first,
                interval.last,
                interval.opening,
                interval.closing,
                interval.lines,
                interval.series,
                interval.ident,
                here,
            )
        )
        seen = {known_id for _, known_id in found.pairs}
        self.lines = [
            Known(k.id, k.day, k.minor, k.marks, k.statements | {here}) if k.id in seen else k
            for k in self.lines
        ]
        by_index = {f.index: f for f in lines}
        for index in found.new:
            f = by_index[index]
            self.lines.append(Known(len(self.lines) + 1, f.day, f.minor, f.marks, frozenset({here})))
        return True


def history(seed: int) -> tuple[int, int]:
    """One random history of uploads; (uploads, held). The desk must equal the covered bookings."""
    rng = random.Random(seed)
    bank = Bank(rng)
    if not bank.bookings:
        return 0, 0
    desk, covered, uploads = Desk(), set(), 0
    files = []
    for n, day in enumerate(bank.days):
        start, end = bank.whole_days(day, day)
        if end - start > 1 and rng.random() < 0.3:
            cuts = sorted({start, end, *(rng.randint(start + 1, end - 1) for _ in range(rng.randint(1, 3)))})
            files += [(a, b, "camt", f"S{n}{a}") for a, b in pairwise(cuts)]
        else:
            files.append((start, end, "camt", f"S{n}"))
        files.append((start, end, "mt940", f"{n}/1"))
    for n in range(rng.randint(0, 3)):
        first, last = sorted(rng.choices(bank.days, k=2))
        files.append((*bank.whole_days(first, last), rng.choice(("camt", "mt940", "csv")), f"R{n}"))
    chosen = [f for f in files if rng.random() < 0.7]
    chosen += rng.choices(files, k=3)
    rng.shuffle(chosen)
    for start, end, series, ident in chosen:
        interval, lines = bank.statement(start, end, series, ident)
        uploads += 1
        if desk.upload(interval, lines):
            covered |= set(range(start, end))
        have = Counter((k.day, k.minor) for k in desk.lines)
        truth = Counter((bank.bookings[i][0], bank.bookings[i][1]) for i in covered)
        assert have == truth, (seed, have - truth, truth - have)
    return uploads, desk.held


def test_random_histories_neither_double_nor_lose_a_line(figure):
    uploads = held = 0
    for seed in range(int(os.environ.get("OUNA_HISTORIES", "1500"))):
        up, stopped = history(seed)
        uploads += up
        held += stopped
    figure(uploads)
    # Holding everything would be safe and useless.
    assert held < uploads * 0.15, (held, uploads)


def interval(opening, closing, lines, *, first=START, last=START, series="camt", ident="", at=0):
    return Interval(first, last, opening, closing, Counter(lines), series, ident, at)


def test_two_equal_gifts_on_one_day_are_two_gifts():
    lines = [Fresh(0, START, 2500), Fresh(1, START, 2500)]
    found = recognise(interval(0, 5000, [(START, 2500)] * 2), lines, [], [])
    assert found.new == [0, 1]
    assert not found.held


def test_second_statement_of_a_day_with_an_equal_gift_is_new():
    first = interval(0, 2500, [(START, 2500)], ident="1", at=1)
    known = [Known(7, START, 2500, statements=frozenset({1}))]
    second = interval(2500, 5000, [(START, 2500)], ident="2")
    assert recognise(second, [Fresh(0, START, 2500)], known, [first]).new == [0]


def test_same_statement_in_another_format_is_nothing_new():
    first = interval(0, 2500, [(START, 2500)], ident="1", at=1)
    known = [Known(7, START, 2500, statements=frozenset({1}))]
    again = interval(0, 2500, [(START, 2500)], series="mt940", ident="9/1")
    found = recognise(again, [Fresh(0, START, 2500)], known, [first])
    assert (found.new, found.same_as, found.pairs) == ([], 1, [(0, 7)])


def test_opening_equal_to_closing_without_numbers_is_held():
    first = interval(0, 0, [(START, 2500), (START, -2500)], at=1)
    again = interval(0, 0, [(START, 2500), (START, -2500)])
    assert relation(again, first, [first]) == "undecidable"


def test_known_line_missing_from_a_covering_statement_is_held():
    other = interval(None, None, [(START, 100)], at=1)
    known = [Known(7, START, 100, statements=frozenset({1}))]
    found = recognise(interval(0, 2500, [(START, 2500)]), [Fresh(0, START, 2500)], known, [other])
    assert found.held == "missing"
    assert found.missing == [7]


def test_richer_file_pairs_with_the_line_it_means():
    known = [Known(1, START, 100, Marks(end_to_end="A")), Known(2, START, 100, Marks(end_to_end="B"))]
    lines = [Fresh(0, START, 100, Marks(end_to_end="B")), Fresh(1, START, 100, Marks(end_to_end="A"))]
    found = recognise(interval(None, None, []), lines, known, [])
    assert sorted(found.pairs) == [(0, 2), (1, 1)]


def test_without_balances_contradicting_references_are_held():
    known = [Known(1, START, 100, Marks(end_to_end="A"))]
    lines = [Fresh(0, START, 100, Marks(end_to_end="B"))]
    assert recognise(interval(None, None, []), lines, known, []).held == "undecidable"


def test_counting_by_day_and_amount_alone_would_lose_the_second_half_of_a_day(monkeypatch):
    """Guard-off twin: without the chain of intervals the histories fail."""
    monkeypatch.setattr("ouna.treasury.recognition.relation", lambda *a: "overlapping")
    monkeypatch.setattr("ouna.treasury.recognition._doubtful", lambda *a: False)
    with pytest.raises(AssertionError):
        for seed in range(200):
            history(seed)


def test_a_batch_told_apart_by_another_file_is_nothing_new():
    batch = interval(0, 6000, [(START, 6000)], at=1, series="camt")
    known = [Known(1, START, 6000, statements=frozenset({1}), parts=(1000, 2000, 3000))]
    lines = [Fresh(0, START, 1000), Fresh(1, START, 2000), Fresh(2, START, 3000)]
    apart = interval(0, 6000, [(START, 1000), (START, 2000), (START, 3000)], series="mt940")
    found = recognise(apart, lines, known, [batch])
    assert (found.new, found.held, sorted(found.pairs)) == ([], "", [(0, 1), (1, 1), (2, 1)])


def test_single_lines_told_as_one_batch_by_another_file_are_nothing_new():
    apart = interval(0, 3000, [(START, 1000), (START, 2000)], at=1)
    known = [Known(n, START, n * 1000, statements=frozenset({1})) for n in (1, 2)]
    batch = interval(0, 3000, [(START, 3000)], series="mt940")
    found = recognise(batch, [Fresh(0, START, 3000, parts=(1000, 2000))], known, [apart])
    assert (found.new, found.held, sorted(found.pairs)) == ([], "", [(0, 1), (0, 2)])


def test_a_batch_whose_parts_are_not_all_there_is_held():
    batch = interval(0, 6000, [(START, 6000)], at=1)
    known = [Known(1, START, 6000, statements=frozenset({1}), parts=(1000, 5000))]
    lines = [Fresh(0, START, 1000), Fresh(1, START, 2000), Fresh(2, START, 3000)]
    apart = interval(0, 6000, [(START, 1000), (START, 2000), (START, 3000)], series="mt940")
    assert recognise(apart, lines, known, [batch]).held == "missing"


def test_the_third_statement_of_a_day_is_new_though_it_does_not_touch_the_first():
    def part(at, opening, *amounts):
        return interval(opening, opening + sum(amounts), [(START, m) for m in amounts], at=at, ident=str(at))

    first, second = part(1, 0, 2500), part(2, 2500, 2500)
    known = [Known(n, START, 2500, statements=frozenset({n})) for n in (1, 2)]
    for chain, have in (([first, second], known), ([first], known[:1])):
        found = recognise(part(0, 5000, 2500), [Fresh(0, START, 2500)], have, chain)
        assert (found.new, found.held) == ([0], "")


def test_taking_parts_of_a_day_for_overlapping_would_lose_a_line(monkeypatch):
    """Guard-off twin."""
    monkeypatch.setattr("ouna.treasury.recognition._opens_inside", lambda *a: True)
    with pytest.raises(AssertionError):
        test_the_third_statement_of_a_day_is_new_though_it_does_not_touch_the_first()


def test_equal_sums_under_another_number_are_one_only_if_a_mark_says_so():
    first = interval(0, 2500, [(START, 2500)], ident="1", at=1)
    again = interval(0, 2500, [(START, 2500)], ident="2")

    def found(mine: Marks, theirs: Marks) -> str:
        known = [Known(7, START, 2500, theirs, frozenset({1}))]
        return recognise(again, [Fresh(0, START, 2500, mine)], known, [first]).held

    assert found(Marks(bank_ref="A"), Marks(bank_ref="A")) == ""
    assert found(Marks(end_to_end="A"), Marks(end_to_end="B")) == "undecidable"
    assert found(Marks(), Marks()) == "undecidable"


def test_a_batch_told_apart_is_nothing_new_even_where_sums_could_recur():
    amounts = (10_000, -3_500, 1_000, -490, 7_500, -1_000)
    one = interval(0, sum(amounts) + 6_000, [(START, m) for m in (*amounts, 6_000)], at=1)
    known = [Known(n, START, m, statements=frozenset({1})) for n, m in enumerate(amounts, start=1)]
    known.append(Known(9, START, 6_000, statements=frozenset({1}), parts=(1_000, 2_000, 3_000)))
    told = (*amounts, 1_000, 2_000, 3_000)
    other = interval(0, sum(told), [(START, m) for m in told], series="mt940", ident="6/1")
    found = recognise(other, [Fresh(n, START, m) for n, m in enumerate(told)], known, [one])
    assert (found.new, found.held) == ([], "")


def test_another_statement_of_the_day_may_have_led_back_to_the_same_balance(monkeypatch):
    """0 +2500 | 2500 -3200 | -700 +700 +2500: the second 2500 is another one than the first, or it is not.

    All of it lies in one day. Only the statement between the two tells that the balance may recur.
    """
    first = interval(0, 2500, [(START, 2500)], at=1)
    between = interval(2500, -700, [(START, -3200)], at=2)
    fresh = interval(-700, 2500, [(START, 700), (START, 2500)])
    known = [
        Known(1, START, 2500, statements=frozenset({1})),
        Known(2, START, -3200, statements=frozenset({2})),
    ]
    lines = [Fresh(0, START, 700), Fresh(1, START, 2500)]
    assert relation(fresh, first, [first]) == "overlapping"
    assert relation(fresh, first, [first, between]) == "undecidable"
    assert recognise(fresh, lines, known, [first, between]).held == "undecidable"
    # The twin: with the sums of the statement at hand alone, the second 2500 is lost without a word.
    sums = recognition._sums_of_day
    monkeypatch.setattr(
        recognition, "_sums_of_day", lambda one, day: sums(one, day) if one is fresh else Counter()
    )
    found = recognise(fresh, lines, known, [first, between])
    assert (found.held, found.new) == ("", [0])
