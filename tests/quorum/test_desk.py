"""The trustees' desk and public page: what is shown to whom, and at what cost."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.quorum.people import FILE_KEY, Authenticator, Person

from ouna.core.book import RequestMade, decode
from ouna.core.quorum import document_fingerprint, partner_fingerprint
from ouna.core.quorum import fingerprint as prints
from ouna.log import SYSTEM, clock, new_ref
from ouna.log.models import Entry
from ouna.parties.queries import actor_of
from ouna.quorum import actions, queries
from ouna.quorum.actions import sets
from ouna.quorum.errors import KeyUnknown, NoSigner, SetIncomplete
from ouna.quorum.models import Document, Look, Signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(appointed: Any) -> tuple[Client, Person]:
    """The first trustee, logged in."""
    client = Client()
    client.force_login(appointed.trustees[0].signer.user)
    return client, appointed.trustees[0]


def test_what_waits_comes_first(appointed, first):
    client, person = first
    document = appointed.request(title="A roof of slate")
    page = client.get("/desk/trustees/").content.decode()
    assert "A roof of slate" in page and "0 of 2 have signed" in page
    person.sign(document)
    page = client.get("/desk/trustees/").content.decode()
    assert "Nothing waits for you." in page and "1 of 2 has signed" in page
    # The desk's start counts it for who has not signed.
    other = Client()
    other.force_login(appointed.trustees[1].signer.user)
    assert "Decisions that wait for you" in other.get("/desk/").content.decode()


def test_a_document_says_who_has_signed_without_names(appointed, first):
    client, _ = first
    document = appointed.request()
    appointed.trustees[3].sign(document)
    page = client.get(f"/desk/trustees/document/{document.ref}/").content.decode()
    assert "Trustee 4, engineer" in page
    assert appointed.trustees[3].signer.user.name not in page
    actions.wish_name(by=appointed.trustees[3].actor, signer=appointed.trustees[3].signer, name="Habib")
    assert "Habib, engineer" in client.get(f"/desk/trustees/document/{document.ref}/").content.decode()


def test_the_desk_leads_to_the_signing_site_with_the_ticket_in_the_fragment(appointed, first):
    client, person = first
    document = appointed.request()
    path = f"/desk/trustees/document/{document.ref}/"
    answer = client.post(path, {"do": "sign"})
    assert answer.status_code == 302
    site, _, token = answer.headers["Location"].partition("#")
    assert site == "http://sign.localhost:8000/" and len(token) == 43
    person.bring(token, person.key)
    # The page's forms may lead there, and nowhere else.
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "form-action 'self' http://sign.localhost:8000" in policy
    # Whoever has signed is told so, not sent.
    again = client.post(path, {"do": "sign"})
    assert again.status_code == 200 and "you have signed" in again.content.decode()


def test_a_question_stands_beside_the_document(appointed, first):
    client, _ = first
    document = appointed.request()
    path = f"/desk/trustees/document/{document.ref}/"
    client.post(path, {"do": "ask", "text": "Why slate?"})
    other = Client()
    other.force_login(appointed.trustees[1].signer.user)
    assert "Why slate?" in other.get(path).content.decode()


def test_files_go_out_and_answers_come_back(appointed):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from tests.quorum.test_signing import answered

    fifth, document, client = appointed.trustees[4], appointed.request(), Client()
    client.force_login(fifth.signer.user)
    path = f"/desk/trustees/document/{document.ref}/"
    given = client.post(path, {"do": "file"})
    assert given.headers["Content-Disposition"].startswith("attachment")
    answer = SimpleUploadedFile("answer.json", answered(given.content, fifth.key))
    done = client.post(path, {"do": "answer", "answer": answer}, follow=True)
    assert "1 of 2 has signed" in done.content.decode()
    junk = SimpleUploadedFile("answer.json", b"{}")
    assert "not an answer" in client.post(path, {"do": "answer", "answer": junk}).content.decode()


@pytest.mark.parametrize("role", ["treasurer", "auditor", "administrator", "partner", ""])
def test_whoever_does_not_sign_can_do_nothing_here(appointed, person, role):
    document, client = appointed.request(), Client()
    client.force_login(person(*([role] if role else [])))
    for path in ("/desk/trustees/", "/desk/trustees/keys/", "/desk/trustees/lost/"):
        assert client.get(path).status_code == 422
        assert client.post(path, {"do": "pause"}).status_code == 422
    path = f"/desk/trustees/document/{document.ref}/"
    reads = role in ("auditor", "administrator", "partner")
    assert client.get(path).status_code == (200 if reads else 422)
    for do in ("sign", "file", "ask", "look"):
        assert client.post(path, {"do": do, "text": "x"}).status_code == (200 if reads else 422)
    assert queries.needed(document) == (0, 2)
    assert not document.questions.exists() and not Document.objects.filter(kind="payments.paused").exists()


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(
    ("who", "sees"),
    [("trustee", True), ("auditor", True), ("administrator", False), ("partner", False), ("named", False)],
)
def test_payee_account_and_questions_are_for_signers_and_the_auditor(
    appointed, named, person, who, sees, lang
):
    document, client = appointed.request(), Client()
    actions.ask_question(
        by=appointed.trustees[1].actor, signer=appointed.trustees[1].signer, ref=document.ref, text="Slate?"
    )
    # Whom the administrator only named as a signer stands in no list, and sees no more than he.
    users = {"trustee": lambda: appointed.trustees[0].signer.user, "named": lambda: named(5).signer.user}
    client.force_login(users[who]() if who in users else person(who))
    path = f"/desk/trustees/document/{document.ref}/"
    answer = client.get(f"{path}?lang={lang}")
    text = answer.content.decode()
    assert answer.status_code == 200
    for hidden in ("Zaafaran", "ورشة زعفران", "GE29NB0000000101904917", "Slate?"):
        assert (hidden in text) is sees, hidden
    assert "900.00" in text and document_fingerprint(document.sha256)[0] in text
    looked = client.post(path, {"do": "look"}) if who != "auditor" else None
    assert looked is None or Look.objects.exists() is (who == "trustee")


def test_with_the_guard_off_the_administrator_would_read_the_payee(appointed, person, monkeypatch):
    document, client = appointed.request(), Client()
    client.force_login(person("administrator"))
    monkeypatch.setattr(queries, "sees_opened", lambda *given: True)
    assert "Zaafaran" in client.get(f"/desk/trustees/document/{document.ref}/").content.decode()


def test_a_recovery_key_is_no_way_to_what_it_does_not_sign(appointed, named):
    document, late = appointed.request(), named(5).signer
    holder = queries.set_in_force(appointed.campaign).recovery[0].key
    with pytest.raises(KeyUnknown):
        actions.file_to_sign(by=actor_of(late.user), signer=late, ref=document.ref, lang="en", holder=holder)


class Anybody:
    """What waits for every key there is."""

    def signer(self, key: str) -> str:
        return key


def test_with_the_guard_off_a_recovery_keys_ref_would_fetch_the_payee(appointed, named, monkeypatch):
    document, late = appointed.request(), named(5).signer
    holder = queries.set_in_force(appointed.campaign).recovery[0].key
    true = queries.standing_of
    monkeypatch.setattr(queries, "standing_of", lambda d: true(d)._replace(wanted=Anybody()))
    given = actions.file_to_sign(
        by=actor_of(late.user), signer=late, ref=document.ref, lang="en", holder=holder
    )
    assert b"Zaafaran" in given


def test_the_second_device_is_for_signers_of_the_document(appointed, named, monkeypatch):
    document, late = appointed.request(), named(5).signer
    with pytest.raises(NoSigner):
        actions.show_on_second_device(by=actor_of(late.user), ref=document.ref, lang="en")
    assert not Look.objects.exists()
    # The twin.
    monkeypatch.setattr(queries, "sees_opened", lambda *given: True)
    assert actions.show_on_second_device(by=actor_of(late.user), ref=document.ref, lang="en")
    assert Look.objects.count() == 1


@pytest.mark.parametrize("role", ["treasurer", "checker", "coordinator", ""])
def test_who_has_signed_is_not_for_outsiders(appointed, person, role, monkeypatch):
    document, client = appointed.request(), Client()
    appointed.trustees[3].sign(document)
    client.force_login(person(*[role] if role else []))
    path = f"/desk/trustees/document/{document.ref}/"
    answer = client.get(path)
    assert answer.status_code == 422 and "Trustee 4" not in answer.content.decode()
    if role:
        # The twin: listed among the readers, they would see it.
        views = import_module("ouna.quorum.views.desk")
        monkeypatch.setattr(views, "READERS", (*views.READERS, role))
        assert "Trustee 4, engineer" in client.get(path).content.decode()


def test_a_recovery_key_keeps_its_ref_when_a_list_is_sent_again(house, monkeypatch):
    def sent() -> dict[str, str]:
        """Refs by public key, of a list with new refs as the form makes them."""
        fresh = [Authenticator.make(str(new_ref("reco")), FILE_KEY, 900 + n) for n in range(3)]
        house.paper = fresh
        record = queries.record_of(house.propose())
        return {key.spki: key.key for key in record.recovery.keys}

    before = sent()
    assert sent() == before
    house.appoint()
    house.propose(wait=48)
    in_force = {key.spki: key.key for key in queries.set_in_force(house.campaign).recovery}
    assert in_force == before == sent()
    # A changed list is signed and stands in the book under the same refs; a new key has a new one.
    changed = house.propose(wait=48)
    for who in house.trustees[:4]:
        who.sign(changed)
    assert {key.spki: key.key for key in queries.set_in_force(house.campaign).recovery} == before
    house.paper = [Authenticator.make(str(new_ref("reco")), FILE_KEY, 950)]
    with pytest.raises(SetIncomplete):
        house.propose()
    # The twin.
    monkeypatch.setattr(sets, "with_known_refs", lambda campaign, recovery: recovery)
    assert set(sent().values()).isdisjoint(before.values())


def test_what_is_signed_or_over_waits_for_nobody(appointed, first):
    client, person = first
    enough, half, over = (appointed.request(title=t) for t in ("Enough slate", "Half a door", "Old beams"))
    for who in appointed.trustees[:2]:
        who.sign(enough)
    person.sign(half)
    Document.objects.filter(pk=over.pk).update(until=clock.today() - timedelta(days=1))
    page = client.get("/desk/trustees/").content.decode()
    waits, _, done = page.partition("Signed or closed")
    assert "Half a door" in waits and "1 of 2 has signed" in waits
    assert "Half a door" not in done
    for title in ("Enough slate", "Old beams"):
        assert title in done and title not in waits
    assert "وقّع واحد من 2" in client.get("/desk/trustees/?lang=ar").content.decode()


def test_a_closed_document_says_who_signed(appointed, first):
    client, _ = first
    document = Document.objects.get(kind="trustees.set")
    page = client.get(f"/desk/trustees/document/{document.ref}/").content.decode()
    assert "5 have signed:" in page and "Trustee 4, engineer" in page and "0 of" not in page
    request = appointed.request()
    appointed.trustees[2].sign(request)
    actions.void_document(by=SYSTEM, ref=request.ref)
    page = client.get(f"/desk/trustees/document/{request.ref}/").content.decode()
    assert "1 has signed:" in page and "Trustee 3, nurse" in page
    arabic = client.get(f"/desk/trustees/document/{request.ref}/?lang=ar").content.decode()
    assert "وقّع واحد:" in arabic


def test_a_document_leads_to_its_request(appointed, first, person):
    client, _ = first
    path = f"/desk/trustees/document/{(ref := appointed.request().ref)}/"
    assert f'href="/desk/requests/{ref}/"' in client.get(path).content.decode()
    admin = Client()
    admin.force_login(person("administrator"))
    text = admin.get(path).content.decode()
    assert f'href="/spending/{ref}/"' in text and "/desk/requests/" not in text.split("<main")[1]


def test_a_change_of_the_list_begins_from_what_holds(appointed, first):
    client, _ = first
    form = client.get("/desk/trustees/signers/").context["set_form"]
    given = {name: form[name].value() for name in form.fields}
    assert client.post("/desk/trustees/signers/", {"do": "set", **given}).status_code == 302
    made = queries.record_of(Document.objects.get(kind="trustees.set", state=Document.OPEN))
    now = queries.set_in_force(appointed.campaign)
    assert tuple(t.trustee for t in made.trustees) == now.members
    assert (made.bands, made.change, made.wait) == (now.bands, now.change, now.wait)
    assert [k.spki for k in made.recovery.keys] == [k.spki for k in now.recovery]
    assert (made.recovery.m, made.recovery.days) == (now.recovery_m, now.recovery_days)


def test_all_rooms_open_in_both_languages(appointed, first, person):
    client, signer = first
    signer.set_up(seed=31)
    admin = Client()
    admin.force_login(person("administrator"))
    for lang in ("en", "ar"):
        for path in ("/desk/trustees/", "/desk/trustees/keys/", "/desk/trustees/lost/", "/trustees/"):
            assert client.get(f"{path}?lang={lang}").status_code == 200
        assert admin.get(f"/desk/trustees/signers/?lang={lang}").status_code == 200


def test_the_administrator_names_and_proposes_the_trustees_decide(appointed, person):
    admin = Client()
    admin.force_login(person("administrator"))
    user = person("trustee")
    given = {"do": "name", "user": user.ref, "function": "baker", "title": "baker", "title_ar": "خبّاز"}
    assert admin.post("/desk/trustees/signers/", given).status_code == 302
    assert Signer.objects.get(user=user).number == 6
    proposal = {
        "do": "set",
        "signers": [p.signer.ref for p in appointed.trustees],
        "bands": "EUR 2000.00 2\nEUR - 3",
        "change": 4,
        "wait": 72,
        "recovery": "\n".join(k.spki for k in appointed.paper),
        "recovery_m": 2,
        "recovery_days": 30,
    }
    answer = admin.post("/desk/trustees/signers/", proposal)
    assert answer.status_code == 302
    document = Document.objects.get(kind="trustees.set", state=Document.OPEN)
    assert queries.needed(document) == (0, 4)
    bad = admin.post("/desk/trustees/signers/", {**proposal, "bands": "EUR much 2"})
    assert "A line is not of the form" in bad.content.decode()


def test_the_public_page_has_functions_rules_and_fingerprint_and_no_names(appointed):
    page = Client().get("/trustees/").content.decode()
    assert "Trustee 5, pharmacist" in page and "4 of 5" in page
    for person in appointed.trustees:
        assert person.signer.user.name not in page
    digits = "".join(queries.set_in_force(appointed.campaign).first)
    for group in partner_fingerprint(digits):
        assert group in page


def test_the_public_page_derives_the_partner_s_digits_once(appointed, monkeypatch):
    derived: list[bytes] = []

    def derive(*given: Any) -> bytes:
        derived.append(given[2])
        return bytes(16)

    monkeypatch.setattr(prints, "ITERATIONS", 2)
    monkeypatch.setattr(prints, "pbkdf2_hmac", derive)
    for nth in range(3):
        # Another address each time: no kept page answers.
        page = Client().get(f"/trustees/?nth={nth}").content.decode()
        assert page.count("<span>0000</span>") == 5
    assert derived == [prints.PARTNER_SALT]
    prints._stretched.cache_clear()


def test_the_public_page_before_there_are_trustees(campaign):
    assert "There are no trustees yet." in Client().get("/trustees/").content.decode()


def many(appointed: Any, count: int) -> None:
    """So many requests that wait, made of one: their rows, entries and states alone."""
    from ouna.core.book import encode
    from ouna.log.models import BookState

    model = appointed.request()
    record = decode(bytes(model.body))
    assert isinstance(record, RequestMade)
    state = BookState.objects.get(pk=model.ref)
    documents, states = [], []
    from dataclasses import replace
    from hashlib import sha256

    from ouna.log import new_ref

    for _ in range(count):
        ref = str(new_ref("req"))
        body = encode(replace(record, ref=ref))
        states.append(BookState(ref=ref, kind=state.kind, data=state.data))
        documents.append(
            Document(
                ref=ref, act=model.act, kind=model.kind, campaign=model.campaign, body=body,
                sha256=sha256(body).hexdigest(), texts=model.texts, until=clock.today() + timedelta(days=9),
                made_by=SYSTEM.ref, made_at=clock.now(),
            )
        )  # fmt: skip
    BookState.objects.bulk_create(states)
    Document.objects.bulk_create(documents)
    assert Entry.objects.filter(ref=model.ref).exists()


def test_a_thousand_waiting_documents_cost_as_many_queries_as_ten(appointed, first):
    client, person = first
    client.get("/desk/trustees/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/desk/trustees/").status_code == 200
        return len(seen)

    many(appointed, 10)
    few = asked()
    many(appointed, 990)
    assert len(queries.waiting_for(person.actor)) == 1_002
    assert asked() == few
    assert few < 40


def test_one_more_query_for_each_document_would_show(appointed, first, monkeypatch):
    """The twin: with a look at each document by itself the count grows."""
    _, person = first
    monkeypatch.setattr(queries, "standings", lambda documents: [s for d in documents for s in REAL([d])])

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.waiting_for(person.actor)
        return len(seen)

    many(appointed, 10)
    few = asked()
    many(appointed, 30)
    assert asked() > few + 20


REAL = queries.standings
