"""Lists whose entries are numbered: which numbers count, and what belongs to each."""

from __future__ import annotations

from collections import Counter

from ouna.core.signatories.marked import Entry, Growing, Marked, left
from ouna.core.signatories.numbering import Numbered, at_end, scanned
from ouna.core.signatories.segments import is_open
from ouna.core.signatories.values import doubt

#: A number may be missing so often in a row.
_JUMP = 40


def accept(found: list[Marked]) -> None:
    """Keep the numbers that run on; what does not is part of a name (7 bridges, 17 October)."""
    styles = [one.found.style for one in found if one.kind == "text" and one.found]
    strict = styles.count("explicit")
    bare = styles.count("bare") + styles.count("glued")
    before = 0
    upcoming = _upcoming(found)
    for at, one in enumerate(found):
        if one.kind != "text":
            continue
        candidate = one.found
        if candidate is None or not _runs_on(candidate, before, upcoming[at], strict, bare):
            candidate = _odd(one, before, strict + bare)
        if candidate is not None:
            one.number = candidate
            before = candidate.number


def _upcoming(found: list[Marked]) -> list[int]:
    """For each piece the next candidate number after it; 0 at the end."""
    following = [0] * len(found)
    upcoming = 0
    for at in range(len(found) - 1, -1, -1):
        following[at] = upcoming
        one = found[at]
        if one.kind == "text" and one.found:
            upcoming = one.found.number
    return following


def _runs_on(one: Numbered, before: int, upcoming: int, strict: int, bare: int) -> bool:
    step = one.number - before
    if one.style == "explicit":
        if not before or step == 1 or 1 < step <= _JUMP:
            return True
        return one.number <= 1 or upcoming == one.number + 1
    if one.style == "alone":
        return (step == 1 and strict + bare < 2) or (step == 1 and (upcoming in (0, one.number + 1)))
    if strict > bare:
        # In a list of `12.` a bare number begins an entry where it is the next one, or runs on.
        return (step == 1 and upcoming != one.number) or (1 < step <= _JUMP and upcoming == one.number + 1)
    if not before:
        return one.number <= 1 or upcoming == one.number + 1
    return step == 1 or (1 < step <= 10 and (upcoming == one.number + 1 or not upcoming)) or (
        one.number == 1 and upcoming == 2
    )  # fmt: skip


def _odd(one: Marked, before: int, numbers: int) -> Numbered | None:
    """A badly scanned number, or one at the end of a line from right to left, if it is the next one."""
    if numbers < 2:
        return None
    for candidate in (scanned(one.text), at_end(one.text) if one.found is None else None):
        if candidate is not None and candidate.number == before + 1:
            return candidate
    return None


def by_number(found: list[Marked]) -> list[Entry]:
    """An entry for each number that counts, with the lines that go on with it."""
    out: list[Entry] = []
    current: Growing | None = None
    last_number = max(at for at, one in enumerate(found) if one.number is not None)
    first_number = min(at for at, one in enumerate(found) if one.number is not None)
    completes = sum(one.complete for one in found if one.number is not None)
    habit = completes >= 0.4 * sum(one.number is not None for one in found)
    following = _next_numbers(found)
    before: int | None = None
    for at, one in enumerate(found):
        if one.kind == "empty":
            if current:
                current.gap = True
            continue
        if one.kind == "page_heading" and current and is_open(current.last.text) and ")" in one.text:
            one.kind = "text"  # the same end of several entries, no heading
        if one.kind != "text":
            out.append(left(one, one.kind))
            continue
        if one.number is not None:
            entry = _numbered_entry(one, before)
            before = entry.number
            current = Growing(entry, one)
            out.append(entry)
            continue
        if at < first_number and not one.complete:
            out.append(left(one, "outside_list"))
            continue
        missing = following[at] - (current.number if current else 0) - 1 if following[at] else 0
        if current is None or current.begins(one, missing, habit=habit, after_all=at > last_number):
            entry = Entry([one.piece], [one.text], doubts=[doubt("number_missing")])
            if at > last_number and not one.complete and not (current and current.ended):
                entry.left = "outside_list"
            number = current.number + (1 if missing > 0 else 0) if current else 0
            current = Growing(entry, one, number)
            out.append(entry)
        else:
            current.add(one)
    return out


def _next_numbers(found: list[Marked]) -> list[int]:
    following = [0] * len(found)
    upcoming = 0
    for at in range(len(found) - 1, -1, -1):
        following[at] = upcoming
        if (number := found[at].number) is not None:
            upcoming = number.number
    return following


def _numbered_entry(one: Marked, before: int | None) -> Entry:
    number = one.number
    assert number is not None
    entry = Entry([one.piece], [number.rest], number.number)
    if number.style == "glued":
        entry.doubts.append(doubt("number_glued"))
    if number.style == "scanned":
        entry.doubts.append(doubt("number_read", written=number.written, number=str(number.number)))
    if number.style == "end":
        entry.doubts.append(doubt("number_at_end", number=str(number.number)))
    if before is not None and number.number != before + 1:
        entry.doubts.append(doubt("number_order", number=str(number.number), before=str(before)))
    return entry


def regular(out: list[Entry]) -> None:
    """Where nearly all entries have the same number of lines each line is a field of its own."""
    whole = [entry for entry in out if not entry.left]
    counts = Counter(len(entry.texts) for entry in whole)
    if not counts:
        return
    lines, often = counts.most_common(1)[0]
    wrapped = sum(any(is_open(text) for text in entry.texts) for entry in whole)
    if 2 <= lines <= 5 and often >= 3 and often >= 0.8 * len(whole) and wrapped <= 0.05 * len(whole):
        for entry in whole:
            if len(entry.texts) == lines:
                entry.apart = set(range(1, lines))
                entry.doubts = [one for one in entry.doubts if one.code != "joined_lines"]
