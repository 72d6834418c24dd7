"""Requests that trustees signed and orders made from them, as the record and the rows have them.

Keys are the software authenticator's. What must be refused is made here by changing one thing.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from funds.world import ANNA, TODAY, World, line
from ouna.core.book import (
    Member,
    PaymentOrdered,
    Recovery,
    Replay,
    RequestApproved,
    RequestMade,
    Trustees,
    TrusteesSet,
    digest_of,
)
from ouna.core.book import Request as RequestState
from ouna.core.quorum import NO_TRUSTEES, Act, Band, Seen, Statement
from ouna.core.values import Money
from ouna.funds.queries import iban_key
from ouna.log import Actor, SealedOpening, action, clock, journal, new_ref, put_text, record, seal
from ouna.log.models import Entry
from ouna.log.queries import latest_checkpoint, state_of
from ouna.log.sequencer import Sequencer
from ouna.spending import rules as spending_rules
from ouna.spending.actions import book_sent
from ouna.spending.models import Order, Payee, Payment, PaymentFile, Request
from ouna.spending.payees import PayeeData
from ouna.spending.sealed import seal_json
from ouna.treasury.actions import book_as_gift, import_file
from ouna.treasury.checks import checks
from treasury.files import line as told
from treasury.files import xml

sys.path.insert(0, str(Path(__file__).parents[1] / "core" / "quorum"))

from authenticator import ES256, FILE_KEY, ORIGIN, RP_ID, Authenticator

#: Two of five up to 1,500 euro, else three; four change the set.
BANDS = (Band("EUR", 2, 150_000), Band("EUR", 3))
LONG_AFTER = "2027-12-31"
MULES = "GE29NB0000000101904917"
SUNFLOWER = "BG80BNBG96611020345678"
#: What appointing puts on the German account.
OPENING = 2_050_000
THIEF = "MT84MALT011000012345MTLCAST001S"
_seed = count(1)


@action
def put(*, by: Actor, rec: Any, openings: tuple[SealedOpening, ...] = ()) -> None:
    """Record something that an application above will."""
    record(rec, openings=openings)


@dataclass
class Partner:
    """Five trustees with their keys."""

    world: World
    members: list[str]
    keys: list[Authenticator]

    @property
    def camp(self) -> str:
        return self.world.campaign.ref

    def statement(self, act: str, subject: str, digest: str, holder: str, **more: Any) -> Statement:
        trustees, log, seen = state_of(f"{self.camp}:trustees"), state_of("log"), latest_checkpoint()
        assert log is not None and seen is not None
        given = {
            "act": str(act),
            "log": log.ref,  # type: ignore[attr-defined]
            "campaign": self.camp,
            "subject": subject,
            "sha256": digest,
            "trustees": trustees.digest if isinstance(trustees, Trustees) else NO_TRUSTEES,
            "trustee": holder,
            "lang": "en",
            "shown": "5" * 64,
            "seen": Seen(seen.size, bytes(seen.root).hex()),
            "until": (clock.today() + timedelta(days=7)).isoformat(),
            "nonce": f"{next(_seed):032x}",
        }
        return Statement(**{**given, **more})

    def approve(self, request: Request, *numbers: int, **more: Any) -> None:
        """These trustees approve a recorded request."""
        for number in numbers:
            state = state_of(request.ref)
            assert isinstance(state, RequestState)
            holder, key = self.members[number], self.keys[number]
            signature = key.sign(self.statement(Act.APPROVE, request.ref, state.digest, holder, **more))
            put(
                by=ANNA,
                rec=RequestApproved(
                    ref=new_ref("appr"), campaign=self.camp, request=request.ref, signature=signature
                ),
            )


def appoint(world: World) -> Partner:
    """The first set of trustees, and 20,000.00 EUR for the walls, 500.00 free, on the German account."""
    Sequencer().run()
    partner = Partner(
        world,
        [new_ref("trst") for _ in range(5)],
        [Authenticator.make(new_ref("key"), ES256, next(_seed)) for _ in range(5)],
    )
    paper = tuple(Authenticator.make(new_ref("reco"), FILE_KEY, next(_seed)).paper for _ in range(3))
    made = TrusteesSet(
        ref=new_ref("set"),
        campaign=partner.camp,
        text="0" * 64,
        trustees=tuple(
            Member(m, "health", (k.listed,)) for m, k in zip(partner.members, partner.keys, strict=True)
        ),
        bands=BANDS,
        change=4,
        origins=(ORIGIN,),
        rp_id=RP_ID,
        recovery=Recovery(paper, 2, 30),
        wait=72,
        signatures=(),
    )
    signed = tuple(
        key.sign(partner.statement(Act.SET_TRUSTEES, made.ref, digest_of(made), member))
        for member, key in zip(partner.members, partner.keys, strict=True)
    )
    put(by=ANNA, rec=replace(made, signatures=signed))
    book_as_gift(
        by=ANNA, line=line(world.germany, 2_000_000, day=TODAY - timedelta(days=9)), fund=world.walls
    )
    book_as_gift(by=ANNA, line=line(world.germany, 50_000, day=TODAY - timedelta(days=9)), fund=world.free)
    return partner


@action
def _request(
    *, by: Actor, world: World, title: str, minor: int, account: str, margin: int, more: Any
) -> Request:
    ref, pref = new_ref("req"), new_ref("payee")
    data = PayeeData(name=title, latin=f"{title} Yard", account=account, town="Talmira", country="XT")
    whom, bank = seal("payee", data.payee_data(), ref), seal("bank", data.bank_data(), ref)
    made = RequestMade(**{
        "ref": ref, "campaign": world.campaign.ref, "org": world.campaign.partner.ref,
        "fund": world.walls.ref, "purpose": "walls", "limit": Money(minor, "EUR"),
        "money": Money(minor, "EUR"), "margin": margin,
        "gated": False, "until": LONG_AFTER, "payee": whom.hash, "bank": bank.hash, "files": (),
        "text": put_text({"title": title}), **more,
    })  # fmt: skip
    record(made, openings=[whom, bank])
    row = Request.objects.create(
        ref=ref, campaign=world.campaign, org=world.campaign.partner, made_by="user_asker", state="recorded",
        created_at=clock.now(), recorded_at=clock.now(), fund=world.walls, purpose="walls", title=title,
        lang="en", limit_minor=minor, limit_currency="EUR", margin=margin, money_minor=minor,
        money_currency="EUR", until=date(2027, 12, 31), line=made.line or "",
    )  # fmt: skip
    Payee.objects.create(
        ref=pref, request=row, sealed=seal_json(ref, f"spending.payee\n{pref}", data.as_data()),
        payee_hash=whom.hash, bank_hash=bank.hash, account_key=data.key,
    )  # fmt: skip
    return row


def request_of(
    partner: Partner,
    title: str = "Rubble",
    minor: int = 90_000,
    account: str = MULES,
    margin: int = 0,
    **more: Any,
) -> Request:
    """A recorded request; `more`: other fields of its record."""
    return _request(
        by=ANNA, world=partner.world, title=title, minor=minor, account=account, margin=margin, more=more
    )


@action
def file_of(*, by: Actor) -> PaymentFile:
    """A payment file's row."""
    ref = new_ref("file")
    journal("test.file", subject=ref, data={}, by=by)
    return PaymentFile.objects.create(
        ref=ref, version="09", sha256="0" * 64, total="0", count=1, made_by=by.ref, made_at=clock.now()
    )


@action
def order_of(
    *,
    by: Actor,
    request: Request,
    minor: int = 0,
    margin: int = 0,
    file: PaymentFile | None = None,
    more: Any = (),
) -> Order:
    """An order of a request, decided by the book's rules alone; `more`: other fields of its record."""
    ref, payee = new_ref("ord"), request.payees.get()
    minor = minor or (request.limit_minor or 0)
    account = request.campaign.accounts.get(currency="EUR")
    screening = seal("screening", {"checks": []}, request.ref)
    fund = request.fund
    assert fund is not None
    made = PaymentOrdered(**{
        "ref": ref, "campaign": request.campaign.ref, "request": request.ref, "fund": fund.ref,
        "line": request.line or None, "account": account.ref, "money": Money(minor, "EUR"), "margin": margin,
        "bears": fund.ref if margin else None, "payee": payee.payee_hash, "bank": payee.bank_hash,
        "screening": screening.hash, **dict(more),
    })  # fmt: skip
    record(made, openings=[screening])
    return Order.objects.create(
        ref=ref, request=request, payee=payee, account=account, minor=minor, currency="EUR", margin=margin,
        payee_minor=minor, payee_currency="EUR", way="file" if file else "sheet", file=file,
        end_to_end=spending_rules.end_to_end(ref), sealed=b"", made_by=by.ref, made_at=clock.now(),
    )  # fmt: skip


def ordered(partner: Partner, title: str = "Rubble", minor: int = 90_000, **more: Any) -> Order:
    """A request, approved by as many as it needs, and its order."""
    file, account = more.pop("file", None), more.pop("account", MULES)
    margin = more.pop("margin", 0)
    request = request_of(partner, title, minor, account, margin, line=f"line-{next(_seed)}", **more)
    partner.approve(request, 0, 1, 2)
    order: Order = order_of(by=ANNA, request=request, margin=margin, file=file)
    return order


def paid(partner: Partner, title: str = "Rubble", minor: int = 90_000) -> Payment:
    """An order that the bank has executed."""
    order = ordered(partner, title, minor)
    row = line(
        partner.world.germany, -minor, end_to_end=order.end_to_end, iban_key=iban_key(MULES), day=TODAY
    )
    payment: Payment = book_sent(by=ANNA, line=row, order=order)
    return payment


def take(*lines, opening: int = OPENING, number: int = 1):
    """Import a German statement of today."""
    [done] = import_file(
        by=ANNA,
        name="a.xml",
        raw=xml(*lines, opening=opening, number=number, days=(TODAY, TODAY)),
    ).statements
    return done


def out(order, minor: int = 0, *, iban: str = MULES, **more):
    """The bank's line of an order, as camt tells it."""
    more = {"end_to_end": order.end_to_end, "code": "PMNT-ICDT-ESCT", "day": TODAY, **more}
    return told(-(minor or order.minor), name="Two Mules Haulage", iban=iban, **more)


def back(order, minor: int = 0, **more):
    more = {"end_to_end": order.end_to_end, "returned": "AC01", "day": TODAY, **more}
    return told(minor or order.minor, name="Two Mules Haulage", iban=MULES, **more)


def replayed() -> Replay:
    replay = Replay()
    for data in Entry.objects.order_by("id").values_list("data", flat=True):
        replay.feed(bytes(data))
    return replay


def findings() -> list[str]:
    """What the nightly check of the treasury finds."""
    return [f.what for f in checks()]
