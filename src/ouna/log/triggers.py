"""Triggers that refuse to change or remove what is written, and the other guards of the database.

SQLite rebuilds a table for many migrations and drops its triggers silently; so they are installed after
every migration and looked for at each start and by `ouna check`.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

#: What is written once: facts, their moves, their places.
TABLES = ("log_entry", "log_bookmove", "log_entrynumber")
_MESSAGE = "what is recorded is never changed"

_SQLITE = f"CREATE TRIGGER {{name}} BEFORE {{act}} ON {{table}} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
_FUNCTION = f"""
BEGIN
  RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'restrict_violation';
END
"""
#: pg_trigger.tgtype: BEFORE (2), DELETE (8), UPDATE (16), TRUNCATE (32); statement level.
_PG_TYPE = 2 | 8 | 16 | 32


def _sqlite_triggers() -> dict[str, str]:
    """Name → statement of every trigger."""
    return {
        f"{table}_no_{act.lower()}": _SQLITE.format(name=f"{table}_no_{act.lower()}", act=act, table=table)
        for table in TABLES
        for act in ("UPDATE", "DELETE")
    }


def install(**_: Any) -> None:
    """Install what is missing; receives Django's `post_migrate`."""
    present = set(connection.introspection.table_names())
    tables = [table for table in TABLES if table in present]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _install_postgresql(cursor, tables)
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = dict(cursor.fetchall())
        for name, statement in _sqlite_triggers().items():
            if name.rsplit("_no_", 1)[0] in tables and found.get(name) != statement:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)


def _install_postgresql(cursor: Any, tables: list[str]) -> None:
    if not tables:
        return
    _settle(cursor)
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS $log${_FUNCTION}$log$"
    )
    for table in tables:
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_never ON {table}")
        cursor.execute(
            f"CREATE TRIGGER {table}_never BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()"
        )
        # ALWAYS: also for a session that calls itself a replica.
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never")


def _settle(cursor: Any) -> None:
    """Foreign keys are checked late; a table with such checks waiting cannot be altered."""
    if connection.in_atomic_block:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def remove() -> None:
    """Take the triggers away: only for tests that empty the tables between them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _settle(cursor)
            for table in TABLES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_never ON {table}")
            return
        for name in _sqlite_triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing() -> list[str]:
    """Names of triggers that are not there, switched off, or altered."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _missing_postgresql(cursor)
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = dict(cursor.fetchall())
    return [name for name, statement in _sqlite_triggers().items() if found.get(name) != statement]


def _missing_postgresql(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgtype = %s AND t.tgenabled = 'A' AND p.prosrc = %s "
        "AND c.relnamespace = current_schema()::regnamespace",
        [_PG_TYPE, _FUNCTION],
    )
    found = set(cursor.fetchall())
    return [f"{table}_never" for table in TABLES if (table, f"{table}_never") not in found]


#: SQLite: what the connection must say, so that no acknowledged fact is lost and no erased one kept.
_PRAGMAS = {"synchronous": (2, 3), "secure_delete": (1,), "recursive_triggers": (1,), "foreign_keys": (1,)}


def weak_settings() -> list[str]:
    """Settings of the database connection under which our promises do not hold."""
    weak = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute("SELECT current_setting(%s)", [name])
                if cursor.fetchone()[0] == "off":
                    weak.append(name)
            return weak
        for name, good in _PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}")
            if cursor.fetchone()[0] not in good:
                weak.append(name)
    if connection.transaction_mode != "IMMEDIATE":  # type: ignore[attr-defined]
        weak.append("transaction_mode")
    return weak
