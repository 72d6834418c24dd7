"""Promises to give: made by anyone, reminded of once, withdrawn by whoever has the private link."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet

from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.bank.reference import check_qrr, check_rf
from ouna.core.values import CurrencyMismatch, Money
from ouna.donations import rules
from ouna.donations.actions.letters import put_letter
from ouna.donations.errors import PledgeInvalid, PledgeOver, TooManyPledges
from ouna.donations.models import Gift, Letter, Pledge, Visit
from ouna.donations.queries import confirm_key
from ouna.funds.actions import add_promised
from ouna.funds.errors import AccountNotOpen
from ouna.funds.models import BankAccount, Fund
from ouna.funds.queries import used_legs
from ouna.funds.rates import path
from ouna.log import Actor, action, clock, journal, new_ref, unchanged
from ouna.log.keys import sealing_key
from ouna.parties.actions import erase_person, person_for
from ouna.parties.models import Person

#: Anyone who opens the public pages.
VISITOR = Actor(ref="visitor", name="")
#: Promises looked at in one transaction of periodic work.
CHUNK = 500


@action(draft=True)
def make_pledge(
    *,
    by: Actor,
    campaign: Campaign,
    account: BankAccount,
    fund: Fund,
    money: Money,
    monthly: bool = False,
    email: str = "",
    name: str = "",
    lang: str = "en",
    visitor: str = "",
    reference: str = "",
) -> Pledge:
    """Take a promise and give it a payment reference and a private link; by e-mail too, if wanted.

    `visitor` is the address the request came from: only a keyed hash of it is kept, for a day. `reference`
    is for promises made on paper with a printed one.
    Raises: CampaignClosed, PledgeInvalid, TooManyPledges, AccountNotOpen, CurrencyMismatch, TextRefused,
    ReferenceRefused.
    """
    check_running(campaign)
    rules.check_amount(money)
    if not account.is_open or account.campaign_id != campaign.pk:
        raise AccountNotOpen()
    if fund.campaign_id != campaign.pk or fund.state != Fund.State.OPEN:
        raise PledgeInvalid("This purpose does not take gifts.", next_step="Choose another purpose.")
    if money.currency != account.currency:
        raise CurrencyMismatch("A promise is made in the currency of its account.")
    made_today = _count_visit(visitor) if visitor else 1
    # Who types a promise in for somebody, from a letter or a list, has seen it; a visitor may be anyone.
    counts = by.ref != VISITOR.ref or rules.counts_unconfirmed(
        money, settings.PROMISE_COUNTS_UP_TO, _for_one_euro(money.currency), made_today
    )
    kind = rules.reference_kind(account.currency, qr_iban=account.qr_iban, country=account.iban[:2])
    today = clock.today()
    person = person_for(by=by, email=email, name=name, lang=lang) if email else None
    pledge = Pledge.objects.create(
        ref=new_ref("pldg"),
        campaign=campaign,
        fund=fund,
        account=account,
        minor=money.minor,
        currency=money.currency,
        monthly=monthly,
        reference=_given(kind, reference) if reference else _fresh(kind),
        kind=kind,
        person=person,
        token=secrets.token_urlsafe(24),
        lang=lang,
        created_on=today,
        expires_on=rules.expires_on(today, monthly=monthly),
        counts=counts,
    )
    if counts:
        add_promised([(fund.pk, money.currency, money.minor, 1)])
    if person:
        put_letter(Letter.Kind.INSTRUCTIONS, pledge.ref, person, lang)
    return pledge


def _for_one_euro(currency: str) -> Decimal:
    """Units of the currency for one euro, by the rates in use; without a rate as many as euro."""
    scale = Decimal(1)
    for leg in path("EUR", currency, used_legs()) or ():
        scale = scale * Decimal(leg.value) if leg.quote == currency else scale / Decimal(leg.value)
    return scale


@action(draft=True)
def confirm_pledge(*, by: Actor, pledge: Pledge, key: str) -> Pledge:
    """Count a promise in public: its maker has opened the link of the e-mail, of which `key` is a part.

    Raises: PledgeOver, PledgeInvalid.
    """
    if not hmac.compare_digest(key.encode(), confirm_key(pledge.token).encode()):
        raise PledgeInvalid("The link is not whole.", next_step="Open the link of the e-mail again.")
    if Pledge.objects.filter(pk=pledge.pk, state=Pledge.State.OPEN, counts=False).update(counts=True):
        add_promised([(pledge.fund_id, pledge.currency, pledge.minor, 1)])
    elif pledge.state != Pledge.State.OPEN:
        raise PledgeOver()
    else:
        unchanged()
    pledge.counts = True
    return pledge


def _given(kind: str, reference: str) -> str:
    checked = check_qrr(reference) if kind == "QRR" else check_rf(reference)
    if Pledge.objects.filter(reference=checked).exists():
        raise PledgeInvalid("This payment reference is in use.", next_step="Leave it out; a new one is made.")
    return checked


def _fresh(kind: str) -> str:
    """A reference nobody has; 40 random bits and more make a second try rare."""
    while True:
        reference = rules.make_reference(kind, os.urandom(16))
        if not Pledge.objects.filter(reference=reference).exists():
            return reference


def _count_visit(visitor: str) -> int:
    """Today's promises from one address, this one included. Raises: TooManyPledges."""
    today = clock.today()
    key = hashlib.sha256(b"donations.visitor\n" + sealing_key()).digest()
    hashed = hmac.new(key, f"{today}\n{visitor}".encode(), hashlib.sha256).hexdigest()
    visit, _ = Visit.objects.get_or_create(day=today, key=hashed)
    if visit.count >= rules.MOST_PER_DAY:
        raise TooManyPledges()
    Visit.objects.filter(pk=visit.pk).update(count=F("count") + 1)
    return visit.count + 1


def end_pledges(pledges: Iterable[Pledge], state: str) -> int:
    """Move open promises to another state and take them from what is promised. Call inside an action."""
    deltas, ended = [], 0
    for pledge in pledges:
        # Only who finds it open counts it: two who end the same promise at once take it off once.
        if Pledge.objects.filter(pk=pledge.pk, state=Pledge.State.OPEN).update(state=state):
            ended += 1
            if Pledge.objects.filter(pk=pledge.pk, counts=True).exists():
                deltas.append((pledge.fund_id, pledge.currency, -pledge.minor, -1))
    add_promised(deltas)
    return ended


@action(draft=True)
def withdraw_pledge(*, by: Actor, pledge: Pledge) -> Pledge:
    """Take a promise back: it is no longer waited for, no letter about it leaves. Raises: PledgeOver."""
    if not end_pledges([pledge], Pledge.State.WITHDRAWN):
        raise PledgeOver()
    Letter.objects.filter(about=pledge.ref, state=Letter.State.WAITS).update(state=Letter.State.DROPPED)
    pledge.state = Pledge.State.WITHDRAWN
    return pledge


@action
def remind_pledges(*, by: Actor) -> int:
    """Ask for one reminder for each open promise that is old enough; at most 500, returns how many."""
    rules.check_system(by)
    today = clock.today()
    due = Pledge.objects.filter(
        state=Pledge.State.OPEN,
        reminded_on=None,
        person__isnull=False,
        campaign__closed_on=None,
        created_on__lte=today - rules.REMIND_AFTER,
        expires_on__gte=today,
    ).select_related("person")
    count = 0
    for pledge in due.order_by("pk")[:CHUNK]:
        put_letter(Letter.Kind.REMINDER, pledge.ref, pledge.person, pledge.lang)
        Pledge.objects.filter(pk=pledge.pk).update(reminded_on=today)
        count += 1
    _told("pledges.reminded", count, by)
    return count


@action
def expire_pledges(*, by: Actor) -> int:
    """End promises whose last day has passed; at most 500 at a time, returns how many."""
    rules.check_system(by)
    due = Pledge.objects.filter(state=Pledge.State.OPEN, expires_on__lt=clock.today()).order_by("pk")
    count = end_pledges(list(due[:CHUNK]), Pledge.State.EXPIRED)
    _told("pledges.expired", count, by)
    return count


def _told(kind: str, count: int, by: Actor) -> None:
    if count:
        journal(kind, subject=by.ref, data={"count": count}, by=by)
    else:
        unchanged()


def promisers_done(before: timedelta = timedelta(days=30)) -> QuerySet[Person]:
    """Persons who promised, gave nothing, and of whose promises none is open or younger than `before`."""
    recent = Pledge.objects.filter(person=OuterRef("pk")).exclude(
        state=Pledge.State.EXPIRED, expires_on__lt=clock.today() - before
    )
    own = Pledge.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(
        Exists(own),
        ~Exists(recent.exclude(state=Pledge.State.WITHDRAWN)),
        ~Exists(Gift.objects.filter(person=OuterRef("pk"))),
        erased_on=None,
    ).order_by("pk")


@action
def forget_promisers(*, by: Actor) -> int:
    """Erase persons whose promises are all over and who gave nothing; at most 500, returns how many."""
    rules.check_system(by)
    due = list(promisers_done()[:CHUNK])
    for person in due:
        erase_person(by=by, person=person)
    if not due:
        unchanged()
    return len(due)


@action(draft=True)
def forget_visits(*, by: Actor) -> int:
    """Delete yesterday's counts of promises per address; returns how many."""
    rules.check_system(by)
    return Visit.objects.filter(day__lt=clock.today()).delete()[0]
