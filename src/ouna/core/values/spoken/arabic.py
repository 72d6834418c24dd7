"""Sums in Arabic words, in the nominative of the written language.

The rules (any grammar, under "numerals"):
- one and two are said by the noun itself (dinar, dinaran), stressed by an adjective for one;
- three to ten take the plural and the other gender; eleven to ninety-nine the singular with -an; hundreds
  and thousands the bare singular, and the dual before it loses its n: mi'ata dinar, alfa dinar;
- one and two after a hundred or a thousand repeat the noun (a thousand dinars and a dinar), which also
  keeps 1,001 and 101,000 from sounding alike.
Hundreds are written as one word without the silent alif, as the press does.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted: `one` (alone), `two`, `few` (3 to 10), `tens` (11 to 99), `bare` (100, 1000)."""

    one: str
    two: str
    few: str
    tens: str
    bare: str
    feminine: bool = False
    two_bound: str = ""  # the dual directly before another noun; of scales only


_ONES = "ثلاث أربع خمس ست سبع ثمان تسع عشر".split()
_TENS = ". . عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون".split()
_HUNDREDS = ". مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة".split()
_SCALES = (
    Noun("ألف", "ألفان", "آلاف", "ألفًا", "ألف", two_bound="ألفا"),
    Noun("مليون", "مليونان", "ملايين", "مليونًا", "مليون", two_bound="مليونا"),
    Noun("مليار", "ملياران", "مليارات", "مليارًا", "مليار", two_bound="مليارا"),
    Noun("تريليون", "تريليونان", "تريليونات", "تريليونًا", "تريليون", two_bound="تريليونا"),
    Noun("كوادريليون", "كوادريليونان", "كوادريليونات", "كوادريليونًا", "كوادريليون", two_bound="كوادريليونا"),
)

_CENT = Noun("سنت واحد", "سنتان", "سنتات", "سنتًا", "سنت")
#: The units and the parts of each currency.
NAMES = {
    "EUR": (Noun("يورو واحد", "يورو اثنان", "يورو", "يورو", "يورو"), _CENT),
    "CHF": (
        Noun("فرنك سويسري واحد", "فرنكان سويسريان", "فرنكات سويسرية", "فرنكًا سويسريًا", "فرنك سويسري"),
        Noun("سنتيم واحد", "سنتيمان", "سنتيمات", "سنتيمًا", "سنتيم"),
    ),
    "GBP": (
        Noun(
            "جنيه إسترليني واحد", "جنيهان إسترلينيان", "جنيهات إسترلينية", "جنيهًا إسترلينيًا", "جنيه إسترليني",
        ),
        Noun("بنس واحد", "بنسان", "بنسات", "بنسًا", "بنس"),
    ),
    "TRY": (
        Noun("ليرة تركية واحدة", "ليرتان تركيتان", "ليرات تركية", "ليرة تركية", "ليرة تركية", feminine=True),
        Noun("قرش واحد", "قرشان", "قروش", "قرشًا", "قرش"),
    ),
    "TND": (
        Noun("دينار تونسي واحد", "ديناران تونسيان", "دنانير تونسية", "دينارًا تونسيًا", "دينار تونسي"),
        Noun("مليم واحد", "مليمان", "مليمات", "مليمًا", "مليم"),
    ),
    "SEK": (
        Noun(
            "كرونة سويدية واحدة", "كرونتان سويديتان", "كرونات سويدية", "كرونة سويدية", "كرونة سويدية",
            feminine=True,
        ),
        Noun("أوره واحد", "أوره اثنان", "أوره", "أوره", "أوره"),
    ),
    "BDT": (
        Noun("تاكا واحدة", "تاكا اثنتان", "تاكا", "تاكا", "تاكا", feminine=True),
        Noun("بويشة واحدة", "بويشتان", "بويشات", "بويشة", "بويشة", feminine=True),
    ),
    "USD": (
        Noun("دولار أمريكي واحد", "دولاران أمريكيان", "دولارات أمريكية", "دولارًا أمريكيًا", "دولار أمريكي"),
        _CENT,
    ),
    "JOD": (
        Noun("دينار أردني واحد", "ديناران أردنيان", "دنانير أردنية", "دينارًا أردنيًا", "دينار أردني"),
        Noun("فلس واحد", "فلسان", "فلوس", "فلسًا", "فلس"),
    ),
    "JPY": (
        Noun("ين ياباني واحد", "ينان يابانيان", "ينات يابانية", "ينًا يابانيًا", "ين ياباني"),
        Noun("", "", "", "", ""),
    ),
}  # fmt: skip


def _few(n: int, *, feminine: bool) -> str:
    """Three to ten before what is counted: the gender is the other one of the noun's."""
    stem = _ONES[n - 3]
    if not feminine:
        return f"{stem}ية" if n == 8 else f"{stem}ة"
    return "ثماني" if n == 8 else stem


def _eleven_up(n: int, *, feminine: bool) -> list[str]:
    """Eleven to ninety-nine, as the words that `و` joins."""
    ten, one = divmod(n, 10)
    if ten == 1:
        second = "عشرة" if feminine else "عشر"
        if one == 1:
            return [f"إحدى {second}" if feminine else f"أحد {second}"]
        if one == 2:
            return [f"اثنتا {second}" if feminine else f"اثنا {second}"]
        return [f"{_few(one, feminine=feminine)} {second}"]
    if one == 0:
        return [_TENS[ten]]
    if one == 1:
        first = "إحدى" if feminine else "واحد"
    elif one == 2:
        first = "اثنتان" if feminine else "اثنان"
    else:
        first = "ثمانٍ" if feminine and one == 8 else _few(one, feminine=feminine)
    return [first, _TENS[ten]]


def _hundred(hundreds: int, *, bound: bool) -> str:
    return "مئتا" if bound and hundreds == 2 else _HUNDREDS[hundreds]


def _of_scale(group: int, scale: Noun, *, bound: bool) -> list[str]:
    """1 to 999 thousands, millions …; `bound` when what is counted follows directly."""
    hundreds, rest = divmod(group, 100)
    words = []
    if hundreds:
        head = _hundred(hundreds, bound=rest <= 2)
        words.append(f"{head} {scale.bare}" if rest <= 2 else head)
    if rest == 1:
        words.append(scale.one)
    elif rest == 2:
        words.append(scale.two_bound if bound else scale.two)
    elif 3 <= rest <= 10:
        words.append(f"{_few(rest, feminine=False)} {scale.few}")
    elif rest:
        *before, last = _eleven_up(rest, feminine=False)
        words += [*before, f"{last} {scale.bare if bound else scale.tens}"]
    return words


def _scales(n: int, *, bound: bool) -> list[str]:
    """What of a number lies above 999, as the words that `و` joins."""
    groups = [(scale, n // 1000 ** (power + 1) % 1000) for power, scale in enumerate(_SCALES)]
    lowest = next((scale for scale, group in groups if group), None)
    words = []
    for scale, group in reversed(groups):
        words += _of_scale(group, scale, bound=bound and scale is lowest)
    return words


def _counted(n: int, noun: Noun) -> str:
    hundreds, rest = divmod(n % 1000, 100)
    if n == 0:
        return f"صفر {noun.bare}"
    if n <= 2:
        return noun.one if n == 1 else noun.two
    words = _scales(n, bound=not hundreds and rest <= 2)
    if hundreds:
        words.append(_hundred(hundreds, bound=rest <= 2))
    if rest <= 2:
        words[-1] += f" {noun.bare}"
        words += [(), (noun.one,), (noun.two,)][rest]
    elif rest <= 10:
        words.append(f"{_few(rest, feminine=noun.feminine)} {noun.few}")
    else:
        *before, last = _eleven_up(rest, feminine=noun.feminine)
        words += [*before, f"{last} {noun.tens}"]
    return " و".join(words)


def number(n: int) -> str:
    """A whole number from 0 up to 10^18, nothing counted, in the masculine."""
    if n == 0:
        return "صفر"
    words = _scales(n, bound=False)
    hundreds, rest = divmod(n % 1000, 100)
    if hundreds:
        words.append(_hundred(hundreds, bound=False))
    if rest in (1, 2):
        words.append("واحد" if rest == 1 else "اثنان")
    elif 3 <= rest <= 10:
        words.append(_few(rest, feminine=False))
    elif rest:
        words += _eleven_up(rest, feminine=False)
    return " و".join(words)


def units(n: int, currency: str) -> str:
    """`n` whole units of a currency of `NAMES`."""
    return _counted(n, NAMES[currency][0])


def parts(n: int, currency: str) -> str:
    """`n` minor units of a currency of `NAMES`."""
    return _counted(n, NAMES[currency][1])
