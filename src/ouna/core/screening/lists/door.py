"""The door for list files: which list is it, is it harmless, what does it say. Decided by content."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ouna.core.screening.errors import ListRefused
from ouna.core.screening.lists import eu, ftm, ofac, own, uk, un
from ouna.core.screening.lists.growing import Read
from ouna.core.screening.values import Finding, SanctionsList

MAX_FILE = 512 << 20
_HEAD = 1 << 16
_XML = (("CONSOLIDATED_LIST", "un"), ("sanctionEntity", "eu"), ("export", "eu"))
#: Files of one list that belong to `sdn.csv`.
PARTS = ("alt", "add", "comments")
Source = Path | str | bytes


def sniff(head: bytes) -> str:
    """The kind of list by its beginning: un, eu, uk, ftm, own, ofac, ofac.PART; empty if unknown."""
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\xd0\xcf\x11\xe0")) or b"\0" in head[:1000]:
        return _xml(head.replace(b"\0", b"").decode("latin-1")) if head[:4].count(0) in (1, 2) else ""
    text = head.decode("utf-8-sig", "replace").lstrip()
    if text.startswith("<"):
        return _xml(text)
    if text.startswith("{"):
        return "ftm"
    return _table(text)


def _xml(text: str) -> str:
    names = re.findall(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s>/]", text[:_HEAD])
    return next((kind for name, kind in _XML if name in names[:3]), "")


def _table(text: str) -> str:
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    for line in lines:
        lowered = line.lower()
        if "name 6" in lowered and re.search(r"unique id|group id", lowered):
            return "uk"
    plain = [line for line in lines if not line.lstrip().startswith("#")]
    if not plain:
        return ""
    try:
        row = next(csv.reader([plain[0]], delimiter=_delimiter(plain[0])))
    except (csv.Error, StopIteration):
        return ""
    if "name" in [cell.strip().lower() for cell in row]:
        return "own"
    if not row[0].strip().isdigit():
        return ""
    if len(row) == 5 and row[1].strip().isdigit():
        return "ofac.alt"
    if len(row) == 6 and row[1].strip().isdigit():
        return "ofac.add"
    return {12: "ofac", 2: "ofac.comments"}.get(len(row), "")


def _delimiter(line: str) -> str:
    return ";" if line.count(";") > line.count(",") else ","


def read_list(source: Source, *, beside: dict[str, Source] | None = None, name: str = "") -> SanctionsList:
    """Read one list. `beside` gives the parts of OFAC's (`alt`, `add`, `comments`).

    A list without entries is refused: screening against nothing would pass everybody.
    Raises: ListRefused.
    """
    with ExitStack() as stack:
        file = stack.enter_context(_open(source))
        head = file.read(_HEAD)
        file.seek(0)
        kind = sniff(head)
        digest = _sha256(file)
        parts: dict[str, BinaryIO] = {}
        if kind == "ofac":
            parts = {part: stack.enter_context(_open(one)) for part, one in (beside or {}).items()}
            if parts:
                # The hash of a list in parts is that of all its files' hashes, in this order.
                hashes = [digest, *(f"{part} {_sha256(parts[part])}" for part in PARTS if part in parts)]
                digest = hashlib.sha256("\n".join(hashes).encode()).hexdigest()
        found = _read(kind, file, head, parts)
    if not found.entries:
        raise ListRefused("The list holds no entry that can be screened.")
    return SanctionsList(
        name or found.name, found.on, digest, found.format, tuple(found.entries), tuple(found.findings)
    )


def read_lists(paths: Iterable[Path | str]) -> list[SanctionsList]:
    """Read list files. OFAC's parts join their `sdn.csv`: those given, else those beside it on the disk.

    Raises: ListRefused, its `fields["file"]` the file.
    """
    mains: list[Path] = []
    given: dict[str, Path] = {}
    for path in map(Path, paths):
        with _told(path), _open(path) as file:
            kind = sniff(file.read(_HEAD))
        if kind.startswith("ofac."):
            given[kind.removeprefix("ofac.")] = path
        else:
            mains.append(path)
    if given and not mains:
        raise ListRefused("These are parts of OFAC's list without sdn.csv.", next_step="Name sdn.csv too.")
    return [_read_main(path, given) for path in mains]


def _read_main(path: Path, given: dict[str, Path]) -> SanctionsList:
    names = {"alt": "alt.csv", "add": "add.csv", "comments": "sdn_comments.csv"}
    beside: dict[str, Source] = dict(given)
    taken = []
    for part, name in names.items():
        if part not in beside and (path.parent / name).is_file():
            beside[part] = path.parent / name
            taken.append(name)
    with _told(path):
        found = read_list(path, beside=beside)
    if found.format == "ofac" and taken:
        note = Finding("file", f"read with it: {', '.join(taken)}", "parts_beside")
        found = replace(found, findings=(note, *found.findings))
    return found


class _told:
    """Adds the file to a refusal."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ListRefused):
            error.fields["file"] = str(self.path)


def _open(source: Source) -> BinaryIO:
    if isinstance(source, bytes):
        file: BinaryIO = io.BytesIO(source)
    else:
        try:
            file = Path(source).open("rb")  # noqa: SIM115 -- closed by who asked
        except OSError:
            raise ListRefused(
                "The file cannot be opened.", next_step="Check the path and the rights."
            ) from None
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_FILE:
        file.close()
        raise ListRefused(f"The file is larger than {MAX_FILE >> 20} MB.")
    return file


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    file.seek(0)
    return digest.hexdigest()


def _read(kind: str, file: BinaryIO, head: bytes, parts: dict[str, BinaryIO]) -> Read:
    if kind == "un":
        return un.read(file)
    if kind == "eu":
        return eu.read(file)
    if kind == "uk":
        return uk.read(file)
    if kind == "ftm":
        return ftm.read(file)
    if kind == "ofac":
        return ofac.read(file, parts)
    if kind == "own":
        lines = [line for line in head.decode("utf-8-sig", "replace").splitlines() if line.strip()]
        plain = next(line for line in lines if not line.lstrip().startswith("#"))
        return own.read(file, delimiter=_delimiter(plain))
    raise ListRefused(
        "This is none of the lists that can be read: "
        "UN XML, OFAC sdn.csv, EU FSF XML, UK CSV, FollowTheMoney JSON lines, or a table with a column name."
    )
