"""Reader of camt.052, camt.053 and camt.054 (ISO 20022 cash management), all versions, as a stream.

Elements are matched by local name, so version .02 and a version that does not exist yet are read alike.
The XML tree never holds more than the current entry: memory does not grow with the file. Entities,
network and DTDs are off, a DOCTYPE is refused, nesting is limited by libxml2 to 256.

Sign: `CdtDbtInd` alone. `RvslInd` says "this reverses an earlier booking" and flips nothing; a statement
that would close only with reversals flipped is reported as `differs` with a finding.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from ouna.core.bank import amounts, camt_entry, camt_walk
from ouna.core.bank.errors import BankFileRefused
from ouna.core.bank.values import Balance, Event, Finding, Format, Line, Opened, Statement

CHUNK = 1 << 17
#: XML between two finished entries; an entry with many payments is taken apart while it is read. A
#: megabyte of empty elements needs 30 MB as a tree, so this is also the limit of memory.
MAX_UNREAD = 1 << 20
_DRAIN = 1 << 18
MAX_FINDINGS = 200
_MESSAGE = re.compile(r"camt\.(05[234])\.\d{3}\.(\d{2})")
_ROOTS = {"BkToCstmrAcctRpt": "camt.052", "BkToCstmrStmt": "camt.053", "BkToCstmrDbtCdtNtfctn": "camt.054"}
_STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})


def events(chunks: Iterable[bytes]) -> Iterator[Event]:
    """Read a camt file given as chunks of bytes: Format, then per statement Opened, lines, Statement.

    Raises: BankFileRefused when it is no camt file, is damaged or cut off, or holds a DOCTYPE.
    """
    reader = _Reader()
    parser = etree.XMLPullParser(
        events=("end",),
        tag=["{*}Ntry", "{*}Stmt", "{*}Rpt", "{*}Ntfctn", "{*}GrpHdr"],
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        first = True
        for chunk in chunks:
            if first:
                chunk = chunk.lstrip(b" \t\r\n")
                if not chunk:
                    continue
                first = False
            if not reader.format:  # a DOCTYPE stands before the first element or nowhere
                _refuse_doctype(chunk)
            parser.feed(chunk)
            yield from reader.take(parser.read_events(), len(chunk))
        if first:
            raise BankFileRefused("The file is empty.")
        root = parser.close()
        yield from reader.take(parser.read_events(), 0)
        yield from reader.end(root)
    except etree.LxmlError as error:
        # The text of the library quotes the file; only the place may be told.
        line = getattr(error, "lineno", None)
        raise BankFileRefused(
            f"The XML is damaged or cut off near line {line}." if line else "The XML is damaged or cut off."
        ) from None
    except (LookupError, UnicodeError, ValueError):
        raise BankFileRefused("The XML cannot be decoded.") from None


def _refuse_doctype(chunk: bytes) -> None:
    if b"\0" in chunk:
        chunk = chunk.replace(b"\0", b"")  # UTF-16 and UTF-32
    if b"<!" in chunk and re.search(rb"<!(DOCTYPE|ENTITY)", chunk, re.I):
        raise BankFileRefused("The file holds a DOCTYPE, which a bank statement never has.")


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class _Reader:
    """State of one pass over the file."""

    def __init__(self) -> None:
        self.format = ""
        self.entry_tag = ""
        self.walk = camt_walk.tables("")
        self.message: Any = None  # the element that holds the statements
        self.current: _Statement | None = None
        self.drained: list[camt_walk.Row] = []
        self.unread = 0
        self.statements = 0

    def take(self, found: Iterable[tuple[str, Any]], size: int) -> Iterator[Event]:
        """Handle what a chunk of `size` bytes completed."""
        quiet = True
        for _, element in found:
            quiet = False
            if not self.format:
                yield self._begin(element)
            tag = element.tag
            if tag != self.entry_tag:
                name = tag.rpartition("}")[2]
                if name == "GrpHdr":
                    self.message = element.getparent()
                    continue
                if name in _STATEMENTS:
                    yield from self._end_of(element)
                    continue
                # Statements of two versions in one envelope.
                self.walk, self.entry_tag = camt_walk.tables(_namespace(element)), tag
            current = self.current
            previous = element.getprevious()
            # The entry before this one is the last one read: then the statement is the same.
            if current is None or previous is None or previous is not current.last:
                parent = element.getparent()
                if current is None or current.element is not parent:
                    current = self._open(parent)
                    yield current.opened()
            yield current.entry(element, previous, self.drained, self.walk)
            if self.drained:
                self.drained = []
        self.unread = size if not quiet else self.unread + size
        if self.unread > _DRAIN:
            self._drain()
        if self.unread > MAX_UNREAD:
            raise BankFileRefused("One entry of the file is larger than any bank writes.")

    def _end_of(self, element: Any) -> Iterator[Event]:
        """A statement element is complete."""
        current = self.current
        if current is None or current.element is not element:
            if current is not None:
                raise BankFileRefused("One statement lies inside another.")
            current = self._open(element)
            yield current.opened()
        yield current.closed()
        self.current = None
        self.message = element.getparent()
        _drop_before(element)

    def end(self, root: Any) -> Iterator[Event]:
        if not self.format:
            yield self._begin(root)
        if not self.statements:
            yield Finding("file", "there is no statement in the file", "no_statement")

    def _begin(self, element: Any) -> Format:
        tree = element.getroottree()
        if tree.docinfo.internalDTD is not None or tree.docinfo.externalDTD is not None:
            raise BankFileRefused("The file holds a DOCTYPE, which a bank statement never has.")
        message = element
        while message is not None and _message_of(message) is None:
            message = message.getparent()
        namespace = _namespace(element if message is None else message)
        version = _MESSAGE.search(namespace)
        kind = _message_of(message) if message is not None else None
        if kind is None and version is None:
            raise BankFileRefused("This XML is not a camt.052, camt.053 or camt.054 file.")
        self.format = version[0] if version and kind in (None, f"camt.{version[1]}") else str(kind)
        self.walk = camt_walk.tables(namespace)
        self.entry_tag = self.walk.prefix + "Ntry"
        return Format(self.format)

    def _open(self, element: Any) -> _Statement:
        if self.current is not None or _local(element) not in _STATEMENTS:
            raise BankFileRefused("An entry lies outside a statement.")
        self.statements += 1
        self.message = element.getparent()
        self.current = _Statement(element, self.statements, self.format[:8])
        return self.current

    def _drain(self) -> None:
        """A batch of many thousand payments in one entry: read and free the finished ones."""
        try:
            details = self.message[-1][-1][-1]
        except (TypeError, IndexError):
            return
        if _local(details) != "NtryDtls":
            return
        while len(details) > 1:
            first = details[0]
            if _local(first) != "TxDtls":
                if _local(first) != "Btch" or len(details) == 2:
                    return
                first = details[1]
            if first is details[-1] or _local(first) != "TxDtls":
                return
            self.drained += camt_walk.rows(first, self.walk)[1]
            details.remove(first)
            self.unread = 0


def _message_of(element: Any) -> str | None:
    name = _local(element)
    for root, message in _ROOTS.items():
        if name == root or re.fullmatch(root + r"V\d+", name):
            return message
    return None


def _namespace(element: Any) -> str:
    tag = element.tag
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _drop_before(element: Any) -> None:
    """Free the finished elements before this one. The current one may still be grown by the parser."""
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


class _Statement:
    """One statement while it is read."""

    def __init__(self, element: Any, number: int, message: str) -> None:
        self.element = element
        self.last: Any = None
        self.place = f"statement {number}"
        self.tally = amounts.Tally()
        self.findings: list[Finding] = []
        self.more = 0
        self.balances: list[tuple[str, Balance]] = []
        self.number: str | None = None
        self.created: dt.date | None = None
        self.from_day: dt.date | None = None
        self.to_day: dt.date | None = None
        self.announced: int | None = None
        self.context = camt_entry.Context(place=self.place, message=message, note=self.note)
        self._headers()

    def note(self, finding: Finding) -> None:
        """Keep a finding; after many of them only their number."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)
        else:
            self.more += 1

    def opened(self) -> Opened:
        return Opened(self.context.account, self.context.currency, self.context.id)

    def entry(self, element: Any, previous: Any, drained: list[camt_walk.Row], walk: camt_walk.Walk) -> Line:
        """The line of a finished entry; frees whatever lies before it."""
        if previous is not None:
            if previous is self.last:
                self.element.remove(previous)
            else:
                self._drop(element)
        self.last = element
        tally, context = self.tally, self.context
        tally.count += 1
        top, details = camt_walk.rows(element, walk)
        if drained:
            details = drained + details
        line, exact = camt_entry.line_of(top, details, tally.count, context)
        if line.status == "booked":
            if context.currency is None:
                context.currency = line.currency
            if line.currency != context.currency:
                tally.odd(None)
                self.note(
                    Finding(
                        f"{self.place}, entry {tally.count}",
                        "the entry is in another currency than the account",
                        "entry_currency",
                    )
                )
            elif line.minor is None:
                tally.odd(exact)
            else:
                tally.booked += line.minor
                if line.reversal:
                    tally.flipped += line.minor
        return line

    def _headers(self) -> None:
        """Read what stands before the first entry (account, balances, days)."""
        for child in self.element:
            if _local(child) == "Ntry":
                break
            self._header(child)
            child.set("seen", "1")

    def _drop(self, element: Any) -> None:
        parent = self.element
        while True:
            first = parent[0]
            if first is element:
                return
            if first.get("seen") is None:
                self._header(first)
            del parent[0]

    def _header(self, child: Any) -> None:
        name, context = _local(child), self.context
        if name == "Bal":
            self._balance(child)
        elif name == "Acct":
            self._account(child)
        elif name == "Id":
            context.id = context.id or (child.text or "").strip() or None
        elif name == "CreDtTm":
            self.created = amounts.day(child.text)
            context.day = context.day or self.created
        elif name == "ElctrncSeqNb" or (name == "LglSeqNb" and self.number is None):
            self.number = (child.text or "").strip() or None
        elif name == "FrToDt":
            self.from_day = amounts.day(_text(child, "FrDtTm") or _text(child, "FrDt"))
            self.to_day = amounts.day(_text(child, "ToDtTm") or _text(child, "ToDt"))
            context.day = self.to_day or context.day
        elif name == "TxsSummry":
            number = (_text(child, "TtlNtries", "NbOfNtries") or "").strip()
            self.announced = (
                int(number) if number.isascii() and number.isdigit() and len(number) < 12 else None
            )

    def _account(self, child: Any) -> None:
        context = self.context
        account = (
            _text(child, "Id", "IBAN")
            or _text(child, "Id", "Othr", "Id")
            or _text(child, "Id", "PrtryAcct", "Id")
        )
        account = account or _text(child, "Id", "BBAN") or _text(child, "Id", "UPIC")
        context.account = (account or "").replace(" ", "") or None
        context.currency = (_text(child, "Ccy") or "").strip() or context.currency
        context.owner = (
            _text(child, "Ownr", "Nm") or _text(child, "Ownr", "Pty", "Nm") or ""
        ).strip() or None

    def _balance(self, child: Any) -> None:
        kind = _text(child, "Tp", "CdOrPrtry", "Cd") or _text(child, "Tp", "CdOrPrtry", "Prtry")
        kind = kind or _text(child, "Tp", "Cd") or ""
        amount = child.find("{*}Amt")
        currency = amount.get("Ccy") if amount is not None else None
        minor, exact, problem = amounts.parse(amount.text if amount is not None else None, currency)
        if problem:
            self.note(Finding(f"{self.place}, balance", amounts.PROBLEMS[problem], problem))
        # Left out by some banks although the schema demands it: then money in.
        if (_text(child, "CdtDbtInd") or "").strip() == "DBIT":
            minor = -minor if minor is not None else None
            exact = -exact if exact is not None else None
        on = amounts.day(_text(child, "Dt", "Dt") or _text(child, "Dt", "DtTm") or _text(child, "Dt"))
        text = amounts.plain(exact) if minor is None and exact is not None else None
        self.balances.append((kind.strip().upper(), Balance(minor, on, currency, text)))

    def closed(self) -> Statement:
        """The statement is complete: choose its balances and prove them."""
        for child in self.element:
            if _local(child) != "Ntry" and child.get("seen") is None:
                self._header(child)
        context, tally = self.context, self.tally
        opening, closing = self._chosen()
        if context.currency is None and opening is not None:
            context.currency = opening.currency
        proof, difference, told = tally.prove(opening, closing, self.place)
        findings = [*self.findings, *told]
        if (opening is None) != (closing is None) and context.message == "camt.053":
            which = "opening" if opening is None else "closing"
            findings.append(Finding(self.place, f"the {which} balance is missing", "balance_missing"))
        if self.more:
            findings.append(Finding(self.place, f"{self.more} more findings of this kind", "more"))
        if self.announced is not None and self.announced != tally.count:
            findings.append(
                Finding(
                    self.place,
                    f"the statement announces {self.announced} entries, {tally.count} are in it",
                    "count_differs",
                )
            )
        return Statement(
            account=context.account,
            currency=context.currency,
            id=context.id,
            opening=opening,
            closing=closing,
            proof=proof,
            difference_minor=difference,
            lines=(),
            findings=tuple(findings),
            number=self.number,
            from_day=self.from_day or (opening.on if opening else None),
            to_day=self.to_day or (closing.on if closing else None),
            count=tally.count,
        )

    def _chosen(self) -> tuple[Balance | None, Balance | None]:
        """OPBD, else the previous close PRCD, and CLBD; on a page of a 053 the interim balances ITBD."""
        currency = self.context.currency
        found: dict[str, list[Balance]] = {}
        for kind, balance in self.balances:
            found.setdefault(kind, []).append(balance)
        for kind, several in found.items():
            own = [balance for balance in several if balance.currency == currency]
            found[kind] = sorted(own or several, key=lambda balance: balance.on or dt.date.min)
        interim = found.get("ITBD", []) if self.context.message == "camt.053" else []
        openings = found.get("OPBD") or found.get("PRCD")
        closings = found.get("CLBD")
        opening = openings[0] if openings else None
        closing = closings[-1] if closings else None
        if opening is None and interim and (closing is not None or len(interim) > 1):
            opening = interim[0]
        if closing is None and interim and interim[-1] is not opening:
            closing = interim[-1]
        return opening, closing


def _text(element: Any, *names: str) -> str | None:
    for name in names:
        for child in element:
            if _local(child) == name:
                element = child
                break
        else:
            return None
    text = element.text
    return text if isinstance(text, str) else None
