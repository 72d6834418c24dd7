"""Which orders a bank line may have executed, and which payments it may bring back. Nothing decides here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ouna.core.book import Order as OrderState
from ouna.core.book import Payment as PaymentState
from ouna.funds.models import BankAccount, BankLine
from ouna.log.queries import states_of
from ouna.spending.models import Order, Payment, PaymentFile
from ouna.spending.payees import PayeeData
from ouna.spending.sealed import open_json
from ouna.treasury import rules

#: As many names are asked for in one query.
CHUNK = 500
#: Most orders looked through for one account's proposals.
MOST_ORDERS = 2_000


@dataclass(frozen=True, slots=True)
class Named:
    """An order whose number a line carries. `status` is the book's: open, sent or failed."""

    order: Order
    status: str
    payment: Payment | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """An order that a line may have executed, or a payment that it brings back, with the reasons."""

    order: Order
    reasons: tuple[str, ...]
    payment: Payment | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A payment file whose open orders together are one booking of the bank; `certain`: it is named there."""

    file: PaymentFile
    orders: tuple[Order, ...]
    certain: bool


def written_id(line: BankLine) -> str:
    """The order's number that a line carries, wherever the bank put it; a part has that of the whole line."""
    whole = line.parent
    told = [line.end_to_end, line.reference, *((whole.end_to_end, whole.reference) if whole else ())]
    plain = ["".join(text.split()).upper() for text in told]
    return next((text for text in plain if rules.like_order(text)), "")


def payee_key(line: BankLine) -> str:
    """The keyed account number of the other side; a part of a split line has that of the whole."""
    return line.iban_key or (line.parent.iban_key if line.parent else "")


def facts_of(line: BankLine) -> rules.DebitFacts:
    """A line as the rules about orders see it; for a credit, the sum that came back."""
    return rules.DebitFacts(abs(line.minor), written_id(line), payee_key(line), bool(line.returned))


def order_facts(order: Order) -> rules.OrderFacts:
    """An order as the rules see it."""
    return rules.OrderFacts(order.minor, order.margin, order.end_to_end, order.payee.account_key)


def named_orders(lines: Iterable[BankLine]) -> dict[int, Named]:
    """Line id → the order whose number it carries, whatever has become of it. Usually no query at all."""
    ids = {line.pk: written_id(line) for line in lines}
    wanted = sorted({text for text in ids.values() if text})
    found: dict[str, Order] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Order.objects.filter(end_to_end__in=wanted[start : start + CHUNK])
        found |= {o.end_to_end: o for o in rows.select_related("account", "payee", "request__fund")}
    told = _told(found.values())
    return {pk: told[found[text].pk] for pk, text in ids.items() if text in found}


def _told(orders: Iterable[Order]) -> dict[int, Named]:
    """Order id → what the book says of it: two queries for all."""
    rows = list(orders)
    payments = {p.order_id: p for p in Payment.objects.filter(order__in=rows)} if rows else {}
    states = states_of([o.ref for o in rows] + [p.ref for p in payments.values()]) if rows else {}
    result = {}
    for order in rows:
        payment, state = payments.get(order.pk), states.get(order.ref)
        sent = states.get(payment.ref) if payment else None
        left = sent.left + sent.bears_left if isinstance(sent, PaymentState) else 0
        status = state.status if isinstance(state, OrderState) else ""
        result[order.pk] = Named(order, status, payment, left)
    return result


def carries_order(line: BankLine) -> bool:
    """Whether the line is an order's affair alone: its payment, its return, or something that does not fit.

    Not so the bank's own charge for a payment; nor a giver's money that carries an order's number, which
    anybody may read in the public record.
    """
    named = named_orders([line]).get(line.pk)
    return named is not None and carries(line, named)


def carries(line: BankLine, named: Named) -> bool:
    """As `carries_order`, for a line whose order is read already."""
    if line.minor < 0:
        return not rules.is_charge(line.minor, line.bank_code)
    return bool(rules.payment_return_reasons(facts_of(line), order_facts(named.order), named.left))


def open_orders(account: BankAccount) -> list[Order]:
    """Orders of the account that neither left nor failed, the oldest first."""
    rows = (
        Order.objects.filter(account=account, payment=None)
        .select_related("payee", "request__fund", "file", "account")
        .order_by("pk")
    )[:MOST_ORDERS]
    told = _told(rows)
    return [n.order for n in told.values() if n.status == "open"]


def likely_orders(line: BankLine, orders: Sequence[Order]) -> list[Offered]:
    """Open orders that a debit may have executed, likeliest first."""
    facts = facts_of(line)
    found = [Offered(o, reasons) for o in orders if (reasons := rules.order_reasons(facts, order_facts(o)))]
    return sorted(found, key=lambda o: -rules.weight_of(o.reasons))


def return_offers(account: BankAccount, lines: Sequence[BankLine]) -> dict[int, list[Offered]]:
    """Line id → payments that a credit may bring back: by the order's number, or sent back by the payee."""
    credits = [line for line in lines if line.minor > 0]
    result: dict[int, list[Offered]] = {}
    named = named_orders(credits)
    keys = {payee_key(line) for line in credits if line.returned} - {""}
    paid = Payment.objects.filter(order__account=account, order__payee__account_key__in=keys) if keys else ()
    known = _told(p.order for p in _with_orders(paid)) if keys else {}
    for line in credits:
        told = {n.order.pk: n for n in known.values() if n.order.payee.account_key == payee_key(line)}
        if line.pk in named:
            told = {named[line.pk].order.pk: named[line.pk]}
        offers = [_return_of(line, n) for n in told.values() if n.order.account_id == account.pk]
        result[line.pk] = sorted((o for o in offers if o), key=lambda o: -rules.weight_of(o.reasons))
    return result


def _with_orders(payments: Iterable[Payment]) -> Iterable[Payment]:
    if not payments:
        return ()
    return payments.select_related("order__payee", "order__request__fund", "order__account")  # type: ignore[attr-defined]


def _return_of(line: BankLine, named: Named) -> Offered | None:
    if named.payment is None:
        return None
    reasons = rules.payment_return_reasons(facts_of(line), order_facts(named.order), named.left)
    return Offered(named.order, reasons, named.payment) if reasons else None


def payee_of(order: Order) -> PayeeData | None:
    """Who is paid, opened; None once it was erased. For the desk of whoever may see the account."""
    payee = order.payee
    found = open_json(order.request.ref, f"spending.payee\n{payee.ref}", payee.sealed)
    return PayeeData.of(found) if found else None


def batches_of(line: BankLine, orders: Sequence[Order]) -> list[Batch]:
    """Payment files of which the bank may have booked all open orders as this one debit."""
    if line.parent_id is not None or line.minor >= 0 or payee_key(line):
        return []
    by_file: dict[int, list[Order]] = {}
    for order in orders:
        if order.file_id is not None and order.account_id == line.account_id:
            by_file.setdefault(order.file_id, []).append(order)
    found = []
    for group in by_file.values():
        file = group[0].file
        if file is not None and rules.covers([-o.minor for o in group], line.minor):
            found.append(Batch(file, tuple(group), names_file(line, file)))
    return sorted(found, key=lambda b: not b.certain)


def names_file(line: BankLine, file: PaymentFile) -> bool:
    """Whether the bank wrote the file's own number beside the line."""
    told = (line.batch, line.end_to_end, line.reference, line.bank_ref)
    return rules.file_number(file.ref) in "".join("|".join(told).split()).upper()
