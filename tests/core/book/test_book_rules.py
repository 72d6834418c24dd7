"""Every rule: a record that breaks exactly it is refused; with the rule taken out, it is let in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from appeal_cases import CASES as APPEAL
from book_guards import all_rules, without
from books import Book
from government_cases import CASES as GOVERNED

from ouna.core import book
from ouna.core.book import RuleBroken, admit
from ouna.core.values import Money

CASES: dict[str, Callable[[Book], Any]] = {}
H = "ab" * 32


def case(*said: str) -> Callable[[Callable[[Book], Any]], Callable[[Book], Any]]:
    """Register the maker of a record that breaks the rule which says `said`."""

    def register(make: Callable[[Book], Any]) -> Callable[[Book], Any]:
        for what in said:
            assert what not in CASES
            CASES[what] = make
        return make

    return register


def opened() -> Book:
    made = Book(3)
    made.open()
    made.gift(made.berlin, made.free, 50_000)
    made.gift(made.berlin, made.walls, 7_000)
    return made


def gift(b: Book, **more: Any) -> book.GiftReceived:
    fields = b.line_fields(b.ref("gift"), more.pop("account", b.berlin), more.pop("minor", 100))
    return book.GiftReceived(**{**fields, "fund": b.walls, "donor": H, **more})


def fee(b: Book, minor: int = 10, **more: Any) -> book.FeeCharged:
    fields = b.line_fields(b.ref("fee"), b.berlin, minor)
    return book.FeeCharged(**{**fields, "fund": b.free, **more})


def sent(b: Book, minor: int = 500, **more: Any) -> book.TransferSent:
    return book.TransferSent(**{**b.line_fields(b.ref("xfer"), b.berlin, minor), "target": b.athens, **more})


def arrived(b: Book, transfer: Any, minor: int, account: str = "", **more: Any) -> book.TransferArrived:
    fields = b.line_fields(b.ref("arr"), account or b.athens, minor)
    return book.TransferArrived(**{**fields, "transfer": transfer.ref, **more})


def reversal(b: Book, of: Any, minor: int, reason: str = "returned", **more: Any) -> book.GiftReversed:
    fields = b.line_fields(b.ref("rev"), of.account, minor)
    return book.GiftReversed(**{**fields, "gift": of.ref, "fund": of.fund, "reason": reason, **more})


def correction(b: Book, wrong: Any, replacement: Any, **more: Any) -> book.CorrectionMade:
    inverse = tuple(book.inverse_of(b.replay.facts.state(wrong.ref)))
    given = {"ref": b.ref("corr"), "campaign": b.camp, "corrects": wrong.ref, "inverse": inverse, **more}
    return book.CorrectionMade(replacement=replacement, **given)


def misbooked(b: Book, fund: str, minor: int = 500) -> Any:
    """A gift that was taken out of its fund again: its money waits for an explanation."""
    return b.add(reversal(b, b.gift(b.berlin, fund, minor), minor, "misbooked"))


def rebooked(b: Book, line: Any, fund: str) -> book.GiftReceived:
    fields = b.line_fields(b.ref("gift"), line.account, line.money.minor, line.booked)
    return book.GiftReceived(**fields, fund=fund, donor=H, explains=line.ref)


def interest(b: Book, line: Any, fund: str) -> book.InterestReceived:
    fields = b.line_fields(b.ref("int"), line.account, line.money.minor, line.booked)
    return book.InterestReceived(**fields, fund=fund, explains=line.ref)


def other_campaign(b: Book) -> str:
    ref = b.ref("camp")
    limits = (Money(100, "EUR"),)
    b.add(
        book.CampaignOpened(ref=ref, coalition=b.coalition, goal=Money(1, "EUR"), currencies=("EUR",),
                            fee_limits=limits, text=b.text("other"))
    )  # fmt: skip
    return ref


def other_fund(b: Book) -> str:
    campaign, ref = other_campaign(b), b.ref("fund")
    b.add(
        book.FundOpened(ref=ref, campaign=campaign, purposes=("free",), aim=Money(1, "EUR"), text=b.text("o"))
    )
    return ref


def campaign(b: Book, **more: Any) -> book.CampaignOpened:
    given = {"ref": b.ref("camp"), "coalition": b.coalition, "goal": Money(1, "EUR"), "currencies": ("EUR",),
             "fee_limits": (), "text": H}  # fmt: skip
    return book.CampaignOpened(**{**given, **more})


def stated(b: Book, **more: Any) -> book.AccountStated:
    given = {"ref": b.ref("stmt"), "campaign": b.camp, "account": b.berlin, "day": b.day,
             "closing": Money(57_000, "EUR"), "waiting_in": 0, "waiting_out": 0, "statement": H}  # fmt: skip
    return book.AccountStated(**{**given, **more})


def account(b: Book, **more: Any) -> book.AccountAnnounced:
    given = {"ref": b.ref("acct"), "campaign": b.camp, "section": b.ref("sect"), "country": "NL",
             "currency": "EUR", "ids": ("NL91ABNA0417164300",), "text": H}  # fmt: skip
    return book.AccountAnnounced(**{**given, **more})


def fund(b: Book, **more: Any) -> book.FundOpened:
    given = {
        "ref": b.ref("fund"),
        "campaign": b.camp,
        "purposes": ("roof",),
        "aim": Money(1, "EUR"),
        "text": H,
    }
    return book.FundOpened(**{**given, **more})


@case("The account belongs to another campaign.")
def _(b: Book) -> Any:
    return book.CreditUnexplained(
        **{**b.line_fields(b.ref("open"), b.berlin, 5), "campaign": other_campaign(b)}
    )


@case("The sum is not in the account's currency.")
def _(b: Book) -> Any:
    return gift(b, money=Money(100, "CHF"))


@case("The bank line is younger than the account's closing.")
def _(b: Book) -> Any:
    b.add(book.AccountClosed(ref=b.ref("close"), campaign=b.camp, account=b.athens))
    b.next_day()
    return gift(b, account=b.athens)


@case("The bank's day has not come yet.")
def _(b: Book) -> Any:
    return gift(b, booked=(b.today + timedelta(days=2)).isoformat())


@case("The explained line is of another account, day, currency or direction.")
def _(b: Book) -> Any:
    line = b.add(book.CreditUnexplained(**b.line_fields(b.ref("open"), b.athens, 100)))
    return gift(b, explains=line.ref)


@case("More is explained than the line holds.")
def _(b: Book) -> Any:
    line = b.add(book.CreditUnexplained(**b.line_fields(b.ref("open"), b.berlin, 100)))
    gift_ = b.gift(b.berlin, b.walls, 60, explains=line.ref)
    assert gift_.explains
    return gift(b, minor=41, explains=line.ref)


@case("The fund belongs to another campaign.")
def _(b: Book) -> Any:
    return gift(b, fund=other_fund(b))


@case("Only the free fund bears this.")
def _(b: Book) -> Any:
    return fee(b, fund=b.walls)


@case("Bank charges of this account exceed the month's announced limit.")
def _(b: Book) -> Any:
    b.add(fee(b, 19_999))
    return fee(b, 2)


@case("The reversal names another account or fund than its gift.")
def _(b: Book) -> Any:
    return reversal(b, b.gift(b.berlin, b.walls, 500), 500, fund=b.roof)


@case("More is reversed than is left of the gift.")
def _(b: Book) -> Any:
    given = b.gift(b.berlin, b.walls, 500)
    b.add(reversal(b, given, 300))
    return reversal(b, given, 201)


@case("It is too late for the bank to take a gift back.")
def _(b: Book) -> Any:
    given = b.gift(b.berlin, b.walls, 500)
    b.today += timedelta(days=397)
    return reversal(b, given, 500)


@case("A misbooked gift has no bank line but its own, of its own day.")
def _(b: Book) -> Any:
    given = b.gift(b.berlin, b.walls, 500)
    b.next_day()
    return reversal(b, given, 500, "misbooked")


@case("An unexplained line explains nothing.")
def _(b: Book) -> Any:
    line = b.add(book.CreditUnexplained(**b.line_fields(b.ref("open"), b.berlin, 100)))
    return book.CreditUnexplained(**b.line_fields(b.ref("open"), b.berlin, 100), explains=line.ref)


@case("The campaign is of another coalition than the public record.")
def _(b: Book) -> Any:
    return campaign(b, coalition=b.ref("org"))


@case("Goal and limits name currencies of the campaign, each limit once.")
def _(b: Book) -> Any:
    return campaign(b, fee_limits=(Money(1, "CHF"),))


@case("The aim is in a currency the campaign does not have.")
def _(b: Book) -> Any:
    return fund(b, aim=Money(1, "JPY"))


@case("A fund is free or bound to purposes, not both.")
def _(b: Book) -> Any:
    return fund(b, purposes=("free", "roof"))


@case("The account's currency is not one of the campaign.")
def _(b: Book) -> Any:
    return account(b, currency="JPY")


@case("This account number is announced already.")
def _(b: Book) -> Any:
    return account(b, ids=("NL91ABNA0417164300", "DE89370400440532013000"))


@case("The account is of another campaign, or closed already.")
def _(b: Book) -> Any:
    b.add(book.AccountClosed(ref=b.ref("close"), campaign=b.camp, account=b.athens))
    return book.AccountClosed(ref=b.ref("close"), campaign=b.camp, account=b.athens)


@case("The statement names another campaign or currency than its account.")
def _(b: Book) -> Any:
    return stated(b, campaign=other_campaign(b))


@case("The day of the statement has not come yet.")
def _(b: Book) -> Any:
    return stated(b, day="2027-01-01")


@case("The bank's closing balance is not what is booked and what waits.")
def _(b: Book) -> Any:
    return stated(b, waiting_in=2, waiting_out=1)


@case("A rate is between two currencies and of a day that has come.")
def _(b: Book) -> Any:
    return book.RateUsed(
        ref=b.ref("rate"), base="EUR", quote="CHF", rate="1.1", day="2027-01-01", source="ecb"
    )


@case("The public record is opened a second time.")
def _(b: Book) -> Any:
    return replace(b.records[0], ref=b.ref("log"))


@case("A day of the confidential journal is sealed twice or out of order.")
def _(b: Book) -> Any:
    b.add(book.Sealed(ref=b.ref("seal"), day=b.day, root=H))
    return book.Sealed(ref=b.ref("seal"), day=b.day, root=H)


@case("A day is sealed before it has come.")
def _(b: Book) -> Any:
    return book.Sealed(ref=b.ref("seal"), day="2027-01-01", root=H)


@case("A transfer goes to another announced account of the same campaign.")
def _(b: Book) -> Any:
    return sent(b, target=b.berlin)


@case("The transfer was sent to another account.")
def _(b: Book) -> Any:
    return arrived(b, b.add(sent(b)), 500, b.berlin)


@case("The transfer has arrived already, or was corrected.")
def _(b: Book) -> Any:
    out = b.add(sent(b))
    b.add(arrived(b, out, 500))
    return arrived(b, out, 500)


@case("A fund is named exactly when the sum that arrived differs.")
def _(b: Book) -> Any:
    return arrived(b, b.add(sent(b)), 500, fund=b.free)


@case("More is exchanged than the fund holds in that currency.")
def _(b: Book) -> Any:
    b.rate("EUR", "CHF", "0.93")
    return arrived(b, b.add(sent(b, 7_001, target=b.zurich)), 6_500, b.zurich, fund=b.walls)


@case("No rate near the day of the exchange is recorded.")
def _(b: Book) -> Any:
    """Its twin cannot be let in: there is nothing to measure with."""
    b.rate("EUR", "CHF", "0.93", "2025-12-31")
    return arrived(b, b.add(sent(b, target=b.zurich)), 465, b.zurich, fund=b.free)


@case("The exchange lies more than a tenth from the recorded rates.")
def _(b: Book) -> Any:
    b.rate("EUR", "CHF", "0.93")
    return arrived(b, b.add(sent(b, 10_000, target=b.zurich)), 8_369, b.zurich, fund=b.free)


@case("The numbers belonged to different accounts before.")
def _(b: Book) -> Any:
    for closed in (b.athens, b.zurich):
        b.add(book.AccountClosed(ref=b.ref("close"), campaign=b.camp, account=closed))
    return account(b, ids=("CH9300762011623852957", "GR1601101250000000012300695"))


@case("Money given for a purpose is booked anew as a gift or transfer alone.")
def _(b: Book) -> Any:
    return interest(b, misbooked(b, b.walls), b.free)


@case("It is too late to take money that was given from its purpose.")
def _(b: Book) -> Any:
    line = misbooked(b, b.walls)
    b.today += timedelta(days=93)
    return rebooked(b, line, b.roof)


@case("More arrived than was sent.")
def _(b: Book) -> Any:
    return arrived(b, b.add(sent(b)), 501, fund=b.free)


@case("The record is none that can be corrected, or was corrected already.")
def _(b: Book) -> Any:
    """Its twin cannot be let in: without a line there is nothing to undo."""
    wrong = b.add(fee(b))
    first = correction(b, wrong, fee(b, fund=b.spare))
    b.add(replace(first, replacement=fee(b)))
    return replace(first, ref=b.ref("corr"), replacement=fee(b))


@case("The correction does not undo exactly what it corrects.")
def _(b: Book) -> Any:
    wrong = b.add(fee(b))
    right = correction(b, wrong, fee(b))
    of, currency, minor = right.inverse[0]
    return replace(right, inverse=((of, currency, minor + 1), *right.inverse[1:]))


@case("A correction changes neither the bank's day nor what it explains.")
def _(b: Book) -> Any:
    return correction(b, b.add(fee(b)), fee(b, booked="2026-02-20"))


@case("The name (ref) of the new booking exists already.")
def _(b: Book) -> Any:
    wrong = b.add(fee(b))
    return correction(b, wrong, fee(b, ref=wrong.ref))


@case("A correction changes neither the account nor the sum.")
def _(b: Book) -> Any:
    return correction(b, b.add(fee(b)), fee(b, 11))


@case("A correction takes no money out of a restricted fund.")
def _(b: Book) -> Any:
    line = {**b.line_fields(b.ref("before"), b.berlin, 900)}
    wrong = b.add(book.FundBroughtIn(**line, fund=b.roof))
    return correction(b, wrong, gift(b, minor=900, fund=b.free))


@case("A correction takes no fund below zero.")
def _(b: Book) -> Any:
    return correction(b, b.add(fee(b)), fee(b, fund=b.spare))


@case("The first page is not the opening of the public record.")
def _(b: Book) -> Any:
    """Whatever else comes first; here an erasure, which asks nothing."""
    b.replay = book.Replay()
    return book.PersonalErased(ref=b.ref("erase"), count=1)


@case("The stamp lies before that of the page before.")
def _(b: Book) -> Any:
    return book.PersonalErased(ref=b.ref("erase"), count=1, on="2026-02-28")


@case("The name of the page (its ref) is used a second time.")
def _(b: Book) -> Any:
    return b.add(book.PersonalErased(ref=b.ref("erase"), count=1))


@case("A key of the public record does not bear its origin as its name.")
def _(b: Book) -> Any:
    first = b.records[0]
    b.replay = book.Replay()
    return replace(first, origin="books.example/other")


#: Not a rule about records but the check of our own effects: see test_book_record.
OWN = {"The account side and the fund side differ."}
#: Taken out, the code behind has nothing to stand on: it breaks instead of letting in.
BREAKS = {
    "The record is none that can be corrected, or was corrected already.",
    "No rate near the day of the exchange is recorded.",
}


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == all_rules() - OWN - set(GOVERNED) - set(APPEAL)


def stamped(b: Book, record: Any) -> Any:
    return record if record.on else replace(record, on=b.day)


@pytest.mark.parametrize("what", sorted(CASES))
def test_a_record_that_breaks_the_rule_is_refused(what: str) -> None:
    b = opened()
    record = stamped(b, CASES[what](b))
    with pytest.raises(RuleBroken) as broken:
        admit(record, b.replay.facts)
    assert broken.value.what == what
    # As a page of a book, it is a finding that changes nothing.
    before = (dict(b.replay.facts.balances), len(b.replay.facts.states))
    assert b.replay.feed(book.encode(record)) is None
    assert [f[2] for f in b.replay.findings] == [what]
    assert before == (dict(b.replay.facts.balances), len(b.replay.facts.states))


@pytest.mark.parametrize("what", sorted(set(CASES) - BREAKS))
def test_twin_without_the_rule_it_is_let_in(what: str) -> None:
    b = opened()
    record = stamped(b, CASES[what](b))
    with without(what):
        effects = admit(record, b.replay.facts)
    assert effects.puts


UNKNOWN = {
    "account": lambda b: replace(gift(b), account=b.ref("acct")),
    "fund": lambda b: replace(gift(b), fund=b.ref("fund")),
    "gift": lambda b: replace(reversal(b, b.gift(b.berlin, b.walls, 5), 5), gift=b.ref("gift")),
    "gift as open line": lambda b: gift(b, explains=b.gift(b.berlin, b.walls, 5).ref),
    "transfer": lambda b: replace(arrived(b, b.add(sent(b)), 500), transfer=b.ref("xfer")),
    "target": lambda b: sent(b, target=b.ref("acct")),
    "campaign of fund": lambda b: fund(b, campaign=b.ref("camp")),
    "campaign of account": lambda b: account(b, campaign=b.ref("camp")),
    "account stated": lambda b: stated(b, account=b.ref("acct")),
    "account closed": lambda b: book.AccountClosed(
        ref=b.ref("close"), campaign=b.camp, account=b.ref("acct")
    ),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_ref_that_points_nowhere_is_refused(name: str) -> None:
    b = opened()
    record = stamped(b, UNKNOWN[name](b))
    with pytest.raises(RuleBroken, match="is not a known"):
        admit(record, b.replay.facts)


def test_a_misbooked_gift_takes_no_fund_below_zero() -> None:
    b = opened()
    given = b.gift(b.berlin, b.spare, 500)
    b.add(fee(b, 400, fund=b.spare))
    with pytest.raises(RuleBroken, match="takes no fund below zero"):
        admit(stamped(b, reversal(b, given, 500, "misbooked")), b.replay.facts)
    # What the bank returns has gone, whatever the fund holds: it is overdrawn, and shown so.
    b.add(reversal(b, given, 500))
    assert b.replay.facts.balance(b.spare, "EUR") == -400


def test_a_gift_goes_back_until_the_last_day_of_its_time() -> None:
    b = opened()
    given = b.gift(b.berlin, b.spare, 500)
    b.today += timedelta(days=396)
    b.add(reversal(b, given, 500))


def test_a_loss_on_the_way_counts_as_a_charge_of_the_month() -> None:
    b = opened()
    b.add(arrived(b, b.add(sent(b, 20_000)), 100, fund=b.free))
    with pytest.raises(RuleBroken, match="announced limit"):
        admit(stamped(b, arrived(b, b.add(sent(b, 500)), 399, fund=b.free)), b.replay.facts)
    rows = {r["fund"]: r for r in b.replay.totals()["funds"] if r["currency"] == "EUR"}
    assert (rows[b.free]["fees"], rows[b.free]["exchanged"]) == (19_900, 0)


def test_a_transfer_on_its_way_can_be_corrected_once_and_then_never_arrives() -> None:
    b = opened()
    out = b.add(sent(b))
    fixed = b.add(correction(b, out, fee(b, 500)))
    assert isinstance(fixed, book.CorrectionMade)
    state = b.replay.facts.state(out.ref)
    assert isinstance(state, book.Transfer) and state.corrected and not book.is_correctable(state)
    assert b.replay.facts.balance(f"{b.camp}:transit", "EUR") == 0
    with pytest.raises(RuleBroken, match="was corrected"):
        admit(stamped(b, arrived(b, out, 500)), b.replay.facts)
    with pytest.raises(RuleBroken, match="none that can be corrected"):
        admit(stamped(b, replace(fixed, ref=b.ref("corr"), replacement=fee(b, 500))), b.replay.facts)


def test_a_transfer_that_has_arrived_cannot_be_corrected() -> None:
    b = opened()
    out = b.add(sent(b))
    late = stamped(b, correction(b, out, fee(b, 500)))
    b.add(arrived(b, out, 500))
    with pytest.raises(RuleBroken, match="none that can be corrected"):
        admit(late, b.replay.facts)


def test_a_transfer_sent_to_the_wrong_account_is_corrected_to_another() -> None:
    b = opened()
    b.rate("EUR", "CHF", "0.93")
    out = b.add(sent(b))
    fixed: Any = b.add(correction(b, out, sent(b, target=b.zurich)))
    b.add(arrived(b, fixed.replacement, 460, b.zurich, fund=b.free))
    assert b.replay.close() == []
    assert b.replay.facts.balance(b.free, "CHF") == 460


def test_an_explanation_can_be_corrected_and_undone() -> None:
    """The open line is explained as a charge, as a transfer, is open again, is explained for good."""
    b = opened()
    line = b.add(book.DebitUnexplained(**b.line_fields(b.ref("open"), b.berlin, 90)))
    wrong = b.add(fee(b, 90, explains=line.ref))
    first: Any = b.add(correction(b, wrong, sent(b, 90, explains=line.ref)))
    again = book.DebitUnexplained(**b.line_fields(b.ref("open"), b.berlin, 90), explains=line.ref)
    second: Any = b.add(correction(b, first.replacement, again))
    assert [f[2] for f in b.replay.close()] == ["A bank line is still unexplained."]
    b.add(fee(b, 90, explains=second.replacement.ref))
    assert b.replay.close() == []
    assert b.replay.facts.balance(b.berlin, "EUR") == 57_000 - 90
    assert b.replay.facts.balance(f"{b.camp}:unexplained_out", "EUR") == 0
    state = b.replay.facts.state(line.ref)
    assert isinstance(state, book.Unexplained) and state.left == 0


def test_an_old_transfer_and_an_open_line_are_findings_at_the_end() -> None:
    b = opened()
    b.add(sent(b))
    for _ in range(11):
        b.next_day()
    assert b.replay.facts.last == "2026-03-11" and b.replay.close() == []
    b.next_day()
    assert [(f[1], f[2]) for f in b.replay.close()] == [
        ("balance", "A transfer has been in transit for more than 10 days.")
    ]
    b.add(book.CreditUnexplained(**b.line_fields(b.ref("open"), b.berlin, 90)))
    assert len(b.replay.close()) == 2


def test_a_day_far_ahead_does_not_break_the_end() -> None:
    b = opened()
    far = replace(sent(b, booked="9999-12-31"), on="9999-12-31")
    assert b.replay.feed(book.encode(far))
    assert [f[2] for f in b.replay.close()] == [
        "An account is used, and its bank's statement has been missing since 2026-03-01."
    ]
