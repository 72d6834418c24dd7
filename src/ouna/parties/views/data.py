"""Personal data: what is kept and for how long; find, hand over and erase what we hold about a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.parties import actions, queries, retention
from ouna.parties.forms import FindPersonForm
from ouna.parties.models import Person
from ouna.parties.permissions import require
from ouna.parties.sealed import email_key


@require("administrator", "auditor")
def personal_data(request: HttpRequest) -> HttpResponse:
    """The retention table, and the search for one person by the address given."""
    form = FindPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = Person.objects.filter(email_key=email_key(form.cleaned_data["email"])).first()
        if person is not None:
            return redirect("parties:person", person.ref)
        form.add_error("email", _("We hold nothing under this address."))
    context = {
        "form": form,
        "keeps": retention.table(),
        "is_administrator": request.actor.has("administrator"),  # type: ignore[attr-defined]
    }
    return render(request, "parties/data.html", context)


@require("administrator")
def person_data(request: HttpRequest, ref: str) -> HttpResponse:
    """What we hold about one person, and the erasure after a second look."""
    person = queries.access_person(request.actor, ref)  # type: ignore[attr-defined]
    if request.method == "POST" and request.POST.get("sure") == "yes":
        actions.erase_person(by=request.actor, person=person)  # type: ignore[attr-defined]
        messages.success(
            request, _("Erased. What was confidential about this person can never be read again.")
        )
        return redirect("parties:data")
    held = retention.export_all(person.ref) if person.erased_on is None else {}
    return render(
        request,
        "parties/person.html",
        {
            "person": person,
            "held": held,
            "crumbs_items": [(_("Personal data"), reverse("parties:data")), (_("One person"), "")],
        },
    )


@require("administrator")
def person_export(request: HttpRequest, ref: str) -> JsonResponse:
    """Everything we hold about one person, to hand over (GDPR Art. 15 and 20)."""
    person = queries.access_person(request.actor, ref)  # type: ignore[attr-defined]
    response = JsonResponse(
        retention.export_all(person.ref), json_dumps_params={"indent": 1, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    return response
