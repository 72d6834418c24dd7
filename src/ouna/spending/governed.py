"""Trustees, pact, gate and pause as the pages of the record say, each with the signatures it needed.

The book keeps these states in rows, so that a question costs one look. Whoever holds the database could write
there that one signature is enough. So before money moves they are made once more, from the pages themselves.
"""

from __future__ import annotations

from functools import lru_cache

from ouna.core.book import KINDS, MemoryFacts, RuleBroken, State, admit, decode
from ouna.core.book.kinds.money import pot
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.spending.errors import GuardFailed

#: What pages of these families say is decided by signatures alone.
FAMILIES = ("trustees.", "key.", "succession.", "pact.", "gate.", "payments.")
#: With what they ask for: the record itself, its campaigns and their funds.
GROUND = ("log.opened", "campaign.opened", "fund.opened")
PAGES = tuple(kind for kind in KINDS if kind.startswith(FAMILIES)) + GROUND
STATES = ("trustees", "pact", "gate", "pause")


def check_governed(campaign: str) -> None:
    """The states of government are those that the pages lead to. Raises: GuardFailed."""
    rows = Entry.objects.filter(kind__in=PAGES).order_by("pk").values_list("pk", "data")
    try:
        found = _governed(tuple((number - 1, bytes(data)) for number, data in rows))
    except RuleBroken:
        raise GuardFailed("A page about the trustees is damaged or was not signed as it must be.") from None
    names = [pot(campaign, name) for name in STATES]
    kept = log.states_of(names)
    if any(kept.get(name) != found.get(name) for name in names):
        raise GuardFailed("The rules of the trustees differ from what was signed.")


@lru_cache(maxsize=4)
def _governed(pages: tuple[tuple[int, bytes], ...]) -> dict[str, State]:
    """{ref: state} after these pages (number, bytes), judged one by one. Raises: RuleBroken."""
    facts = MemoryFacts()
    for number, data in pages:
        facts.size = number
        record = decode(data)
        facts.apply(admit(record, facts), record.on or "")
    return dict(facts.states.others())
