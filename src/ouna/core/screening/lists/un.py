"""The consolidated list of the Security Council, XML (`CONSOLIDATED_LIST`)."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from ouna.core.screening.lists.growing import Growing, Read
from ouna.core.screening.lists.streams import elements, local

_SEVERAL = re.compile(r"[;؛\n]")
_WEAK = frozenset({"low"})


def read(file: BinaryIO) -> Read:
    """Read the file. Raises: ListRefused."""
    found = Read("UN Security Council Consolidated List", format="un")
    for number, (element, root) in enumerate(elements(file, ("INDIVIDUAL", "ENTITY")), 1):
        if not found.on:
            found.on = root.get("dateGenerated", "")[:10]
        _entry(element, found, f"entry {number}")
    return found


def _entry(element: Any, found: Read, where: str) -> None:
    person = local(element) == "INDIVIDUAL"
    one = Growing(
        _text(element, "REFERENCE_NUMBER") or _text(element, "DATAID"), "person" if person else "organisation"
    )
    if not one.id:
        found.finding(where, "the entry has no number", "entry_without_id")
        one.id = where
    places = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    one.name(" ".join(filter(None, (_text(element, place) for place in places))))
    for part in _SEVERAL.split(_text(element, "NAME_ORIGINAL_SCRIPT")):
        one.name(part)
    for child in element:
        _child(one, child, local(child))
    one.done(found, where)


def _child(one: Growing, child: Any, kind: str) -> None:
    if kind.endswith("_ALIAS"):
        weak = _text(child, "QUALITY").lower() in _WEAK
        for part in _SEVERAL.split(_text(child, "ALIAS_NAME")):
            one.name(part, "weak" if weak else "strong")
    elif kind.endswith("_DATE_OF_BIRTH"):
        one.years(_text(child, "YEAR"))
        one.years(_text(child, "DATE"))
        one.span(_text(child, "FROM_YEAR"), _text(child, "TO_YEAR"))
    elif kind.endswith(("_ADDRESS", "_PLACE_OF_BIRTH")):
        one.country(_text(child, "COUNTRY"))
    elif kind == "NATIONALITY":
        for value in child:
            one.country(value.text)


def _text(element: Any, name: str) -> str:
    child = element.find("{*}" + name)
    return (child.text or "").strip() if child is not None else ""
