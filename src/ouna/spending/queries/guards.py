"""What stands between a request and its payment, each guard in plain words with its state.

For people to read: whoever orders is judged by `actions.orders` and the record, never by this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ouna.core.errors import OunaError
from ouna.log import queries as log
from ouna.screening.models import Check
from ouna.screening.queries import require_clear
from ouna.spending.errors import GuardFailed
from ouna.spending.governed import request_by_pages
from ouna.spending.queries.standing import Stand
from ouna.spending.signed import signed_payee, signed_request
from ouna.ui import formats


@dataclass(frozen=True)
class Guard:
    """One guard: what it asks, whether it holds, and what is known of it."""

    title: str
    ok: bool
    detail: str = ""
    #: Whether nothing at all can be ordered while it does not hold.
    stops: bool = True

    def __getitem__(self, key: str) -> object:
        return getattr(self, key)


def free_money(stands: Sequence[Stand]) -> dict[tuple[str, str], int]:
    """What each fund holds beyond what is reserved, by (fund, currency): one query."""
    funds = {s.state.fund for s in stands}
    sums = log.balances_of([name for f in funds for name in (f, f"{f}:reserved")])
    currencies = {c for _of, c in sums}
    return {
        (f, c): sums.get((f, c), 0) - sums.get((f"{f}:reserved", c), 0) for f in funds for c in currencies
    }


def last_checks(stands: Sequence[Stand]) -> dict[str, tuple[str, str]]:
    """{request: (day of its oldest name check, outcome)}: one query."""
    rows = Check.objects.filter(subject__in=[s.request.ref for s in stands])
    found: dict[str, tuple[str, str]] = {}
    for subject, at, outcome in rows.values_list("subject", "at", "outcome"):
        day, before = formats.day(at.date()), found.get(subject, ("", ""))[1]
        found[subject] = (day, "hit" if "hit" in (outcome, before) else outcome)
    return found


def guards_of(
    stand: Stand, free: dict[tuple[str, str], int], checks: dict[str, tuple[str, str]]
) -> list[Guard]:
    """Every guard of one request, from what was fetched for all of a list."""
    day, outcome = checks.get(stand.request.ref, ("", ""))
    found = [signatures(stand), not_stopped(stand)]
    if stand.state.gated:
        found.append(building_start(stand))
    if not day:
        found.append(Guard(_("Name check"), False, _("not done yet")))
    else:
        decided = outcome == "hit" and stand.stopped is None
        result = _("possible match") if outcome == "hit" else _("no match")
        result = _("decided by two checkers") if decided else result
        found.append(Guard(_("Name check"), outcome == "clear" or decided, f"{day}: {result}"))
    return [*found, *this_month(stand), money_there(stand, free)]


def guards_in_full(stand: Stand) -> list[Guard]:
    """The same for one request, with the name check and the signed bytes really asked."""
    found = [signatures(stand), unchanged_since(stand), not_stopped(stand)]
    if stand.state.gated:
        found.append(building_start(stand))
    return [*found, name_check(stand), *this_month(stand), money_there(stand, free_money([stand]))]


def signatures(stand: Stand) -> Guard:
    """Whether enough trustees have signed."""
    told = _("%(signed)d of %(needed)d have signed") % {"signed": stand.signed, "needed": stand.needed}
    return Guard(_("Signatures"), stand.enough, told)


def unchanged_since(stand: Stand) -> Guard:
    """Whether bytes, commitments and signatures still fit together."""
    try:
        signed = signed_request(stand.request)
        for payee in stand.request.payees.all():
            signed_payee(signed, payee)
        if request_by_pages(stand.request) != signed.state:
            raise GuardFailed("What became of the request differs from its pages.")
    except OunaError as error:
        return Guard(_("Unchanged since it was signed"), False, _(str(error)))
    return Guard(_("Unchanged since it was signed"), True)


def not_stopped(stand: Stand) -> Guard:
    """Neither paused by the trustees nor stopped by a bank line that does not fit."""
    if stand.alarm:
        return Guard(_("Not stopped"), False, _("a bank line does not fit its order"))
    if stand.paused_since:
        told = _("payments are stopped since %(day)s") % {"day": stand.paused_since[:10]}
        return Guard(_("Not stopped"), False, told)
    return Guard(_("Not stopped"), True)


def building_start(stand: Stand) -> Guard:
    """Whether the partner has opened what the request is bound to."""
    return Guard(_("Building start"), stand.gate_open, _("yes") if stand.gate_open else _("not yet"))


def name_check(stand: Stand) -> Guard:
    """Whether all payees are cleared, now."""
    title = _("Name check")
    try:
        signed = signed_request(stand.request)
        who = [signed_payee(signed, p).subject() for p in stand.request.payees.all()]
        cleared = require_clear(stand.request.ref, *who)
    except OunaError as error:
        return Guard(title, False, f"{_(str(error))} {_(error.next_step)}".strip())
    result = _("decided by two checkers") if cleared.result == "decided" else _("no match")
    day = formats.day(date.fromisoformat(cleared.at[:10]))
    return Guard(title, True, f"{day}: {result}")


def this_month(stand: Stand) -> list[Guard]:
    """Whether a standing budget has a free part this month; nothing for other requests."""
    budget = stand.state.budget
    if budget is None:
        return []
    currency = stand.state.currency
    sums = {"free": formats.amount(stand.now.minor, currency), "each": formats.amount(budget.each, currency)}
    told = _("%(free)s of %(each)s %(currency)s are free this month") % {**sums, "currency": currency}
    return [Guard(_("This month"), stand.now.minor > 0, told)]


def money_there(stand: Stand, free: dict[tuple[str, str], int]) -> Guard:
    """Whether the purpose holds what may still be ordered."""
    there = free.get((stand.state.fund, stand.state.currency), 0)
    money = f"{formats.amount(there, stand.state.currency)}\u00a0{stand.state.currency}"
    told = _("%(sum)s are free in this purpose") % {"sum": money}
    # With less than all of it a part can be ordered.
    return Guard(_("Money there"), there >= stand.now.minor, told, stops=there <= 0)
