"""The private journal: facts about persons' acts. Once a day only a fingerprint of it becomes public.

The leaf of a fact is a salted commitment. A day's leaves, padded with random ones to a power of two of at
least 64 and in random order, have one root: the `sealed` entry. So nothing can be slipped in or removed
later, and nobody sees how much happened or what.
"""

from __future__ import annotations

import os
import random
from datetime import date
from typing import Any

from django.db.models import F

from ouna.core.book import PersonalErased, Sealed
from ouna.core.tlog import commit, padded_root
from ouna.core.values import canonical, check_allowed, parse_canonical
from ouna.log import clock
from ouna.log.acting import action, current, left_fact, unchanged
from ouna.log.actor import Actor
from ouna.log.booking import record
from ouna.log.models import Erasure, JournalDay, JournalFact, Opening, SubjectKey
from ouna.log.refs import new_ref
from ouna.log.sealing import NONCE, SALT, cipher_for, ciphers_of, encrypt

PURPOSE = "journal"
LEAST = 64


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


def _open_day() -> date:
    """Today, or a later day if the clock fell behind a day that is sealed already."""
    today = clock.today()
    last = JournalDay.objects.order_by("-day").values_list("day", flat=True).first()
    return today if last is None or today > last else date.fromordinal(last.toordinal() + 1)


def read_fact(fact: JournalFact) -> dict[str, Any] | None:
    """A fact's content, None once its subject is erased."""
    cipher, blob = ciphers_of([fact.subject]).get(fact.subject), bytes(fact.sealed)
    if cipher is None or not blob:
        return None
    plain = cipher.decrypt(blob[:NONCE], blob[NONCE:], place_of_fact(fact.ref))
    content: dict[str, Any] = parse_canonical(plain[SALT:])
    return content


@action
def seal_days(*, by: Actor) -> list[date]:
    """Record the `sealed` entry of each finished day that has facts; repeatable."""
    sealed = []
    done = JournalDay.objects.values("day")
    open_days = JournalFact.objects.filter(day__lt=clock.today()).exclude(day__in=done)
    for day in sorted(set(open_days.values_list("day", flat=True))):
        leaves = [bytes(c) for c in JournalFact.objects.filter(day=day).values_list("commitment", flat=True)]
        width = max(LEAST, 1 << (len(leaves) - 1).bit_length())
        leaves += [os.urandom(32) for _ in range(width - len(leaves))]
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

    The key, the openings and the content of journal facts go; commitments stay, and mean nothing. The day's
    count is recorded later by `record_erasures`.
    """
    current()
    found = SubjectKey.objects.filter(subject=subject).delete()[0]
    found += Opening.objects.filter(subject=subject).delete()[0]
    found += JournalFact.objects.filter(subject=subject).update(sealed=b"", subject="")
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
