"""Each important guard of the page's verifier; cut out of its text, what it is there for passes."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from books import SIGNER, Book, receipt_for
from holes import CASES, H, heard, opened

from ouna.core import book
from ouna.core.values import Money, canonical

from .conftest import SCRIPT, Job, Run

KEYS = [SIGNER.verifier.vkey]


class Guard(NamedTuple):
    """What stands in the text once, what is left without the guard, and a job that only it refuses."""

    guard: str
    without: str
    wrong: Callable[[], Job]


GUARDS: dict[str, Guard] = {}


def guard(name: str, text: str, without: str = "") -> Callable[[Callable[[], Job]], Callable[[], Job]]:
    def register(wrong: Callable[[], Job]) -> Callable[[], Job]:
        assert name not in GUARDS
        GUARDS[name] = Guard(text, without, wrong)
        return wrong

    return register


def check(made: Book, change: Callable[[dict[str, bytes]], object] = lambda files: None) -> Job:
    files = made.files()
    change(files)
    packed = {name: base64.b64encode(content).decode() for name, content in files.items()}
    return "book", {"files": packed, "keys": KEYS, "older": []}


def hole(name: str) -> Callable[[], Job]:
    """A case of `holes.py`."""

    def wrong() -> Job:
        made = opened()
        CASES[name][0](made)
        return check(made)

    return wrong


def rule(name: str, text: str, without: str = "") -> Callable[[Callable[[Book], Any]], None]:
    """A guard whose wrong is one record that is added at the end."""

    def register(make: Callable[[Book], Any]) -> None:
        def wrong() -> Job:
            made = opened()
            made.force(make(made))
            return check(made)

        GUARDS[name] = Guard(text, without, wrong)

    return register


GUARDS["exchange"] = Guard(
    "apart <= divisor || apart * 10n <= expected", "true", hole("more_than_a_tenth_less")
)
GUARDS["false rate"] = Guard("(last && !follows(last, fresh))", "false", hole("a_false_rate_just_before"))
GUARDS["a rate that jumps"] = Guard(
    "BigInt(100 - Math.min(10 * days, 50))", "0n", hole("a_rate_may_not_move_by_more")
)
GUARDS["announced again"] = Guard(
    "earlier || { tally: r.ref", "{ tally: r.ref", hole("the_same_account_announced_again")
)
GUARDS["two accounts' numbers"] = Guard(
    'need(!more.length, "payment", "numbers of different accounts");', "", hole("numbers_of_two_accounts")
)
GUARDS["charges of before"] = Guard("own < since ? since : own", "own", hole("charges_of_the_years_before"))
GUARDS["bound gift"] = Guard("need(!bound || ", "need(true || ", hole("a_bound_gift_as_interest"))
GUARDS["bound gift, late"] = Guard(
    "dayNumber(r.on) - dayNumber(r.booked) <= 92", "true", hole("a_purpose_changed_too_late")
)


def line(b: Book, prefix: str, minor: int, account: str = "") -> dict[str, Any]:
    return b.line_fields(b.ref(prefix), account or b.berlin, minor)


@rule("explained twice", "same && line.sign === sign && r.money.minor <= line.left", "same")
def _(b: Book) -> Any:
    opened_ = b.add(book.CreditUnexplained(**line(b, "open", 100)))
    b.gift(b.berlin, b.walls, 100, explains=opened_.ref)
    return book.GiftReceived(**line(b, "gift", 1), fund=b.walls, donor=H, explains=opened_.ref)


@rule("closing balance", "r.closing.minor === booked + r.waiting_in - r.waiting_out", "true")
def _(b: Book) -> Any:
    return replace(b.state_account(b.berlin), ref=b.ref("stmt"), closing=Money(569_999, "EUR"))


@rule("limit of charges", "facts.balance(month(facts, r), r.money.currency) + minor <= limit", "true")
def _(b: Book) -> Any:
    return book.FeeCharged(**line(b, "fee", 20_001), fund=b.free)


@rule("free fund", "(!mustBeFree || fund.free)", "true")
def _(b: Book) -> Any:
    return book.FeeCharged(**line(b, "fee", 5), fund=b.walls)


@rule("reversed twice", "gift.currency === currency && minor <= gift.left", "true")
def _(b: Book) -> Any:
    gift = b.gift(b.berlin, b.walls, 500)
    back = {"gift": gift.ref, "fund": b.walls, "reason": "returned"}
    b.add(book.GiftReversed(**line(b, "rev", 300), **back))
    return book.GiftReversed(**line(b, "rev", 201), **back)


@rule("returned too late", "dayNumber(r.booked) - dayNumber(gift.booked) <= 396", "true")
def _(b: Book) -> Any:
    gift = b.gift(b.berlin, b.walls, 500)
    b.today += timedelta(days=397)
    heard(b)
    return book.GiftReversed(**line(b, "rev", 500), gift=gift.ref, fund=b.walls, reason="returned")


@rule("arrived twice", 'need(!sent.arrived && !sent.corrected, "balance");')
def _(b: Book) -> Any:
    sent = b.add(book.TransferSent(**line(b, "xfer", 500), target=b.athens))
    b.add(book.TransferArrived(**line(b, "arr", 500, b.athens), transfer=sent.ref))
    return book.TransferArrived(**line(b, "arr", 500, b.athens), transfer=sent.ref)


@rule("a ref used twice", 'need(!this.states.has(record.ref), "form", "ref used twice");')
def _(b: Book) -> Any:
    return b.records[-1]


@rule("more exchanged than there is", "checkFree(facts, r.fund, sent.money.currency, sent.money.minor);")
def _(b: Book) -> Any:
    b.rate("EUR", "CHF", "1")
    sent = b.add(book.TransferSent(**line(b, "xfer", 70_001), target=b.zurich))
    return book.TransferArrived(**line(b, "arr", 70_001, b.zurich), transfer=sent.ref, fund=b.walls)


def correction(b: Book, wrong: Any, replacement: Any) -> Any:
    state: Any = b.replay.facts.state(wrong.ref)
    return book.CorrectionMade(
        ref=b.ref("corr"), campaign=b.camp, corrects=wrong.ref, inverse=tuple(book.inverse_of(state)),
        replacement=replacement,
    )  # fmt: skip


@rule("correction of a bound purpose", "checkFunds(facts, [...undone, ...moves]);")
def _(b: Book) -> Any:
    wrong = b.add(book.FundBroughtIn(**line(b, "before", 900), fund=b.roof))
    return correction(b, wrong, book.InterestReceived(**line(b, "int", 900), fund=b.free))


@rule("correction of a sum", "canonical(moves[0]) === canonical(old.moves[0])", "true")
def _(b: Book) -> Any:
    wrong = b.add(book.FeeCharged(**line(b, "fee", 10), fund=b.free))
    return correction(b, wrong, book.FeeCharged(**line(b, "fee", 11), fund=b.free))


@guard("what waits for ever", "this.closeStated();")
def _() -> Job:
    made = opened()
    for _ in range(5):
        made.state_account(made.berlin, waiting_out=490_000)
        made.today = made.today.fromordinal(made.today.toordinal() + 10)
    return check(made)


@guard("a line nobody explained", 'if (state.is === "unexplained") this.find(', "if (false) this.find(")
def _() -> Job:
    made = opened()
    made.add(book.CreditUnexplained(**line(made, "open", 100)))
    return check(made)


@guard("pages under the root", "if (!equal(root, head.root)) find(", "if (false) find(")
def _() -> Job:
    made = opened()
    donor = made.records[-1].donor.encode()  # type: ignore[attr-defined]

    def alter(files: dict[str, bytes]) -> None:
        for path in files:
            if path.startswith("tile/entries/"):
                files[path] = files[path].replace(donor, b"0" * 64)

    return check(made, alter)


@guard("totals", 'find("totals", "totals.json is not the sums of the pages");')
def _() -> Job:
    def alter(files: dict[str, bytes]) -> None:
        totals = json.loads(files["totals.json"])
        totals["funds"][0]["received"] += 1
        files["totals.json"] = canonical(totals)

    return check(opened(), alter)


@guard(
    "signature",
    'need(await signed(known.key, utf8(body), signature), "signature", "signature does not fit");',
)
def _() -> Job:
    def alter(files: dict[str, bytes]) -> None:
        body, _, signature = files["checkpoint"].rpartition(b" ")
        raw = bytearray(base64.b64decode(signature))
        raw[20] ^= 1
        files["checkpoint"] = body + b" " + base64.b64encode(raw) + b"\n"

    return check(opened(), alter)


@guard("inclusion", 'need(equal(found, root), "not_included", "another root");')
def _() -> Job:
    made = opened()
    proof = receipt_for(made.entries, 3, []).split(b"\n")
    proof[3] = base64.b64encode(bytes(32))
    return "receipt", {"data": base64.b64encode(b"\n".join(proof)).decode(), "keys": KEYS}


@guard("opening", 'need(all && purposes.size === extra.openings.length, "opening", "opening does not fit");')
def _() -> Job:
    made = opened()
    index = len(made.entries) - 1
    ref = made.records[index].ref
    opening = next(o for o in made.openings if o["entry"] == ref and o["purpose"] == "donor")
    proof = receipt_for(made.entries, index, [{**opening, "record": {"name": "Somebody else"}}])
    return "receipt", {"data": base64.b64encode(proof).decode(), "keys": KEYS}


def refuses(name: str, answer: dict[str, Any]) -> bool:
    """The totals of these books were made by the program, without the wrong page: they always differ."""
    if "refused" in answer:
        return True
    found = {finding["step"] for finding in answer["value"].get("findings", [])}
    return bool(found if name == "totals" else found - {"totals"})


def test_what_each_guard_is_for_is_refused(node: Run) -> None:
    answers = node([guard.wrong() for guard in GUARDS.values()])
    assert [name for name, answer in zip(GUARDS, answers, strict=True) if not refuses(name, answer)] == []


@pytest.mark.parametrize("name", GUARDS)
def test_twin_without_the_guard_it_passes(node: Run, tmp_path: Path, name: str) -> None:
    text, script = SCRIPT.read_text(), tmp_path / "verify.js"
    given = GUARDS[name]
    assert text.count(given.guard) == 1
    script.write_text(text.replace(given.guard, given.without))
    [answer] = node([given.wrong()], script)
    assert not refuses(name, answer), answer
