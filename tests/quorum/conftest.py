"""A campaign with five trustees: four with passkeys of three kinds, one with a key in a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.quorum.people import ES256, FILE_KEY, House, Person, make_fund, recovery_keys

from ouna.core.values import Translated
from ouna.log import SYSTEM
from ouna.quorum.actions import name_signer

ALGS = (ES256, "EdDSA", ES256, ES256, FILE_KEY)
FUNCTIONS = ("director", "administration", "nurse", "engineer", "pharmacist")


@pytest.fixture
def named(campaign: Any, person: Callable[..., Any]) -> Callable[[int], Person]:
    """A maker of trustees by name, without a key."""

    def make(number: int) -> Person:
        function = FUNCTIONS[number % 5]
        signer = name_signer(
            by=SYSTEM,
            campaign=campaign,
            user=person("trustee"),
            function=function,
            title=Translated.source("en", function),
        )
        return Person(signer)

    return make


@pytest.fixture
def house(campaign: Any, named: Callable[[int], Person]) -> House:
    """Trustees who have set up and tried their keys; no set is in force yet."""
    made = House(campaign, [named(n) for n in range(5)], recovery_keys())
    made.fund = make_fund(by=SYSTEM, campaign=campaign)
    made.seal()
    for one, alg in zip(made.trustees, ALGS, strict=True):
        one.set_up(alg)
    return made


@pytest.fixture
def appointed(house: House) -> House:
    """The same with the first set in force: 2 of 5 up to 1,500 euro, else 3; 4 change the set."""
    house.appoint()
    return house
