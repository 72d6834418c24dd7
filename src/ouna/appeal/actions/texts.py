"""Writing the appeal, translating it, and publishing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ouna.appeal.errors import AppealUnchanged, SourceMissing, UnknownPart
from ouna.appeal.models import Part, Version, Wording
from ouna.appeal.queries import texts as reads
from ouna.appeal.rules import texts as rule
from ouna.campaign.models import Campaign
from ouna.core.book import AppealPublished
from ouna.core.values import Translated, clean_text
from ouna.log import SYSTEM, Actor, action, clock, journal, new_ref, put_text, record, unchanged
from ouna.log.models import Text


def _check_writes(by: Actor) -> None:
    rule.check_writes(by == SYSTEM or by.has("editor") or by.has("administrator"))


def _unfrozen(version: Version, *, source: bool) -> Version:
    found = Version.objects.select_related("campaign").get(pk=version.pk)
    newest = reads.published(found.campaign)
    rule.check_unfrozen(is_draft=found.state == Version.DRAFT, is_newest=newest == found, is_source=source)
    return found


@action
def begin_version(*, by: Actor, campaign: Campaign, languages: Sequence[str] = ()) -> Version:
    """The draft of the next version; it begins with the words and translations of the newest one.

    The end of a campaign concerns its money: its appeal goes on.

    `languages`: that of the source first; by default those of the version before, else of the campaign.
    Raises: NotPermitted.
    """
    _check_writes(by)
    found = reads.draft_of(campaign)
    if found is not None:
        unchanged()
        return found
    before = reads.published(campaign)
    kept = list(dict.fromkeys(languages)) or (before.languages if before else campaign.languages) or ["en"]
    made = Version.objects.create(
        campaign=campaign,
        number=before.number + 1 if before else 1,
        languages=kept,
        made_at=clock.now(),
        made_by=by.ref,
    )
    if before is None:
        for kind in (rule.TITLE, rule.BODY):
            Part.objects.create(version=made, kind=kind, key=kind)
    for part in before.parts.all() if before else ():
        part.pk, part.version = None, made
        part.save(force_insert=True)
    data = {"version": made.number, "languages": made.languages}
    journal("appeal.version_begun", subject=campaign.ref, data=data, by=by)
    return made


@action
def set_version_languages(*, by: Actor, version: Version, languages: Sequence[str]) -> None:
    """In which languages the appeal is kept; that of the source stays the first.

    Raises: NotPermitted, AppealFrozen, UnknownPart.
    """
    _check_writes(by)
    found = _unfrozen(version, source=False)
    kept = list(dict.fromkeys([found.lang, *languages]))
    if any(not code.replace("-", "").isalpha() or not code.islower() or len(code) > 8 for code in kept):
        raise UnknownPart()
    if kept == found.languages:
        return unchanged()
    found.languages = kept
    found.save(update_fields=["languages"])
    data = {"version": found.number, "languages": kept}
    journal("appeal.languages_set", subject=found.campaign.ref, data=data, by=by)
    return None


@action
def add_part(*, by: Actor, version: Version, kind: str, text: str = "", url: str = "") -> Part:
    """One more demand, call or footnote, last of its kind.

    Raises: NotPermitted, AppealFrozen, UnknownPart.
    """
    _check_writes(by)
    found = _unfrozen(version, source=True)
    rows = found.parts.filter(kind=kind)
    rule.check_kind(kind, rows.count())
    last = rows.order_by("-position").values_list("position", flat=True).first()
    made = Part.objects.create(
        version=found, kind=kind, key=new_ref("part"), position=0 if last is None else last + 1
    )
    data = {"version": found.number, "kind": kind, "key": made.key}
    journal("appeal.part_added", subject=found.campaign.ref, data=data, by=by)
    if text:
        edit_part(by=by, part=made, lang=found.lang, text=text, url=url)
        made.refresh_from_db()
    return made


@action
def remove_part(*, by: Actor, part: Part) -> None:
    """Take a demand, a call or a footnote out of the draft.

    Raises: NotPermitted, AppealFrozen, UnknownPart.
    """
    _check_writes(by)
    found = _unfrozen(part.version, source=True)
    if part.kind not in rule.MANY:
        raise UnknownPart()
    Part.objects.filter(pk=part.pk).delete()
    data = {"version": found.number, "kind": part.kind, "key": part.key}
    journal("appeal.part_removed", subject=found.campaign.ref, data=data, by=by)


@action
def move_part(*, by: Actor, part: Part, up: bool) -> None:
    """Change places with its neighbour of the same kind. Raises: NotPermitted, AppealFrozen."""
    _check_writes(by)
    found = _unfrozen(part.version, source=True)
    rows = list(found.parts.filter(kind=part.kind))
    at = next(nth for nth, row in enumerate(rows) if row.pk == part.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return unchanged()
    rows[at], rows[to] = rows[to], rows[at]
    for nth, row in enumerate(rows):
        row.position = nth
        row.save(update_fields=["position"])
    data = {"version": found.number, "kind": part.kind, "key": part.key, "to": to + 1}
    journal("appeal.part_moved", subject=found.campaign.ref, data=data, by=by)
    return None


@action
def edit_part(
    *,
    by: Actor,
    part: Part,
    lang: str,
    text: str,
    state: str = rule.HUMAN,
    url: str | None = None,
    seen: str = "",
    fits: bool = False,
) -> None:
    """Write one text in one language; a changed source leaves its translations behind, and they say so.

    `seen`: the hash of the source beside which a translation was written; if the source moved on meanwhile,
    the translation is behind from the start. `fits`: an unchanged translation was compared with the source
    and holds. `url`: the source of a footnote.
    Raises: NotPermitted, CheckedByPartnerOnly, AppealFrozen, UnknownPart, SourceMissing, TextRefused.
    """
    _check_writes(by)
    rule.check_saved_state(state)
    row = Part.objects.select_related("version").get(pk=part.pk)
    source = row.version.lang
    found = _unfrozen(row.version, source=lang == source)
    if lang not in found.languages:
        raise UnknownPart()
    clean = clean_text(text, lines=row.kind != rule.TITLE)
    rule.check_length(row.kind, clean)
    if lang == source:
        after = _with_source(row.texts, lang, clean)
    else:
        after = _with_translation(row.texts, lang, clean, state, seen, fits=fits)
    link = row.url if url is None or lang != source else _checked_url(row, url)
    if after == row.text and link == row.url:
        return unchanged()
    row.text, row.url = after, link
    row.save(update_fields=["text", "url"])
    data = {"version": found.number, "key": row.key, "lang": lang, "state": state, "text": clean, "url": link}
    journal("appeal.text_edited", subject=found.campaign.ref, data=data, by=by)
    return None


def _checked_url(row: Part, url: str) -> str:
    clean = clean_text(url)
    if clean and (row.kind != rule.NOTE or not clean.startswith(("https://", "http://")) or len(clean) > 500):
        raise UnknownPart("The source of a footnote is an address that begins with https://.")
    return clean


def _with_source(before: Translated, lang: str, text: str) -> dict[str, dict[str, str]]:
    """The source first; translations stay and show that they are behind."""
    rest = {code: entry for code, entry in before.data.items() if code != lang}
    if not text:
        return rest
    entry = {"text": text, "state": rule.HUMAN, "of": ""}
    Wording.objects.get_or_create(hash=Translated({lang: entry}).source_hash(), defaults={"text": text})
    return {lang: entry, **rest}


def _with_translation(
    before: Translated, lang: str, text: str, state: str, seen: str, *, fits: bool
) -> dict[str, dict[str, str]]:
    now = before.data.get(lang, {})
    if not text:
        return {code: entry for code, entry in before.data.items() if code != lang}
    if now.get("text") == text and not (fits and (before.is_stale(lang) or now["state"] == rule.MACHINE)):
        return before.data
    if not before.source_hash():
        raise SourceMissing()
    if seen and seen != before.source_hash() and not Wording.objects.filter(hash=seen).exists():
        raise UnknownPart()
    return {**before.data, lang: {"text": text, "state": state, "of": seen or before.source_hash()}}


@action
def check_part(*, by: Actor, part: Part, lang: str, text: str) -> None:
    """The partner confirms a text that it has read. Raises: CheckedByPartnerOnly, AppealFrozen,
    CheckedTextDiffers."""
    rule.check_may_check(by.has("partner"))
    row = Part.objects.select_related("version").get(pk=part.pk)
    found = _unfrozen(row.version, source=False)
    entry = row.text.get(lang, {})
    rule.check_read(entry, clean_text(text, lines=True), is_stale=row.texts.is_stale(lang))
    if entry["state"] == rule.CHECKED:
        return unchanged()
    row.text = {**row.text, lang: {**entry, "state": rule.CHECKED}}
    row.save(update_fields=["text"])
    data = {"version": found.number, "key": row.key, "lang": lang, "text": entry["text"]}
    journal("appeal.text_checked", subject=found.campaign.ref, data=data, by=by)
    return None


@action
def publish_version(*, by: Actor, version: Version, until: date | None = None, read: str = "") -> None:
    """Make a draft the newest version, or bring mended translations of the newest one before the public.

    `until`: the day until which signatories of older versions are asked to re-confirm. `read`: the
    `queries.texts.fingerprint_of` what a person was shown.
    Raises: NotPermitted, AppealFrozen, AppealIncomplete, AppealChanged, AppealUnchanged.
    """
    _check_writes(by)
    found = _unfrozen(version, source=False)
    parts = list(found.parts.all())
    rule.check_complete(part.kind for part in parts if part.text.get(found.lang))
    is_draft = found.state == Version.DRAFT
    rule.check_may_publish(
        campaign_open=found.campaign.state == Campaign.OPEN,
        until_is_over=is_draft and until is not None and until < clock.today(),
    )
    if not is_draft:
        until = found.until
    rule.check_was_read(read, reads.fingerprint_of(found, parts))
    said = reads.public_text(found, parts)
    if not is_draft and said == reads.without_proof(reads.said_by(found)):
        raise AppealUnchanged()
    if is_draft:
        found.source = put_text(reads.source_text(found, parts))
        found.state, found.until, found.published_on = Version.PUBLISHED, until, clock.today()
    salt = Text.objects.values_list("salt", flat=True).get(hash=found.source)
    found.text = put_text({**said, "source": {"hash": found.source, "salt": salt}})
    found.ref = new_ref("appl")
    found.save()
    record(
        AppealPublished(
            ref=found.ref,
            campaign=found.campaign.ref,
            version=found.number,
            source=found.source,
            text=found.text,
            until=until.isoformat() if until and until >= clock.today() else None,
        )
    )
