"""Bank lines as rows: written below the ORM, private texts sealed, batches split, known lines enriched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Max, Q
from django.db.models.base import ModelState

from ouna.core import bank
from ouna.donations.actions.rows import insert_rows
from ouna.funds.models import BankAccount, BankLine
from ouna.log import Actor, new_ref
from ouna.log.refs import new_refs
from ouna.treasury import rules
from ouna.treasury.actions.booking import split
from ouna.treasury.actions.sealing import LineSealer
from ouna.treasury.models import StatementFile
from ouna.treasury.plan import IbanKeys, StatementPlan
from ouna.treasury.queries.lines import sealing_subject

#: Columns of a bank line that an import fills.
COLUMNS = (
    "ref", "account_id", "booked_on", "value_on", "currency", "minor", "nth", "source", "counterparty_name",
    "iban_key", "reference", "end_to_end", "bank_ref", "text", "subject", "original_minor",
    "original_currency", "charges_minor", "charges_currency", "bank_rate", "bank_code", "returned", "batch",
    "open_ref", "state",
)  # fmt: skip
DAYS = ("booked_on", "value_on")
OTHERS = tuple(column for column in COLUMNS if column not in DAYS)
CHUNK = 2_000


def write_lines(
    by: Actor, plan: StatementPlan, account: BankAccount, file: StatementFile, most: int | None = None
) -> list[BankLine]:
    """Insert the new lines; names and texts are sealed under the key of the account's year."""
    planned = [p for p in plan.lines if p.outcome == "new"][:most]
    if not planned:
        return []
    chosen = [p.line for p in planned]
    days = [line.booked_on for line in chosen]
    top = BankLine.objects.filter(
        account=account, parent=None, booked_on__gte=min(days), booked_on__lte=max(days)
    )
    nth: dict[tuple[date, int], int] = {
        (day, minor): last
        for day, minor, last in top.values_list("booked_on", "minor").annotate(last=Max("nth")).order_by()
    }
    rows = []
    sealer = LineSealer(account)
    for line, ref in zip(chosen, new_refs("line", len(chosen)), strict=True):
        assert line.booked_on is not None and line.minor is not None
        key = (line.booked_on, line.minor)
        nth[key] = nth.get(key, 0) + 1
        rows.append(_row(line, ref, account, file, nth[key], sealer, plan.keys))
    _insert(rows, file)
    for plan_of_line, row in zip(planned, rows, strict=True):
        plan_of_line.outcome, plan_of_line.known_ids = "written", (row.pk,)
    return _split_batches(by, account, list(zip(rows, chosen, strict=True)), sealer, plan.keys)


def _insert(rows: Sequence[BankLine], file: StatementFile) -> None:
    """Insert the rows and give them their ids. Call inside an action: the book lock keeps others out."""
    last = BankLine.objects.aggregate(last=Max("pk"))["last"] or 0
    others = attrgetter(*OTHERS)
    plain = [
        (*others(row), row.booked_on.isoformat(), row.value_on.isoformat() if row.value_on else None)
        for row in rows
    ]
    insert_rows(BankLine._meta.db_table, (*OTHERS, *DAYS), plain)
    ids = dict(BankLine.objects.filter(pk__gt=last, source=file.ref).values_list("ref", "pk"))
    for row in rows:
        row.pk = ids[row.ref]
        row._state.adding = False


def _split_batches(
    by: Actor,
    account: BankAccount,
    pairs: Sequence[tuple[BankLine, bank.Line]],
    sealer: LineSealer,
    keys: IbanKeys,
) -> list[BankLine]:
    """A batch whose details add up becomes its parts; the others stay one line."""
    result = []
    for row, line in pairs:
        if line.parts and rules.covers([p.minor for p in line.parts], row.minor):
            result += split(by, row, [_part(p, row, sealer, keys) for p in line.parts])
        else:
            result.append(row)
    return result


def split_by_details(by: Actor, row: BankLine, line: bank.Line) -> list[BankLine]:
    """Split a line into the details another file tells of it; their sum was checked."""
    sealer, keys = LineSealer(row.account), IbanKeys()
    return split(by, row, [_part(p, row, sealer, keys) for p in line.parts])


def _part(part: bank.Part, row: BankLine, sealer: LineSealer, keys: IbanKeys) -> dict[str, Any]:
    ref = new_ref("line")
    return {
        "ref": ref,
        "minor": part.minor,
        "counterparty_name": sealer.seal(row.booked_on, ref, "counterparty_name", part.counterparty_name),
        "iban_key": keys[part.counterparty_iban or ""],
        "reference": (part.reference or "")[:140],
        "end_to_end": (part.end_to_end or "")[:70],
        "bank_ref": (part.bank_ref or "")[:70],
        "text": sealer.seal(row.booked_on, ref, "text", part.text),
        "subject": sealing_subject(row.account, row.booked_on),
        "original_minor": part.original.minor if part.original else None,
        "original_currency": part.original.currency if part.original else "",
        "charges_minor": part.charges.minor if part.charges else None,
        "charges_currency": part.charges.currency if part.charges else "",
        "returned": (part.returned or "")[:35],
    }


def _row(
    line: bank.Line,
    ref: str,
    account: BankAccount,
    file: StatementFile,
    nth: int,
    sealer: LineSealer,
    keys: IbanKeys,
) -> BankLine:
    day, original, charges = line.booked_on, line.original, line.charges
    assert day is not None and line.minor is not None
    return _made(
        account,
        {
            "id": None,
            "ref": ref,
            "account_id": account.pk,
            "booked_on": day,
            "value_on": line.value_on,
            "currency": account.currency,
            "minor": line.minor,
            "nth": nth,
            "source": file.ref,
            "counterparty_name": sealer.seal(day, ref, "counterparty_name", line.counterparty_name),
            "iban_key": keys[line.counterparty_iban or ""],
            "reference": (line.reference or "")[:140],
            "end_to_end": (line.end_to_end or "")[:70],
            "bank_ref": (line.bank_ref or "")[:70],
            "text": sealer.seal(day, ref, "text", line.text),
            "subject": sealer.subject(day),
            "original_minor": original.minor if original else None,
            "original_currency": original.currency if original else "",
            "charges_minor": charges.minor if charges else None,
            "charges_currency": charges.currency if charges else "",
            "bank_rate": (original.rate or "")[:24] if original else "",
            "bank_code": (line.bank_code or "")[:40],
            "returned": (line.returned or "")[:35],
            "batch": (line.batch or "")[:70],
            "parent_id": None,
            "open_ref": "",
            "state": BankLine.State.WAITING.value,
            "told": (line.counterparty_name or "", line.text or ""),
        },
    )


def _made(account: BankAccount, values: dict[str, Any]) -> BankLine:
    """A line of all its columns, past `Model.__init__`: that alone would cost more than writing the row."""
    row = BankLine.__new__(BankLine)
    row.__dict__.update(values, _state=ModelState())
    row._state.fields_cache["account"] = account
    return row


def enrich(plan: StatementPlan) -> list[BankLine]:
    """A richer file fills what a known line lacks; nothing that is there is changed.

    Returns the enriched lines: what was unclear before may be exact now.
    """
    by_known: dict[int, list[bank.Line]] = {}
    for planned in plan.lines:
        for pk in planned.known_ids if planned.outcome == "known" else ():
            by_known.setdefault(pk, []).append(planned.line)
    # A batch told apart, or a part told as a batch, says nothing about the one line it meets.
    pairs = {pk: told[0] for pk, told in by_known.items() if len(told) == 1 and not told[0].parts}
    if not pairs or plan.account is None or plan.interval is None:
        return []
    poorer = _poorer(plan, pairs)
    changed: list[BankLine] = []
    sealer = LineSealer(plan.account)
    for start in range(0, len(poorer), CHUNK):
        for row in BankLine.objects.filter(pk__in=poorer[start : start + CHUNK]).select_related("account"):
            line = pairs[row.pk]
            for column, text in _told(line, plan.keys).items():
                setattr(row, column, getattr(row, column) or text)
            day, name, text = row.booked_on, line.counterparty_name, line.text
            row.counterparty_name = row.counterparty_name or sealer.seal(
                day, row.ref, "counterparty_name", name
            )
            row.text = row.text or sealer.seal(day, row.ref, "text", text)
            changed.append(row)
    fields = ("reference", "end_to_end", "bank_ref", "iban_key", "counterparty_name", "text")
    BankLine.objects.bulk_update(changed, fields, batch_size=CHUNK)
    return changed


def _told(line: bank.Line, keys: IbanKeys) -> dict[str, str]:
    """What a line of a file says in the columns that are not sealed."""
    return {
        "reference": (line.reference or "")[:140],
        "end_to_end": (line.end_to_end or "")[:70],
        "bank_ref": (line.bank_ref or "")[:70],
        "iban_key": keys[line.counterparty_iban or ""],
    }


def _poorer(plan: StatementPlan, pairs: dict[int, bank.Line]) -> list[int]:
    """The known lines to which the file adds something: one query without their sealed texts."""
    assert plan.interval is not None
    none = {
        f"no_{column}": ExpressionWrapper(Q(**{column: None}), output_field=BooleanField())
        for column in ("counterparty_name", "text")
    }
    columns = ("reference", "end_to_end", "bank_ref", "iban_key")
    rows = (
        BankLine.objects.filter(
            account=plan.account, booked_on__gte=plan.interval.first, booked_on__lte=plan.interval.last
        )
        .annotate(**none)
        .values_list("pk", "no_counterparty_name", "no_text", *columns)
    )
    found = []
    for pk, no_name, no_text, *kept in rows:
        line = pairs.get(pk)
        if line is None:
            continue
        told = _told(line, plan.keys)
        adds = any(told[column] and not value for column, value in zip(columns, kept, strict=True))
        if adds or (no_name and line.counterparty_name) or (no_text and line.text):
            found.append(pk)
    return found
