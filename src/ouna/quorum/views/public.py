"""What everyone may know of the trustees: functions, rules, keys replaced, pauses. Names only if wished."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ouna.campaign.queries import current_campaign
from ouna.core.book import Gate, Pause, Trustees
from ouna.core.book.kinds.money import pot
from ouna.core.quorum import Band, partner_fingerprint
from ouna.core.values import Money
from ouna.log import queries as log
from ouna.parties.permissions import public as for_all
from ouna.quorum import offers, queries
from ouna.quorum.models import Signer
from ouna.quorum.views.frame import lang
from ouna.quorum.views.succession import context_of


@for_all
def public(request: HttpRequest) -> HttpResponse:
    """The trustees as the public record has them."""
    campaign = current_campaign()
    found = queries.set_in_force(campaign) if campaign else None
    context: dict[str, object] = {"found": found}
    if campaign is not None and found is not None:
        people = {row.ref: row for row in queries.signers(campaign)}
        states = log.states_of([pot(campaign.ref, name) for name in ("pause", "gate")])
        pause, gate = states.get(pot(campaign.ref, "pause")), states.get(pot(campaign.ref, "gate"))
        context |= {
            "members": [_member(people.get(ref), nth) for nth, ref in enumerate(found.members, start=1)],
            "rules": [(_rule(band, found), band.m) for band in _sorted(found.bands)],
            "count": len(found.members),
            "digits": "".join(partner_fingerprint(found.first)),
            "replaced": [
                {
                    "who": _member(people.get(r.trustee), 0),
                    "due": r.due[:10],
                    "over": queries.end_of(r, found),
                }
                for r in queries.replacements(campaign).values()
            ],
            "paused": pause.since[:10] if isinstance(pause, Pause) and pause.paused else "",
            "resumed": pause.since[:10] if isinstance(pause, Pause) and not pause.paused else "",
            "gate": gate.open if isinstance(gate, Gate) else False,
            **context_of(campaign),
        }
    response = HttpResponse(render_to_string("quorum/public.html", context, request))
    response["Cache-Control"] = "public, no-cache"
    return response


def _member(row: Signer | None, nth: int) -> str:
    return offers.who(row, lang()) if row else _("Trustee %(n)s") % {"n": nth}


def _sorted(bands: tuple[Band, ...]) -> list[Band]:
    return sorted(bands, key=lambda b: (b.currency, b.upto is None, b.upto or 0))


def _rule(band: Band, found: Trustees) -> str | Money:
    """Up to which sum a band holds."""
    if band.upto is not None:
        return Money(band.upto, band.currency)
    return _("any sum in %(currency)s") % {"currency": band.currency}
