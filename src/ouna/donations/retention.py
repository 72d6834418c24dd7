"""What giving keeps about persons, and how it is forgotten (see `parties.retention`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from ouna.donations.actions.letters import drop_letters_of
from ouna.donations.models import Gift, Letter, Pledge
from ouna.donations.queries import donor_of
from ouna.parties.retention import Keep

KEEPS = [
    Keep(
        "donations_pledge.person",
        gettext_noop("to send instructions and one reminder, and to know whose gift it becomes"),
        gettext_noop("GDPR Art. 6(1)(b)"),
        30,
        gettext_noop("sum, day and purpose of the promise, of nobody; 30 days after it ended without a gift"),
    ),
    Keep(
        "donations_gift.person",
        gettext_noop("to send the receipt and news of a reversal"),
        gettext_noop("GDPR Art. 6(1)(b)"),
        730,
        gettext_noop("the gift in the public record with a fingerprint that means nothing any more"),
    ),
    Keep(
        "donations_letter",
        gettext_noop("to send each letter once"),
        gettext_noop("GDPR Art. 6(1)(b)"),
        30,
        gettext_noop("nothing"),
    ),
    Keep(
        "donations_visit.key",
        gettext_noop("to end floods of promises from one address; a keyed hash, never the address"),
        gettext_noop("GDPR Art. 6(1)(f)"),
        1,
        gettext_noop("nothing"),
    ),
]


def forget(person_ref: str) -> None:
    """Cut promises and gifts from the person; letters go. Called inside the erasing action."""
    drop_letters_of(person_ref)
    Pledge.objects.filter(person__ref=person_ref).update(person=None)
    Gift.objects.filter(person__ref=person_ref).update(person=None)


def export(person_ref: str) -> dict[str, Any]:
    """All that giving holds about a person."""
    pledges = Pledge.objects.filter(person__ref=person_ref).select_related("fund", "account")
    gifts = Gift.objects.filter(person__ref=person_ref).select_related("fund", "account")
    return {
        "promises": [
            {
                "ref": p.ref, "money": str(p.money), "purpose": p.fund.code, "account": p.account.iban,
                "reference": p.reference, "monthly": p.monthly, "made": p.created_on.isoformat(),
                "state": p.state,
            }
            for p in pledges
        ],
        "gifts": [
            {
                "ref": g.ref, "money": str(g.money), "purpose": g.fund.code, "account": g.account.iban,
                "day": g.booked_on.isoformat(), "receipt": g.code, "name": donor_of(g), "state": g.state,
            }
            for g in gifts
        ],
        "letters": list(
            Letter.objects.filter(person__ref=person_ref).values_list("kind", "about", "state")
        ),
    }  # fmt: skip


def still_needed(today: date) -> Iterable[str]:
    """Persons with an open promise."""
    open_ones = Pledge.objects.filter(state=Pledge.State.OPEN, person__isnull=False)
    return open_ones.values_list("person__ref", flat=True)
