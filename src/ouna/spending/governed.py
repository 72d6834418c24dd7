"""Trustees, pact, gate, pause and a request as the pages of the record say, with the signatures they needed.

The book keeps these states in rows, so that a question costs one look. Whoever holds the database could write
there that one signature is enough, or that nothing was ordered yet. So before money moves the states are made
once more, from the pages themselves.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.db import connection

from ouna.core.book import KINDS, Effects, MemoryFacts, Order, Record, RuleBroken, State, admit, decode
from ouna.core.book import Request as RequestState
from ouna.core.book.kinds.money import pot
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.spending.errors import GuardFailed
from ouna.spending.models import Request

#: What pages of these families say is decided by signatures alone.
FAMILIES = ("trustees.", "key.", "succession.", "pact.", "gate.", "payments.")
#: With what they ask for: the record itself, its campaigns and their funds.
GROUND = ("log.opened", "campaign.opened", "fund.opened")
PAGES = tuple(kind for kind in KINDS if kind.startswith(FAMILIES)) + GROUND
STATES = ("trustees", "pact", "gate", "pause")
#: What becomes of a request. Each such page names it; the pages of proof do not, and change nothing of it.
OF_REQUESTS = tuple(kind for kind in KINDS if kind.startswith(("request.", "payment.")))
Page = tuple[int, bytes]


def check_governed(campaign: str) -> None:
    """The states of government are those that the pages lead to. Raises: GuardFailed."""
    try:
        found = _governed(tuple(_pages_of_government()))
    except RuleBroken:
        raise GuardFailed("A page about the trustees is damaged or was not signed as it must be.") from None
    names = [pot(campaign, name) for name in STATES]
    kept = log.states_of(names)
    if any(kept.get(name) != found.get(name) for name in names):
        raise GuardFailed("The rules of the trustees differ from what was signed.")


def request_by_pages(request: Request) -> RequestState:
    """The request as its pages tell: asked, answered, ordered, failed, come back.

    Raises: GuardFailed when a page does not fit, or the book keeps other orders of it.
    """
    facts = MemoryFacts()
    try:
        for number, data in sorted([*_pages_of_government(), *_pages_of_requests(_chain(request))]):
            facts.size = number
            record = decode(data)
            facts.apply(_effects(record, facts), record.on or "")
    except RuleBroken:
        raise GuardFailed("A page about the request is damaged or was not signed as it must be.") from None
    states = facts.states.others()
    found = states.get(request.ref)
    if not isinstance(found, RequestState):
        raise GuardFailed("The request does not stand in the public record.")
    orders = {r: s for r, s in states.items() if isinstance(s, Order) and s.request == request.ref}
    if log.states_of(orders) != orders:
        raise GuardFailed("An earlier order differs from the record.")
    return found


def _effects(record: Record, facts: MemoryFacts) -> Effects:
    """What a page does. Whether there was money for a payment only the whole book knows: not asked here."""
    if not record.KIND.startswith("payment."):
        return admit(record, facts)
    if getattr(record, "explains", None):
        # The bank line that it explains is no page of a request.
        record = replace(record, explains=None)  # type: ignore[type-var]
    return record.effects(facts)


def _chain(request: Request) -> list[str]:
    """The request, and those that it replaced."""
    refs, row = [], request
    while row.ref not in refs:
        refs.append(row.ref)
        row = row.replaces or row
    return refs


def _pages_of_government() -> list[Page]:
    rows = Entry.objects.filter(kind__in=PAGES).order_by("pk").values_list("pk", "data")
    return [(number - 1, bytes(data)) for number, data in rows]


def _pages_of_requests(refs: list[str]) -> list[Page]:
    """The pages of these requests. The book has no index by request that its owner could not empty."""
    named = "position(%s in data) > 0" if connection.vendor == "postgresql" else "instr(data, %s) > 0"
    found: dict[int, bytes] = {}
    for ref in refs:
        rows = Entry.objects.filter(kind__in=OF_REQUESTS)
        rows = rows.extra(where=[named], params=[ref.encode()])  # noqa: S610 - two fixed texts
        found |= {number - 1: bytes(data) for number, data in rows.values_list("pk", "data")}
    return list(found.items())


@lru_cache(maxsize=4)
def _governed(pages: tuple[Page, ...]) -> dict[str, State]:
    """{ref: state} after these pages (number, bytes), judged one by one. Raises: RuleBroken."""
    facts = MemoryFacts()
    for number, data in pages:
        facts.size = number
        record = decode(data)
        facts.apply(admit(record, facts), record.on or "")
    return dict(facts.states.others())
