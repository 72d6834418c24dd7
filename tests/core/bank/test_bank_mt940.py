"""MT940 and MT942: signs, days, structures, pages, encodings."""

from __future__ import annotations

import datetime as dt

import pytest
from bank_samples import ACCOUNT, DONOR, mt940
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.bank import Amount, Line, Statement, read_file

BOOKING = ":61:2603020302CR10,00NTRFNONREF//BANK-1"


def read(*lines: str, **more: str) -> Statement:
    document = read_file(mt940(*lines, **more))
    assert document.format == "mt940"
    assert len(document.statements) == 1
    return document.statements[0]


def only(*lines: str) -> Line:
    (line,) = read(*lines).lines
    return line


def codes(one: Statement) -> list[str]:
    return [finding.code for finding in one.findings]


def test_a_plain_statement() -> None:
    one = read(BOOKING, ":86:Gift of Layla")
    assert (one.account, one.currency, one.id, one.number, one.proof) == (
        ACCOUNT,
        "EUR",
        "REF-1",
        "7/1",
        "closes",
    )
    assert one.findings == ()
    (line,) = one.lines
    assert (line.minor, line.currency, line.bank_ref, line.end_to_end, line.text, line.status, line.nth) == (
        1000,
        "EUR",
        "BANK-1",
        None,
        "Gift of Layla",
        "booked",
        1,
    )


@pytest.mark.parametrize(
    ("mark", "sign", "reversal", "status"),
    [
        ("C", 1, False, "booked"),
        ("D", -1, False, "booked"),
        ("RC", -1, True, "booked"),
        ("RD", 1, True, "booked"),
        ("CR", 1, False, "booked"),
        ("DR", -1, False, "booked"),
        ("RCR", -1, True, "booked"),
        ("RDR", 1, True, "booked"),
        ("EC", 1, False, "pending"),
        ("ED", -1, False, "pending"),
    ],
)
def test_signs(mark: str, sign: int, reversal: bool, status: str) -> None:
    one = read(
        f":61:2603020302{mark}10,00NTRFNONREF",
        opening="C260301EUR100,00",
        total=f"C260302EUR{100 + 10 * sign * (status == 'booked')},00",
    )
    (line,) = one.lines
    assert (line.minor, line.reversal, line.status) == (sign * 1000, reversal, status)
    assert one.proof == "closes"


def test_closing_only_with_reversals_flipped_is_not_proven() -> None:
    one = read(":61:2603020302RC10,00NTRFNONREF")
    assert (one.proof, one.difference_minor) == ("differs", 2000)
    assert codes(one)[0] == "closes_with_reversals_flipped"


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from("C D RC RD".split())), max_size=10),
    st.integers(-2, 2),
)
@settings(max_examples=60)
def test_proof_is_exact(bookings: list[tuple[int, str]], off: int) -> None:
    total = 10**11 + sum(m if mark in ("C", "RD") else -m for m, mark in bookings)
    lines = [f":61:2603020302{mark}{m // 100},{m % 100:02d}NTRFNONREF" for m, mark in bookings]
    closing = total + off
    one = read(
        *lines, opening="C260301EUR1000000000,00", total=f"C260302EUR{closing // 100},{closing % 100:02d}"
    )
    assert one.proof == ("closes" if off == 0 else "differs")
    assert one.difference_minor == off


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("5,", 500),
        ("0,5", 50),
        ("000000001000,00", 100000),
        ("1.234,56", 123456),
        ("12.5", 1250),
        (",75", 75),
        ("7", 700),
    ],
)
def test_amounts(text: str, minor: int) -> None:
    assert only(f":61:2603020302C{text}NTRFNONREF").minor == minor


def test_decimals_of_the_currency() -> None:
    dinar = read(":61:2603020302CD1,250NTRFX", opening="C260301JOD0,", total="C260302JOD1,25")
    assert (dinar.lines[0].minor, dinar.proof) == (1250, "closes")
    odd = read(":61:2603020302CR1,255NTRFX")
    assert (odd.lines[0].minor, odd.lines[0].exact) == (None, "1.255")
    assert "amount_too_precise" in codes(odd)


@pytest.mark.parametrize(
    ("text", "valued", "booked"),
    [
        ("2603020304C", "2026-03-02", "2026-03-04"),
        ("260302C", "2026-03-02", "2026-03-02"),
        ("260302    C", "2026-03-02", "2026-03-02"),
        ("2512310102C", "2025-12-31", "2026-01-02"),
        ("2601021230C", "2026-01-02", "2025-12-30"),
        ("2602300302C", "2026-02-28", "2026-03-02"),
        ("2402300230C", "2024-02-29", "2024-02-29"),
        ("9901050105C", "1999-01-05", "1999-01-05"),
    ],
)
def test_days(text: str, valued: str, booked: str) -> None:
    line = only(f":61:{text}10,00NTRFNONREF")
    assert (line.value_on, line.booked_on) == (dt.date.fromisoformat(valued), dt.date.fromisoformat(booked))


def test_a_day_that_is_none_is_told() -> None:
    one = read(":61:261302C10,00NTRFNONREF")
    assert one.lines[0].booked_on is None
    assert "day_unreadable" in codes(one)


def test_an_unreadable_booking_is_told_and_the_proof_fails() -> None:
    one = read(BOOKING, ":61:what is this", ":86:narrative of the lost one")
    assert len(one.lines) == 1
    assert one.lines[0].text is None
    assert "booking_unreadable" in codes(one)
    assert one.proof == "differs"


def test_what_looks_like_a_tag_inside_a_narrative() -> None:
    one = read(
        BOOKING,
        ":86:at 2026-03-02T13",
        ":12:11 and T16",
        ":26:37 Fo",
        ":20:15 and",
        ":64:00 end",
        "-",
        "more",
    )
    (line,) = one.lines
    assert line.text == "at 2026-03-02T13 :12:11 and T16 :26:37 Fo :20:15 and :64:00 end more"
    assert one.proof == "closes"


def test_narrative_after_the_closing_balance_belongs_to_the_statement() -> None:
    data = mt940(BOOKING, ":86:Gift").replace(b"\r\n-", b"\r\n:64:C260302EUR110,00\r\n:86:Dear customer\r\n-")
    (one,) = read_file(data).statements
    assert one.lines[0].text == "Gift"


def test_statement_number_on_two_lines_and_strange_heads() -> None:
    data = mt940(BOOKING).replace(b":28C:7/1", b":28C:\r\n00007/1")
    (one,) = read_file(b"BANKNL2A\r\n940\r\nBANKNL2A\r\n" + data + b"BANKNL2A\r\n940\r\n").statements
    assert (one.number, one.proof) == ("00007/1", "closes")


def test_swift_blocks() -> None:
    body = mt940(BOOKING, ":86:Gift").rstrip(b"\r\n-")
    one_message = b"{1:F01BANKDEFFXXXX0000000000}{2:O940BANKDEFFXXXXN}{3:}{4:\r\n" + body + b"\r\n-}{5:}\r\n"
    document = read_file(one_message * 2)
    assert [s.proof for s in document.statements] == ["closes", "closes"]
    assert [s.lines[0].text for s in document.statements] == ["Gift", "Gift"]
    same_line = b"{1:F01X}{2:I940X}{4::20:REF-1\r\n" + body.partition(b"\r\n")[2] + b"\r\n-}"
    assert read_file(same_line).statements[0].id == "REF-1"


def test_pages_accounts_and_messages() -> None:
    page = mt940(BOOKING, total=None).replace(b"-\r\n", b":62M:C260302EUR110,00\r\n")
    page += (
        b":28C:7/2\r\n:60M:C260302EUR110,00\r\n" + BOOKING.encode() + b"\r\n:62F:C260302EUR120,00\r\n-\r\n"
    )
    document = read_file(page + mt940().replace(ACCOUNT.encode(), DONOR.encode()))
    assert [(s.account, s.number, s.proof, s.count) for s in document.statements] == [
        (ACCOUNT, "7/1", "closes", 1),
        (ACCOUNT, "7/2", "closes", 1),
        (DONOR, "7/1", "differs", 0),
    ]


def test_a_booking_after_the_end_is_kept_and_told() -> None:
    document = read_file(mt940(BOOKING) + b":61:2603030303C5,00NTRFX\r\n")
    first, stray = document.statements
    assert first.proof == "closes"
    assert (stray.account, stray.lines[0].minor, stray.proof) == (ACCOUNT, 500, "absent")
    assert "no_head" in codes(stray)


@pytest.mark.parametrize("cut", [":62F:", ":60F:"])
def test_a_missing_balance_is_told(cut: str) -> None:
    data = b"\r\n".join(line for line in mt940(BOOKING).split(b"\r\n") if not line.startswith(cut.encode()))
    (one,) = read_file(data).statements
    assert one.proof == "absent"
    assert "balance_missing" in codes(one)


@pytest.mark.parametrize(
    ("written", "account", "currency"),
    [
        (f"{ACCOUNT}EUR", ACCOUNT, "EUR"),
        ("DE02 1203 0000 0000 2020 51", ACCOUNT, "EUR"),
        (f"/{ACCOUNT}", ACCOUNT, "EUR"),
        ("12030000/0000202051", "12030000/0000202051", "EUR"),
        ("129199348EUR", "129199348", "EUR"),
    ],
)
def test_accounts(written: str, account: str, currency: str) -> None:
    (one,) = read_file(mt940().replace(b":25:" + ACCOUNT.encode(), b":25:" + written.encode())).statements
    assert (one.account, one.currency) == (account, currency)


@pytest.mark.parametrize("sign", ["?", ">", "~", "<", "^", "|"])
def test_german_structure_with_any_sign(sign: str) -> None:
    text = ":86:166?00GUTSCHRIFT?100399?20EREF+E-2026-0001?21SVWZ+RF18 5390 0754 7034 f?22uer die Schule"
    text += f"?30ABNANL2A?31{DONOR}?32Layla Example of the Long Na?33me?34000"
    line = only(BOOKING, text.replace("?", sign))
    assert (line.end_to_end, line.reference, line.counterparty_name, line.counterparty_iban) == (
        "E-2026-0001",
        "RF18539007547034",
        "Layla Example of the Long Name",
        DONOR,
    )
    assert line.text is not None
    assert line.text.startswith("RF18 5390 0754 7034 f")


def test_german_fields_run_on_at_27_characters() -> None:
    line = only(BOOKING, ":86:166?00X?20SVWZ+This field is full to th?21e end?22new word?60last")
    assert line.text == "This field is full to the end new word last"


def test_german_lines_are_wrapped_anywhere() -> None:
    line = only(BOOKING, ":86:166?00X?20SVWZ+Thanks?31NL91ABN", "A0417164300?32Lay", "la?34000")
    assert (line.counterparty_iban, line.counterparty_name, line.text) == (DONOR, "Layla", "Thanks")


def test_question_marks_in_the_text_stay() -> None:
    assert only(BOOKING, ":86:166?00X?20SVWZ+really? 100 % sure?99?31123?32A").text == "really? 100 % sure?99"


def test_german_returns() -> None:
    rows = [":86:109?00RETOURE?20EREF+A?34903", ":86:159?00RETOURE?20EREF+A?34000", ":86:166?00X?20A"]
    one = read(
        *[
            line
            for row in rows
            for line in (":61:2603020302D1,00NRTINONREF" if "166" not in row else BOOKING, row)
        ]
    )
    assert [line.returned for line in one.lines] == ["AC06", "159", None]


def test_dutch_structures() -> None:
    first = only(
        BOOKING,
        f":86:/TRTP/SEPA OVERBOEKING/IBAN/{DONOR}/BIC/ABNANL2A/NAME/Layla /REMI/For the s",
        "chool/EREF/NOTPROVIDED",
    )
    assert (first.counterparty_name, first.counterparty_iban, first.end_to_end) == ("Layla", DONOR, None)
    assert first.text == "For the school"
    second = only(BOOKING, f":86:/EREF/E2E-9//CNTP/{DONOR}/ABNANL2A/Layla Example///REMI/USTD//Thank you/")
    assert (second.counterparty_name, second.counterparty_iban, second.end_to_end, second.text) == (
        "Layla Example",
        DONOR,
        "E2E-9",
        "Thank you",
    )
    third = only(BOOKING, f":86:/CNTP/{DONOR}/X/L///REMI/STRD/CUR/RF18539007547034/")
    assert third.reference == "RF18539007547034"
    fourth = only(
        ":61:2603020302D10,00NOVB" + DONOR, "layla example", f":86:{DONOR} layla example", "", "gift"
    )
    assert (fourth.counterparty_iban, fourth.counterparty_name) == (DONOR, "layla example")


def test_supplementary_details() -> None:
    line = only(BOOKING, "/OCMT/USD12,5/CHGS/EUR0,5/", ":86:Gift")
    assert (line.original, line.charges) == (Amount(1250, "USD"), Amount(50, "EUR"))
    assert only(":61:2603020302D5,NTRFX", "/OCMT/USD12,5/").original == Amount(-1250, "USD")
    assert only(BOOKING, DONOR).counterparty_iban == DONOR
    long = "Sent money to somebody with a very long name and a reason"
    assert only(BOOKING, long).text == long


def test_numbered_lines_of_a_bank_of_its_own() -> None:
    line = only(BOOKING, ":NS:01GIFT", "02FOR ALL", "15LAYLA", "16 EXAMPLE", "34" + DONOR)
    assert (line.text, line.counterparty_name, line.counterparty_iban) == (
        "GIFT FOR ALL",
        "LAYLA EXAMPLE",
        DONOR,
    )


def test_customer_reference() -> None:
    assert only(":61:2603020302C10,00NTRFINV-7//B").reference == "INV-7"
    assert only(":61:2603020302C10,00NTRFEREF//B").reference is None


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Zoë Müller"),
        ("cp1252", "Jörg Größer"),
        ("cp1252", "Renée"),
        ("cp850", "Jörg Müller"),
        ("cp852", "összevont utánvét jóváírása"),
        ("utf-16", "Zoë"),
    ],
)
def test_encodings(encoding: str, name: str) -> None:
    data = mt940(BOOKING, f":86:{name}").decode().encode(encoding)
    assert read_file(data).statements[0].lines[0].text == name


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert read_file(mt940(BOOKING, ":86:Gift", end=end)).statements[0].proof == "closes"


def test_no_final_line_end_and_empty_narrative() -> None:
    one = read_file(mt940(BOOKING, ":86:").rstrip(b"\r\n-")).statements[0]
    assert (one.proof, one.lines[0].text) == ("closes", None)


def interim(*lines: str, debits: str = "0EUR0,", credits: str = "1EUR10,00") -> bytes:
    head = [":20:I-1", f":25:{ACCOUNT}", ":28C:1/1", ":34F:EUR0,", ":13D:2603021200+0100"]
    return "\r\n".join([*head, *lines, f":90D:{debits}", f":90C:{credits}", "-"]).encode()


def test_mt942() -> None:
    document = read_file(interim(BOOKING, ":86:Gift"))
    (one,) = document.statements
    assert document.format == "mt942"
    assert (one.proof, one.findings, one.lines[0].minor, one.currency) == ("absent", (), 1000, "EUR")
    (short,) = read_file(interim(BOOKING, credits="2EUR20,00")).statements
    assert codes(short) == ["totals_differ"]


def test_a_field_without_end_is_cut_and_told() -> None:
    one = read(BOOKING, ":86:x", *["y" * 60] * 1_000)
    assert "field_cut" in codes(one)
    assert one.proof == "closes"
    wide = read(BOOKING, ":86:" + "z" * 3_000_000)
    assert "field_cut" in codes(wide)
    assert len(wide.lines[0].text or "") < 30_000
