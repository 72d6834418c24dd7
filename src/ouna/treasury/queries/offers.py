"""How open lines may be booked, and what a treasurer may choose from instead. Nothing decides here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from ouna.core.bank.reference import normalise
from ouna.donations.models import Gift, Pledge
from ouna.donations.rules import read_code
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.funds.queries import iban_key
from ouna.parties.models import Person
from ouna.spending.models import Order, Payment
from ouna.treasury import rules
from ouna.treasury.models import Transfer
from ouna.treasury.queries.lines import OpenLine, donor_names, open_lines, proposals
from ouna.treasury.queries.orders import (
    Batch,
    Named,
    batches_of,
    carries,
    likely_orders,
    named_orders,
    open_orders,
    return_offers,
)

OPEN = (BankLine.State.WAITING, BankLine.State.UNEXPLAINED)
#: Most rows of a list to choose from.
MOST = 20
#: Most names opened for one search.
MOST_NAMES = 5_000


@dataclass(frozen=True, slots=True)
class Decision:
    """One way to book a line: `kind` as in `book_line`, its reasons, and the rows it needs."""

    kind: str
    reasons: tuple[str, ...] = ()
    fund: Fund | None = None
    pledge: Pledge | None = None
    person: Person | None = None
    donor: str = ""
    gift: Gift | None = None
    transfer: Transfer | None = None
    target: BankAccount | None = None
    order: Order | None = None
    payment: Payment | None = None
    batch: Batch | None = None

    @property
    def key(self) -> str:
        """What this way is, so that a button books exactly what stood beside it."""
        rows = (self.fund, self.pledge, self.person, self.gift, self.transfer, self.target, self.order)
        more = (self.payment, self.batch.file if self.batch else None)
        return "/".join([self.kind, *(row.ref for row in (*rows, *more) if row is not None)])


@dataclass(frozen=True, slots=True)
class LineOffer:
    """An open line with its private texts and the ways to book it, best first (perhaps none)."""

    opened: OpenLine
    decisions: tuple[Decision, ...]
    #: The order whose number it carries and that it does not fit: it cannot be booked, and nothing is paid.
    stopped: Named | None = None

    @property
    def line(self) -> BankLine:
        """The line."""
        return self.opened.line

    @property
    def best(self) -> Decision | None:
        """The first way."""
        return self.decisions[0] if self.decisions else None

    @property
    def asks(self) -> bool:
        """Whether the purpose must be chosen: no way may be booked by one key."""
        return self.best is not None and rules.is_asked(self.best.reasons)


def open_offers(account: BankAccount, lines: Sequence[BankLine]) -> list[LineOffer]:
    """The ways to book each open line of one account; queries grow with the debits only."""
    own = own_numbers(account)
    gifts = proposals(account, [line for line in lines if line.minor > 0])
    orders = _Orders(account, lines)
    result = []
    for opened in open_lines(lines):
        line = opened.line
        if orders.hold(line):
            result.append(LineOffer(opened, tuple(orders.decisions(line)), orders.stopped(line)))
            continue
        ordered = orders.decisions(line)
        found = ordered if is_told(ordered) else _transfers_of(line, own) or _bank_acts(opened) or ordered
        if not found and line.minor > 0:
            found = [
                Decision("gift", p.reasons, fund=p.fund, pledge=p.pledge, person=p.person, donor=p.donor)
                for p in gifts.get(line.pk, [])
            ]
        elif not found:
            found = [
                Decision("return", reasons, gift=gift, fund=gift.fund)
                for gift, reasons in likely_returns(line)
                if reasons
            ]
        result.append(LineOffer(opened, tuple(found)))
    return result


def is_told(decisions: Sequence[Decision]) -> bool:
    """Whether more than the sum speaks for the first of these payments."""
    return bool(decisions) and decisions[0].reasons not in (("order_amount",), ("file_sum",))


class _Orders:
    """What open lines of an account have to do with its orders: a constant number of queries."""

    def __init__(self, account: BankAccount, lines: Sequence[BankLine]) -> None:
        self._named = named_orders(lines)
        self._orders = open_orders(account) if any(line.minor < 0 for line in lines) else []
        self._returns = return_offers(account, lines)

    def hold(self, line: BankLine) -> bool:
        """Whether the line is an order's affair alone."""
        named = self._named.get(line.pk)
        return named is not None and carries(line, named)

    def stopped(self, line: BankLine) -> Named | None:
        """The order that the debit names without fitting it."""
        return self._named[line.pk] if line.minor < 0 and not self.decisions(line) else None

    def decisions(self, line: BankLine) -> list[Decision]:
        """Payments, or returns of payments, likeliest first."""
        if line.minor > 0:
            back = self._returns.get(line.pk, [])
            return [Decision("payment_return", o.reasons, order=o.order, payment=o.payment) for o in back]
        found = [Decision("payment", o.reasons, order=o.order) for o in likely_orders(line, self._orders)]
        files = [
            Decision("batch", ("file_named",) if b.certain else ("file_sum",), batch=b)
            for b in batches_of(line, self._orders)
        ]
        return [*files, *found] if any(b.reasons == ("file_named",) for b in files) else [*found, *files]


def own_numbers(account: BankAccount) -> dict[str, BankAccount]:
    """Keyed account number → our other accounts of the campaign."""
    others = BankAccount.objects.filter(campaign_id=account.campaign_id, announced_on__isnull=False).exclude(
        pk=account.pk
    )
    return {iban_key(n): other for other in others.select_related("section") for n in other.ids}


def _transfers_of(line: BankLine, own: dict[str, BankAccount]) -> list[Decision]:
    other = own.get(line.iban_key) if line.iban_key else None
    if other is None:
        return []
    if line.minor < 0:
        return [Decision("transfer_out", ("own_account",), target=other)]
    moving = [t for t in transfers_to(line) if t.source_id == other.pk]
    return [Decision("transfer_in", ("own_account",), transfer=t) for t in moving]


def _bank_acts(opened: OpenLine) -> list[Decision]:
    line = opened.line
    if line.reference:
        return []
    act = rules.bank_act(line.minor, line.bank_code, opened.name, opened.text)
    return [Decision(act, ("words",))] if act else []


def transfers_to(line: BankLine) -> list[Transfer]:
    """Transfers on their way to the line's account, those of its sum first."""
    moving = Transfer.objects.filter(target=line.account, arrived_on=None, undone=False)
    rows = moving.select_related("source__section").order_by("sent_on")[:MOST]
    return sorted(rows, key=lambda t: (t.minor != line.minor or t.currency != line.currency, t.sent_on))


def likely_returns(line: BankLine, wanted: str = "") -> list[tuple[Gift, tuple[str, ...]]]:
    """Gifts a debit may have taken back, likeliest first, each with its reasons (perhaps none).

    `wanted`: a receipt code typed by the treasurer; then only that gift.
    """
    gifts = Gift.objects.filter(
        account=line.account, left_minor__gte=-line.minor, booked_on__lte=line.booked_on
    ).select_related("fund", "line", "account")
    if wanted:
        return [(gift, ("receipt",)) for gift in gifts.filter(code=read_code(wanted))[:1]]
    same = Q()
    for field in ("end_to_end", "bank_ref", "reference", "iban_key"):
        if value := getattr(line, field):
            same |= Q(**{f"line__{field}": value})
    rank = Case(
        *([When(same, then=Value(0))] if same else []),
        When(left_minor=-line.minor, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = gifts.annotate(rank=rank).filter(rank__lt=2).order_by("rank", "-booked_on", "-pk")[:MOST]
    return [(gift, _return_reasons(line, gift)) for gift in rows]


def _return_reasons(line: BankLine, gift: Gift) -> tuple[str, ...]:
    reasons = []
    for field, reason in (("end_to_end", "reference"), ("reference", "reference"), ("iban_key", "iban_seen")):
        value = getattr(line, field)
        if value and value == getattr(gift.line, field) and reason not in reasons:
            reasons.append(reason)
    if reasons and gift.left_minor == -line.minor:
        reasons.append("amount_of_gift")
    return tuple(reasons)


def search_donors(line: BankLine, wanted: str) -> list[Decision]:
    """Promises and known givers of the line's account by reference or name; a whole reference of any account.

    At most 20; names are opened in memory, nothing personal reaches the database's index.
    """
    words = wanted.strip()[:140]
    if len(words) < 2:
        return []
    account = line.account
    compact = normalise(words)
    exact = Pledge.objects.filter(campaign_id=account.campaign_id, reference=compact)
    near = Pledge.objects.filter(account=account).exclude(state=Pledge.State.WITHDRAWN)
    named = list(near.exclude(person=None).select_related("fund", "person")[:MOST_NAMES])
    givers = list(
        Gift.objects.filter(account=account)
        .exclude(person=None)
        .select_related("fund", "person")
        .order_by("-booked_on", "-pk")[:MOST_NAMES]
    )
    names = donor_names({p.pk: p for p in [r.person for r in (*named, *givers)] if p}.values())
    asked = rules.name_key(words)

    def fits(person_id: int | None) -> bool:
        return bool(asked) and asked in rules.name_key(names.get(person_id or 0, ""))

    pledges = list(exact.select_related("fund", "person"))
    if len(compact) >= 4:
        pledges += list(near.filter(reference__contains=compact).select_related("fund", "person")[:MOST])
    pledges += [p for p in named if fits(p.person_id)]
    found = [
        Decision("gift", (), fund=p.fund, pledge=p, person=p.person, donor=names.get(p.person_id or 0, ""))
        for p in {p.pk: p for p in pledges}.values()
    ]
    seen = {g.person_id: g for g in reversed(givers) if fits(g.person_id)}
    found += [
        Decision("gift", (), fund=g.fund, person=g.person, donor=names.get(g.person_id or 0, ""))
        for g in seen.values()
    ]
    return found[:MOST]


def waiting_of(accounts: Iterable[BankAccount]) -> list[BankLine]:
    """Open lines of these accounts: unexplained ones first (they stand in public), then the oldest."""
    rows = BankLine.objects.filter(account__in=list(accounts), state__in=OPEN)
    rows = rows.select_related("account__section", "account__campaign", "parent")
    return sorted(rows, key=lambda x: (x.state != BankLine.State.UNEXPLAINED, x.booked_on, x.pk))
