"""camt.052, camt.053, camt.054 in their versions, and the traps of real banks."""

from __future__ import annotations

import datetime as dt
import tracemalloc

import pytest
from bank_samples import ACCOUNT, DONOR, Entry, bal, closing, details, document, statement, tag
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.bank import Amount, BankFileRefused, Document, Line, Statement, read_file, stream
from ouna.core.bank.camt_walk import rows, tables


def read(*entries: Entry, n: int = 3, version: int = 8, **more: object) -> tuple[Document, Statement]:
    document_ = read_file(
        document(statement(list(entries), n=n, version=version, **more), n=n, version=version)
    )
    return document_, document_.statements[0]


def codes(one: Statement) -> list[str]:
    return [finding.code for finding in one.findings]


@pytest.mark.parametrize("version", [2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 27])
@pytest.mark.parametrize("n", [2, 3, 4])
def test_every_version_reads_the_same(n: int, version: int) -> None:
    entry = Entry(
        "125.50",
        details=[details(version, amount="125.50", ustrd=("For the school",), strd="RF18539007547034")],
    )
    document_, one = read(entry, n=n, version=version, balances=closing("100.00", "225.50"))
    assert document_.format == f"camt.05{n}.001.{version:02d}"
    assert (one.account, one.currency, one.id, one.number, one.proof) == (
        ACCOUNT,
        "EUR",
        "S-1",
        "7",
        "closes",
    )
    assert one.findings == ()
    (line,) = one.lines
    assert line == Line(
        booked_on=dt.date(2026, 3, 2),
        value_on=dt.date(2026, 3, 2),
        minor=12550,
        exact=None,
        currency="EUR",
        counterparty_name="Layla Example",
        counterparty_iban=DONOR,
        reference="RF18539007547034",
        end_to_end="E2E-1",
        bank_ref="BANK-1",
        text="For the school",
        status="booked",
        reversal=False,
        original=None,
        batch=None,
        parts=(),
        returned=None,
        charges=None,
        nth=1,
        bank_code="ESCT",
    )


@pytest.mark.parametrize("version", [2, 8])
def test_status_in_the_form_of_the_other_version(version: int) -> None:
    entry = Entry(status="BOOK")
    xml = document(statement([entry], version=15 - version), version=version)  # 7 or 13 writes Cd
    assert read_file(xml).statements[0].lines[0].status == "booked"


def test_sign_is_the_indicator_alone_and_reversals_do_not_flip() -> None:
    entries = [
        Entry("50.00", "CRDT"),
        Entry("20.00", "DBIT"),
        Entry("6.00", "DBIT", reversal=True),  # gives a credit back
        Entry("1.00", "CRDT", reversal=True),  # gives a debit back
    ]
    _, one = read(*entries, balances=closing("100.00", "125.00"))
    assert [line.minor for line in one.lines] == [5000, -2000, -600, 100]
    assert [line.reversal for line in one.lines] == [False, False, True, True]
    assert (one.proof, one.difference_minor) == ("closes", 0)


def test_closing_only_with_reversals_flipped_is_not_proven() -> None:
    entries = [Entry("50.00"), Entry("6.00", "CRDT", reversal=True)]
    _, one = read(*entries, balances=closing("100.00", "144.00"))
    assert [line.minor for line in one.lines] == [5000, 600]
    assert (one.proof, one.difference_minor) == ("differs", -1200)
    assert codes(one)[0] == "closes_with_reversals_flipped"
    _, other = read(*entries, balances=closing("100.00", "144.01"))
    assert "closes_with_reversals_flipped" not in codes(other)


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.booleans(), st.booleans()), max_size=12),
    st.integers(-(10**9), 10**9),
    st.integers(-3, 3),
)
@settings(max_examples=60)
def test_proof_is_exact(bookings: list[tuple[int, bool, bool]], opening: int, off: int) -> None:
    def money(minor: int) -> str:
        return f"{abs(minor) // 100}.{abs(minor) % 100:02d}"

    total = opening + sum(m if credit else -m for m, credit, _ in bookings)
    entries = [Entry(money(m), "CRDT" if credit else "DBIT", reversal=r) for m, credit, r in bookings]
    balances = bal("OPBD", money(opening), direction="DBIT" if opening < 0 else "CRDT")
    balances += bal("CLBD", money(total + off), direction="DBIT" if total + off < 0 else "CRDT")
    _, one = read(*entries, balances=balances)
    assert one.proof == ("closes" if off == 0 else "differs")
    assert one.difference_minor == off
    assert sum(line.minor or 0 for line in one.lines) == total - opening


def test_only_booked_entries_count() -> None:
    entries = [Entry("5.00"), *[Entry("70.00", status=code) for code in ("PDNG", "INFO", "FUTR", "HUH?")]]
    _, one = read(*entries, balances=closing("0.00", "5.00"))
    assert [line.status for line in one.lines] == ["booked", *["pending"] * 4]
    assert one.proof == "closes"
    assert codes(one) == ["status_unknown"]


def test_what_some_banks_leave_out() -> None:
    entry = Entry("5.00", status=None, booked=None, valued=None)
    balances = bal("PRCD", "1.00", direction=None) + bal("CLBD", "6.00", direction=None)
    _, one = read(entry, balances=balances)
    (line,) = one.lines
    assert (line.status, line.minor, line.booked_on, line.value_on) == (
        "booked",
        500,
        dt.date(2026, 3, 3),
        None,
    )
    assert one.proof == "closes"
    _, intraday = read(Entry(status=None), n=2)
    assert intraday.lines[0].status == "pending"
    assert codes(intraday) == ["status_missing"]


def test_missing_direction_of_an_entry_is_told() -> None:
    _, one = read(Entry("5.00", direction=None))
    assert one.lines[0].minor == 500
    assert codes(one) == ["direction_missing"]
    _, other = read(Entry("5.00", direction=None, details=[details(amount="5.00", direction="DBIT")]))
    assert other.lines[0].minor == -500
    assert codes(other) == []


@pytest.mark.parametrize(
    ("text", "currency", "minor", "exact", "code"),
    [
        ("0.2", "EUR", 20, None, ""),
        ("474.4", "EUR", 47440, None, ""),
        ("000000000000149.87", "EUR", 14987, None, ""),
        ("12.50000", "EUR", 1250, None, ""),
        ("1200", "JPY", 1200, None, ""),
        ("7.5", "JPY", None, "7.5", "amount_too_precise"),
        ("1.250", "JOD", 1250, None, ""),
        ("12.345", "EUR", None, "12.345", "amount_too_precise"),
        ("-4E-13", "EUR", None, "-0.0000000000004", "amount_too_precise"),
        ("99999999999999999999", "EUR", None, "99999999999999999999", "amount_too_large"),
        ("1,50", "EUR", None, None, "amount_unreadable"),
        ("NaN", "EUR", None, None, "amount_unreadable"),
        ("1e99", "EUR", None, None, "amount_too_large"),
        ("٣.٠٠", "EUR", None, None, "amount_unreadable"),
        ("", "EUR", None, None, "amount_missing"),
        ("1.00", "ABC", None, "1.00", "currency_unknown"),
    ],
)
def test_amounts(text: str, currency: str, minor: int | None, exact: str | None, code: str) -> None:
    _, one = read(Entry(text, ccy=currency), ccy=currency)
    line = one.lines[0]
    assert line.minor == minor
    if text != "1e99":
        assert line.exact == exact
    assert codes(one) == ([code] if code else [])


def test_float_noise_does_not_break_the_proof_but_a_thousandth_does() -> None:
    _, one = read(Entry("5.00"), Entry("4E-13", "DBIT"), balances=closing("0.00", "5.00"))
    assert (one.proof, codes(one)) == ("closes", ["amount_too_precise"])
    _, other = read(Entry("5.00"), Entry("0.001"), balances=closing("0.00", "5.00"))
    assert other.proof == "differs"
    assert other.difference_minor == -1


def test_opening_is_opbd_else_prcd_and_days_do_not_mix() -> None:
    balances = (
        bal("PRCD", "9.00") + bal("OPBD", "1.00") + bal("CLBD", "3.00", "2026-03-04") + bal("CLAV", "77.00")
    )
    balances += bal("CLBD", "2.00", "2026-03-02") + bal("OPBD", "2.00", "2026-03-03")
    _, one = read(Entry("2.00"), balances=balances)
    assert one.opening is not None
    assert one.closing is not None
    assert (one.opening.minor, one.closing.minor, one.proof) == (100, 300, "closes")


def test_balances_after_the_entries_and_account_in_the_middle() -> None:
    xml = document(
        tag(
            "Stmt",
            Entry("2.00").xml(8),
            bal("OPBD", "1.00"),
            tag("Acct", tag("Id", tag("IBAN", ACCOUNT))),
            Entry("3.00").xml(8),
            tag("Id", "LATE"),
            bal("CLBD", "6.00"),
        )
    )
    one = read_file(xml).statements[0]
    assert (one.account, one.id, one.proof, one.count) == (ACCOUNT, "LATE", "closes", 2)


def test_two_currencies_never_close() -> None:
    balances = bal("OPBD", "1.00") + bal("CLBD", "3.00", ccy="CHF")
    _, one = read(Entry("2.00"), balances=balances)
    assert one.proof == "differs"
    _, other = read(Entry("2.00", ccy="CHF"), balances=closing("1.00", "3.00"))
    assert other.proof == "differs"
    assert "entry_currency" in codes(other)


def test_several_statements_of_several_accounts() -> None:
    second = "CH9300762011623852957"
    xml = document(
        statement([Entry("1.00")], id="A", balances=closing("0.00", "1.00")),
        statement([Entry("2.00"), Entry("3.00")], id="B", account=second, balances=closing("0.00", "5.01")),
    )
    document_ = read_file(xml, "two.xml")
    assert [(s.id, s.account, len(s.lines), s.proof) for s in document_.statements] == [
        ("A", ACCOUNT, 1, "closes"),
        ("B", second, 2, "differs"),
    ]
    assert [line.nth for line in document_.statements[1].lines] == [1, 2]


def batch(number: int | None = None, id: str | None = "PAY-1") -> str:
    return tag("Btch", tag("PmtInfId", id) if id else "", tag("NbOfTxs", str(number)) if number else "")


@pytest.mark.parametrize("version", [2, 4, 8])
def test_batch_becomes_parts_only_when_it_adds_up(version: int) -> None:
    inside = [
        details(
            version, amount="6.00", direction="CRDT", e2e="A", debtor="Ann", ustrd=("RF18 5390 0754 7034",)
        ),
        details(version, amount="4.00", direction="CRDT", e2e="B", debtor="Bob"),
    ]
    _, one = read(Entry("10.00", batch=batch(2), details=inside, info="Collected"), version=version)
    (line,) = one.lines
    assert (line.minor, line.batch, line.text, line.counterparty_name) == (1000, "PAY-1", "Collected", None)
    assert [(p.minor, p.counterparty_name, p.end_to_end, p.reference) for p in line.parts] == [
        (600, "Ann", "A", "RF18539007547034"),
        (400, "Bob", "B", None),
    ]
    _, other = read(Entry("10.01", batch=batch(2), details=inside), version=version)
    assert (other.lines[0].parts, other.lines[0].minor, codes(other)) == ((), 1001, ["batch_sum"])


def test_batch_without_amounts_stays_one_line() -> None:
    inside = [details(e2e="A"), details(e2e="B")]
    _, one = read(Entry("10.00", batch=batch(2), details=inside))
    assert (one.lines[0].parts, one.lines[0].batch, len(one.lines)) == ((), "PAY-1", 1)


def test_batch_with_the_total_in_one_detail() -> None:
    _, one = read(Entry("860.00", batch=batch(86, None), details=[details(amount="860.00")]))
    (line,) = one.lines
    assert (line.parts, line.batch, line.minor) == ((), "BANK-1", 86000)


def test_debit_batch_with_directions_of_the_payments() -> None:
    inside = [details(amount="6.00", direction="DBIT"), details(amount="1.00", direction="CRDT")]
    _, one = read(Entry("5.00", "DBIT", details=inside))
    assert [part.minor for part in one.lines[0].parts] == [-600, 100]


def test_one_entry_with_very_many_payments_is_read_in_pieces() -> None:
    inside = [details(amount="1.00", e2e=f"E{i}", ustrd=("x" * 600,)) for i in range(3_000)]
    _, one = read(Entry("3000.00", batch=batch(3_000), details=inside), balances=closing("0.00", "3000.00"))
    (line,) = one.lines
    assert [part.end_to_end for part in line.parts] == [f"E{i}" for i in range(3_000)]
    assert one.proof == "closes"


def test_references() -> None:
    rf, qrr = "RF18539007547034", "210000000003139471430009017"
    cases = [
        (details(strd=rf), rf),
        (details(strd="rf18 5390 0754 7034"), rf),
        (details(strd="21 00000 00003 13947 14300 09017", kind="QRR"), qrr),
        (details(ustrd=("thank you RF18 5390 0754 7034 for all",)), rf),
        (details(ustrd=("gift " + "x" * 127 + " RF185390", "07547034 thanks")), rf),
        (details(ustrd=(qrr,)), qrr),
        (details(ustrd=("RF19539007547034",)), None),
        (details(strd="INVOICE 12"), "INVOICE 12"),
    ]
    _, one = read(*[Entry(details=[xml]) for xml, _ in cases])
    assert [line.reference for line in one.lines] == [expected for _, expected in cases]


def test_pieces_of_text_are_joined_where_the_bank_cut_them() -> None:
    _, one = read(Entry(details=[details(ustrd=("a" * 139 + "b", "c d", "e"))]))
    assert one.lines[0].text == "a" * 139 + "bc d e"


def test_placeholders_are_nothing() -> None:
    _, one = read(Entry(ref="NONREF", details=[details(e2e="NOTPROVIDED")]))
    assert (one.lines[0].end_to_end, one.lines[0].bank_ref) == (None, None)


def test_the_other_party() -> None:
    us = {"creditor": "Our Group", "creditor_iban": ACCOUNT}
    out = {"debtor": "Our Group", "iban": ACCOUNT, "creditor": "Quarry", "creditor_iban": DONOR}
    entries = [
        Entry(details=[details(**us)]),
        Entry(direction="DBIT", details=[details(**out)]),
        Entry(direction="DBIT", reversal=True, details=[details(**us)]),
        Entry(details=[details(returned="AC04", **out)], family="RRTN"),
        Entry(direction="DBIT", details=[details(returned="MD06", **us)], family="PRDD"),
    ]
    _, one = read(*entries)
    assert [(line.counterparty_name, line.counterparty_iban) for line in one.lines] == [
        ("Layla Example", DONOR),
        ("Quarry", DONOR),
        ("Layla Example", DONOR),
        ("Quarry", DONOR),
        ("Layla Example", DONOR),
    ]


def test_returns() -> None:
    entries = [
        Entry(direction="DBIT", details=[details(returned="AC06")], family="UPDD"),
        Entry(direction="DBIT", details=[details()], family="PRDD"),
        Entry(family="RRTN"),
        Entry(extra=""),
        Entry(extra=tag("BkTxCd", tag("Prtry", tag("Cd", "NRTI+109+00914"), tag("Issr", "ZKA")))),
        Entry(extra=tag("BkTxCd", tag("Prtry", tag("Cd", "NTRF+166+00914"), tag("Issr", "ZKA")))),
    ]
    _, one = read(*entries)
    assert [line.returned for line in one.lines] == ["AC06", "PRDD", "RRTN", None, "109", None]


def test_foreign_currency_and_charges() -> None:
    charges = tag(
        "Chrgs", tag("TtlChrgsAndTaxAmt", "1.50", Ccy="EUR"), tag("Rcrd", tag("Amt", "9.99", Ccy="EUR"))
    )
    exchange = tag("CcyXchg", tag("SrcCcy", "USD"), tag("XchgRate", "0.9100"))
    xml = details(amount="91.00", instructed=("100.00", "USD"), charges=charges)
    xml = xml.replace("</InstdAmt>", exchange + "</InstdAmt>")
    _, one = read(
        Entry("89.50", details=[xml]), Entry("3.00", "DBIT", details=[details(instructed=("500", "JPY"))])
    )
    first, second = one.lines
    assert first.original == Amount(10000, "USD", "0.9100")
    assert first.charges == Amount(150, "EUR")
    assert (first.minor, first.currency) == (8950, "EUR")
    assert second.original == Amount(-500, "JPY")


def test_charges_never_pass_for_the_amount() -> None:
    charges = tag("Chrgs", tag("Rcrd", tag("Amt", "9.99", Ccy="EUR"), tag("CdtDbtInd", "DBIT")))
    entry = Entry("5.00", extra=charges)
    broken = (
        entry.xml(8).replace('<Amt Ccy="EUR">5.00</Amt>', "", 1).replace("<CdtDbtInd>CRDT</CdtDbtInd>", "", 1)
    )
    one = read_file(document(tag("Stmt", broken))).statements[0]
    assert (one.lines[0].minor, one.lines[0].exact) == (None, None)
    assert "amount_missing" in codes(one)


def test_announced_number_of_entries() -> None:
    summary = tag("TxsSummry", tag("TtlNtries", tag("NbOfNtries", "2")))
    _, one = read(Entry(), extra=summary)
    assert codes(one) == ["count_differs"]
    _, other = read(Entry(), Entry(), extra=summary)
    assert codes(other) == []


def test_namespaces() -> None:
    xml = document(statement([Entry()], balances=closing("0.00", "10.00"))).decode()
    prefixed = (
        xml.replace("<", "<n0:")
        .replace("<n0:/", "</n0:")
        .replace("<n0:?", "<?")
        .replace("xmlns=", "xmlns:n0=")
    )
    bare = xml.replace(' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"', "")
    wrapped = xml.replace("<Document", "<Envelope><AppHdr/><Document").replace(
        "</Document>", "</Document></Envelope>"
    )
    assert read_file(prefixed.encode()).statements == read_file(xml.encode()).statements
    assert read_file(bare.encode()).format == "camt.053"
    assert read_file(wrapped.encode()).format == "camt.053.001.08"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    xml = document(statement([Entry(details=[details(debtor="Zoë Müller")])]), declaration="").decode()
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{xml}'.encode(encoding)
    assert read_file(declared).statements[0].lines[0].counterparty_name == "Zoë Müller"


HOSTILE = {
    "doctype": "<!DOCTYPE Document><Document/>",
    "external entity": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>',
    "laughs": '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><Document a="&b;">&b;</Document>',
    "parameter entity": '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://example.org/x">%p;]><Document/>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", HOSTILE)
def test_doctypes_are_refused(name: str, encoding: str) -> None:
    with pytest.raises(BankFileRefused, match="DOCTYPE"):
        read_file(f'<?xml version="1.0" encoding="{encoding}"?>{HOSTILE[name]}'.encode(encoding))


@pytest.mark.parametrize(
    "xml",
    [
        b"<?xml version='1.0'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'/>",
        b"<html><body/></html>",
        b"<Document" + b" " * 70_000,
        b"<a>" * 400,
        b"<?xml version='1.0' encoding='no-such'?><Document/>",
        document(statement([Entry()]))[:-40],
        document(statement([Entry()])).replace(b"</Ntry>", b"</Ntri>"),
        document(statement([Entry(details=[details(debtor="X" * 9_000_000)])])),
        document(statement([statement_inside] if (statement_inside := Entry()) else []))
        .replace(b"<Stmt>", b"<Bal>")
        .replace(b"</Stmt>", b"</Bal>"),
    ],
)
def test_what_is_no_camt_file_is_refused_without_quoting_it(xml: bytes) -> None:
    with pytest.raises(BankFileRefused) as caught:
        read_file(xml)
    assert "Ntri" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.next_step


def test_a_document_without_statement_says_so() -> None:
    document_ = read_file(document())
    assert [finding.code for finding in document_.findings] == ["no_statement"]


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(count: int) -> int:
        entry = Entry(details=[details(amount="10.00")]).xml(8)
        data = document(tag("Stmt", tag("Id", "S"), *[entry] * count))
        tracemalloc.start()
        for _ in stream(data):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)
    assert peak(6_000) < 900_000  # kept lines alone would need six times that


def test_plans_and_fresh_walks_agree() -> None:
    from lxml import etree  # only to build one element

    xml = Entry(
        "1.00", details=[details(amount="1.00", ustrd=("a", "b"), strd="X", returned="AC04")], info="I"
    ).xml(8)
    element = etree.fromstring(xml)
    walk = tables("")
    first, again = rows(element, walk), rows(element, walk)
    assert len(walk.plans) == 1
    assert first == again == rows(element, tables(""))


def test_an_amount_below_zero_is_told_with_its_place_and_never_closes() -> None:
    """ActiveOrHistoricCurrencyAndAmount begins at 0; a sum that would fit with the minus is no proof."""
    _, one = read(Entry("15.00"), Entry("-5.00"), balances=closing("0.00", "10.00"))
    assert (one.proof, codes(one)) == ("differs", ["amount_negative", "sum_incomplete"])
    assert one.findings[0].where == "statement 1, entry 2"
    assert (one.lines[1].minor, one.lines[1].exact) == (None, None)
    for amount in ("-5.00", "-5", "-5.001", "-0.01"):
        _, one = read(Entry(amount, "DBIT"), balances=closing("0.00", "5.00"))
        assert (one.proof, codes(one)[0]) == ("differs", "amount_negative"), amount
    _, zero = read(Entry("-0.00"), balances=closing("0.00", "0.00"))
    assert (zero.proof, codes(zero)) == ("closes", [])


def test_a_balance_or_a_payment_of_a_batch_below_zero_is_told() -> None:
    _, one = read(Entry("5.00"), balances=bal("OPBD", "-5.00") + bal("CLBD", "0.00"))
    assert (one.proof, codes(one)) == ("differs", ["amount_negative", "balance_unreadable"])
    assert one.findings[0].where == "statement 1, balance"
    inside = [details(amount="7.00"), details(amount="-2.00")]
    _, two = read(Entry("5.00", batch=batch(2), details=inside), balances=closing("0.00", "5.00"))
    assert (two.lines[0].parts, two.proof, codes(two)) == ((), "closes", ["part_negative"])
