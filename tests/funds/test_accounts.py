"""Accounts: announced with all their numbers, and nothing but them is ever confirmed."""

from __future__ import annotations

import json
import random

import pytest

from funds.world import ADMIN, ANNA, GERMAN, NOBODY, SWISS, SWISS_QR, line
from ouna.core.bank.qr import Address, EpcCode, SwissCode, epc_payload, swiss_payload
from ouna.core.bank.reference import make_qrr, make_rf
from ouna.core.book import RuleBroken
from ouna.core.values import Money
from ouna.funds import actions
from ouna.funds.checks import checks
from ouna.funds.errors import AccountInvalid, AccountTaken, LineAlreadyClaimed, LineNotBookable
from ouna.funds.models import AccountNumber, BankAccount, BankLine, Claim
from ouna.funds.queries import account_for_iban, iban_key, is_ours
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.parties.errors import NotPermitted

SEED = 20261120


def announce(world, iban, **more) -> BankAccount:
    given = {"by": ADMIN, "campaign": world.campaign, "section": world.germany.section, "currency": "EUR",
             "iban": iban, "holder": "Some Group", **more}  # fmt: skip
    return actions.announce_account(**given)


def test_announced_as_one_account(world):
    data = json.loads(bytes(Entry.objects.get(ref=world.switzerland.ref).data))
    assert data["kind"] == "account.announced" and data["ids"] == [SWISS_QR, SWISS]
    assert "Kupferkessel" not in json.dumps(data)
    for text in (SWISS, SWISS_QR, "ch93 0076 2011 6238 5295 7", f" {SWISS_QR[:4]} {SWISS_QR[4:]} "):
        assert account_for_iban(text) == world.switzerland


@pytest.mark.parametrize(
    "change",
    [
        {"iban": "DE89370400440532013001"},
        {"iban": "DE8937040044053201300"},
        {"iban": ""},
        {"iban": SWISS_QR},
        {"holder": "Толока"},
        {"holder": ""},
        {"holder": "x" * 71},
        {"bic": "SHORT"},
        {"other_ids": ["NL91ABNA0417164300"]},
        {"other_ids": ["12"]},
    ],
)
def test_bad_accounts_are_refused(world, change):
    before = BankAccount.objects.count(), Entry.objects.count()
    with pytest.raises((AccountInvalid, AccountTaken)):
        announce(world, **{"iban": "NL91ABNA0417164300", **change})
    assert (BankAccount.objects.count(), Entry.objects.count()) == before


def test_a_number_is_announced_once(world):
    for iban, others in ((GERMAN, []), ("NL91ABNA0417164300", [SWISS])):
        with pytest.raises(AccountTaken):
            announce(world, iban, other_ids=others)
    with pytest.raises(NotPermitted):
        announce(world, "NL91ABNA0417164300", by=ANNA)


def test_closed_accounts_say_so_and_may_come_back(world):
    actions.close_account(by=ADMIN, account=world.germany)
    assert is_ours(GERMAN).verdict == "closed"
    again = announce(world, GERMAN)
    assert is_ours(GERMAN).account == again
    assert list(checks()) == []


def altered_numbers(rng: random.Random, real: list[str], count: int) -> list[str]:
    """Numbers one slip, one look-alike or one forger's step away from ours."""
    alike = {
        "0": "O",
        "1": "I",
        "5": "S",
        "8": "B",
        "D": "Ð",
        "E": "Е",
        "C": "С",
        "H": "Н",
        "T": "Т",
        "N": "Ν",
    }
    found: list[str] = []
    while len(found) < count:
        text = list(rng.choice(real))
        at = rng.randrange(len(text))
        match rng.randrange(7):
            case 0:
                text[at] = rng.choice("0123456789")
            case 1:
                other = rng.randrange(len(text))
                text[at], text[other] = text[other], text[at]
            case 2:
                del text[at]
            case 3:
                text.insert(at, rng.choice("0123456789"))
            case 4:
                text[at] = alike.get(text[at], rng.choice("GKMRZ"))
            case 5:
                # A forger's account with right check digits.
                body = "".join(rng.choice("0123456789") for _ in range(18))
                check = 98 - int(body + "131400") % 97
                text = list(f"DE{check:02d}{body}")
            case _:
                text = [*rng.choice(real), " ", *text]
        made = "".join(text)
        if made not in real:
            found.append(made)
    return found


def test_5000_altered_numbers_and_none_is_confirmed(world, figure):
    rng = random.Random(SEED)
    real = list(AccountNumber.objects.values_list("number", flat=True))
    tried = altered_numbers(rng, real, 4_000)
    wrong = [n for n in tried if is_ours(n).verdict in ("yes", "closed")]
    figure(len(tried), len(wrong))
    assert wrong == []
    assert all(is_ours(n).verdict == "yes" for n in real)


def codes(world) -> list[str]:
    """Codes as we write them."""
    reference = make_rf("202600000101")
    epc = epc_payload(
        EpcCode(
            name=world.germany.holder, iban=GERMAN, bic="COBADEFFXXX", amount_minor=5_000, reference=reference
        )
    )
    swiss = swiss_payload(
        SwissCode(
            iban=SWISS_QR,
            creditor=Address(name=world.switzerland.holder, **world.switzerland.address),
            amount_minor=5_000,
            reference=make_qrr("171"),
        )
    )
    return [epc, swiss]


def test_altered_codes_are_not_confirmed(world, figure):
    rng = random.Random(SEED)
    real = codes(world)
    assert [is_ours(code).verdict for code in real] == ["yes", "yes"]
    confirmed = []
    for turn in range(1_000):
        lines = real[turn % 2].split("\n")
        # Lines that decide where money goes: account, name, bank, reference, address.
        fields = (4, 5, 6, 9) if turn % 2 == 0 else (3, 5, 6, 8, 9, 27, 28)
        at = rng.choice(fields)
        text = list(lines[at] or "X")
        spot = rng.randrange(len(text))
        text[spot] = rng.choice([c for c in "ABCXYZ0123456789" if c != text[spot]])
        lines[at] = "".join(text)
        payload = "\n".join(lines)
        if payload not in real and is_ours(payload).verdict == "yes":
            confirmed.append(payload)
    figure(1_000, len(confirmed))
    assert confirmed == []


@pytest.mark.parametrize(
    "text", ["", " ", "hello", "BCD", "BCD\n", "SPC\n0200", "\x00", "A" * 5_000, "DE" + "٣" * 20]
)
def test_nonsense_is_no(world, client, text):
    assert is_ours(text).verdict in ("empty", "invalid", "altered", "no")
    assert client.post("/account/", {"number": text}).status_code == 200


def test_digits_of_other_scripts_are_the_same_number(world):
    arabic = GERMAN.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert is_ours(arabic).verdict == "yes"


@pytest.mark.parametrize(
    "text, words",
    [
        (GERMAN, "Yes, this is our account"),
        ("DE89 3704 0044 0532 0130 00", "Yes, this is our account"),
        ("NL91ABNA0417164300", "No, this is not our account"),
        ("DE89370400440532013001", "no bank has such a number"),
        (f"{GERMAN} NL91ABNA0417164300", "more than one number"),
    ],
)
def test_page(world, client, text, words):
    page = client.post("/account/", {"number": text})
    assert words in page.content.decode() and page["Cache-Control"] == "private, no-store"
    assert "public" in client.get("/account/")["Cache-Control"]


def test_keys_of_numbers(world):
    assert iban_key("de89 3704 0044 0532 0130 00") == iban_key(GERMAN) != iban_key(SWISS)
    assert iban_key("") == "" and GERMAN not in iban_key(GERMAN)


# Lines --------------------------------------------------------------------------------------------


def test_claims(world):
    row = line(world.germany, 100)
    actions.claim(row, "gift_x")
    with pytest.raises(LineAlreadyClaimed):
        actions.claim(row, "gift_y")
    with pytest.raises(LineAlreadyClaimed):
        actions.unclaim(row, "gift_y")
    assert Claim.objects.get().by == "gift_x"
    for state in ("pending", "split"):
        with pytest.raises(LineNotBookable):
            actions.claim(line(world.germany, 100, state=state), "gift_z")


def test_money_from_before_these_books(world):
    ref = actions.bring_in(by=ANNA, line=line(world.germany, 2_400_000), fund=world.walls)
    assert log.balance(f"{world.walls.ref}:brought_in", "EUR") == 2_400_000
    assert BankLine.objects.get().state == "before" and Claim.objects.get().by == ref
    assert list(checks()) == []
    with pytest.raises(LineNotBookable):
        actions.bring_in(by=ANNA, line=line(world.germany, -1), fund=world.walls)


def test_the_bank_states_a_balance(world):
    actions.bring_in(by=ANNA, line=line(world.germany, 1_000), fund=world.walls)
    day = world.germany.announced_on
    given = {"by": ANNA, "account": world.germany, "day": day, "statement": {"id": "2026-11-20"}}
    ref = actions.state_account(**given, closing=Money(1_300, "EUR"), waiting_in=500, waiting_out=200)
    assert ref.startswith("stmt_")
    with pytest.raises(RuleBroken):
        actions.state_account(**given, closing=Money(1_301, "EUR"), waiting_in=500, waiting_out=200)
    with pytest.raises(NotPermitted):
        actions.state_account(
            **{**given, "by": NOBODY}, closing=Money(1_300, "EUR"), waiting_in=500, waiting_out=200
        )


def test_checks_find_what_was_changed_behind_our_back(world):
    BankAccount.objects.filter(pk=world.germany.pk).update(iban="NL91ABNA0417164300")
    assert [f.where for f in checks()] == [world.germany.ref]
    BankAccount.objects.filter(pk=world.germany.pk).update(iban=GERMAN)
    Claim.objects.create(line=line(world.germany, 5), by="gift_invented")
    assert len(list(checks())) == 2
