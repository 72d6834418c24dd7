"""Amounts in words, as one reads them before one signs: English, Arabic, German, French, Spanish.

A figure is easily misread by a digit; words are not. Pure, for every sum that `Money` can hold.
"""

from __future__ import annotations

from collections.abc import Callable

from ouna.core.errors import Refused
from ouna.core.values.currency import exponent
from ouna.core.values.money import Money
from ouna.core.values.spoken import arabic, english, french, german, spanish

_SAY: dict[
    str, tuple[Callable[[int, str], str], Callable[[int, str], str], Callable[[int], str], str, str]
] = {
    # units, their parts, a bare number, what joins units and parts, what says "less than nothing"
    "ar": (arabic.units, arabic.parts, arabic.number, " و", "ناقص "),
    "de": (german.units, german.parts, german.number, " und ", "minus "),
    "en": (english.units, english.parts, english.number, " and ", "minus "),
    "es": (spanish.units, spanish.parts, spanish.number, " con ", "menos "),
    "fr": (french.units, french.parts, french.number, " et ", "moins "),
}
#: The languages in which sums can be said.
SPOKEN = tuple(_SAY)
#: The currencies that have names; others are said with their code.
NAMED = tuple(english.NAMES)


class NotSpoken(Refused):
    """Sums cannot be said in this language."""

    code = "not_spoken"
    next_step = "Show the sum in English words, marked as English."


def say_money(money: Money, lang: str) -> str:
    """The sum in words, every minor unit of it: `twenty-four thousand eight hundred euros`.

    A currency without names here keeps its code, its parts as a fraction: `twelve 50/100 KES`. `lang`
    may carry a region. Raises: NotSpoken.
    """
    try:
        units_in, parts_in, number_in, joint, below = _SAY[lang.split("-")[0].lower()]
    except KeyError:
        raise NotSpoken() from None
    places = exponent(money.currency)
    units, rest = divmod(abs(money.minor), 10**places)
    if money.currency not in NAMED:
        fraction = f" {rest:0{places}d}/{10**places}" if rest else ""
        said = f"{number_in(units)}{fraction} {money.currency}"
    elif not rest:
        said = units_in(units, money.currency)
    elif not units:
        said = parts_in(rest, money.currency)
    else:
        said = units_in(units, money.currency) + joint + parts_in(rest, money.currency)
    return below + said if money.minor < 0 else said
