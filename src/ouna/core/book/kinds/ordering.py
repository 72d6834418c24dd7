"""What must hold at `payment.ordered`, the moment of decision: one small rule for each matter.

Each has its own sentence, so that whoever is refused, and whoever audits, knows why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Facts, ask
from ouna.core.book.governing import Request, Trustees, Window, in_window
from ouna.core.book.kinds.government import is_open, is_paused
from ouna.core.book.kinds.money import check_free, check_fund, pot
from ouna.core.book.kinds.requests import check_not_expired, counts, open_request
from ouna.core.book.kinds.signed import in_force, pact_of
from ouna.core.book.states import Account
from ouna.core.quorum import m_for

if TYPE_CHECKING:
    from ouna.core.book.kinds.payments import PaymentOrdered

OrderRule = Callable[["PaymentOrdered", Request, Facts], None]


def window_of(fund: str) -> str:
    """Under which name the sums of a fund's requests over the last days are kept."""
    return pot(fund, "window")


def check_request(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """The request is open, and of this fund and budget line. Raises: RuleBroken."""
    open_request(facts, order.request, order.campaign)
    if (request.fund, request.line) != (order.fund, order.line or ""):
        raise RuleBroken("payment", "The order names another fund or budget line than its request.")


def check_expiry(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """Raises: RuleBroken."""
    check_not_expired(request, order.recorded)


def needed(request: Request, facts: Facts, day: str, trustees: Trustees) -> int:
    """How many trustees must have approved: by what this request may cost, with all other requests of the
    same fund that were first ordered in the last 30 days. So nobody stays below a limit by asking in
    parts; whoever asks names budget line and currency, so they do not part them."""
    window = facts.state(window_of(request.fund))
    sums = window.sums(day) if isinstance(window, Window) else {}
    if not (request.first and in_window(request.first, day)):
        sums[request.currency] = sums.get(request.currency, 0) + request.whole
    return m_for(trustees.bands, sums)


def check_approvals(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """At least m distinct trustees have approved, and are still trustees. Raises: RuleBroken."""
    trustees = in_force(facts, order.campaign)
    approved = {a.trustee for a in request.approvals if counts(a, facts, order.campaign)}
    m = needed(request, facts, order.recorded, trustees)
    if len(approved) < m:
        raise RuleBroken("payment", "Fewer trustees have approved the request than must.")


def check_pause(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """Raises: RuleBroken."""
    if is_paused(facts, order.campaign):
        raise RuleBroken("payment", "Payments are paused.")


def check_gate(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """Raises: RuleBroken."""
    if request.gated and not is_open(facts, order.campaign):
        raise RuleBroken("payment", "The request waits for the gate, which is closed.")


def check_account(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """The account is one of the campaign, open, in the currency of the limit. Raises: RuleBroken."""
    account = ask(facts, order.account, Account, "payment")
    if account.campaign != order.campaign or account.closed:
        raise RuleBroken("payment", "The account is of another campaign, or closed.")
    if not account.currency == order.money.currency == request.currency:
        raise RuleBroken("payment", "The order is not in the currency of its request and its account.")


def check_payee(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """Payee and bank details are those that were signed. Raises: RuleBroken."""
    listed = request.budget.payees if request.budget else ((request.payee, request.bank),)
    if (order.payee, order.bank) not in listed:
        raise RuleBroken("payment", "The payee or its bank details are not those of the request.")


def check_limit(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """All that is ordered and has not failed stays within the limit, its margins within the margin.

    Raises: RuleBroken.
    """
    if request.ordered + order.money.minor > request.limit:
        raise RuleBroken("payment", "More is ordered than the limit of the request.")
    if request.margins + order.margin > request.margin:
        raise RuleBroken("payment", "More is ordered for charges than the margin of the request.")


def check_budget(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """A standing budget keeps its month, its total and its last day. Raises: RuleBroken."""
    budget = request.budget
    if budget is None:
        return
    if order.recorded > budget.until:
        raise RuleBroken("payment", "The standing budget has ended.")
    in_month = request.in_month if request.month == order.recorded[:7] else 0
    if in_month + order.money.minor > budget.each:
        raise RuleBroken("payment", "More is ordered than the standing budget allows in a month.")
    if request.ordered + order.money.minor > budget.total:
        raise RuleBroken("payment", "More is ordered than the standing budget's total.")


def check_bears(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """The margin is borne by the fund that the pact names; without a pact by the fund itself.

    Raises: RuleBroken.
    """
    if (order.margin > 0) != (order.bears is not None):
        raise RuleBroken("payment", "A fund that bears the margin is named exactly when there is one.")
    pact = pact_of(facts, order.campaign)
    if order.bears and order.bears != (pact.bears if pact else order.fund):
        raise RuleBroken("payment", "Another fund is to bear the margin than the pact names.")


def check_funds(order: PaymentOrdered, request: Request, facts: Facts) -> None:
    """What is free in the funds covers the order and its margin. Raises: RuleBroken."""
    check_fund(facts, order.fund, order.campaign)
    currency, minor = order.money.currency, order.money.minor
    same = order.bears == order.fund
    check_free(facts, order.fund, currency, minor + (order.margin if same else 0))
    if order.bears and not same:
        check_fund(facts, order.bears, order.campaign)
        check_free(facts, order.bears, currency, order.margin)


#: In this order; the first that is broken is told.
ORDER_RULES: dict[str, OrderRule] = {
    "request": check_request,
    "expiry": check_expiry,
    "pause": check_pause,
    "gate": check_gate,
    "account": check_account,
    "payee": check_payee,
    "limit": check_limit,
    "budget": check_budget,
    "bears": check_bears,
    "funds": check_funds,
    "approvals": check_approvals,
}
