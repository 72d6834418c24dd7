"""Values: money, rates, refs, translated text, canonical JSON. Frozen, exact, refusing nonsense."""

from ouna.core.values.canonical import NotCanonical, canonical, check_allowed, parse_canonical, parse_json
from ouna.core.values.currency import EXPONENTS, UnknownCurrency, exponent
from ouna.core.values.money import LARGEST, AmountInvalid, CurrencyMismatch, Money, Rate
from ouna.core.values.ref import Ref, RefInvalid, check_ref, day_of, is_ref, make_ref
from ouna.core.values.text import (
    BIDI_CONTROLS,
    TextRefused,
    Translated,
    clean_text,
    is_mixed_script,
    scripts_of,
)

__all__ = [
    "BIDI_CONTROLS",
    "EXPONENTS",
    "LARGEST",
    "AmountInvalid",
    "CurrencyMismatch",
    "Money",
    "NotCanonical",
    "Rate",
    "Ref",
    "RefInvalid",
    "TextRefused",
    "Translated",
    "UnknownCurrency",
    "canonical",
    "check_allowed",
    "check_ref",
    "clean_text",
    "day_of",
    "exponent",
    "is_mixed_script",
    "is_ref",
    "make_ref",
    "parse_canonical",
    "parse_json",
    "scripts_of",
]
