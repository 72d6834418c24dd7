"""Files as streams that cannot harm: XML without DTD and entities, element by element, and CSV row by row.

A cell longer than csv's own limit (131,072 characters) refuses the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from lxml import etree

from ouna.core.screening.errors import ListRefused

#: XML between two finished entries.
MAX_UNREAD = 8 << 20
_CHUNK = 1 << 17


def elements(file: BinaryIO, tags: Iterable[str]) -> Iterator[tuple[Any, Any]]:
    """Each finished element of these local names, with the root; freed after use.

    Raises: ListRefused for a DOCTYPE, damage, a cut file or an entry of unreasonable size.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=["{*}" + tag for tag in tags],
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    unread, first = 0, True
    try:
        while chunk := file.read(_CHUNK):
            if first:
                _refuse_doctype(chunk)
                chunk, first = chunk.lstrip(b" \t\r\n"), False
            parser.feed(chunk)
            unread += len(chunk)
            found: Iterable[tuple[Any, Any]] = parser.read_events()
            for _, element in found:
                unread = 0
                root = element.getroottree()
                if root.docinfo.internalDTD is not None or root.docinfo.externalDTD is not None:
                    raise ListRefused("The file holds a DOCTYPE, which no sanctions list has.")
                yield element, root.getroot()
                _free(element)
            if unread > MAX_UNREAD:
                raise ListRefused("One entry of the file is larger than any list has.")
        parser.close()
    except etree.LxmlError as error:
        line = getattr(error, "lineno", None)
        place = f" near line {line}" if line else ""
        raise ListRefused(f"The XML is damaged or cut off{place}.") from None
    except (LookupError, UnicodeError, ValueError):
        raise ListRefused("The XML cannot be decoded.") from None


def _refuse_doctype(chunk: bytes) -> None:
    if re.search(rb"<!(DOCTYPE|ENTITY)", chunk.replace(b"\0", b""), re.I):
        raise ListRefused("The file holds a DOCTYPE, which no sanctions list has.")


def _free(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, *names: str) -> str:
    """The first of these attributes that is filled."""
    return next((value for name in names if (value := element.get(name, "").strip())), "")


def rows(file: BinaryIO, *, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV with the line each ends on. UTF-8, else Windows-1252; 0x1A is passed over.

    Raises: ListRefused for a cell too large or an open quote at the end.
    """
    text = io.TextIOWrapper(file, encoding=_encoding(file), errors="replace", newline="")
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except (csv.Error, UnicodeError):
        raise ListRefused(f"The table cannot be read from line {reader.line_num} on.") from None
    finally:
        if not file.closed:
            text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(1 << 20):
        if "\0" in line:
            raise ListRefused("The table holds zero bytes.")
        # The end mark of CP/M and DOS, which OFAC still writes; what stands behind it counts all the same.
        yield line.replace("\x1a", "")


def _encoding(file: BinaryIO) -> str:
    """UTF-8 if the whole file is, else Windows-1252. Leaves the file at its beginning."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(1 << 16):
            decoder.decode(block)
        decoder.decode(b"", final=True)
        return "utf-8-sig"
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
