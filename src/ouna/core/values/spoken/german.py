"""Sums in German words: one word up to a million, as on a cheque."""

from __future__ import annotations

_SMALL = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
).split()
_TENS = ". . zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_SCALES = ("Million", "Milliarde", "Billion", "Billiarde")

#: One unit with its article, several units, one part with its article, several parts.
NAMES = {
    "EUR": ("ein Euro", "Euro", "ein Cent", "Cent"),
    "CHF": ("ein Schweizer Franken", "Schweizer Franken", "ein Rappen", "Rappen"),
    "GBP": ("ein Pfund Sterling", "Pfund Sterling", "ein Penny", "Pence"),
    "TRY": ("eine türkische Lira", "türkische Lira", "ein Kuruş", "Kuruş"),
    "TND": ("ein tunesischer Dinar", "tunesische Dinar", "ein Millime", "Millime"),
    "SEK": ("eine schwedische Krone", "schwedische Kronen", "ein Öre", "Öre"),
    "BDT": ("ein Taka", "Taka", "ein Poisha", "Poisha"),
    "USD": ("ein US-Dollar", "US-Dollar", "ein Cent", "Cent"),
    "JOD": ("ein jordanischer Dinar", "jordanische Dinar", "ein Fils", "Fils"),
    "JPY": ("ein Yen", "Yen", "", ""),
}


def _stem(digit: int) -> str:
    return "ein" if digit == 1 else _SMALL[digit]


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    word = f"{_stem(hundreds)}hundert" if hundreds else ""
    if rest < 20:
        return word + (_SMALL[rest] if rest else "")
    return word + (f"{_stem(rest % 10)}und" if rest % 10 else "") + _TENS[rest // 10]


def _below_million(n: int) -> str:
    thousands, rest = divmod(n, 1000)
    # "einhundertein" before "tausend", as in "ein" and not "eins" before a noun.
    head = (
        _below_thousand(thousands).removesuffix("s") if thousands % 100 == 1 else _below_thousand(thousands)
    )
    return (f"{head}tausend" if thousands else "") + _below_thousand(rest)


def number(n: int) -> str:
    """A whole number from 0 up to 10^18."""
    if n == 0:
        return _SMALL[0]
    words = []
    for power in reversed(range(len(_SCALES))):
        group = n // 10 ** (6 + 3 * power) % 1000
        scale = _SCALES[power]
        if group == 1:
            words.append(f"eine {scale}")
        elif group:
            words.append(f"{_below_thousand(group)} {scale}{'n' if scale.endswith('e') else 'en'}")
    if n % 1_000_000:
        words.append(_below_million(n % 1_000_000))
    return " ".join(words)


def units(n: int, currency: str) -> str:
    """`n` whole units of a currency of `NAMES`."""
    one, many = NAMES[currency][:2]
    return one if n == 1 else f"{number(n)} {many}"


def parts(n: int, currency: str) -> str:
    """`n` minor units of a currency of `NAMES`."""
    one, many = NAMES[currency][2:]
    return one if n == 1 else f"{number(n)} {many}"
