"""Sheets that go to a bank counter or to a table with money on it, and come back signed by two persons."""

from __future__ import annotations

from typing import Any

from ouna.core.bank import iban as ibans
from ouna.core.values.spoken import SPOKEN, say_money
from ouna.ui.pdf import words
from ouna.ui.pdf.documents import CashSheet, PaymentSheet
from ouna.ui.pdf.errors import PaperRefused
from ouna.ui.pdf.paper import checked, checked_code
from ouna.ui.pdf.press import typeset
from ouna.ui.pdf.render import fingerprint_lines, labels, texts


def payment_sheet_pdf(sheet: PaymentSheet) -> bytes:
    """One payment for a bank without files: one A4 page.

    Raises: PaperRefused and its kinds, TypesettingFailed.
    """
    language = sheet.language
    text = texts(sheet, language, payer=90, payee=90, purpose=140, text=140)
    bank = words.name(checked(sheet.bank, "bank", most=90, needed=False), language)
    rows = [
        ("payee", text["payee"], "strong"),
        ("account", _account(sheet.account, "account", language), "code"),
        ("bank", bank, ""),
        ("text", text["text"], ""),
        ("payer", text["payer"], ""),
        ("", _account(sheet.payer_account, "payer_account", language), "code"),
    ]
    return _sheet("payment", sheet, rows, text["purpose"])


def cash_sheet_pdf(sheet: CashSheet) -> bytes:
    """A hand-over of cash with two counts: one A4 page.

    Raises: PaperRefused and its kinds, TypesettingFailed.
    """
    text = texts(sheet, sheet.language, giver=90, payee=90, purpose=140)
    rows = [("payer", text["giver"], "strong"), ("payee", text["payee"], "strong")]
    return _sheet("cash", sheet, rows, text["purpose"])


def _sheet(
    kind: str, sheet: PaymentSheet | CashSheet, rows: list[tuple[str, str, str]], purpose: str
) -> bytes:
    language = sheet.language
    _check(sheet)
    label = labels(language, "sheet")
    told = label["trustees_of"].format(
        signed=words.code(str(sheet.signed), language), trustees=words.code(str(sheet.trustees), language)
    )
    order = words.code(checked_code(sheet.order, "order", most=60), language)
    below = [
        ("purpose", purpose, ""),
        ("day", words.day(sheet.day, language), ""),
        ("order", order, "code"),
        ("trustees", told, ""),
        ("fingerprint", "\n".join(fingerprint_lines(sheet.fingerprint, language)), "code"),
    ]
    spoken = language if language in SPOKEN else "en"
    data: dict[str, Any] = {
        **texts(sheet, language, coalition=90, campaign=90),
        "kind": kind,
        "language": language,
        "words": label,
        "sum": list(words.sum_parts(sheet.money, language)),
        "said": say_money(sheet.money, spoken),
        "said_in": spoken,
        "rows": _rows(rows, label),
        "below": _rows(below, label),
        "demo": sheet.demo,
    }
    return typeset("sheet", data, issued=sheet.issued)


def _rows(rows: list[tuple[str, str, str]], label: dict[str, Any]) -> list[list[str]]:
    return [[label.get(key, ""), value, kind] for key, value, kind in rows if value]


def _account(number: str, field: str, language: str) -> str:
    """An IBAN in fours; any other number untouched, because its spaces and strokes may count."""
    plain = checked_code(number, field, most=42)
    return words.code(words.groups(plain) if ibans.is_valid(plain) else plain, language)


def _check(sheet: PaymentSheet | CashSheet) -> None:
    if sheet.money.minor <= 0:
        raise PaperRefused("A sheet is for a payment of more than nothing.", field="money")
    if not 1 <= sheet.signed <= sheet.trustees:
        raise PaperRefused("A sheet is printed for what trustees have approved.", field="signed")
