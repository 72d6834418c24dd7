"""Sums in Spanish words: the long scale, `un` shortened before nouns, hundreds in the noun's gender."""

from __future__ import annotations

_SMALL = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
    "veintiséis veintisiete veintiocho veintinueve"
).split()
_TENS = ". . . treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS = (
    ". ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
).split()
_SCALES = (("billón", "billones", 10**12), ("millón", "millones", 10**6))

#: One unit, several units, one part, several parts; `libra`, `lira`, `corona`, `paisa` are feminine.
NAMES = {
    "EUR": ("euro", "euros", "céntimo", "céntimos"),
    "CHF": ("franco suizo", "francos suizos", "céntimo", "céntimos"),
    "GBP": ("libra esterlina", "libras esterlinas", "penique", "peniques"),
    "TRY": ("lira turca", "liras turcas", "kurus", "kurus"),
    "TND": ("dinar tunecino", "dinares tunecinos", "milésimo", "milésimos"),
    "SEK": ("corona sueca", "coronas suecas", "öre", "öre"),
    "BDT": ("taka", "takas", "paisa", "paisas"),
    "USD": ("dólar estadounidense", "dólares estadounidenses", "centavo", "centavos"),
    "JOD": ("dinar jordano", "dinares jordanos", "fils", "fils"),
    "JPY": ("yen", "yenes", "", ""),
}
_FEMININE = frozenset({"GBP", "TRY", "SEK"})


def _below_thousand(n: int, *, feminine: bool) -> str:
    if n == 100:
        return "cien"
    hundreds, rest = divmod(n, 100)
    words = []
    if hundreds:
        word = _HUNDREDS[hundreds]
        words.append(word[:-2] + "as" if feminine and hundreds > 1 else word)
    if 0 < rest < 30:
        words.append(_SMALL[rest])
    elif rest:
        words.append(_TENS[rest // 10] + (f" y {_SMALL[rest % 10]}" if rest % 10 else ""))
    return " ".join(words)


def _before_noun(words: str, *, feminine: bool) -> str:
    """`uno` at the end as it stands before a noun: un, una, veintiún."""
    if not words.endswith("uno"):
        return words
    if feminine:
        return words[:-1] + "a"
    return words[:-3] + ("ún" if words.endswith("veintiuno") else "un")


def _below_million(n: int, *, feminine: bool) -> str:
    thousands, rest = divmod(n, 1000)
    words = []
    if thousands:
        head = _before_noun(_below_thousand(thousands, feminine=feminine), feminine=False)
        words.append("mil" if thousands == 1 else f"{head} mil")
    if rest:
        words.append(_below_thousand(rest, feminine=feminine))
    return " ".join(words)


def _count(n: int, *, feminine: bool) -> str:
    if n == 0:
        return _SMALL[0]
    words = []
    for one, many, size in _SCALES:
        group = n // size % 1_000_000
        if group:
            said = _before_noun(_below_million(group, feminine=False), feminine=False)
            words.append(f"{said} {one if group == 1 else many}")
    if n % 1_000_000:
        words.append(_below_million(n % 1_000_000, feminine=feminine))
    return " ".join(words)


def number(n: int) -> str:
    """A whole number from 0 up to 10^18."""
    return _count(n, feminine=False)


def units(n: int, currency: str) -> str:
    """`n` whole units of a currency of `NAMES`."""
    feminine = currency in _FEMININE
    words = _before_noun(_count(n, feminine=feminine), feminine=feminine)
    noun = NAMES[currency][n != 1]
    return f"{words} {'de ' if n and n % 1_000_000 == 0 else ''}{noun}"


def parts(n: int, currency: str) -> str:
    """`n` minor units of a currency of `NAMES`."""
    feminine = currency == "BDT"
    return f"{_before_noun(_count(n, feminine=feminine), feminine=feminine)} {NAMES[currency][2 + (n != 1)]}"
