"""The door for files: which format is it, is it harmless, and what does it say.

`stream` is the way for imports: it needs memory for one entry. `read_file` collects everything into a
`Document`. The format is decided by content, never by the name. A ZIP is opened member by member, with
limits on what it declares and on what really comes out.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from ouna.core.bank import camt, csvguess, csvtable, mt940
from ouna.core.bank.errors import BankFileRefused
from ouna.core.bank.values import Document, Event, Finding, Format, Line, Opened, Statement, Withdrawn

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may weigh. Sizes in bytes, unpacked."""

    file: int = 512 << 20
    members: int = 500
    member: int = 256 << 20
    unpacked: int = 512 << 20
    ratio: int = 200
    #: Below this size the ratio says nothing: a small file of blanks packs a thousandfold.
    ratio_from: int = 4 << 20
    text: int = 256 << 20


LIMITS = Limits()
Source = Path | str | bytes


def sniff(head: bytes) -> str:
    """The kind of file by its beginning: `zip`, `xml`, `mt940`, `mt942`, `csv` or `` (unknown)."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith((b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"BZh")):
        return ""
    text = _plain_head(head)
    start = text.lstrip(" \t\r\n\ufeff")
    if start.startswith("<"):
        return "xml"
    data = text.encode("utf-8", "replace").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if mt940.recognises(data):
        return mt940.format_of(data)
    return "csv" if csvguess.encoding_for(head) else ""


def _plain_head(head: bytes) -> str:
    for bom, name in _BOMS:
        if head.startswith(bom):
            return head.decode(name, "replace")
    if head[:4].count(0) >= 2 or (len(head) > 1 and head[:2].count(0) == 1):
        name = "utf-16-be" if head[0] == 0 else "utf-16-le"
        return head.decode(name, "replace")
    return head.decode("latin-1")  # only ASCII matters here


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def stream(
    source: Source, *, mapping: csvguess.Mapping | None = None, limits: Limits = LIMITS
) -> Iterator[Event]:
    """Read a file as events: `Format` first, then per statement `Opened`, its lines, `Statement`.

    `mapping` tells how to read a CSV; without one it is guessed from the headers. An import must take
    all events or none: a refusal can come at the end of the file.

    Raises: BankFileRefused.
    """
    with _open(source) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if size > limits.file:
            raise BankFileRefused(f"The file is larger than {limits.file >> 20} MB.")
        if size == 0:
            raise BankFileRefused("The file is empty.")
        yield from _stream(file, mapping, limits, inside=False)


def _open(source: Source) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return Path(source).open("rb")
    except OSError:
        raise BankFileRefused(
            "The file cannot be opened.", next_step="Check the path and the rights."
        ) from None


def _stream(
    file: BinaryIO, mapping: csvguess.Mapping | None, limits: Limits, *, inside: bool
) -> Iterator[Event]:
    head = file.read(_HEAD)
    file.seek(0)
    kind = sniff(head)
    if kind == "zip":
        if inside:
            raise BankFileRefused("There is a ZIP inside the ZIP.")
        yield from _zip(file, mapping, limits)
    elif kind == "xml":
        yield from camt.events(iter(lambda: file.read(camt.CHUNK), b""))
    elif kind in ("mt940", "mt942"):
        yield from mt940.events(_lines(file, limits), kind)
    elif kind == "csv" or (mapping is not None and kind == "" and b"\0" not in head):
        encoding = mapping.encoding if mapping is not None else csvguess.encoding_for(head)
        yield from csvtable.events(_lines(file, limits, encoding), mapping)
    else:
        raise BankFileRefused(
            "This is no bank statement that can be read: "
            "camt.052, 053, 054, MT940, MT942, CSV or a ZIP of them."
        )


def _lines(file: BinaryIO, limits: Limits, encoding: str = "") -> Iterator[str]:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > limits.text:
        raise BankFileRefused(f"The text is larger than {limits.text >> 20} MB.")
    found = encoding_of(file)
    # UTF-8 and UTF-16 prove themselves; a code page chosen by the column names beats one by its letters.
    encoding = encoding if encoding and not found.startswith("utf") else found
    file.seek(0)
    try:
        text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline=None)
    except LookupError:
        raise BankFileRefused("The encoding given for this table does not exist.") from None
    try:
        while line := text.readline(1 << 20):
            yield line
    except (LookupError, UnicodeError):
        raise BankFileRefused("The text cannot be decoded.") from None
    finally:
        if not file.closed:
            text.detach()


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 if the whole file is; else the Western or DOS code page whose letters look like words."""
    head = file.read(4)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if head[:2].count(0) == 1 and len(head) > 1:
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd = bytearray()
    valid = True
    file.seek(0)
    while block := file.read(1 << 16):
        if valid:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                valid = False
        if not block.isascii() and len(odd) < 20_000:
            odd += _around(block)
    if valid:
        try:
            decoder.decode(b"", final=True)
            return "utf-8"
        except UnicodeDecodeError:
            pass
    return max(("cp1252", "cp850", "cp852"), key=lambda name: _plausible(bytes(odd), name))


def _around(block: bytes) -> bytes:
    """The pieces of text next to bytes outside ASCII."""
    out = bytearray()
    for word in block[:20_000].split():
        if not word.isascii():
            out += word + b" "
    return bytes(out)


def _plausible(data: bytes, encoding: str) -> int:
    """Points for letters that fit their neighbours; the first code page wins a tie."""
    text = data.decode(encoding, "replace")
    points = 0
    for before, char in zip(" " + text, text, strict=False):
        if ord(char) < 128:
            continue
        if not char.isalpha() or (char.isupper() and before.islower()):
            points -= 1
        else:
            points += 1
    return points


# All that zipfile raises on damaged archives, seen under 20,000 of them.
_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, RuntimeError, OSError,
    ValueError, LookupError, OverflowError,
)  # fmt: skip


def _zip(file: BinaryIO, mapping: csvguess.Mapping | None, limits: Limits) -> Iterator[Event]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _check_declared(members, limits)
            yield from _members(archive, members, mapping, limits)
    except _ZIP_ERRORS:
        raise BankFileRefused("The ZIP is damaged, encrypted or of an unknown kind.") from None


def _check_declared(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise BankFileRefused(f"The ZIP holds more than {limits.members} files.")
    total = sum(info.file_size for info in members)
    if total > limits.unpacked or any(info.file_size > limits.member for info in members):
        raise BankFileRefused("The ZIP says it unpacks to more than is allowed.")
    for info in members:
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise BankFileRefused("A file in the ZIP is packed more tightly than any statement.")


def _members(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    mapping: csvguess.Mapping | None,
    limits: Limits,
) -> Iterator[Event]:
    """The files of a ZIP; one that cannot be read is named and left out, the others are read all the same."""
    good, refused = 0, ""
    for number, info in enumerate(sorted(members, key=lambda info: info.filename), 1):
        if info.filename.rsplit("/", 1)[-1].startswith(".") or "__MACOSX" in info.filename:
            continue
        place = _place_of(number, info.filename)
        if not info.file_size:
            yield Finding(place, "the file is empty", "member_empty")
            continue
        events = statements = 0
        try:
            for event in _member(archive, info, mapping, limits):
                events += 1
                statements += isinstance(event, Statement)
                yield _placed(event, place)
            good += events > 0
            if not events:
                yield Finding(place, "not a bank statement: left out", "member_skipped")
        except BankFileRefused as error:
            why = str(error)
        except _ZIP_ERRORS:
            why = "The ZIP is damaged, encrypted or of an unknown kind."
        else:
            continue
        refused = refused or f"{place}: {why}"
        yield Withdrawn(Finding(place, why, "member_refused"), statements)
    if not good:
        raise BankFileRefused(refused or "There is no bank statement in the ZIP.")


def _place_of(number: int, name: str) -> str:
    """`file 2 of the ZIP (november.xml)`; its name without folders and without what could upset a page."""
    plain = "".join(c for c in name.rsplit("/", 1)[-1] if c.isprintable() and c not in _TURNING)
    return f"file {number} of the ZIP ({plain[:60]})"


#: Characters that turn the direction of what follows them (Unicode, UAX 9).
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, mapping: csvguess.Mapping | None, limits: Limits
) -> Iterator[Event]:
    """The events of one file in a ZIP; none if it is no bank statement.

    The reader never gives out more than the declared size, and fails when more or other bytes come than were
    declared (length and CRC-32): the limits checked before hold.
    """
    with archive.open(info) as opened:
        member = cast(BinaryIO, opened)
        head = member.read(_HEAD)
        member.seek(0)
        if sniff(head):
            yield from _stream(member, mapping, limits, inside=True)


def _placed(event: Event, place: str) -> Event:
    """Findings say in which file of the ZIP they are."""
    if isinstance(event, Finding):
        return replace(event, where=f"{place}, {event.where}")
    if isinstance(event, Statement) and event.findings:
        told = tuple(replace(found, where=f"{place}, {found.where}") for found in event.findings)
        return replace(event, findings=told)
    return event


def sha256_of(source: Source) -> str:
    """SHA-256 of the raw bytes, in hex."""
    with _open(source) as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
        return digest.hexdigest()


def collect(events: Iterator[Event]) -> tuple[str, tuple[Statement, ...], tuple[Finding, ...]]:
    """Gather a stream: format (`zip` when members differ), statements with their lines, findings."""
    formats: list[str] = []
    statements: list[Statement] = []
    findings: list[Finding] = []
    lines: list[Line] = []
    for event in events:
        if isinstance(event, Line):
            lines.append(event)
        elif isinstance(event, Statement):
            statements.append(replace(event, lines=tuple(lines), format=formats[-1]))
            lines = []
        elif isinstance(event, Finding):
            findings.append(event)
        elif isinstance(event, Format):
            formats.append(event.name)
        elif isinstance(event, Opened):
            lines = []
        elif isinstance(event, Withdrawn):
            del statements[len(statements) - event.statements :]
            lines = []
            findings.append(event.finding)
    name = formats[0] if len(set(formats)) == 1 else "zip"
    return name, tuple(statements), tuple(findings)


def read_file(
    source: Source, name: str = "", *, mapping: csvguess.Mapping | None = None, limits: Limits = LIMITS
) -> Document:
    """Read a whole file into memory. `name` is what the document is called; by default the file's name.

    Raises: BankFileRefused.
    """
    if not name and not isinstance(source, bytes):
        name = Path(source).name
    kind, statements, findings = collect(stream(source, mapping=mapping, limits=limits))
    return Document(name, kind, statements, findings, sha256_of(source))
