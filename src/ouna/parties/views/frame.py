"""Sections and organisations."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouna.parties import actions, queries
from ouna.parties.forms import OrganisationForm, SectionForm
from ouna.parties.models import Organisation, Section
from ouna.parties.permissions import require


def _crumbs(label: str, route: str, row: Section | Organisation) -> list[tuple[str, str]]:
    return [(label, reverse(route)), (row.names.best(get_language() or "en")[1], "")]


@require("administrator")
def sections(request: HttpRequest) -> HttpResponse:
    """All sections, and the form for a new one."""
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_section(
                by=request.actor,  # type: ignore[attr-defined]
                name=form.names(),
                **{k: data[k] for k in ("country", "currency", "language", "organisation")},
                **{k: data[k] for k in ("gives_tax_receipts", "order")},
            )
        except IntegrityError:
            form.add_error("country", _("This country has a section already."))
        else:
            messages.success(request, _("The section was added."))
            return redirect("parties:sections")
    return render(request, "parties/sections.html", {"form": form, "sections": queries.sections()})


@require("administrator")
def section(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a section; its country and currency stay, since accounts name them."""
    row = get_object_or_404(Section, ref=ref)
    fields = ("language", "gives_tax_receipts", "order")
    initial = {k: getattr(row, k) for k in (*fields, "country", "currency")}
    initial["organisation"] = row.organisation.ref if row.organisation else ""
    form = SectionForm(request.POST or None, names=row.names, initial=initial)
    for fixed in ("country", "currency"):
        form.fields[fixed].disabled = True
    if request.method == "POST" and form.is_valid():
        changes = {k: form.cleaned_data[k] for k in (*fields, "organisation")} | {"name": form.names()}
        actions.edit_section(by=request.actor, section=row, changes=changes)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("parties:sections")
    return render(
        request,
        "parties/section.html",
        {"form": form, "section": row, "crumbs_items": _crumbs(_("Sections"), "parties:sections", row)},
    )


@require("administrator")
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations, and the form for a new one."""
    form = OrganisationForm(request.POST or None, initial={"is_member": True})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.add_organisation(
            by=request.actor,  # type: ignore[attr-defined]
            name=form.names(),
            **{k: data[k] for k in ("country", "website", "is_member", "order")},
        )
        messages.success(request, _("The organisation was added."))
        return redirect("parties:organisations")
    rows = Organisation.objects.all()
    return render(request, "parties/organisations.html", {"form": form, "organisations": rows})


@require("administrator")
def organisation(request: HttpRequest, ref: str) -> HttpResponse:
    """Change an organisation's name or place in the list."""
    row = get_object_or_404(Organisation, ref=ref)
    fields = ("country", "website", "is_member", "order")
    form = OrganisationForm(
        request.POST or None, names=row.names, initial={k: getattr(row, k) for k in fields}
    )
    if request.method == "POST" and form.is_valid():
        changes = {k: form.cleaned_data[k] for k in fields} | {"name": form.names()}
        actions.edit_organisation(by=request.actor, organisation=row, changes=changes)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("parties:organisations")
    return render(
        request,
        "parties/organisation.html",
        {
            "form": form,
            "organisation": row,
            "crumbs_items": _crumbs(_("Organisations"), "parties:organisations", row),
        },
    )
