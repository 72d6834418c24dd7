"""What is recorded cannot be changed or removed by SQL; each guard with its twin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from tests.log.support import BY, World, write

from ouna.log import numbering, sequencer, triggers
from ouna.log.errors import GuardMissing
from ouna.log.files import Writer

CHANGES = [
    "UPDATE log_entry SET kind = 'x' WHERE id = 7",
    "DELETE FROM log_entry WHERE id = 7",
    "UPDATE log_bookmove SET minor = minor + 1",
    "DELETE FROM log_bookmove",
    "UPDATE log_entrynumber SET number = number + 100 WHERE entry_id = 7",
    "DELETE FROM log_entrynumber WHERE entry_id = 7",
]
REPLACE = "INSERT OR REPLACE INTO log_entrynumber (entry_id, number) VALUES (7, 77)"
EMPTY = [f"TRUNCATE {table} CASCADE" for table in triggers.TABLES]


@pytest.fixture
def numbered(world: World) -> None:
    write(by=BY, records=[world.gift()])
    numbering.assign(Writer())
    if connection.vendor == "postgresql":
        # Foreign keys waiting for their check would keep TRUNCATE from reaching the trigger.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def changes() -> list[str]:
    return CHANGES + (EMPTY if connection.vendor == "postgresql" else [REPLACE])


def try_all() -> list[str]:
    """The changes that the database lets pass."""
    passed = []
    for sql in changes():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
                passed.append(sql)
                raise DatabaseError("undo")
        except DatabaseError as error:
            if str(error) != "undo":
                assert "never changed" in str(error)
    return passed


def test_no_statement_changes_what_is_recorded(numbered: None, figure: Callable[..., None]) -> None:
    passed = try_all()
    figure(len(changes()), len(passed))
    assert passed == []


def test_without_triggers_every_statement_would(numbered: None) -> None:
    triggers.remove()
    assert try_all() == changes()


def test_an_absent_trigger_is_noticed_and_installed_again(numbered: None) -> None:
    assert triggers.missing() == []
    triggers.remove()
    assert len(triggers.missing()) == (3 if connection.vendor == "postgresql" else 6)
    with pytest.raises(GuardMissing):
        sequencer.check_guards()
    triggers.install()
    assert triggers.missing() == [] and try_all() == []
    triggers.install()


def test_a_trigger_that_does_nothing_is_noticed(numbered: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE log_entry DISABLE TRIGGER log_entry_never")
            expected = ["log_entry_never"]
        else:
            cursor.execute("DROP TRIGGER log_entry_no_update")
            cursor.execute(
                "CREATE TRIGGER log_entry_no_update BEFORE UPDATE ON log_entry BEGIN SELECT 1; END"
            )
            expected = ["log_entry_no_update"]
    assert triggers.missing() == expected
    triggers.install()
    assert triggers.missing() == []


def test_weak_settings_of_the_connection_are_noticed(numbered: None) -> None:
    weak = ["synchronous_commit"] if connection.vendor == "postgresql" else ["recursive_triggers"]
    with connection.cursor() as cursor:
        on, off = (
            ("SET LOCAL synchronous_commit TO on", "SET LOCAL synchronous_commit TO off")
            if connection.vendor == "postgresql"
            else ("PRAGMA recursive_triggers=ON", "PRAGMA recursive_triggers=OFF")
        )
        cursor.execute(off)
        assert weak[0] in triggers.weak_settings()
        if connection.vendor == "sqlite":
            # The twin: without it INSERT OR REPLACE goes round the triggers.
            assert try_all() == [REPLACE]
        cursor.execute(on)
    assert weak[0] not in triggers.weak_settings()
