"""Ceremonies: naming signers, the list of trustees, a lost key."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.campaign.models import Campaign
from ouna.log import Actor
from ouna.parties.errors import NotPermitted
from ouna.parties.models import Organisation, User
from ouna.parties.permissions import actor_let_in, require
from ouna.quorum import actions, offers, queries
from ouna.quorum.errors import LostUnfit, SetIncomplete
from ouna.quorum.forms import LostForm, SetForm, SignerForm
from ouna.quorum.models import Signer, SigningKey
from ouna.quorum.views.frame import function_of, lang, my_signer, page, the_campaign, tried


@require()
def signers(request: HttpRequest) -> HttpResponse:
    """Name who signs (the administrator), and put a list before the trustees. Raises: NoSigner."""
    campaign, by = the_campaign(), actor_let_in(request)
    names = by.has("administrator")
    if not names:
        my_signer(request, campaign)
    rows = list(queries.signers(campaign))
    following = list(queries.signers(campaign, Signer.SUCCESSOR))
    form = SignerForm(request.POST if request.POST.get("do") == "name" else None)
    found = queries.set_in_force(campaign)
    set_form = SetForm(
        request.POST if request.POST.get("do") == "set" else None,
        signers=rows,
        successors=following,
        initial=SetForm.initial_of(found),
    )
    if request.method == "POST":
        answer = tried(request, lambda: _do(by, campaign, form, set_form))
        if answer is not None:
            return answer
    officers = queries.signers(campaign, Signer.OFFICER)
    named = [m.trustee for m in found.succession.members] if found and found.succession else []
    listed = {*(found.members if found else ()), *named}
    shown = [_signer(row, row.ref in listed) for row in [*rows, *following, *officers]]
    context = {
        "rows": shown,
        "form": form if names else None,
        "set_form": set_form,
        "in_force": found,
        "crumbs_items": [(_("Trustees"), reverse("quorum:desk")), (_("Signers"), "")],
    }
    return page(request, "quorum/signers.html", context)


def _signer(row: Signer, in_force: bool) -> dict[str, object]:
    return {
        "name": row.user.name,
        "number": row.number,
        "function": function_of(row),
        "side": row.side,
        "keys": len([k for k in row.keys.all() if k.tested_at]),
        "in_force": in_force,
    }


def _do(by: Actor, campaign: Campaign, form: SignerForm, set_form: SetForm) -> HttpResponse:
    if form.is_bound and form.is_valid():
        if not by.has("administrator"):
            raise NotPermitted("Only an administrator names who signs.")
        chosen = form.cleaned_data["organisation"]
        org = Organisation.objects.filter(ref=chosen).first()
        side = Signer.OFFICER if org else chosen or Signer.TRUSTEE
        actions.name_signer(
            by=by,
            campaign=campaign,
            user=User.objects.get(ref=form.cleaned_data["user"]),
            function=form.cleaned_data["function"],
            title=form.titles(),
            side=side,
            organisation=org,
        )
        return redirect("quorum:signers")
    if set_form.is_bound and set_form.is_valid():
        made = actions.propose_set(by=by, campaign=campaign, **set_form.values())
        return redirect("quorum:document", made.ref)
    raise SetIncomplete("The form is not filled in rightly.")


@require()
def lost(request: HttpRequest) -> HttpResponse:
    """A lost key: the other trustees agree to a new one; any one of them stops it. Raises: NoSigner."""
    campaign = the_campaign()
    signer = my_signer(request, campaign)
    old, new = _choices(campaign)
    form = LostForm(request.POST if request.POST.get("do") == "announce" else None, old=old, new=new)
    if request.method == "POST":
        answer = tried(request, lambda: _replace(request, signer, form))
        if answer is not None:
            return answer
    in_force = queries.set_in_force(campaign)
    running = [
        {"ref": ref, "who": _who(found.trustee), "due": found.due, "over": queries.end_of(found, in_force)}
        for ref, found in sorted(queries.replacements(campaign).items())
    ]
    context = {
        "form": form if old and new else None,
        "running": running,
        "wait": getattr(in_force, "wait", 0),
        "crumbs_items": [(_("Trustees"), reverse("quorum:desk")), (_("Lost key"), "")],
    }
    return page(request, "quorum/lost.html", context)


def _who(ref: str) -> str:
    row = Signer.objects.filter(ref=ref).exclude(side=Signer.OFFICER).first()
    return offers.who(row, lang()) if row else ref


def _choices(campaign: Campaign) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Keys in force, and keys that were tried and stand in no list."""
    found = queries.set_in_force(campaign)
    if found is None:
        return [], []
    old = [(k.key, f"{_who(k.trustee)} …{k.key[-4:]}") for k in found.keys if k.in_force]
    known = {k.key for k in found.keys} | queries.spent_keys(campaign, found)
    rows = SigningKey.objects.filter(signer__campaign=campaign, tested_at__isnull=False)
    fresh = rows.filter(signer__ref__in=found.members).exclude(ref__in=known).select_related("signer")
    return old, [(k.ref, f"{offers.who(k.signer, lang())} …{k.ref[-4:]}") for k in fresh]


def _replace(request: HttpRequest, signer: Signer, form: LostForm) -> HttpResponse:
    by, campaign = actor_let_in(request), signer.campaign
    if request.POST.get("do") == "stop":
        made = actions.stop_replacement(by=by, campaign=campaign, ref=request.POST.get("ref", ""))
    elif form.is_bound and form.is_valid():
        new = SigningKey.objects.select_related("signer").get(ref=form.cleaned_data["new"])
        made = actions.announce_replacement(by=by, campaign=campaign, old=form.cleaned_data["old"], new=new)
        messages.success(request, _("The other trustees are asked to sign."))
    else:
        raise LostUnfit()
    return redirect("quorum:document", made.ref)
