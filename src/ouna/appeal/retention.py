"""What the appeal keeps about persons, and how it is forgotten (see `parties.retention`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from ouna.appeal.actions.letters import drop_letters_to
from ouna.appeal.models import Signatory, Supporter
from ouna.appeal.queries.signatories import email_of, function_of
from ouna.parties.retention import Keep

KEEPS = [
    Keep(
        "appeal_signatory.officer, sealed_email, sealed_function",
        gettext_noop("to know who signed for an organisation, and to let it withdraw and confirm"),
        gettext_noop("GDPR Art. 6(1)(f)"),
        30,
        gettext_noop("the organisation’s name in the record; 30 days after it withdrew or was refused"),
    ),
    Keep(
        "appeal_supporter.sealed_email",
        gettext_noop("to send the link by which a person’s support counts, or ends"),
        gettext_noop("GDPR Art. 6(1)(a)"),
        7,
        gettext_noop("a count, and a keyed hash so that nobody counts twice"),
    ),
    Keep(
        "appeal_signingletter",
        gettext_noop("to send each letter once"),
        gettext_noop("GDPR Art. 6(1)(b)"),
        30,
        gettext_noop("nothing"),
    ),
    Keep(
        "appeal_signingcount.key",
        gettext_noop("to end floods of forms from one address; a keyed hash, never the address"),
        gettext_noop("GDPR Art. 6(1)(f)"),
        1,
        gettext_noop("nothing"),
    ),
]


def forget(person_ref: str) -> None:
    """Cut signatories and supporters from the person; letters and links go. Inside the erasing action."""
    mine = Signatory.objects.filter(officer__ref=person_ref)
    drop_letters_to(mine)
    mine.update(officer=None, sealed_email=b"", sealed_function=b"", email_key="", question="", answer="")
    Supporter.objects.filter(person__ref=person_ref).update(person=None, sealed_email=b"")


def export(person_ref: str) -> dict[str, Any]:
    """All that the appeal holds about a person."""
    rows = Signatory.objects.filter(officer__ref=person_ref).select_related("officer")
    return {
        "signed": [
            {
                "ref": s.ref,
                "organisation": s.name,
                "function": function_of(s),
                "email": email_of(s),
                "language": s.lang,
                "state": s.state,
                "question": s.question,
                "answer": s.answer,
            }
            for s in rows
        ],
        "supports": list(Supporter.objects.filter(person__ref=person_ref).values("ref", "state", "country")),
    }


def still_needed(today: date) -> Iterable[str]:
    """Officers of signatories that stand on the list, or wait for a decision."""
    needed = (Signatory.APPLIED, Signatory.PROVED, Signatory.LIVE)
    rows = Signatory.objects.filter(state__in=needed, officer__isnull=False)
    return rows.values_list("officer__ref", flat=True)
