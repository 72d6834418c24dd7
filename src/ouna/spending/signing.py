"""What the signing page tells beside a request, unsigned: the name check. `quorum` finds this by name.

What the fund holds, and what would remain, `quorum` tells beside every document that spends.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from ouna.core.errors import OunaError
from ouna.core.screening import Subject
from ouna.quorum.models import Document
from ouna.quorum.offers import Told
from ouna.screening.errors import HitOpen, Listed, NotScreened
from ouna.screening.queries import Cleared, require_clear
from ouna.spending.models import Request
from ouna.spending.signed import Signed, signed_payee, signed_request
from ouna.ui import formats


def told(document: Document, lang: str) -> list[Told]:
    """The state of the name check of all payees, in the signer's language; nothing for other documents."""
    request = Request.objects.filter(ref=document.ref).select_related("campaign", "org", "fund", "replaces")
    with override(lang):
        return [Told(_("Name check"), _name_check(row)) for row in request]


def _name_check(request: Request) -> str:
    """Cleared with the day of the oldest list, or what stops it; it fails closed, as paying does."""
    try:
        signed = signed_request(request)
        cleared = require_clear(request.ref, *_subjects(request, signed))
    except NotScreened:
        return _("not checked yet")
    except Listed:
        return _("a listed name: stopped")
    except HitOpen:
        return _("possible match: stopped")
    except OunaError as error:
        return _("stopped: %(why)s") % {"why": _(str(error))}
    said = _("possible match, cleared by two checkers") if cleared.verdicts else _("no match")
    return _("%(result)s, list of %(day)s") % {"result": said, "day": formats.day(_day(cleared))}


def _subjects(request: Request, signed: Signed) -> list[Subject]:
    return [signed_payee(signed, payee).subject() for payee in request.payees.all()]


def _day(cleared: Cleared) -> date:
    """The day of the oldest list in use; of the check, where a list bears none."""
    return date.fromisoformat(min(version.dated or cleared.at[:10] for version in cleared.lists))
