"""Signing: nothing is public before a proof and an approval, and every guard is needed for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.appeal.signing_fixtures import Signing, application, link_of
from tests.appeal.signing_fixtures import signing as signing
from tests.conftest import NOON

from ouna.appeal import checks as appeal_checks
from ouna.appeal import links, signing_rules
from ouna.appeal.actions.letters import put_link
from ouna.appeal.actions.moderating import answer, approve, ask, refuse
from ouna.appeal.actions.proving import note_document, prove_address, vouch
from ouna.appeal.actions.signing import VISITOR, apply_to_sign, ask_voucher
from ouna.appeal.actions.withdrawing import ask_for_link, ask_to_confirm, confirm_version, withdraw
from ouna.appeal.errors import (
    CannotVouch,
    LinkInvalid,
    LinkOver,
    LinkUsed,
    NotProved,
    SignatoryChanged,
    SigningOver,
    TooManyAsked,
)
from ouna.appeal.models import Link, ListedName, Signatory, SigningLetter
from ouna.appeal.queries.signatories import fingerprint_of, listed, public_signatories
from ouna.appeal.tasks import send_signing_letters
from ouna.log import SYSTEM, action
from ouna.log.clock import fixed
from ouna.log.models import Entry
from ouna.parties.errors import NotPermitted


def is_public(signatory: Signatory) -> bool:
    """Whether a reader of the list can meet it."""
    rows = listed(signatory.campaign, "en")
    return (
        rows.filter(signatory=signatory).exists()
        or public_signatories(signatory.campaign).filter(pk=signatory.pk).exists()
    )


def test_a_signature_goes_from_the_form_to_the_record(signing: Signing, mailoutbox: list[Any]) -> None:
    made = signing.applied()
    send_signing_letters()
    assert [m.to for m in mailoutbox] == [["rosa@peartree.example"]]
    token = mailoutbox[0].body.split("/appeal/link/")[1].split("/")[0]
    assert not is_public(made)
    made = prove_address(by=VISITOR, link=links.read(token))
    assert (made.state, made.proof) == ("proved", "domain") and not is_public(made)
    made = signing.approve(made)
    assert is_public(made) and made.state == "live"
    entry = bytes(Entry.objects.get(ref=made.signature).data).decode()
    assert '"proof":"domain"' in entry and "Rosmarin" not in entry and "peartree" not in entry
    assert list(appeal_checks.checks()) == []


def test_nothing_is_public_without_a_proof(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    made = signing.proved(website="", email="rosa@posteo.de")
    with pytest.raises(NotProved):
        approve(by=signing.editor, signatory=made, seen=fingerprint_of(made))
    assert not is_public(made)
    # Without this guard the record itself still refuses a signature that names no proof.
    monkeypatch.setattr(signing_rules, "check_proved", lambda proof: None)
    with pytest.raises(Exception, match="proof"):
        approve(by=signing.editor, signatory=made, seen=fingerprint_of(made))
    # With the guard that compares the domains off, free mail proves: so it is what holds.
    monkeypatch.undo()
    monkeypatch.setattr(signing_rules, "proof_of_address", lambda site, mail: "domain")
    other = signing.proved("Other", website="", email="other@posteo.de")
    assert is_public(signing.approve(other))


def test_nothing_is_public_without_an_editor(
    signing: Signing, actor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = signing.proved()
    for role in ("administrator", "auditor", "treasurer", "partner"):
        with pytest.raises(NotPermitted):
            approve(by=actor(role), signatory=made, seen=fingerprint_of(made))
    for nobody in (VISITOR, SYSTEM):
        with pytest.raises(NotPermitted):
            approve(by=nobody, signatory=made, seen=fingerprint_of(made))
    assert not is_public(made)
    monkeypatch.setattr(signing_rules, "check_editor", lambda is_editor: None)
    assert is_public(approve(by=VISITOR, signatory=made, seen=fingerprint_of(made)))


def test_what_is_approved_is_what_was_read(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    made = signing.proved()
    read = fingerprint_of(made)
    Signatory.objects.filter(pk=made.pk).update(short="Other")
    with pytest.raises(SignatoryChanged):
        approve(by=signing.editor, signatory=made, seen=read)
    monkeypatch.setattr(signing_rules, "check_seen", lambda seen, now: None)
    assert is_public(approve(by=signing.editor, signatory=made, seen=read))


def test_a_voucher_stands_on_the_list_until_the_approval(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    voucher = signing.live()
    made = signing.vouched(voucher)
    assert (made.state, made.proof, made.voucher) == ("proved", "voucher", voucher)
    manage = put(voucher, Link.MANAGE)
    withdraw(by=VISITOR, link=manage)
    made.refresh_from_db()
    assert (made.state, made.proof) == ("applied", "")
    with pytest.raises(NotProved):
        approve(by=signing.editor, signatory=made, seen=fingerprint_of(made))
    # As if the withdrawal had not reached it: the rule finds it, and without the rule the record does.
    Signatory.objects.filter(pk=made.pk).update(state="proved", proof="voucher", voucher=voucher)
    made.refresh_from_db()
    with pytest.raises(CannotVouch):
        approve(by=signing.editor, signatory=made, seen=fingerprint_of(made))
    monkeypatch.setattr(signing_rules, "check_live", lambda state: None)
    with pytest.raises(Exception, match="withdrawn"):
        approve(by=signing.editor, signatory=made, seen=fingerprint_of(made))


@action(draft=True)
def put_one(*, by: Any, signatory: Signatory, kind: str, asked: Signatory | None) -> Link:
    """A link as an action of the app makes it."""
    return put_link(kind, signatory=signatory, asked=asked)


def put(signatory: Signatory, kind: str, asked: Signatory | None = None) -> Link:
    """A link, read as from its mail."""
    return links.read(links.token_of(put_one(by=VISITOR, signatory=signatory, kind=kind, asked=asked)))


@pytest.mark.parametrize("how", ["itself", "address", "domain"])
def test_nobody_vouches_for_itself(signing: Signing, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    voucher = signing.live()
    more = {
        "itself": {"website": "", "email": "second@posteo.de"},
        "address": {"website": "", "email": "rosa@peartree.example"},
        "domain": {"website": "https://peartree.example", "email": "rosa@posteo.de"},
    }[how]
    made = signing.proved("Second Name", **more)
    asked = made if how == "itself" else voucher
    if how == "itself":
        # Even if its own row were on the list.
        monkeypatch.setattr(signing_rules, "check_live", lambda state: None)
    with pytest.raises(CannotVouch):
        ask_voucher(by=VISITOR, signatory=made, voucher=asked)
    with pytest.raises(CannotVouch):
        vouch(by=VISITOR, link=put(made, Link.VOUCH, asked=asked))
    assert not is_public(made)
    monkeypatch.setattr(signing_rules, "check_other", lambda **same: None)
    assert vouch(by=VISITOR, link=put(made, Link.VOUCH, asked=asked)).state == "proved"


def test_a_link_opens_once(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    made = signing.applied()
    link = link_of(made, Link.PROVE)
    prove_address(by=VISITOR, link=link)
    Signatory.objects.filter(pk=made.pk).update(state="applied", proof="", proved_at=None)
    with pytest.raises(LinkUsed):
        prove_address(by=VISITOR, link=links.read(links.token_of(link)))


def test_a_link_opens_until_its_day(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    made = signing.applied()
    with fixed(NOON + timedelta(days=8)):
        with pytest.raises(LinkOver):
            prove_address(by=VISITOR, link=link_of(made, Link.PROVE))
        monkeypatch.setattr(signing_rules, "check_link", lambda **link: None)
        assert prove_address(by=VISITOR, link=link_of(made, Link.PROVE)).state == "proved"


def test_a_link_opens_what_it_was_made_for(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = signing.applied(), signing.own(1)
    with pytest.raises(LinkInvalid):
        prove_address(by=VISITOR, link=put(mine, Link.MANAGE))
    # A row that was altered in the database opens nothing: its owner is part of the link.
    token = links.token_of(put(other, Link.MANAGE))
    Link.objects.filter(code=token[:16]).update(signatory=mine)
    with pytest.raises(LinkInvalid):
        links.read(token)
    for wrong in ("", "A" * 40, token[:-1] + ("A" if token[-1] != "A" else "B")):
        with pytest.raises(LinkInvalid):
            links.read(wrong)
    monkeypatch.setattr(links, "_mark", lambda link: token[16:])
    assert links.read(token).signatory == mine


def test_floods_end(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    def send(number: int) -> None:
        asked = application(email=f"n{number}@peartree.example")
        apply_to_sign(by=VISITOR, campaign=signing.campaign, asked=asked, visitor="192.0.2.7")

    for number in range(signing_rules.MOST_FROM_ONE):
        send(number)
    with pytest.raises(TooManyAsked):
        send(99)
    for _ in range(signing_rules.MOST_TO_ONE):
        ask_for_link(by=VISITOR, campaign=signing.campaign, email="x@peartree.example")
    with pytest.raises(TooManyAsked):
        ask_for_link(by=VISITOR, campaign=signing.campaign, email="X@peartree.example ")
    monkeypatch.setattr(signing_rules, "check_count", lambda count, most: None)
    send(99)


def test_a_document_that_an_editor_saw(signing: Signing) -> None:
    made = signing.proved(website="", email="rosa@posteo.de")
    with pytest.raises(NotPermitted):
        note_document(by=VISITOR, signatory=made, document="extract of the register")
    note_document(by=signing.editor, signatory=made, document="extract of the register")
    assert signing.approve(made).proof == "document"


def test_refused_with_a_reason(signing: Signing, mailoutbox: list[Any]) -> None:
    made = signing.proved()
    refuse(by=signing.editor, signatory=made, reason="We do not know you.")
    send_signing_letters()
    assert "We do not know you." in mailoutbox[-1].body and not is_public(made)
    with pytest.raises(SigningOver):
        approve(by=signing.editor, signatory=made, seen=fingerprint_of(made))


def test_asked_and_answered(signing: Signing, mailoutbox: list[Any]) -> None:
    made = signing.proved()
    ask(by=signing.editor, signatory=made, question="How many are you?")
    send_signing_letters()
    assert "How many are you?" in mailoutbox[-1].body
    answer(by=VISITOR, link=link_of(made, Link.ANSWER), text="Twelve.")
    made.refresh_from_db()
    assert made.answer == "Twelve."


def test_withdrawn_with_its_day(signing: Signing, mailoutbox: list[Any]) -> None:
    made = signing.live()
    ask_for_link(by=VISITOR, campaign=signing.campaign, email="Rosa@PearTree.example")
    send_signing_letters()
    token = mailoutbox[-1].body.split("/appeal/link/")[1].split("/")[0]
    withdraw(by=VISITOR, link=links.read(token))
    made.refresh_from_db()
    assert (made.state, made.withdrawn_on) == ("withdrawn", NOON.date()) and is_public(made)
    assert Entry.objects.filter(kind="signature.withdrawn", ref=made.withdrawal).exists()
    assert list(appeal_checks.checks()) == []
    with pytest.raises(LinkUsed):
        withdraw(by=VISITOR, link=links.read(token))


def test_nobody_is_told_whether_an_address_signed(signing: Signing) -> None:
    ask_for_link(by=VISITOR, campaign=signing.campaign, email="nobody@peartree.example")
    assert not SigningLetter.objects.exists()


def test_a_new_version_is_confirmed_by_mail(signing: Signing, mailoutbox: list[Any]) -> None:
    first = signing.live()
    made = signing.approve(signing.vouched(first))
    signing.new_version(until=NOON.date() + timedelta(days=20))
    assert ask_to_confirm(by=SYSTEM, campaign=signing.campaign) == 2
    assert ask_to_confirm(by=SYSTEM, campaign=signing.campaign) == 0
    send_signing_letters()
    before = first.signature
    for signatory in (first, made):
        confirm_version(by=VISITOR, link=link_of(signatory, Link.CONFIRM))
        signatory.refresh_from_db()
        assert signatory.version == 2 and signatory.confirmed_on == NOON.date()
    assert first.signature != before and first.signatures.count() == 2
    assert list(appeal_checks.checks()) == []
    with pytest.raises(LinkUsed):
        confirm_version(by=VISITOR, link=link_of(first, Link.CONFIRM))


def test_a_voucher_that_withdrew_confirms_nothing(signing: Signing) -> None:
    first = signing.live()
    made = signing.approve(signing.vouched(first))
    withdraw(by=VISITOR, link=put(first, Link.MANAGE))
    signing.new_version()
    link = put(made, Link.MANAGE)
    with pytest.raises(CannotVouch):
        confirm_version(by=VISITOR, link=link)
    note_document(by=signing.editor, signatory=made, document="extract of the register")
    assert confirm_version(by=VISITOR, link=links.read(links.token_of(link))).version == 2


def test_a_check_finds_what_stands_there_without_a_record(signing: Signing) -> None:
    made = signing.live()
    hidden = signing.proved("Hidden", email="b@peartree.example")
    ListedName.objects.create(signatory=hidden, lang="en", sort=b"h")
    Signatory.objects.filter(pk=made.pk).update(signature="sgnt_00000000000000000000000000")
    found = [finding.where for finding in appeal_checks.checks()]
    assert sorted(found) == sorted([made.ref, hidden.ref, made.signature])
