"""Possible matches: which wait, what speaks for and against each, the decision; a name to try."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ouna.core.errors import OunaError
from ouna.core.screening.values import Hit as Found
from ouna.core.screening.values import Reason, Subject
from ouna.log import Actor
from ouna.parties.permissions import require
from ouna.screening import queries
from ouna.screening.actions import decide_hit
from ouna.screening.actions.checking import alerts
from ouna.screening.errors import ListsMissing
from ouna.screening.findings import data_of_hit, reasons_of
from ouna.screening.forms import DecisionForm, NameForm
from ouna.screening.index import index_of
from ouna.screening.models import Hit
from ouna.screening.words import HIT_NAMES, KINDS, VERDICT_NAMES, VERDICT_NOTES, said

#: Possible matches on one page.
ROWS = 30


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; the view has let him in."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def told(refused: OunaError) -> str:
    """A refusal in the reader's language, with its next step."""
    return f"{_(str(refused))} {_(refused.next_step) if refused.next_step else ''}".strip()


@require("checker", "auditor")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what was decided."""
    actor = actor_of(request)
    page = Paginator(queries.access_hits(actor), ROWS).get_page(request.GET.get("page"))
    done, of = queries.progress()
    context = {
        "rows": [_row(hit, actor) for hit in page],
        "page": page,
        "lists": queries.current_lists(),
        "done": done,
        "of": of,
        "checker": actor.has("checker"),
    }
    return render(request, "screening/desk.html", context)


def _row(hit: Hit, actor: Actor) -> dict[str, Any]:
    who = queries.names_of(hit.of)
    found = queries.finding_of(hit)
    spoke = {row.by for row in hit.decisions.all()}
    return {
        "hit": hit,
        "name": who.name if who else "",
        "listed": found["name"] if found else "",
        "state": HIT_NAMES[hit.state],
        "mine": hit.state == Hit.OPEN and actor.has("checker") and actor.ref not in spoke,
        "spoke": len(spoke),
    }


@require("checker", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def hit(request: HttpRequest, ref: str) -> HttpResponse:
    """One possible match: both sides, the reasons for and against, the decision."""
    actor = actor_of(request)
    one = queries.access_hit(actor, ref)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_hit(by=actor, hit=one, **form.cleaned_data)
        except OunaError as refused:
            form.add_error(None, told(refused))
        else:
            messages.success(request, _("Your decision is kept."))
            return redirect("screening:desk")
    decided = queries.decisions_of(one)
    spoke = {row.decision.by for row in decided}
    may = actor.has("checker") and one.present
    # Who has yet to decide is not told what the other one wrote: four eyes see twice, not once.
    blind = may and actor.ref not in spoke and one.state == Hit.OPEN
    context = {
        **_sides(one),
        "hit": one,
        "form": form if may else None,
        "notes": VERDICT_NOTES,
        "state": HIT_NAMES[one.state],
        "blind": blind and bool(decided),
        "decided": []
        if blind
        else [{"row": row, "verdict": VERDICT_NAMES[row.decision.verdict]} for row in decided],
        "crumbs_items": [(_("Name checks"), reverse("screening:desk")), (_("Possible match"), "")],
    }
    return render(request, "screening/hit.html", context, status=422 if form.errors else 200)


def _sides(one: Hit) -> dict[str, Any]:
    who, found = queries.names_of(one.of), queries.finding_of(one)
    if who is None or found is None:
        return {"erased": True}
    entry = found["entry"]
    return {
        "who": who,
        "who_kind": KINDS.get(who.kind, who.kind),
        "entry": entry,
        "entry_kind": KINDS.get(entry["kind"], entry["kind"]),
        "list": found["list"],
        "subject": one.of.subject,
        **for_and_against(reasons_of(found)),
    }


def for_and_against(reasons: list[Reason]) -> dict[str, Any]:
    """The facts of each side, as sentences."""
    return {
        "for_it": [said(reason) for reason in reasons if not reason.against],
        "against_it": [said(reason) for reason in reasons if reason.against],
    }


@require("checker", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def try_name(request: HttpRequest) -> HttpResponse:
    """Look what a name would find. Nothing is kept, and nobody is cleared by it."""
    form = NameForm(request.POST or None)
    found: list[Found] | None = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        also = (data["also"],) if data["also"] else ()
        who = Subject(data["name"], data["kind"], data["born"], data["country"].upper(), also)
        try:
            if not queries.current_lists():
                raise ListsMissing()
            found = alerts(who, index_of(queries.lists_in_force()))
        except OunaError as refused:
            form.add_error(None, told(refused))
    rows = [
        {"name": one.name, "entry": one.entry.id, "list": one.list.name, **_facts(one)} for one in found or ()
    ]
    context = {
        "form": form,
        "asked": found is not None,
        "rows": rows,
        "crumbs_items": [(_("Name checks"), reverse("screening:desk")), (_("Try a name"), "")],
    }
    return render(request, "screening/try.html", context, status=422 if form.errors else 200)


def _facts(one: Found) -> dict[str, Any]:
    return for_and_against(reasons_of(data_of_hit(one)))
