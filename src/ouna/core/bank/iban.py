"""IBAN (ISO 13616) and BIC (ISO 9362): normalise, check, print.

Structures by country come from schwifty, which follows the SWIFT IBAN registry. National check digits
only warn: banks do issue accounts that break them.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

from schwifty import IBAN as SchwiftyIban
from schwifty import registry
from schwifty.exceptions import SchwiftyException

from ouna.core.bank.errors import IbanRefused

_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
# Signs people and banks put between the groups.
_BETWEEN = str.maketrans("", "", " \t\r\n\u00a0\u202f\u2009.-\u2010\u2011\u2013")


@dataclass(frozen=True, slots=True)
class Iban:
    """A valid IBAN. `value` without spaces; `warnings` name what is odd but allowed."""

    value: str
    country: str
    bank_code: str
    warnings: tuple[str, ...] = ()

    @property
    def formatted(self) -> str:
        return format_groups(self.value)

    @property
    def is_qr(self) -> bool:
        return is_qr_iban(self.value)


def normalise(text: str) -> str:
    """Without spaces, dots and hyphens, in upper case."""
    return text.translate(_BETWEEN).upper()


def looks_like_iban(text: str) -> bool:
    """Has the normalised text the shape of an IBAN? Says nothing about its check digits."""
    return bool(_SHAPE.fullmatch(text))


def _mod97(value: str) -> int:
    turned = value[4:] + value[:4]
    return int("".join(c if c.isdigit() else str(ord(c) - 55) for c in turned)) % 97


def check(text: str) -> Iban:
    """Check an IBAN as people write it.

    Order: signs, country, length, the country's pattern, check digits (02 to 98), modulo 97.

    Raises: IbanRefused; `fields["reason"]` is one of `characters`, `country`, `length`, `structure`,
    `check_digits`.
    """
    value = normalise(text)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}", value, re.ASCII):
        raise IbanRefused(
            "An IBAN begins with two letters and two digits, followed by letters and digits only.",
            reason="characters",
        )
    try:
        spec = registry.get_iban_spec(value[:2])
    except SchwiftyException:
        spec = None
    if spec is None:
        raise IbanRefused("No country with this code uses IBANs.", reason="country")
    if len(value) != spec.iban_length:
        raise IbanRefused(f"An IBAN of this country has {spec.iban_length} characters.", reason="length")
    if not spec.regex.fullmatch(value[4:]):
        raise IbanRefused("Letters and digits are not where this country puts them.", reason="structure")
    if not "02" <= value[2:4] <= "98" or _mod97(value) != 1:
        raise IbanRefused("The check digits do not fit: something was mistyped.", reason="check_digits")
    iban = SchwiftyIban(value, allow_invalid=True)
    return Iban(value, value[:2], str(iban.bank_code or ""), _national(iban))


def _national(iban: SchwiftyIban) -> tuple[str, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            iban.bban.validate_national_checksum()
        except SchwiftyException:
            return ("The country's own check digit inside the number does not fit.",)
    return ()


def is_valid(text: str) -> bool:
    """Would `check` accept it?"""
    try:
        check(text)
    except IbanRefused:
        return False
    return True


def format_groups(value: str) -> str:
    """In groups of four, as on paper."""
    return " ".join(value[i : i + 4] for i in range(0, len(value), 4))


def is_qr_iban(value: str) -> bool:
    """Is it a QR-IBAN: CH or LI with an institution number 30000 to 31999?"""
    return value[:2] in ("CH", "LI") and len(value) == 21 and "30000" <= value[4:9] <= "31999"


def bic_valid(text: str) -> bool:
    """BIC of 8 or 11 characters with letters of a possible country (`MULTIPLE` is none)."""
    return bool(_BIC.fullmatch(text)) and text[4:6] in COUNTRIES


def country_exists(code: str) -> bool:
    """Is it a country of ISO 3166-1?"""
    return code in COUNTRIES


#: ISO 3166-1 alpha-2, and XK, which SWIFT uses for Kosovo.
COUNTRIES = frozenset(
    (
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS "
        "BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE "
        "EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
        "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC "
        "LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
        "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
        "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
        "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK "
    ).split()
)
