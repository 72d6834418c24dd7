"""Is this our account? A page for everyone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ouna.campaign.queries import current_campaign
from ouna.funds.forms import AccountForm
from ouna.funds.queries import announced_accounts, is_ours
from ouna.parties.permissions import public


@public
# Nothing is written and nobody is logged in. Sent by POST, so that a number that is perhaps the visitor's own
# stands in no address and no server's log.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Yes, closed or no, for any number typed or pasted, and all accounts of ours."""
    campaign = current_campaign()
    if campaign is None:
        raise Http404
    form = AccountForm(request.POST if request.method == "POST" else None, auto_id="account_%s")
    answer = is_ours(form.cleaned_data["number"]) if form.is_bound and form.is_valid() else None
    accounts = list(announced_accounts(campaign))
    page = {
        "form": form,
        "answer": answer,
        "open": [a for a in accounts if a.is_open],
        "closed": [a for a in accounts if not a.is_open],
    }
    response = render(request, "funds/account.html", page)
    response["Cache-Control"] = "private, no-store" if form.is_bound else "public, no-cache"
    return response
