"""Payment files: against the official schemas, read back by other code, and every refusal."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ouna.core.bank import pain001, pain001_values
from ouna.core.bank.errors import PaymentFileRefused
from ouna.core.bank.pain001 import write_pain001
from ouna.core.bank.pain001_values import EEA, SEPA, SIGNS, Batch, CreditTransfer, PostalAddress, within_sepa
from ouna.core.bank.reference import make_qrr, make_rf
from ouna.core.values.money import Money

DE, BG, MT = "DE89370400440532013000", "BG80BNBG96611020345678", "MT84MALT011000012345MTLCAST001S"
GE, CH, QR, PS = (
    "GE29NB0000000101904917",
    "CH9300762011623852957",
    "CH4431999123000889012",
    "PS92PALS000000000400123456702",
)
TBILISI = PostalAddress(street="Marani Street", building="4", postcode="0105", town="Tbilisi", country="GE")
VERSIONS = pytest.mark.parametrize("version", ["09", "03"])


def transfer(**changes: Any) -> CreditTransfer:
    fields: dict[str, Any] = {
        "end_to_end": "PAY-2026-0001",
        "money": Money(2_480_000, "EUR"),
        "name": "Zaafaran Roofing Yard",
        "iban": BG,
        "remittance": "Order 1, roof of the emergency wing",
    }
    return CreditTransfer(**{**fields, **changes})


def abroad(**changes: Any) -> CreditTransfer:
    return transfer(**{"iban": GE, "bic": "NBGAGE22", "address": TBILISI, **changes})


def batch(*transfers: CreditTransfer, **changes: Any) -> Batch:
    fields: dict[str, Any] = {
        "message_id": "OUNA-2026-11-20-1",
        "debtor_name": "Nachbarschaftshilfe Blaue Schaufel",
        "debtor_iban": DE,
        "execution_day": date(2026, 11, 23),
        "created_at": datetime(2026, 11, 20, 9, 30, 15, 999, tzinfo=UTC),
        "transfers": transfers or (transfer(),),
    }
    return Batch(**{**fields, **changes})


def schema(version: str) -> etree.XMLSchema:
    """The schema of ISO 20022, as the package sepaxml carries it."""
    text = (files("sepaxml") / "schemas" / f"pain.001.001.{version}.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text))


SCHEMAS = {version: schema(version) for version in ("09", "03")}


def read(data: bytes, version: str = "09") -> etree._Element:
    root = etree.fromstring(data)
    SCHEMAS[version].assertValid(root)
    return root


def found(root: etree._Element, path: str) -> list[str | None]:
    return [element.text for element in root.findall(".//{*}" + path.replace("/", "/{*}"))]


def refused(*transfers: CreditTransfer, version: str = "09", **changes: Any) -> dict[str, object]:
    with pytest.raises(PaymentFileRefused) as caught:
        write_pain001(batch(*transfers, **changes), version=version)
    return caught.value.fields


@VERSIONS
def test_a_plain_sepa_payment(version: str) -> None:
    made = write_pain001(batch(debtor_bic="COBADEFFXXX"), version=version)
    root = read(made.data, version)
    assert root.tag == f"{{urn:iso:std:iso:20022:tech:xsd:pain.001.001.{version}}}Document"
    assert found(root, "PmtInf/BtchBookg") == ["false"]
    assert found(root, "SvcLvl/Cd") == ["SEPA"]
    assert found(root, "ChrgBr") == ["SLEV"]
    assert found(root, "NbOfTxs") == ["1", "1"]
    assert found(root, "CtrlSum") == ["24800.00", "24800.00"]
    assert found(root, "CreDtTm") == ["2026-11-20T09:30:15Z"]
    day = "ReqdExctnDt" if version == "03" else "ReqdExctnDt/Dt"
    assert found(root, day) == ["2026-11-23"]
    assert found(root, "DbtrAgt/FinInstnId/" + ("BIC" if version == "03" else "BICFI")) == ["COBADEFFXXX"]
    assert found(root, "CdtrAgt") == []
    assert found(root, "Cdtr/Nm") == ["Zaafaran Roofing Yard"]
    assert found(root, "CdtrAcct/Id/IBAN") == [BG]
    assert found(root, "Ustrd") == ["Order 1, roof of the emergency wing"]
    assert made.sha256 == hashlib.sha256(made.data).hexdigest()
    assert (made.count, made.total, made.version) == (1, "24800.00", version)


def test_the_bytes_are_these() -> None:
    """Whoever compares a stored fingerprint years later needs the very same bytes."""
    data = write_pain001(batch()).data
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022')
    assert data.isascii()
    assert hashlib.sha256(data).hexdigest() == (
        "630d57ca00414ef714d87483e5c0d398327dfb28f1f7841544c840933a0ab381"
    )


def test_the_moment_is_written_in_universal_time() -> None:
    here = datetime(2026, 11, 20, 10, 30, 15, tzinfo=timezone(timedelta(hours=1)))
    assert write_pain001(batch(created_at=here)).data == write_pain001(batch()).data


@VERSIONS
def test_structured_and_hybrid_addresses(version: str) -> None:
    hybrid = PostalAddress(town="Tbilisi", country="GE", lines=("Yard behind the mill", "Gate 2"))
    two = (abroad(), abroad(address=hybrid, end_to_end="PAY-2"))
    root = read(write_pain001(batch(*two, debtor_address=hybrid), version=version).data, version)
    places = [
        [(etree.QName(e).localname, e.text) for e in place] for place in root.findall(".//{*}Cdtr/{*}PstlAdr")
    ]
    assert places == [
        [
            ("StrtNm", "Marani Street"),
            ("BldgNb", "4"),
            ("PstCd", "0105"),
            ("TwnNm", "Tbilisi"),
            ("Ctry", "GE"),
        ],
        [("TwnNm", "Tbilisi"), ("Ctry", "GE"), ("AdrLine", "Yard behind the mill"), ("AdrLine", "Gate 2")],
    ]
    assert len(root.findall(".//{*}Dbtr/{*}PstlAdr")) == 1


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (PostalAddress(town="", country="", lines=("Marani Street 4", "Tbilisi")), "address"),
        (PostalAddress(town="Tbilisi", country=""), "address"),
        (PostalAddress(town="", country="GE"), "address"),
        (PostalAddress(town="Tbilisi", country="ge"), "address.country"),
        (PostalAddress(town="Tbilisi", country="ZZ"), "address.country"),
        (PostalAddress(town="Tbilisi", country="GE", lines=("a", "b", "c")), "address.lines"),
        (PostalAddress(town="Tbilisi", country="GE", lines=("",)), "address.lines"),
        (PostalAddress(town="T" * 36, country="GE"), "address.town"),
        (PostalAddress(town="თბილისი", country="GE"), "address.town"),
        (PostalAddress(town="Tbilisi", country="GE", street="S" * 71), "address.street"),
        (PostalAddress(town="Tbilisi", country="GE", building="1" * 17), "address.building"),
        (PostalAddress(town="Tbilisi", country="GE", postcode="1" * 17), "address.postcode"),
        (PostalAddress(town="Tbilisi", country="GE", lines=("L" * 71,)), "address.lines"),
    ],
)
def test_addresses_no_bank_takes(address: PostalAddress, field: str) -> None:
    caught = refused(abroad(address=address))
    assert (caught["field"], caught["transfer"]) == (field, 1)
    assert refused(debtor_address=address)["field"] == f"debtor_{field}"


@VERSIONS
def test_beyond_sepa(version: str) -> None:
    payments = (
        abroad(),
        abroad(end_to_end="B", money=Money(12_500, "TND")),
        abroad(end_to_end="C", money=Money(90_000, "JPY")),
        abroad(end_to_end="D", iban=None, account_number="0123-456 789", money=Money(1, "USD")),
    )
    made = write_pain001(batch(*payments), version=version)
    root = read(made.data, version)
    assert found(root, "SvcLvl/Cd") == ["NURG"]
    assert found(root, "ChrgBr") == ["SHAR"]
    sums = [(e.get("Ccy"), e.text) for e in root.iter("{*}InstdAmt")]
    assert sums == [("EUR", "24800.00"), ("TND", "12.500"), ("JPY", "90000"), ("USD", "0.01")]
    assert found(root, "CtrlSum") == ["114812.510"] * 2
    assert found(root, "CdtrAcct/Id/Othr/Id") == ["0123-456 789"]
    assert found(read(write_pain001(batch(abroad(), charges="DEBT")).data), "ChrgBr") == ["DEBT"]
    # Inside the schemes the charges are not the sender's to choose.
    assert found(read(write_pain001(batch(charges="DEBT")).data), "ChrgBr") == ["SLEV"]


def test_what_sepa_is() -> None:
    assert within_sepa(DE, transfer())
    assert within_sepa(DE.lower(), transfer(iban="bg80 bnbg 9661 1020 3456 78"))
    assert not within_sepa(DE, transfer(iban=GE))
    assert not within_sepa(DE, transfer(money=Money(1, "CHF")))
    assert not within_sepa(GE, transfer())
    assert not within_sepa(DE, transfer(iban=None, account_number="1"))
    assert len(EEA) == 30
    assert EEA < SEPA
    assert not {"GE", "PS", "TR", "TN", "JO", "UA"} & SEPA


def test_a_payment_beyond_needs_bank_and_address() -> None:
    assert refused(abroad(bic=None)) == {"field": "bic", "transfer": 1}
    assert refused(abroad(address=None)) == {"field": "address", "transfer": 1}
    # Switzerland is within SEPA and outside the EEA.
    assert refused(transfer(iban=CH)) == {"field": "address", "transfer": 1}
    swiss = PostalAddress(town="Biel", country="CH")
    assert write_pain001(batch(transfer(iban=CH, address=swiss))).count == 1


def test_sepa_and_others_stay_apart() -> None:
    assert refused(transfer(), abroad(end_to_end="B")) == {"field": "transfers"}


@VERSIONS
def test_references(version: str) -> None:
    rf = make_rf("539007547034")
    root = read(
        write_pain001(batch(transfer(remittance="", reference="RF18 5390 0754 7034")), version=version).data,
        version,
    )
    assert found(root, "CdtrRefInf/Tp/CdOrPrtry/Cd") == ["SCOR"]
    assert found(root, "CdtrRefInf/Tp/Issr") == ["ISO"]
    assert found(root, "CdtrRefInf/Ref") == [rf] == ["RF18539007547034"]
    assert found(root, "Ustrd") == []
    swiss = abroad(iban=QR, bic="POFICHBE", money=Money(100, "CHF"), remittance="", reference=make_qrr("17"))
    root = read(write_pain001(batch(swiss), version=version).data, version)
    assert found(root, "CdtrRefInf/Tp/CdOrPrtry/Prtry") == ["QRR"]
    assert found(root, "CdtrRefInf/Ref") == [make_qrr("17")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reference": make_rf("1")}, "remittance"),
        ({"remittance": ""}, "remittance"),
        ({"remittance": "", "reference": "RF19539007547034"}, "reference"),
        ({"remittance": "", "reference": "INVOICE 7"}, "reference"),
        ({"remittance": "", "reference": make_qrr("17")}, "reference"),
        ({"iban": QR, "bic": "POFICHBE", "address": TBILISI}, "reference"),
        ({"iban": QR, "bic": "POFICHBE", "remittance": "", "reference": make_rf("1")}, "reference"),
        ({"money": Money(0, "EUR")}, "money"),
        ({"money": Money(-1, "EUR")}, "money"),
        ({"money": Money(100_000_000_000, "EUR")}, "money"),
        ({"money": Money(1, "CLF"), "bic": "NBGAGE22", "address": TBILISI}, "money"),
        ({"iban": "BG80BNBG96611020345679"}, "iban"),
        ({"iban": None}, "iban"),
        ({"account_number": "1"}, "iban"),
        ({"iban": None, "account_number": "1/2"}, "account_number"),
        ({"iban": None, "account_number": "1" * 35}, "account_number"),
        ({"iban": None, "account_number": BG}, "account_number"),
        ({"bic": "MULTIPLE"}, "bic"),
        ({"bic": "nbgage22"}, "bic"),
        ({"bic": ""}, "bic"),
        ({"end_to_end": "NOTPROVIDED"}, "end_to_end"),
        ({"end_to_end": ""}, "end_to_end"),
        ({"end_to_end": "E" * 36}, "end_to_end"),
        ({"name": "N" * 71}, "name"),
        ({"name": " "}, "name"),
        ({"remittance": "R" * 141}, "remittance"),
    ],
)
def test_payments_no_bank_takes(changes: dict[str, Any], field: str) -> None:
    assert refused(transfer(end_to_end="OK"), transfer(**changes)) == {"field": field, "transfer": 2}


def test_batches_no_bank_takes() -> None:
    assert refused(message_id="M" * 36) == {"field": "message_id"}
    assert refused(debtor_name="") == {"field": "debtor_name"}
    assert refused(debtor_iban="DE89370400440532013001") == {"field": "debtor_iban"}
    assert refused(debtor_bic="XX") == {"field": "debtor_bic"}
    assert refused(charges="SLEV") == {"field": "charges"}
    assert refused(created_at=datetime(2026, 11, 20)) == {"field": "created_at"}  # noqa: DTZ001
    assert refused(execution_day=date(2026, 11, 19)) == {"field": "execution_day"}
    assert refused(transfer(), transfer()) == {"field": "end_to_end", "transfer": 2}
    assert refused(version="10") == {"field": "version"}
    with pytest.raises(PaymentFileRefused):
        write_pain001(replace(batch(), transfers=()))


def sums_of(*minors: int) -> Batch:
    return batch(*(abroad(end_to_end=f"E{n}", money=Money(minor, "USD")) for n, minor in enumerate(minors)))


def test_the_control_sum_ends_at_the_last_of_its_eighteen_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """`DecimalNumber` of the schema: eighteen digits in all, however many stand behind the point."""
    each = 10**15 - 1
    most = [each] * 1000 + [999]
    assert sum(most) == 10**18 - 1
    made = write_pain001(sums_of(*most))
    assert made.total == "9999999999999999.99" and read(made.data) is not None
    one_more = sums_of(*most, 2)
    with pytest.raises(PaymentFileRefused, match="more than 18 digits") as caught:
        write_pain001(one_more)
    assert caught.value.fields == {"field": "transfers"}
    # The twin: without the limit the bank would get a file that its own schema refuses.
    monkeypatch.setattr(pain001, "MOST_DIGITS", 19)
    wrong = write_pain001(one_more)
    assert wrong.total == "10000000000000000.01"
    with pytest.raises(etree.DocumentInvalid):
        read(wrong.data)


def test_the_older_schema_knows_fewer_bank_codes() -> None:
    odd = transfer(bic="1234DE00")
    assert read(write_pain001(batch(odd)).data) is not None
    assert refused(odd, version="03") == {"field": "bic", "transfer": 1}


HOSTILE = [
    ("Łukasz", 1),
    ("Müller", 2),
    ("ورشة الزعفران", 1),
    ("Zaafaran\u202e draY", 9),
    ("Zaafaran\u200b", 9),
    ("Zaafaran\n", 9),
    ("Zaafaran\x00Yard", 9),
    ("Zaafaran 🧱", 10),
    ("Zaafaran & Sons", 10),
    ("<Nm>x</Nm>", 1),
    ("Zaafaran\u00a0Yard", 9),
    ("Ｚaafaran", 1),
    ("Zаafaran", 2),  # a Cyrillic a
    ("Zaafaran_Yard", 9),
    ("Zaafaran\ud800", 9),
    ("²", 1),
    ('Zaafaran "Yard"', 10),
]


@pytest.mark.parametrize(("text", "place"), HOSTILE)
@pytest.mark.parametrize("field", ["name", "remittance", "end_to_end"])
def test_signs_no_bank_takes_are_refused_with_their_place(text: str, place: int, field: str) -> None:
    assert refused(transfer(**{field: text})) == {"field": field, "transfer": 1, "place": place}


@pytest.mark.parametrize("text", ["/a", "a/", "a//b", " a", "a ", "a  b", "/"])
@pytest.mark.parametrize("field", ["name", "remittance", "end_to_end"])
def test_slashes_and_spaces_at_the_wrong_place(text: str, field: str) -> None:
    assert refused(transfer(**{field: text})) == {"field": field, "transfer": 1}


def test_a_refusal_repeats_nothing_private() -> None:
    with pytest.raises(PaymentFileRefused) as caught:
        write_pain001(batch(transfer(name="Secret Namé")))
    assert "Secret" not in str(caught.value)
    assert "U+00E9" in str(caught.value)


@pytest.mark.parametrize("guard", ["text", "_address", "_check_remittance"])
def test_without_a_guard_the_bank_would_get_it(guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the refusals above: each is made by this guard and by nothing else."""
    wrong = {
        "text": abroad(name="Łukasz & Söhne"),
        "_address": abroad(address=PostalAddress(town="", country="", lines=("Marani Street 4",))),
        "_check_remittance": abroad(reference=make_rf("1")),
    }[guard]
    refused(wrong)
    monkeypatch.setattr(pain001_values, guard, lambda *a, **k: None)
    assert write_pain001(batch(wrong)).count == 1


signs = st.text(sorted(SIGNS), min_size=1, max_size=70).map(lambda t: " ".join(t.split()))
plain = signs.filter(lambda t: bool(t) and not t.startswith("/") and not t.endswith("/") and "//" not in t)
ids = plain.map(lambda t: t[:35].strip(" /")).filter(lambda t: bool(t) and t != "NOTPROVIDED")


@st.composite
def batches(draw: st.DrawFn, least: int = 1) -> Batch:
    names = draw(st.lists(ids, min_size=least, max_size=6, unique=True))
    sepa = draw(st.booleans())
    made = []
    for end_to_end in names:
        address = draw(
            st.none()
            | st.builds(
                PostalAddress,
                town=ids,
                country=st.sampled_from(["GE", "DE"]),
                street=st.just("") | plain,
                lines=st.lists(plain, max_size=2).map(tuple),
            )
        )
        currency = "EUR" if sepa else draw(st.sampled_from(["TND", "JPY", "USD", "JOD"]))
        rf = draw(st.none() | st.integers(1, 10**20).map(lambda n: make_rf(str(n))))
        made.append(
            CreditTransfer(
                end_to_end=end_to_end,
                money=Money(draw(st.integers(1, 99_999_999_999)), currency),
                name=draw(plain),
                iban=draw(st.sampled_from([BG, MT, DE] if sepa else [GE, PS, DE])),
                bic=draw(st.sampled_from(["NBGAGE22", "COBADEFFXXX"])),
                address=address if sepa else address or TBILISI,
                remittance="" if rf else draw(plain),
                reference=rf,
            )
        )
    return batch(*made, message_id=draw(ids), debtor_name=draw(plain))


@given(batches(), st.sampled_from(["09", "03"]))
def test_every_accepted_batch_is_valid_and_reads_back(given_batch: Batch, version: str) -> None:
    made = write_pain001(given_batch, version=version)
    assert made == write_pain001(given_batch, version=version)
    root = read(made.data, version)
    back = [
        (
            found(payment, "EndToEndId"),
            [(e.get("Ccy"), Decimal(e.text)) for e in payment.iter("{*}InstdAmt")],
            found(payment, "Cdtr/Nm"),
            found(payment, "CdtrAcct/Id/IBAN"),
            found(payment, "Ustrd") or found(payment, "CdtrRefInf/Ref"),
            found(payment, "PstlAdr/AdrLine"),
        )
        for payment in root.iter("{*}CdtTrfTxInf")
    ]
    assert back == [
        (
            [t.end_to_end],
            [(t.money.currency, t.money.decimal)],
            [t.name],
            [t.iban],
            [t.remittance or t.reference],
            list(t.address.lines) if t.address else [],
        )
        for t in given_batch.transfers
    ]
    total = sum(amount for _, [(_, amount)], *_ in back)
    assert [Decimal(s) for s in found(root, "CtrlSum")] == [total, total]
    assert found(root, "NbOfTxs") == [str(len(back))] * 2


@given(st.text(min_size=1, max_size=80))
def test_any_name_is_written_as_it_is_or_refused(name: str) -> None:
    try:
        made = write_pain001(batch(transfer(name=name)))
    except PaymentFileRefused as caught:
        assert caught.fields["field"] == "name"
    else:
        assert found(read(made.data), "Cdtr/Nm") == [name]


@given(st.data())
def test_another_order_is_another_file(data: st.DataObject) -> None:
    drawn = data.draw(batches(least=2))
    by = data.draw(st.integers(1, len(drawn.transfers) - 1))
    turned = drawn.transfers[by:] + drawn.transfers[:by]
    assert write_pain001(replace(drawn, transfers=turned)).sha256 != write_pain001(drawn).sha256


def test_the_writer_offers_two_versions() -> None:
    assert pain001.VERSIONS == ("09", "03")
