"""Reading the log: balances, states, entries, places, proofs, checkpoints. Never opens a transaction."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet, Sum

from ouna.core.book import Account, Campaign, Fund, State, state_from
from ouna.core.book import fund_totals as core_fund_totals
from ouna.core.book.folder import TEXT_PURPOSE
from ouna.core.tlog import TileTree, format_proof
from ouna.core.values import canonical
from ouna.log.errors import NotLockedIn
from ouna.log.models import BookBalance, BookDay, BookState, Checkpoint, CheckRun, Entry, EntryNumber, Head
from ouna.log.published import Folder
from ouna.log.sealing import open_rows
from ouna.log.texts import opening_of

#: In place of an actor: the entry was taken back from the published log.
RECOVERED = "recovered"


def balance(of: str, currency: str, upto: date | str | None = None) -> int:
    """Minor units of a ref or pot; with `upto` counting only the bank's days up to that one."""
    total = BookBalance.objects.filter(of=of, currency=currency).values_list("minor", flat=True).first() or 0
    if upto is None:
        return total
    later = BookDay.objects.filter(of=of, currency=currency, day__gt=upto).aggregate(s=Sum("minor"))["s"]
    return total - (later or 0)


def balances_of(refs: Iterable[str]) -> dict[tuple[str, str], int]:
    """{(of, currency): minor} of many refs or pots: one query. What never moved has no key."""
    rows = BookBalance.objects.filter(of__in=list(refs)).values_list("of", "currency", "minor")
    return {(of, currency): minor for of, currency, minor in rows}


def state_of(ref: str) -> State | None:
    """What the book remembers about a ref."""
    row = BookState.objects.filter(pk=ref).values_list("kind", "data").first()
    return state_from(*row) if row else None


def states_of(refs: Iterable[str]) -> dict[str, State]:
    """States of many refs: one query."""
    rows = BookState.objects.filter(pk__in=list(refs)).values_list("ref", "kind", "data")
    return {ref: state_from(kind, data) for ref, kind, data in rows}


def states_of_kind(kind: type[State]) -> dict[str, State]:
    """All states of one kind, `states_of_kind(Fund)`."""
    rows = BookState.objects.filter(kind=kind.NAME).values_list("ref", "kind", "data")
    return {ref: state_from(name, data) for ref, name, data in rows}


def _pots() -> dict[str, list[tuple[str, int]]]:
    pots: dict[str, list[tuple[str, int]]] = {}
    for of, currency, minor in BookBalance.objects.values_list("of", "currency", "minor"):
        pots.setdefault(of, []).append((currency, minor))
    return pots


def fund_totals() -> list[dict[str, Any]]:
    """One row per fund and currency, as `totals.json` has them: campaign, fund, currency, sums, balance."""
    return totals()["funds"]


def totals() -> dict[str, list[dict[str, Any]]]:
    """{accounts, funds} of all that is recorded: two queries, equal to `core.book.Replay.totals`."""
    pots = _pots()
    accounts: list[dict[str, Any]] = []
    funds: list[dict[str, Any]] = []
    rows = BookState.objects.filter(kind__in=[Account.NAME, Fund.NAME]).values_list("ref", "kind", "data")
    for ref, kind, data in rows:
        state = state_from(kind, data)
        if isinstance(state, Account):
            minor = dict(pots.get(ref, [])).get(state.currency, 0)
            accounts.append({"account": ref, "currency": state.currency, "balance": minor})
        elif isinstance(state, Fund):
            funds += core_fund_totals(ref, state.campaign, pots)
    accounts.sort(key=lambda a: str(a["account"]))
    funds.sort(key=lambda f: (str(f["fund"]), str(f["currency"])))
    return {"accounts": accounts, "funds": funds}


def entry_number(ref: str) -> int | None:
    """The place of a ref's entry in the log, None until it is numbered."""
    return EntryNumber.objects.filter(entry__ref=ref).values_list("number", flat=True).first()


def size() -> int:
    """How many entries are numbered."""
    last = EntryNumber.objects.order_by("-number").values_list("number", flat=True).first()
    return 0 if last is None else last + 1


def entry(number: int) -> Entry | None:
    """The entry at a place."""
    return Entry.objects.filter(place__number=number).select_related("place").first()


def entries(
    *,
    kind: str | None = None,
    of: str | None = None,
    on: date | str | None = None,
    first: date | str | None = None,
    last: date | str | None = None,
    newest_first: bool = True,
) -> QuerySet[Entry]:
    """Numbered entries with their `place`: by kind, by account or fund (`of`), by day or days. Slice it."""
    found = Entry.objects.filter(place__isnull=False).select_related("place")
    if kind:
        found = found.filter(kind=kind)
    if of:
        found = found.filter(moves__of=of).distinct()
    if on:
        found = found.filter(on=on)
    if first:
        found = found.filter(on__gte=first)
    if last:
        found = found.filter(on__lte=last)
    return found.order_by("-id" if newest_first else "id")


def head() -> Head | None:
    """What was signed last."""
    return Head.objects.filter(pk=1).first()


def checkpoints() -> QuerySet[Checkpoint]:
    """All signed checkpoints, newest first."""
    return Checkpoint.objects.all()


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed checkpoint."""
    return Checkpoint.objects.first()


def last_check() -> CheckRun | None:
    """The newest run of all invariants."""
    return CheckRun.objects.first()


def books_dir() -> Path:
    """The published folder."""
    return Path(settings.BOOKS_DIR)


def campaigns() -> dict[str, State]:
    """All campaigns the book knows."""
    return states_of_kind(Campaign)


_trees: dict[tuple[str, int, bytes], TileTree] = {}


def _tree(size: int, root: bytes) -> TileTree:
    """The published tree, its tiles kept in memory until the next checkpoint."""
    key = (str(books_dir()), size, root)
    if key not in _trees:
        tree = Folder(books_dir()).tree(size, root)
        _trees.clear()
        _trees[key] = tree
    return _trees[key]


def _opened(entry: Entry, purposes: frozenset[str] | None) -> list[dict[str, Any]]:
    """What an entry commits to, {purpose, salt, record}, as far as it is kept and wanted; None wants all."""
    rows = list(entry.openings.order_by("purpose")) if purposes is None or purposes else []
    rows = [row for row in rows if purposes is None or row.purpose in purposes]
    opened = zip(rows, open_rows([(row, entry.ref) for row in rows]), strict=True)
    found = [
        {"purpose": row.purpose, "salt": pair[0].hex(), "record": pair[1]} for row, pair in opened if pair
    ]
    if purposes is None or TEXT_PURPOSE in purposes:
        text = opening_of(str(json.loads(bytes(entry.data)).get(TEXT_PURPOSE)))
        found += [text] if text else []
    return found


def proof_of(ref: str, *, openings: bool | Iterable[str] = True) -> bytes:
    """The entry's `.tlog-proof` file: its proof under the newest checkpoint, the entry, what it commits to.

    `openings`: all that are kept, none, or those of the purposes named. A page with a public `text` (who
    signed the appeal) has an opening of that purpose, as long as the text is public. Raises: NotLockedIn.
    """
    found, signed = Entry.objects.filter(ref=ref).select_related("place").first(), head()
    number = entry_number(ref)
    if found is None or number is None or signed is None or number >= signed.size:
        raise NotLockedIn()
    extra = {
        "entry": b64encode(bytes(found.data)).decode(),
        "openings": _opened(found, None if openings is True else frozenset(openings or ())),
    }
    hashes = _tree(signed.size, bytes(signed.root)).inclusion_proof(number)
    return format_proof(number, hashes, bytes(signed.note), canonical(extra))


def has_recovered() -> bool:
    """Whether anything was ever taken back. The value stands in the text: only so is its index used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM log_entry WHERE by = 'recovered')")
        return bool(cursor.fetchone()[0])


def recovered(kind: str | None = None) -> QuerySet[Entry]:
    """Entries taken back from the published log whose private rows are gone: what an import meets again."""
    found = Entry.objects.filter(by=RECOVERED, openings__isnull=True)
    return found.filter(kind=kind) if kind else found
