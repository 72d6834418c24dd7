"""The moment of decision: approved, checked, not stopped, covered; and nothing else becomes an order.

Every call on this way is asked through `sure`, and its answer is believed only where it is what it must be.
Any exception undoes the whole transaction: then there is no order, no file, nothing reserved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ouna.campaign.queries import check_running
from ouna.core.bank.pain001 import PaymentFile as WrittenFile
from ouna.core.book import Order as OrderState
from ouna.core.book import Pact, PaymentOrdered
from ouna.core.book import Request as RequestState
from ouna.core.values import Money, canonical, clean_text, is_ref
from ouna.funds.models import BankAccount
from ouna.log import Actor, SealedOpening, action, clock, journal, new_ref, record, seal
from ouna.log import queries as log
from ouna.quorum.models import Signer
from ouna.spending import rules, store
from ouna.spending.clearance import cleared_for, sure
from ouna.spending.errors import (
    CannotBePaidThus,
    GuardFailed,
    PayeeUnconfirmed,
    RequestIncomplete,
    StoppedByAlarm,
)
from ouna.spending.filing import Transfer, make_file
from ouna.spending.governed import request_by_pages
from ouna.spending.models import Alarm, Order, Payee, PaymentFile, Request
from ouna.spending.payees import PayeeData
from ouna.spending.sealed import seal_json
from ouna.spending.signed import Signed, signed_payee, signed_request

WAYS = tuple(Order.Way.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One payment to be decided. `latin`: the payee's name as typed and confirmed by whoever orders.

    `payee_money` is what the payee gets where his currency is not that of the account; `margin` what the
    bank may take beside, in the account's currency.
    """

    payee: Payee
    money: Money
    latin: str
    confirmed: bool
    margin: int = 0
    payee_money: Money | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Judged:
    """An ask after all that is known beforehand was held against what was signed."""

    ask: Ask
    request: Request
    signed: Signed
    payee: PayeeData
    payee_money: Money
    screening: SealedOpening
    ref: str

    @property
    def end_to_end(self) -> str:
        return rules.end_to_end(self.ref)

    @property
    def text(self) -> str:
        return self.ask.text or self.end_to_end


@action
def order_payment(
    *,
    by: Actor,
    account: BankAccount,
    ask: Ask,
    way: str = Order.Way.FILE,
    version: str = "09",
    day: date | None = None,
    charges: str = "SHAR",
    giver: str = "",
) -> Order:
    """Decide one payment: see `order_payments`."""
    (order,) = order_payments(
        by=by, account=account, asks=[ask], way=way, version=version, day=day, charges=charges, giver=giver
    )
    return order


@action
def order_payments(
    *,
    by: Actor,
    account: BankAccount,
    asks: Sequence[Ask],
    way: str = Order.Way.FILE,
    version: str = "09",
    day: date | None = None,
    charges: str = "SHAR",
    giver: str = "",
) -> list[Order]:
    """Decide payments from one account, all or none; the money is reserved from now on.

    `way`: a payment file (one for all), a sheet, or cash, which `giver` hands over. `day`: when the bank
    shall pay. Raises: NotPermitted, CampaignClosed, SamePerson, StoppedByAlarm, PayeeUnconfirmed,
    PayeeSumWrong, CannotBePaidThus, NotCleared and its kinds, PaymentFileRefused, RuleBroken, GuardFailed.
    """
    account = BankAccount.objects.select_related("section", "campaign").get(pk=account.pk)
    rules.check_treasurer(by, account.section.ref)
    check_running(account.campaign)
    if way not in WAYS or not asks:
        raise CannotBePaidThus("A payment goes by file, by sheet or in cash.")
    day = day or clock.today()
    judged: list[_Judged] = []
    for ask in asks:
        beside = sum(j.payee_money.minor for j in judged if j.request.pk == ask.payee.request_id)
        judged.append(_judge(by, account, ask, way, beside))
    if way == Order.Way.CASH and not clean_text(giver):
        raise RequestIncomplete("Who hands the cash over is missing.")
    file, opening = None, None
    if way == Order.Way.FILE:
        file, opening = _file(by, account, judged, version=version, day=day, charges=charges)
    told = {"way": str(way), "day": day.isoformat(), "giver": clean_text(giver)[:90]}
    return [_record(by, account, one, file, opening, told) for one in judged]


def _judge(by: Actor, account: BankAccount, ask: Ask, way: str, beside: int) -> _Judged:
    """Hold an ask against what was signed; `beside`: what its request's payees get in the same go.

    Raises: as `order_payments`.
    """
    payee = Payee.objects.select_related(
        "request__fund", "request__campaign", "request__org", "request__replaces"
    ).get(pk=ask.payee.pk)
    request = payee.request
    if request.campaign_id != account.campaign_id:
        raise CannotBePaidThus("The account is of another campaign.")
    if Alarm.objects.filter(order__request__campaign=request.campaign, cleared_at=None).exists():
        raise StoppedByAlarm()
    signed = sure("signatures", signed_request, request)
    if not isinstance(signed, Signed) or signed.made.ref != request.ref:
        raise GuardFailed("No clear answer from: signatures.")
    by_pages = sure("record", request_by_pages, request)
    if not isinstance(by_pages, RequestState) or by_pages != signed.state:
        raise GuardFailed("What became of the request differs from its pages.")
    rules.check_other_person(by.ref, request.made_by, _persons(signed))
    data = sure("payee", signed_payee, signed, payee)
    if not isinstance(data, PayeeData):
        raise GuardFailed("No clear answer from: payee.")
    if not ask.confirmed or clean_text(ask.latin) != data.latin:
        raise PayeeUnconfirmed()
    if (way == Order.Way.CASH) != (not data.account):
        raise CannotBePaidThus("Cash was signed for, or an account was, and this is the other way.")
    payee_money = ask.payee_money or (ask.money if ask.money.currency == signed.made.money.currency else None)
    if payee_money is None:
        raise RequestIncomplete("What the payee gets in his own currency is missing.")
    rules.check_payee_money(
        signed.made.money, signed.made.limit.currency, ask.money, payee_money,
        _paid_before(request) + beside, standing=signed.made.standing is not None,
    )  # fmt: skip
    return _Judged(ask, request, signed, data, payee_money, cleared_for(request.ref, data), new_ref("ord"))


def _persons(signed: Signed) -> list[str]:
    """Who has approved, as persons who log in."""
    return list(Signer.objects.filter(ref__in=signed.trustees).values_list("user__ref", flat=True))


def _paid_before(request: Request) -> int:
    """What earlier orders that have not failed, or come back, gave the payee, in his currency."""
    rows = list(request.orders.values_list("ref", "payee_minor"))
    states = sure("record", log.states_of, [ref for ref, _ in rows])
    total = 0
    for ref, minor in rows:
        state = states.get(ref)
        if not isinstance(state, OrderState):
            raise GuardFailed("An earlier order is not in the record.")
        if state.status != "failed":
            total += minor
    return total - _came_back(request)


def _came_back(request: Request) -> int:
    """What came back of this request's payments, in the payee's currency.

    Part of a payment in another currency frees nothing of his: the bank tells what came back in ours, at a
    rate of its own and less its charges, and a share reckoned from it could give him more than was signed.
    """
    total = 0
    for order in request.orders.filter(payment__returns__isnull=False).distinct():
        back = sum(order.payment.returns.values_list("minor", flat=True))
        total += order.payee_minor if back >= order.minor else back * (order.currency == order.payee_currency)
    return total


def _file(
    by: Actor, account: BankAccount, judged: Sequence[_Judged], *, version: str, day: date, charges: str
) -> tuple[PaymentFile, dict[str, object]]:
    """Write the file of these payments and keep it; the row, and what each order commits to."""
    ref = new_ref("file")
    transfers = [Transfer(one.payee, one.payee_money, one.end_to_end, one.text) for one in judged]
    made = sure(
        "payment file", make_file, account, transfers, ref=ref, version=version, day=day, charges=charges
    )
    if not isinstance(made, WrittenFile):
        raise GuardFailed("No clear answer from: payment file.")
    sure("folder of papers", store.put, ref, account.ref, made.data)
    kept = sure("folder of papers", store.get, ref, account.ref)
    if not isinstance(kept, bytes) or kept != made.data:
        raise GuardFailed("The payment file was not kept as it was written.")
    row = PaymentFile.objects.create(
        ref=ref, version=version, sha256=made.sha256, total=made.total, count=made.count,
        made_by=by.ref, made_at=clock.now(),
    )  # fmt: skip
    return row, {"format": f"pain.001.001.{version}", "sha256": made.sha256, "total": made.total}


def _record(
    by: Actor,
    account: BankAccount,
    one: _Judged,
    file: PaymentFile | None,
    commits: dict[str, object] | None,
    told: dict[str, str],
) -> Order:
    made, ask = one.signed.made, one.ask
    pact = sure("pact", log.state_of, f"{made.campaign}:pact")
    bears = (pact.bears if isinstance(pact, Pact) else made.fund) if ask.margin > 0 else None
    opening = sure("seal", seal, "file", commits, made.ref) if commits else None
    if commits and not isinstance(opening, SealedOpening):
        raise GuardFailed("No clear answer from: seal.")
    ordered = PaymentOrdered(
        ref=one.ref, campaign=made.campaign, request=made.ref, fund=made.fund, line=made.line,
        account=account.ref, money=ask.money, margin=ask.margin, bears=bears,
        payee=ask.payee.payee_hash, bank=ask.payee.bank_hash, screening=one.screening.hash,
        file=opening.hash if opening else None,
    )  # fmt: skip
    sure("record", record, ordered, openings=[one.screening, *([opening] if opening else [])])
    _check_recorded(ordered)
    signed = len(set(one.signed.trustees))
    private = {**told, "latin": one.payee.latin, "text": one.text, "signed": signed}
    sealed = sure("seal", seal_json, made.ref, f"spending.order\n{one.ref}", private)
    if not isinstance(sealed, bytes) or len(sealed) < len(canonical(private)):
        raise GuardFailed("No clear answer from: seal.")
    fact = sure("journal", journal, "payment.ordered", subject=made.ref, data={"order": one.ref}, by=by)
    if not is_ref(fact, "fact"):
        raise GuardFailed("No clear answer from: journal.")
    return Order.objects.create(
        ref=one.ref, request=one.request, payee=ask.payee, account=account, minor=ask.money.minor,
        currency=ask.money.currency, margin=ask.margin, payee_minor=one.payee_money.minor,
        payee_currency=one.payee_money.currency, way=told["way"], end_to_end=one.end_to_end,
        sealed=sealed, file=file,
        made_by=by.ref, made_at=clock.now(),
    )  # fmt: skip


def _check_recorded(ordered: PaymentOrdered) -> None:
    """The book holds exactly this order, open and reserved. Raises: GuardFailed."""
    state = sure("record", log.state_of, ordered.ref)
    wanted = (
        ordered.campaign, ordered.request, ordered.fund, ordered.bears or "", ordered.account,
        ordered.money.currency, ordered.money.minor, ordered.margin, "open",
    )  # fmt: skip
    if not isinstance(state, OrderState) or wanted != (
        state.campaign, state.request, state.fund, state.bears, state.account,
        state.currency, state.minor, state.margin, state.status,
    ):  # fmt: skip
        raise GuardFailed("The record does not hold this order.")
