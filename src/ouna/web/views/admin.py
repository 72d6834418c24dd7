"""The administrator's pages that belong to no single app: accounts, settings, checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ouna.core.errors import Refused
from ouna.funds import actions as funds
from ouna.funds.models import BankAccount
from ouna.log import queries as log
from ouna.log.models import CheckRun
from ouna.parties.permissions import require
from ouna.web.context import campaign_of_request
from ouna.web.forms import AccountForm
from ouna.web.found import found_in
from ouna.web.pages import page_of


@require("administrator")
def accounts(request: HttpRequest) -> HttpResponse:
    """The bank accounts per section: announce one after a second look, close one."""
    campaign = campaign_of_request(request)
    if campaign is None:
        raise Http404
    wish = request.POST
    form = AccountForm(wish if "announce" in wish else None, currencies=campaign.currencies)
    look = False
    if request.method == "POST":
        try:
            if "close" in wish:
                account = get_object_or_404(BankAccount, ref=wish["close"], campaign=campaign)
                funds.close_account(by=request.actor, account=account)  # type: ignore[attr-defined]
                messages.success(request, _("The account was closed. This stands in the public record."))
                return redirect("web:accounts")
            if form.is_valid() and wish["announce"] == "sure":
                funds.announce_account(by=request.actor, campaign=campaign, **form.arguments())  # type: ignore[attr-defined]
                messages.success(request, _("The account was announced. This stands in the public record."))
                return redirect("web:accounts")
            look = form.is_bound and form.is_valid()
        except Refused as refused:
            form.add_error(None, f"{_(str(refused))} {_(str(refused.next_step))}")
    rows = campaign.accounts.select_related("section").order_by("section__order", "pk")
    context = {
        "form": form,
        "accounts": rows,
        "campaign": campaign,
        "look": look,
        "style": dict(BankAccount.ReversalStyle.choices).get(form["reversal_style"].value() or "", ""),
        "country_hint": _("Two letters: CH"),
    }
    return render(request, "web/accounts.html", context)


def _file(path: Path) -> str:
    return str(_("there")) if path.exists() else str(_("missing"))


def _settings() -> list[tuple[str, object]]:
    """Settings and their state; never a secret, never a path's content."""
    mail = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    return [
        (_("Address of the site"), settings.SITE_URL),
        (_("Database"), connection.vendor),
        (_("Time zone"), settings.TIME_ZONE),
        (_("Mail goes out by"), mail),
        (_("Sender of mails"), settings.DEFAULT_FROM_EMAIL),
        (_("Name of the public record"), settings.LOG_ORIGIN),
        (_("Key that signs the record"), _file(Path(settings.LOG_KEY_FILE))),
        (_("Key that seals confidential data"), _file(Path(settings.SEALING_KEY_FILE))),
        (_("Published folder"), _file(Path(settings.BOOKS_DIR) / "checkpoint")),
        (_("High-water note"), _file(Path(settings.HIGH_WATER_FILE))),
        (_("Languages of the interface"), ", ".join(str(name) for _code, name in settings.LANGUAGES)),
        (_("Demo"), _("yes") if settings.DEMO else _("no")),
        ("Django", django.get_version()),
    ]


@require("administrator", "auditor")
def settings_overview(request: HttpRequest) -> HttpResponse:
    """How this installation is set up; changed in the environment, not here."""
    return render(request, "web/settings.html", {"rows": _settings(), "last": log.last_check()})


@require("administrator", "auditor", "treasurer", "partner")
def checks(request: HttpRequest) -> HttpResponse:
    """The last runs of all checks, with what they found."""
    page = page_of(CheckRun.objects.all(), request.GET.get("page", ""))
    rows = [{"run": run, "found": found_in(run.findings)} for run in page.object_list]
    context: dict[str, Any] = {"page": page, "rows": rows, "last": log.last_check()}
    return render(request, "web/checks.html", context)
