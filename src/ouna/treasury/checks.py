"""Invariants of the treasury: bank = book where the bank stated, every line in exactly one state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Count, F, Q, Sum

from ouna.core.bank import sha256_of
from ouna.core.book import PaymentReturned, PaymentSent
from ouna.core.book.stated import WAIT_DAYS
from ouna.core.errors import OunaError
from ouna.core.values import parse_json
from ouna.donations.models import Reversal
from ouna.funds.models import BankAccount, BankLine, Claim
from ouna.funds.queries import iban_key
from ouna.log import clock, open_opening
from ouna.log.models import Entry
from ouna.log.monitor import Finding
from ouna.log.queries import RECOVERED, balance
from ouna.spending.models import Payment, Return
from ouna.treasury import archive
from ouna.treasury.actions.opening import opening_of
from ouna.treasury.actions.stating import waiting_sums
from ouna.treasury.models import BankStated, Statement, StatementFile, Transfer
from ouna.treasury.queries.accounts import statements_in_chain
from ouna.treasury.queries.orders import carries_order, payee_key, written_id
from ouna.treasury.rules import is_charge

NOT_THE_BANKS = "The bank's balance is not what is booked and what waits."
NOT_DIVIDED = "The balance from before these books is not divided among the purposes yet."
#: As many records are looked at at once.
CHUNK = 500

BOOKED = ("gift", "fee", "interest", "before", "transfer", "payment", "return")
#: Records of a bank line that only an order makes possible → the sign of their line.
ORDERED = {PaymentSent.KIND: -1, PaymentReturned.KIND: 1}


def checks() -> Iterator[Finding]:
    """Findings of the treasury."""
    yield from _states()
    yield from _splits()
    yield from _bank_is_book()
    yield from _statements()
    yield from _archived()
    yield from _stated()
    yield from _payments()
    yield from _as_ordered()
    yield from _other_side()


def _archived() -> Iterator[Finding]:
    """Each file that came is in the archive, whole."""
    for ref, sha256 in StatementFile.objects.order_by("pk").values_list("ref", "sha256"):
        if not _is_whole_file(sha256):
            yield Finding(f"bank file {ref}", "The file in the archive is missing or was altered.")


def _is_whole_file(sha256: str) -> bool:
    try:
        return sha256_of(archive.get_file(sha256)) == sha256
    except OunaError:
        return False


def _stated() -> Iterator[Finding]:
    """What the record says a bank stated is here, and so is the statement that it commits to."""
    ours = {
        row.record_ref: (row.account.ref, row.day.isoformat(), row.closing_minor)
        for row in BankStated.objects.select_related("account")
    }
    here = {
        (sha256, position): account
        for sha256, position, account in Statement.objects.values_list(
            "file__sha256", "position", "account__ref"
        )
    }
    # After a recovery neither row nor opening is left; the files are imported again.
    rows = Entry.objects.filter(kind="account.stated").exclude(by=RECOVERED).order_by("pk")
    for ref, data in rows.values_list("ref", "data"):
        told = parse_json(bytes(data))
        if ours.get(ref) != (told["account"], told["day"], told["closing"]["minor"]):
            yield Finding(ref, "The balance that the bank stated differs here, or is missing.")
        # An opening that is gone or altered is a finding of the log's own check.
        opened = open_opening(ref, "statement")
        if opened and here.get((opened["file"], opened["position"])) != told["account"]:
            yield Finding(ref, "The bank's statement that this entry commits to is missing.")


def _payments() -> Iterator[Finding]:
    """Each recorded payment and return has the bank line it claims, of its sum, day and account."""
    rows = Entry.objects.filter(kind__in=ORDERED).exclude(by=RECOVERED).order_by("pk")
    for start in range(0, rows.count(), CHUNK):
        told = [
            parse_json(bytes(data)) for data in rows.values_list("data", flat=True)[start : start + CHUNK]
        ]
        refs = [record["ref"] for record in told]
        claims = {c.by: c.line for c in Claim.objects.filter(by__in=refs).select_related("line__account")}
        here = _kept(refs)
        for record in told:
            line, money = claims.get(record["ref"]), record["money"]
            wanted = (record["account"], record["booked"], money["currency"], money["minor"])
            sign = ORDERED[record["kind"]]
            if line is None or _seen(line, sign) != wanted:
                yield Finding(record["ref"], "The bank line of this payment differs here, or is missing.")
            elif here.get(record["ref"]) != (line.pk, money["minor"]):
                yield Finding(record["ref"], "The payment as kept here differs from the record.")
            elif line.state not in (BankLine.State.PAYMENT, BankLine.State.RETURN):
                yield Finding(record["ref"], "The bank line of this payment is booked as something else.")


def _seen(line: BankLine, sign: int) -> tuple[str, str, str, int]:
    return line.account.ref, line.booked_on.isoformat(), line.currency, sign * line.minor


def _kept(refs: list[str]) -> dict[str, tuple[int, int]]:
    """Ref of a payment or return → its line and sum, as the rows have them."""
    found = dict[str, tuple[int, int]]()
    for model in (Payment, Return):
        rows = model.objects.filter(ref__in=refs).values_list("ref", "line", "minor")
        found |= {ref: (line, minor) for ref, line, minor in rows}
    return found


def _as_ordered() -> Iterator[Finding]:
    """A line that carries an order's number is that order's payment or return, or waits."""
    settled = BankLine.objects.filter(end_to_end__startswith="ORD", state__in=BOOKED)
    others = settled.exclude(state=BankLine.State.PAYMENT).exclude(claim__by__startswith="back_")
    for line in others.select_related("parent"):
        if carries_order(line):
            yield Finding(
                f"bank line {line.ref}", "It carries an order’s number and is booked as something else."
            )
    for payment in Payment.objects.select_related("order__payee", "line__parent"):
        if written_id(payment.line) not in ("", payment.order.end_to_end):
            yield Finding(payment.ref, "Its bank line carries the number of another order.")
        if payee_key(payment.line) not in ("", payment.order.payee.account_key):
            yield Finding(payment.ref, "Its money went to another account than was signed.")


def _other_side() -> Iterator[Finding]:
    """What was booked while the bank told no account, and another file told one later: to whom it went.

    Else a file from which the accounts were cut would open a way past the desk.
    """
    what = "It went to another account than it was booked for."
    lines = BankLine.objects.exclude(iban_key="").filter(minor__lt=0)
    for line in lines.filter(state=BankLine.State.FEE).only("ref", "minor", "bank_code"):
        if not is_charge(line.minor, line.bank_code):
            yield Finding(f"bank line {line.ref}", what)
    returned = Reversal.objects.exclude(line__iban_key="").exclude(gift__line__iban_key="")
    for ref in returned.exclude(line__iban_key=F("gift__line__iban_key")).values_list("ref", flat=True):
        yield Finding(ref, what)
    sent = {t.ref: t for t in Transfer.objects.filter(undone=False).select_related("target")}
    claims = Claim.objects.filter(by__startswith="xfer_", line__in=lines).values_list("by", "line__iban_key")
    for ref, key in claims:
        if ref in sent and key not in {iban_key(number) for number in sent[ref].target.ids}:
            yield Finding(ref, what)


def _states() -> Iterator[Finding]:
    """A booked line has one claim, any other has none."""
    wrong = BankLine.objects.filter(
        Q(state__in=BOOKED, claim=None) | (~Q(state__in=BOOKED) & Q(claim__isnull=False))
    )
    for ref in wrong.values_list("ref", flat=True)[:50]:
        yield Finding(f"bank line {ref}", "Its state does not fit its booking.")


def _splits() -> Iterator[Finding]:
    """The parts of a split line add up to it."""
    wrong = (
        BankLine.objects.filter(state=BankLine.State.SPLIT)
        .annotate(whole=Sum("parts__minor"), n=Count("parts"))
        .exclude(whole=F("minor"))
    )
    for ref in wrong.values_list("ref", flat=True)[:50]:
        yield Finding(f"bank line {ref}", "Its parts do not add up to it.")


def _bank_is_book() -> Iterator[Finding]:
    """What the bank stated last is what is booked and what waits, unless statements are missing."""
    for account in BankAccount.objects.filter(announced_on__isnull=False):
        chain = statements_in_chain(account)
        if not chain:
            continue
        last = chain[-1]
        came, went = waiting_sums(account, last.last_day)
        book = balance(account.ref, account.currency, last.last_day)
        difference = last.closing_minor - (book + came - went)
        if not difference or not _is_whole(chain):
            continue
        what = NOT_DIVIDED if _is_undivided(account, difference) else NOT_THE_BANKS
        yield Finding(f"account {account.ref}", what, waits=what == NOT_DIVIDED)


def _is_undivided(account: BankAccount, difference: int) -> bool:
    """Whether all that is missing in the book is the opening of the first statement, which came lately.

    One cent more or less is a difference like any other; and what nobody divides for a month is one too.
    """
    first = opening_of(account)
    if first is None or (first.opening_minor or 0) <= 0 or difference != first.opening_minor:
        return False
    return (clock.now() - first.file.at).days <= WAIT_DAYS


def _is_whole(chain: list[Statement]) -> bool:
    """Whether the statements follow each other without a gap, from an opening of nothing or one booked."""
    return all(b.opening_minor == a.closing_minor for a, b in pairwise(chain))


def _statements() -> Iterator[Finding]:
    """A booked statement's lines add up to the way from its opening to its closing."""
    wrong = (
        Statement.objects.filter(
            state=Statement.State.BOOKED, opening_minor__isnull=False, closing_minor__isnull=False
        )
        .annotate(moved=Sum("lines__minor"))
        .exclude(closing_minor=F("opening_minor") + F("moved"))
        .exclude(moved=None, closing_minor=F("opening_minor"))
    )
    for ref in wrong.values_list("ref", flat=True)[:50]:
        yield Finding(f"statement {ref}", "Its lines do not lead from its opening to its closing.")
