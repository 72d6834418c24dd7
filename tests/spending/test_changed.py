"""Whoever holds the database changes one field of what was signed, as well as he can: nothing is paid.

The triggers that keep the record from being changed are taken away first. What is left is what the trustees
signed; the owner of the database cannot make that.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from django.db import transaction

from ouna.core.book import RequestMade, decode, encode
from ouna.core.errors import OunaError
from ouna.core.values import Money, canonical
from ouna.log import queries as log
from ouna.log import triggers
from ouna.log.models import BookState, Entry, Opening
from ouna.log.sealing import cipher_for, encrypt, place_of_opening, seal
from ouna.spending import signed
from ouna.spending.actions import orders
from ouna.spending.models import Order, Payee, Request
from spending.world import ROOFER, World

pytestmark = pytest.mark.django_db

CHANGES = int(os.environ.get("OUNA_CHANGES", "60"))
OTHER = replace(
    ROOFER, name="Somebody Else", latin="Somebody Else", account="MT84MALT011000012345MTLCAST001S"
)
#: Fields of the request's page, its row and its state; each change is written wherever the field stands.
FIELDS = (
    "limit", "money", "margin", "until", "payee", "bank", "purpose", "fund", "org", "line", "gated",
    "files", "text", "place", "standing", "replaces", "campaign",
)  # fmt: skip
IN_ROW = (
    "limit",
    "money",
    "margin",
    "until",
    "payee",
    "bank",
    "purpose",
    "fund",
    "line",
    "gated",
    "standing",
)
#: The last of the three writers alone.
ROW = 4


def changed(made: RequestMade, field: str, world: World, rnd: random.Random) -> RequestMade:
    """The record with one field changed to something that the form allows."""
    hashed = rnd.randbytes(32).hex()
    more = Money(made.limit.minor + rnd.randrange(1, 500_000), "EUR")
    given: dict[str, Any] = {
        "limit": more,
        "money": Money(rnd.randrange(1, made.limit.minor), "EUR"),
        "margin": rnd.randrange(1, 10_000),
        "until": f"2027-{rnd.randrange(1, 12):02d}-{rnd.randrange(1, 28):02d}",
        "payee": hashed,
        "bank": hashed,
        "purpose": f"p{rnd.randrange(1000)}",
        "fund": rnd.choice([world.children, world.free]).ref,
        "org": f"org_{'0' * 20}{rnd.randrange(10**6):06d}",
        "line": f"l{rnd.randrange(1000)}",
        "gated": not made.gated,
        "files": (hashed,),
        "text": hashed,
        "place": hashed,
        "standing": None,
        "replaces": f"req_{'0' * 20}{rnd.randrange(10**6):06d}",
        "campaign": f"camp_{'0' * 20}{rnd.randrange(10**6):06d}",
    }
    if field == "standing":
        from ouna.core.book import Payee as SignedPayee
        from ouna.core.book import Standing

        payees = (SignedPayee(made.payee, made.bank),)
        given["standing"] = Standing("month", made.limit.minor, made.limit.minor, made.until, payees)
    return replace(made, **{field: given[field]})


def write_entry(request: Request, made: RequestMade) -> None:
    Entry.objects.filter(ref=request.ref).update(data=encode(made))


def write_state(request: Request, made: RequestMade) -> None:
    """The book's state as it would be after this page, with the approvals that are there."""
    from dataclasses import fields

    from ouna.core.book import Request as RequestState
    from ouna.core.book import state_from
    from ouna.core.book.governing import Budget

    row = BookState.objects.get(pk=request.ref)
    state = state_from(row.kind, row.data)
    assert isinstance(state, RequestState) and fields(state)
    s = made.standing
    new = replace(
        state,
        campaign=made.campaign, digest=sha256(encode(made)).hexdigest(), fund=made.fund,
        line=made.line or "", limit=made.limit.minor, margin=made.margin, gated=made.gated,
        until=made.until, payee=made.payee, bank=made.bank,
        budget=Budget(s.each, s.total, s.until, s.payees) if s else None,
    )  # fmt: skip
    BookState.objects.filter(pk=request.ref).update(data=new.to_json())


def write_row(request: Request, made: RequestMade) -> None:
    """The app's own row says the same."""
    from ouna.funds.models import Fund

    s = made.standing
    Request.objects.filter(pk=request.pk).update(
        fund=Fund.objects.get(ref=made.fund), purpose=made.purpose, line=made.line or "",
        limit_minor=made.limit.minor, money_minor=made.money.minor, margin=made.margin,
        gated=made.gated, until=made.until,
        standing={"each": s.each, "total": s.total, "until": s.until} if s else None,
    )  # fmt: skip
    Payee.objects.filter(request=request).update(payee_hash=made.payee, bank_hash=made.bank)


def redirect_payee(request: Request, made: RequestMade) -> RequestMade:
    """Seal another payee and account, as whoever holds the sealing key can, and commit to them."""
    entry = Entry.objects.get(ref=request.ref)
    hashes = {}
    for purpose, data in (("payee", OTHER.payee_data()), ("bank", OTHER.bank_data())):
        opening = seal(purpose, data, request.ref)
        blob = encrypt(
            cipher_for(request.ref), opening.salt + opening.data, place_of_opening(request.ref, purpose)
        )
        Opening.objects.filter(entry=entry, purpose=purpose).update(sealed=blob)
        hashes[purpose] = opening.hash
    return replace(made, **hashes)


WRITERS = (write_entry, write_state, write_row)


def attempt(world: World, request: Request) -> bool:
    """Whether an honest treasurer, shown what the database says, can now order it."""
    row = Request.objects.get(pk=request.pk)
    for minor, latin in ((row.limit_minor, ROOFER.latin), (row.limit_minor, OTHER.latin)):
        try:
            world.order(row, minor, latin=latin)
            return True
        except OunaError:
            continue
    return False


def one_change(world: World, request: Request, made: RequestMade, rnd: random.Random) -> bool:
    """Change something, try to pay, take all back; whether it was paid."""
    before = transaction.savepoint()
    try:
        kind = rnd.randrange(5)
        if kind < 3:
            places = rnd.randrange(1, 8)
            # The row alone holds fewer fields than the page.
            fields = IN_ROW if places == ROW else FIELDS
            _write(request, changed(made, rnd.choice(fields), world, rnd), places)
        elif kind == 3:
            _write(request, redirect_payee(request, made), rnd.randrange(8))
        else:
            _flip(request, rnd)
        return attempt(world, request)
    finally:
        transaction.savepoint_rollback(before)


def _write(request: Request, forged: RequestMade, places: int) -> None:
    for bit, writer in enumerate(WRITERS):
        if places >> bit & 1:
            try:
                writer(request, forged)
            except OunaError:
                return


def _flip(request: Request, rnd: random.Random) -> None:
    """One bit of the request's page, of an approval's page, or of what a commitment hides."""
    kinds = ("request.made", "request.approved")
    if rnd.random() < 0.5:
        row: Any = rnd.choice(list(Entry.objects.filter(kind__in=kinds)))
        field = "data"
    else:
        row = rnd.choice(list(Opening.objects.filter(entry__ref=request.ref, purpose__in=("payee", "bank"))))
        field = "sealed"
    data = bytearray(getattr(row, field))
    # Of an approval what the trustee made: statement and proof. The second of its page he did not sign.
    first = data.index(b'"signature"') if getattr(row, "kind", "") == "request.approved" else 0
    data[rnd.randrange(first, len(data))] ^= 1 << rnd.randrange(8)
    type(row).objects.filter(pk=row.pk).update(**{field: bytes(data)})


@pytest.fixture
def forged(world: World) -> Any:
    """A signed request, and no triggers."""
    request = world.approve(world.ask(papers=1), 0, 1, 2)
    triggers.remove()
    made = decode(bytes(Entry.objects.get(ref=request.ref).data))
    assert isinstance(made, RequestMade)
    yield world, request, made
    triggers.install()


def test_no_change_after_signing_is_paid(forged: Any, figure: Any) -> None:
    world, request, made = forged
    rnd = random.Random(20_261_120)
    lost = [n for n in range(CHANGES) if one_change(world, request, made, rnd)]
    figure(CHANGES, len(lost))
    assert not lost and not Order.objects.exists()
    assert world.order(request)


def test_guard_off_a_forged_request_would_be_paid(forged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without judging the signatures again, a page, state and row forged alike are paid to somebody else."""
    world, request, made = forged
    new = redirect_payee(request, made)
    for writer in WRITERS:
        writer(request, new)
    row = Request.objects.get(pk=request.pk)
    from ouna.screening.actions import check_name
    from spending.world import OTTILIE

    check_name(by=OTTILIE, subject=request.ref, who=OTHER.subject())
    with pytest.raises(OunaError):
        world.order(row, latin=OTHER.latin)
    monkeypatch.setattr(signed, "check_approval", lambda *given: None)
    with pytest.raises(OunaError):
        world.order(row, latin=OTHER.latin, way="sheet")
    monkeypatch.setattr(orders, "request_by_pages", lambda row: log.state_of(row.ref))
    world.order(row, latin=OTHER.latin, way="sheet")
    assert Order.objects.count() == 1


def test_the_forger_writes_pages_of_the_right_form(forged: Any) -> None:
    """Else nothing would be tried: each changed field gives a page that can be read again."""
    world, _request, made = forged
    rnd = random.Random(1)
    for field in FIELDS:
        new = changed(made, field, world, rnd)
        assert decode(encode(new)) == new != made, field
        assert json.loads(canonical(new.as_data()))
