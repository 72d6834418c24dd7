"""A book with the whole government: pact, trustees, gate, requests, approvals, orders, payments, evidence.

Invented, seeded, from `ouna.core` and the software authenticator alone.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from books import Book

from ouna.core import book
from ouna.core.book import Member, Officer, Payee, Recovery, Standing, Succession
from ouna.core.quorum import NO_TRUSTEES, Act, Band, Seen, Statement
from ouna.core.tlog import Tree
from ouna.core.values import Money

sys.path.insert(0, str(Path(__file__).parents[1] / "core" / "quorum"))

from authenticator import EDDSA, ES256, FILE_KEY, ORIGIN, RP_ID, RS256, Authenticator

#: Five trustees, four kinds of key; RS256 keys cannot be made from a seed, so examples leave them out.
ALGS = (ES256, EDDSA, ES256, FILE_KEY, ES256)
FUNCTIONS = ("school", "health", "works", "treasury", "elders")
BANDS = (Band("EUR", 2, 150_000), Band("EUR", 3))
LONG_AGO = "2026-12-31"


class Governed(Book):
    """A book whose partner has trustees."""

    def __init__(self, seed: int = 1, algs: tuple[str, ...] = ALGS) -> None:
        super().__init__(seed)
        self.algs = algs
        self.tree = Tree()
        self.set: book.TrusteesSet | None = None

    # --- keys -----------------------------------------------------------------

    def new_key(self, alg: str = ES256, prefix: str = "key") -> Authenticator:
        return Authenticator.make(self.ref(prefix), alg, self.random.randrange(2**32) if alg != RS256 else 7)

    @property
    def trustees(self) -> book.Trustees | None:
        state = self.replay.facts.state(f"{self.camp}:trustees")
        return state if isinstance(state, book.Trustees) else None

    def seen(self) -> Seen:
        """The tree as it stands."""
        self.tree.extend_entries(self.entries[self.tree.size :])
        return Seen(self.tree.size, self.tree.root().hex())

    # --- statements -----------------------------------------------------------

    def statement(self, act: str, subject: str, digest: str, holder: str, /, **more: Any) -> Statement:
        trustees = self.trustees
        log = self.replay.log()
        assert log
        given = {
            "act": str(act),
            "log": log.ref,
            "campaign": self.camp,
            "subject": subject,
            "sha256": digest,
            "trustees": trustees.digest if trustees else NO_TRUSTEES,
            "trustee": holder,
            "lang": "en",
            "shown": self.random.randbytes(32).hex(),
            "seen": self.seen(),
            "until": (self.today + timedelta(days=7)).isoformat(),
            "nonce": self.random.randbytes(16).hex(),
        }
        return Statement(**{**given, **more})

    def signed(self, record: Any, act: str, by: list[tuple[str, Authenticator]], **more: Any) -> Any:
        """The record with the signatures of these holders. It is made with none at first."""
        digest = book.digest_of(record)
        made = tuple(key.sign(self.statement(act, record.ref, digest, holder, **more)) for holder, key in by)
        return replace(record, signatures=made)

    def by(self, *numbers: int) -> list[tuple[str, Authenticator]]:
        """Trustees by their number, with the key each has now."""
        return [(self.members[n], self.keys[n]) for n in numbers]

    # --- the set and the pact -------------------------------------------------

    def appoint(self) -> None:
        """Five trustees: two of five up to 1,500 euro, else three; four change the set."""
        self.members = [self.ref("trst") for _ in self.algs]
        self.keys = [self.new_key(alg) for alg in self.algs]
        self.paper = [self.new_key(FILE_KEY, "reco") for _ in range(3)]
        self.set_trustees(by=list(zip(self.members, self.keys, strict=True)))

    def listed(self) -> tuple[Member, ...]:
        return tuple(
            Member(m, f, (k.listed,)) for m, f, k in zip(self.members, FUNCTIONS, self.keys, strict=False)
        )

    def trustees_record(self, **more: Any) -> book.TrusteesSet:
        given = {
            "ref": self.ref("set"),
            "campaign": self.camp,
            "signatures": (),
            "text": self.text("The trustees"),
            "trustees": self.listed(),
            "bands": BANDS,
            "change": 4,
            "origins": (ORIGIN,),
            "rp_id": RP_ID,
            "recovery": Recovery(tuple(k.paper for k in self.paper), 2, 30),
            "wait": 72,
        }
        return book.TrusteesSet(**{**given, **more})

    def set_trustees(self, *, by: list[tuple[str, Authenticator]], **more: Any) -> book.TrusteesSet:
        record = self.signed(self.trustees_record(**more), Act.SET_TRUSTEES, by)
        self.set = record
        return self.add(record)

    def agree(self) -> None:
        """The pact: the partner, and two organisations of the coalition."""
        self.partner, self.friends = self.ref("org"), (self.ref("org"), self.ref("org"))
        self.officers = [(self.partner, self.new_key(EDDSA))]
        self.officers += [(org, self.new_key(ES256)) for org in self.friends]
        self.add(self.pact(self.officers))

    def pact(
        self,
        officers: list[tuple[str, Authenticator]],
        by: list[tuple[str, Authenticator]] | None = None,
        **more: Any,
    ) -> Any:
        """A pact with these officers, signed by them all or by others."""
        listed = tuple(
            Officer(org, "partner" if org == self.partner else "coalition", (key.listed,))
            for org, key in officers
        )
        given = {
            "ref": self.ref("pact"), "campaign": self.camp, "signatures": (), "bears": self.free,
            "text": self.text("Our agreement"), "officers": listed, "origins": (ORIGIN,), "rp_id": RP_ID,
        }  # fmt: skip
        return self.signed(
            book.PactSigned(**{**given, **more}), Act.SIGN_PACT, officers if by is None else by
        )

    # --- simple acts ----------------------------------------------------------

    def gate(self, opened: bool, *numbers: int) -> Any:
        cls, act = (book.GateOpened, Act.OPEN_GATE) if opened else (book.GateClosed, Act.CLOSE_GATE)
        record = cls(ref=self.ref("gate"), campaign=self.camp, signatures=(), text=self.text("The list"))
        return self.signed(record, act, self.by(*numbers))

    def pause(self, by: list[tuple[str, Authenticator]]) -> Any:
        record = book.PaymentsPaused(ref=self.ref("pause"), campaign=self.camp, signatures=())
        return self.signed(record, Act.PAUSE, by)

    def resume(self, *numbers: int) -> Any:
        record = book.PaymentsResumed(ref=self.ref("resume"), campaign=self.camp, signatures=())
        return self.signed(record, Act.RESUME, self.by(*numbers))

    def move(self, source: str, target: str, minor: int, *numbers: int) -> Any:
        record = book.FundMoved(
            ref=self.ref("move"), campaign=self.camp, signatures=(), source=source, target=target,
            money=Money(minor, "EUR"), text=self.text("Why it is moved"),
        )  # fmt: skip
        return self.signed(record, Act.MOVE_FUND, self.by(*numbers))

    def replacement(self, number: int, by: list[tuple[str, Authenticator]], **more: Any) -> Any:
        """A replacement of a trustee's key; `by` besides the new key, which becomes `self.fresh`."""
        self.fresh = self.new_key()
        given = {"trustee": self.members[number], "old": self.keys[number].key, "new": self.fresh.listed}
        record = book.KeyReplacementAnnounced(
            ref=self.ref("repl"), campaign=self.camp, signatures=(), **{**given, **more}
        )
        return self.signed(record, Act.ANNOUNCE_REPLACEMENT, [(self.members[number], self.fresh), *by])

    def stop(self, replacement: str, *numbers: int) -> Any:
        record = book.KeyReplacementStopped(
            ref=self.ref("stop"), campaign=self.camp, signatures=(), replacement=replacement
        )
        return self.signed(record, Act.STOP_REPLACEMENT, self.by(*numbers))

    def complete(self, replacement: str) -> Any:
        return book.KeyReplaced(ref=self.ref("done"), campaign=self.camp, replacement=replacement)

    def revoke(self, key: str, by: list[tuple[str, Authenticator]], since: int | None = None) -> Any:
        record = book.KeyRevoked(
            ref=self.ref("revo"), campaign=self.camp, signatures=(), key=key, compromised_since=since
        )
        return self.signed(record, Act.REVOKE_KEY, by)

    # --- succession -----------------------------------------------------------

    def heirs(self, alg: str = ES256, count: int = 3) -> list[tuple[str, Authenticator]]:
        """Successors with new keys, kept as `self.successors`."""
        self.successors = [(self.ref("trst"), self.new_key(alg)) for _ in range(count)]
        return self.successors

    def succession(self, m: int = 2, days: int = 7) -> Succession:
        """The successors as a set lists them."""
        members = (Member(ref, f"successor{n}", (k.listed,)) for n, (ref, k) in enumerate(self.successors))
        return Succession(tuple(members), m, days)

    def name_successors(self, **more: Any) -> book.TrusteesSet:
        """The same trustees, with three successors."""
        fresh = self.heirs()
        return self.set_trustees(by=[*self.by(0, 1, 2, 3), *fresh], succession=self.succession(**more))

    def unreachable(
        self, numbers: tuple[int, ...] = (2, 3, 4), by: list[tuple[str, Authenticator]] | None = None
    ) -> Any:
        """The announcement of a succession: these trustees cannot be reached."""
        record = book.SuccessionAnnounced(
            ref=self.ref("succ"), campaign=self.camp, signatures=(),
            missing=tuple(self.members[n] for n in numbers),
        )  # fmt: skip
        return self.signed(record, Act.ANNOUNCE_SUCCESSION, self.successors[:2] if by is None else by)

    def reachable(self, succession: str, *numbers: int) -> Any:
        """The stop of a succession."""
        record = book.SuccessionStopped(
            ref=self.ref("stop"), campaign=self.camp, signatures=(), succession=succession
        )
        return self.signed(record, Act.STOP_SUCCESSION, self.by(*numbers))

    def succeed(self, succession: str) -> Any:
        return book.SuccessionCompleted(ref=self.ref("done"), campaign=self.camp, succession=succession)

    def succeeded(self, numbers: tuple[int, ...] = (2, 3, 4)) -> None:
        """From now on the successors are the trustees after those left."""
        left = [n for n in range(len(self.members)) if n not in numbers]
        self.members = [*(self.members[n] for n in left), *(ref for ref, _ in self.successors)]
        self.keys = [*(self.keys[n] for n in left), *(key for _, key in self.successors)]

    # --- requests and payments ------------------------------------------------

    def request(self, minor: int = 90_000, **more: Any) -> book.RequestMade:
        given = {
            "ref": self.ref("req"),
            "campaign": self.camp,
            "org": self.coalition,
            "fund": self.roof,
            "purpose": "roof",
            "line": "timber",
            "limit": Money(minor, "EUR"),
            "money": Money(minor, "EUR"),
            "margin": 0,
            "gated": False,
            "until": LONG_AGO,
            "payee": self.hash("payee", {"name": "Sawmill"}),
            "bank": self.hash("bank", {"iban": "…"}),
            "files": (self.hash("file", {"sha256": "…"}),),
            "text": self.text("Timber for the roof"),
        }
        return book.RequestMade(**{**given, **more})

    def answer(self, request: Any, number: int, act: str = Act.APPROVE, /, **more: Any) -> Any:
        """A trustee's approval or refusal of a recorded request."""
        state = self.replay.facts.state(request.ref)
        assert isinstance(state, book.Request)
        ((holder, key),) = self.by(number)
        signature = key.sign(self.statement(act, request.ref, state.digest, holder, **more))
        if act == Act.APPROVE:
            return book.RequestApproved(
                ref=self.ref("appr"), campaign=self.camp, request=request.ref, signature=signature
            )
        return book.RequestRefused(
            ref=self.ref("refu"), campaign=self.camp, request=request.ref,
            text=self.text("Why not"), signature=signature,
        )  # fmt: skip

    def approved(self, request: Any, *numbers: int) -> Any:
        """The request, recorded and approved by these trustees."""
        made = self.add(request)
        for number in numbers:
            self.add(self.answer(made, number))
        return made

    def order(self, request: Any, minor: int | None = None, **more: Any) -> book.PaymentOrdered:
        given = {
            "ref": self.ref("ord"),
            "campaign": self.camp,
            "request": request.ref,
            "fund": request.fund,
            "line": request.line,
            "account": self.berlin,
            "money": request.limit if minor is None else Money(minor, request.limit.currency),
            "margin": 0,
            "payee": request.payee,
            "bank": request.bank,
            "screening": self.hash("screening", {"hits": 0}),
        }
        return book.PaymentOrdered(**{**given, **more})

    def sent(self, order: Any, minor: int | None = None, **more: Any) -> book.PaymentSent:
        minor = order.money.minor if minor is None else minor
        fields = self.line_fields(self.ref("pay"), order.account, minor, more.pop("booked", None))
        given = {"order": order.ref, "request": order.request, "fund": order.fund}
        return book.PaymentSent(**{**fields, **given, **more})

    def failed(self, order: Any, **more: Any) -> book.PaymentFailed:
        given = {"ref": self.ref("fail"), "campaign": self.camp, "order": order.ref, "request": order.request}
        return book.PaymentFailed(**{**given, **more})

    def returned(self, payment: Any, minor: int, **more: Any) -> book.PaymentReturned:
        fields = self.line_fields(self.ref("back"), payment.account, minor, more.pop("booked", None))
        given = {"payment": payment.ref, "request": payment.request, "fund": payment.fund}
        return book.PaymentReturned(**{**fields, **given, **more})

    def evidence(self, payment: Any, **more: Any) -> book.EvidenceAdded:
        given = {
            "ref": self.ref("evid"),
            "campaign": self.camp,
            "payment": payment.ref,
            "files": (self.hash("file", {"sha256": "…"}),),
        }
        return book.EvidenceAdded(**{**given, **more})

    def withdrawn(self, request: Any) -> book.RequestWithdrawn:
        return book.RequestWithdrawn(ref=self.ref("with"), campaign=self.camp, request=request.ref)

    def closing(self, *numbers: int) -> Any:
        record = book.CampaignClosed(
            ref=self.ref("end"), campaign=self.camp, signatures=(), text=self.text("Where the rest goes")
        )
        return self.signed(record, Act.CLOSE_CAMPAIGN, self.by(*numbers))

    def account_record(self, number: str = "NL91ABNA0417164300", **more: Any) -> book.AccountAnnounced:
        given = {
            "ref": self.ref("acct"), "campaign": self.camp, "section": self.ref("sect"), "country": "NL",
            "currency": "EUR", "ids": (number,), "text": self.text("Friends in NL"),
        }  # fmt: skip
        return book.AccountAnnounced(**{**given, **more})

    # --- the whole ------------------------------------------------------------

    def govern(self) -> None:
        """Pact and trustees, and money in the roof's fund."""
        self.agree()
        self.appoint()
        self.gift(self.berlin, self.roof, 900_000)
        self.gift(self.berlin, self.free, 50_000)

    def everything_governed(self) -> None:
        """Each kind of government, at least once, as it should go."""
        timber = self.approved(self.request(), 0, 1)
        order = self.add(self.order(timber))
        payment = self.add(self.sent(order))
        self.add(self.evidence(payment))
        self.add(self.evidence(payment))
        self.add(self.returned(payment, 10_000))
        self.gated()
        self.refusals()
        self.salaries()
        self.key_ceremonies()
        self.succession_ceremonies()
        self.add(self.move(self.free, self.walls, 1_000, 2, 3, 4))
        one, other = self.officers[1:]
        account = self.signed(self.account_record(), Act.ANNOUNCE_ACCOUNT, [*self.by(0, 1, 2), one])
        self.add(account)
        closing = book.AccountClosed(ref=self.ref("close"), campaign=self.camp, account=account.ref)
        self.add(self.signed(closing, Act.CLOSE_ACCOUNT, [*self.by(1, 2, 3), other]))

    def gated(self) -> None:
        """A gated request with a margin: the gate opens, payments are paused twice, one order fails."""
        beams = self.approved(self.request(120_000, margin=3_000, gated=True, line="beams"), 2, 3, 4)
        self.add(self.gate(True, 0, 1, 2))
        first = self.add(self.order(beams, 70_000, margin=1_000, bears=self.free))
        self.add(self.failed(first))
        second = self.add(self.order(beams, 80_000, margin=2_000, bears=self.free))
        self.add(self.pause(self.by(4)))
        self.add(self.gate(False, 3))
        self.add(self.sent(second, 81_500))
        self.add(self.resume(0, 1, 2))
        self.add(self.pause(self.officers[1:]))
        self.add(self.resume(2, 3, 4))

    def refusals(self) -> None:
        """One request refused by three of five, one withdrawn, one replaced."""
        dear = self.approved(self.request(500_000, line="dear"), 0)
        for number in (0, 1, 2):
            self.add(self.answer(dear, number, Act.REFUSE))
        self.add(self.withdrawn(self.add(self.request(line="given-up"))))
        old = self.approved(self.request(line="changed"), 0)
        self.add(self.request(80_000, line="changed", replaces=old.ref))

    def salaries(self) -> None:
        """A standing budget to two payees."""
        mason, carpenter = (Payee(self.hash("payee", n), self.hash("bank", n)) for n in (1, 2))
        standing = Standing("month", 30_000, 60_000, LONG_AGO, (mason, carpenter))
        budget = self.approved(self.request(60_000, line="wages", standing=standing), 0, 2, 4)
        for payee in (mason, carpenter):
            order = self.order(budget, 15_000, payee=payee.payee, bank=payee.bank)
            self.add(self.sent(self.add(order)))

    def key_ceremonies(self) -> None:
        """A key is replaced after 72 hours, another replacement is stopped, a key is revoked, one renewed."""
        lost = self.add(self.replacement(0, self.by(1, 2, 3)))
        fresh = self.fresh
        stopped = self.add(self.replacement(1, self.by(2, 3, 4)))
        self.add(self.stop(stopped.ref, 1))
        for _ in range(4):
            self.next_day()
        self.add(self.complete(lost.ref))
        self.keys[0] = fresh
        self.add(self.revoke(self.keys[4].key, self.by(0, 1, 2), since=len(self.entries)))
        self.keys[4] = self.new_key()
        self.set_trustees(by=self.by(0, 1, 2, 3, 4))

    def succession_ceremonies(self) -> None:
        """Successors are named; one succession is stopped by a trustee, the next one completed."""
        self.name_successors()
        stopped = self.add(self.unreachable())
        self.add(self.reachable(stopped.ref, 3))
        waits = self.add(self.unreachable(by=[*self.successors, *self.by(0)]))
        for _ in range(8):
            self.next_day()
        self.add(self.succeed(waits.ref))
        self.succeeded()


def governed_book(seed: int = 1, *, algs: tuple[str, ...] = ALGS, rounds: int = 1) -> Governed:
    """A right book in which every kind occurs."""
    made = Governed(seed, algs)
    made.open()
    for _ in range(rounds):
        made.everything()
    closed = made._account("BE", "EUR", "BE68539007547034")
    made.add(book.AccountClosed(ref=made.ref("close"), campaign=made.camp, account=closed))
    made.govern()
    made.everything_governed()
    made.appealed()
    made.add(made.closing(0, 1, 2, 3))
    return made
