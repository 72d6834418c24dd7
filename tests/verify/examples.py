"""The invented books of docs/book-format.md: twelve pages and all that stands beside them; a government."""

from __future__ import annotations

import random
from base64 import b64encode
from datetime import date
from hashlib import sha256
from typing import Any

from authenticator import ES256, FILE_KEY
from books import ORIGIN, SIGNER, Book, files_of, receipt_for
from government import Governed

from ouna.core import book
from ouna.core.book import Recovery
from ouna.core.quorum import Band, partner_fingerprint
from ouna.core.tlog import leaf_hash
from ouna.core.values import Money, canonical


def example() -> Book:
    """Opening, campaign, purposes, account, gift, open line, explanation, charge, correction, statement."""
    b = Book(2026)
    b.today = date(2026, 11, 22)
    b.random = random.Random(22)
    b.coalition = b.ref("org")
    b.add(
        book.LogOpened(
            ref=b.ref("log"),
            origin=ORIGIN,
            coalition=b.coalition,
            keys=(SIGNER.verifier.vkey,),
            zone="Europe/Athens",
        )
    )
    b.camp = b.ref("camp")
    b.add(
        book.CampaignOpened(
            ref=b.camp, coalition=b.coalition, goal=Money(50_000_000, "EUR"), currencies=("EUR",),
            fee_limits=(Money(5_000, "EUR"),), text=b.text("Rebuild the school"),
        )
    )  # fmt: skip
    b.free, b.walls = b._fund("free"), b._fund("walls")
    b.berlin = b._account("DE", "EUR", "DE89370400440532013000")
    b.gift(b.berlin, b.walls, 12_345)
    line = b.add(book.CreditUnexplained(**b.line_fields(b.ref("open"), b.berlin, 5_000)))
    b.gift(b.berlin, b.free, 5_000, explains=line.ref)
    fee = b.add(book.FeeCharged(**b.line_fields(b.ref("fee"), b.berlin, 90), fund=b.free))
    b.undo(fee, book.DebitUnexplained, "open")
    opened = b.records[-1].replacement  # type: ignore[attr-defined]
    b.add(book.FeeCharged(**b.line_fields(b.ref("fee"), b.berlin, 90), fund=b.free, explains=opened.ref))
    b.state_account(b.berlin, waiting_in=700)
    return b


def blocks(b: Book) -> list[tuple[str, str]]:
    """The fenced blocks of the document, as (name, content)."""
    files = files_of(b.entries, texts=b.texts)
    salt, text = b.texts[0]
    donor = next(o for o in b.openings if o["purpose"] == "donor")
    opened = {k: donor[k] for k in ("purpose", "salt", "record")}
    named: list[tuple[str, str]] = []
    for number, entry in enumerate(b.entries):
        named.append((f"entry {number}", f"{entry.decode()}\n{leaf_hash(entry).hex()}"))
    found: dict[str, Any] = {
        "checkpoint": files["checkpoint"].decode().rstrip("\n"),
        "log.vkey": files["log.vkey"].decode().rstrip("\n"),
        "totals.json": files["totals.json"].decode(),
        "text": book.text_file(salt, text).decode() + "\n" + book.text_hash(salt, text),
        "opening": canonical(opened).decode() + "\n" + b.records[5].donor,  # type: ignore[attr-defined]
        "bundle start": b64encode(files["tile/entries/000.p/" + str(len(b.entries))][:48]).decode(),
        "tlog-proof": receipt_for(b.entries, 5, [donor]).decode().rstrip("\n"),
    }
    return [*named, *found.items()]


def governed_example() -> Governed:
    """Two trustees, a request, both approvals, its order, payment and evidence; a successor takes over."""
    b = Governed(2027, algs=(ES256, FILE_KEY))
    b.today = date(2026, 11, 23)
    b.open()
    b.members = [b.ref("trst") for _ in b.algs]
    b.keys = [b.new_key(alg) for alg in b.algs]
    b.paper = [b.new_key(FILE_KEY, "reco")]
    recovery = Recovery((b.paper[0].paper,), 1, 30)
    b.set_trustees(
        by=b.by(0, 1), bands=(Band("EUR", 1, 150_000), Band("EUR", 2)), change=2, recovery=recovery
    )
    b.gift(b.berlin, b.roof, 400_000)
    request = b.approved(b.request(180_000, until="2026-12-31", margin=500), 0, 1)
    order = b.add(b.order(request, margin=500, bears=b.roof))
    b.add(b.evidence(b.add(b.sent(order, 180_300))))
    heirs = b.heirs(FILE_KEY, 1)
    b.set_trustees(
        by=[*b.by(0, 1), *heirs], bands=(Band("EUR", 1, 150_000), Band("EUR", 2)), change=2,
        recovery=recovery, succession=b.succession(1, 30),
    )  # fmt: skip
    waits = b.add(b.unreachable((1,), heirs))
    b.today = date(2026, 12, 24)
    b.add(b.succeed(waits.ref))
    return b


def governed_blocks(b: Governed) -> list[tuple[str, str]]:
    """The pages of the government that the document prints, and what is computed from them."""
    pages = {
        "set": book.TrusteesSet, "request": book.RequestMade, "approval": book.RequestApproved,
        "order": book.PaymentOrdered, "sent": book.PaymentSent, "evidence": book.EvidenceAdded,
        "announcement": book.SuccessionAnnounced, "completion": book.SuccessionCompleted,
    }  # fmt: skip
    again = {"approval": " by file", "set": " with a successor"}
    found: dict[str, str] = {}
    for record, entry in zip(b.records, b.entries, strict=True):
        for name, cls in pages.items():
            if isinstance(record, cls):
                name = f"governed {name}" + (again[name] if f"governed {name}" in found else "")
                found[name] = f"{entry.decode()}\n{sha256(entry).hexdigest()}"
    state, approval = b.trustees, next(r for r in b.records if isinstance(r, book.RequestApproved))
    assert state
    statement = approval.signature.statement
    found["governed fingerprint"] = " ".join(partner_fingerprint(state.first))
    found["governed preimage"] = statement.preimage().decode() + "\n" + statement.challenge().hex()
    return list(found.items())


def appealed_example() -> Book:
    """An organisation signs an appeal, vouches for another one, and withdraws."""
    b = Book(2028)
    b.today = date(2026, 11, 24)
    b.open()
    appeal = b.add(b.appeal(1))
    first = b.add(b.signature(appeal.ref))
    b.add(b.signature(appeal.ref, proof="voucher", voucher=first.ref, country="TN"))
    b.add(b.leaving(first.ref))
    return b


def appealed_blocks(b: Book) -> list[tuple[str, str]]:
    """The last four pages of that book, and the text of the first organisation."""
    names = ("appeal", "signature", "second signature", "withdrawal")
    pages = zip(names, b.entries[-4:], strict=True)
    found = {f"appealed {name}": f"{entry.decode()}\n{sha256(entry).hexdigest()}" for name, entry in pages}
    salt, text = b.texts[-2]
    found["appealed text"] = book.text_file(salt, text).decode() + "\n" + book.text_hash(salt, text)
    return list(found.items())
