"""What the wall, the bars and the money flow are drawn from: one purpose and its sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ouna.ui.charts.svg import STATES

SUMS = ("aim", "promised", "received", "brought", "approved", "paid", "proof")


@dataclass(frozen=True)
class Section:
    """One purpose, in minor units of one currency. Sums are cumulative: paid counts in received.

    `brought` is the part of `received` that was collected before these books began.
    """

    key: str
    name: str
    short: str
    aim: int
    received: int = 0
    promised: int = 0
    approved: int = 0
    paid: int = 0
    proof: int = 0
    brought: int = 0

    def shares(self) -> list[tuple[str, int]]:
        """The aim cut into states, bottom of the wall first; the sum is the aim, or more if more came.

        What was approved is drawn as that even if a gift went back since: no share is ever negative.
        """
        approved = max(self.approved, self.paid)
        waiting = max(0, self.received - approved)
        brought = min(self.brought, waiting)
        parts = {
            "proof": min(self.proof, self.paid),
            "paid": max(0, self.paid - self.proof),
            "approved": approved - self.paid,
            "brought": brought,
            "received": waiting - brought,
            "promised": self.promised,
        }
        parts["needed"] = max(0, self.aim - sum(parts.values()))
        return [(state, parts[state]) for state in STATES]


def together(sections: Iterable[Section], name: str = "") -> Section:
    """All purposes as one."""
    rows = list(sections)
    return Section("all", name, name, **{key: sum(getattr(s, key) for s in rows) for key in SUMS})
