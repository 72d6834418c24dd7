"""Reads of `donations`: what waits, what arrived, a gift by its code, a gift by day and amount."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery

from ouna.core.values import Money
from ouna.donations import rules
from ouna.donations.models import Gift, Pledge
from ouna.funds.models import BankAccount, Fund
from ouna.funds.queries import rate_on
from ouna.log import open_opening
from ouna.log import queries as log
from ouna.log.keys import sealing_key
from ouna.log.models import BookBalance, Checkpoint, Entry, EntryNumber, Head

# Promises ---------------------------------------------------------------------------------------


def pledge_by_token(token: str) -> Pledge | None:
    """The promise of a private link."""
    rows = Pledge.objects.select_related("fund", "account__section", "campaign", "person")
    return rows.filter(token=token).first() if token else None


# Gifts ------------------------------------------------------------------------------------------


def receipt(code: str) -> Gift | None:
    """The gift of a receipt code, typed in any way; None if there is none."""
    plain = rules.read_code(code)
    rows = Gift.objects.select_related(
        "campaign__coalition", "campaign__partner", "fund", "account__section", "line", "pledge", "person"
    )
    return rows.filter(code=plain).first() if plain else None


def gifts_of_pledge(pledge: Pledge) -> list[Gift]:
    """What has arrived for a promise, newest first; a monthly one may have many."""
    return list(Gift.objects.filter(pledge=pledge).select_related("fund").order_by("-booked_on", "-pk")[:36])


def receipt_key(code: str) -> str:
    """The key in the private link of a receipt: with it the proof names the giver. 100 bits."""
    secret = hashlib.sha256(b"donations.receipt_key\n" + sealing_key()).digest()
    return rules.make_key(hmac.new(secret, code.encode(), hashlib.sha256).digest())


def confirm_key(token: str) -> str:
    """The key in the link of our e-mail about a promise: whoever has it reads that address. 100 bits."""
    secret = hashlib.sha256(b"donations.confirm_key\n" + sealing_key()).digest()
    return rules.make_key(hmac.new(secret, token.encode(), hashlib.sha256).digest())


def is_own_receipt(code: str, key: str) -> bool:
    """Whether this key belongs to this receipt: only our letter and the promise's link hold it."""
    return bool(key) and hmac.compare_digest(receipt_key(code).encode(), key.encode())


def donor_of(gift: Gift) -> str:
    """The giver's name in the sealed opening of a gift; empty once erased. Only for the private link."""
    opened = open_opening(gift.ref, "donor")
    return str(opened.get("name", "")) if opened else ""


@dataclass(frozen=True)
class RateTold:
    """1 `base` = `value` `quote`, of `day`, from `source` (empty: the bank, which did not say its name)."""

    base: str
    quote: str
    value: str
    source: str
    day: date


@dataclass(frozen=True)
class GiftFacts:
    """Where a gift stands in the record, and its sums: what a receipt tells, without a name."""

    entry: bytes
    recorded: datetime
    number: int | None
    size: int
    proven: bool
    proven_at: datetime | None
    original: Money | None
    charges: Money | None
    rate: RateTold | None
    reversed_on: date | None
    reversal_page: int | None
    reversal_reason: str
    waiting: Money

    @property
    def fingerprint(self) -> str:
        """Of the page: hex SHA-256 of the leaf (RFC 9162: a zero byte before the entry)."""
        return hashlib.sha256(b"\0" + self.entry).hexdigest()


def gift_facts(gift: Gift) -> GiftFacts:
    """All that the receipt of one gift tells: one query on keys, for a reversed one two, one for a rate."""
    entry = _entry_of(gift)
    number, size = entry.number, entry.signed or 0
    proven = number is not None and number < size
    undone = _undone(gift) if gift.state == Gift.State.REVERSED else None
    original = charges = None
    if gift.original_minor and gift.original_currency:
        original = Money(gift.original_minor, gift.original_currency)
    if gift.charges_minor and gift.charges_currency:
        charges = Money(gift.charges_minor, gift.charges_currency)
    return GiftFacts(
        entry=bytes(entry.data),
        recorded=entry.created,
        number=number,
        size=size,
        proven=proven,
        proven_at=entry.signed_at if proven else None,
        original=original,
        charges=charges,
        rate=_rate_told(gift, original, charges),
        reversed_on=undone.booked_on if undone else None,
        reversal_page=undone.number if undone else None,
        reversal_reason=undone.reason if undone else "",
        waiting=Money(entry.waiting or 0, gift.currency),
    )


def _entry_of(gift: Gift) -> Any:
    """The gift's entry with its number, the signed size, when that covered it, and what its purpose holds."""
    covers = Checkpoint.objects.filter(size__gt=OuterRef("place__number")).order_by("size")
    waiting = BookBalance.objects.filter(of=gift.fund.ref, currency=gift.currency)
    return Entry.objects.annotate(
        number=F("place__number"),
        signed=Subquery(Head.objects.filter(pk=1).values("size")[:1]),
        signed_at=Subquery(covers.values("at")[:1]),
        waiting=Subquery(waiting.values("minor")[:1]),
    ).get(ref=gift.ref)


def _undone(gift: Gift) -> Any:
    """The newest reversal of a gift, with the number of its page."""
    places = EntryNumber.objects.filter(entry__ref=OuterRef("ref")).values("number")[:1]
    return gift.reversals.annotate(number=Subquery(places)).order_by("-pk").first()


def _rate_told(gift: Gift, original: Money | None, charges: Money | None) -> RateTold | None:
    """The bank's own rate, in the direction that fits its sums; else the day's rate of ours, named so."""
    if original is None or original.currency == gift.currency:
        return None
    whole = gift.money.decimal
    if charges and charges.currency == gift.currency:
        whole += charges.decimal
    told = rules.rate_direction(gift.bank_rate, whole, original.decimal)
    if told:
        pair = (
            (gift.currency, original.currency) if told == "per_booked" else (original.currency, gift.currency)
        )
        value = rules.plain(Decimal(gift.bank_rate))
        return RateTold(*pair, value, gift.account.bank_name, gift.booked_on)
    way = rate_on(gift.currency, original.currency, gift.booked_on)
    if way and len(way) == 1:
        return RateTold(way[0].base, way[0].quote, way[0].value, way[0].source, way[0].on)
    return None


@dataclass(frozen=True)
class Found:
    """A page of the record that may be one's gift: its number (None: being numbered) and state."""

    ref: str
    number: int | None
    booked_on: date
    money: Money
    fund: Fund
    reversed: bool
    proven: bool


#: Equal gifts of one day shown at most.
MOST_FOUND = 50


def find_gift(account: BankAccount, day: date, minor: int, *, around: int = 0) -> list[Found]:
    """The pages of the record with a gift of that account, bank's day and amount: three queries, no names.

    `around`: so many days before and after too, the nearest first.
    """
    days = [day + timedelta(days=n) for n in range(-around, around + 1)]
    rows = Gift.objects.filter(account=account, booked_on__in=days, minor=minor).select_related("fund")
    gifts = sorted(rows.order_by("pk")[:MOST_FOUND], key=lambda g: abs((g.booked_on - day).days))
    refs = [g.ref for g in gifts]
    places = dict(EntryNumber.objects.filter(entry__ref__in=refs).values_list("entry__ref", "number"))
    head = log.head()
    size = head.size if head else 0
    return [
        Found(
            ref=g.ref,
            number=places.get(g.ref),
            booked_on=g.booked_on,
            money=g.money,
            fund=g.fund,
            reversed=g.state == Gift.State.REVERSED,
            proven=g.ref in places and places[g.ref] < size,
        )
        for g in gifts
    ]
