"""Signing without an account: the form, its check, the links of the mails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from ouna.appeal import links
from ouna.appeal.actions.moderating import answer
from ouna.appeal.actions.proving import decline_to_vouch, prove_address, vouch
from ouna.appeal.actions.signing import VISITOR, apply_to_sign, ask_voucher
from ouna.appeal.actions.supporting import confirm_support, stop_support, support
from ouna.appeal.actions.withdrawing import ask_for_link, confirm_version, withdraw
from ouna.appeal.domains import of_site
from ouna.appeal.models import Link, Signatory
from ouna.appeal.queries import signatories as queries
from ouna.appeal.queries.texts import published
from ouna.appeal.signing_forms import AgainForm, AnswerForm, SignForm, SupportForm
from ouna.appeal.signing_rules import proof_of_address
from ouna.appeal.words import KIND_NAMES, country_name
from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign
from ouna.core.errors import Refused
from ouna.parties.permissions import public
from ouna.ui.formats import refusal
from ouna.ui.network import visitor_of


def open_campaign(request: HttpRequest) -> Campaign:
    """The campaign whose appeal can be signed, kept for the frame of the page. Raises: Http404."""
    campaign = current_campaign()
    request._campaign = campaign  # type: ignore[attr-defined]
    if campaign is None or campaign.state != Campaign.OPEN or published(campaign) is None:
        raise Http404
    return campaign


def for_everyone(response: HttpResponse) -> HttpResponse:
    """The same for every reader: may be kept until something is written."""
    response["Cache-Control"] = "public, no-cache"
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Only for who has the link: kept by nobody, found by no search engine, told to no other site."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _lang() -> str:
    return (get_language() or "en").split("-")[0]


@public
# Nobody is logged in here and no cookie decides anything: a forged form could only ask for a mail.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """One form; then the same as it will stand, to check; then a mail."""
    campaign = open_campaign(request)
    if campaign.closed_on is not None:
        return for_everyone(render(request, "appeal/sign_closed.html"))
    page: dict[str, Any] = {"steps": _steps()}
    if request.method != "POST":
        form = SignForm(lang=_lang())
        return for_everyone(render(request, "appeal/sign.html", {**page, "form": form}))
    form = SignForm(request.POST, lang=_lang())
    if not form.is_valid() or "change" in request.POST:
        status = 200 if form.is_valid() else 422
        return private(render(request, "appeal/sign.html", {**page, "form": form}, status=status))
    if "sign" not in request.POST:
        return private(render(request, "appeal/sign_check.html", {**page, **_check(form)}))
    if not form.is_trap_sprung:
        try:
            apply_to_sign(
                by=VISITOR, campaign=campaign, asked=form.application(), visitor=visitor_of(request)
            )
        except Refused as refused:
            form.add_error(None, refusal(refused))
            status = 429 if refused.code == "too_many" else 422
            return private(render(request, "appeal/sign.html", {**page, "form": form}, status=status))
    # A program gets the same answer, and nothing is kept.
    return private(redirect("appeal:sent"))


def _steps() -> list[str]:
    return [_("Write"), _("Check"), _("Confirm by e-mail")]


def _check(form: SignForm) -> dict[str, Any]:
    asked = form.application()
    own = asked.names.source_lang()
    names = asked.names.data
    further = [(entry["text"], lang) for lang, entry in names.items() if lang != own]
    return {
        "form": form,
        "asked": asked,
        "own": (names[own]["text"], own),
        "further": further,
        "kind": KIND_NAMES[asked.kind],
        "countries": [country_name(code) for code in asked.countries],
        "proves": bool(proof_of_address(of_site(asked.website), asked.email)),
    }


@public
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The mail is on its way: what happens next."""
    open_campaign(request)
    return for_everyone(render(request, "appeal/sent.html", {"steps": _steps()}))


@public
# As above.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def support_page(request: HttpRequest) -> HttpResponse:
    """A person supports the appeal: an address, a mail, a count."""
    campaign = open_campaign(request)
    form = SupportForm(request.POST or None)
    page = {"form": form, "count": queries.supporters(campaign), "running": campaign.closed_on is None}

    def act(data: dict[str, Any]) -> None:
        support(
            by=VISITOR,
            campaign=campaign,
            email=data["email"],
            country=data["country"],
            lang=_lang(),
            visitor=visitor_of(request),
        )

    return _asked(request, "appeal/support.html", page, form, act)


@public
# As above.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """A link by mail: to withdraw, to confirm, to go on."""
    campaign = open_campaign(request)
    form = AgainForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        ask_for_link(by=VISITOR, campaign=campaign, email=data["email"], visitor=visitor_of(request))

    return _asked(request, "appeal/again.html", {"form": form}, form, act)


def _asked(
    request: HttpRequest,
    template: str,
    page: dict[str, Any],
    form: SupportForm | AgainForm,
    act: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    """A form whose answer is a mail; what the page says does not depend on whether there is anything."""
    if request.method != "POST":
        return for_everyone(render(request, template, page))
    if form.is_valid():
        if form.is_trap_sprung:
            return private(render(request, template, {**page, "done": True}))
        try:
            act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refusal(refused))
            status = 429 if refused.code == "too_many" else 422
            return private(render(request, template, page, status=status))
        return private(render(request, template, {**page, "done": True}))
    return private(render(request, template, page, status=422))


# Links ----------------------------------------------------------------------------------------------


@public
# The token in the address is the right to do this; a foreign page cannot know it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What a link of a mail is for, with its button: a mail program that opens links does nothing by that."""
    campaign = open_campaign(request)
    found = links.read(token)
    request._campaign = campaign  # type: ignore[attr-defined]
    if request.method == "POST":
        return private(_act(request, found, token))
    links.check(found)
    return private(render(request, "appeal/link.html", _page(request, found, token)))


def _page(request: HttpRequest, found: Link, token: str) -> dict[str, Any]:
    signatory = found.signatory
    version = published(signatory.campaign) if signatory else None
    asked = request.GET.get("voucher", "")[:80]
    page: dict[str, Any] = {"link": found, "signatory": signatory, "token": token}
    if signatory is None:
        return page
    outdated = version is not None and signatory.version < version.number
    return {
        **page,
        "own": signatory.own_name,
        "waits": signatory.state == Signatory.PROVED,
        "needs_proof": signatory.state == Signatory.APPLIED and signatory.address_proved_at is not None,
        "live": signatory.state == Signatory.LIVE,
        "can_confirm": signatory.state == Signatory.LIVE and outdated,
        "version": version.number if version else 0,
        "asks_withdraw": "withdraw" in request.GET,
        "form": AnswerForm() if found.kind == Link.ANSWER else None,
        "voucher_asked": asked,
        "vouchers": queries.vouching(signatory.campaign, asked) if asked else [],
    }


def _act(request: HttpRequest, found: Link, token: str) -> HttpResponse:
    """Do what the pressed button says."""
    done = _done(request, found)
    if done == "voucher":
        page = _page(request, found, token)
        return render(request, "appeal/link.html", {**page, "voucher_sent": True})
    if done == "manage":
        # The address is proved and the organisation is not yet: the way on was sent by mail.
        return render(request, "appeal/done.html", {"done": "needs_proof"})
    if not done:
        return redirect("appeal:link", token=token)
    page = {"done": done, "signatory": found.signatory}
    return render(request, "appeal/done.html", page)


def _done(request: HttpRequest, found: Link) -> str:
    said = request.POST
    if found.kind == Link.PROVE and "prove" in said:
        signatory = prove_address(by=VISITOR, link=found)
        return "proved" if signatory.state == Signatory.PROVED else "manage"
    if found.kind == Link.VOUCH and "vouch" in said:
        vouch(by=VISITOR, link=found)
        return "vouched"
    if found.kind == Link.VOUCH and "decline" in said:
        decline_to_vouch(by=VISITOR, link=found)
        return "declined"
    if found.kind == Link.ANSWER and "text" in said:
        answer(by=VISITOR, link=found, text=said["text"][:2000])
        return "answered"
    if found.kind == Link.SUPPORT and "support" in said:
        confirm_support(by=VISITOR, link=found)
        return "supports"
    if found.kind == Link.STOP and "stop" in said:
        stop_support(by=VISITOR, link=found)
        return "stopped"
    return _managed(request, found) if found.kind in (Link.MANAGE, Link.CONFIRM) else ""


def _managed(request: HttpRequest, found: Link) -> str:
    said = request.POST
    if "withdraw" in said:
        withdraw(by=VISITOR, link=found)
        return "withdrawn"
    if "confirm" in said:
        confirm_version(by=VISITOR, link=found)
        return "confirmed"
    if "voucher" in said and found.signatory is not None:
        links.check(found)
        voucher = queries.public_signatory(found.signatory.campaign, said["voucher"][:40])
        if voucher is None:
            raise Http404
        ask_voucher(by=VISITOR, signatory=found.signatory, voucher=voucher)
        return "voucher"
    return ""
