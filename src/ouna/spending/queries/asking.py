"""For whom somebody may ask, and where it may come from."""

from __future__ import annotations

from ouna.campaign.models import Campaign
from ouna.log import Actor
from ouna.parties.models import Organisation, Section
from ouna.spending import rules


def organisations_of(actor: Actor, campaign: Campaign) -> list[Organisation]:
    """In whose name the actor may ask: the partner's people for the partner, a section's for its
    organisation, all others for the coalition. The first is meant if none is named."""
    found: list[Organisation] = []
    if actor.has("partner"):
        found.append(campaign.partner)
    held = {where for role in rules.ASKS for where in actor.sections(role)}
    refs = held - {"*"}
    rows = Section.objects.filter(ref__in=refs).select_related("organisation") if refs else ()
    found += [row.organisation or campaign.coalition for row in rows]
    if "*" in held and not found:
        found.append(campaign.coalition)
    return list(dict.fromkeys(found)) or [campaign.coalition]
