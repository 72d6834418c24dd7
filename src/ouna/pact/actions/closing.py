"""The end of a campaign: the partner says where the rest goes, the trustees sign it, nothing new begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from ouna.campaign.actions import note_closing
from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.book import CampaignClosed, GateOpened, PactSigned, TrusteesSet
from ouna.core.values import Translated, clean_text
from ouna.log import Actor, action, clock, journal, new_ref, put_text, unchanged
from ouna.pact import queries, rules
from ouna.pact.errors import ClosingChanged, ClosingIncomplete, ClosingWaits
from ouna.quorum import queries as quorum
from ouna.quorum.actions import open_document, void_document
from ouna.quorum.models import Document

#: Days for the trustees to sign.
DAYS = 30
_TITLES = {"en": "Close the campaign", "ar": "إغلاق الحملة"}
#: What waits for signatures and could come to nothing once the campaign is closed.
_POINTLESS = (quorum.REQUEST, TrusteesSet.KIND, PactSigned.KIND, GateOpened.KIND, CampaignClosed.KIND)


@action
def propose_closing(*, by: Actor, campaign: Campaign, rest: Mapping[str, str], read: str = "") -> Document:
    """Put the end of the campaign before the trustees; it holds once as many sign as change their list.

    `rest`: {language of the campaign: where the rest goes}. `read`: the `queries.closing_fingerprint` of what
    a person was shown. Raises: NotPermitted, CampaignClosed, ClosingIncomplete, ClosingWaits, ClosingChanged,
    TextRefused.
    """
    rules.check_proposes_end(by.has("partner"))
    check_running(campaign)
    said = {lang: clean_text(text, lines=True) for lang, text in rest.items()}
    rules.check_rest(said, campaign.languages)
    if quorum.set_in_force(campaign) is None:
        raise ClosingIncomplete(
            "There are no trustees yet who could sign it.",
            next_step="The partner and the trustees set up their list first.",
        )
    if queries.waiting_closing(campaign) is not None:
        raise ClosingWaits()
    if read and read != queries.closing_fingerprint(campaign, said):
        raise ClosingChanged()
    title = Translated.source("en", _TITLES["en"]).with_text("ar", _TITLES["ar"])
    # In the order of the campaign's languages, each an original as in the pact.
    words = {lang: {"text": said[lang], "state": "human", "of": ""} for lang in campaign.languages}
    text = put_text({"title": title.as_data(), "rest": words})
    record = CampaignClosed(ref=new_ref("end"), campaign=campaign.ref, signatures=(), text=text)
    made = open_document(by=by, record=record, texts=_TITLES, until=clock.today() + timedelta(days=DAYS))
    journal("pact.closing_proposed", subject=campaign.ref, data={"ref": made.ref, "text": text}, by=by)
    return made


@action
def withdraw_closing(*, by: Actor, campaign: Campaign) -> None:
    """Take the proposed end back, as long as it is not signed. Raises: NotPermitted."""
    rules.check_proposes_end(by.has("partner"))
    waiting = queries.waiting_closing(campaign)
    if waiting is None:
        return unchanged()
    void_document(by=by, ref=waiting.ref)
    journal("pact.closing_withdrawn", subject=campaign.ref, data={"ref": waiting.ref}, by=by)
    return None


@action
def closed(*, by: Actor, campaign: Campaign, record: CampaignClosed) -> None:
    """What follows here from the record: no page takes anything new, and nobody is asked to sign in vain.

    Call in the transaction that wrote the record. Raises: NotPermitted without it.
    """
    note_closing(by=by, campaign=campaign, text=record.text)
    rows = Document.objects.filter(campaign=campaign, state=Document.OPEN, kind__in=_POINTLESS)
    for ref in rows.exclude(ref=record.ref).values_list("ref", flat=True):
        void_document(by=by, ref=ref)
