"""What the site tells beside the end of a campaign, and what follows once it is signed.

`quorum` finds this by name.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from ouna.campaign.matters import matters
from ouna.core.book import CampaignClosed, Record
from ouna.log import SYSTEM
from ouna.pact.actions.closing import closed
from ouna.quorum.models import Document
from ouna.quorum.offers import Told


def told(document: Document, lang: str) -> list[Told]:
    """What is still open today, in the signer's language; nothing beside other documents."""
    if document.kind != CampaignClosed.KIND:
        return []
    with override(lang):
        said = [Told(matter.text, matter.said) for matter in matters(document.campaign)]
        lost = _("Nothing more can be ordered. What is in the purposes then stays there.")
        return [Told(_("After the end"), lost), *(said or [Told(_("Still open"), _("nothing"))])]


def recorded(document: Document, record: Record) -> None:
    """The campaign is closed here in the same transaction as in the record."""
    if isinstance(record, CampaignClosed):
        closed(by=SYSTEM, campaign=document.campaign, record=record)
