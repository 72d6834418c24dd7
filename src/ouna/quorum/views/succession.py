"""If too few trustees can be reached: what is announced, how it is stopped, and how successors begin it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.campaign.models import Campaign
from ouna.core.book import Trustees
from ouna.log import Actor
from ouna.parties.permissions import actor_let_in, require
from ouna.quorum import actions, offers, queries
from ouna.quorum.errors import SuccessionUnfit
from ouna.quorum.forms import MissingForm
from ouna.quorum.models import Signer
from ouna.quorum.views.frame import lang, my_signer, page, the_campaign, tried


def people_by_ref(campaign: Campaign) -> dict[str, str]:
    """{ref: "Trustee 3, nurse"} of all who were named as trustees or successors."""
    rows = Signer.objects.filter(campaign=campaign).exclude(side=Signer.OFFICER)
    return {row.ref: offers.who(row, lang()) for row in rows}


def rule_of(found: Trustees | None, names: dict[str, str]) -> dict[str, Any] | None:
    """The rule in force as a page shows it; None if the list of trustees names no successors."""
    named = found.succession if found else None
    if named is None or found is None:
        return None
    return {
        "who": [names.get(m.trustee, m.function) for m in named.members],
        "m": named.m,
        "of": len(named.members),
        "days": named.days,
        "least": found.most,
    }


def rows_of(campaign: Campaign, found: Trustees | None, names: dict[str, str]) -> list[dict[str, Any]]:
    """All successions ever announced, newest first, each with how it ended."""
    rows = queries.successions(campaign)
    days = queries.announced_on(rows)
    shown = [
        {
            "ref": ref,
            "missing": [names.get(m, m) for m in row.missing],
            "since": days.get(ref),
            "due": row.due[:10],
            "over": queries.end_of(row, found),
        }
        for ref, row in rows.items()
    ]
    return shown[::-1]


def context_of(campaign: Campaign) -> dict[str, Any]:
    """The rule, what is announced now, and what was: for every page that shows it."""
    found, names = queries.set_in_force(campaign), people_by_ref(campaign)
    rows = rows_of(campaign, found, names)
    return {
        "in_force": found,
        "rule": rule_of(found, names),
        "running": next((row for row in rows if not row["over"]), None),
        "history": [row for row in rows if row["over"]],
    }


@require()
def succession(request: HttpRequest) -> HttpResponse:
    """Successors say who cannot be reached; any trustee stops it. Raises: NoSigner."""
    campaign, by = the_campaign(), actor_let_in(request)
    my_signer(request, campaign)
    shown = context_of(campaign)
    found, names = shown["in_force"], people_by_ref(campaign)
    trustees = [(ref, names.get(ref, ref)) for ref in (found.members if found else ())]
    form = MissingForm(request.POST if request.POST.get("do") == "announce" else None, trustees=trustees)
    if request.method == "POST":
        answer = tried(request, lambda: _do(request, by, campaign, form))
        if answer is not None:
            return answer
    sides = set(queries.signers_of(by).filter(campaign=campaign).values_list("side", flat=True))
    context = {
        **shown,
        "form": form if Signer.SUCCESSOR in sides and shown["rule"] and not shown["running"] else None,
        "stops": Signer.TRUSTEE in sides,
        "crumbs_items": [(_("Trustees"), reverse("quorum:desk")), (_("Successors"), "")],
    }
    return page(request, "quorum/succession.html", context)


def _do(request: HttpRequest, by: Actor, campaign: Campaign, form: MissingForm) -> HttpResponse:
    if request.POST.get("do") == "stop":
        made = actions.stop_succession(by=by, campaign=campaign, ref=request.POST.get("ref", ""))
    elif form.is_bound and form.is_valid():
        missing = form.cleaned_data["missing"]
        made = actions.announce_succession(by=by, campaign=campaign, missing=missing)
        messages.success(request, _("The successors are asked to sign."))
    else:
        raise SuccessionUnfit("Name the trustees who cannot be reached.")
    return redirect("quorum:document", made.ref)
