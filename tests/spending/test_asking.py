"""Who may ask for money, and what the form refuses before anybody signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ouna.log import Actor
from ouna.parties.errors import NotPermitted
from ouna.parties.rules import DUTIES
from ouna.spending import actions, forms, rules
from ouna.spending.models import Request
from spending.test_pages import TYPED
from spending.world import NADIA, World

pytestmark = pytest.mark.django_db

OTHERS = ("treasurer", "trustee", "auditor", "administrator", "partner", "editor", "checker")


@pytest.mark.parametrize("role", OTHERS)
def test_only_those_who_may_ask_ask(world: World, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else begins a request, goes on with one that is his, or withdraws one."""
    assert {*OTHERS, *rules.ASKS} == set(DUTIES)
    other = Actor(NADIA.ref, "U", frozenset({(role, "*")}))
    recorded = world.ask(100_000)
    draft = actions.begin_request(by=NADIA, campaign=world.campaign)
    tries: list[Callable[[], Any]] = [
        lambda: actions.begin_request(by=other, campaign=world.campaign),
        lambda: actions.save_draft(by=other, request=draft, data={"title": "Mine"}),
        lambda: actions.withdraw_request(by=other, request=recorded),
    ]
    for attempt in tries:
        with pytest.raises(NotPermitted, match="Only a coordinator, planner or logistician asks for money"):
            attempt()
    assert Request.objects.count() == 2 and not Request.objects.get(pk=draft.pk).sealed_draft
    # The twin: without the rule each of them succeeds.
    monkeypatch.setattr(rules, "check_may_ask", lambda by: None)
    for attempt in tries:
        attempt()
    assert Request.objects.count() == 3 and Request.objects.get(pk=draft.pk).sealed_draft


@pytest.mark.parametrize("role", rules.ASKS)
def test_each_role_that_asks_may_ask(world: World, role: str) -> None:
    by = Actor(NADIA.ref, "U", frozenset({(role, "*")}))
    assert actions.begin_request(by=by, campaign=world.campaign).made_by == NADIA.ref


@pytest.mark.parametrize(
    "bic", ["BAGA", "BAGAGE2", "BAGAGE22XX", "12345678901", "BAGAXX22", "BAGA-E22", "ورشةGE22"]
)
def test_a_bic_that_is_none_is_refused_where_it_is_typed(
    world: World, person: Callable[..., Any], bic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers = Client()
    hers.force_login(person("coordinator"), backend="django.contrib.auth.backends.ModelBackend")
    hers.post("/desk/requests/new/")
    url = f"/desk/requests/{Request.objects.get().ref}/edit/"
    answer = hers.post(url, {**TYPED, "bic": bic})
    assert answer.status_code == 422
    assert "This is not a BIC: it has 8 or 11 letters and digits." in answer.content.decode()
    for right in ("", "BNBGBGSF", "bnbgbgsfxxx"):
        assert hers.post(url, {**TYPED, "bic": right}).status_code == 302, right
    # The twin: without the check it would be signed, and fall at the bank's file.
    monkeypatch.setattr(forms.ibans, "bic_valid", lambda text: True)
    monkeypatch.setattr(forms, "check_payee", lambda *a, **k: None)
    assert hers.post(url, {**TYPED, "bic": bic}).status_code == 302


def test_only_the_part_with_a_mistake_unfolds(world: World, person: Callable[..., Any]) -> None:
    hers = Client()
    hers.force_login(person("coordinator"), backend="django.contrib.auth.backends.ModelBackend")
    hers.post("/desk/requests/new/")
    url = f"/desk/requests/{Request.objects.get().ref}/edit/"

    def opened(**typed: str) -> list[bool]:
        page = hers.post(url, {**TYPED, **typed}).content.decode()
        return [mark == " open" for mark in re.findall(r'<details class="more"( open)?>', page)]

    assert opened(title="") == [False, False, False]
    assert opened(bic="BAGA") == [True, False, False]
    assert opened(line="Ä") == [False, True, False]
    assert opened(each="1") == [False, False, True]
    folded = {name for names in forms.RequestForm.FOLDED.values() for name in names}
    assert folded | {*forms.RequestForm.MAIN, "how", "account"} == set(forms.RequestForm.base_fields)


def test_a_name_too_long_for_a_bank_is_told_as_such(world: World, person: Callable[..., Any]) -> None:
    hers = Client()
    hers.force_login(person("coordinator"), backend="django.contrib.auth.backends.ModelBackend")
    hers.post("/desk/requests/new/")
    url = f"/desk/requests/{Request.objects.get().ref}/edit/"
    answer = hers.post(url, {**TYPED, "payee_name": "N" * 71, "payee_latin": ""})
    assert answer.status_code == 422 and "a name of at most 70 letters" in answer.content.decode()
    assert hers.post(url, {**TYPED, "payee_name": "N" * 70, "payee_latin": ""}).status_code == 302
