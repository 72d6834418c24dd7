"""Money in and out: gifts, reversals, money brought in, interest, charges, unexplained lines.

Each record has an account side and a fund side, equal per currency. A record with `explains` does not
touch the account again: its line is in the book already as an unexplained one, whose pot it empties.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import ACCOUNT, FUND, TALLY, Effects, Facts, Move, Needs, Put, ask, days_between
from ouna.core.book.record import (
    DAY,
    HASH,
    POSITIVE,
    Field,
    Record,
    any_ref,
    has_not_come,
    kind,
    optional,
    pattern,
    ref,
)
from ouna.core.book.states import Account, Booked, Campaign, Fund, Gift, Unexplained
from ouna.core.values import Money

#: Pots beside accounts and funds; each belongs to a campaign.
IN_TRANSIT, UNEXPLAINED_IN, UNEXPLAINED_OUT = "transit", "unexplained_in", "unexplained_out"

#: `Move(…)` and its like run a function in Python. Gifts, of which books are full, go past it: a twentieth
#: of a whole verification.
_new = tuple.__new__


def pot(owner: str, name: str) -> str:
    """The name of a balance that is not itself an account or fund."""
    return f"{owner}:{name}"


#: For so many days after the bank's, a gift for a purpose may turn out to be another's: a quarter, since
#: statements come late.
REBOOK_DAYS = 92
#: For so many days after the bank's, a gift may go back: 13 months, the longest in which a debit of the SEPA
#: can be reclaimed. Later a return would be a way to take money out under an old gift's name.
RETURN_DAYS = 396


def fees_pot(tally: str, month: str) -> str:
    """The pot that counts the bank charges of one month, YYYY-MM."""
    return pot(tally, f"fees:{month}")


def month_of_fees(account: Account, booked: str) -> str:
    """The pot in which an account's charge counts; all from before its announcement in that month's."""
    return fees_pot(account.tally, max(booked[:7], account.since))


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecord(Record):
    """Base of records that stand for a bank line: `line` commits to it, `booked` is the bank's day."""

    campaign: str
    account: str
    money: Money
    booked: str
    line: str
    explains: str | None = None

    def line_needs(self) -> list[str]:
        asked = [self.ref, self.campaign, self.account]
        return [*asked, self.explains] if self.explains else asked

    def needs(self) -> Needs:
        return Needs(refs=self.line_needs())

    def check_line(self, facts: Facts, sign: int) -> None:
        """The account is ours, in this currency and campaign; the day has come; `explains` fits.

        Raises: RuleBroken.
        """
        account = ask(facts, self.account, Account)
        if account.campaign != self.campaign:
            raise RuleBroken("form", "The account belongs to another campaign.")
        if account.currency != self.money.currency:
            raise RuleBroken("balance", "The sum is not in the account's currency.")
        if account.closed and self.booked > account.closed:
            raise RuleBroken("form", "The bank line is younger than the account's closing.")
        if has_not_come(self.booked, self.on):
            raise RuleBroken("form", "The bank's day has not come yet.")
        if self.explains:
            self.check_explained(ask(facts, self.explains, Unexplained, "balance"), sign)

    def check_explained(self, line: Unexplained, sign: int) -> None:
        """The open line is the one that this record books: same account, day, currency and direction.

        The day matters: it decides in which month a bank charge counts. Raises: RuleBroken.
        """
        found = (line.account, line.booked, line.currency, line.sign)
        if found != (self.account, self.booked, self.money.currency, sign):
            raise RuleBroken(
                "balance", "The explained line is of another account, day, currency or direction."
            )
        if self.money.minor > line.left:
            raise RuleBroken("balance", "More is explained than the line holds.")
        if line.bound:
            self.check_bound(line.bound)

    def check_bound(self, bound: str) -> None:
        """The line was booked as a gift to the restricted fund `bound`. Raises: RuleBroken."""
        raise RuleBroken("purpose", "Money given for a purpose is booked anew as a gift or transfer alone.")

    def check_rebooked_soon(self) -> None:
        """Only what is noticed soon may leave its purpose. Raises: RuleBroken."""
        if self.on is None or days_between(self.booked, self.on) > REBOOK_DAYS:
            raise RuleBroken("purpose", "It is too late to take money that was given from its purpose.")

    def line_moves(self, sign: int) -> tuple[Move, ...]:
        """The side of the line: the account, or the pot of unexplained lines when it explains one."""
        currency, minor = self.money.currency, sign * self.money.minor
        if not self.explains:
            return (_new(Move, (self.account, currency, minor, ACCOUNT)),)
        name = UNEXPLAINED_IN if sign > 0 else UNEXPLAINED_OUT
        return (Move(pot(self.campaign, name), currency, -minor, FUND),)

    def line_puts(self, facts: Facts) -> tuple[Put, ...]:
        """What is left of the explained line."""
        if not self.explains:
            return ()
        open_line = ask(facts, self.explains, Unexplained)
        return (Put(self.explains, replace(open_line, left=open_line.left - self.money.minor)),)


LINE_FIELDS: dict[str, Field] = {
    "campaign": ref("camp"),
    "account": ref("acct"),
    "money": POSITIVE,
    "booked": DAY,
    "line": HASH,
    "explains": optional(any_ref()),
}


def check_fund(facts: Facts, fund: str, campaign: str, *, free: bool = False) -> None:
    """The fund is of this campaign, and free if that is asked. Raises: RuleBroken."""
    state = ask(facts, fund, Fund)
    if state.campaign != campaign:
        raise RuleBroken("purpose", "The fund belongs to another campaign.")
    if free and not state.free:
        raise RuleBroken("purpose", "Only the free fund bears this.")


def free_needs(fund: str, currency: str) -> list[tuple[str, str]]:
    """The balances that `check_free` asks for."""
    return [(fund, currency), (pot(fund, "reserved"), currency)]


def free_balance(facts: Facts, fund: str, currency: str) -> int:
    """What a fund holds beyond what is reserved for ordered payments."""
    return facts.balance(fund, currency) - facts.balance(pot(fund, "reserved"), currency)


def check_free(facts: Facts, fund: str, currency: str, minor: int) -> None:
    """The fund holds so much that is not reserved. Raises: RuleBroken."""
    if free_balance(facts, fund, currency) < minor:
        raise RuleBroken("purpose", "The fund does not hold as much that is free.")


def check_fee(facts: Facts, line: LineRecord, minor: int) -> None:
    """With `minor` more, the account's bank charges stay within the month's limit. Raises: RuleBroken."""
    currency = line.money.currency
    limit = ask(facts, line.campaign, Campaign).fee_limit(currency)
    month = month_of_fees(ask(facts, line.account, Account), line.booked)
    if facts.balance(month, currency) + minor > limit:
        raise RuleBroken("payment", "Bank charges of this account exceed the month's announced limit.")


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class GiftReceived(LineRecord):
    """A gift has reached our account. `donor` commits to who gave, `line` to the bank's line."""

    KIND: ClassVar[str] = "gift.received"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("gift"),
        **LINE_FIELDS,
        "fund": ref("fund"),
        "donor": HASH,
    }
    fund: str
    donor: str

    def needs(self) -> Needs:
        return Needs(refs=[*self.line_needs(), self.fund])

    def check(self, facts: Facts) -> None:
        self.check_line(facts, 1)
        check_fund(facts, self.fund, self.campaign)

    def check_bound(self, bound: str) -> None:
        if self.fund != bound:
            self.check_rebooked_soon()

    def effects(self, facts: Facts) -> Effects:
        currency, minor = self.money.currency, self.money.minor
        moves = (
            *self.line_moves(1),
            _new(Move, (self.fund, currency, minor, FUND)),
            _new(Move, (f"{self.fund}:received", currency, minor, TALLY)),
        )
        gift = Gift(self.campaign, self.account, self.fund, currency, minor, minor, self.booked)
        puts = (_new(Put, (self.ref, gift)), *self.line_puts(facts))
        return _new(Effects, (self.booked, moves, puts))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class GiftReversed(LineRecord):
    """A gift, or part of it, is undone: `returned` by the bank, or `misbooked`.

    A misbooked gift's money stays in the account; it becomes an unexplained line under this record's
    ref, public until a later record explains it.
    """

    KIND: ClassVar[str] = "gift.reversed"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("rev"),
        **LINE_FIELDS,
        "gift": ref("gift"),
        "fund": ref("fund"),
        "reason": pattern("returned|misbooked", "A reason: returned or misbooked"),
    }
    gift: str
    fund: str
    reason: str

    def needs(self) -> Needs:
        balances = free_needs(self.fund, self.money.currency)
        return Needs(refs=[*self.line_needs(), self.gift, self.fund], balances=balances)

    def check(self, facts: Facts) -> None:
        self.check_line(facts, -1)
        gift = ask(facts, self.gift, Gift, "reversal")
        if (gift.campaign, gift.account, gift.fund) != (self.campaign, self.account, self.fund):
            raise RuleBroken("reversal", "The reversal names another account or fund than its gift.")
        if gift.currency != self.money.currency or self.money.minor > gift.left:
            raise RuleBroken("reversal", "More is reversed than is left of the gift.")
        if self.reason == "misbooked":
            if self.explains or self.booked != gift.booked:
                raise RuleBroken("reversal", "A misbooked gift has no bank line but its own, of its own day.")
            if free_balance(facts, self.fund, self.money.currency) < self.money.minor:
                raise RuleBroken("purpose", "A correction takes no fund below zero.")
        elif days_between(gift.booked, self.booked) > RETURN_DAYS:
            raise RuleBroken("reversal", "It is too late for the bank to take a gift back.")

    def effects(self, facts: Facts) -> Effects:
        currency, minor = self.money.currency, self.money.minor
        gift = ask(facts, self.gift, Gift, "reversal")
        puts: tuple[Put, ...] = (Put(self.gift, replace(gift, left=gift.left - minor)),)
        fund = (
            Move(self.fund, currency, -minor, FUND),
            Move(f"{self.fund}:reversed", currency, minor, TALLY),
        )
        if self.reason == "misbooked":
            stays = Move(pot(self.campaign, UNEXPLAINED_IN), currency, minor, FUND)
            bound = "" if ask(facts, self.fund, Fund).free else self.fund
            open_line = Unexplained(self.campaign, self.account, currency, 1, minor, self.booked, bound)
            return Effects(self.booked, (*fund, stays), (*puts, Put(self.ref, open_line)))
        reversal = Booked(self.KIND, self.account, self.booked, ())
        puts = (*puts, Put(self.ref, reversal), *self.line_puts(facts))
        return Effects(self.booked, (*self.line_moves(-1), *fund), puts)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLine(LineRecord):
    """Base of lines that a correction may undo: one line, one fund."""

    SIGN: ClassVar[int] = 1
    TALLY_NAME: ClassVar[str] = ""
    FREE: ClassVar[bool] = False
    fund: str

    def needs(self) -> Needs:
        return Needs(refs=[*self.line_needs(), self.fund])

    def check(self, facts: Facts) -> None:
        self.check_line(facts, self.SIGN)
        check_fund(facts, self.fund, self.campaign, free=self.FREE)

    def effects(self, facts: Facts) -> Effects:
        currency, minor = self.money.currency, self.SIGN * self.money.minor
        moves = (
            *self.line_moves(self.SIGN),
            Move(self.fund, currency, minor, FUND),
            Move(pot(self.fund, self.TALLY_NAME), currency, self.money.minor, TALLY),
            *self.more_moves(facts),
        )
        plain = tuple((m.of, m.currency, m.minor, m.side) for m in moves)
        state = Booked(self.KIND, self.account, self.booked, plain, self.explains or "")
        return Effects(self.booked, moves, (Put(self.ref, state), *self.line_puts(facts)))

    def more_moves(self, facts: Facts) -> tuple[Move, ...]:
        """Further tallies of the kind."""
        return ()


FUND_LINE_FIELDS = {**LINE_FIELDS, "fund": ref("fund")}


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class FundBroughtIn(FundLine):
    """Money collected before these books began: marked, shown hatched, never proven."""

    KIND: ClassVar[str] = "fund.brought_in"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("before"), **FUND_LINE_FIELDS}
    TALLY_NAME: ClassVar[str] = "brought_in"


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class InterestReceived(FundLine):
    """Interest paid by the bank; it belongs to the free fund."""

    KIND: ClassVar[str] = "interest.received"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("int"), **FUND_LINE_FIELDS}
    TALLY_NAME: ClassVar[str] = "interest"
    FREE: ClassVar[bool] = True


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class FeeCharged(FundLine):
    """A bank charge, borne by the free fund, within the monthly limit announced with the campaign."""

    KIND: ClassVar[str] = "fee.charged"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("fee"), **FUND_LINE_FIELDS}
    SIGN: ClassVar[int] = -1
    TALLY_NAME: ClassVar[str] = "fees"
    FREE: ClassVar[bool] = True

    def needs(self) -> Needs:
        month = (fees_pot(self.account, self.booked[:7]), self.money.currency)
        return Needs(refs=[*self.line_needs(), self.fund], balances=[month])

    def check(self, facts: Facts) -> None:
        FundLine.check(self, facts)
        check_fee(facts, self, self.money.minor)

    def more_moves(self, facts: Facts) -> tuple[Move, ...]:
        month = month_of_fees(ask(facts, self.account, Account), self.booked)
        return (Move(month, self.money.currency, self.money.minor, TALLY),)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnexplainedLine(LineRecord):
    """Base of a bank line nobody has explained yet: public, and a finding until it is explained."""

    SIGN: ClassVar[int] = 1
    POT: ClassVar[str] = UNEXPLAINED_IN

    def check(self, facts: Facts) -> None:
        if self.explains:
            raise RuleBroken("form", "An unexplained line explains nothing.")
        self.check_line(facts, self.SIGN)

    def effects(self, facts: Facts) -> Effects:
        currency, minor = self.money.currency, self.SIGN * self.money.minor
        moves = (*self.line_moves(self.SIGN), Move(pot(self.campaign, self.POT), currency, minor, FUND))
        state = Unexplained(self.campaign, self.account, currency, self.SIGN, self.money.minor, self.booked)
        return Effects(self.booked, moves, (Put(self.ref, state),))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class CreditUnexplained(UnexplainedLine):
    """Money came in and nobody knows yet what it is."""

    KIND: ClassVar[str] = "credit.unexplained"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("open"), **LINE_FIELDS}


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class DebitUnexplained(UnexplainedLine):
    """Money went out and nobody has said why."""

    KIND: ClassVar[str] = "debit.unexplained"
    FIELDS: ClassVar[dict[str, Field]] = {"ref": ref("open"), **LINE_FIELDS}
    SIGN: ClassVar[int] = -1
    POT: ClassVar[str] = UNEXPLAINED_OUT
