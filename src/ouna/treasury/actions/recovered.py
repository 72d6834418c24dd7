"""After `ouna log recover`: bank lines meet the records that were taken back from the published log.

Such a record is in the book; what is gone is what belongs to it here: its line, its gift, its transfer. Its
commitment to the line cannot be opened any more, so account, bank's day and sum decide which line it was;
among equal ones that changes no balance and no count. Booked anew, the money would be counted twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ouna.core.book import (
    CorrectionMade,
    CreditUnexplained,
    DebitUnexplained,
    FeeCharged,
    FundBroughtIn,
    GiftReceived,
    GiftReversed,
    InterestReceived,
    LineRecord,
    PaymentReturned,
    PaymentSent,
    TransferArrived,
    TransferSent,
    decode,
)
from ouna.donations.actions import adopt_gift, adopt_reversal
from ouna.donations.models import Pledge
from ouna.funds.actions import add_received, claim, settle_line, unclaim
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.log import Actor, journal, new_ref
from ouna.log.models import BookMove, JournalFact
from ouna.log.queries import RECOVERED, has_recovered, recovered
from ouna.treasury.models import Transfer

ADOPTED = "record.recovered"
STATES: dict[type[LineRecord], str] = {
    FeeCharged: BankLine.State.FEE,
    InterestReceived: BankLine.State.INTEREST,
    FundBroughtIn: BankLine.State.BEFORE,
    TransferSent: BankLine.State.TRANSFER,
    TransferArrived: BankLine.State.TRANSFER,
    GiftReversed: BankLine.State.RETURN,
    PaymentSent: BankLine.State.PAYMENT,
    PaymentReturned: BankLine.State.RETURN,
}
Key = tuple[date, int]


def meet_recovered(
    by: Actor, account: BankAccount, lines: Sequence[BankLine], pledges: Mapping[int, Pledge]
) -> list[BankLine]:
    """Tie waiting lines to the recovered records that stand for them; returns the lines that are left.

    `pledges`: line id → the promise its reference names; such a line takes a gift of that purpose first.
    Call inside an action.
    """
    if not lines or not has_recovered():
        return list(lines)
    held = _held(account, lines)
    if not held:
        return list(lines)
    later = _Later()
    taken: set[int] = set()
    # Gifts before their returns; lines with a promise before those that take whatever is left.
    for line in sorted(lines, key=lambda each: (each.minor < 0, each.id not in pledges, each.id)):
        offered = held.get((line.booked_on, line.minor))
        if offered:
            pledge = pledges.get(line.id)
            entry = _chosen(offered, pledge)
            offered.remove(entry)
            _tie(by, line, entry, pledge, later)
            taken.add(line.id)
    return [line for line in lines if line.id not in taken]


def meet_recovered_opening(by: Actor, account: BankAccount, day: date, source: str) -> None:
    """Tie recovered records of money from before these books to lines of their own on that day.

    No bank file holds such a line: asked again for the purposes of the opening, the treasurer would bring the
    same money in a second time. Call inside an action.
    """
    if not has_recovered():
        return
    moves = BookMove.objects.filter(
        of=account.ref, day=day, entry__by=RECOVERED, entry__kind=FundBroughtIn.KIND
    ).select_related("entry")
    refs = [move.entry.ref for move in moves]
    met = set(JournalFact.objects.filter(kind=ADOPTED, subject__in=refs).values_list("subject", flat=True))
    later = _Later()
    for nth, move in enumerate(moves.order_by("entry_id"), start=1):
        entry = decode(bytes(move.entry.data))
        if not isinstance(entry, FundBroughtIn) or entry.ref in met:
            continue
        line = BankLine.objects.create(
            ref=new_ref("line"),
            account=account,
            booked_on=day,
            currency=account.currency,
            minor=entry.money.minor,
            nth=nth,
            source=source,
        )
        _tie(by, line, entry, None, later)


def _held(account: BankAccount, lines: Sequence[BankLine]) -> dict[Key, list[LineRecord]]:
    """(day, signed sum) → recovered records of the account that stand for a line and have none yet."""
    days = [line.booked_on for line in lines]
    moves = BookMove.objects.filter(
        of=account.ref, day__gte=min(days), day__lte=max(days), entry__by=RECOVERED
    ).select_related("entry")
    found: dict[Key, list[LineRecord]] = defaultdict(list)
    rows = list(moves.order_by("entry_id"))
    refs = [move.entry.ref for move in rows]
    met = set(JournalFact.objects.filter(kind=ADOPTED, subject__in=refs).values_list("subject", flat=True))
    for move in rows:
        entry = decode(bytes(move.entry.data))
        if isinstance(entry, LineRecord) and entry.ref not in met:
            found[(move.day, move.minor)].append(entry)
    return found


def _chosen(offered: list[LineRecord], pledge: Pledge | None) -> LineRecord:
    if pledge is not None:
        for entry in offered:
            if isinstance(entry, GiftReceived) and entry.fund == pledge.fund.ref:
                return entry
    return offered[0]


class _Later:
    """What recovered records say about earlier ones: what explains, undoes or corrects them."""

    def __init__(self) -> None:
        self.explains: dict[str, list[LineRecord]] = defaultdict(list)
        self.misbooked: dict[str, GiftReversed] = {}
        self.corrected: dict[str, Any] = {}
        self.arrived: dict[str, TransferArrived] = {}
        for data in recovered().order_by("id").values_list("data", flat=True):
            self._take(decode(bytes(data)))

    def _take(self, entry: object) -> None:
        if isinstance(entry, CorrectionMade):
            self.corrected[entry.corrects] = entry.replacement
        if isinstance(entry, LineRecord) and entry.explains:
            self.explains[entry.explains].append(entry)
        if isinstance(entry, GiftReversed) and entry.reason == "misbooked":
            self.misbooked[entry.gift] = entry
        if isinstance(entry, TransferArrived):
            self.arrived[entry.transfer] = entry

    def next(self, entry: LineRecord) -> LineRecord | None:
        """The record under which the whole line lies after this one; None if it lies here, or in parts."""
        follower = self.misbooked.get(entry.ref) or self.corrected.get(entry.ref)
        told = self.explains.get(entry.ref, [])
        if follower is None and len(told) == 1:
            follower = told[0]
        if isinstance(follower, LineRecord) and follower.money == entry.money:
            return follower
        return None


def _tie(by: Actor, line: BankLine, first: LineRecord, pledge: Pledge | None, later: _Later) -> None:
    """Follow the line from its first record to where it lies now, and put it there."""
    entry: LineRecord = first
    while (after := later.next(entry)) is not None:
        _passed(by, line, entry, after)
        entry = after
    journal(ADOPTED, subject=first.ref, data={"line": line.ref, "record": entry.ref}, by=by)
    if isinstance(entry, GiftReceived):
        adopt_gift(by=by, line=line, entry=entry, pledge=pledge)
    elif _is_open(entry):
        line.state, line.open_ref = BankLine.State.UNEXPLAINED, entry.ref
        line.save(update_fields=["state", "open_ref"])
    else:
        claim(line, entry.ref)
        settle_line(line, STATES[type(entry)])
        _add_rows(by, line, entry, later)


def _is_open(entry: LineRecord) -> bool:
    """Whether the record leaves its line unexplained."""
    misbooked = isinstance(entry, GiftReversed) and entry.reason == "misbooked"
    return misbooked or isinstance(entry, (CreditUnexplained, DebitUnexplained))


def _passed(by: Actor, line: BankLine, entry: LineRecord, after: LineRecord) -> None:
    """A gift that was undone keeps its row, so that its receipt says so."""
    if isinstance(entry, GiftReceived) and isinstance(after, GiftReversed):
        adopt_gift(by=by, line=line, entry=entry)
        adopt_reversal(by=by, entry=after)
        unclaim(line, entry.ref, open_ref=after.ref)


def _add_rows(by: Actor, line: BankLine, entry: LineRecord, later: _Later) -> None:
    """The rows that the treasurer's desk keeps beside the record."""
    account = line.account
    if isinstance(entry, GiftReversed):
        adopt_reversal(by=by, entry=entry, line=line)
    elif isinstance(entry, FundBroughtIn):
        fund = Fund.objects.get(ref=entry.fund)
        add_received([(account.pk, fund.pk, line.currency, 0, 0, 0, line.minor)])
    elif isinstance(entry, TransferArrived):
        sent = Transfer.objects.filter(ref=entry.transfer)
        sent.update(arrived_on=line.booked_on, arrival_ref=entry.ref)
    elif isinstance(entry, TransferSent):
        arrival = later.arrived.get(entry.ref)
        Transfer.objects.create(
            ref=entry.ref,
            source=account,
            target=BankAccount.objects.get(ref=entry.target),
            minor=-line.minor,
            currency=line.currency,
            sent_on=line.booked_on,
            arrived_on=date.fromisoformat(arrival.booked) if arrival else None,
            arrival_ref=arrival.ref if arrival else "",
        )
