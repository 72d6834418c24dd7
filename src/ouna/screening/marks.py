"""Keyed fingerprints of what is stored about a check: a row changed behind our back clears nobody.

Whoever writes into the database without the sealing key cannot make a mark.
"""

from __future__ import annotations

import hmac
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from ouna.core.screening.text import clean
from ouna.core.screening.values import Subject
from ouna.core.values import canonical
from ouna.log.sealing import keyed
from ouna.screening.models import Check, Decision, Hit, NameList


def fingerprint(who: Subject) -> str:
    """Of the names as they are written, letter by letter; without the sealing key it tells nothing."""
    return keyed("screening.names", canonical(data_of(who))).hex()


def data_of(who: Subject) -> dict[str, Any]:
    """Who is checked, ready for JSON: invisible characters and double spaces make no other name."""
    return {
        "name": _tidy(who.name),
        "also": [_tidy(name) for name in who.also],
        "kind": str(who.kind),
        "born": who.born,
        "country": who.country.upper(),
    }


def _tidy(name: str) -> str:
    return " ".join(clean(name).split())


def who_of(data: dict[str, Any]) -> Subject:
    """The way back from `data_of`."""
    return Subject(data["name"], data["kind"], data["born"], data["country"], tuple(data["also"]))


def moment(at: datetime) -> str:
    """A second in UTC, as marks and results have it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(at: datetime) -> date:
    """The day it was here."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def mark_of_list(row: NameList) -> str:
    """Over what a clearance relies on: which list, when fetched, which files, who put it to use."""
    data = {
        "ref": row.ref,
        "name": row.name,
        "dated": row.dated.isoformat() if row.dated else "",
        "sha256": row.sha256,
        "parts": row.parts,
        "count": row.count,
        "loaded_at": moment(row.loaded_at),
        "loaded_by": row.loaded_by,
        "state": row.state,
        "adds_to": row.adds_to,
        "confirmed_by": row.confirmed_by,
        "leaving_by": row.leaving_by,
    }
    return keyed("screening.list", canonical(data)).hex()


def mark_of_check(row: Check, hits: list[Hit]) -> str:
    """Over the check and the possible matches it found: none can be taken away."""
    data = {
        "ref": row.ref,
        "subject": row.subject,
        "fingerprint": row.fingerprint,
        "lists": row.lists,
        "outcome": row.outcome,
        "at": moment(row.at),
        "hits": sorted([hit.ref, hit.list_name, hit.entry, hit.entry_hash] for hit in hits),
    }
    return keyed("screening.check", canonical(data)).hex()


def mark_of_decision(row: Decision, hit: str) -> str:
    """Over one decision about one possible match."""
    data = {
        "ref": row.ref,
        "hit": hit,
        "by": row.by,
        "verdict": row.verdict,
        "until": row.until.isoformat() if row.until else "",
        "at": moment(row.at),
    }
    return keyed("screening.decision", canonical(data)).hex()


def same(one: str, other: str) -> bool:
    """Whether two marks are equal, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
