"""Invariants of gifts and promises: the tables of people's work say what the book says."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from ouna.core.book import Gift as GiftState
from ouna.donations.models import Gift, Pledge, Reversal
from ouna.funds.models import Claim, Promised, Received
from ouna.log import queries as log
from ouna.log.checks import snapshot
from ouna.log.models import Entry
from ouna.log.monitor import Finding

PAGE = 5_000


def checks() -> Iterator[Finding]:
    """Gifts equal the book, hold their lines, and sums kept equal sums counted."""
    with snapshot():
        yield from gifts_equal_the_book()
        yield from gifts_hold_their_lines()
        yield from kept_sums()
        yield from promises()


def gifts_equal_the_book() -> Iterator[Finding]:
    """Each gift is in the book with account, purpose, sum and what is left; and none is missing here."""
    count, last = 0, 0
    rows = Gift.objects.order_by("pk").values_list(
        "pk",
        "ref",
        "account__ref",
        "fund__ref",
        "currency",
        "minor",
        "left_minor",
        "campaign__ref",
        "booked_on",
    )
    while page := list(rows.filter(pk__gt=last)[:PAGE]):
        last = page[-1][0]
        count += len(page)
        states = log.states_of(row[1] for row in page)
        for _pk, ref, account, fund, currency, minor, left, campaign, day in page:
            wanted = (campaign, account, fund, currency, minor, left, day.isoformat())
            state = states.get(ref)
            if not isinstance(state, GiftState) or _told(state) != wanted:
                yield Finding(ref, "The gift differs from the book.")
    in_book = log.entries(kind="gift.received").count() + unnumbered()
    if in_book != count:
        yield Finding("donations.gift", f"The book has {in_book} gifts, the table {count}.")


def _told(state: GiftState) -> tuple[str, str, str, str, int, int, str]:
    """What the book says of a gift, as our row has it."""
    return state.campaign, state.account, state.fund, state.currency, state.minor, state.left, state.booked


def unnumbered() -> int:
    """Gifts recorded in the last moment, whose entries have no number yet."""
    return Entry.objects.filter(kind="gift.received", place__isnull=True).count()


def gifts_hold_their_lines() -> Iterator[Finding]:
    """A gift that was not booked by mistake claims its bank line, with the same account, day and sum."""
    mistaken = Reversal.objects.filter(gift=OuterRef("pk"), reason=Reversal.Reason.MISBOOKED)
    held = Claim.objects.filter(line=OuterRef("line"), by=OuterRef("ref"))
    for ref in Gift.objects.filter(~Exists(mistaken), ~Exists(held)).values_list("ref", flat=True)[:100]:
        yield Finding(ref, "The gift does not hold its bank line.")
    for ref in Gift.objects.filter(Exists(mistaken), Exists(held)).values_list("ref", flat=True)[:100]:
        yield Finding(ref, "A gift booked by mistake still holds a bank line.")
    same = Q(
        line__account=F("account"), line__minor=F("minor"), line__currency=F("currency"),
        line__booked_on=F("booked_on"),
    )  # fmt: skip
    for ref in Gift.objects.exclude(same).values_list("ref", flat=True)[:100]:
        yield Finding(ref, "The gift differs from its bank line.")
    totals = Gift.objects.annotate(undone=Sum("reversals__minor", default=0))
    for ref in totals.exclude(minor=F("left_minor") + F("undone")).values_list("ref", flat=True)[:100]:
        yield Finding(ref, "What is left of the gift is not its sum less its reversals.")


def kept_sums() -> Iterator[Finding]:
    """Sums kept per account and purpose equal the gifts."""
    counted = {
        (account, fund, currency): (minor, left, n)
        for account, fund, currency, minor, left, n in Gift.objects.order_by()
        .values_list("account", "fund", "currency")
        .annotate(m=Sum("minor"), left=Sum("left_minor"), n=Count("pk"))
    }
    for row in Received.objects.all():
        minor, left, n = counted.pop((row.account_id, row.fund_id, row.currency), (0, 0, 0))
        if (row.minor, row.reversed_minor, row.count) != (minor, minor - left, n):
            yield Finding(f"funds_received {row.pk}", "The sum kept for an account and purpose is wrong.")
    for _key in counted:
        yield Finding("funds_received", "A sum for an account and purpose is missing.")


def promises() -> Iterator[Finding]:
    """Open promises add up to what is kept; met ones have a gift."""
    counted = {
        (fund, currency): (minor, n)
        for fund, currency, minor, n in Pledge.objects.filter(state=Pledge.State.OPEN, counts=True)
        .order_by()
        .values_list("fund", "currency")
        .annotate(m=Sum("minor"), n=Count("pk"))
    }
    for row in Promised.objects.all():
        if (row.minor, row.count) != counted.pop((row.fund_id, row.currency), (0, 0)):
            yield Finding(f"funds_promised {row.pk}", "The sum kept of promises is wrong.")
    for _key in counted:
        yield Finding("funds_promised", "A sum of promises is missing.")
    gift = Gift.objects.filter(pledge=OuterRef("pk"))
    for ref in Pledge.objects.filter(~Exists(gift), state=Pledge.State.MET).values_list("ref", flat=True)[
        :100
    ]:
        yield Finding(ref, "The promise is called met, and no gift belongs to it.")
