"""What a check found, in the language of the page. What has no translation is shown in English, marked so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

#: The steps of a check, as a finding of a rule begins.
STEPS = {
    "log": _("The record itself"),
    "form": _("Form"),
    "balance": _("It adds up"),
    "purpose": _("Purposes"),
    "payment": _("Payments and bank charges"),
    "reversal": _("Reversals"),
    "trustees": _("Trustees"),
    "receipt": _("Receipts"),
    "totals": _("Totals"),
}
#: Sentences of the checks, named here so that they are translated.
SENTENCES = (
    gettext_noop("A bank line is still unexplained."),
    gettext_noop("A transfer has been in transit for more than 10 days."),
    gettext_noop("Money that the bank has booked waits for more than 31 days."),
    gettext_noop("Later entries lie on days whose balance the bank had stated."),
    gettext_noop("A closed account is not empty."),
    gettext_noop("A balance lies beyond 2^53 - 1."),
    gettext_noop("The bank's balance is not what is booked and what waits."),
    gettext_noop("The balance from before these books is not divided among the purposes yet."),
    gettext_noop("The balance that the bank stated differs here, or is missing."),
    gettext_noop("The bank's statement that this entry commits to is missing."),
    gettext_noop("The file in the archive is missing or was altered."),
    gettext_noop("Its lines do not lead from its opening to its closing."),
    gettext_noop("Its parts do not add up to it."),
    gettext_noop("Its state does not fit its booking."),
    gettext_noop("Its bank line carries the number of another order."),
    gettext_noop("It carries an order’s number and is booked as something else."),
    gettext_noop("Its money went to another account than was signed."),
    gettext_noop("It went to another account than it was booked for."),
    gettext_noop("The bank line of this payment differs here, or is missing."),
    gettext_noop("The bank line of this payment is booked as something else."),
    gettext_noop("The payment as kept here differs from the record."),
    gettext_noop("The gift differs from the book."),
    gettext_noop("The gift differs from its bank line."),
    gettext_noop("The gift does not hold its bank line."),
    gettext_noop("What is left of the gift is not its sum less its reversals."),
    gettext_noop("The sum kept for an account and purpose is wrong."),
    gettext_noop("The sum kept of promises is wrong."),
    gettext_noop("The account differs from what was announced."),
    gettext_noop("The balance kept differs from the replay."),
    gettext_noop("The state kept differs from the replay."),
    gettext_noop("The day's sum kept differs from the replay."),
    gettext_noop("The moves kept differ from the entry's."),
    gettext_noop("The entry is not at its place."),
    gettext_noop("The row says another ref, kind or day than the entry."),
    gettext_noop("The published totals differ from the replay."),
    gettext_noop("The published checkpoint is not one that this log has signed."),
    gettext_noop("There is no published checkpoint."),
    gettext_noop("The checkpoint kept is not the one that was signed."),
    gettext_noop("The purpose differs from the record."),
    gettext_noop("The rate differs from what was recorded."),
)


class Found(NamedTuple):
    """One finding: where, the step it breaks in words, what; `lang` where it is in another language."""

    where: str
    step: str
    what: str
    lang: str
    waits: bool


def found_of(finding: Any) -> Found:
    """A finding as kept with its run."""
    kept = finding if isinstance(finding, dict) else {"what": finding}
    step, _colon, rest = str(kept.get("what", "")).partition(": ")
    what = rest if step in STEPS else str(kept.get("what", ""))
    words = gettext(what) if what else ""
    foreign = words == what and (get_language() or "en").split("-")[0] != "en"
    return Found(
        where=str(kept.get("where", "")),
        step=str(STEPS[step]) if step in STEPS else "",
        what=words,
        lang="en" if foreign else "",
        waits=bool(kept.get("waits")),
    )


def found_in(findings: Iterable[Any]) -> list[Found]:
    """All of a run, what is wrong first."""
    return sorted(map(found_of, findings), key=lambda found: found.waits)
