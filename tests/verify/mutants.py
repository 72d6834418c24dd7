"""Ways to falsify a published book, as anyone with the files, or the owner of the key, could."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from books import Book, MemorySource, files_of, note_over

from ouna.core.tlog import Signer
from ouna.core.values import canonical
from ouna.verify.book import Wanted, verify_book
from ouna.verify.trust import asked_of

Data = dict[str, Any]
THIEF = Signer.from_seed("books.example/wall", bytes(range(1, 33)))
SUMS = ("gift.received", "fund.brought_in", "interest.received", "credit.unexplained", "debit.unexplained")


class Mutator:
    """Makes falsified copies of one right book and says whether the verifier takes them for right."""

    def __init__(self, made: Book, seed: int) -> None:
        self.made = made
        self.random = random.Random(seed)
        self.files = made.files()
        self.datas: list[Data] = [json.loads(entry) for entry in made.entries]
        self.by_kind: dict[str, list[int]] = {}
        for index, data in enumerate(self.datas):
            self.by_kind.setdefault(data["kind"], []).append(index)

    def accepts(self, files: dict[str, bytes], **wanted: Any) -> bool:
        return verify_book(MemorySource(files), Wanted(**wanted)).ok

    def resealed(self, datas: list[Data]) -> dict[str, bytes]:
        """The book with these entries, re-sealed by the owner of the key with fitting totals."""
        return files_of([canonical(d) for d in datas], texts=self.made.texts)

    # --- without the key ---------------------------------------------------------------------------

    def flip_bit(self) -> bool:
        """One bit in any file."""
        files = dict(self.files)
        path = self.random.choice(sorted(files))
        content = bytearray(files[path])
        at = self.random.randrange(len(content) * 8)
        content[at // 8] ^= 1 << at % 8
        files[path] = bytes(content)
        return self.accepts(files)

    def lose_file(self) -> bool:
        """A file is missing. An absent text is allowed, so not among them."""
        files = dict(self.files)
        del files[
            self.random.choice([p for p in sorted(files) if not p.startswith(("texts/", "checkpoint"))])
        ]
        return self.accepts(files)

    def cut_file(self) -> bool:
        files = dict(self.files)
        path = self.random.choice(sorted(files))
        files[path] = files[path][: self.random.randrange(len(files[path]))]
        return self.accepts(files)

    def append_to_file(self) -> bool:
        files = dict(self.files)
        path = self.random.choice([p for p in sorted(files) if p != "checkpoint"])
        files[path] += self.random.choice((b"\n", b" ", b"\x00", b"{}"))
        return self.accepts(files)

    def swap_files(self) -> bool:
        files = dict(self.files)
        one, two = self.random.sample(sorted(files), 2)
        files[one], files[two] = files[two], files[one]
        return self.accepts(files)

    def foreign_file(self) -> bool:
        path = self.random.choice(
            ("tile/0/001.p/3", "tile/entries/001.p/115", "tile/2/000", "texts/" + "0" * 64 + ".json", "x.txt",
             "tile/entries/002.p/1", "totals.json.bak")
        )  # fmt: skip
        return self.accepts({**self.files, path: self.random.choice([*self.files.values()])})

    def older_head(self) -> bool:
        """An older sealed summary laid over the newer files."""
        size = self.random.randrange(1, len(self.datas))
        return self.accepts({**self.files, "checkpoint": note_over(self.made.entries[:size])})

    def totals(self) -> bool:
        """Totals that differ in one number, or are of another size."""
        totals = json.loads(self.files["totals.json"])
        row = self.random.choice(totals["funds"] + totals["accounts"])
        name = self.random.choice([k for k, v in row.items() if isinstance(v, int)])
        row[name] += self.random.choice((1, -1, 100))
        return self.accepts({**self.files, "totals.json": canonical(totals)})

    # --- with the key ------------------------------------------------------------------------------

    def break_rule(self) -> bool:
        """A field changed so that a rule breaks, all sealed anew."""
        datas = json.loads(json.dumps(self.datas))
        self.random.choice(BREAKERS)(self, datas)
        if datas == self.datas:
            return False
        return self.accepts(self.resealed(datas))

    def repeat_entry(self) -> bool:
        datas = list(self.datas)
        at = self.random.randrange(len(datas))
        datas.insert(self.random.randrange(at, len(datas)) + 1, datas[at])
        return self.accepts(self.resealed(datas))

    def drop_entry(self) -> bool:
        """Left out; the reader kept the sealed summary of before."""
        datas = list(self.datas)
        del datas[self.random.randrange(len(datas) - 1)]
        return self.accepts(self.resealed(datas), since=note_over(self.made.entries[:-1]))

    def drop_money(self) -> bool:
        """A money line that a bank statement covers is left out; nobody kept anything."""
        datas = list(self.datas)
        del datas[self.random.choice(self.by_kind["gift.received"])]
        return self.accepts(self.resealed(datas))

    def move_entry(self) -> bool:
        datas = list(self.datas)
        one, two = self.random.sample(range(len(datas)), 2)
        datas.insert(two, datas.pop(one))
        return self.accepts(self.resealed(datas), since=self.files["checkpoint"])

    def smaller(self) -> bool:
        """A smaller book, sealed anew, shown to one who kept the larger one's summary."""
        size = self.random.randrange(1, len(self.datas))
        return self.accepts(files_of(self.made.entries[:size]), since=self.files["checkpoint"])

    def rewritten(self) -> bool:
        """One harmless field changed and all sealed anew, shown to one who kept an older summary."""
        at = self.random.choice(self.by_kind["gift.received"])
        datas = list(self.datas)
        datas[at] = {**datas[at], "donor": self.random.randbytes(32).hex()}
        kept = self.random.randrange(at + 1, len(datas) + 1)
        return self.accepts(self.resealed(datas), since=note_over(self.made.entries[:kept]))

    def other_key(self) -> bool:
        """Everything sealed with another key of the same name, shown to one who knows the key."""
        files = files_of(self.made.entries, texts=self.made.texts, signer=THIEF)
        return self.accepts(files, asked=asked_of(None, self.files["log.vkey"].decode()))

    def other_key_in_folder(self) -> bool:
        """The same, shown to one who has only the folder: page 0 still names the right key."""
        return self.accepts(files_of(self.made.entries, texts=self.made.texts, signer=THIEF))

    def pick(self, datas: list[Data], *kinds: str) -> Data:
        return datas[self.random.choice([i for kind in kinds for i in self.by_kind[kind]])]


Change = Callable[["Mutator", Data], object]
Breaker = Callable[["Mutator", list[Data]], object]


def _set(kinds: tuple[str, ...], change: Change) -> Breaker:
    return lambda m, datas: change(m, m.pick(datas, *kinds))


def _put(name: str, value: Callable[[Mutator, Data], Any]) -> Change:
    return lambda m, d: d.__setitem__(name, value(m, d))


def _unknown(prefix: str) -> Callable[[Mutator, Data], str]:
    return lambda m, _: m.made.ref(prefix)


def _more(m: Mutator, d: Data) -> Data:
    return {**d["money"], "minor": d["money"]["minor"] + m.random.choice((1, 100, 10**6))}


def _second_same_ref(m: Mutator, datas: list[Data]) -> None:
    one, two = m.random.sample(m.by_kind["gift.received"], 2)
    datas[two]["ref"] = datas[one]["ref"]


def _earlier(m: Mutator, datas: list[Data]) -> None:
    late = [i for i in range(1, len(datas)) if datas[i - 1]["on"] > "2026-03-01"]
    datas[m.random.choice(late)]["on"] = "2026-02-28"


def _reverse_twice(m: Mutator, datas: list[Data]) -> None:
    at = m.random.choice(m.by_kind["gift.reversed"])
    datas.insert(at + 1, {**datas[at], "ref": m.made.ref("rev"), "money": _more(m, datas[at])})


def _arrive_twice(m: Mutator, datas: list[Data]) -> None:
    at = m.random.choice(m.by_kind["transfer.arrived"])
    datas.insert(at + 1, {**datas[at], "ref": m.made.ref("arr")})


def _account_twice(m: Mutator, datas: list[Data]) -> None:
    one, two = m.random.sample(m.by_kind["account.announced"][:4], 2)
    datas[max(one, two)]["ids"] = datas[min(one, two)]["ids"]


def _correct_twice(m: Mutator, datas: list[Data]) -> None:
    at = m.random.choice(m.by_kind["correction.made"])
    again = json.loads(json.dumps(datas[at]))
    again["ref"] = m.made.ref("corr")
    again["replacement"]["ref"] = m.made.ref(again["replacement"]["ref"].split("_")[0])
    datas.insert(at + 1, again)


def _wrong_inverse(m: Mutator, d: Data) -> None:
    m.random.choice(d["inverse"])["minor"] += m.random.choice((1, -1))


def _odd_exchange(m: Mutator, datas: list[Data]) -> None:
    """One more exchange, of which less arrives than any rate allows."""
    sent = next(d for d in datas if d["kind"] == "transfer.sent" and d["target"] == m.made.zurich)
    arrived = next(d for d in datas if d["kind"] == "transfer.arrived" and d["account"] == m.made.zurich)
    last = {"on": datas[-1]["on"], "booked": datas[-1]["on"]}
    out, into = m.made.ref("xfer"), m.made.ref("arr")
    minor = m.random.randrange(1, 8_300)
    datas.append({**sent, **last, "ref": out})
    money = {"currency": "CHF", "minor": minor}
    datas.append({**arrived, **last, "ref": into, "transfer": out, "money": money})


def _announced_again(m: Mutator, datas: list[Data]) -> None:
    """An account closed and announced again, for charges beyond the month's limit."""
    account = next(d for d in datas if d["kind"] == "account.announced")
    charge = next(d for d in datas if d["kind"] == "fee.charged" and d["account"] == account["ref"])
    on, again = datas[-1]["on"], m.made.ref("acct")
    closing = {"account": account["ref"], "campaign": account["campaign"], "ref": m.made.ref("close")}
    datas.append({**closing, "kind": "account.closed", "on": on, "v": 1})
    datas.append({**account, "on": on, "ref": again})
    day = m.random.choice((on, "2026-02-28", "2001-01-01"))
    money = {"currency": "EUR", "minor": 20_000}
    datas.append(
        {**charge, "on": on, "booked": day, "ref": m.made.ref("fee"), "account": again, "money": money}
    )


def _bound_gift_as_interest(m: Mutator, datas: list[Data]) -> None:
    """What was given for a purpose and misbooked becomes interest of the free fund."""
    anew = [d for d in datas if d["kind"] == "gift.received" and d.get("explains", "").startswith("rev_")]
    d = m.random.choice(anew)
    del d["donor"]
    d.update(kind="interest.received", ref=m.made.ref("int"), fund=m.made.free)


LINES = (*SUMS, "fee.charged", "transfer.sent", "transfer.arrived", "gift.reversed")
BREAKERS: tuple[Breaker, ...] = (
    _set(SUMS, _put("money", _more)),
    _set(LINES, _put("campaign", _unknown("camp"))),
    _set(LINES, _put("account", _unknown("acct"))),
    _set(("gift.received", "fee.charged", "interest.received"), _put("fund", _unknown("fund"))),
    _set(("gift.reversed",), _put("gift", _unknown("gift"))),
    _set(("transfer.arrived",), _put("transfer", _unknown("xfer"))),
    _set(("gift.received",), _put("explains", _unknown("open"))),
    _set(("fee.charged", "interest.received"), _put("fund", lambda m, d: m.made.walls)),
    _set(("transfer.sent",), _put("target", lambda m, d: d["account"])),
    _set(("account.stated",), _put("waiting_in", lambda m, d: d["waiting_in"] + 1)),
    _set(("account.stated",), _put("waiting_out", lambda m, d: d["waiting_out"] + 1)),
    _set(
        ("account.stated",),
        _put("closing", lambda m, d: {**d["closing"], "minor": d["closing"]["minor"] + 1}),
    ),
    _set(("fee.charged",), _put("money", lambda m, d: {**d["money"], "minor": 5_000_000})),
    _set(("gift.received",), _put("booked", lambda m, d: "2027-01-01")),
    _set(("rate.used",), _put("quote", lambda m, d: d["base"])),
    _set(("rate.used",), _put("day", lambda m, d: "2027-01-01")),
    _set(("sealed",), _put("day", lambda m, d: "2027-01-01")),
    _set(("correction.made",), _wrong_inverse),
    _set(("correction.made",), lambda m, d: d["replacement"].update(money=_more(m, d["replacement"]))),
    _set(("correction.made",), lambda m, d: d["replacement"].update(booked="2026-02-01")),
    _set(("correction.made",), _put("corrects", _unknown("fee"))),
    _set(("gift.received", "sealed"), _put("kind", lambda m, d: "gift.taken")),
    _set(LINES, _put("v", lambda m, d: 2)),
    _set(LINES, _put("note", lambda m, d: "from me")),
    _set(LINES, lambda m, d: d.pop(m.random.choice(("money", "account", "line", "booked", "ref", "on")))),
    _set(LINES, _put("money", lambda m, d: {**d["money"], "minor": -d["money"]["minor"]})),
    _set(LINES, _put("money", lambda m, d: {"minor": d["money"]["minor"], "currency": "JPY"})),
    _set(("log.opened",), _put("origin", lambda m, d: "books.example/other")),
    _set(("log.opened",), _put("keys", lambda m, d: [THIEF.verifier.vkey])),
    _set(("campaign.opened",), _put("coalition", _unknown("org"))),
    _set(("campaign.opened",), _put("fee_limits", lambda m, d: [{"minor": 1, "currency": "EUR"}])),
    _set(("campaign.opened",), _put("text", lambda m, d: "0" * 64)),
    _set(("fund.opened",), _put("purposes", lambda m, d: ["free", "walls"])),
    _set(("account.announced",), _put("currency", lambda m, d: "USD")),
    _second_same_ref,
    _earlier,
    _reverse_twice,
    _arrive_twice,
    _account_twice,
    _correct_twice,
    _odd_exchange,
    _announced_again,
    _bound_gift_as_interest,
)
WAYS = (
    "flip_bit", "flip_bit", "flip_bit", "flip_bit", "break_rule", "break_rule", "break_rule", "break_rule",
    "lose_file", "cut_file", "append_to_file", "swap_files", "foreign_file", "older_head", "totals",
    "repeat_entry", "drop_entry", "drop_money", "move_entry", "smaller", "rewritten", "other_key",
    "other_key_in_folder",
)  # fmt: skip
