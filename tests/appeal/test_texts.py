"""Versions of the appeal: what may change, what shows that it is behind, what becomes public."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.appeal.texts_fixtures import draft as draft
from tests.appeal.texts_fixtures import editor as editor
from tests.appeal.texts_fixtures import out as out
from tests.appeal.texts_fixtures import part
from tests.appeal.texts_fixtures import partner as partner

from ouna.appeal.actions import (
    add_part,
    begin_version,
    check_part,
    edit_part,
    move_part,
    publish_version,
    remove_part,
    set_version_languages,
)
from ouna.appeal.errors import (
    AppealChanged,
    AppealFrozen,
    AppealIncomplete,
    AppealUnchanged,
    CheckedByPartnerOnly,
    CheckedTextDiffers,
    SourceMissing,
    UnknownPart,
)
from ouna.appeal.models import Version
from ouna.appeal.queries import texts as reads
from ouna.appeal.rules import texts as rule
from ouna.campaign.models import Campaign
from ouna.core.book.folder import text_hash
from ouna.core.values import TextRefused, parse_json
from ouna.log.models import Entry
from ouna.parties.errors import NotPermitted


def entries(kind: str = "appeal.published") -> list[dict[str, Any]]:
    return [parse_json(bytes(row.data)) for row in Entry.objects.filter(kind=kind).order_by("id")]


def test_the_record_says_that_it_was_published_and_commits_to_its_words(out: Version) -> None:
    (entry,) = entries()
    assert (entry["ref"], entry["version"], entry["text"]) == (out.ref, 1, out.text)
    said = reads.said_by(out)
    assert said is not None and said["parts"][0]["text"]["ar"]["text"] == "دعوا الإجاص ينمو"
    salt = bytes.fromhex(said["source"]["salt"])
    assert text_hash(salt, reads.source_text(out)) == entry["source"] == out.source


def test_the_words_of_a_published_version_stay(out: Version, editor: Any) -> None:
    tried = (
        lambda: edit_part(by=editor, part=part(out, "body"), lang="en", text="Other words."),
        lambda: add_part(by=editor, version=out, kind="demand", text="One more."),
        lambda: remove_part(by=editor, part=part(out, "demand")),
        lambda: move_part(by=editor, part=part(out, "demand"), up=False),
        lambda: edit_part(by=editor, part=part(out, "note"), lang="en", text="Survey."),
    )
    for attack in tried:
        with pytest.raises(AppealFrozen):
            attack()


def test_without_the_guard_they_would_change(
    out: Version, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, "check_unfrozen", lambda **kwargs: None)
    edit_part(by=editor, part=part(out, "body"), lang="en", text="Other words.")
    assert part(out, "body").text["en"]["text"] == "Other words."


def test_a_changed_source_leaves_its_translations_behind(
    out: Version, campaign: Any, editor: Any, partner: Any
) -> None:
    second = begin_version(by=editor, campaign=campaign)
    assert second.number == 2 and reads.to_translate(second) == {"ar": 1}, "only the call is missing"
    edit_part(by=editor, part=part(second, "demand", 2), lang="en", text="Lindow decides on every coin.")
    demand = part(second, "demand", 2)
    assert demand.texts.is_stale("ar") and reads.to_translate(second) == {"ar": 2}
    runs = [(run.kind, run.text) for run in reads.since(demand, "ar")]
    assert ("removed", "decides.") in runs and ("added", "decides on every coin.") in runs
    edit_part(by=editor, part=demand, lang="ar", text="لندو تقرّر في كل قرش.")
    assert (
        not part(second, "demand", 2).texts.is_stale("ar")
        and reads.since(part(second, "demand", 2), "ar") == []
    )


def test_saving_unchanged_words_says_nothing_about_them(out: Version, campaign: Any, editor: Any) -> None:
    second = begin_version(by=editor, campaign=campaign)
    edit_part(by=editor, part=part(second, "title"), lang="en", text="Let the pears grow!")
    words = part(second, "title").text["ar"]["text"]
    edit_part(by=editor, part=part(second, "title"), lang="ar", text=words)
    assert part(second, "title").texts.is_stale("ar"), "nobody compared it"
    edit_part(by=editor, part=part(second, "title"), lang="ar", text=words, fits=True)
    assert not part(second, "title").texts.is_stale("ar")


def test_a_translation_belongs_to_the_source_its_writer_saw(draft: Version, editor: Any) -> None:
    seen = part(draft, "title").texts.source_hash()
    edit_part(by=editor, part=part(draft, "title"), lang="en", text="Let the quinces grow")
    edit_part(by=editor, part=part(draft, "title"), lang="ar", text="كلمات أخرى", seen=seen)
    assert part(draft, "title").texts.is_stale("ar")
    with pytest.raises(UnknownPart):
        edit_part(by=editor, part=part(draft, "title"), lang="ar", text="كلمات", seen="0" * 64)


def test_the_partner_alone_checks_and_only_what_it_read(draft: Version, editor: Any, partner: Any) -> None:
    words = part(draft, "title").text["ar"]["text"]
    with pytest.raises(CheckedByPartnerOnly):
        check_part(by=editor, part=part(draft, "title"), lang="ar", text=words)
    with pytest.raises(CheckedByPartnerOnly):
        edit_part(by=editor, part=part(draft, "title"), lang="ar", text="x", state="checked")
    with pytest.raises(NotPermitted):
        edit_part(by=partner, part=part(draft, "title"), lang="ar", text="كلمات الشريك")
    with pytest.raises(CheckedTextDiffers):
        check_part(by=partner, part=part(draft, "title"), lang="ar", text="غير ذلك")
    check_part(by=partner, part=part(draft, "title"), lang="ar", text=words)
    assert part(draft, "title").text["ar"]["state"] == "checked"
    edit_part(by=editor, part=part(draft, "title"), lang="ar", text=words + " الآن")
    assert part(draft, "title").text["ar"]["state"] == "human", "another text is not the one it read"
    edit_part(by=editor, part=part(draft, "title"), lang="en", text="Another title")
    with pytest.raises(CheckedTextDiffers):
        check_part(by=partner, part=part(draft, "title"), lang="ar", text=words + " الآن")


def test_without_the_guards_anyone_checks_anything(
    draft: Version, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule, "check_may_check", lambda is_partner: None)
    monkeypatch.setattr(rule, "check_read", lambda entry, text, *, is_stale: None)
    check_part(by=editor, part=part(draft, "title"), lang="ar", text="nobody read this")
    assert part(draft, "title").text["ar"]["state"] == "checked"


def test_mended_translations_come_before_the_public_as_the_same_version(out: Version, editor: Any) -> None:
    with pytest.raises(AppealUnchanged):
        publish_version(by=editor, version=out)
    edit_part(by=editor, part=part(out, "call"), lang="ar", text="علّقوا الملصق.")
    assert reads.is_unpublished(out)
    first = out.ref
    publish_version(by=editor, version=out)
    out.refresh_from_db()
    before, after = entries()
    assert (before["ref"], before["version"], before["source"]) == (first, 1, after["source"])
    assert after["version"] == 1 and after["text"] != before["text"] and not reads.is_unpublished(out)


def test_a_new_version_asks_until_a_day_and_shows_what_it_changed(
    out: Version, campaign: Any, editor: Any
) -> None:
    second = begin_version(by=editor, campaign=campaign)
    edit_part(by=editor, part=part(second, "demand", 2), lang="en", text="Lindow decides on every coin.")
    remove_part(by=editor, part=part(second, "call"))
    add_part(by=editor, version=second, kind="demand", text="And shade.")
    publish_version(by=editor, version=second, until=date(2026, 12, 20))
    second.refresh_from_db()
    assert entries()[1]["until"] == "2026-12-20" and entries()[1]["version"] == 2
    now = reads.said_by(second)
    assert now is not None
    states = {(c.kind, c.number, c.was): c.state for c in reads.changes(reads.said_by(out), now, "en")}
    assert states[("demand", 2, 2)] == "changed" and states[("demand", 4, 0)] == "added"
    assert states[("call", 0, 1)] == "removed" and states[("body", 1, 1)] == "same"
    assert reads.published(campaign) == second
    with pytest.raises(AppealFrozen):
        edit_part(by=editor, part=part(out, "title"), lang="ar", text="قديم")


def test_nobody_publishes_what_he_has_not_read(draft: Version, editor: Any) -> None:
    read = reads.fingerprint_of(draft)
    edit_part(by=editor, part=part(draft, "body"), lang="en", text="Lindow has no walls.")
    with pytest.raises(AppealChanged):
        publish_version(by=editor, version=draft, read=read)
    publish_version(by=editor, version=draft, read=reads.fingerprint_of(draft))


@pytest.mark.parametrize("kind", ["title", "body"])
def test_nothing_incomplete_is_published(draft: Version, editor: Any, kind: str) -> None:
    edit_part(by=editor, part=part(draft, kind), lang="en", text="")
    with pytest.raises(AppealIncomplete):
        publish_version(by=editor, version=draft)


def test_an_appeal_without_a_demand_is_none(draft: Version, editor: Any) -> None:
    for nth in range(3):
        remove_part(by=editor, part=part(draft, "demand"))
    with pytest.raises(AppealIncomplete):
        publish_version(by=editor, version=draft)
    assert nth == 2 and not entries()


def test_who_writes_and_what_is_refused(draft: Version, campaign: Any, actor: Any, editor: Any) -> None:
    for role in ("treasurer", "auditor", "trustee", "partner", "coordinator"):
        with pytest.raises(NotPermitted):
            begin_version(by=actor(role), campaign=campaign)
        with pytest.raises(NotPermitted):
            publish_version(by=actor(role), version=draft)
    with pytest.raises(UnknownPart):
        edit_part(by=editor, part=part(draft, "title"), lang="xx", text="?")
    with pytest.raises(UnknownPart):
        set_version_languages(by=editor, version=draft, languages=["en", "<b>"])
    with pytest.raises(TextRefused):
        edit_part(by=editor, part=part(draft, "title"), lang="en", text="a\u202eb")
    with pytest.raises(UnknownPart):
        edit_part(by=editor, part=part(draft, "note"), lang="en", text="x", url="javascript:alert(1)")
    with pytest.raises(UnknownPart):
        edit_part(by=editor, part=part(draft, "title"), lang="en", text="x" * 201)
    with pytest.raises(UnknownPart):
        add_part(by=editor, version=draft, kind="title")
    fresh = add_part(by=editor, version=draft, kind="call")
    with pytest.raises(SourceMissing):
        edit_part(by=editor, part=fresh, lang="ar", text="قبل الأصل")


def test_languages_stand_by_their_weakest_part(draft: Version, editor: Any, partner: Any) -> None:
    said = reads.public_text(draft)
    assert reads.standing_of(said, "ar") == reads.Standing("ar", "human", 1, 0)
    edit_part(by=editor, part=part(draft, "call"), lang="ar", text="علّقوا الملصق.", state="machine")
    assert reads.standing_of(reads.public_text(draft), "ar").state == "machine"
    edit_part(by=editor, part=part(draft, "call"), lang="ar", text="علّقوا الملصق.", fits=True)
    for one in reads.to_check(draft, "ar"):
        check_part(by=partner, part=one, lang="ar", text=one.text["ar"]["text"])
    assert reads.standing_of(reads.public_text(draft), "ar") == reads.Standing("ar", "checked", 0, 0)
    assert reads.to_check(draft, "ar") == []


def test_demands_change_places(draft: Version, editor: Any) -> None:
    move_part(by=editor, part=part(draft, "demand", 3), up=True)
    texts = [row.text["en"]["text"] for row in draft.parts.filter(kind="demand")]
    assert texts == ["Open the road to Lindow.", "Build to last.", "Lindow decides."]


def test_nobody_is_asked_until_a_day_that_has_passed(draft: Version, editor: Any) -> None:
    with pytest.raises(AppealIncomplete):
        publish_version(by=editor, version=draft, until=date(2026, 11, 19))
    publish_version(by=editor, version=draft, until=date(2026, 11, 20))


def test_it_is_written_before_the_campaign_opens_and_published_after(
    draft: Version, campaign: Any, editor: Any, person: Any
) -> None:
    Campaign.objects.update(state=Campaign.DRAFT, opened_on=None)
    client = Client()
    client.force_login(person("editor"))
    for name, args in (("appeal:desk", []), ("appeal:write", [1, "en"]), ("appeal:publish", [1])):
        assert client.get(reverse(name, args=args)).status_code == 200, name
    assert client.get("/appeal/").status_code == 404
    with pytest.raises(AppealIncomplete):
        publish_version(by=editor, version=draft)
