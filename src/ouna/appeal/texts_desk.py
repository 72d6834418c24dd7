"""What the texts of the appeal have waiting for whom, and the way to them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.appeal.queries import texts as reads
from ouna.campaign.queries import current_campaign, language_name
from ouna.log import Actor
from ouna.parties.desk import NavItem, Wait

#: Who has a room of the appeal.
READERS = ("editor", "administrator", "partner", "auditor")
#: The language in which the partner reads first.
PARTNERS = "ar"


def waits(actor: Actor) -> list[Wait]:
    """For editors: a draft, translations that are missing or behind, texts not published; for the partner:
    texts in Arabic that it has not confirmed."""
    campaign = current_campaign() if actor.has("editor") or actor.has("partner") else None
    if campaign is None:
        return []
    draft, newest = reads.draft_of(campaign), reads.published(campaign)
    version, found = draft or newest, []
    if version is None:
        return []
    if actor.has("editor"):
        if draft is not None:
            text = _("A version of the appeal is being written")
            found.append(Wait(text, 1, reverse("appeal:desk"), action=_("Go on")))
        for lang, count in reads.to_translate(version).items():
            text = _("Words of the appeal missing or behind in %(language)s") % {
                "language": language_name(lang)
            }
            where = reverse("appeal:write", args=[version.number, lang])
            found.append(Wait(text, count, where, action=_("Translate")))
        if newest is not None and reads.is_unpublished(newest):
            text = _("Texts of the appeal that are not public yet")
            found.append(Wait(text, 1, reverse("appeal:publish", args=[newest.number]), action=_("Look")))
    if actor.has("partner") and PARTNERS in version.languages[1:]:
        count = len(reads.to_check(version, PARTNERS))
        if count:
            text = _("Texts of the appeal that you have not confirmed")
            found.append(Wait(text, count, reverse("appeal:check", args=[PARTNERS]), action=_("Read")))
    return found


def nav(actor: Actor) -> list[NavItem]:
    """The room of the appeal, for those who write or check it."""
    if any(actor.has(role) for role in READERS):
        return [NavItem(_("Appeal"), reverse("appeal:desk"))]
    return []
