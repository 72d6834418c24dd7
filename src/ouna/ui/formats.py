"""How sums, days and codes are written for people: pure functions that return plain strings.

Digits are Latin in every language (also in Arabic: CLDR's `latn` numbering system), so that a sum on a page
can be compared with the same sum on a bank statement. Nothing is ever rounded: sums show every minor
unit, percentages and whole units are cut.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouna.core.errors import OunaError
from ouna.core.values import exponent

#: (grouping, decimal) by language, from CLDR; every other language writes as English does.
SEPARATORS = {
    "en": (",", "."),
    "ar": (",", "."),
    "de": (".", ","),
    "es": (".", ","),
    "fr": ("\u202f", ","),
    "it": (".", ","),
    "nl": (".", ","),
    "pt": (".", ","),
    "tr": (".", ","),
    "el": (".", ","),
    "sv": ("\u00a0", ","),
}
#: Both Arabic calendars of month names side by side: readers in Amman and in Tunis each find theirs.
ARABIC_MONTHS = (
    "كانون الثاني / يناير",
    "شباط / فبراير",
    "آذار / مارس",
    "نيسان / أبريل",
    "أيار / مايو",
    "حزيران / يونيو",
    "تموز / يوليو",
    "آب / أغسطس",
    "أيلول / سبتمبر",
    "تشرين الأول / أكتوبر",
    "تشرين الثاني / نوفمبر",
    "كانون الأول / ديسمبر",
)
DAY_PATTERNS = {"de": "j. F Y", "es": r"j \d\e F \d\e Y", "pt": r"j \d\e F \d\e Y"}
RTL = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "ug", "yi", "dv", "sd", "arc", "syr"})
MINUS = "\u2212"


def language() -> str:
    """The base code of the language of this page, such as `ar`."""
    return (get_language() or "en").split("-")[0]


def direction(lang: str) -> str:
    """`rtl` or `ltr` for a language code."""
    return "rtl" if lang.split("-")[0].lower() in RTL else "ltr"


def integer(value: int, lang: str | None = None) -> str:
    """1455 as `1,455`, with the true minus sign."""
    grouping, _ = SEPARATORS.get(lang or language(), SEPARATORS["en"])
    text = f"{abs(value):,}".replace(",", grouping)
    return MINUS + text if value < 0 else text


def amount_parts(minor: int, currency: str, lang: str | None = None) -> tuple[str, str]:
    """A sum in two pieces, whole units and decimals with their mark: (`199,480`, `.00`)."""
    grouping, mark = SEPARATORS.get(lang or language(), SEPARATORS["en"])
    decimals = exponent(currency)
    units, rest = divmod(abs(minor), 10**decimals)
    sign = MINUS if minor < 0 else ""
    return sign + f"{units:,}".replace(",", grouping), f"{mark}{rest:0{decimals}d}" if decimals else ""


def amount(minor: int, currency: str, *, lang: str | None = None, sign: bool = False) -> str:
    """Every minor unit of a sum, without its currency: `199,480.00`; with `sign`, `+` for what came in."""
    plus = "+" if sign and minor > 0 else ""
    return plus + "".join(amount_parts(minor, currency, lang))


def whole(minor: int, currency: str, lang: str | None = None) -> str:
    """Whole units, cut towards zero: only for pictures beside which the exact sum stands."""
    units, _ = amount_parts(minor, currency, lang)
    return units.removeprefix(MINUS) if units == f"{MINUS}0" else units


def percent(part: int, of: int) -> int | None:
    """How many full hundredths `part` is of `of`: 39.99 is 39. None where there is no whole."""
    if of <= 0:
        return None
    return part * 100 // of if part >= 0 else -(-part * 100 // of)


def groups(code: str, size: int = 4) -> str:
    """A code in groups, as banks print it: `DE89 3704 0044`."""
    plain = "".join(code.split())
    return " ".join(plain[i : i + size] for i in range(0, len(plain), size))


def reference(code: str) -> str:
    """A payment reference: RF in fours (ISO 11649), 27 digits as 2 and five fives (Swiss QR reference)."""
    plain = "".join(code.split())
    if len(plain) == 27 and plain.isdigit():
        return f"{plain[:2]} {groups(plain[2:], 5)}"
    return groups(plain)


def day(value: date, lang: str | None = None) -> str:
    """`20 November 2026`, in the order of the language."""
    lang = lang or language()
    if lang == "ar":
        return f"{value.day} {ARABIC_MONTHS[value.month - 1]} {value.year}"
    return dateformat.format(value, DAY_PATTERNS.get(lang, "j F Y"))


def local(value: datetime) -> datetime:
    """The same moment in the time zone of this request; a naive one is left as it is."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def moment(value: datetime, lang: str | None = None) -> str:
    """`20 November 2026, 08:00 UTC`, in the time zone of this request; the zone is always named."""
    here = local(value)
    comma = "،" if (lang or language()) == "ar" else ","
    zone = f" {here.tzname()}" if here.tzinfo else ""
    return f"{day(here.date(), lang)}{comma} {here:%H:%M}{zone}"


def refusal(error: OunaError) -> str:
    """A refusal in the reader's language: what is the case, then what to do next."""
    return f"{_(str(error))} {_(error.next_step) if error.next_step else ''}".strip()
