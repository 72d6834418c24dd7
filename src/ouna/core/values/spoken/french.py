"""Sums in French words, in the spelling before 1990: hyphens below a hundred only."""

from __future__ import annotations

_SMALL = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf"
).split()
_TENS = ". . vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()
_SCALES = ("million", "milliard", "billion", "billiard")

#: One unit, several units, one part, several parts; `livre`, `couronne` are feminine.
NAMES = {
    "EUR": ("euro", "euros", "centime", "centimes"),
    "CHF": ("franc suisse", "francs suisses", "centime", "centimes"),
    "GBP": ("livre sterling", "livres sterling", "penny", "pence"),
    "TRY": ("livre turque", "livres turques", "kuruş", "kuruş"),
    "TND": ("dinar tunisien", "dinars tunisiens", "millime", "millimes"),
    "SEK": ("couronne suédoise", "couronnes suédoises", "öre", "öre"),
    "BDT": ("taka", "takas", "poisha", "poisha"),
    "USD": ("dollar américain", "dollars américains", "cent", "cents"),
    "JOD": ("dinar jordanien", "dinars jordaniens", "fils", "fils"),
    "JPY": ("yen", "yens", "", ""),
}
_FEMININE = frozenset({"GBP", "TRY", "SEK"})


def _below_hundred(n: int, *, last: bool) -> str:
    if n < 20:
        return _SMALL[n]
    ten, rest = divmod(n, 10)
    if ten in (7, 9):
        rest += 10
    if rest == 0:
        return _TENS[ten] + ("s" if ten == 8 and last else "")
    return _TENS[ten] + (" et " if rest in (1, 11) and ten < 8 else "-") + _SMALL[rest]


def _below_thousand(n: int, *, last: bool) -> str:
    """`last`: nothing but a noun follows, so that `cents` and `quatre-vingts` take their s."""
    hundreds, rest = divmod(n, 100)
    words = []
    if hundreds:
        plural = "s" if hundreds > 1 and not rest and last else ""
        words.append((f"{_SMALL[hundreds]} " if hundreds > 1 else "") + f"cent{plural}")
    if rest:
        words.append(_below_hundred(rest, last=last))
    return " ".join(words)


def number(n: int) -> str:
    """A whole number from 0 up to 10^18."""
    if n == 0:
        return _SMALL[0]
    words = []
    for power in reversed(range(len(_SCALES))):
        group = n // 10 ** (6 + 3 * power) % 1000
        if group:
            words.append(f"{_below_thousand(group, last=True)} {_SCALES[power]}{'s' if group > 1 else ''}")
    thousands, rest = divmod(n % 1_000_000, 1000)
    if thousands:
        words.append((f"{_below_thousand(thousands, last=False)} " if thousands > 1 else "") + "mille")
    if rest:
        words.append(_below_thousand(rest, last=True))
    return " ".join(words)


def units(n: int, currency: str) -> str:
    """`n` whole units of a currency of `NAMES`."""
    words = number(n)
    if currency in _FEMININE and words.endswith("un"):
        words += "e"
    noun = NAMES[currency][n > 1]
    if n and n % 1_000_000 == 0:
        noun = f"d’{noun}" if noun[0] == "e" else f"de {noun}"
    return f"{words} {noun}"


def parts(n: int, currency: str) -> str:
    """`n` minor units of a currency of `NAMES`."""
    return f"{number(n)} {NAMES[currency][2 + (n > 1)]}"
