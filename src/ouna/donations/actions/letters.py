"""Letters: e-mails asked for in the transaction that makes them true, sent once by `tasks`."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from ouna.donations import rules
from ouna.donations.models import Letter
from ouna.log import Actor, action, clock
from ouna.parties.models import Person

#: A letter that the mail server refuses is tried again after 5, 10, 20, … minutes, and then given up.
MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=5)


def put_letter(kind: str, about: str, person: Person, lang: str) -> None:
    """Ask for one e-mail, in this transaction; a second one of the same kind about the same is not made."""
    now = clock.now()
    Letter.objects.get_or_create(
        kind=kind, about=about, defaults={"person": person, "lang": lang, "created": now, "not_before": now}
    )


@action(draft=True)
def take_letter(*, by: Actor) -> Letter | None:
    """Take the next letter that is due, committed as `unsure` before it leaves; None when there is none.

    Of several senders one gets it. Raises: NotPermitted.
    """
    rules.check_system(by)
    while True:
        due = Letter.objects.filter(state=Letter.State.WAITS, not_before__lte=clock.now())
        letter = due.select_related("person").order_by("pk").first()
        if letter is None:
            return None
        mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITS)
        if mine.update(state=Letter.State.UNSURE, tries=F("tries") + 1):
            letter.refresh_from_db()
            return letter


@action(draft=True)
def settle_letter(*, by: Actor, letter: Letter, state: str) -> None:
    """Say what became of a taken letter: sent, dropped, failed for good, or waits for another try."""
    rules.check_system(by)
    if state == Letter.State.WAITS:
        if letter.tries >= MOST_TRIES:
            state = Letter.State.FAILED
        letter.not_before = clock.now() + FIRST_WAIT * 2 ** (letter.tries - 1)
    letter.state = state
    letter.sent = clock.now() if state == Letter.State.SENT else None
    letter.save(update_fields=["state", "sent", "not_before"])


def drop_letters_of(person_ref: str) -> None:
    """Delete all letters to a person who is being erased. Call inside an action."""
    Letter.objects.filter(person__ref=person_ref).delete()


@action(draft=True)
def forget_letters(*, by: Actor) -> int:
    """Delete letters of more than 30 days ago that do not wait; returns how many."""
    rules.check_system(by)
    done = Letter.objects.filter(created__lt=clock.now() - timedelta(days=30))
    return done.exclude(state=Letter.State.WAITS).delete()[0]
