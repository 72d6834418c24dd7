"""Readers of numbers in words, written from the words alone: from each language's words to the number."""

from __future__ import annotations

import re

_EN = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split(),
        [*range(20), 20, 30, 40, 50, 60, 70, 80, 90],
        strict=True,
    )
)
_DE = dict(
    zip(
        "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
        "sechzehn siebzehn achtzehn neunzehn zwanzig "
        "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(),
        [*range(20), 20, 30, 40, 50, 60, 70, 80, 90],
        strict=True,
    )
) | {"eins": 1, "eine": 1}
_FR = dict(
    zip(
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
        "vingt trente quarante cinquante soixante".split(),
        [*range(17), 20, 30, 40, 50, 60],
        strict=True,
    )
) | {"une": 1, "quatre-vingts": 80, "quatre-vingt": 80}
_ES = dict(
    zip(
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
        "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
        "veintiséis veintisiete veintiocho veintinueve treinta cuarenta cincuenta sesenta setenta ochenta "
        "noventa cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
        "novecientos".split(),
        [*range(30), 30, 40, 50, 60, 70, 80, 90, *range(100, 1000, 100)],
        strict=True,
    )
) | {"un": 1, "una": 1, "veintiún": 21, "veintiuna": 21, "ciento": 100}
_ES |= {word[:-2] + "as": value for word, value in _ES.items() if word.endswith("ientos")}
_AR = {
    "صفر": 0, "واحد": 1, "واحدة": 1, "أحد": 1, "إحدى": 1, "اثنان": 2, "اثنتان": 2, "اثنا": 2, "اثنتا": 2,
    "ثلاثة": 3, "ثلاث": 3, "أربعة": 4, "أربع": 4, "خمسة": 5, "خمس": 5, "ستة": 6, "ست": 6, "سبعة": 7, "سبع": 7,
    "ثمانية": 8, "ثماني": 8, "ثمانٍ": 8, "تسعة": 9, "تسع": 9, "عشرة": 10, "عشر": 10, "عشرون": 20, "ثلاثون": 30,
    "أربعون": 40, "خمسون": 50, "ستون": 60, "سبعون": 70, "ثمانون": 80, "تسعون": 90, "مئة": 100, "مئتان": 200,
    "مئتا": 200, "ثلاثمئة": 300, "أربعمئة": 400, "خمسمئة": 500, "ستمئة": 600, "سبعمئة": 700, "ثمانمئة": 800,
    "تسعمئة": 900, "ديناران": 2, "ليرتان": 2,
}  # fmt: skip
_AR_SCALES = {
    form: 1000**power
    for power, forms in enumerate(
        (
            "ألف ألفًا آلاف",
            "مليون مليونًا ملايين",
            "مليار مليارًا مليارات",
            "تريليون تريليونًا تريليونات",
            "كوادريليون كوادريليونًا كوادريليونات",
        ),
        1,
    )
    for form in forms.split()
}
for _power, _stem in enumerate("ألف مليون مليار تريليون كوادريليون".split(), 1):
    _AR |= {f"{_stem}ا": 2 * 1000**_power, f"{_stem}ان": 2 * 1000**_power}

_EN_SCALES = "thousand million billion trillion quadrillion".split()
_LONG = {"milli": (10**6, 10**9), "billi": (10**12, 10**15)}
_SCALES = {
    "en": {"hundred": 100, **{word: 1000**power for power, word in enumerate(_EN_SCALES, 1)}},
    "de": {"hundert": 100, "tausend": 1000}
    | {f"{stem.title()}on{s}": sizes[0] for stem, sizes in _LONG.items() for s in ("", "en")}
    | {f"{stem.title()}arde{s}": sizes[1] for stem, sizes in _LONG.items() for s in ("", "n")},
    "fr": {"cent": 100, "cents": 100, "mille": 1000}
    | {f"{stem}on{s}": sizes[0] for stem, sizes in _LONG.items() for s in ("", "s")}
    | {f"{stem}ard{s}": sizes[1] for stem, sizes in _LONG.items() for s in ("", "s")},
    "es": {"mil": 1000, "millón": 10**6, "millones": 10**6, "billón": 10**12, "billones": 10**12},
    "ar": _AR_SCALES,
}
_NUMBERS = {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "ar": _AR}
_GLUE = {
    "en": {"and", "euros", "euro", "pounds", "sterling"},
    "de": {"und", "Euro", "Pfund", "Sterling"},
    "fr": {"et", "euros", "euro", "d’euros", "de", "livres", "livre", "turques", "turque"},
    "es": {"y", "de", "euros", "euro", "liras", "lira", "turcas", "turca"},
    "ar": set("يورو ليرة ليرات تركية تركيتان دينار دينارًا دنانير تونسي تونسيًا تونسية تونسيان".split()),
}


def _tokens(text: str, lang: str) -> list[str]:
    if lang == "en":
        return text.replace("-", " ").split()
    if lang == "fr":
        return [t for t in re.split(r" |(?<=quatre-vingt)-|(?<!quatre)-", text) if t]
    if lang == "de":
        known = sorted({*_DE, *_SCALES["de"], "und"}, key=len, reverse=True)
        pieces = re.compile("|".join(known))
        return [p for w in text.split() for p in (pieces.findall(w) if w[0].islower() else [w])]
    if lang == "ar":  # no number word and no noun here begins with the letter of "and" except واحد
        return [t[1:] if t[0] == "و" and t not in _AR else t for t in text.split()]
    return text.split()


def read_number(text: str, lang: str) -> int:
    """The number a phrase means; a word nobody knows raises KeyError."""
    stack: list[int] = []
    for token in _tokens(text, lang):
        if token in _GLUE[lang]:
            continue
        scale = _SCALES[lang].get(token)
        if scale is None:
            stack.append(_NUMBERS[lang][token])
            continue
        below = 0
        while stack and stack[-1] < scale:
            below += stack.pop()
        stack.append((below or 1) * scale)
    return sum(stack)
