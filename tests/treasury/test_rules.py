"""What a line may be: pure rules."""

from __future__ import annotations

from datetime import date

import pytest

from ouna.treasury.rules import (
    LineFacts,
    PledgeFacts,
    SeenBefore,
    bank_act,
    covers,
    funds_named,
    gift_proposals,
    is_asked,
    same_name,
)

DAY = date(2026, 11, 20)
WALLS, SUN, FREE = 1, 2, 9
PLEDGE = PledgeFacts(7, "RF30202600000132", 4000, SUN, name="Estella Estragon", person="p")


def propose(minor=4000, *, seen=None, pledges=(PLEDGE,), **more):
    line = LineFacts(DAY, minor, "EUR", **more)
    return gift_proposals(
        line, pledges, seen, {WALLS: ["walls", "Walls and roof", "roof"], SUN: ["sun"]}, FREE
    )


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("RF30 2026 0000 0123", "two_digits_swapped"),
        ("rf30 2026 0000 0133", "one_digit_wrong"),
        ("RF30 2026 0000 013", "one_digit_missing"),
        ("RF30 2026 0000 01322", "one_digit_too_many"),
    ],
)
def test_a_slip_of_the_pen_proposes_the_pledge(written, reason):
    best = propose(minor=1, text=f"for you {written} bye")[0]
    assert (best.pledge, best.reasons) == (7, (reason,))


def test_an_equal_amount_alone_proposes_nobody():
    assert propose(name="Somebody Else")[0].reasons == ("named",)


def test_name_and_amount_propose_a_pledge():
    assert propose(name="Estragon, Estella")[0].reasons == ("name", "amount")


def test_an_iban_seen_before_proposes_its_giver_and_last_purpose():
    best = propose(pledges=(), seen=SeenBefore("p", WALLS))[0]
    assert (best.fund, best.person, best.reasons) == (WALLS, "p", ("iban_seen",))


def test_the_text_names_the_purpose_unless_it_names_two():
    assert propose(pledges=(), text="jar of coins, for the roof")[0].fund == WALLS
    assert funds_named("sunday", {SUN: ["sun"]}) == frozenset()


@pytest.mark.parametrize("seen", [None, SeenBefore("p", FREE)])
def test_where_the_text_names_two_purposes_a_person_is_asked(seen):
    found = propose(pledges=(), text="for both: roof and sun", seen=seen)
    assert [p.fund for p in found] == [WALLS, SUN]
    assert all(is_asked(p.reasons) and p.person == ("p" if seen else "") for p in found)
    assert not is_asked(propose(pledges=(), text="for the roof", seen=seen)[0].reasons)


def test_a_promise_by_name_does_not_outvote_a_text_of_two_purposes_its_reference_does():
    both = {"text": "sun and roof", "name": PLEDGE.name}
    assert is_asked(propose(**both)[0].reasons)
    assert not is_asked(propose(**both, reference=PLEDGE.reference)[0].reasons)


def test_the_reason_agrees_with_the_name_in_the_heading():
    assert propose(pledges=(), name="Thymia Thymari")[0].reasons == ("named",)
    assert propose(pledges=())[0].reasons == ("unknown",)


def test_without_any_sign_the_free_fund_is_proposed():
    [only] = propose(pledges=(), text="hello")
    assert (only.fund, only.reasons) == (FREE, ("unknown",))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Persil, Petra", "Petra Persil", True),
        ("PETRA PERSIL", "Petra Maria Persil", True),
        ("Müller Jürgen", "Jurgen Muller", True),
        ("سلمى سماق", "Salma Summaq", False),
        ("Petra Persil", "Peter Salbei", False),
        ("Li", "Lina", False),
        ("", "", False),
    ],
)
def test_names(a, b, same):
    assert same_name(a, b) is same


@pytest.mark.parametrize(
    ("minor", "code", "name", "text", "act"),
    [
        (-490, "CHRG", "", "", "fee"),
        (-490, "NCHG 805", "Bank", "", "fee"),
        (-490, "NMSC+805+00931", "", "", "fee"),
        (490, "CHRG", "", "", ""),
        (120, "INTR", "", "", "interest"),
        (120, "NINT 814", "", "", "interest"),
        (-490, "ESCT", "", "Kontofuehrung November", "fee"),
        (-490, "ESCT", "Karl", "account fee please", ""),
        (-490, "", "", "coffee for the builders", ""),
        (-490, "NTRF 1805", "", "", ""),
    ],
)
def test_the_banks_own_acts(minor, code, name, text, act):
    assert bank_act(minor, code, name, text) == act


@pytest.mark.parametrize(
    ("parts", "minor", "fits"),
    [
        ([1, 2], 3, True),
        ([3], 3, False),
        ([1, 1], 3, False),
        ([4, -1], 3, False),
        ([-1, -2], -3, True),
        ([], 0, False),
    ],
)
def test_parts_of_a_split(parts, minor, fits):
    assert covers(parts, minor) is fits
