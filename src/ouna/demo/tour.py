"""The tour: what a visitor has seen and done, told from the books themselves where they can tell."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from ouna.core.book import TRANSIT_DAYS
from ouna.core.tlog import decode_bundle, encode_bundle, entries_path
from ouna.core.values import Money, canonical, parse_canonical
from ouna.demo import day, forgery, roof, sheet
from ouna.demo.files import DemoLine
from ouna.donations.models import Pledge
from ouna.funds.models import BankAccount, BankLine
from ouna.log import clock
from ouna.spending.models import Order
from ouna.treasury.models import Statement, Transfer
from ouna.treasury.queries.orders import open_orders, payee_of
from ouna.verify.book import Wanted, verify_book
from ouna.verify.report import Report
from ouna.verify.source import source_of
from ouna.verify.trust import asked_of

#: Steps a visitor ticks by going there; the others are told by what is in the books.
BY_VISIT = {"home", "receipt", "check"}


def state() -> dict[str, Any]:
    """What the builder left: D and the German balance of that morning. Empty while nothing is built."""
    path = Path(settings.VAR) / "demo.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def demo_day() -> date | None:
    """D, the day the demo was built for."""
    kept = state()
    return date.fromisoformat(kept["d"]) if kept else None


def files_dir() -> Path:
    """The bank files a visitor imports."""
    return Path(settings.VAR) / "demo-files"


def too_long_on_the_way() -> bool:
    """Whether the transfer of the sheet is a finding by now: nobody has imported the German file in time.

    The books of the demo keep the rules of real ones, so the finding is right; the page says what to do.
    """
    d = demo_day()
    german = BankAccount.objects.filter(iban=sheet.SECTIONS[0].iban).first()
    waits = Transfer.objects.filter(target=german, arrived_on=None, undone=False)
    sent = waits.order_by("sent_on").values_list("sent_on", flat=True).first()
    return d is not None and sent is not None and (clock.today() - sent).days > TRANSIT_DAYS


def visitor_pledges() -> list[Pledge]:
    """Open promises made on the tour: all that the builder did not make."""
    built = state().get("pledges", 0)
    return list(
        Pledge.objects.filter(pk__gt=built, state=Pledge.State.OPEN).select_related(
            "account__section", "fund"
        )
    )


def let_a_night_pass() -> int:
    """What the bank writes overnight: a line for each German promise of the visitor, and for each order.

    They stand in the file of D; once that is imported, in a later one, and each in one imported file only.
    Returns how many lines.
    """
    kept = state()
    d = date.fromisoformat(kept["d"])
    last = _imported(d)
    orders = _unshown()
    if last is None:
        # No bank books a transfer before it was ordered: what came later stands in a later file.
        on = day.weekday_before(d)
        orders = [o for o in orders if o.made_at.date() <= on]
    else:
        # Some banks book on weekends, too.
        on = max([day.booked_on(last.last_day, clock.today()), *(o.made_at.date() for o in orders)])
    lines = (*_promised(on), *_ordered(on, orders))
    if last is None:
        day.write_files(d, int(kept["opening"]), files_dir(), lines)
    elif lines:
        day.write_later(on, last, files_dir(), lines)
    return len(lines)


def _imported(d: date) -> day.Closed | None:
    """The newest German statement, if that of D is booked."""
    rows = Statement.objects.filter(account__iban=sheet.SECTIONS[0].iban, state="booked")
    row = rows.filter(last_day__gte=day.weekday_before(d)).order_by("-last_day", "-pk").first()
    if row is None or row.closing_minor is None:
        return None
    return day.Closed(row.last_day, row.closing_minor, rows.count())


def _shown(field: str) -> set[str]:
    """The numbers of this kind on the lines of the German account that are imported."""
    rows = BankLine.objects.filter(account__iban=sheet.SECTIONS[0].iban).exclude(**{field: ""})
    return set(rows.values_list(field, flat=True))


def _promised(on: date) -> list[DemoLine]:
    shown = _shown("end_to_end")
    own = [p for p in visitor_pledges() if p.account.section.country == "DE" and f"V-{p.pk}" not in shown]
    return [
        DemoLine(on, p.minor, "A visitor of the tour", reference=p.reference, end_to_end=f"V-{p.pk}")
        for p in own
    ]


def _unshown() -> list[Order]:
    """What the treasurer has ordered from the German account and no imported statement has shown yet.

    A line that nobody has booked leaves its order open: the bank does not pay it once more.
    """
    german = BankAccount.objects.filter(iban=sheet.SECTIONS[0].iban).first()
    shown = _shown("end_to_end") | _shown("bank_ref")
    return [o for o in open_orders(german) if not {o.end_to_end, _slip(o)} & shown] if german else []


def _slip(order: Order) -> str:
    """The bank's own number of a withdrawal: cash does not carry the order's."""
    return f"CASH-{order.pk}"


def _ordered(on: date, orders: list[Order]) -> list[DemoLine]:
    """The bank's debits for these orders."""
    lines = []
    for order in orders:
        payee = payee_of(order)
        if payee is None:
            continue
        if payee.account:
            told = {"end_to_end": order.end_to_end, "code": day.SENT}
            line = DemoLine(on, -order.minor, payee.latin, payee.account, **told)
        else:
            line = DemoLine(on, -order.minor, text=day.COUNTER, bank_ref=_slip(order), code=day.CASH)
        lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class Progress:
    """Which of the eight steps are done, by key."""

    done: frozenset[str]

    def __contains__(self, key: str) -> bool:
        return key in self.done


def progress(visited: frozenset[str]) -> Progress:
    """`visited`: keys the visitor's cookie holds."""
    done = {"box"} | (visited & BY_VISIT) | (visited & {"cheat"})
    if Pledge.objects.filter(pk__gt=state().get("pledges", 0)).exists():
        done.add("give")
    german = BankAccount.objects.filter(iban=sheet.SECTIONS[0].iban).first()
    d = demo_day()
    if (
        german
        and d
        and Statement.objects.filter(
            account=german, state="booked", last_day__gte=day.weekday_before(d)
        ).exists()
    ):
        done.add("night")
    if roof.has_signed():
        done.add("sign")
    return Progress(frozenset(done))


# Check, and cheat --------------------------------------------------------------------------------


def check(folder: Path) -> Report:
    """Run the outsider's verifier on a folder of books."""
    return verify_book(source_of(str(folder)), Wanted(asked_of(None, None)))


@dataclass(frozen=True, slots=True)
class Cheat:
    """One cent, changed in a copy of the books: where, from what to what, and what the check says."""

    page: int
    before: Money
    after: Money
    report: Report


def cheat() -> Cheat:
    """Copy the books, add one cent to a gift in the copy, and check the copy."""
    copy = forgery.copy_books("cheated-books")
    size = int((copy / "checkpoint").read_text().split("\n")[1])
    page, before, after = _change_one_cent(copy, size)
    return Cheat(page, before, after, check(copy))


def _change_one_cent(copy: Path, size: int) -> tuple[int, Money, Money]:
    """Change the newest gift of the last bundle that holds one."""
    for bundle in range((size - 1) // 256, -1, -1):
        width = min(256, size - bundle * 256)
        path = copy / entries_path(bundle, width)
        entries = decode_bundle(path.read_bytes(), width)
        for index in range(width - 1, -1, -1):
            record = parse_canonical(entries[index])
            if record["kind"] != "gift.received":
                continue
            before = Money.of(record["money"])
            after = Money(before.minor + 1, before.currency)
            entries[index] = canonical({**record, "money": after.as_data()})
            path.write_bytes(encode_bundle(entries))
            return bundle * 256 + index, before, after
    raise LookupError("The books hold no gift.")
