"""The roof on the tour: Idris reads and signs it; the administrator tries to pay it without the partner."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from ouna.core.book import PaymentOrdered
from ouna.core.book import Request as RequestState
from ouna.core.errors import OunaError
from ouna.core.values import Money
from ouna.demo import forgery, keys, sheet
from ouna.funds.models import BankAccount, Fund
from ouna.log import Actor, action, new_ref, put_text, record
from ouna.log import queries as log
from ouna.parties.models import User
from ouna.parties.queries import actor_of
from ouna.quorum import offers, queries, wording
from ouna.quorum.models import Signer
from ouna.spending.actions import Ask, order_payment
from ouna.spending.models import Request
from ouna.spending.payees import PayeeData
from ouna.spending.queries.guards import free_money
from ouna.spending.queries.standing import Stand, recorded, stands
from ouna.verify.book import Wanted, verify_book
from ouna.verify.source import source_of
from ouna.verify.trust import asked_of

WHO = "idris"


def player(key: str) -> Actor | None:
    """One of the players, as far as the demo was built with him."""
    email = next(p.email for p in sheet.PLAYERS if p.key == key)
    user = User.objects.filter(email=email).first()
    return actor_of(user) if user else None


def _roof() -> Request | None:
    return (
        Request.objects.filter(title=sheet.REQUESTS[0].title, state=Request.RECORDED).order_by("pk").first()
    )


def signer_of(who: str) -> Signer | None:
    """The player as a trustee; None if he is none, or the demo was built before it had trustees."""
    email = next((p.email for p in sheet.PLAYERS if p.key == who), "")
    return Signer.objects.filter(user__email=email, side=Signer.TRUSTEE).select_related("user").first()


@dataclass(frozen=True, slots=True)
class Telephone:
    """What a trustee sees on his telephone: the document, its exact text, who has signed, whether he has."""

    who: str
    name: str
    ref: str
    title: str
    money: Money
    #: Who gets it, and where: opened from the document's own commitments.
    payee: PayeeData
    fund: Fund
    #: What the site tells beside the document and is not signed, such as the state of the name check.
    told: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    fingerprint: str
    signed: int
    needed: int
    done: bool
    open: bool
    #: Other requests that wait for him: (ref, title).
    others: tuple[tuple[str, str], ...]


def telephone(who: str, lang: str, ref: str = "") -> Telephone | None:
    """A request as this trustee reads it: the one of that ref, else the roof; None where there is none."""
    signer = signer_of(who)
    request = Request.objects.filter(ref=ref, state=Request.RECORDED).first() if ref else _roof()
    if request is None or signer is None or request.fund is None:
        return None
    document = queries.document_of(request.ref)
    body = bytes(document.body)
    reading = wording.read(body, offers.openings_of(body))
    standing = queries.standing_of(document)
    lang = lang if lang in wording.languages() else "en"
    waiting = {w.document.ref for w in queries.waiting_for(actor_of(signer.user))} - {request.ref}
    others = Request.objects.filter(ref__in=waiting).order_by("pk").values_list("ref", "title")
    return Telephone(
        who,
        signer.user.name,
        request.ref,
        request.title,
        request.money,
        PayeeData.opened(_opened(reading, "payee"), _opened(reading, "bank")),
        request.fund,
        tuple((label, value) for label, value in offers.told(body, lang, document)["lines"]),
        tuple(wording.exact_text(reading, "approve", lang).split("\n")),
        "".join(reading.fingerprint),
        standing.count.signed,
        standing.count.needed,
        signer.ref in standing.holders,
        standing.open and keys.has_key(who),
        tuple(others),
    )


def _opened(reading: wording.Reading, name: str) -> dict[str, Any]:
    found = reading.opened[reading.data[name]].record
    return {key: value for key, value in found.items() if key != "cash"}


def has_signed() -> bool:
    """Whether Idris's signature of the roof stands in the record."""
    request, signer = _roof(), signer_of(WHO)
    state = log.state_of(request.ref) if request else None
    return (
        isinstance(state, RequestState)
        and signer is not None
        and signer.ref in {a.trustee for a in state.approvals}
    )


def sign(seen: Telephone, lang: str) -> None:
    """The trustee signs with the key that the demo keeps for him: a real signature, judged as any other.

    Raises: NoSigner, DocumentClosed and all that taking a signature raises.
    """
    signer = signer_of(seen.who)
    assert settings.DEMO and signer is not None
    document = queries.document_of(seen.ref)
    lang = lang if lang in wording.languages() else "en"
    keys.sign(actor_of(signer.user), signer, seen.who, document, lang=lang)


# Without the partner --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to pay what the trustees have not approved: what was tried, and the answer. `went` is wrong."""

    what: str
    said: str
    went: bool


@dataclass(frozen=True, slots=True)
class Unapproved:
    """A request that too few trustees have signed, and a sum of it that its fund holds."""

    stand: Stand
    money: Money


def unapproved() -> Unapproved | None:
    """The largest sum that nothing but missing signatures keeps from leaving: the roof's, while it waits.

    A sum that the fund does not hold would be refused for that, and tell nothing of the trustees.
    """
    campaign = getattr(_roof(), "campaign", None)
    waits = [s for s in stands(list(recorded(campaign))) if s.word == "waits"] if campaign else []
    free = free_money(waits)
    tries = []
    for stand in waits:
        state = stand.state
        most = min(stand.left.minor, state.budget.each) if state.budget else stand.left.minor
        sum_ = min(most, free.get((state.fund, state.currency), 0))
        if sum_ > 0 and (stand.gate_open or not state.gated):
            tries.append(Unapproved(stand, Money(sum_, state.currency)))
    return max(tries, key=lambda t: t.money.minor, default=None)


def attempts() -> list[Attempt]:
    """The administrator tries to pay without the partner: at the desk, past it, in a copy of the books."""
    tried, by = unapproved(), player("priya")
    account = BankAccount.objects.filter(iban=sheet.SECTIONS[0].iban).first()
    if tried is None or by is None or account is None:
        return []
    return [_desk(by, account, tried), _past_the_desk(by, account, tried), _in_a_copy(account, tried)]


def _desk(by: Actor, account: BankAccount, tried: Unapproved) -> Attempt:
    payee = tried.stand.request.payees.first()
    assert payee is not None
    ask = Ask(payee=payee, money=tried.money, latin="", confirmed=True)
    try:
        order_payment(by=by, account=account, ask=ask)
    except OunaError as refused:
        return Attempt("desk", str(refused), False)
    return Attempt("desk", "", True)


def _past_the_desk(by: Actor, account: BankAccount, tried: Unapproved) -> Attempt:
    try:
        write_order(by=by, account=account, tried=tried)
    except OunaError as refused:
        return Attempt("record", str(refused), False)
    return Attempt("record", "", True)


def _in_a_copy(account: BankAccount, tried: Unapproved) -> Attempt:
    """With the record's own key: nothing stops the page being written. Whoever checks finds it."""
    copy = forgery.copy_books("forged-books")
    try:
        page = forgery.forge(copy, _order(account, tried, "0" * 64))
        report = verify_book(source_of(str(copy)), Wanted(asked_of(None, None)))
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    found = next((f.what for f in report.findings if f.entry == page), "")
    return Attempt("copy", found, not found)


def _order(account: BankAccount, tried: Unapproved, screening: str) -> PaymentOrdered:
    state = tried.stand.state
    return PaymentOrdered(
        ref=new_ref("ord"),
        campaign=state.campaign,
        request=tried.stand.request.ref,
        fund=state.fund,
        line=state.line or None,
        account=account.ref,
        money=tried.money,
        margin=0,
        bears=None,
        payee=state.payee,
        bank=state.bank,
        screening=screening,
        file=None,
    )


@action
def write_order(*, by: Actor, account: BankAccount, tried: Unapproved) -> None:
    """Write a payment straight into the record, past every page and every permission.

    Raises: RuleBroken, for the rules of the record are asked for every page of it.
    """
    record(_order(account, tried, put_text({"text": "nobody was asked"})))
