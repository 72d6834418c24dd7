"""The small campaign with trustees, a list of names, money in the walls, and people who ask, pay and show."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from funds import world as small_world
from ouna.core import book
from ouna.core.book import Member, Recovery
from ouna.core.quorum import NO_TRUSTEES, Act, Band, Seen, Statement
from ouna.core.values import Money
from ouna.funds.actions import bring_in
from ouna.log import Actor, action, new_ref, put_text, record
from ouna.log import queries as log
from ouna.log.sequencer import run_once
from ouna.screening.actions import confirm_list, load_list, propose_list
from ouna.screening.versions import sight_of
from ouna.spending import actions
from ouna.spending.actions import Ask
from ouna.spending.models import Order, Payment, Request
from ouna.spending.payees import PayeeData
from ouna.spending.wishes import Wish

sys.path.insert(0, str(Path(__file__).parents[1] / "core" / "quorum"))

from authenticator import ES256, FILE_KEY, ORIGIN, RP_ID, Authenticator

NADIA = Actor("user_nadia", "Nadia", frozenset({("coordinator", "*"), ("partner", "*")}))
OTTILIE = Actor("user_ottilie", "Ottilie", frozenset({("treasurer", "*")}))
SALMA = Actor("user_salma", "Salma", frozenset({("partner", "*")}))
CHECKER = Actor("user_hanneke", "Hanneke", frozenset({("checker", "*")}))
BANDS = (Band("EUR", 2, 150_000), Band("EUR", 3))
UNTIL = date(2026, 12, 9)
LIST = b"""# name: Quince demo list
# date: 2026-11-17
id,name,type,aliases,weak_aliases,born,countries
Q-001,Baron MARZUBAN VON KRAPFENSTEIN,person,Marzoban Krapfenshtayn,The Doughnut,1951,
Q-004,Grand Order of the Leaky Bucket,organisation,,,,
"""
ROOFER = PayeeData(
    name="ورشة زعفران للأسقف",
    latin="Zaafaran Roofing Yard",
    account="BG80BNBG96611020345678",
    town="Talmira",
    country="BG",
)


@action
def put(*, by: Actor, record_: Any) -> int:
    """Record something as whoever may, or may not."""
    return record(record_)


@action
def text_for(*, by: Actor, text: str) -> str:
    """A public text, kept with a record of no consequence to the tests."""
    from ouna.log import unchanged

    unchanged()
    return put_text({"text": text})


@dataclass
class World(small_world.World):
    """With trustees 0 to 4; three of five, two up to 1,500 euro."""

    members: list[str] = field(default_factory=list)
    keys: list[Authenticator] = field(default_factory=list)

    @property
    def trustees(self) -> book.Trustees | None:
        state = log.state_of(f"{self.campaign.ref}:trustees")
        return state if isinstance(state, book.Trustees) else None

    def statement(self, act: str, subject: str, digest: str, holder: str, **more: Any) -> Statement:
        newest, opened, trustees = log.latest_checkpoint(), log.state_of("log"), self.trustees
        assert newest is not None
        given = {
            "act": str(act),
            "log": opened.ref,  # type: ignore[union-attr]
            "campaign": self.campaign.ref,
            "subject": subject,
            "sha256": digest,
            "trustees": trustees.digest if trustees else NO_TRUSTEES,
            "trustee": holder,
            "lang": "en",
            "shown": "ab" * 32,
            "seen": Seen(newest.size, bytes(newest.root).hex()),
            "until": (small_world.TODAY + timedelta(days=14)).isoformat(),
            "nonce": "cd" * 16,
        }
        return Statement(**{**given, **more})

    def signed(self, made: Any, act: str, *numbers: int) -> Any:
        """The record with the signatures of these trustees."""
        digest = book.digest_of(made)
        by = [(self.members[n], self.keys[n]) for n in numbers]
        return replace(
            made,
            signatures=tuple(key.sign(self.statement(act, made.ref, digest, who)) for who, key in by),
        )

    def appoint(self) -> None:
        """The first set of trustees."""
        run_once()
        self.members = [new_ref("trst") for _ in range(5)]
        self.keys = [Authenticator.make(new_ref("key"), ES256, n) for n in range(5)]
        paper = [Authenticator.make(new_ref("reco"), FILE_KEY, 70 + n) for n in range(3)]
        made = book.TrusteesSet(
            ref=new_ref("set"),
            campaign=self.campaign.ref,
            signatures=(),
            text=text_for(by=SALMA, text="trustees"),
            trustees=tuple(
                Member(m, "works", (k.listed,)) for m, k in zip(self.members, self.keys, strict=True)
            ),
            bands=BANDS,
            change=4,
            origins=(ORIGIN,),
            rp_id=RP_ID,
            recovery=Recovery(tuple(k.paper for k in paper), 2, 30),
            wait=72,
        )
        put(by=SALMA, record_=self.signed(made, Act.SET_TRUSTEES, *range(5)))

    # --- asking ---------------------------------------------------------------

    def wish(self, minor: int = 2_480_000, **more: Any) -> Wish:
        given: dict[str, Any] = {
            "title": "Roof of the emergency wing",
            "why": "Before the rains.",
            "lang": "en",
            "fund": self.walls,
            "purpose": "walls",
            "limit": Money(minor, "EUR"),
            "money": Money(minor, "EUR"),
            "until": UNTIL,
            "payees": (ROOFER,),
        }
        return Wish(**{**given, **more})

    def ask(self, minor: int = 2_480_000, *, papers: int = 0, replaces: Any = None, **more: Any) -> Request:
        """A recorded request."""
        draft = actions.begin_request(by=NADIA, campaign=self.campaign, replaces=replaces)
        for _ in range(papers):
            actions.add_paper(by=NADIA, request=draft, raw=photo(), kind="quote")
        wish = self.wish(minor, **more)
        read = wish.fingerprint([p.sha256 for p in draft.papers.all()])
        return actions.record_request(by=NADIA, request=draft, wish=wish, read=read)

    def answer(self, request: Request, number: int, act: str = Act.APPROVE, **more: Any) -> Any:
        """A trustee's answer, not recorded."""
        state = log.state_of(request.ref)
        assert isinstance(state, book.Request)
        said = self.statement(act, request.ref, state.digest, self.members[number], **more)
        signature = self.keys[number].sign(said)
        campaign = self.campaign.ref
        if act == Act.APPROVE:
            return book.RequestApproved(
                ref=new_ref("appr"), campaign=campaign, request=request.ref, signature=signature
            )
        return book.RequestRefused(
            ref=new_ref("refu"),
            campaign=campaign,
            request=request.ref,
            text=text_for(by=SALMA, text="Walls first."),
            signature=signature,
        )

    def approve(self, request: Request, *numbers: int) -> Request:
        for number in numbers:
            put(by=SALMA, record_=self.answer(request, number))
        return request

    def gate(self, opened: bool) -> None:
        kind = book.GateOpened if opened else book.GateClosed
        made = kind(
            ref=new_ref("gate"),
            campaign=self.campaign.ref,
            text=text_for(by=SALMA, text="checklist"),
            signatures=(),
        )
        put(by=SALMA, record_=self.signed(made, Act.OPEN_GATE if opened else Act.CLOSE_GATE, 0, 1, 2))

    def pause(self) -> None:
        made = book.PaymentsPaused(ref=new_ref("pause"), campaign=self.campaign.ref, signatures=())
        put(by=SALMA, record_=self.signed(made, Act.PAUSE, 1))

    # --- paying ---------------------------------------------------------------

    def order_of(self, request: Request, minor: int | None = None, **more: Any) -> Ask:
        given: dict[str, Any] = {
            "payee": request.payees.get(nth=1),
            "money": Money(minor or request.limit_minor or 0, "EUR"),
            "latin": ROOFER.latin,
            "confirmed": True,
        }
        return Ask(**{**given, **more})

    def order(self, request: Request, minor: int | None = None, *, by: Actor = OTTILIE, **more: Any) -> Order:
        how = {k: more.pop(k) for k in ("way", "version", "day", "giver", "account") if k in more}
        account = how.pop("account", self.germany)
        return actions.order_payment(by=by, account=account, ask=self.order_of(request, minor, **more), **how)

    def paid(self, order: Order, minor: int | None = None, **more: Any) -> Payment:
        line = small_world.line(order.account, -(minor or order.minor), **more)
        return actions.book_sent(by=OTTILIE, line=line, order=order)


def use_names(raw: bytes = LIST) -> None:
    """Load the list of names and use it."""
    row = load_list(by=CHECKER, raw=raw)
    propose_list(by=CHECKER, name_list=row)
    second = Actor("user_ama", "Ama", CHECKER.roles)
    confirm_list(by=second, name_list=row, seen=sight_of(row))


def build(minor: int = 10_000_000) -> World:
    """Trustees, a list, and money in the walls."""
    small = small_world.build()
    world = World(**{name: getattr(small, name) for name in small.__dataclass_fields__})
    bring_in(by=OTTILIE, line=small_world.line(world.germany, minor), fund=world.walls)
    world.appoint()
    use_names()
    return world


def many_like(request: Request, count: int) -> None:
    """Rows and states like those of a recorded request, as if asked for and approved so many times."""
    from django.forms.models import model_to_dict

    from ouna.log.models import BookState

    state = BookState.objects.get(ref=request.ref)
    plain = model_to_dict(request, exclude=["id", "ref"])
    for name in ("campaign", "org", "fund", "replaces"):
        plain[f"{name}_id"] = plain.pop(name)
    refs = [new_ref("req") for _ in range(count)]
    plain |= {"created_at": request.created_at, "recorded_at": request.recorded_at}
    Request.objects.bulk_create([Request(ref=ref, **plain) for ref in refs])
    BookState.objects.bulk_create([BookState(ref=ref, kind=state.kind, data=state.data) for ref in refs])


def photo(size: tuple[int, int] = (64, 48), form: str = "JPEG", **more: Any) -> bytes:
    """A small picture."""
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", size, (180, 120, 60)).save(out, form, **more)
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
