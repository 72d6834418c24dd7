"""What waits at the desks because of a campaign's texts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.campaign.models import Campaign
from ouna.campaign.queries import current_campaign, language_name, unchecked_texts, untranslated
from ouna.log import Actor
from ouna.parties.desk import NavItem, Wait


def waits(actor: Actor) -> list[Wait]:
    """A campaign that is not open yet; texts that fell behind; texts the partner should read."""
    campaign = current_campaign() if actor.roles else None
    if campaign is None:
        return []
    found = []
    if actor.has("administrator") or actor.has("editor"):
        if campaign.state == Campaign.DRAFT and actor.has("administrator"):
            text = _("The campaign is not open yet")
            found.append(Wait(text, 1, reverse("campaign:frame"), action=_("Look at it")))
        for lang, missing in untranslated(campaign).items():
            text = _("Texts missing or behind in %(language)s") % {"language": language_name(lang)}
            found.append(Wait(text, missing, reverse("campaign:texts", args=[lang]), action=_("Translate")))
    if actor.has("partner"):
        count = len(unchecked_texts(campaign, "ar"))
        if count:
            text = _("Texts about you that you have not confirmed")
            found.append(Wait(text, count, reverse("campaign:check"), action=_("Read")))
    return found


def nav(actor: Actor) -> list[NavItem]:
    """The campaign's room, for those who write its texts."""
    if actor.has("administrator") or actor.has("editor"):
        return [NavItem(_("Campaign"), reverse("campaign:frame"))]
    return []
