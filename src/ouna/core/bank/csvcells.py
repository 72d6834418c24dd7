"""Cells of a bank's table: days and numbers as people of many lands write them."""

from __future__ import annotations

import datetime as dt
import re

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−–﹣－", "01234567890123456789.----")
SPACES = re.compile(r"[\s\u00a0\u202f'’٬]+")
_NUMBER = re.compile(r"([+-]?)([\d.,]+)([+-]?)", re.ASCII)
SIGNS = {"€": "EUR", "£": "GBP", "₺": "TRY", "CHF": "CHF", "₪": "ILS", "zł": "PLN", "TL": "TRY"}


def day_of(text: str, form: str) -> dt.date | None:
    """The day of a cell in a strptime format, None when it tells none; a time of day is left out."""
    text = text.strip().translate(DIGITS)
    if "T" in text and form.startswith("%Y-"):
        text = text.partition("T")[0]
    elif " " not in form and " " in text:
        text = text.partition(" ")[0]
    try:
        return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def number_of(text: str, decimal: str) -> str | None:
    """`1.234,50-`, `(12.00)`, `1 234,5 EUR` as xs:decimal text; None when it is no number."""
    text = text.translate(DIGITS)
    negative = text.strip().startswith("(") and text.strip().endswith(")")
    text = SPACES.sub("", text).strip("()")
    for sign in SIGNS:
        text = text.replace(sign, "")
    text = re.sub(r"[A-Za-z$]{1,3}", "", text)
    found = _NUMBER.fullmatch(text)
    if not found or (found[1] and found[3]):
        return None
    grouping = "." if decimal == "," else ","
    digits = found[2]
    if digits.count(decimal) > 1:
        return None
    whole, _, fraction = digits.partition(decimal)
    if grouping in fraction or not re.fullmatch(rf"\d*|\d{{1,3}}(?:{re.escape(grouping)}\d{{2,3}})+", whole):
        return None
    whole = whole.replace(grouping, "")
    if not whole and not fraction:
        return None
    minus = "-" if (found[1] == "-" or found[3] == "-") != negative else ""
    return f"{minus}{whole or '0'}.{fraction or '0'}"
