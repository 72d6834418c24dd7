"""Builds published books for tests and benchmarks: invented, seeded, from `ouna.core` alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ouna.core import book
from ouna.core.tlog import Checkpoint, Signer, Tree, commit, format_proof, grow, sign
from ouna.core.values import Money, canonical, make_ref
from ouna.verify.errors import NotThere, TooLarge
from ouna.verify.receipt import extra_of

ORIGIN = "books.example/wall"
SIGNER = Signer.from_seed(ORIGIN, bytes(range(32)))
START = date(2026, 3, 1)


def no_files(*_: int) -> bytes:
    raise AssertionError("a book grown from nothing has no files yet")


def files_of(
    entries: Sequence[bytes],
    *,
    texts: Sequence[tuple[bytes, Any]] = (),
    signer: Signer = SIGNER,
    totals: dict[str, Any] | None = None,
    keys: Sequence[str] | None = None,
) -> dict[str, bytes]:
    """The files of a book with these entries, sealed by the owner of the key, right or wrong."""
    files = {tile.path: content for tile, content in grow(0, entries, no_files, no_files)}
    head = head_over(entries, signer)
    if totals is None:
        replay = book.Replay()
        for entry in entries:
            replay.feed(entry)
        totals = replay.totals()
    files["checkpoint"] = sign(head.format(), signer)
    files["log.vkey"] = book.keys_file(keys or [signer.verifier.vkey])
    files["totals.json"] = book.totals_file(head.size, head.root, totals)
    for salt, data in texts:
        files[book.text_path(book.text_hash(salt, data))] = book.text_file(salt, data)
    return files


def head_over(entries: Sequence[bytes], signer: Signer = SIGNER) -> Checkpoint:
    """The checkpoint over these entries."""
    tree = Tree()
    tree.extend_entries(entries)
    return Checkpoint(signer.name, tree.size, tree.root())


def note_over(entries: Sequence[bytes], signer: Signer = SIGNER) -> bytes:
    """The same, signed."""
    return sign(head_over(entries, signer).format(), signer)


def receipt_for(entries: Sequence[bytes], index: int, openings: list[dict[str, Any]]) -> bytes:
    """A proof file of one entry."""
    tree = Tree()
    tree.extend_entries(entries)
    opened = [{k: o[k] for k in ("purpose", "salt", "record")} for o in openings]
    extra = extra_of(entries[index], opened)
    return format_proof(index, tree.inclusion_proof(index), note_over(entries), extra)


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class MemorySource:
    """A published folder in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def read(self, path: str, limit: int) -> bytes:
        if path not in self.files:
            raise NotThere()
        if len(self.files[path]) > limit:
            raise TooLarge()
        return self.files[path]

    def listing(self) -> dict[str, bool]:
        return dict.fromkeys(self.files, True)


class Book:
    """A book in the making: `add` stamps, checks and keeps a record."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.today = START
        self.seconds = 0
        self.replay = book.Replay()
        self.records: list[book.Record] = []
        self.entries: list[bytes] = []
        self.texts: list[tuple[bytes, Any]] = []
        self.openings: list[dict[str, Any]] = []

    @property
    def day(self) -> str:
        return self.today.isoformat()

    def ref(self, prefix: str) -> str:
        return make_ref(prefix, self.today, self.random.randbytes(14))

    def hash(self, purpose: str, record: Any, entry: str = "") -> str:
        """A commitment, its opening kept."""
        salt = self.random.randbytes(32)
        if entry:
            self.openings.append(
                {"entry": entry, "purpose": purpose, "salt": salt.hex(), "record": record, "subject": ""}
            )
        return commit(purpose, salt, canonical(record)).hex()

    def text(self, words: str, field: str = "title") -> str:
        salt = self.random.randbytes(32)
        data = {field: {"en": {"text": words, "state": "human", "of": ""}}}
        self.texts.append((salt, data))
        return book.text_hash(salt, data)

    def stamped(self, record: book.Record) -> book.Record:
        """With the day, or the next second of it."""
        stamp = self.day
        if record.STAMP == "at":
            minutes, second = divmod(self.seconds, 60)
            stamp += f"T{8 + minutes // 60:02d}:{minutes % 60:02d}:{second:02d}Z"
            self.seconds += 1
        return book.from_data({**record.as_data(), record.STAMP: stamp})

    def add(self, record: book.Record) -> book.Record:
        record = self.stamped(record)
        self.entries.append(book.encode(record))
        self.records.append(record)
        self.replay.feed(self.entries[-1])
        assert not self.replay.findings, (record, self.replay.findings)
        return record

    def force(self, record: book.Record) -> None:
        """A record that may break a rule, as only the owner of the key can add it."""
        record = self.stamped(record)
        self.entries.append(book.encode(record))
        self.records.append(record)
        self.replay.feed(self.entries[-1])

    def line(self, entry: str, account: str, money: Money, nth: int = 1) -> str:
        return self.hash(
            "line", {"account": account, "minor": money.minor, "currency": money.currency, "nth": nth}, entry
        )

    def line_fields(self, ref: str, account: str, minor: int, booked: str | None = None) -> dict[str, Any]:
        """What every record of a bank line carries."""
        state = self.replay.facts.state(account)
        assert isinstance(state, book.Account)
        money = Money(minor, state.currency)
        return {
            "ref": ref,
            "campaign": state.campaign,
            "account": account,
            "money": money,
            "booked": booked or self.day,
            "line": self.line(ref, account, money),
        }

    def gift(self, account: str, fund: str, minor: int, **more: Any) -> book.GiftReceived:
        ref = self.ref("gift")
        fields = self.line_fields(ref, account, minor, more.pop("booked", None))
        donor = self.hash("donor", {"name": f"Giver {self.random.randrange(10**6)}"}, ref)
        return self.add(book.GiftReceived(**fields, fund=fund, donor=donor, **more))

    def open(self) -> None:
        """The roots: log, campaign, purposes, accounts."""
        self.coalition = self.ref("org")
        self.add(
            book.LogOpened(
                ref=self.ref("log"),
                origin=ORIGIN,
                coalition=self.coalition,
                keys=(SIGNER.verifier.vkey,),
                zone="Europe/Athens",
            )
        )
        self.camp = self.ref("camp")
        self.add(
            book.CampaignOpened(
                ref=self.camp,
                coalition=self.coalition,
                goal=Money(90_000_000, "EUR"),
                currencies=("EUR", "CHF", "TND"),
                fee_limits=(Money(20_000, "EUR"), Money(2_000, "CHF")),
                text=self.text("A wall for the school"),
            )
        )
        self.free, self.spare, self.walls, self.roof = (
            self._fund(*c) for c in (["free"], ["free"], ["walls", "doors"], ["roof"])
        )
        self.berlin = self._account("DE", "EUR", "DE89370400440532013000")
        self.athens = self._account("GR", "EUR", "GR1601101250000000012300695")
        self.zurich = self._account("CH", "CHF", "CH9300762011623852957")
        self.tunis = self._account("TN", "TND", "TN5910006035183598478831")

    def _fund(self, *purposes: str) -> str:
        ref = self.ref("fund")
        aim, words = Money(10_000_000, "EUR"), self.text(" and ".join(purposes))
        self.add(book.FundOpened(ref=ref, campaign=self.camp, purposes=purposes, aim=aim, text=words))
        return ref

    def _account(self, country: str, currency: str, number: str) -> str:
        ref = self.ref("acct")
        self.add(
            book.AccountAnnounced(
                ref=ref,
                campaign=self.camp,
                section=self.ref("sect"),
                country=country,
                currency=currency,
                ids=(number,),
                text=self.text(f"Friends in {country}"),
            )
        )
        return ref

    def next_day(self) -> None:
        root = self.random.randbytes(32).hex()
        self.add(book.Sealed(ref=self.ref("seal"), day=self.day, root=root))
        self.today += timedelta(days=1)
        self.seconds = 0

    def state_account(self, account: str, waiting_in: int = 0, waiting_out: int = 0) -> book.AccountStated:
        state = self.replay.facts.state(account)
        assert isinstance(state, book.Account)
        booked = self.replay.facts.balance(account, state.currency, self.day)
        return self.add(
            book.AccountStated(
                ref=self.ref("stmt"),
                campaign=state.campaign,
                account=account,
                day=self.day,
                closing=Money(booked + waiting_in - waiting_out, state.currency),
                waiting_in=waiting_in,
                waiting_out=waiting_out,
                statement=self.hash("statement", {"lines": 7}),
            )
        )

    def undo(
        self, wrong: book.LineRecord, new: type[book.LineRecord], prefix: str, **more: Any
    ) -> book.Record:
        """A correction of a line: its inverse and the new booking."""
        state = self.replay.facts.state(wrong.ref)
        fields = self.line_fields(self.ref(prefix), wrong.account, wrong.money.minor, wrong.booked)
        return self.add(
            book.CorrectionMade(
                ref=self.ref("corr"),
                campaign=self.camp,
                corrects=wrong.ref,
                inverse=tuple(book.inverse_of(state)),
                replacement=new(**fields, explains=wrong.explains, **more),
            )
        )

    def give_some(self, count: int) -> None:
        """Gifts of a day, over accounts and purposes."""
        for _ in range(count):
            account = self.random.choice((self.berlin, self.athens, self.zurich, self.tunis))
            fund = self.random.choice((self.free, self.spare, self.walls, self.roof))
            self.gift(account, fund, self.random.choice((1_000, 2_500, 5_000, 12_345)))

    def everything(self, gifts: int = 12) -> None:
        """One or two of every kind."""
        self.give_some(gifts)
        line = self.line_fields
        r = self.ref
        self.add(book.FundBroughtIn(**line(r("before"), self.berlin, 70_000), fund=self.free))
        self.add(book.InterestReceived(**line(r("int"), self.zurich, 321), fund=self.free))
        fee = self.add(book.FeeCharged(**line(r("fee"), self.berlin, 250), fund=self.free))
        gift = self.gift(self.berlin, self.walls, 4_000)
        self.add(
            book.GiftReversed(
                **line(r("rev"), self.berlin, 1_500), gift=gift.ref, fund=self.walls, reason="returned"
            )
        )
        wrong = self.gift(self.athens, self.roof, 9_900)
        back = self.add(
            book.GiftReversed(
                **line(r("rev"), self.athens, 9_900), gift=wrong.ref, fund=self.roof, reason="misbooked"
            )
        )
        self.gift(self.athens, self.walls, 9_900, explains=back.ref)
        credit = self.add(book.CreditUnexplained(**line(r("open"), self.zurich, 5_000)))
        debit = self.add(book.DebitUnexplained(**line(r("open"), self.berlin, 77)))
        self.next_day()
        self.gift(self.zurich, self.free, 2_000, explains=credit.ref, booked=credit.booked)
        self.gift(self.zurich, self.roof, 3_000, explains=credit.ref, booked=credit.booked)
        late = line(r("fee"), self.berlin, 77, debit.booked)
        charge = self.add(book.FeeCharged(**late, explains=debit.ref, fund=self.free))
        self.undo(charge, book.FeeCharged, "fee", fund=self.free)
        self.undo(fee, book.DebitUnexplained, "open")
        opened = self.records[-1].replacement
        fees = line(r("fee"), self.berlin, 250, opened.booked)
        self.add(book.FeeCharged(**fees, explains=opened.ref, fund=self.free))
        self.rate("EUR", "CHF", "0.9312")
        self.rate("TND", "EUR", "0.2941", source="bct")
        self.transfers()
        self.add(book.PersonalErased(ref=r("erase"), count=3))
        for account in (self.berlin, self.athens, self.zurich, self.tunis):
            self.state_account(account, waiting_in=self.random.choice((0, 500)))
        self.next_day()

    def rate(
        self, base: str, quote: str, rate: str, day: str | None = None, source: str = "ecb"
    ) -> book.RateUsed:
        return self.add(
            book.RateUsed(
                ref=self.ref("rate"), base=base, quote=quote, rate=rate, day=day or self.day, source=source
            )
        )

    def exchange(
        self, source: str, minor: int, target: str, arrives: int, fund: str, booked: str | None = None
    ) -> book.TransferArrived:
        """Both sides of a transfer between accounts of two currencies."""
        out = self.line_fields(self.ref("xfer"), source, minor, booked)
        sent = self.add(book.TransferSent(**out, target=target))
        into = self.line_fields(self.ref("arr"), target, arrives, booked)
        return self.add(book.TransferArrived(**into, transfer=sent.ref, fund=fund))

    def transfers(self) -> None:
        """One that arrives whole, one with a charge, two exchanges, one corrected on its way."""
        line, r = self.line_fields, self.ref
        sent = self.add(book.TransferSent(**line(r("xfer"), self.berlin, 800), target=self.athens))
        self.add(book.TransferArrived(**line(r("arr"), self.athens, 800), transfer=sent.ref))
        sent = self.add(book.TransferSent(**line(r("xfer"), self.berlin, 900), target=self.athens))
        self.add(book.TransferArrived(**line(r("arr"), self.athens, 880), transfer=sent.ref, fund=self.free))
        self.gift(self.berlin, self.free, 60_000)
        self.exchange(self.berlin, 10_000, self.zurich, 9_312, self.free)
        self.exchange(self.zurich, 1_000, self.tunis, 36_400, self.free)
        sent = self.add(book.TransferSent(**line(r("xfer"), self.berlin, 90), target=self.zurich))
        self.undo(sent, book.FeeCharged, "fee", fund=self.free)

    # --- the appeal -----------------------------------------------------------

    def appeal(self, version: int, **more: Any) -> book.AppealPublished:
        given = {"ref": self.ref("appl"), "campaign": self.camp, "version": version,
                 "source": self.hash("source", version), "text": self.text("Rebuild it")}  # fmt: skip
        return book.AppealPublished(**{**given, **more})

    def signature(self, appeal: str, **more: Any) -> book.SignaturePublished:
        text = self.text("Masons of Tyre", "names")
        given = {"ref": self.ref("sgnt"), "campaign": self.camp, "appeal": appeal, "text": text,
                 "country": "LB", "proof": "domain"}  # fmt: skip
        return book.SignaturePublished(**{**given, **more})

    def leaving(self, signature: str, **more: Any) -> book.SignatureWithdrawn:
        given = {"ref": self.ref("wdrw"), "campaign": self.camp, "signature": signature}
        return book.SignatureWithdrawn(**{**given, **more})

    def appealed(self) -> None:
        """Two versions, one mended; every proof, one signature confirmed, two withdrawn."""
        first = self.add(self.appeal(1))
        masons = self.add(self.signature(first.ref))
        for proof in ("document", "paper"):
            self.add(self.signature(first.ref, proof=proof, country=None))
        vouched = self.add(self.signature(first.ref, proof="voucher", voucher=masons.ref))
        mended = self.add(self.appeal(1, source=first.source))
        late = self.add(self.signature(mended.ref, country="TN"))
        self.add(self.leaving(late.ref))
        second = self.add(self.appeal(2, until=(self.today + timedelta(days=30)).isoformat()))
        again = self.add(self.signature(second.ref, confirms=masons.ref))
        self.add(self.signature(second.ref, confirms=vouched.ref, proof="voucher", voucher=again.ref))
        self.add(self.leaving(again.ref))

    def files(self) -> dict[str, bytes]:
        return files_of(self.entries, texts=self.texts)

    def publish(self, folder: Path) -> None:
        write_files(folder, self.files())


def small_book(seed: int = 1, rounds: int = 8) -> Book:
    """Some 400 pages in which every kind occurs."""
    made = Book(seed)
    made.open()
    for _ in range(rounds):
        made.everything()
    made.appealed()
    closed = made._account("NL", "EUR", "NL91ABNA0417164300")
    made.add(book.AccountClosed(ref=made.ref("close"), campaign=made.camp, account=closed))
    return made
