"""Letters about signing: asked for in the transaction that makes them true, sent once by `tasks`."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, timedelta

from django.db.models import F, QuerySet

from ouna.appeal import links
from ouna.appeal import signing_rules as rules
from ouna.appeal.models import Link, Signatory, SigningCount, SigningLetter, Supporter
from ouna.log import SYSTEM, Actor, action, clock
from ouna.log.keys import sealing_key
from ouna.parties.errors import NotPermitted

#: A letter that the mail server does not take is tried again after 5, 10, 20, … minutes, and then given up.
MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=5)


def put_link(
    kind: str,
    *,
    signatory: Signatory | None = None,
    supporter: Supporter | None = None,
    asked: Signatory | None = None,
    until: date | None = None,
) -> Link:
    """A new link, of a signatory or a supporter. Call inside an action."""
    now = clock.now()
    days = timedelta(days=rules.LINK_DAYS.get(kind, 7))
    return Link.objects.create(
        code=links.new_code(),
        kind=kind,
        signatory=signatory,
        supporter=supporter,
        asked=asked,
        made_at=now,
        until=until or now.date() + days,
    )


def put_letter(
    kind: str,
    *,
    to: Signatory | None = None,
    supporter: Supporter | None = None,
    about: Signatory | None = None,
    link: Link | None = None,
) -> None:
    """Ask for one e-mail, in this transaction. Call inside an action."""
    now = clock.now()
    SigningLetter.objects.create(
        kind=kind, to=to, supporter=supporter, about=about, link=link, created=now, not_before=now
    )


def use(link: Link) -> bool:
    """Spend a link; of two who spend it at once one gets True. Call inside an action."""
    now = clock.now()
    if not Link.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        return False
    link.used_at = now
    return True


def count(what: str, whom: str, most: int) -> None:
    """Count one more of this for whom today. Raises: TooManyAsked."""
    today = clock.today()
    key = hashlib.sha256(b"appeal.count\n" + sealing_key()).digest()
    hashed = hmac.new(key, f"{today}\n{what}\n{whom}".encode(), hashlib.sha256).hexdigest()
    row, _ = SigningCount.objects.get_or_create(day=today, key=hashed)
    rules.check_count(row.count + 1, most)
    SigningCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def drop_letters_to(signatories: QuerySet[Signatory]) -> None:
    """Delete letters and links of officers who are being erased. Call inside an action."""
    SigningLetter.objects.filter(to__in=signatories).delete()
    Link.objects.filter(signatory__in=signatories).delete()
    Link.objects.filter(asked__in=signatories, used_at=None).delete()


def check_system(by: Actor) -> None:
    """Raises: NotPermitted unless it is the installation's own periodic work."""
    if by != SYSTEM:
        raise NotPermitted()


@action(draft=True)
def take_signing_letter(*, by: Actor) -> SigningLetter | None:
    """Take the next letter that is due, committed as `unsure` before it leaves; None when there is none.

    Of several senders one gets it. Raises: NotPermitted.
    """
    check_system(by)
    while True:
        due = SigningLetter.objects.filter(state=SigningLetter.WAITS, not_before__lte=clock.now())
        letter = due.select_related("to__campaign", "supporter__campaign", "about", "link").first()
        if letter is None:
            return None
        mine = SigningLetter.objects.filter(pk=letter.pk, state=SigningLetter.WAITS)
        if mine.update(state=SigningLetter.UNSURE, tries=F("tries") + 1):
            letter.state, letter.tries = SigningLetter.UNSURE, letter.tries + 1
            return letter


@action(draft=True)
def settle_signing_letter(*, by: Actor, letter: SigningLetter, state: str) -> None:
    """Say what became of a taken letter: sent, dropped, failed for good, or waits for another try."""
    check_system(by)
    if state == SigningLetter.WAITS:
        if letter.tries >= MOST_TRIES:
            state = SigningLetter.FAILED
        letter.not_before = clock.now() + FIRST_WAIT * 2 ** (letter.tries - 1)
    letter.state = state
    letter.save(update_fields=["state", "not_before"])


@action(draft=True)
def forget_signing_letters(*, by: Actor) -> int:
    """Delete letters and links of long ago, and yesterday's counts; returns how many letters."""
    check_system(by)
    now = clock.now()
    SigningCount.objects.filter(day__lt=now.date()).delete()
    done = SigningLetter.objects.filter(created__lt=now - timedelta(days=30))
    deleted = done.exclude(state=SigningLetter.WAITS).delete()[0]
    Link.objects.filter(until__lt=now.date() - timedelta(days=30)).delete()
    return deleted
