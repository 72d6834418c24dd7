"""Invariants of the treasury: bank = book where the bank stated, every line in exactly one state."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Count, F, Q, Sum

from ouna.core.bank import sha256_of
from ouna.core.errors import OunaError
from ouna.core.values import parse_json
from ouna.funds.models import BankAccount, BankLine
from ouna.log import open_opening
from ouna.log.models import Entry
from ouna.log.monitor import Finding
from ouna.log.queries import RECOVERED, balance
from ouna.treasury import archive
from ouna.treasury.actions.stating import waiting_sums
from ouna.treasury.models import BankStated, Statement, StatementFile
from ouna.treasury.queries.accounts import statements_in_chain

BOOKED = ("gift", "fee", "interest", "before", "transfer", "return")


def checks() -> Iterator[Finding]:
    """Findings of the treasury."""
    yield from _states()
    yield from _splits()
    yield from _bank_is_book()
    yield from _statements()
    yield from _archived()
    yield from _stated()


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
        if book + came - went != last.closing_minor and _is_whole(chain):
            yield Finding(
                f"account {account.ref}", "The bank's balance is not what is booked and what waits."
            )


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
