"""Which lines of a statement are new: pure, on values, the same for every bank format.

A reference never decides alone (banks repeat them), and two equal gifts on one day are two gifts. So
lines are counted per (booked day, amount), statements with both balances are intervals of the account's
chain, and what cannot be decided is held for a person. The steps follow the numbered rules in
docs/algorithms/recognition.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Key = tuple[date, int]
#: Sums of amounts tried before a question counts as open: a fraction of a second.
MOST_TRIED = 1_000_000
Relation = Literal["same", "disjoint", "overlapping", "undecidable"]


@dataclass(frozen=True, slots=True)
class Marks:
    """What may tell two lines of equal day and amount apart; empty where the file says nothing."""

    bank_ref: str = ""
    end_to_end: str = ""
    iban_key: str = ""
    text: str = ""

    def contradicts(self, other: Marks) -> bool:
        """Whether the senders' own references say that these are two payments."""
        return bool(self.end_to_end and other.end_to_end and self.end_to_end != other.end_to_end)

    def likeness(self, other: Marks) -> int:
        """How well two lines agree; a mark that both carry and that differs counts against."""
        score = 0
        for weight, mine, theirs in (
            (8, self.bank_ref, other.bank_ref),
            (6, self.end_to_end, other.end_to_end),
            (4, self.iban_key, other.iban_key),
            (2, self.text, other.text),
        ):
            if mine and theirs:
                score += weight if mine == theirs else -weight // 2
        # A line without a reference is rather the one we know without one.
        return score + (not self.text and not other.text)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A booked line of the file at hand; `index` is its place there, `parts` its details if it is a batch."""

    index: int
    day: date
    minor: int
    marks: Marks = Marks()
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A line we have: its database id, the statements it was seen in, its parts if it is a batch."""

    id: int
    day: date
    minor: int
    marks: Marks = Marks()
    statements: frozenset[int] = frozenset()
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """A statement as an interval of the account's chain. Balances are None where the bank gave none.

    `series` names the kind of numbering `ident` comes from (format family); idents of two series say
    nothing about each other.
    """

    first: date
    last: date
    opening: int | None
    closing: int | None
    lines: Counter[Key]
    series: str = ""
    ident: str = ""
    id: int = 0

    @property
    def has_balances(self) -> bool:
        return self.opening is not None and self.closing is not None


@dataclass(slots=True)
class Recognition:
    """The answer: which fresh lines pair with known ones, which are new; or why the whole is held."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    held: str = ""
    missing: list[int] = field(default_factory=list)
    same_as: int | None = None


def idents_differ(a: Interval, b: Interval) -> bool | None:
    """Whether the bank's own numbers say that these are two statements; None when they cannot tell."""
    if not a.ident or not b.ident or a.series != b.series:
        return None
    return a.ident != b.ident


def follows(later: Interval, earlier: Interval) -> bool:
    """Whether `later` opens, in sum and day, where `earlier` closes."""
    return earlier.closing == later.opening and earlier.last <= later.first


def relation(fresh: Interval, known: Interval, others: Sequence[Interval]) -> Relation:
    """How the statement at hand lies to one we have; both carry balances.

    `others` are the account's further statements, to see whether another one leads up to this one.
    """
    if not fresh.lines or not known.lines:
        return "disjoint"
    same_number = idents_differ(fresh, known) is False
    if (fresh.opening, fresh.closing, fresh.lines) == (known.opening, known.closing, known.lines):
        return "same" if same_number else _equal(fresh, known, others)
    if known.last < fresh.first or fresh.last < known.first:
        return "disjoint"
    for later, earlier in ((fresh, known), (known, fresh)):
        if follows(later, earlier):
            return "undecidable" if _could_overlap(earlier, later) and not same_number else "disjoint"
    if (fresh.opening, fresh.closing) == (known.opening, known.closing) and fresh.opening != fresh.closing:
        # The same way, told in other lines: a batch as one line there, payment by payment here.
        return "overlapping"
    if not (_opens_inside(fresh, known) or _opens_inside(known, fresh)):
        return "disjoint"
    return "undecidable" if _balance_may_recur(fresh, known, others) and not same_number else "overlapping"


def _balance_may_recur(fresh: Interval, known: Interval, others: Sequence[Interval]) -> bool:
    """Whether two statements of one day that share an amount may yet lie apart: some of the day's lines add
    up to nothing, so the same balance may stand in the day twice."""
    day = fresh.first
    if not day == fresh.last == known.first == known.last or not fresh.lines & known.lines:
        return False
    if fresh.opening == known.opening and known.lines <= fresh.lines and len(others) == 1:
        # All that is known of the day is its beginning, told again with what came after.
        return _has_zero_sum(_sums_of_day(fresh, day))
    amounts = _sums_of_day(fresh, day)
    for statement in others:
        amounts = amounts + _sums_of_day(statement, day)
    return _has_zero_sum(amounts)


def _opens_inside(inner: Interval, outer: Interval) -> bool:
    """Whether the one's opening can be a balance on the way through the other.

    Where neither can, they share no line: parts of one day that do not even touch. "Yes" where trying out
    would take too long.
    """
    way, reached, tried = (inner.opening or 0) - (outer.opening or 0), {0}, 0
    amounts = [minor for (_, minor), count in outer.lines.items() for _ in range(count)]
    if way == 0 or not sum(m for m in amounts if m < 0) <= way <= sum(m for m in amounts if m > 0):
        return way == 0
    for minor in amounts:
        reached |= {total + minor for total in reached}
        tried += len(reached)
        if way in reached or tried > MOST_TRIED:
            return True
    return False


def _could_overlap(earlier: Interval, later: Interval) -> bool:
    """Whether two statements that meet in sum on one day could yet share lines of that day.

    If they did, lines at the end of the earlier one (or at the start of the later one), the shared ones
    among them, would add up to nothing. Numbers do not help: banks number each download anew.
    """
    if earlier.last != later.first:
        return False
    day = later.first
    ends, starts = _sums_of_day(earlier, day), _sums_of_day(later, day)
    if not ends & starts:
        return False
    return _has_zero_sum(ends) or _has_zero_sum(starts)


def _sums_of_day(interval: Interval, day: date) -> Counter[int]:
    return Counter({minor: count for (on, minor), count in interval.lines.items() if on == day})


def _has_zero_sum(amounts: Counter[int]) -> bool:
    """Whether some of the amounts add up to nothing; "yes" where trying out would take too long."""
    if all(minor > 0 for minor in amounts) or all(minor < 0 for minor in amounts):
        return 0 in amounts
    reached: set[int] = set()
    tried = 0
    for minor in amounts.elements():
        reached |= {total + minor for total in reached} | {minor}
        tried += len(reached)
        if 0 in reached or tried > MOST_TRIED:
            return True
    return False


def _equal(fresh: Interval, known: Interval, others: Sequence[Interval]) -> Relation:
    if fresh.opening == fresh.closing:
        # It fits before and after itself: downloaded again, or a second day's work of equal sums?
        return "undecidable"
    # Equal sums on one day can recur only if another statement led back to the opening in between.
    led_back = any(
        o.id != known.id and o.lines and follows(fresh, o) and o.last >= known.last for o in others
    )
    if led_back and idents_differ(fresh, known):
        return "undecidable"
    return "same"


def recognise(
    interval: Interval, lines: Sequence[Fresh], known: Iterable[Known], statements: Sequence[Interval]
) -> Recognition:
    """Pair the booked lines of a statement with what the account has; only the surplus is new.

    `known`: all lines of the account within the statement's days. `statements`: its statements that
    reach into or touch these days.
    """
    disjoint: set[int] = set()
    doubtful: set[int] = set()
    chain = [s for s in statements if s.has_balances]
    if interval.has_balances:
        for statement in chain:
            how = relation(interval, statement, chain)
            if how == "undecidable":
                return Recognition(held="undecidable")
            if how == "same":
                mine = [k for k in known if statement.id in k.statements]
                result = _pair(lines, mine)
                result.same_as = statement.id
                if result.new or result.missing:
                    result.held = "changed"
                elif idents_differ(interval, statement) and not _agree(lines, mine, result.pairs):
                    result.held = "undecidable"
                return result
            if how == "disjoint":
                disjoint.add(statement.id)
            elif idents_differ(interval, statement) and _one_day(interval, statement):
                doubtful.add(statement.id)
    candidates = [k for k in known if not (k.statements & disjoint)]
    result = _pair(lines, candidates)
    _pair_batches(result, lines, candidates)
    if interval.has_balances:
        if result.missing:
            result.held = "missing"
        elif _doubtful(lines, candidates, result.pairs, doubtful):
            result.held = "undecidable"
    elif _contradiction(lines, candidates, result.pairs):
        # Without balances nothing proves that the two are one: a person decides.
        result.held = "undecidable"
    return result


def _one_day(a: Interval, b: Interval) -> bool:
    return a.first == a.last == b.first == b.last


def _doubtful(
    lines: Sequence[Fresh], known: Iterable[Known], pairs: list[tuple[int, int]], statements: set[int]
) -> bool:
    """Whether lines paired only with those of differently numbered statements of the same day, and no mark of
    theirs agrees: the bank may have written a second part of the day."""
    inside = {k.id: k for k in known if k.statements and k.statements <= statements}
    chosen = [pair for pair in pairs if pair[1] in inside]
    return bool(chosen) and not _agree(lines, inside.values(), chosen)


def _agree(lines: Sequence[Fresh], known: Iterable[Known], pairs: list[tuple[int, int]]) -> bool:
    """Whether two statements of other numbers are one: a mark of some line says so and none denies it.

    Banks number each download anew, and a day whose money went out and came in again may end as it began.
    """
    by_index = {f.index: f.marks for f in lines}
    by_id = {k.id: k.marks for k in known}
    both = [(by_index[index], by_id[known_id]) for index, known_id in pairs]
    if any(mine.contradicts(theirs) for mine, theirs in both):
        return False
    return any(
        (mine.bank_ref and mine.bank_ref == theirs.bank_ref)
        or (mine.end_to_end and mine.end_to_end == theirs.end_to_end)
        for mine, theirs in both
    )


def _contradiction(lines: Sequence[Fresh], known: Iterable[Known], pairs: list[tuple[int, int]]) -> bool:
    by_index = {f.index: f.marks for f in lines}
    by_id = {k.id: k.marks for k in known}
    return any(by_index[index].contradicts(by_id[known_id]) for index, known_id in pairs)


def _pair(lines: Sequence[Fresh], known: Iterable[Known]) -> Recognition:
    """Within each (day, amount) pair the likeliest first; the rest of the file is new."""
    result = Recognition()
    groups: dict[Key, list[Known]] = defaultdict(list)
    for have in known:
        groups[(have.day, have.minor)].append(have)
    asked: dict[Key, list[Fresh]] = defaultdict(list)
    for line in lines:
        asked[(line.day, line.minor)].append(line)
    for key, fresh in asked.items():
        have = groups.pop(key, [])
        pairs = _best_pairs(fresh, have)
        result.pairs += pairs
        paired = {index for index, _ in pairs}
        result.new += [f.index for f in fresh if f.index not in paired]
        taken = {known_id for _, known_id in pairs}
        result.missing += [k.id for k in have if k.id not in taken]
    result.missing += [k.id for rest in groups.values() for k in rest]
    result.new.sort()
    return result


def _pair_batches(result: Recognition, lines: Sequence[Fresh], known: Iterable[Known]) -> None:
    """A batch that one file tells as one line and another as its parts is the same money."""
    fresh_by_index = {f.index: f for f in lines}
    known_by_id = {k.id: k for k in known}
    for have in [known_by_id[i] for i in result.missing if known_by_id[i].parts]:
        single = [fresh_by_index[i] for i in result.new if fresh_by_index[i].day == have.day]
        chosen = _pick(have.parts, [(f.minor, f.index) for f in single])
        if chosen:
            result.pairs += [(index, have.id) for index in chosen]
            result.new = [i for i in result.new if i not in chosen]
            result.missing.remove(have.id)
    for new in [fresh_by_index[i] for i in result.new if fresh_by_index[i].parts]:
        singles = [known_by_id[i] for i in result.missing if known_by_id[i].day == new.day]
        chosen = _pick(new.parts, [(k.minor, k.id) for k in singles])
        if chosen:
            result.pairs += [(new.index, known_id) for known_id in chosen]
            result.new.remove(new.index)
            result.missing = [i for i in result.missing if i not in chosen]


def _pick(parts: Sequence[int], offered: Sequence[tuple[int, int]]) -> set[int]:
    """One offered key per part of equal amount; empty if any part finds none."""
    by_minor: dict[int, list[int]] = defaultdict(list)
    for minor, key in offered:
        by_minor[minor].append(key)
    chosen = set()
    for part in parts:
        if not by_minor[part]:
            return set()
        chosen.add(by_minor[part].pop(0))
    return chosen


def _best_pairs(fresh: list[Fresh], known: list[Known]) -> list[tuple[int, int]]:
    if not known:
        return []
    if len(fresh) == len(known) == 1:
        return [(fresh[0].index, known[0].id)]
    if len(fresh) * len(known) > 10_000:
        # Very many equal sums on one day: pair in order; who is who changes no sum and no count.
        return [(f.index, k.id) for f, k in zip(fresh, known, strict=False)]
    scored = sorted(
        ((-f.marks.likeness(k.marks), f.index, k.id) for f in fresh for k in known),
    )
    used_fresh: set[int] = set()
    used_known: set[int] = set()
    pairs = []
    for _, index, known_id in scored:
        if index not in used_fresh and known_id not in used_known:
            used_fresh.add(index)
            used_known.add(known_id)
            pairs.append((index, known_id))
    return pairs
