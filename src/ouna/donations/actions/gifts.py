"""Booking gifts, one or many by the same path, and undoing them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from ouna.core.book import Gift as GiftState
from ouna.core.book import GiftReceived, GiftReversed
from ouna.core.values import Money, clean_text
from ouna.donations import rules
from ouna.donations.actions.letters import put_letter
from ouna.donations.actions.rows import any_in, insert_rows, update_in
from ouna.donations.errors import GiftNotBookable, GiftReversedAlready, ReversalInvalid
from ouna.donations.models import Gift, Letter, Pledge, Reversal
from ouna.funds.actions import add_promised, add_received, claim, line_data, settle_line, unclaim
from ouna.funds.errors import LineAlreadyClaimed, LineNotBookable
from ouna.funds.models import BankAccount, BankLine, Claim, Fund
from ouna.log import Actor, SealedOpening, action, clock, journal, new_ref, record, record_many, seal
from ouna.log.queries import state_of
from ouna.log.refs import new_refs
from ouna.parties.models import Person

#: Gifts written together: a few statements for each chunk.
CHUNK = 5_000

GIFT_COLUMNS = (
    "ref", "campaign_id", "fund_id", "account_id", "minor", "currency", "booked_on", "line_id", "pledge_id",
    "code", "person_id", "original_minor", "original_currency", "charges_minor", "charges_currency",
    "bank_rate", "state", "left_minor",
)  # fmt: skip
LETTER_COLUMNS = (
    "kind", "about", "person_id", "lang", "created", "not_before", "sent", "tries", "state",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GiftIn:
    """One gift to book: its bank line, the purpose, and whose promise it meets or who gave it, if known.

    `donor` is the giver's name as the bank or the giver wrote it; it stands only in the sealed opening.
    """

    line: BankLine
    fund: Fund
    pledge: Pledge | None = None
    person: Person | None = None
    donor: str = ""


@action
def receive_gift(
    *,
    by: Actor,
    line: BankLine,
    fund: Fund,
    pledge: Pledge | None = None,
    person: Person | None = None,
    donor: str = "",
) -> Gift:
    """Book one gift that has reached our bank account; the letter with its receipt follows by itself.

    Raises: NotPermitted, LineAlreadyClaimed, LineNotBookable, GiftNotBookable, RuleBroken, TextRefused.
    """
    given = GiftIn(line, fund, pledge, person, donor)
    (ref,) = _book(by, [given])
    line.state, line.open_ref = BankLine.State.GIFT, ""
    return Gift.objects.select_related("fund", "account", "line").get(ref=ref)


@action
def receive_gifts(*, by: Actor, gifts: Sequence[GiftIn]) -> list[str]:
    """Book many gifts, in random order in the record; all or none. Returns their refs, in the given order.

    A fixed number of statements per 5,000 gifts, below the ORM. Raises: as `receive_gift`, and
    GiftNotBookable when there is none.
    """
    if not gifts:
        raise GiftNotBookable("There is nothing to book.")
    refs: list[str] = []
    for start in range(0, len(gifts), CHUNK):
        refs += _book(by, gifts[start : start + CHUNK])
    return refs


@dataclass(slots=True)
class _Batch:
    """What one chunk writes."""

    records: list[tuple[GiftReceived, Sequence[SealedOpening]]] = field(default_factory=list)
    gifts: list[Sequence[Any]] = field(default_factory=list)
    claims: list[tuple[int, str]] = field(default_factory=list)
    letters: list[Sequence[Any]] = field(default_factory=list)
    received: list[tuple[int, int, str, int, int, int, int]] = field(default_factory=list)
    met: dict[int, Pledge] = field(default_factory=dict)
    givers: set[int] = field(default_factory=set)


def _book(by: Actor, gifts: Sequence[GiftIn]) -> list[str]:
    accounts = _checked_accounts(by, gifts)
    _check_lines(gifts)
    persons = _persons_of(gifts)
    now = connection.ops.adapt_datetimefield_value(clock.now())
    batch = _Batch()
    homes = {
        pk: _Home(account.ref, account.campaign.ref, account.campaign_id) for pk, account in accounts.items()
    }
    refs, codes = new_refs("gift", len(gifts)), rules.make_codes(os.urandom(8 * len(gifts)))
    for given, ref, code in zip(gifts, refs, codes, strict=True):
        _add(batch, given, ref, code, homes[given.line.account_id], persons, now)
    record_many(batch.records, shuffle=len(gifts) > 1)
    insert_rows("donations_gift", GIFT_COLUMNS, batch.gifts)
    insert_rows("funds_claim", ("line_id", "by"), batch.claims)
    insert_rows("donations_letter", LETTER_COLUMNS, batch.letters)
    update_in("funds_bankline", "state = %s, open_ref = ''", ["gift"], (line for line, _ in batch.claims))
    _meet(batch.met.values())
    add_received(batch.received)
    update_in("parties_person", "active_on = %s", [clock.today().isoformat()], batch.givers)
    return [row[0] for row in batch.gifts]


def _checked_accounts(by: Actor, gifts: Sequence[GiftIn]) -> dict[int, BankAccount]:
    """The accounts of the lines, each of a section whose treasurer acts. Raises: NotPermitted."""
    rows = BankAccount.objects.select_related("section", "campaign")
    accounts = rows.in_bulk({g.line.account_id for g in gifts})
    for section in {a.section.ref for a in accounts.values()}:
        rules.check_treasurer(by, section)
    for given in gifts:
        campaign = accounts[given.line.account_id].campaign_id
        if given.fund.campaign_id != campaign or (given.pledge and given.pledge.campaign_id != campaign):
            raise GiftNotBookable("Purpose or promise belong to another campaign than the account.")
    return accounts


def _check_lines(gifts: Sequence[GiftIn]) -> None:
    """Each line is money in and free. Raises: LineNotBookable, LineAlreadyClaimed."""
    lines = [g.line for g in gifts]
    blocked = (BankLine.State.PENDING, BankLine.State.SPLIT)
    if any(line.minor <= 0 or line.state in blocked for line in lines):
        raise LineNotBookable()
    ids = {line.id for line in lines}
    if len(ids) != len(lines) or any_in(Claim._meta.db_table, "line_id", ids):
        raise LineAlreadyClaimed()


def _persons_of(gifts: Sequence[GiftIn]) -> dict[int, Person]:
    """The givers that are known, by id; one query for those known only through their promise."""
    found = {g.person.pk: g.person for g in gifts if g.person}
    missing = {g.pledge.person_id for g in gifts if g.pledge and g.pledge.person_id} - found.keys()
    found.update(Person.objects.in_bulk(missing) if missing else {})
    return {pk: person for pk, person in found.items() if person.erased_on is None}


def _giver(given: GiftIn, persons: dict[int, Person]) -> Person | None:
    if given.person:
        return persons.get(given.person.pk)
    return persons.get(given.pledge.person_id) if given.pledge and given.pledge.person_id else None


@dataclass(frozen=True, slots=True)
class _Home:
    """What all gifts of one account share: its ref, its campaign's ref and id."""

    account: str
    campaign: str
    campaign_id: int


def _add(
    batch: _Batch,
    given: GiftIn,
    ref: str,
    code: str,
    home: _Home,
    persons: dict[int, Person],
    now: object,
) -> None:
    line, fund, pledge = given.line, given.fund, given.pledge
    person = _giver(given, persons)
    line_id, fund_id, account_id, booked = line.id, fund.id, line.account_id, line.booked_on.isoformat()
    whose = seal(
        "donor",
        {
            "gift": ref,
            "name": clean_text(given.donor)[:140],
            "person": person.ref if person else "",
            "reference": pledge.reference if pledge else "",
        },
        # Without a known person the gift has a key of its own: it can be forgotten like any other.
        person.ref if person else ref,
    )
    which = seal("line", line_data(line, home.account), home.account)
    received = GiftReceived(
        ref=ref, campaign=home.campaign, account=home.account, money=line.money,
        booked=booked, line=which.hash, explains=line.open_ref or None,
        fund=fund.ref, donor=whose.hash,
    )  # fmt: skip
    batch.records.append((received, (whose, which)))
    batch.gifts.append((
        ref, home.campaign_id, fund_id, account_id, line.minor, line.currency,
        booked, line_id, pledge.pk if pledge else None, code,
        person.pk if person else None, line.original_minor, line.original_currency, line.charges_minor,
        line.charges_currency, line.bank_rate, "booked", line.minor,
    ))  # fmt: skip
    batch.claims.append((line_id, ref))
    batch.received.append((account_id, fund_id, line.currency, line.minor, 1, 0, 0))
    if pledge:
        batch.met[pledge.pk] = pledge
    if person:
        batch.givers.add(person.pk)
        if person.sealed_email:
            lang = pledge.lang if pledge else person.lang
            batch.letters.append(("receipt", ref, person.pk, lang, now, now, None, 0, "waits"))


def _meet(pledges: Iterable[Pledge]) -> None:
    """What was promised has come: open promises count no more; an expired one is met after all."""
    ids = [p.pk for p in pledges]
    if not ids:
        return
    still = Pledge.objects.filter(pk__in=ids).exclude(state=Pledge.State.WITHDRAWN)
    rows = list(
        still.select_for_update().values_list("pk", "state", "fund_id", "currency", "minor", "counts")
    )
    update_in("donations_pledge", "state = %s", ["met"], (pk for pk, *_ in rows))
    add_promised(
        (fund, currency, -minor, -1)
        for _, state, fund, currency, minor, counts in rows
        if state == Pledge.State.OPEN and counts
    )


@action
def reverse_gift(*, by: Actor, gift: Gift, reason: str, line: BankLine | None = None) -> Reversal:
    """Undo a gift: `returned` by the bank with its outgoing `line` (perhaps a part), or `misbooked`.

    After `misbooked` the bank line waits again as unexplained, with `open_ref` = the reversal's ref; book it
    anew in the same action of your own, so that nothing is publicly unexplained in between.
    Raises: NotPermitted, GiftReversedAlready, ReversalInvalid, LineAlreadyClaimed, RuleBroken.
    """
    gift = Gift.objects.select_related("account__section", "account__campaign", "fund", "line", "pledge").get(
        pk=gift.pk
    )
    rules.check_treasurer(by, gift.account.section.ref)
    if not gift.left_minor:
        raise GiftReversedAlready()
    money, booked = _reversed_money(gift, reason, line)
    rev = new_ref("rev")
    bank = line or gift.line
    opening = seal("line", line_data(bank, gift.account.ref), gift.account.ref)
    record(
        GiftReversed(
            ref=rev, campaign=gift.account.campaign.ref, account=gift.account.ref, money=money,
            booked=booked.isoformat(), line=opening.hash, gift=gift.ref, fund=gift.fund.ref, reason=reason,
            explains=(line.open_ref or None) if line else None,
        ),
        openings=[opening],
    )  # fmt: skip
    undone = Reversal.objects.create(
        ref=rev, gift=gift, reason=reason, minor=money.minor, booked_on=booked, line=line
    )
    gift.left_minor -= money.minor
    gift.state = Gift.State.BOOKED if gift.left_minor else Gift.State.REVERSED
    gift.save(update_fields=["left_minor", "state"])
    add_received([(gift.account_id, gift.fund_id, gift.currency, 0, 0, money.minor, 0)])
    if line:
        claim(line, rev)
        settle_line(line, BankLine.State.RETURN)
    else:
        unclaim(gift.line, gift.ref, open_ref=rev)
        _reopen(gift.pledge)
    if gift.person_id:
        put_letter(Letter.Kind.REVERSED, rev, gift.person, gift.person.lang)
    return undone


def _reversed_money(gift: Gift, reason: str, line: BankLine | None) -> tuple[Money, Any]:
    """How much is undone and on which bank day. Raises: ReversalInvalid."""
    if reason == Reversal.Reason.MISBOOKED:
        if line is not None:
            raise ReversalInvalid("A mistake of ours has no bank line of its own.")
        return gift.left, gift.booked_on
    if reason != Reversal.Reason.RETURNED or line is None:
        raise ReversalInvalid("A return needs the bank line that took the money back.")
    fits = line.account_id == gift.account_id and line.currency == gift.currency
    if not fits or not -gift.left_minor <= line.minor < 0 or line.booked_on < gift.booked_on:
        raise ReversalInvalid()
    return Money(-line.minor, line.currency), line.booked_on


def _reopen(pledge: Pledge | None) -> None:
    """A promise whose only gift was a mistake is waited for again, or has expired meanwhile."""
    if pledge is None or pledge.state != Pledge.State.MET:
        return
    if Gift.objects.filter(pledge=pledge, left_minor__gt=0).exists():
        return
    is_open = pledge.expires_on >= clock.today()
    pledge.state = Pledge.State.OPEN if is_open else Pledge.State.EXPIRED
    pledge.save(update_fields=["state"])
    if is_open and pledge.counts:
        add_promised([(pledge.fund_id, pledge.currency, pledge.minor, 1)])


@action
def adopt_gift(*, by: Actor, line: BankLine, entry: GiftReceived, pledge: Pledge | None = None) -> Gift:
    """Give a gift whose record came back from the published log its row and its bank line again.

    Nothing is recorded: the book has the gift. What it holds by now (`left`) is the book's word. Who gave it
    is known only through a promise; its receipt gets a new code, since the old one is lost.
    Raises: NotPermitted, LineAlreadyClaimed, LineNotBookable.
    """
    account = line.account
    rules.check_treasurer(by, account.section.ref)
    claim(line, entry.ref)
    gift = Gift.objects.create(
        ref=entry.ref, campaign_id=account.campaign_id, account=account,
        fund=Fund.objects.get(ref=entry.fund), minor=entry.money.minor, currency=entry.money.currency,
        booked_on=line.booked_on, line=line, pledge=pledge, code=rules.make_code(os.urandom(8)),
        person=pledge.person if pledge else None, original_minor=line.original_minor,
        original_currency=line.original_currency, charges_minor=line.charges_minor,
        charges_currency=line.charges_currency, bank_rate=line.bank_rate, left_minor=entry.money.minor,
    )  # fmt: skip
    add_received([(account.pk, gift.fund_id, gift.currency, gift.minor, 1, 0, 0)])
    settle_line(line, BankLine.State.GIFT)
    if pledge:
        _meet([pledge])
    _take_left(gift)
    journal("gift.recovered", subject=gift.ref, data={"line": line.ref}, by=by)
    return gift


@action
def adopt_reversal(*, by: Actor, entry: GiftReversed, line: BankLine | None = None) -> None:
    """The same for a reversal: its row, and what is left of its gift, where we have that."""
    gift = Gift.objects.select_related("account__section").filter(ref=entry.gift).first()
    journal("gift_reversal.recovered", subject=entry.ref, data={"line": line.ref if line else ""}, by=by)
    if gift is None:
        return
    rules.check_treasurer(by, gift.account.section.ref)
    Reversal.objects.create(
        ref=entry.ref, gift=gift, reason=entry.reason, minor=entry.money.minor,
        booked_on=date.fromisoformat(entry.booked), line=line,
    )  # fmt: skip
    _take_left(gift)


def _take_left(gift: Gift) -> None:
    """What the book says is left of the gift."""
    state = state_of(gift.ref)
    assert isinstance(state, GiftState)
    undone = gift.left_minor - state.left
    if undone:
        gift.left_minor = state.left
        gift.state = Gift.State.BOOKED if state.left else Gift.State.REVERSED
        gift.save(update_fields=["left_minor", "state"])
        add_received([(gift.account_id, gift.fund_id, gift.currency, 0, 0, undone, 0)])
