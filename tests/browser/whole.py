"""What others do for the journey of a whole payment: sign with keys in files, change rows of the database.

Run as a program inside an installation: `python -m tests.browser.whole`. It answers each line
`STEP ARGUMENTS…` on standard input by one line of JSON, until the input ends.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

#: What the last `tamper` changed: (model, key, fields as they were).
_kept: list[tuple[Any, Any, dict[str, Any]]] = []


def sign_list(ref: str) -> int:
    """Four trustees of today sign a list of trustees with the keys that they keep in files."""
    from ouna.demo import keys
    from ouna.log.sequencer import run_once
    from ouna.parties.models import User
    from ouna.parties.queries import actor_of
    from ouna.quorum.models import Signer
    from ouna.quorum.queries import document_of

    run_once()
    players = ("maryam", "salma", "habib", "nur")
    for player in players:
        user = User.objects.get(email=f"{player}@talmira.example")
        signer = Signer.objects.get(user=user, side=Signer.TRUSTEE)
        keys.sign(actor_of(user), signer, player, document_of(ref))
        run_once()
    return len(players)


def approvals(ref: str) -> int:
    """How many approvals of a request stand in the public record."""
    from ouna.log.queries import state_of

    return len(state_of(ref).approvals)


def orders(ref: str) -> list[int]:
    """Orders of a request: pages of the record, rows of the desk, payment files of them."""
    from ouna.core.book import Order as OrderState
    from ouna.log.queries import states_of_kind
    from ouna.spending.models import Order, PaymentFile

    pages = [s for s in states_of_kind(OrderState).values() if s.request == ref]
    files = PaymentFile.objects.filter(orders__request__ref=ref).distinct()
    return [len(pages), Order.objects.filter(request__ref=ref).count(), files.count()]


def refs(ref: str) -> list[str]:
    """The account from which is paid, and the payee of a request."""
    from ouna.spending.models import Request

    return [german()["ref"], Request.objects.get(ref=ref).payees.get().ref]


def an_order() -> str:
    """The newest order on the demo that goes by file."""
    from ouna.spending.models import Order

    return str(Order.objects.filter(way="file").order_by("-pk")[0].ref)


def german() -> dict[str, Any]:
    """The account from which is paid, and where its newest statement ends."""
    from ouna.demo import sheet
    from ouna.funds.models import BankAccount
    from ouna.treasury.models import Statement

    account = BankAccount.objects.get(iban=sheet.SECTIONS[0].iban)
    rows = Statement.objects.filter(account=account, state="booked")
    newest = rows.order_by("-last_day", "-pk")[0]
    return {"ref": account.ref, "iban": account.iban, "closing": newest.closing_minor, "count": rows.count()}


# Whoever holds the database ---------------------------------------------------------------------------


def _keep(rows: Any, *fields: str) -> None:
    for row in rows:
        _kept.append((type(row), row.pk, {name: getattr(row, name) for name in fields}))


def tamper(kind: str, ref: str) -> str:
    """Change rows of the database past every action, as well as their owner can; see `CHANGES`.

    Returns the name under which `ouna check` must find it.
    """
    from ouna.log import triggers

    triggers.remove()
    try:
        return CHANGES[kind](ref)
    finally:
        triggers.install()


def mend() -> int:
    """Put all back as it was."""
    from ouna.log import triggers

    count = len(_kept)
    triggers.remove()
    try:
        while _kept:
            model, key, fields = _kept.pop()
            model.objects.filter(pk=key).update(**fields)
    finally:
        triggers.install()
    return count


def insert_approvals(ref: str) -> str:
    """Three trustees seem to have approved, with keys of theirs and pages at which others were approved."""
    from ouna.core.book import Approval
    from ouna.log.models import BookState, Entry
    from ouna.log.queries import state_of
    from ouna.spending.models import Request

    request = Request.objects.get(ref=ref)
    trustees, state = state_of(f"{request.campaign.ref}:trustees"), state_of(ref)
    pages = Entry.objects.filter(kind="request.approved").order_by("-pk").values_list("pk", flat=True)
    keys = {k.trustee: k.key for k in trustees.keys if k.in_force}
    made = tuple(
        Approval(who, key, page - 1) for (who, key), page in zip(sorted(keys.items()), pages, strict=False)
    )
    row = BookState.objects.get(pk=ref)
    _keep([row], "data")
    BookState.objects.filter(pk=ref).update(data=replace(state, approvals=made[:3]).to_json())
    return ref


def lower_the_quorum(ref: str) -> str:
    """One signature is enough for every sum, says the row that keeps the trustees' rules."""
    from ouna.core.quorum import Band
    from ouna.log.models import BookState
    from ouna.log.queries import state_of
    from ouna.spending.models import Request

    name = f"{Request.objects.get(ref=ref).campaign.ref}:trustees"
    row, state = BookState.objects.get(pk=name), state_of(name)
    _keep([row], "data")
    BookState.objects.filter(pk=name).update(data=replace(state, bands=(Band("EUR", 1),)).to_json())
    return name


def change_amount(ref: str) -> str:
    """A higher sum in the page of the record, in the book's state and at the desk, alike."""
    from ouna.core.values import Money

    return _rewrite(ref, lambda made: replace(made, limit=Money(made.limit.minor + 150_000, "EUR"),
                                       money=Money(made.money.minor + 150_000, "EUR")))  # fmt: skip


def change_bank(ref: str) -> str:
    """Another payee's account, sealed and committed to as the owner of the sealing key can."""
    from tests.spending.test_changed import redirect_payee

    from ouna.spending.models import Request

    return _rewrite(ref, lambda made: redirect_payee(Request.objects.get(ref=ref), made))


def order_again(ref: str) -> str:
    """Nothing was ordered yet, say the rows of the request and of its order."""
    from ouna.core.book import Order as OrderState
    from ouna.log.models import BookState
    from ouna.log.queries import state_of, states_of_kind

    made = [r for r, s in states_of_kind(OrderState).items() if s.request == ref]
    _keep(BookState.objects.filter(pk__in=[ref, *made]), "data")
    request = replace(state_of(ref), ordered=0, first="", month="", in_month=0)
    BookState.objects.filter(pk=ref).update(data=request.to_json())
    for order in made:
        never = replace(state_of(order), status="failed")
        BookState.objects.filter(pk=order).update(data=never.to_json())
    return ref


def _rewrite(ref: str, change: Callable[[Any], Any]) -> str:
    from tests.spending.test_changed import WRITERS

    from ouna.core.book import decode
    from ouna.log.models import BookState, Entry, Opening
    from ouna.spending.models import Payee, Request

    request = Request.objects.get(ref=ref)
    _keep(Entry.objects.filter(ref=ref), "data")
    _keep(BookState.objects.filter(pk=ref), "data")
    _keep(Opening.objects.filter(entry__ref=ref), "sealed")
    _keep([request], "limit_minor", "money_minor")
    _keep(Payee.objects.filter(request=request), "payee_hash", "bank_hash")
    made = change(decode(bytes(Entry.objects.get(ref=ref).data)))
    for writer in WRITERS:
        writer(request, made)
    return ref


CHANGES: dict[str, Callable[[str], str]] = {
    "approvals": insert_approvals,
    "quorum": lower_the_quorum,
    "amount": change_amount,
    "bank": change_bank,
    "again": order_again,
}


def check() -> list[Any]:
    """`ouna check`: how it ends, and what it says."""
    from click.testing import CliRunner

    from ouna.cli.books import check as command

    done = CliRunner().invoke(command)
    return [done.exit_code, done.output]


def forge() -> list[str]:
    """A payment that too few have signed, as a page of copied books sealed with the record's own key.

    Returns the folder and the number of the page.
    """
    from ouna.demo import forgery, roof, sheet
    from ouna.funds.models import BankAccount

    account, tried = BankAccount.objects.get(iban=sheet.SECTIONS[0].iban), roof.unapproved()
    assert tried is not None
    copy = forgery.copy_books("forged-books")
    return [str(copy), str(forgery.forge(copy, roof._order(account, tried, "0" * 64)))]


STEPS: dict[str, Callable[..., Any]] = {
    f.__name__: f for f in (sign_list, approvals, orders, refs, an_order, german, tamper, mend, check, forge)
}


def main() -> None:
    """Answer line by line."""
    import django

    django.setup()
    for line in sys.stdin:
        name, *words = line.split()
        print(json.dumps(STEPS[name](*words)), flush=True)


if __name__ == "__main__":
    main()
