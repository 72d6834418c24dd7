"""What these pages share: the campaign, a request one may read, how states, papers and sums are shown."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign
from ouna.core.errors import Refused
from ouna.funds.models import BankAccount
from ouna.log import Actor
from ouna.spending.errors import PaperUnreadable
from ouna.spending.models import Order, Request
from ouna.spending.papers import MOST_BYTES, PDF
from ouna.spending.queries.reading import access_requests
from ouna.spending.queries.standing import Paid, Stand
from ouna.ui.templatetags import ui
from ouna.ui.templatetags.parts import tag

#: A stored file is a stranger: it runs nothing, loads nothing, and is framed by nobody.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def campaign_of(request: HttpRequest) -> Campaign:
    """The open campaign, kept for the frame of the page. Raises: Http404."""
    campaign = current_campaign()
    request._campaign = campaign  # type: ignore[attr-defined]
    if campaign is None or campaign.state != Campaign.OPEN:
        raise Http404
    return campaign


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, set by `require`."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def request_for(request: HttpRequest, ref: str) -> Request:
    """A request that the actor may read. Raises: Http404, NotPermitted."""
    return get_object_or_404(access_requests(actor_of(request), campaign_of(request)), ref=ref)


def stand_tag(stand: Stand) -> SafeString:
    """A request's state as a tag."""
    return tag(stand.word_text, stand.word_kind)


ORDER_WORDS = {"open": "wait", "sent": "good", "failed": "wrong"}


def order_tag(paid: Paid) -> SafeString:
    """What became of an order."""
    if paid.back:
        return tag(_("came back"), "wrong")
    words = {"open": _("waits for the bank"), "sent": _("sent"), "failed": _("never left")}
    if paid.order.way == Order.Way.CASH:
        words = {"open": _("cash to be handed over"), "sent": _("paid in cash"), "failed": _("never left")}
    return tag(words[paid.status], ORDER_WORDS[paid.status])


def told(refused: Refused) -> str:
    """A refusal as people read it."""
    return f"{_(str(refused))} {_(refused.next_step)}".strip()


def stored(data: bytes, media: str, name: str, *, private: bool) -> HttpResponse:
    """A stored file: a photo is shown, a PDF is only ever handed over to be kept."""
    response = HttpResponse(data, content_type=media)
    shown = "attachment" if media == PDF else "inline"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if private:
        response["Cache-Control"] = "private, no-store"
    return response


def page_link(number: int | None) -> Any:
    """A link to a page of the record."""
    if number is None:
        return ""
    shown = _("Page {number}").format(number=number)
    return format_html('<a href="{}">{}</a>', reverse("web:entry", args=[number]), shown)


def titled(stand: Stand, url: str) -> SafeString:
    """The title as a link, in its own language."""
    return format_html('<a href="{}">{}</a>', url, ui.name(stand.request.told))


def account_name(account: BankAccount) -> str:
    """An account of ours as a choice: `Germany (EUR)`."""
    place = account.names.best(get_language() or "en")[1] or account.section.country
    return f"{place} ({account.currency})"


def typed_before(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent once more after a second look."""
    return [(k, str(v)) for k, v in request.POST.items() if k not in ("csrfmiddlewaretoken", "do")]


def bytes_of(file: UploadedFile) -> bytes:
    """What was sent, if it is not too much. Raises: PaperUnreadable."""
    if (file.size or 0) > MOST_BYTES:
        raise PaperUnreadable("The file is larger than 20 megabytes.", next_step="Send a smaller one.")
    return bytes(file.read())
