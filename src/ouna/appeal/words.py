"""Words for what the appeal keeps as codes."""

from __future__ import annotations

from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ouna.appeal.folding import sort_key

KIND_NAMES: dict[str, Any] = {
    "neighbours": _("Neighbourhood or self-help group"),
    "association": _("Association or foundation"),
    "union": _("Trade union"),
    "cooperative": _("Cooperative"),
    "faith": _("Faith community"),
    "movement": _("Movement or network"),
    "school": _("School, university or institute"),
    "business": _("Business"),
    "other": _("Other"),
}
#: proof → what is said of it in public.
PROOF_NAMES: dict[str, Any] = {
    "domain": _("by e-mail at its own domain"),
    "voucher": _("another signatory vouches for it"),
    "document": _("an editor saw a document"),
    "paper": _("signed on paper"),
}
#: state → (words, kind of tag), for the desk.
STATE_NAMES: dict[str, tuple[Any, str]] = {
    "applied": (_("not proved yet"), "wait"),
    "proved": (_("proved, waits for you"), "look"),
    "live": (_("on the list"), "good"),
    "refused": (_("refused"), ""),
    "withdrawn": (_("withdrawn"), ""),
}
#: Languages an organisation's own name may be in: those of CLDR that are asked for most.
LANGUAGES = (
    "am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka "
    "kk km kn ko ku ky ln lo lt lv mk ml mn mr ms my ne nl no or pa pl ps pt ro ru rw si sk sl so sq sr st "
    "sv sw ta te tg th ti tk tr uk ur uz vi wo xh yo zh zu"
).split()
#: Codes that CLDR names and that are no countries.
_NO_COUNTRIES = frozenset("AC CP DG EA EU EZ IC QO TA UN XA XB ZZ CQ".split())


def _locale() -> Locale:
    try:
        return Locale.parse((get_language() or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def country_name(code: str) -> str:
    """The name of a country in the language of the page, from CLDR; the code where there is none."""
    return str(_locale().territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """(code, name) of all countries, sorted by name as the list of signatories is."""
    lang = (get_language() or "en").split("-")[0]
    names = [
        (code, str(name))
        for code, name in _locale().territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return sorted(names, key=lambda row: sort_key(row[1], lang))


def language_names() -> list[tuple[str, str]]:
    """(code, name) of languages, each in the language of the page and in its own."""
    locale = _locale()
    found = []
    for code in LANGUAGES:
        shown = str(locale.languages.get(code, code))
        try:
            own = Locale(code).get_display_name(code) or ""
        except UnknownLocaleError:
            own = ""
        found.append((code, f"{shown} · {own}" if own and own != shown else shown))
    return sorted(found, key=lambda row: row[1].casefold())
