"""Pages of the appeal: what everyone reads in which language, and what the desk asks for a second time."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.appeal.texts_fixtures import draft as draft
from tests.appeal.texts_fixtures import editor as editor
from tests.appeal.texts_fixtures import out as out
from tests.appeal.texts_fixtures import part
from tests.appeal.texts_fixtures import partner as partner

from ouna.appeal import texts_desk
from ouna.appeal.actions import begin_version, edit_part, publish_version
from ouna.appeal.models import Version
from ouna.appeal.queries import texts as reads

PAGE = "/appeal/"


def client_of(user: Any) -> Client:
    made = Client()
    made.force_login(user)
    return made


@pytest.fixture
def writer(person: Any) -> Client:
    return client_of(person("editor"))


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content[-500:]
    return answer.content.decode()


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def second(out: Version, campaign: Any, editor: Any) -> Version:
    """Version 2, in which the second demand changed and Arabic did not follow."""
    made = begin_version(by=editor, campaign=campaign)
    edit_part(by=editor, part=part(made, "demand", 2), lang="en", text="Lindow decides on every coin.")
    publish_version(by=editor, version=made)
    made.refresh_from_db()
    return made


def test_before_anything_is_published_the_page_says_so(draft: Version) -> None:
    page = read(Client(), PAGE)
    assert "not published yet" in page and "pears" not in page
    read(Client(), "/appeal/in/en/", 404)
    read(Client(), "/appeal/versions/1/", 404)


def test_the_text_stands_in_the_language_asked_for(out: Version) -> None:
    page = read(Client(), PAGE)
    assert '<h1 lang="en" dir="ltr">Let the pears grow</h1>' in page
    assert "<strong>no roof</strong>" in page and 'href="#note-1"' in page and 'id="note-1"' in page
    assert 'href="https://a.example/r" rel="nofollow noopener"' in page
    arabic = read(Client(), "/appeal/in/ar/")
    assert '<h1 lang="ar" dir="rtl">دعوا الإجاص ينمو</h1>' in arabic
    assert "Hang the poster." in arabic and "not translated yet" in arabic, "in the original until it is"
    assert '<h1 lang="ar"' in read(Client(), PAGE + "?lang=ar")
    read(Client(), "/appeal/in/de/", 404)


def test_what_is_behind_or_made_by_a_machine_says_so(second: Version, editor: Any) -> None:
    page = plain(read(Client(), "/appeal/in/ar/"))
    assert "This translation is behind" in page and "The original holds." in page
    assert "This translation is behind" not in plain(read(Client(), "/appeal/in/en/"))
    edit_part(
        by=editor, part=part(second, "demand", 2), lang="ar", text="لندو تقرّر في كل قرش.", state="machine"
    )
    assert "Translated by a machine" not in read(Client(), "/appeal/in/ar/"), "not published yet"
    publish_version(by=editor, version=second)
    page = plain(read(Client(), "/appeal/in/ar/"))
    assert "Translated by a machine" in page and "is behind" not in page


def test_older_versions_stay_and_differences_are_public(second: Version) -> None:
    assert "Lindow decides." in read(Client(), "/appeal/versions/1/")
    assert "This is an older version" in read(Client(), "/appeal/versions/1/")
    page = read(Client(), "/appeal/versions/2/changes/")
    assert "<del>decides.</del><ins>decides on every coin.</ins>" in page
    arabic = read(Client(), "/appeal/versions/2/changes/in/ar/")
    assert "the words are the same" in arabic and "behind" in arabic
    for missing in ("/appeal/versions/1/changes/", "/appeal/versions/3/", "/appeal/versions/3/changes/"):
        read(Client(), missing, 404)


def test_what_is_public_is_what_was_published(out: Version) -> None:
    row = part(out, "body")
    row.text = {"en": {"text": "Something else.", "state": "human", "of": ""}}
    row.save()
    assert "Something else." not in read(Client(), PAGE)


def test_hostile_words_are_shown_and_never_run(draft: Version, editor: Any) -> None:
    bad = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    for kind in ("title", "body", "demand", "call", "note"):
        text = bad if kind != "title" else "<script>alert(1)</script>"
        edit_part(by=editor, part=part(draft, kind), lang="en", text=text)
    publish_version(by=editor, version=draft)
    first = Version.objects.get()
    second = begin_version(by=editor, campaign=first.campaign)
    edit_part(by=editor, part=part(second, "body"), lang="en", text=bad + " <b>more</b>")
    publish_version(by=editor, version=second)
    for path in (PAGE, "/appeal/versions/1/", "/appeal/versions/2/changes/"):
        page = read(Client(), path)
        assert "<script>alert" not in page and "<img" not in page and 'href="javascript' not in page
        assert "<b>more" not in page and "&lt;script&gt;" in page


def test_the_page_is_light_and_needs_no_script(second: Version, django_assert_max_num_queries: Any) -> None:
    client = Client()
    with django_assert_max_num_queries(9):
        page = read(client, PAGE)
    assert len(page.encode()) < 40_000 and "<script" not in page and "style=" not in page


def test_it_is_written_side_by_side_and_published_after_a_second_look(writer: Client, campaign: Any) -> None:
    assert "There is no appeal yet" in read(writer, reverse("appeal:desk"))
    assert writer.post(reverse("appeal:desk"), {"begin": "1"}).status_code == 302
    version = Version.objects.get()
    where = reverse("appeal:write", args=[1, "en"])
    for kind in ("demand", "note"):
        assert writer.post(where, {"arrange": f"add:{kind}"}).status_code == 302
    rows = {row.kind: row.pk for row in version.parts.all()}
    said = {f"{pk}-text": f"Our {kind}" for kind, pk in rows.items()}
    said[f"{rows['note']}-url"] = "https://a.example/source"
    assert writer.post(where, said).status_code == 302
    beside = reverse("appeal:write", args=[1, "ar"])
    page = read(writer, beside)
    assert "Our demand" in page and 'dir="auto"' in page and "missing" in page
    seen = part(version, "demand").texts.source_hash()
    arabic = {f"{rows['demand']}-text": "مطلبنا", f"{rows['demand']}-seen": seen, "state": "machine"}
    assert writer.post(beside, arabic).status_code == 302
    assert part(version, "demand").text["ar"]["state"] == "machine"
    look = read(writer, reverse("appeal:publish", args=[1]))
    found = re.search(r'name="read" value="([0-9a-f]{64})"', look)
    assert found and "Our body" in look
    assert writer.post(reverse("appeal:publish", args=[1]), {}).status_code == 422, "nobody publishes blindly"
    assert writer.post(reverse("appeal:publish", args=[1]), {"read": found[1]}).status_code == 302
    assert "Our title" in read(Client(), PAGE)
    assert writer.get(where).status_code == 302, "the original of what is published is not written"


def test_the_editor_sees_what_changed_since_the_translation_was_made(
    second: Version, writer: Client, editor: Any
) -> None:
    page = read(writer, reverse("appeal:write", args=[2, "ar"]))
    assert "<del>decides.</del><ins>decides on every coin.</ins>" in page
    row = part(second, "demand", 2)
    words = row.text["ar"]["text"]
    said = {f"{p.pk}-text": p.text.get("ar", {}).get("text", "") for p in second.parts.all()}
    writer.post(reverse("appeal:write", args=[2, "ar"]), {**said, "state": "human"})
    assert part(second, "demand", 2).texts.is_stale("ar"), "saving the page confirms nothing"
    writer.post(reverse("appeal:write", args=[2, "ar"]), {**said, f"{row.pk}-fits": "on", "state": "human"})
    now = part(second, "demand", 2)
    assert not now.texts.is_stale("ar") and now.text["ar"]["text"] == words
    assert "not public yet" in read(writer, reverse("appeal:desk"))


def test_parts_are_moved_and_taken_out(draft: Version, writer: Client) -> None:
    where = reverse("appeal:write", args=[1, "en"])
    rows = list(draft.parts.filter(kind="demand"))
    writer.post(where, {"arrange": f"up:{rows[2].pk}"})
    writer.post(where, {"arrange": f"out:{rows[0].pk}"})
    assert [row.pk for row in draft.parts.filter(kind="demand")] == [rows[2].pk, rows[1].pk]
    for wrong in ("up:x", "out:999999", "burn:1", "up:", "add:title"):
        assert writer.post(where, {"arrange": wrong}).status_code in (404, 422), wrong


def test_the_partner_confirms_text_by_text(out: Version, person: Any) -> None:
    client = client_of(person("partner"))
    where = reverse("appeal:check", args=["ar"])
    assert "دعوا الإجاص ينمو" in read(client, where)
    row = part(out, "title")
    answer = client.post(where, {"key": row.key, "text": "غير ذلك"})
    assert answer.status_code == 422
    assert client.post(where, {"key": row.key, "text": row.text["ar"]["text"]}).status_code == 302
    assert part(out, "title").text["ar"]["state"] == "checked"
    assert "دعوا الإجاص ينمو" not in read(client, where)
    read(client, reverse("appeal:check", args=["en"]), 404)


def test_languages_are_kept_as_one_says(draft: Version, writer: Client) -> None:
    where = reverse("appeal:languages", args=[1])
    assert writer.post(where, {"languages": "en ar de"}).status_code == 302
    draft.refresh_from_db()
    assert draft.languages == ["en", "ar", "de"]
    assert writer.post(where, {"languages": "<b>"}).status_code == 422
    assert reads.to_translate(draft)["de"] == 7


def test_the_paper_is_of_the_text_that_was_published(out: Version) -> None:
    answer = Client().get("/appeal/appeal-en.pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert Client().get("/appeal/appeal-ar.pdf").content != answer.content
    for missing in ("/appeal/appeal-de.pdf", "/appeal/appeal-xx.pdf"):
        read(Client(), missing, 404)


def test_there_is_no_paper_of_a_draft(draft: Version) -> None:
    read(Client(), "/appeal/appeal-en.pdf", 404)


def test_desks_say_what_waits_because_of_the_texts(
    out: Version, campaign: Any, editor: Any, actor: Any, partner: Any
) -> None:
    def told(by: Any) -> dict[str, int]:
        return {wait.url: wait.count for wait in texts_desk.waits(by)}

    translate, check = reverse("appeal:write", args=[1, "ar"]), reverse("appeal:check", args=["ar"])
    assert told(editor) == {translate: 1} and told(partner) == {check: 6}
    assert told(actor("treasurer")) == {} and texts_desk.nav(actor("treasurer")) == []
    edit_part(by=editor, part=part(out, "call"), lang="ar", text="علّقوا الملصق.")
    assert told(editor) == {reverse("appeal:publish", args=[1]): 1}
    second = begin_version(by=editor, campaign=campaign)
    edit_part(by=editor, part=part(second, "title"), lang="en", text="Let the quinces grow")
    assert told(editor)[reverse("appeal:desk")] == 1
    assert told(editor)[reverse("appeal:write", args=[2, "ar"])] == 1
    assert told(partner) == {check: 6}, "what is behind is not to be confirmed"
