"""Organisations and sections."""

from __future__ import annotations

from typing import Any

from ouna.core.values import Translated, exponent
from ouna.log import SYSTEM, Actor, action, journal, new_ref
from ouna.parties import rules
from ouna.parties.models import Organisation, Section

EDITABLE = frozenset({"name", "country", "website", "is_member", "order"})
SECTION_EDITABLE = frozenset({"name", "language", "gives_tax_receipts", "order", "organisation"})


def _check(by: Actor) -> None:
    rules.check_administrator(by == SYSTEM or by.has("administrator"))


@action
def add_organisation(
    *,
    by: Actor,
    name: Translated,
    country: str = "",
    website: str = "",
    is_coalition: bool = False,
    is_partner: bool = False,
    is_member: bool = False,
    order: int = 0,
) -> Organisation:
    """A group under its own name. Raises: NotPermitted."""
    _check(by)
    organisation = Organisation.objects.create(
        ref=new_ref("org"),
        name=name.as_data(),
        country=country.upper(),
        website=website,
        is_coalition=is_coalition,
        is_partner=is_partner,
        is_member=is_member,
        order=order,
    )
    journal("organisation.added", subject=organisation.ref, data={"ref": organisation.ref}, by=by)
    return organisation


@action
def edit_organisation(*, by: Actor, organisation: Organisation, changes: dict[str, Any]) -> None:
    """Change name, country, website or place in the list. Raises: NotPermitted."""
    _check(by)
    _apply(organisation, changes, EDITABLE)
    data = {"ref": organisation.ref, "fields": sorted(changes)}
    journal("organisation.edited", subject=organisation.ref, data=data, by=by)


@action
def add_section(
    *,
    by: Actor,
    country: str,
    name: Translated,
    currency: str,
    language: str = "en",
    organisation: Organisation | None = None,
    gives_tax_receipts: bool = False,
    order: int = 0,
) -> Section:
    """The section of one country. Raises: NotPermitted, UnknownCurrency."""
    _check(by)
    exponent(currency)
    section = Section.objects.create(
        ref=new_ref("sect"),
        organisation=organisation,
        country=country.upper(),
        name=name.as_data(),
        language=language,
        currency=currency,
        gives_tax_receipts=gives_tax_receipts,
        order=order,
    )
    journal("section.added", subject=section.ref, data={"ref": section.ref}, by=by)
    return section


@action
def edit_section(*, by: Actor, section: Section, changes: dict[str, Any]) -> None:
    """Change what is not in the public record: name, language, tax receipts, order. Raises: NotPermitted."""
    _check(by)
    _apply(section, changes, SECTION_EDITABLE)
    journal(
        "section.edited", subject=section.ref, data={"ref": section.ref, "fields": sorted(changes)}, by=by
    )


def _apply(row: Organisation | Section, changes: dict[str, Any], allowed: frozenset[str]) -> None:
    loose = set(changes) - allowed
    if loose:
        raise TypeError(f"Not editable: {sorted(loose)}")
    for field, value in changes.items():
        setattr(row, field, value.as_data() if isinstance(value, Translated) else value)
    row.save(update_fields=list(changes))
