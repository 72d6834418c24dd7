"""A campaign's frame: the campaign, its purposes, its bank accounts and what the banks state, rates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from ouna.core.book.errors import RuleBroken
from ouna.core.book.facts import Effects, Facts, Needs, Put, ask
from ouna.core.book.kinds.root import LOG
from ouna.core.book.kinds.signed import check_consent, government_of
from ouna.core.book.rates import refs_of_rate, take_rate
from ouna.core.book.record import (
    CODE,
    CURRENCY,
    DAY,
    HASH,
    MONEY,
    POSITIVE,
    RATE,
    Field,
    Record,
    has_not_come,
    integer,
    kind,
    many,
    optional,
    pattern,
    ref,
)
from ouna.core.book.shapes import SIGNATURES, Signature
from ouna.core.book.states import Account, Campaign, Fund, Log, Used
from ouna.core.quorum import Act
from ouna.core.values import LARGEST, Money

#: What a bank calls an account: an IBAN, or letters and digits where the country has none.
ACCOUNT_ID = pattern(r"[A-Z0-9]{5,34}", "An IBAN or account number in capitals and digits")


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOpened(Record):
    """A campaign begins: goal, currencies, bank charges allowed per account and month, its texts' hash."""

    KIND: ClassVar[str] = "campaign.opened"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("camp"),
        "coalition": ref("org"),
        "goal": POSITIVE,
        "currencies": many(CURRENCY, least=1),
        "fee_limits": many(POSITIVE),
        "text": HASH,
    }
    coalition: str
    goal: Money
    currencies: tuple[str, ...]
    fee_limits: tuple[Money, ...]
    text: str

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, LOG])

    def check(self, facts: Facts) -> None:
        if ask(facts, LOG, Log).coalition != self.coalition:
            raise RuleBroken("form", "The campaign is of another coalition than the public record.")
        limited = [limit.currency for limit in self.fee_limits]
        if len(set(limited)) != len(limited) or not {*limited, self.goal.currency} <= set(self.currencies):
            raise RuleBroken("form", "Goal and limits name currencies of the campaign, each limit once.")

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        limits = tuple((m.currency, m.minor) for m in self.fee_limits)
        state = Campaign(self.currencies, limits, self.goal.minor, self.goal.currency)
        return Effects(self.on, (), (Put(self.ref, state),))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class FundOpened(Record):
    """A purpose one can give to. `purposes` are codes; the single code `free` means: where most needed."""

    KIND: ClassVar[str] = "fund.opened"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("fund"),
        "campaign": ref("camp"),
        "purposes": many(CODE, least=1),
        "aim": POSITIVE,
        "text": HASH,
    }
    campaign: str
    purposes: tuple[str, ...]
    aim: Money
    text: str

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, self.campaign])

    def check(self, facts: Facts) -> None:
        campaign = ask(facts, self.campaign, Campaign)
        if self.aim.currency not in campaign.currencies:
            raise RuleBroken("form", "The aim is in a currency the campaign does not have.")
        if "free" in self.purposes and len(self.purposes) > 1:
            raise RuleBroken("purpose", "A fund is free or bound to purposes, not both.")

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        state = Fund(self.campaign, self.purposes == ("free",), self.purposes)
        return Effects(self.on, (), (Put(self.ref, state),))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAnnounced(Record):
    """From now on this bank account is ours: the numbers it is known by, its section, its currency."""

    KIND: ClassVar[str] = "account.announced"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("acct"),
        "campaign": ref("camp"),
        "section": ref("sect"),
        "country": pattern(r"[A-Z]{2}", "A country code"),
        "currency": CURRENCY,
        "ids": many(ACCOUNT_ID, least=1, most=8),
        "text": HASH,
        "signatures": optional(SIGNATURES),
    }
    campaign: str
    section: str
    country: str
    currency: str
    ids: tuple[str, ...]
    text: str
    signatures: tuple[Signature, ...] | None = None

    def needs(self) -> Needs:
        numbers = [f"{of}:{i}" for i in self.ids for of in ("id", "fees")]
        return Needs(refs=[self.ref, *government_of(self.campaign), *numbers])

    def check(self, facts: Facts) -> None:
        campaign = ask(facts, self.campaign, Campaign)
        if self.currency not in campaign.currencies:
            raise RuleBroken("form", "The account's currency is not one of the campaign.")
        for number in self.ids:
            holder = facts.state(f"id:{number}")
            if isinstance(holder, Used) and holder.kind:
                raise RuleBroken("form", "This account number is announced already.")
        if len(self._tallies(facts)) > 1:
            raise RuleBroken("payment", "The numbers belonged to different accounts before.")
        check_consent(self, facts, Act.ANNOUNCE_ACCOUNT)

    def _tallies(self, facts: Facts) -> list[str]:
        """The accounts under which charges of these numbers were counted before."""
        found = (facts.state(f"fees:{i}") for i in self.ids)
        return sorted({state.kind for state in found if isinstance(state, Used)})

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        # Closed and announced again, an account goes on with its tally of bank charges, not with a new one.
        tally, since = self.ref, self.on[:7]
        for earlier in self._tallies(facts)[:1]:
            tally, since = earlier, ask(facts, earlier, Account).since
        state = Account(self.campaign, self.currency, self.section, self.ids, tally, since)
        numbers = [Put(f"id:{i}", Used(self.ref)) for i in self.ids]
        tallies = [Put(f"fees:{i}", Used(tally)) for i in self.ids]
        return Effects(self.on, (), (Put(self.ref, state), *numbers, *tallies))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Record):
    """From now on this account is ours no more; lines up to this day may still be booked."""

    KIND: ClassVar[str] = "account.closed"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("close"),
        "campaign": ref("camp"),
        "account": ref("acct"),
        "signatures": optional(SIGNATURES),
    }
    campaign: str
    account: str
    signatures: tuple[Signature, ...] | None = None

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, *government_of(self.campaign), self.account])

    def check(self, facts: Facts) -> None:
        account = ask(facts, self.account, Account)
        if account.campaign != self.campaign or account.closed:
            raise RuleBroken("form", "The account is of another campaign, or closed already.")
        check_consent(self, facts, Act.CLOSE_ACCOUNT)

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        account = ask(facts, self.account, Account)
        numbers = tuple(Put(f"id:{i}", Used("")) for i in account.ids)
        closed = Put(self.account, replace(account, closed=self.on))
        return Effects(self.on, (), (closed, *numbers, Put(self.ref, Used(self.KIND))))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStated(Record):
    """The bank's own word: closing balance of a day, and how much of it waits to be booked.

    closing = this account's entries booked up to the day + waiting in - waiting out.
    """

    KIND: ClassVar[str] = "account.stated"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("stmt"),
        "campaign": ref("camp"),
        "account": ref("acct"),
        "day": DAY,
        "closing": MONEY,
        "waiting_in": integer(0, LARGEST),
        "waiting_out": integer(0, LARGEST),
        "statement": HASH,
    }
    campaign: str
    account: str
    day: str
    closing: Money
    waiting_in: int
    waiting_out: int
    statement: str

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, self.account], upto=[(self.account, self.closing.currency, self.day)])

    def check(self, facts: Facts) -> None:
        account = ask(facts, self.account, Account)
        if account.campaign != self.campaign or account.currency != self.closing.currency:
            raise RuleBroken("form", "The statement names another campaign or currency than its account.")
        if has_not_come(self.day, self.on):
            raise RuleBroken("form", "The day of the statement has not come yet.")
        booked = facts.balance(self.account, account.currency, self.day)
        if self.closing.minor != booked + self.waiting_in - self.waiting_out:
            raise RuleBroken("balance", "The bank's closing balance is not what is booked and what waits.")

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        return Effects(self.on, (), (Put(self.ref, Used(self.KIND)),))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class RateUsed(Record):
    """A dated, sourced rate: `rate` units of `quote` for one of `base`.

    For totals in one currency; and exchanges are measured with the rates of the euro.
    """

    KIND: ClassVar[str] = "rate.used"
    FIELDS: ClassVar[dict[str, Field]] = {
        "ref": ref("rate"),
        "base": CURRENCY,
        "quote": CURRENCY,
        "rate": RATE,
        "day": DAY,
        "source": CODE,
    }
    base: str
    quote: str
    rate: str
    day: str
    source: str

    def needs(self) -> Needs:
        return Needs(refs=[self.ref, *refs_of_rate(self.base, self.quote, self.day)])

    def check(self, facts: Facts) -> None:
        if self.base == self.quote or (self.on is not None and self.day > self.on):
            raise RuleBroken("form", "A rate is between two currencies and of a day that has come.")

    def effects(self, facts: Facts) -> Effects:
        assert self.on is not None
        measures = take_rate(facts, self.base, self.quote, self.rate, self.day)
        return Effects(self.on, (), (Put(self.ref, Used(self.KIND)), *measures))
