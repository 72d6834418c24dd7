"""Reader of SWIFT MT940 and MT942 text statements, line by line, as a stream.

Sign: C +, D -, RC (reversal of a credit) -, RD (reversal of a debit) +; EC and ED of an MT942 are only
expected. What looks like a tag inside a narrative (a broken time such as `:12:11`) is narrative. A `:61:`
that cannot be read is a finding, never a silent gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ouna.core.bank.mt940_statement import BALANCE, StatementInProgress
from ouna.core.bank.values import Event, Finding, Format

#: No field is longer; the rest is cut and told.
MAX_FIELD = 20_000

_TAG = re.compile(r":(\d{2}[A-Z]?|NS):", re.ASCII)
_HEADER = frozenset({"20", "21", "25", "25P", "28", "28C", "28D", "13", "13D", "34F", "NS"})
_OPENING = frozenset({"60", "60F", "60M"})
_CLOSING = frozenset({"62", "62F", "62M"})
_CUT = "\x00"
_NAMES_INTERIM = re.compile(rb"^:(34F|13D|90[CD]):", re.M)
_NAMES_BALANCE = re.compile(rb"^:6[02][FM]?:", re.M)


def format_of(head: bytes) -> str:
    """`mt942` when the beginning of the file has interim tags and no balances, else `mt940`."""
    if _NAMES_INTERIM.search(head) and not _NAMES_BALANCE.search(head):
        return "mt942"
    return "mt940"


def events(lines: Iterable[str], name: str = "mt940") -> Iterator[Event]:
    """Read decoded lines, with or without their ends: Format, then Opened, lines, Statement for each."""
    yield Format(name)
    reader = _Reader()
    out = reader.out
    ahead: str | None = None
    for raw in lines:
        line = raw.rstrip("\r\n")
        if ahead is not None:
            reader.line(ahead, line)
            if out:
                yield from out
                out.clear()
        ahead = line
    if ahead is not None:
        reader.line(ahead, "")
    reader.end()
    yield from out


class _Reader:
    """State of one pass: the field being collected and the statement it belongs to."""

    def __init__(self) -> None:
        self.out: list[Event] = []
        self.tag = ""
        self.value: list[str] = []
        self.size = 0
        self.place = 0  # line number in the file
        self.began = 0  # line where the field began
        self.statement: StatementInProgress | None = None
        self.statements = 0
        self.stray = 0

    def line(self, line: str, following: str) -> None:
        """Take one line; `following` is the next one, to tell tags from narrative."""
        self.place += 1
        first = line[:1]
        if first == ":":
            found = _TAG.match(line)
            if found:
                tag = found[1]
                if tag in ("61", "86") or self._is_tag(tag, line[found.end() :], following):
                    if self.tag:
                        self._flush()
                    self.tag, self.began = tag, self.place
                    self.value, self.size = [line[found.end() :]], len(line)
                    if self.size > MAX_FIELD:
                        self.value = [line[found.end() : MAX_FIELD], _CUT]
                    return
                if self.tag not in ("61", "86", "NS"):
                    return  # a tag of another message type in the head
        elif first and first in "\x01\x02\x03{-}\ufeff":
            rest = _envelope(line)
            if rest is None:
                if not self._runs_on(following):
                    self._flush()
                return
            if rest != line:
                if rest:
                    self.place -= 1
                    self.line(rest, following)
                return
        if self.tag:
            self.size += len(line)
            if self.size <= MAX_FIELD:
                self.value.append(line)
            elif self.value[-1] != _CUT:
                self.value.append(_CUT)

    def _runs_on(self, following: str) -> bool:
        """Is a lone `-` part of a narrative? Only before the closing balance, and when text follows."""
        inside = self.tag in ("61", "86") and self.statement is not None and not self.statement.closed
        return inside and following[:1] not in ("", ":", "{", "-")

    def _is_tag(self, tag: str, value: str, following: str) -> bool:
        """Only tags that make sense here; everything else is part of the field before."""
        inside = self.tag in ("61", "86") and self.statement is not None and not self.statement.closed
        if tag in _OPENING or tag in _CLOSING:
            return not inside or len(tag) == 3 or bool(BALANCE.match(value))
        if tag in ("64", "65"):
            return not inside or bool(BALANCE.match(value))
        if tag in ("90C", "90D"):
            return True
        if tag not in _HEADER:
            return False
        if not inside or tag in ("NS", "13D", "34F"):
            return True
        if tag == "20":
            return following.startswith((":21:", ":25", ":28", ":13", ":NS:", ":60", ":34F:"))
        return len(tag) > 1 and following.startswith((":28", ":60", ":13", ":34F:"))

    def _flush(self) -> None:
        """The collected field is complete."""
        tag, value = self.tag, self.value
        self.tag, self.value = "", []
        if value and value[-1] == _CUT:
            value.pop()
            if self.statement is not None:
                self.statement.note(self.began, "a field is longer than any bank writes: cut", "field_cut")
        statement = self.statement
        if tag == "61":
            if statement is None or statement.closed:
                statement = self._new(statement, orphan=True)
            statement.release(self.out)
            statement.booking(value, self.began)
        elif tag == "86":
            if statement is not None:
                statement.details(value)
            else:
                self.stray += 1
        elif tag == "NS":
            if statement is not None:
                statement.non_swift(value)
        elif tag in ("20", "25", "25P", "28", "28C", "28D"):
            self._header(tag, value)
        elif tag in _OPENING:
            if statement is None or statement.opening_seen or statement.begun:
                statement = self._new(statement)
            statement.open(value[0], self.began)
        elif tag in _CLOSING:
            if statement is None or statement.closed:
                statement = self._new(statement)
            statement.release(self.out)
            statement.close(value[0], self.began)
        elif tag and statement is not None:
            statement.release(self.out)
            statement.other(tag, value[0])

    def _header(self, tag: str, value: list[str]) -> None:
        joined = "".join(part.strip() for part in value)
        current = self.statement
        if tag == "20" or current is None or current.begun:
            current = self._new(current if tag != "20" else None)
        if tag == "20":
            current.id = joined or None
        elif tag == "25P":
            current.set_account(value[0])
        elif tag == "25":
            if _looks_german(joined) and current.account:
                return
            current.set_account(joined)
        else:
            current.number = joined or None

    def _new(self, inherited: StatementInProgress | None, *, orphan: bool = False) -> StatementInProgress:
        """Begin a statement; a page or a stray booking takes over account and currency."""
        self._close()
        self.statements += 1
        self.statement = StatementInProgress(self.statements)
        if inherited is not None:
            self.statement.take_over(inherited)
        if orphan:
            self.statement.note(
                self.began, "a booking outside a statement: counted to the account before it", "no_head"
            )
        return self.statement

    def _close(self) -> None:
        current, self.statement = self.statement, None
        if current is not None:
            if current.begun or current.account or current.number:
                current.finish(self.out)
            else:
                self.statements -= 1

    def end(self) -> None:
        self._flush()
        self._close()
        if self.stray:
            self.out.append(
                Finding("file", f"{self.stray} narratives outside a statement", "stray_narrative")
            )
        if not self.statements:
            self.out.append(Finding("file", "there is no statement in the file", "no_statement"))


def _envelope(line: str) -> str | None:
    """Take SWIFT blocks and end marks off a line; None for an end of message."""
    text = line.strip("\x01\x02\x03\ufeff")
    if text.startswith("{") and re.match(r"\{[1-5]:", text):
        _, mark, rest = text.partition("{4:")
        return rest if mark else ""
    if text in ("-", "-}") or text.startswith("-}{") or text == "}":
        return None
    return text


def _looks_german(text: str) -> bool:
    return bool(re.match(r"\d{3}\?\d\d", text))


_FIRST_TAG = re.compile(
    rb"^[\x01-\x03\s]*(?:\{[1-5]:[^\n]*)?:(?:20|21|25P?|28[CD]?|60[FM]?|61|62[FM]?|940|942|86|NS):", re.M
)


def recognises(head: bytes) -> bool:
    """Does a file beginning like this hold SWIFT tags at the beginning of lines?"""
    return bool(_FIRST_TAG.search(head[:20_000]))
