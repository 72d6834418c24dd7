"""Writes about campaigns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ouna.campaign import rules
from ouna.campaign.errors import CampaignChanged, CampaignOpenAlready, TextMissing
from ouna.campaign.models import Campaign
from ouna.campaign.queries import has_opening_texts, opening_fingerprint, recorded_end
from ouna.core.book import CampaignOpened
from ouna.core.values import Money, Translated, clean_text
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref, put_text, record, unchanged
from ouna.parties.errors import NotPermitted
from ouna.parties.models import Organisation


def _check(by: Actor) -> None:
    rules.check_may_frame(by == SYSTEM or by.has("administrator"))


@action
def draft_campaign(
    *,
    by: Actor,
    slug: str,
    coalition: Organisation,
    partner: Organisation,
    title: Translated,
    summary: Translated,
    goal: Money,
    body: Translated | None = None,
    place: Translated | None = None,
    currencies: Sequence[str] = (),
    fee_limits: Mapping[str, int] | None = None,
    languages: Sequence[str] = ("en",),
) -> Campaign:
    """A campaign that nobody sees yet but its desks. `fee_limits`: minor units a month, by currency.

    Raises: NotPermitted.
    """
    _check(by)
    campaign = Campaign.objects.create(
        ref=new_ref("camp"),
        slug=slug,
        coalition=coalition,
        partner=partner,
        title=title.as_data(),
        summary=summary.as_data(),
        body=(body or Translated({})).as_data(),
        place=(place or Translated({})).as_data(),
        goal_minor=goal.minor,
        currency=goal.currency,
        currencies=list(dict.fromkeys([goal.currency, *currencies])),
        fee_limits=dict(fee_limits or {}),
        languages=list(languages),
    )
    journal("campaign.drafted", subject=campaign.ref, data={"ref": campaign.ref}, by=by)
    return campaign


@action
def edit_campaign_frame(
    *,
    by: Actor,
    campaign: Campaign,
    goal: Money,
    currencies: Sequence[str],
    fee_limits: Mapping[str, int],
) -> None:
    """Change what the opening will fix. Raises: NotPermitted, CampaignOpenAlready."""
    _check(by)
    campaign.refresh_from_db()
    if campaign.state != Campaign.DRAFT:
        raise CampaignOpenAlready()
    campaign.goal_minor, campaign.currency = goal.minor, goal.currency
    campaign.currencies = list(dict.fromkeys([goal.currency, *currencies]))
    campaign.fee_limits = dict(fee_limits)
    campaign.save(update_fields=["goal_minor", "currency", "currencies", "fee_limits"])
    data = {"goal": goal.as_data(), "currencies": campaign.currencies, "fee_limits": campaign.fee_limits}
    journal("campaign.frame_edited", subject=campaign.ref, data=data, by=by)


@action
def set_campaign_languages(*, by: Actor, campaign: Campaign, languages: Sequence[str]) -> None:
    """In which languages its texts are kept. Raises: NotPermitted."""
    _check(by)
    campaign.languages = list(dict.fromkeys(languages))
    campaign.save(update_fields=["languages"])
    journal("campaign.languages_set", subject=campaign.ref, data={"languages": campaign.languages}, by=by)


@action
def edit_campaign_text(
    *, by: Actor, campaign: Campaign, field: str, lang: str, text: str, state: str = "human"
) -> None:
    """Write one text in one language; a changed source leaves its translations behind, and they say so.

    `state`: "human", "machine", or "checked" (by the partner alone, who does not change the words).
    Raises: NotPermitted, UnknownText, CheckedByPartner, TextRefused.
    """
    writes = by == SYSTEM or by.has("administrator") or by.has("editor")
    rules.check_may_write(field, state, writes=writes, is_partner=by.has("partner"))
    campaign.refresh_from_db()
    before = Translated(getattr(campaign, field))
    after = _with(before, lang, clean_text(text, lines=True), state)
    if after.data == before.data:
        return unchanged()
    setattr(campaign, field, after.as_data())
    campaign.save(update_fields=[field])
    data = {"field": field, "lang": lang, "state": state, "text": after.data.get(lang, {}).get("text", "")}
    journal("campaign.text_edited", subject=campaign.ref, data=data, by=by)
    return None


def _with(before: Translated, lang: str, text: str, state: str) -> Translated:
    source = before.source_lang()
    if state == "checked" and before.data.get(lang, {}).get("text") != text:
        # What was read is what is confirmed: a text changed in the meantime is not.
        return before
    if not source:
        return Translated.source(lang, text) if text else before
    if lang == source:
        if not text:
            raise TextMissing("The text in the first language cannot be empty.")
        return Translated({**before.data, lang: {"text": text, "state": "human", "of": ""}})
    if not text:
        return Translated({k: v for k, v in before.data.items() if k != lang})
    return before.with_text(lang, text, state=state)


@action
def open_campaign(*, by: Actor, campaign: Campaign, read: str = "") -> None:
    """Open the campaign to the public: goal, currencies and limits stand in the record for good.

    `read`: the `opening_fingerprint` of what a person was shown; nothing else is opened in his name.
    Raises: NotPermitted, CampaignOpenAlready, TextMissing, CampaignChanged, LogNotOpen.
    """
    _check(by)
    campaign.refresh_from_db()
    rules.check_may_open(campaign.state == Campaign.OPEN, has_opening_texts(campaign))
    if read and read != opening_fingerprint(campaign):
        raise CampaignChanged()
    texts = {field: getattr(campaign, field) for field in rules.TEXTS}
    texts["coalition"], texts["partner"] = campaign.coalition.name, campaign.partner.name
    record(
        CampaignOpened(
            ref=campaign.ref,
            coalition=campaign.coalition.ref,
            goal=campaign.goal,
            currencies=tuple(campaign.currencies),
            fee_limits=tuple(Money(minor, code) for code, minor in sorted(campaign.fee_limits.items())),
            text=put_text(texts),
        )
    )
    campaign.state, campaign.opened_on = Campaign.OPEN, clock.today()
    campaign.save(update_fields=["state", "opened_on"])


@action
def note_closing(*, by: Actor, campaign: Campaign, text: str) -> None:
    """Note here that the public record has closed the campaign, in the transaction that wrote it there.

    `text`: the hash of the words that were signed. It closes nothing by itself.
    Raises: NotPermitted while the record has the campaign running.
    """
    closed_on = recorded_end(campaign)
    if closed_on is None:
        raise NotPermitted("A campaign is closed by its trustees' signatures alone.")
    campaign.refresh_from_db()
    campaign.closed_on, campaign.closing = closed_on, text
    campaign.save(update_fields=["closed_on", "closing"])
    data = {"on": closed_on.isoformat(), "text": text}
    journal("campaign.closing_noted", subject=campaign.ref, data=data, by=by)
