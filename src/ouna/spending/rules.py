"""Who may ask, release and show proof; what a payment must be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ouna.core.values import Money
from ouna.parties.errors import NotPermitted
from ouna.spending.errors import CountDiffers, CountedAlready, PayeeSumWrong, SamePerson

if TYPE_CHECKING:
    from ouna.log import Actor

#: Roles with the duty to ask (`parties.rules.DUTIES`).
ASKS = ("coordinator", "planner", "logistician")
#: Who may read a request with what is private in it: who asks, approves, releases or audits.
READS = (*ASKS, "treasurer", "trustee", "auditor", "partner")
#: Who may count cash, and how many persons do.
COUNTS, COUNTERS = (*ASKS, "treasurer", "partner"), 2
#: End-to-end ids are the order's ref in the signs that banks take.
_PREFIX = "ord_"


def check_may_ask(by: Actor) -> None:
    """Raises: NotPermitted."""
    if not any(by.has(role) for role in ASKS):
        raise NotPermitted("Only a coordinator, planner or logistician asks for money.")


def check_own(by: Actor, made_by: str) -> None:
    """A draft is its maker's. Raises: NotPermitted."""
    if by.ref != made_by:
        raise NotPermitted("Only who made this request may do that.")


def check_treasurer(by: Actor, section: str) -> None:
    """Money leaves an account through a treasurer of its section. Raises: NotPermitted."""
    if not by.has("treasurer", section):
        raise NotPermitted("Only a treasurer of the account's section does that.")


def check_partner(by: Actor) -> None:
    """Proof and thanks are the partner's. Raises: NotPermitted."""
    if not by.has("partner"):
        raise NotPermitted("Only the partner does that.")


def check_ends_alarm(by: Actor, involved: Iterable[str]) -> None:
    """An alarm is ended by the partner or a trustee; not by who asked for the money or ordered it.

    Raises: NotPermitted, SamePerson.
    """
    if not (by.has("partner") or by.has("trustee")):
        raise NotPermitted("Only the partner or a trustee does that.")
    if by.ref in involved:
        raise SamePerson(
            "Whoever asked for this money or ordered it does not end its alarm.",
            next_step="Another person of the partner, or a trustee, looks into it.",
        )


def check_other_person(by: str, made_by: str, involved: Iterable[str] = ()) -> None:
    """Whoever requests or approves does not release. Raises: SamePerson."""
    if by == made_by or by in involved:
        raise SamePerson()


def check_payee_money(
    signed: Money, limit_currency: str, money: Money, payee_money: Money, before: int, *, standing: bool
) -> None:
    """What the payee gets in one order: what leaves, or, in another currency, within what was signed.

    `before`: what earlier orders that did not fail gave him, in minor units. Raises: PayeeSumWrong.
    """
    if payee_money.currency != signed.currency or payee_money.minor <= 0:
        raise PayeeSumWrong("The payee gets the currency that was signed.")
    if signed.currency == limit_currency:
        if payee_money != money:
            raise PayeeSumWrong("In one currency the payee gets what leaves the account.")
        if standing:
            return
    if before + payee_money.minor > signed.minor:
        raise PayeeSumWrong("The payee would get more than was signed.")


def check_may_count(by: Actor) -> None:
    """Cash is counted by those who hand it over and those who take it. Raises: NotPermitted."""
    if not any(by.has(role) for role in COUNTS):
        raise NotPermitted("Only a treasurer, the partner or who may ask for money counts cash.")


def check_count(by: str, before: Sequence[str], counted: Money, ordered: Money) -> None:
    """Two persons, one count each, of the sum that was ordered. Raises: CountedAlready, CountDiffers."""
    if by in before or len(before) >= COUNTERS:
        raise CountedAlready()
    if counted != ordered:
        raise CountDiffers()


def end_to_end(order: str) -> str:
    """The end-to-end id of an order: its ref in capitals without the line, 29 signs."""
    return "ORD" + order.removeprefix(_PREFIX).upper()
