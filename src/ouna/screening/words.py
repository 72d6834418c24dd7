"""Facts for and against a possible match, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ouna.core.screening.values import Reason
from ouna.screening import rules
from ouna.screening.models import NameList

VERDICT_NAMES = {
    rules.OTHER: gettext_lazy("Another person or organisation"),
    rules.UNSCR: gettext_lazy("The listed one, but Resolution 2664 allows it"),
    rules.LICENCE: gettext_lazy("The listed one, but a licence allows it"),
    rules.LISTED: gettext_lazy("The listed one: do not pay"),
}
VERDICT_NOTES = {
    rules.OTHER: gettext_lazy("Only the names are alike. Say what shows it: birth year, country, a paper."),
    rules.UNSCR: gettext_lazy("UN Security Council, 2022: aid by certain actors. Ask counsel first."),
    rules.LICENCE: gettext_lazy("An authority has allowed this payment in writing."),
    rules.LISTED: gettext_lazy("It stays stopped. One such decision is enough."),
}
STATE_NAMES = {
    NameList.WAITING: (gettext_lazy("waits to be used"), "wait"),
    NameList.PROPOSED: (gettext_lazy("waits for a second checker"), "wait"),
    NameList.REFUSED: (gettext_lazy("refused"), "wrong"),
    NameList.CURRENT: (gettext_lazy("in use"), "good"),
    NameList.REPLACED: (gettext_lazy("replaced"), ""),
    NameList.WITHDRAWN: (gettext_lazy("withdrawn"), "look"),
}
HIT_NAMES = {
    "open": (gettext_lazy("not decided"), "wait"),
    "clear": (gettext_lazy("cleared"), "good"),
    "listed": (gettext_lazy("stopped"), "wrong"),
}
KINDS = {
    "person": gettext_lazy("person"),
    "organisation": gettext_lazy("organisation"),
    "vessel": gettext_lazy("vessel"),
    "": gettext_lazy("not known"),
}
#: What became of an entry between two versions.
HOW_NAMES = {
    "gone": (gettext_lazy("gone"), "wrong"),
    "weakened": (gettext_lazy("weaker"), "look"),
    "new": (gettext_lazy("new"), "good"),
    "widened": (gettext_lazy("more names"), "good"),
}
FACT_NAMES = {
    "kind": gettext_lazy("Another kind than before."),
    "born": gettext_lazy("Other birth years than before."),
    "countries": gettext_lazy("Other countries than before."),
}
SCRIPTS = {
    "Arabic": gettext_lazy("Arabic"),
    "Latin": gettext_lazy("Latin"),
    "Cyrillic": gettext_lazy("Cyrillic"),
    "Hebrew": gettext_lazy("Hebrew"),
    "Greek": gettext_lazy("Greek"),
    "Cjk": gettext_lazy("Chinese"),
    "Devanagari": gettext_lazy("Devanagari"),
}


def bdi(text: str) -> SafeString:
    """A name in a direction of its own."""
    return format_html('<bdi dir="auto">{}</bdi>', text)


def _sentences() -> dict[str, str]:
    """One sentence for each kind of fact; asked for in the reader's language."""
    return {
        "name_equal": _("The name {name} is equal."),
        "name_alike": _("The name {name} is alike."),
        "part_equal": _("{mine} is equal."),
        "part_spelling": _("{mine} and {theirs} are two spellings of one name."),
        "part_consonants": _("{mine} and {theirs} have the same consonants."),
        "part_initial": _("{mine} may stand for {theirs}."),
        "part_together": _("{mine} is written {theirs} there."),
        "order_turned": _("The order of the names is turned."),
        "script": _("The listed name is in {script} script."),
        "also_equal": _("The spelling {mine} is equal to {theirs}."),
        "also_consonants": _("The spelling {mine} has the same consonants as {theirs}."),
        "also_alike": _("The spelling {mine} is alike to {theirs}."),
        "weak_alias": _("The weak alias {theirs} fits too."),
        "born_fits": _("The birth year {year} fits."),
        "country_fits": _("The country {country} fits."),
        "left_mine": _("{mine} is not in the listed name."),
        "left_theirs": _("{theirs} of the listed name is missing here."),
        "country_differs": _("Another country: {mine}, listed {theirs}."),
        "kind_differs": _("Listed as {theirs}, checked as {mine}."),
        "name_only": _("Only the name was compared: birth year and country are not known on both sides."),
    }


def said(reason: Reason) -> SafeString:
    """One fact as a sentence; what it quotes is isolated in its own direction."""
    says = dict(reason.says)
    if reason.code in ("part_letter", "part_letters"):
        return _letters(says)
    if reason.code == "born_differs":
        return _years(says)
    quoted: dict[str, Any] = {key: bdi(value) for key, value in says.items()}
    if reason.code == "script":
        quoted["script"] = SCRIPTS.get(says["script"], says["script"])
    if reason.code == "kind_differs":
        quoted = {key: KINDS.get(value, value) for key, value in says.items()}
    sentence = _sentences().get(reason.code)
    if sentence is None:
        # A kind of fact that the core learned after this table: told as it is, never left out.
        sentence, quoted = reason.text.replace("{", "{{").replace("}", "}}"), {}
    return format_html(sentence, **quoted) if quoted else format_html("{}", sentence)


def _letters(says: dict[str, str]) -> SafeString:
    count = int(says["letters"])
    text = ngettext(
        "{mine} and {theirs} are {n} letter apart.", "{mine} and {theirs} are {n} letters apart.", count
    )
    return format_html(text, mine=bdi(says["mine"]), theirs=bdi(says["theirs"]), n=count)


def _years(says: dict[str, str]) -> SafeString:
    count = int(says["years"])
    if says["way"] == "later":
        text = ngettext("Born {n} year later than listed.", "Born {n} years later than listed.", count)
    else:
        text = ngettext("Born {n} year earlier than listed.", "Born {n} years earlier than listed.", count)
    return format_html(text, n=count)
