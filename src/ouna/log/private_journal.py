"""The private journal: facts about persons' acts. Once a day only a fingerprint of it becomes public.

The leaf of a fact is a salted commitment. A day's leaves, padded to a power of two of at least 64 and in
random order, have one root: the `sealed` entry. The padding is made with the sealing key: whoever has the key
knows which leaves must have a fact, for everyone else it is chance. So nothing can be slipped in or removed
later, and nobody sees how much happened or what.
"""

from __future__ import annotations

import os
import random
from datetime import date
from typing import Any

from django.db.models import F

from ouna.core.book import PersonalErased, Sealed, Used
from ouna.core.book.kinds.root import LAST_SEAL
from ouna.core.tlog import commit, padded_root
from ouna.core.values import canonical, check_allowed, parse_canonical
from ouna.log import clock, queries
from ouna.log.acting import action, current, left_fact, unchanged
from ouna.log.actor import Actor
from ouna.log.booking import record
from ouna.log.models import Entry, Erasure, JournalDay, JournalFact, Opening, SubjectKey
from ouna.log.refs import new_ref
from ouna.log.sealing import (
    NONCE,
    SALT,
    cipher_for,
    ciphers_of,
    encrypt,
    erased_mark,
    keyed,
    place_of_opening,
)

PURPOSE = "journal"
LEAST = 64
#: The fact that says which entries were taken back from the published log.
RECOVERY = "log.recovered"


def place_of_fact(ref: str) -> bytes:
    """Associated data of a fact."""
    return b"log.journal\n" + ref.encode()


def journal(kind: str, *, subject: str, data: dict[str, Any] | None = None, by: Actor | None = None) -> str:
    """Write a private fact inside an action; returns its ref. `data`: all that is needed to judge the act.

    `subject` is the ref of whom or what it is about; the fact is encrypted under the subject's key.
    """
    act = current()
    actor, at, ref = by or act.by, clock.now().replace(microsecond=0), str(new_ref("fact"))
    content = {
        "ref": ref,
        "kind": kind,
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "actor": actor.ref,
        "subject": subject,
        "data": data or {},
    }
    check_allowed(content)
    salt, encoded = os.urandom(SALT), canonical(content)
    JournalFact.objects.create(
        ref=ref,
        kind=kind,
        at=at,
        day=_open_day(),
        actor=actor.ref,
        subject=subject,
        sealed=encrypt(cipher_for(subject), salt + encoded, place_of_fact(ref)),
        commitment=commit(PURPOSE, salt, encoded),
    )
    left_fact()
    return ref


def mark_of_fact(fact: JournalFact) -> bytes:
    """What an erased fact bears instead of its content: it holds the rest of the row in place."""
    told = (
        fact.ref,
        fact.kind,
        fact.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        fact.actor,
        bytes(fact.commitment).hex(),
    )
    return erased_mark(place_of_fact("\n".join(told)))


def _last_sealed() -> date | None:
    """The last day that the record calls sealed, whether or not its rows are here (a restored backup)."""
    state = queries.state_of(LAST_SEAL)
    return date.fromisoformat(state.kind) if isinstance(state, Used) else None


def _open_day() -> date:
    """Today, or a later day if the clock fell behind a day that is sealed already."""
    today, last = clock.today(), _last_sealed()
    return today if last is None or today > last else date.fromordinal(last.toordinal() + 1)


def read_fact(fact: JournalFact) -> dict[str, Any] | None:
    """A fact's content, None once its subject is erased."""
    cipher, blob = ciphers_of([fact.subject]).get(fact.subject), bytes(fact.sealed)
    if cipher is None or not blob:
        return None
    plain = cipher.decrypt(blob[:NONCE], blob[NONCE:], place_of_fact(fact.ref))
    content: dict[str, Any] = parse_canonical(plain[SALT:])
    return content


def padding(day: date | str, count: int) -> list[bytes]:
    """Leaves that stand for no fact."""
    return [keyed("padding", f"{day}\n{nth}".encode()) for nth in range(count)]


@action
def seal_days(*, by: Actor) -> list[date]:
    """Record the `sealed` entry of each finished day that has facts; repeatable."""
    sealed = []
    done = JournalDay.objects.values("day")
    last = _last_sealed()
    if last is not None:
        # A backup from the midst of a day that the record says was sealed: its facts go into the next seal.
        JournalFact.objects.filter(day__lte=last).exclude(day__in=done).update(day=_open_day())
    open_days = JournalFact.objects.filter(day__lt=clock.today()).exclude(day__in=done)
    for day in sorted(set(open_days.values_list("day", flat=True))):
        leaves = [bytes(c) for c in JournalFact.objects.filter(day=day).values_list("commitment", flat=True)]
        width = max(LEAST, 1 << (len(leaves) - 1).bit_length())
        leaves += padding(day, width - len(leaves))
        random.SystemRandom().shuffle(leaves)
        root = padded_root(leaves).hex()
        entry = record(Sealed(ref=new_ref("seal"), day=day.isoformat(), root=root))
        JournalDay.objects.create(day=day, root=root, entry_id=entry, leaves=b"".join(leaves))
        sealed.append(day)
    if not sealed:
        unchanged()
    return sealed


def erase_subject(subject: str) -> None:
    """Make everything sealed about a subject unreadable for ever. Call inside an action.

    The key and the content of openings and journal facts go; commitments stay, and mean nothing. Each row
    keeps a mark that only the sealing key makes, so that what was erased differs from what was made away
    with. The day's count is recorded later by `record_erasures`.
    """
    current()
    found = SubjectKey.objects.filter(subject=subject).delete()[0]
    for row, ref in [
        (o, o.entry.ref) for o in Opening.objects.filter(subject=subject).select_related("entry")
    ]:
        row.subject, row.sealed = "", erased_mark(place_of_opening(ref, row.purpose))
        row.save(update_fields=["subject", "sealed"])
        found += 1
    for fact in list(JournalFact.objects.filter(subject=subject)):
        fact.subject, fact.sealed = "", mark_of_fact(fact)
        fact.save(update_fields=["subject", "sealed"])
        found += 1
    if found:
        waiting, _ = Erasure.objects.get_or_create(day=clock.today(), entry=None)
        Erasure.objects.filter(pk=waiting.pk).update(count=F("count") + 1)
    left_fact()


@action
def record_erasures(*, by: Actor) -> int:
    """Record `personal.erased` for each finished day with erasures; repeatable. Returns how many persons."""
    total = 0
    for waiting in Erasure.objects.filter(entry=None, day__lt=clock.today(), count__gt=0).order_by("day"):
        waiting.entry_id = record(PersonalErased(ref=new_ref("erase"), count=waiting.count))
        waiting.save(update_fields=["entry"])
        total += waiting.count
    if not total:
        unchanged()
    return total


@action
def note_recovery(*, by: Actor) -> None:
    """Note which entries are without private rows because they were taken back from the published log."""
    spans: list[list[int]] = []
    for pk in Entry.objects.filter(by=queries.RECOVERED).order_by("pk").values_list("pk", flat=True):
        if spans and pk == spans[-1][1] + 1:
            spans[-1][1] = pk
        else:
            spans.append([pk, pk])
    journal(RECOVERY, subject=RECOVERY, data={"spans": spans}, by=by)
