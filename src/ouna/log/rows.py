"""Writing a batch below the ORM: the same rows on SQLite (executemany) and PostgreSQL (COPY, one upsert)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

Row = tuple[Any, ...]

#: From this many rows on COPY is worth its start.
COPY_FROM = 20

INSERTS = {
    "log_entry": ("id", "ref", "kind", "on", "by", "data", "created"),
    "log_bookmove": ("entry_id", "nth", "of", "currency", "minor", "day"),
    "log_subjectkey": ("subject", "wrapped"),
    "log_opening": ("entry_id", "purpose", "subject", "sealed"),
}
#: States of refs that the table was seen not to have: inserted without looking again.
NEW_STATES = "log_bookstate new"
INSERTS[NEW_STATES] = ("ref", "kind", "data")
#: table → (columns, key columns, what an existing row gets)
UPSERTS = {
    "log_bookstate": (("ref", "kind", "data"), "ref", "kind = excluded.kind, data = excluded.data"),
    "log_bookbalance": (
        ("of", "currency", "minor"),
        "of, currency",
        "minor = log_bookbalance.minor + excluded.minor",
    ),
    "log_bookday": (
        ("of", "currency", "day", "minor"),
        "of, currency, day",
        "minor = log_bookday.minor + excluded.minor",
    ),
    "log_bookstamp": (("id", "last", "entries"), "id", "last = excluded.last, entries = excluded.entries"),
}


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _name(table: str) -> str:
    return table.split()[0]


@lru_cache(maxsize=256)
def statement(table: str, count: int = 1) -> str:
    """INSERT, with what happens to an existing row where the table has running values."""
    upsert = UPSERTS.get(table)
    names = upsert[0] if upsert else INSERTS[table]
    values = ", ".join(["(" + ", ".join(["%s"] * len(names)) + ")"] * count)
    sql = f"INSERT INTO {_name(table)} ({_columns(names)}) VALUES {values}"  # noqa: S608 - our own names
    if upsert:
        sql += f" ON CONFLICT ({upsert[1]}) DO UPDATE SET {upsert[2]}"
    return sql


def write(tables: dict[str, list[Row]]) -> None:
    """Write all rows, tables in the given order. Call inside the action's transaction."""
    tables = {table: rows for table, rows in tables.items() if rows}
    if connection.vendor == "postgresql":
        _write_postgresql(tables)
    else:
        with connection.cursor() as cursor:
            for table, rows in tables.items():
                cursor.executemany(statement(table), rows)


def _write_postgresql(tables: dict[str, list[Row]]) -> None:
    """Few rows go as one message of several statements (one round trip); many by COPY."""
    statements, parameters = [], []
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            if len(rows) < COPY_FROM:
                statements.append(statement(table, len(rows)))
                parameters += [value for row in rows for value in row]
                continue
            _copy(cursor, table, rows)
        if statements:
            cursor.execute("; ".join(statements), parameters)


def _copy(cursor: Any, table: str, rows: list[Row]) -> None:
    upsert = UPSERTS.get(table)
    names = upsert[0] if upsert else INSERTS[table]
    into = _name(table)
    if upsert:
        into = f"pg_temp.{table}_batch"
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {table}_batch ON COMMIT DELETE ROWS "  # noqa: S608 - our own names
            f"AS SELECT {_columns(names)} FROM {table} WITH NO DATA"
        )
        cursor.execute(f"TRUNCATE {into}")
    with cursor.copy(f"COPY {into} ({_columns(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    if upsert:
        cursor.execute(
            f"INSERT INTO {table} ({_columns(names)}) SELECT {_columns(names)} FROM {into} "  # noqa: S608 - our own names
            f"ON CONFLICT ({upsert[1]}) DO UPDATE SET {upsert[2]}"
        )
