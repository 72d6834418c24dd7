"""Setting up signing keys: what an authenticator may not say, and keys that cannot sign."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from allauth.mfa.models import Authenticator as Login
from tests.quorum.people import ES256, FILE_KEY, RS256, Person, attest, nonce_of

from ouna.core.errors import Refused
from ouna.quorum import actions, passkeys, place, queries
from ouna.quorum.actions import keys as key_actions
from ouna.quorum.errors import CredentialRefused, KeyForLogin, KeyKnown, NoSigner, TicketSpent
from ouna.quorum.models import SigningKey, Ticket

from authenticator import Authenticator  # isort: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(named: Any) -> Person:
    return named(0)


def fresh(alg: str = ES256, seed: int = 77) -> Authenticator:
    return Authenticator.make("", alg, seed).but(origin=place.sign_url(), rp_id=place.rp_id())


def enrol(person: Person, key: Authenticator, **said: Any) -> SigningKey:
    token = actions.ticket_to_enrol(by=person.actor, signer=person.signer, lang="en")
    response = attest(key, said.pop("challenge", "") or nonce_of(token), **said)
    return actions.enrol_key(by=person.actor, token=token, response=response)[0]


@pytest.mark.parametrize("alg", [ES256, "EdDSA", RS256])
def test_a_passkey_of_each_kind_is_set_up(one, alg):
    key = fresh(alg)
    row = enrol(one, key)
    assert (row.alg, row.spki, row.tested_at) == (alg, key.spki, None)
    assert bytes(row.credential) and not row.backed_up
    assert queries.listed_keys(one.signer) == ()


def test_only_the_public_key_and_its_name_are_kept(one):
    enrol(one, fresh())
    kept = {f.name for f in SigningKey._meta.get_fields()}
    assert kept == {
        "id", "ref", "signer", "alg", "spki", "credential", "backed_up", "made_at", "tested_at", "ticket",
    }  # fmt: skip


#: What a browser or an authenticator may say wrongly.
WRONG: dict[str, dict[str, Any]] = {
    "another page": {"origin": "https://sign.evil.example"},
    "a page below": {"origin": "http://x.sign.localhost:8000"},
    "the main site": {"origin": "http://localhost:8000"},
    "another challenge": {"challenge": "00" * 32},
    "not for making": {"type": "webauthn.get"},
    "inside another page": {"crossOrigin": True},
    "below another page": {"topOrigin": "https://evil.example"},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_said_wrongly_is_refused(one, name):
    with pytest.raises(CredentialRefused):
        enrol(one, fresh(), **WRONG[name])
    assert not SigningKey.objects.exists()


def test_a_key_for_another_site_or_without_its_owner_is_refused(one):
    with pytest.raises(CredentialRefused):
        enrol(one, fresh().but(rp_id="localhost"))
    with pytest.raises(CredentialRefused):
        enrol(one, fresh().but(flags=0x01))
    with pytest.raises(CredentialRefused):
        enrol(one, fresh().but(flags=0x04))


def test_without_the_demand_for_its_owner_it_would_pass(one, monkeypatch):
    """The guard is fido2's own, asked for by us: asked for less, the key is taken."""
    real = passkeys.Fido2Server.register_complete

    def lax(self: Any, state: Any, response: Any) -> Any:
        return real(self, {**state, "user_verification": "preferred"}, response)

    monkeypatch.setattr(passkeys.Fido2Server, "register_complete", lax)
    assert enrol(one, fresh().but(flags=0x01)).pk


@pytest.mark.parametrize("junk", [{}, {"clientDataJSON": "e30", "attestationObject": "oA"},
                                  {"clientDataJSON": 5, "attestationObject": None},
                                  {"clientDataJSON": "A" * 30_000, "attestationObject": ""}])  # fmt: skip
def test_junk_is_refused_in_our_words(one, junk):
    token = actions.ticket_to_enrol(by=one.actor, signer=one.signer, lang="en")
    with pytest.raises(CredentialRefused):
        actions.enrol_key(by=one.actor, token=token, response=junk)


def test_a_ticket_to_enrol_serves_once_and_only_that(one, named):
    token = actions.ticket_to_enrol(by=one.actor, signer=one.signer, lang="en")
    response = attest(fresh(), nonce_of(token))
    other = named(1)
    with pytest.raises(NoSigner):
        actions.enrol_key(by=other.actor, token=token, response=response)
    actions.enrol_key(by=one.actor, token=token, response=response)
    with pytest.raises(TicketSpent):
        actions.enrol_key(by=one.actor, token=token, response=attest(fresh(seed=78), nonce_of(token)))
    test = actions.ticket_to_test(by=one.actor, key=SigningKey.objects.get(), lang="en")
    with pytest.raises(TicketSpent):
        actions.enrol_key(by=one.actor, token=test, response=response)
    assert Ticket.objects.filter(token=token).count() == 0, "only a hash of the token is kept"


def test_without_its_guards_a_ticket_would_enrol_twice_and_for_another(one, named, monkeypatch):
    """The twins: one who has the ticket of another sets up a key of his own in that name."""
    token = actions.ticket_to_enrol(by=one.actor, signer=one.signer, lang="en")
    response = attest(fresh(), nonce_of(token))
    other = named(1)
    monkeypatch.setattr(key_actions, "check_signer", lambda by, signer: None)
    monkeypatch.setattr(key_actions, "spend", lambda ticket: None)
    assert actions.enrol_key(by=other.actor, token=token, response=response)[0].signer == one.signer
    again = attest(fresh(seed=78), nonce_of(token))
    assert actions.enrol_key(by=other.actor, token=token, response=again)[0].signer == one.signer
    assert one.signer.keys.count() == 2


def test_one_key_is_one_persons(one, named):
    enrol(one, fresh())
    with pytest.raises(KeyKnown):
        enrol(named(1), fresh())


def login_with(user: Any, key: Authenticator, credential: bytes) -> None:
    """The same device's key as allauth keeps one for log-in."""
    response = attest(key, "00" * 32, credential=credential)
    data = {
        "id": base64.urlsafe_b64encode(credential).rstrip(b"=").decode(),
        "rawId": base64.urlsafe_b64encode(credential).rstrip(b"=").decode(),
        "type": "public-key",
        "response": response,
    }
    Login.objects.create(user=user, type=Login.Type.WEBAUTHN, data={"name": "x", "credential": data})


def test_a_key_that_logs_in_cannot_sign(one, monkeypatch):
    key, credential = fresh(), b"c" * 32
    login_with(one.signer.user, key, credential)
    with pytest.raises(KeyForLogin):
        enrol(one, fresh(seed=79), credential=credential)
    with pytest.raises(KeyForLogin):
        enrol(one, key, credential=b"d" * 32)
    monkeypatch.setattr(key_actions, "check_not_for_login", lambda key, credential: None)
    assert enrol(one, key, credential=credential).pk


def test_a_file_key_is_its_public_part(one):
    key = fresh(FILE_KEY)
    assert actions.add_file_key(by=one.actor, signer=one.signer, spki=f" {key.spki}\n").alg == FILE_KEY
    for bad in ("", "AAAA", fresh(ES256, 5).spki, key.spki[:-4]):
        with pytest.raises(CredentialRefused):
            actions.add_file_key(by=one.actor, signer=one.signer, spki=bad)


def test_a_stopped_account_signs_nothing(appointed):
    from ouna.parties.models import User

    document, first = appointed.request(), appointed.trustees[0]
    token = actions.ticket_to_sign(by=first.actor, signer=first.signer, ref=document.ref, lang="en")
    User.objects.filter(pk=first.signer.user_id).update(is_active=False)
    with pytest.raises(NoSigner):
        first.bring(token, first.key)


def test_naming_needs_an_administrator_and_the_role(campaign, actor, person):
    from ouna.core.values import Translated
    from ouna.parties.errors import NotPermitted

    title = Translated.source("en", "nurse")
    given: dict[str, Any] = {"campaign": campaign, "function": "nurse", "title": title}
    trustee = person("trustee")
    for who in ("treasurer", "partner", "auditor", "trustee"):
        with pytest.raises(NotPermitted):
            actions.name_signer(by=actor(who), user=trustee, **given)
    admin = actor("administrator")
    with pytest.raises(NotPermitted):
        actions.name_signer(by=admin, user=person("treasurer"), **given)
    made = actions.name_signer(by=admin, user=trustee, **given)
    with pytest.raises(Refused):
        actions.name_signer(by=admin, user=trustee, **given)
    # A name gives no power: nothing waits for it, and it stands in no set.
    assert queries.set_in_force(campaign) is None and queries.listed_keys(made) == ()
