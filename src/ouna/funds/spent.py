"""What the trustees have approved of each purpose, by the record alone: for bars and for a gift's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import TextField, Value
from django.db.models.functions import Cast

from ouna.core.book import Request, State, Trustees, Window, approved, state_from
from ouna.log.models import BookBalance, BookState

#: Kinds of states that say what is approved.
KINDS = (Request.NAME, Trustees.NAME, Window.NAME)

Sums = dict[tuple[str, str], int]


class Known:
    """Facts from states fetched before, for the rules that count signatures. They ask for nothing else."""

    last = ""
    size = 0

    def __init__(self, states: Mapping[str, State]) -> None:
        self._states = states

    def state(self, ref: str) -> State | None:
        """The state of a ref, None if it was not fetched."""
        return self._states.get(ref)

    def balance(self, of: str, currency: str, upto: str | None = None) -> int:
        """No rule that counts signatures asks for a balance."""
        raise NotImplementedError


def balances_and_states(names: Iterable[str]) -> tuple[Sums, dict[str, State]]:
    """The balances of those names, and all states that say what is approved: one query for both."""
    text = TextField()
    balances = BookBalance.objects.filter(of__in=list(names)).values_list(
        Cast("of", text), Cast("currency", text), "minor", Value("", text)
    )
    states = BookState.objects.filter(kind__in=KINDS).values_list(
        Cast("ref", text), Cast("kind", text), Value(0), Cast("data", text)
    )
    sums: Sums = {}
    found: dict[str, State] = {}
    for ref, kind, minor, data in balances.union(states, all=True):
        if data:
            found[ref] = state_from(kind, data)
        else:
            sums[ref, kind] = minor
    return sums, found


def approved_open(states: Mapping[str, State], today: date) -> Sums:
    """{(fund, currency): minor} of what may be ordered with the signatures that are there, and is not yet.

    A standing budget counts when it is drawn, not before.
    """
    known, total = Known(states), {}
    for request in states.values():
        if not isinstance(request, Request) or request.closed or request.budget:
            continue
        left = request.limit - request.ordered
        trustees = states.get(f"{request.campaign}:trustees")
        if left <= 0 or not isinstance(trustees, Trustees) or today.isoformat() > request.until:
            continue
        if approved(request, known, today.isoformat(), trustees).done:
            key = (request.fund, request.currency)
            total[key] = total.get(key, 0) + left
    return total
