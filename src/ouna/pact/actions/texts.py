"""Writing the pact, and putting it before its signers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.book import Officer, PactSigned
from ouna.core.values import clean_text
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref, put_text, unchanged
from ouna.pact import queries, rules
from ouna.pact.errors import PactChanged, PactFrozen, PactIncomplete, UnknownPoint
from ouna.pact.models import Agreement
from ouna.quorum import place
from ouna.quorum.actions import open_document
from ouna.quorum.models import Document

#: Days for the officers to sign.
DAYS = 60


def check_writes(by: Actor) -> None:
    """Raises: NotPermitted."""
    office = by == SYSTEM or by.has("administrator") or by.has("editor")
    rules.check_writes(office=office, partner=by.has("partner"))


@action
def begin_agreement(*, by: Actor, campaign: Campaign, languages: Sequence[str]) -> Agreement:
    """The draft of the pact's text; a new one begins with the words of the newest there is.

    Raises: NotPermitted, CampaignClosed, UnknownPoint.
    """
    check_writes(by)
    check_running(campaign)
    found = Agreement.objects.filter(campaign=campaign, ref="").first()
    if found is not None:
        unchanged()
        return found
    if not languages:
        raise UnknownPoint("A pact is written in one language at least.")
    before = Agreement.objects.filter(campaign=campaign).first()
    made = Agreement(campaign=campaign, made_at=clock.now(), made_by=by.ref)
    made.languages = list(dict.fromkeys(languages))
    for field in rules.TEXTS if before else ():
        setattr(made, field, getattr(before, field))
    if before is not None:
        made.days, made.bears, made.languages = before.days, before.bears, before.languages
    made.save()
    journal("pact.begun", subject=campaign.ref, data={"languages": made.languages}, by=by)
    return made


def _draft(agreement: Agreement) -> Agreement:
    found = Agreement.objects.get(pk=agreement.pk)
    if found.ref:
        raise PactFrozen()
    return found


@action
def edit_agreement(*, by: Actor, agreement: Agreement, field: str, lang: str, text: str) -> None:
    """Write one text in one language. Languages stand as equals: none becomes stale by another.

    Raises: NotPermitted, ChosenByPartner, UnknownPoint, PactFrozen, TextRefused.
    """
    check_writes(by)
    draft = _draft(agreement)
    if lang not in draft.languages:
        raise UnknownPoint()
    clean = clean_text(text, lines=True)
    now: dict[str, Any] = dict(getattr(draft, field)) if field in rules.TEXTS else {}
    if field in rules.TEXTS and now.get(lang, {}).get("text", "") == clean:
        return unchanged()
    rules.check_text(field, partner=by.has("partner") or by == SYSTEM)
    now.pop(lang, None)
    if clean:
        now[lang] = {"text": clean, "state": "human", "of": ""}
    setattr(draft, field, now)
    draft.save(update_fields=[field])
    setattr(agreement, field, now)
    data = {"field": field, "lang": lang, "text": clean}
    journal("pact.text_edited", subject=draft.campaign.ref, data=data, by=by)
    return None


@action
def set_frame(
    *, by: Actor, agreement: Agreement, days: int, bears: str, languages: Sequence[str] | None = None
) -> None:
    """How long trustees must be out of reach, which fund bears the charges, which languages there are.

    `days` is the partner's choice. Raises: NotPermitted, ChosenByPartner, UnknownPoint, PactFrozen.
    """
    check_writes(by)
    draft = _draft(agreement)
    if days != draft.days:
        rules.check_text(rules.SUCCESSION, partner=by.has("partner") or by == SYSTEM)
    if bears and bears not in queries.funds_of(draft.campaign):
        raise UnknownPoint()
    draft.days, draft.bears = days, bears
    if languages:
        draft.languages = list(dict.fromkeys(languages))
    draft.save(update_fields=["days", "bears", "languages"])
    data = {"days": days, "bears": bears, "languages": draft.languages}
    journal("pact.frame_set", subject=draft.campaign.ref, data=data, by=by)


@action
def put_to_signers(*, by: Actor, agreement: Agreement, read: str = "") -> Document:
    """Freeze the text and put it before the officers of both sides; it holds once all have signed.

    `read`: `queries.fingerprint_of` what a person was shown.
    Raises: NotPermitted, PactFrozen, PactChanged, CampaignClosed, PactIncomplete.
    """
    check_writes(by)
    draft = _draft(agreement)
    if read and read != queries.fingerprint_of(draft):
        raise PactChanged()
    campaign = draft.campaign
    check_running(campaign)
    officers = queries.officers_ready(campaign)
    said = {
        field: {lang: entry["text"] for lang, entry in getattr(draft, field).items()} for field in rules.TEXTS
    }
    rules.check_complete(said, draft.languages, draft.days, {side for _, side, _ in officers})
    if not draft.bears:
        raise PactIncomplete("The pact names the purpose that bears what banks charge.")
    text = put_text(queries.public_text(draft))
    record = PactSigned(
        ref=new_ref("pact"),
        campaign=campaign.ref,
        signatures=(),
        text=text,
        bears=draft.bears,
        officers=tuple(Officer(org, side, keys) for org, side, keys in officers),
        origins=(place.sign_url(),),
        rp_id=place.rp_id(),
    )
    draft.ref, draft.text = record.ref, text
    draft.save(update_fields=["ref", "text"])
    agreement.ref, agreement.text = draft.ref, draft.text
    titles = {lang: said[rules.TITLE][lang] for lang in draft.languages}
    until = clock.today() + timedelta(days=DAYS)
    made = open_document(by=by, record=record, texts=titles, until=until)
    journal("pact.put_to_signers", subject=campaign.ref, data={"ref": record.ref, "text": text}, by=by)
    return made
