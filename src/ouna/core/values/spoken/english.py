"""Sums in English words, with the British "and": one hundred and one."""

from __future__ import annotations

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = ". . twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ("", " thousand", " million", " billion", " trillion", " quadrillion")

#: One unit, several units, one part, several parts.
NAMES = {
    "EUR": ("euro", "euros", "cent", "cents"),
    "CHF": ("Swiss franc", "Swiss francs", "centime", "centimes"),
    "GBP": ("pound sterling", "pounds sterling", "penny", "pence"),
    "TRY": ("Turkish lira", "Turkish liras", "kuruş", "kuruş"),
    "TND": ("Tunisian dinar", "Tunisian dinars", "millime", "millimes"),
    "SEK": ("Swedish krona", "Swedish kronor", "öre", "öre"),
    "BDT": ("Bangladeshi taka", "Bangladeshi taka", "poisha", "poisha"),
    "USD": ("US dollar", "US dollars", "cent", "cents"),
    "JOD": ("Jordanian dinar", "Jordanian dinars", "fils", "fils"),
    "JPY": ("Japanese yen", "Japanese yen", "", ""),
}


def _below_thousand(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    words = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest:
        small = (
            _SMALL[rest]
            if rest < 20
            else "-".join([_TENS[rest // 10], *([_SMALL[rest % 10]] if rest % 10 else [])])
        )
        words.append(small)
    return " and ".join(words)


def number(n: int) -> str:
    """A whole number from 0 up to 10^18."""
    if n == 0:
        return _SMALL[0]
    groups = [(scale, n // 1000**scale % 1000) for scale in reversed(range(len(_SCALES)))]
    words = [_below_thousand(group) + _SCALES[scale] for scale, group in groups if group]
    if n > 1000 and 0 < n % 1000 < 100:
        words[-1] = f"and {words[-1]}"
    return " ".join(words)


def units(n: int, currency: str) -> str:
    """`n` whole units of a currency of `NAMES`."""
    return f"{number(n)} {NAMES[currency][n != 1]}"


def parts(n: int, currency: str) -> str:
    """`n` minor units of a currency of `NAMES`."""
    return f"{number(n)} {NAMES[currency][2 + (n != 1)]}"
