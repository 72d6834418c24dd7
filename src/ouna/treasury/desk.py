"""What waits for a treasurer, and what came since the last visit."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ouna.core.values import Money
from ouna.donations.models import Gift, Reversal
from ouna.log import Actor, clock
from ouna.log.models import Entry
from ouna.parties.desk import NavItem, News, Wait
from ouna.spending.models import Alarm
from ouna.treasury.actions.opening import opening_of
from ouna.treasury.models import AuditNote, Statement
from ouna.treasury.queries.accounts import (
    Gap,
    account_rows,
    accounts_of,
    in_transit,
    missing_days,
    papers_to_confirm,
)
from ouna.treasury.queries.audit import unconfirmed_returns
from ouna.ui import formats


def waits(actor: Actor) -> list[Wait]:
    """Proposals, unexplained lines, held statements, statements to confirm, missing days; for the auditor
    what only a treasurer vouches for."""
    found = _auditors_waits() if actor.has("auditor") else []
    if not actor.has("treasurer"):
        return found
    accounts = accounts_of(actor)
    alarms = Alarm.objects.filter(line__account__in=accounts, cleared_at=None).select_related("line")
    for row in account_rows(accounts):
        place = row.account.names.best(get_language() or "en")[1]
        if row.waiting:
            text = _("Lines to decide: %(place)s") % {"place": place}
            detail = str(Money(row.waiting_minor, row.account.currency))
            url = reverse("treasury:proposals") + f"?account={row.account.ref}"
            found.append(Wait(text, row.waiting, url, detail=detail, action=_("Decide")))
        if stopped := [alarm for alarm in alarms if alarm.line.account_id == row.account.pk]:
            text = _("Payments are stopped, a bank line is not as ordered: %(place)s") % {"place": place}
            url = reverse("treasury:line", args=[stopped[0].line.ref])
            detail = str(Money(-stopped[0].line.minor, row.account.currency))
            found.append(Wait(text, len(stopped), url, urgent=True, detail=detail, action=_("Look")))
        if row.unexplained:
            text = _("Publicly unexplained lines: %(place)s") % {"place": place}
            url = reverse("treasury:lines") + f"?account={row.account.ref}&state=unexplained"
            found.append(Wait(text, row.unexplained, url, urgent=True, action=_("Explain")))
        if row.held:
            text = _("Statements that do not add up: %(place)s") % {"place": place}
            found.append(
                Wait(text, row.held, reverse("treasury:statements"), urgent=True, action=_("See why"))
            )
    for account in accounts:
        first = opening_of(account)
        if first is not None:
            text = _("Money from before these books: %(place)s") % {
                "place": account.names.best(get_language() or "en")[1]
            }
            detail = str(Money(first.opening_minor or 0, account.currency))
            url = reverse("treasury:opening", args=[account.ref])
            found.append(Wait(text, 1, url, detail=detail, action=_("Divide it")))
    papers = papers_to_confirm(actor)
    if papers:
        text = _("Typed statements that need a second person")
        found.append(Wait(text, len(papers), reverse("treasury:papers"), action=_("Compare")))
    gaps = [(account, gap) for account in accounts for gap in missing_days(account)]
    if gaps:
        account, gap = gaps[0]
        place = account.names.best(get_language() or "en")[1]
        detail = f"{gap_text(gap)}, {place}"
        text = _("Missing statements")
        found.append(
            Wait(
                text, len(gaps), reverse("treasury:statements"), urgent=True, detail=detail, action=_("Look")
            )
        )
    moving = [t for t in in_transit(accounts) if (clock.today() - t.sent_on).days > 10]
    if moving:
        text = _("Transfers on their way for more than 10 days")
        found.append(Wait(text, len(moving), reverse("treasury:accounts"), urgent=True, action=_("Look")))
    return found


def gap_text(gap: Gap) -> str:
    """`3 October 2026`, `3 October 2026 – 5 October 2026`, or between which two days something lacks."""
    if gap.days is None:
        told = {"before": formats.day(gap.before), "after": formats.day(gap.after)}
        return _("between %(before)s and %(after)s") % told
    return " – ".join(dict.fromkeys(formats.day(on) for on in gap.days))


def _auditors_waits() -> list[Wait]:
    returns = unconfirmed_returns()
    if not returns:
        return []
    text = _("Returned gifts of which the bank says nothing but the sum")
    url = reverse("treasury:line", args=[returns[0].line.ref]) if returns[0].line else ""
    detail = _("Compare it with the bank, then write a note about %(ref)s.") % {"ref": returns[0].ref}
    return [Wait(text, len(returns), url, urgent=True, detail=detail, action=_("Look"))]


def news(actor: Actor, since: datetime) -> list[News]:
    """Gifts and returns booked since the last visit, in the actor's accounts."""
    if not actor.has("treasurer"):
        return []
    accounts = accounts_of(actor)
    found = []
    refs = Entry.objects.filter(kind="gift.received", created__gt=since).values("ref")
    gifts = Gift.objects.filter(account__in=accounts, ref__in=refs).count()
    if gifts:
        text = ngettext("%(n)d gift booked", "%(n)d gifts booked", gifts) % {"n": gifts}
        found.append(News(text, reverse("treasury:lines") + "?state=gift"))
    undone = Entry.objects.filter(kind="gift.reversed", created__gt=since).values("ref")
    back = Reversal.objects.filter(gift__account__in=accounts, ref__in=undone, reason="returned").count()
    if back:
        text = ngettext("%(n)d gift returned", "%(n)d gifts returned", back) % {"n": back}
        found.append(News(text, reverse("treasury:lines") + "?state=return"))
    files = Statement.objects.filter(account__in=accounts, file__at__gt=since).count()
    if files:
        text = ngettext("%(n)d statement imported", "%(n)d statements imported", files) % {"n": files}
        found.append(News(text, reverse("treasury:statements")))
    noted = AuditNote.objects.filter(at__gt=since).count()
    if noted:
        text = ngettext("%(n)d note by the auditor", "%(n)d notes by the auditor", noted) % {"n": noted}
        found.append(News(text, reverse("treasury:notes")))
    return found


def nav(actor: Actor) -> list[NavItem]:
    """The treasurer's rooms, and the auditor's."""
    items = []
    if actor.has("treasurer"):
        items += [
            NavItem(_("Proposals"), reverse("treasury:proposals")),
            NavItem(_("Statements"), reverse("treasury:statements")),
            NavItem(_("Lines"), reverse("treasury:lines")),
            NavItem(_("Bank and book"), reverse("treasury:accounts")),
        ]
    if actor.has("auditor"):
        items += [NavItem(_("Audit"), reverse("treasury:audit"))]
    return items
