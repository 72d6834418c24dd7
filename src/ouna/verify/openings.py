"""Openings: the confidential record behind a fingerprint in an entry, and whether it fits."""

from __future__ import annotations

import re
from typing import Any

from ouna.core.book import Record
from ouna.core.tlog import CommitmentInvalid, commit
from ouna.core.values import NotCanonical, canonical, check_allowed, parse_json
from ouna.verify.errors import BadRequest
from ouna.verify.report import Report

MAX_OPENINGS = 512_000_000
MAX_LINE = 1_000_000
_SALT = re.compile(r"[0-9a-f]{64}", re.ASCII)


def committed(record: Record, purpose: str) -> str | None:
    """The commitment of that purpose in an entry: the field of that name, or its replacement's."""
    for place in (record, getattr(record, "replacement", None)):
        if place is not None and purpose in place.FIELDS:
            value = getattr(place, purpose)
            return value if isinstance(value, str) and len(value) == 64 else None
    return None


def fits(record: Record, opening: dict[str, Any]) -> bool:
    """Whether the opened record is the one whose fingerprint the entry carries."""
    purpose, salt = opening.get("purpose"), opening.get("salt")
    if not isinstance(purpose, str) or not isinstance(salt, str) or "record" not in opening:
        return False
    # One spelling: `fromhex` would take spaces and capitals too.
    if not _SALT.fullmatch(salt):
        return False
    named = committed(record, purpose)
    try:
        check_allowed(opening["record"])
        found = commit(purpose, bytes.fromhex(salt), canonical(opening["record"])).hex()
    except (NotCanonical, CommitmentInvalid):
        return False
    return named == found


class Openings:
    """Openings given with --openings, by the entry (number or ref) they name; each is looked at once."""

    def __init__(self, content: bytes = b"") -> None:
        self._by_entry: dict[int | str, list[tuple[int, dict[str, Any]]]] = {}
        self.count = 0
        for number, line in enumerate(content.split(b"\n"), 1):
            if not line.strip():
                continue
            self._add(number, line)

    def _add(self, number: int, line: bytes) -> None:
        try:
            value = parse_json(line) if len(line) <= MAX_LINE else None
        except NotCanonical:
            value = None
        entry = value.get("entry") if isinstance(value, dict) else None
        if not isinstance(value, dict) or type(entry) not in (int, str):
            raise BadRequest(f"Line {number} of the openings is not one opening in JSON.")
        assert isinstance(entry, (int, str))
        self._by_entry.setdefault(entry, []).append((number, value))
        self.count += 1

    def check(self, number: int, record: Record | None, report: Report) -> None:
        """Compare what was opened of this entry with it."""
        if not self._by_entry:
            return
        opened = self._by_entry.pop(number, [])
        for named in (record, getattr(record, "replacement", None)):
            if named is not None:
                opened = opened + self._by_entry.pop(named.ref, [])
        for line, opening in opened:
            if record is None or not fits(record, opening):
                report.add(
                    "receipt",
                    f"What was opened of page {number} is not what its fingerprint stands for.",
                    entry=number,
                    where=f"openings, line {line}",
                )
            else:
                report.openings += 1

    def close(self, report: Report) -> None:
        """Openings that no entry of the book asked for."""
        for opened in self._by_entry.values():
            for line, _ in opened:
                report.add(
                    "receipt",
                    f"Line {line} of the openings names a page that is not there.",
                    where="openings",
                )
