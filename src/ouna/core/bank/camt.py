"""Reader of camt.052, camt.053 and camt.054 (ISO 20022 cash management), all versions, as a stream.

Elements are matched by local name, so version .02 and a version that does not exist yet are read alike.
The XML tree never holds more than the current entry: memory does not grow with the file. Entities,
network and DTDs are off, a DOCTYPE is refused, nesting is limited by libxml2 to 256.

Sign: `CdtDbtInd` alone. `RvslInd` says "this reverses an earlier booking" and flips nothing; a statement
that would close only with reversals flipped is reported as `differs` with a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from ouna.core.bank import camt_walk
from ouna.core.bank.camt_statement import OpenStatement, local_name
from ouna.core.bank.errors import BankFileRefused
from ouna.core.bank.values import Event, Finding, Format

CHUNK = 1 << 17
#: XML between two finished entries; an entry with many payments is taken apart while it is read. A
#: megabyte of empty elements needs 30 MB as a tree, so this is also the limit of memory.
MAX_UNREAD = 1 << 20
_DRAIN = 1 << 18
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


class _Reader:
    """State of one pass over the file."""

    def __init__(self) -> None:
        self.format = ""
        self.entry_tag = ""
        self.walk = camt_walk.tables("")
        self.message: Any = None  # the element that holds the statements
        self.current: OpenStatement | None = None
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

    def _open(self, element: Any) -> OpenStatement:
        if self.current is not None or local_name(element) not in _STATEMENTS:
            raise BankFileRefused("An entry lies outside a statement.")
        self.statements += 1
        self.message = element.getparent()
        self.current = OpenStatement(element, self.statements, self.format[:8])
        return self.current

    def _drain(self) -> None:
        """A batch of many thousand payments in one entry: read and free the finished ones."""
        try:
            details = self.message[-1][-1][-1]
        except (TypeError, IndexError):
            return
        if local_name(details) != "NtryDtls":
            return
        while len(details) > 1:
            first = details[0]
            if local_name(first) != "TxDtls":
                if local_name(first) != "Btch" or len(details) == 2:
                    return
                first = details[1]
            if first is details[-1] or local_name(first) != "TxDtls":
                return
            self.drained += camt_walk.rows(first, self.walk)[1]
            details.remove(first)
            self.unread = 0


def _message_of(element: Any) -> str | None:
    name = local_name(element)
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
