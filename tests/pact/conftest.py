"""A campaign with trustees, officers of both sides and a pact that is written but not signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.quorum.conftest import ALGS, FUNCTIONS  # noqa: F401
from tests.quorum.conftest import appointed as appointed
from tests.quorum.conftest import house as house
from tests.quorum.conftest import named as named
from tests.quorum.people import Person

from ouna.core.values import Translated
from ouna.log import SYSTEM
from ouna.pact import rules
from ouna.pact.actions import begin_agreement, edit_agreement, set_frame, start_checklist
from ouna.quorum.actions import name_signer
from ouna.quorum.models import Signer

WORDS = {
    "en": ("The pact of the quince tree", "The partner decides.", "Two sisters follow.", "The rest stays."),
    "ar": ("ميثاق شجرة السفرجل", "الشريك يقرّر.", "تخلفهم أختان.", "يبقى الباقي."),
    "de": ("Der Pakt des Quittenbaums", "Der Partner entscheidet.", "Zwei folgen.", "Der Rest bleibt."),
}


@pytest.fixture
def partner(actor: Callable[..., Any]) -> Any:
    """Somebody of the partner."""
    return actor("partner")


@pytest.fixture
def admin(actor: Callable[..., Any]) -> Any:
    """Somebody of the coalition's office."""
    return actor("administrator")


@pytest.fixture
def officers(appointed: Any, person: Callable[..., Any]) -> list[Person]:
    """One officer of the partner, one of the coalition, with tried keys."""
    campaign, found = appointed.campaign, []
    for org in (campaign.partner, campaign.coalition):
        signer = name_signer(
            by=SYSTEM,
            campaign=campaign,
            user=person(),
            function="chair",
            title=Translated.source("en", "chair"),
            side=Signer.OFFICER,
            organisation=org,
        )
        one = Person(signer)
        one.set_up()
        found.append(one)
    return found


@pytest.fixture
def written(appointed: Any, partner: Any) -> Any:
    """A complete draft in three languages."""
    draft = begin_agreement(by=partner, campaign=appointed.campaign, languages=list(WORDS))
    for lang, texts in WORDS.items():
        for field, text in zip(rules.TEXTS, texts, strict=True):
            edit_agreement(by=partner, agreement=draft, field=field, lang=lang, text=text)
    set_frame(by=partner, agreement=draft, days=30, bears=appointed.fund)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def listed(appointed: Any, partner: Any) -> Any:
    """The campaign with its checklist."""
    start_checklist(by=partner, campaign=appointed.campaign)
    return appointed.campaign
