"""CSV statements: guessing the columns, reading rows, proving by the balance column."""

from __future__ import annotations

import datetime as dt

import pytest

from ouna.core.bank import BankFileRefused, Statement, read_file
from ouna.core.bank.csvcells import number_of
from ouna.core.bank.csvguess import Mapping, guess

HEADERS = {
    "english": "Date;Value Date;Amount;Currency;Counterparty;IBAN;Description;Reference;Balance",
    "german": (
        "Buchungstag;Valutadatum;Betrag;Währung;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;"
        "Verwendungszweck;Kundenreferenz;Saldo nach Buchung"
    ),
    "greek": "Ημερομηνία;Ημερομηνία αξίας;Ποσό;Νόμισμα;Αντισυμβαλλόμενος;IBAN;Περιγραφή;Αναφορά;Υπόλοιπο",
    "french": "Date opération;Date valeur;Montant;Devise;Contrepartie;IBAN;Libellé;Référence;Solde",
    "spanish": "Fecha operación;Fecha valor;Importe;Divisa;Beneficiario;IBAN;Concepto;Referencia;Saldo",
    "dutch": (
        "Boekdatum;Valutadatum;Bedrag;Munt;Naam tegenpartij;Tegenrekening;"
        "Omschrijving;Kenmerk;Saldo na mutatie"
    ),
    "portuguese": "Data Mov.;Data Valor;Montante;Moeda;Nome;IBAN;Descrição;Referência;Saldo Contabilístico",
    "turkish": (
        "İşlem Tarihi;Valör Tarihi;İşlem Tutarı;Para Birimi;Karşı Taraf;"
        "Karşı IBAN;Açıklama;Referans No;Bakiye"
    ),
    "arabic": "التاريخ;تاريخ القيمة;المبلغ;العملة;الاسم;الايبان;البيان;المرجع;الرصيد",
}
ROWS = (
    "02.03.2026;03.03.2026;1.250,50;EUR;Layla;NL91ABNA0417164300;For the school;RF18539007547034;2.250,50\n"
    "04.03.2026;04.03.2026;-250,00;EUR;Quarry;;Stone;;2.000,50\n"
)


def one(text: str, mapping: Mapping | None = None) -> Statement:
    document = read_file(text.encode(), mapping=mapping)
    assert document.format == "csv"
    return document.statements[0]


def codes(statement: Statement) -> list[str]:
    return [finding.code for finding in statement.findings]


@pytest.mark.parametrize("language", HEADERS)
def test_headers_of_nine_languages(language: str) -> None:
    statement = one(f"Our bank\n\n{HEADERS[language]}\n{ROWS}")
    first, second = statement.lines
    assert (first.booked_on, first.value_on, first.minor, first.currency) == (
        dt.date(2026, 3, 2),
        dt.date(2026, 3, 3),
        125050,
        "EUR",
    )
    assert (first.counterparty_name, first.counterparty_iban) == ("Layla", "NL91ABNA0417164300")
    assert (first.text, first.reference) == ("For the school", "RF18539007547034")
    assert second.minor == -25000
    assert statement.opening is not None
    assert statement.closing is not None
    assert (statement.opening.minor, statement.closing.minor, statement.proof) == (100000, 200050, "closes")
    assert (statement.from_day, statement.to_day) == (dt.date(2026, 3, 2), dt.date(2026, 3, 4))


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("german", "cp1252"),
        ("greek", "cp1253"),
        ("turkish", "cp1254"),
        ("arabic", "cp1256"),
        ("greek", "utf-16"),
        ("german", "utf-8-sig"),
    ],
)
def test_code_pages(language: str, encoding: str) -> None:
    document = read_file(f"{HEADERS[language]}\n{ROWS}".encode(encoding))
    (statement,) = document.statements
    assert (statement.proof, statement.count, statement.lines[0].text) == ("closes", 2, "For the school")


def test_newest_first() -> None:
    head, rows = HEADERS["english"], ROWS.splitlines()
    statement = one("\n".join([head, rows[1], rows[0]]))
    assert statement.opening is not None
    assert statement.closing is not None
    assert (statement.opening.minor, statement.closing.minor, statement.proof) == (100000, 200050, "closes")


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_missing_row_breaks_the_chain(lost: int) -> None:
    rows, balance = [], 0
    for number in range(5):
        balance += (number + 1) * 100
        rows.append(f"0{number + 1}.03.2026;{number + 1},00;EUR;{balance // 100},00")
    head = "Datum;Betrag;Währung;Saldo"
    assert one("\n".join([head, *rows])).proof == "closes"
    del rows[lost]
    statement = one("\n".join([head, *rows]))
    assert statement.proof == "differs"
    assert "chain_broken" in codes(statement)


def test_without_balances_nothing_is_proven() -> None:
    statement = one("Date,Amount,Description\n2026-03-02,5.00,Gift\n")
    assert (statement.proof, statement.lines[0].minor) == ("absent", None)
    assert codes(statement) == ["currency_unknown"]
    assert statement.lines[0].exact == "5.00"


@pytest.mark.parametrize(
    ("head", "row", "minor"),
    [
        ("Date,Paid out,Paid in,Currency", "02/03/2026,,5.00,GBP", 500),
        ("Date,Paid out,Paid in,Currency", "02/03/2026,5.00,,GBP", -500),
        ("Date,Debit,Credit,Currency", "02/03/2026,-5.00,0.00,GBP", -500),
        ('Datum,"Af Bij","Bedrag (EUR)",Valuta code', '20260302,Af,"5,00",EUR', -500),
        ('Datum,"Af Bij","Bedrag (EUR)",Valuta code', '20260302,Bij,"5,00",EUR', 500),
        ("Date\tAmount", "2026-03-02\t€5.00", 500),
        ("Date|Amount|Currency", "2026-03-02|(5.00)|EUR", -500),
        ("Date;Amount;Currency", "2026-03-02;5,00-;EUR", -500),
        ("Date;Amount;Currency", "2026-03-02;٥٫٢٥;EUR", 525),
        ("Date;Amount;Currency", "2026-03-02T10:11:12;1 234,50;EUR", 123450),
        ("Date;Amount;Currency", "02 Mar 2026;1'234.50;CHF", 123450),
    ],
)
def test_ways_to_write_money_and_days(head: str, row: str, minor: int) -> None:
    (line,) = one(f"{head}\n{row}\n").lines
    assert (line.minor, line.booked_on) == (minor, dt.date(2026, 3, 2))


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1,234.56", ".", "1234.56"),
        ("12,34,567.00", ".", "1234567.00"),
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234.0"),
        ("-5", ".", "-5.0"),
        ("5-", ".", "-5.0"),
        ("−5", ".", "-5.0"),
        ("1.2.3", ".", None),
        ("12.34,5", ".", None),
        ("-5-", ".", None),
        ("", ".", None),
        ("five", ".", None),
        (".", ".", None),
    ],
)
def test_numbers(text: str, decimal: str, value: str | None) -> None:
    assert number_of(text, decimal) == value


def test_day_and_month_that_could_be_swapped_are_told() -> None:
    unsure = guess(["Date,Amount", "02/03/2026,5.00", "04/05/2026,5.00"])
    assert unsure is not None
    assert (unsure.date_format, unsure.notes) == ("%d/%m/%Y", ("day and month could be the other way round",))
    american = guess(["Date,Amount", "02/28/2026,5.00"])
    assert american is not None
    assert (american.date_format, american.notes) == ("%m/%d/%Y", ())


def test_no_row_is_lost_without_a_word() -> None:
    text = "Date;Amount;Currency\n2026-03-02;5.00;EUR\nno day;1.00;EUR\n2026-03-03;huh;EUR\n;;\nTotal;;\n"
    statement = one(text)
    assert [line.minor for line in statement.lines] == [500, 100, None]
    assert [(finding.where, finding.code) for finding in statement.findings] == [
        ("row 3", "day_unreadable"),
        ("row 4", "amount_missing"),
        ("row 6", "row_skipped"),
    ]


def test_pending_rows_and_other_currencies_do_not_count() -> None:
    text = "Date,Amount,Currency,Status,Balance\n"
    text += "2026-03-02,5.00,EUR,Completed,5.00\n2026-03-03,9.00,EUR,Pending,\n"
    statement = one(text)
    assert [line.status for line in statement.lines] == ["booked", "pending"]
    assert statement.proof == "closes"
    other = one("Date,Amount,Currency,Balance\n2026-03-02,5.00,EUR,5.00\n2026-03-03,9.00,USD,14.00\n")
    assert other.proof == "differs"
    assert "entry_currency" in codes(other)


def test_a_given_mapping_needs_no_header_words() -> None:
    mapping = Mapping(
        delimiter=";",
        date_format="%d.%m.%Y",
        decimal=",",
        header_row=0,
        booked_on=1,
        amount=0,
        name=2,
        default_currency="EUR",
        own_account="DE02120300000000202051",
        encoding="cp1252",
    )
    document = read_file("x;y;z\n5,00;02.03.2026;Jörg\n".encode("cp1252"), mapping=mapping)
    (line,) = document.statements[0].lines
    assert (line.minor, line.currency, line.counterparty_name) == (500, "EUR", "Jörg")
    assert document.statements[0].account == "DE02120300000000202051"


@pytest.mark.parametrize("text", ["a;b;c\n1;2;3\n", "Date;Name\n2026-03-02;x\n", "just words\n"])
def test_unknown_tables_are_refused(text: str) -> None:
    with pytest.raises(BankFileRefused):
        read_file(text.encode())
