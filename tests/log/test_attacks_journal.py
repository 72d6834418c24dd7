"""Facts of the private journal altered by the owner of the server, before and after their day was sealed."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.log.support import BY

from ouna.log import action, erase_subject, journal, sequencer
from ouna.log.checks import checks

pytestmark = pytest.mark.django_db(transaction=True)


@action
def act(*, by, subject):
    journal("role.given", subject=subject, data={"role": "treasurer"}, by=by)


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'user_somebody'",
        "kind = 'role.taken'",
        "at = '2020-01-01 00:00:00'",
        "subject = 'user_2'",
        "sealed = (SELECT sealed FROM log_journalfact WHERE subject = 'user_2')",
        "sealed = ''",
    ],
)
def test_an_altered_fact_is_found(world, change):
    act(by=BY, subject="user_1")
    act(by=BY, subject="user_2")
    sequencer.run_once()
    assert list(checks()) == []
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE log_journalfact SET {change} WHERE subject = 'user_1'")
        assert cursor.rowcount == 1
    assert any(f.where.startswith("journal") for f in checks())


def test_an_erased_fact_is_no_finding(world):
    act(by=BY, subject="user_1")

    @action
    def erase(*, by):
        erase_subject("user_1")

    erase(by=BY)
    sequencer.run_once()
    assert list(checks()) == []
