"""The consolidated financial sanctions file of the European Union (FSF), XML (`export/sanctionEntity`)."""

from __future__ import annotations

from typing import Any, BinaryIO

from ouna.core.screening.lists.growing import Growing, Read
from ouna.core.screening.lists.streams import attribute, elements, local


def read(file: BinaryIO) -> Read:
    """Read the file. Raises: ListRefused."""
    found = Read("EU Consolidated Financial Sanctions List", format="eu")
    for number, (element, root) in enumerate(elements(file, ("sanctionEntity",)), 1):
        if not found.on:
            found.on = attribute(root, "generationDate")[:10]
        _entry(element, found, f"entry {number}")
    return found


def _entry(element: Any, found: Read, where: str) -> None:
    one = Growing(attribute(element, "euReferenceNumber", "logicalId"), "organisation")
    if not one.id:
        found.finding(where, "the entry has no number", "entry_without_id")
        one.id = where
    for child in element:
        kind = local(child)
        if kind == "subjectType":
            code = attribute(child, "code", "classificationCode").lower()
            if code in ("person", "p"):
                one.kind = "person"
            elif code not in ("enterprise", "e"):
                found.finding(where, "the kind of the entry is unknown: read as organisation", "kind_unknown")
        elif kind == "nameAlias":
            whole = attribute(child, "wholeName") or " ".join(
                filter(None, (child.get(name) for name in ("firstName", "middleName", "lastName")))
            )
            one.name(whole, "weak" if attribute(child, "strong").lower() == "false" else "strong")
        elif kind == "birthdate":
            one.years(attribute(child, "birthdate", "year"))
            one.span(attribute(child, "yearRangeFrom"), attribute(child, "yearRangeTo"))
            one.country(attribute(child, "countryIso2Code"))
        elif kind in ("citizenship", "address"):
            one.country(attribute(child, "countryIso2Code"))
    one.done(found, where)
