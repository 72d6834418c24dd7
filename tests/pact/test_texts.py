"""The text of the pact: written by both, equal in its languages, signed by the officers of both."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pact.conftest import WORDS

from ouna.core.values import Translated
from ouna.pact import queries
from ouna.pact.actions import begin_agreement, edit_agreement, put_to_signers, set_frame
from ouna.pact.errors import ChosenByPartner, PactChanged, PactFrozen, PactIncomplete, UnknownPoint
from ouna.parties.errors import NotPermitted


def test_no_language_is_the_translation_of_another(written: Any, partner: Any) -> None:
    edit_agreement(by=partner, agreement=written, field="body", lang="en", text="The partner decides alone.")
    written.refresh_from_db()
    assert all(not Translated(written.body).is_stale(lang) for lang in WORDS)
    assert {entry["of"] for entry in written.body.values()} == {""}


def test_the_partner_alone_says_who_follows_and_where_the_rest_goes(
    written: Any, admin: Any, actor: Any
) -> None:
    edit_agreement(by=admin, agreement=written, field="body", lang="en", text="Another word.")
    for field in ("succession", "rest"):
        with pytest.raises(ChosenByPartner):
            edit_agreement(by=admin, agreement=written, field=field, lang="en", text="To us.")
    with pytest.raises(ChosenByPartner):
        set_frame(by=admin, agreement=written, days=60, bears=written.bears)
    with pytest.raises(NotPermitted):
        edit_agreement(by=actor("treasurer"), agreement=written, field="body", lang="en", text="x")
    with pytest.raises(UnknownPoint):
        edit_agreement(by=admin, agreement=written, field="body", lang="fr", text="x")


def test_nothing_incomplete_is_put_to_the_signers(written: Any, partner: Any, appointed: Any) -> None:
    with pytest.raises(PactIncomplete):
        put_to_signers(by=partner, agreement=written)  # no officer has a key


@pytest.mark.parametrize("field", ["title", "body", "succession", "rest"])
def test_every_text_stands_in_every_language(written: Any, officers: Any, partner: Any, field: str) -> None:
    edit_agreement(by=partner, agreement=written, field=field, lang="de", text="")
    with pytest.raises(PactIncomplete):
        put_to_signers(by=partner, agreement=written)


def test_what_was_read_is_what_is_put_to_the_signers(written: Any, officers: Any, partner: Any) -> None:
    read = queries.fingerprint_of(written)
    edit_agreement(by=partner, agreement=written, field="body", lang="de", text="Etwas anderes.")
    with pytest.raises(PactChanged):
        put_to_signers(by=partner, agreement=written, read=read)


def test_it_holds_once_the_officers_and_the_trustees_before_it_have_signed(
    written: Any, officers: Any, partner: Any, appointed: Any
) -> None:
    campaign = appointed.campaign
    document = put_to_signers(by=partner, agreement=written)
    with pytest.raises(PactFrozen):
        edit_agreement(by=partner, agreement=written, field="body", lang="en", text="Too late.")
    appointed.seal()
    officers[0].sign(document)
    assert queries.agreement_in_force(campaign) is None
    officers[1].sign(document)
    # There were trustees before: the first pact is theirs, too, by as many as change their set.
    for one in appointed.trustees[:3]:
        one.sign(document)
    assert queries.agreement_in_force(campaign) is None
    appointed.trustees[3].sign(document)
    assert queries.agreement_in_force(campaign) == written
    said = queries.signed_text(written)
    assert said is not None
    assert said["body"]["ar"]["text"] == WORDS["ar"][1]
    assert [side for _, side in queries.signatories(_officers(campaign))] == ["partner", "coalition"]
    newer = begin_agreement(by=partner, campaign=campaign, languages=["en"])
    assert newer.pk != written.pk and newer.body == written.body


def _officers(campaign: Any) -> Any:
    found = queries.standing(campaign).pact
    assert found is not None
    return found.officers


def test_the_office_cannot_sign_for_the_partner(written: Any, officers: Any, partner: Any) -> None:
    sides = {org: side for org, side, _ in queries.officers_ready(written.campaign)}
    assert sides == {
        written.campaign.partner.ref: "partner",
        written.campaign.coalition.ref: "coalition",
    }
