"""Invariants of what is private: the journal's days and facts, what commitments hide, what is erased.

Whoever writes into the database can take rows away, but cannot make what the sealing key makes: the padding
of a day, the mark of an erased row, the fact that notes a recovery.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hmac import compare_digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ouna.core.errors import OunaError
from ouna.core.tlog import commit, padded_root
from ouna.core.values import parse_canonical
from ouna.log import queries
from ouna.log.facts import as_day
from ouna.log.models import Entry, JournalDay, JournalFact, Opening
from ouna.log.monitor import Finding
from ouna.log.numbering import entries_recorded
from ouna.log.private_journal import (
    PURPOSE,
    RECOVERY,
    mark_of_fact,
    padding,
    place_of_fact,
    read_fact,
)
from ouna.log.recount import rows_of
from ouna.log.sealing import NONCE, SALT, ciphers_of, erased_mark, place_of_opening
from ouna.log.steps import step

#: Facts and openings read and opened together.
PAGE = 2_000
#: Fields of records that commit to something private → the purpose of its opening.
HIDING = {
    **{name: name for name in ("donor", "line", "statement", "payee", "bank", "place", "screening", "file")},
    "files": "file",
}
#: Fields of that name that commit to nothing here: a line of the budget; what is hidden with the request.
NOT_HIDING = {"request.made": ("line",), "payment.ordered": ("line", "payee", "bank")}
#: What an opening says that was erased by us.
ERASED = "erased"
#: The most missing ones named one by one.
NAMED = 100


def journal_days() -> Iterator[Finding]:
    """Each sealed day's leaves have the root of its entry; each leaf that is no padding has its fact."""
    rows = rows_of(
        "SELECT day, leaves, root, data FROM log_journalday d JOIN log_entry e ON e.id = d.entry_id"
    )
    days: dict[str, set[bytes]] = {}
    for day, packed, root, data in rows:
        raw = bytes(packed)
        leaves = [raw[at : at + 32] for at in range(0, len(raw), 32)]
        days[as_day(day)] = set(leaves)
        try:
            computed = padded_root(leaves).hex()
        except OunaError:
            computed = ""
        if computed != root or root.encode() not in bytes(data):
            yield Finding(f"journal {as_day(day)}", "The sealed day has another root than its entry.")
    lacking = {day: leaves - set(padding(day, len(leaves))) for day, leaves in days.items()}
    for day, ref, commitment in rows_of("SELECT day, ref, commitment FROM log_journalfact"):
        if as_day(day) in days and bytes(commitment) not in days[as_day(day)]:
            yield Finding(f"journal {as_day(day)}", f"The fact {ref} was not there when the day was sealed.")
        lacking.get(as_day(day), set()).discard(bytes(commitment))
    for day, leaves in lacking.items():
        if leaves:
            yield Finding(
                f"journal {day}", f"Facts that were there when the day was sealed are gone: {len(leaves)}."
            )
    sealed = Entry.objects.filter(kind="sealed").exclude(by=queries.RECOVERED)
    for ref in sealed.exclude(pk__in=JournalDay.objects.values("entry")).values_list("ref", flat=True)[
        :NAMED
    ]:
        yield Finding(ref, "The sealed day of this entry is gone.")


def journal_facts() -> Iterator[Finding]:
    """Each fact opens, fits its commitment and says what its row says, or bears the mark of erasure."""
    last = ""
    while page := list(JournalFact.objects.filter(ref__gt=last).order_by("ref")[:PAGE]):
        last = page[-1].ref
        ciphers = ciphers_of({fact.subject for fact in page})
        for fact in page:
            if not fact.subject:
                if not compare_digest(bytes(fact.sealed), mark_of_fact(fact)):
                    yield Finding(f"journal {as_day(fact.day)}", f"The fact {fact.ref} was not erased by us.")
            elif not _is_as_written(fact, ciphers.get(fact.subject)):
                yield Finding(f"journal {as_day(fact.day)}", f"The fact {fact.ref} was altered.")


def _is_as_written(fact: JournalFact, cipher: AESGCM | None) -> bool:
    """Whether row, sealed content and commitment agree."""
    if cipher is None:
        return False
    try:
        blob = bytes(fact.sealed)
        plain = cipher.decrypt(blob[:NONCE], blob[NONCE:], place_of_fact(fact.ref))
        content = parse_canonical(plain[SALT:])
    except (InvalidTag, TypeError, ValueError, OunaError):
        return False
    told = tuple(content.get(name) for name in ("ref", "kind", "at", "actor", "subject"))
    row = (fact.ref, fact.kind, fact.at.strftime("%Y-%m-%dT%H:%M:%SZ"), fact.actor, fact.subject)
    return told == row and commit(PURPOSE, plain[:SALT], plain[SALT:]) == bytes(fact.commitment)


def recoveries() -> Iterator[Finding]:
    """Entries without private rows are those that a recovery noted, and no others."""
    noted: set[int] = set()
    for fact in JournalFact.objects.filter(kind=RECOVERY):
        try:
            content = read_fact(fact)
        except (InvalidTag, OunaError):
            continue  # `journal_facts` finds it
        for first, until in content["data"]["spans"] if content else ():
            noted.update(range(first, until + 1))
    called = Entry.objects.filter(by=queries.RECOVERED).values_list("pk", flat=True)
    for pk in [pk for pk in called.iterator(chunk_size=PAGE) if pk not in noted][:NAMED]:
        yield Finding(f"entry {pk - 1}", "The entry is called recovered, and no recovery is noted.")


def openings() -> Iterator[Finding]:
    """What each commitment hides is there and fits it, unless it was erased or lost before a recovery."""
    last = 0
    rows = Entry.objects.exclude(by=queries.RECOVERED).order_by("pk").values_list("pk", "ref", "data")
    total = entries_recorded()
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        step("What the fingerprints hide", last, total)
        refs, lacking = {}, {}
        for pk, ref, data in page:
            refs[pk] = ref
            lacking |= {(pk, purpose): hashes for purpose, hashes in _hidden(bytes(data)).items()}
        kept = list(Opening.objects.filter(entry_id__gt=last, entry_id__lte=page[-1][0]))
        last = page[-1][0]
        ciphers = ciphers_of({row.subject for row in kept})
        excused: Counter[tuple[int, str]] = Counter()
        for row in kept:
            place = (row.entry_id, row.purpose)
            hashes = lacking.get(place)
            if hashes is None:
                continue
            fits = _fits(row, refs[row.entry_id], ciphers.get(row.subject))
            if fits in hashes:
                hashes.remove(fits)
                continue
            excused[place] += 1
            if fits != ERASED:
                yield Finding(
                    refs[row.entry_id], f"What `{row.purpose}` commits to was altered or taken away."
                )
        for place, hashes in lacking.items():
            if len(hashes) > excused[place]:
                yield Finding(refs[place[0]], f"What `{place[1]}` commits to is gone.")


def _hidden(data: bytes) -> dict[str, list[str]]:
    """Purpose → commitments of an entry; a correction's stand in the record it puts in place."""
    told = json.loads(data)
    told = told.get("replacement", told)
    standing = told.get("standing")
    # A standing budget's first payee stands above the list of all, too.
    parts = standing["payees"] if isinstance(standing, dict) else [told]
    skipped = NOT_HIDING.get(told.get("kind", ""), ())
    found: dict[str, list[str]] = {}
    for name, purpose in HIDING.items():
        if name in skipped:
            continue
        of = parts if name in ("payee", "bank") else [told]
        values = [part[name] for part in of if name in part]
        for value in values:
            hashes = value if isinstance(value, list) else [value]
            found.setdefault(purpose, []).extend(h for h in hashes if isinstance(h, str))
    return {purpose: hashes for purpose, hashes in found.items() if hashes}


def _fits(row: Opening, ref: str, cipher: AESGCM | None) -> str:
    """The commitment that an opening makes; `ERASED` if it bears the mark; empty: it opens nothing."""
    blob, place = bytes(row.sealed), place_of_opening(ref, row.purpose)
    if not row.subject:
        return ERASED if compare_digest(blob, erased_mark(place)) else ""
    try:
        plain = cipher.decrypt(blob[:NONCE], blob[NONCE:], place) if cipher else b""
    except (InvalidTag, ValueError):
        return ""
    return commit(row.purpose, plain[:SALT], plain[SALT:]).hex() if len(plain) > SALT else ""
