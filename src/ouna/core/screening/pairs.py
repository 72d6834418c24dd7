"""Two names alone, without a list: do they mean the same?"""

from __future__ import annotations

from dataclasses import dataclass

from ouna.core.screening.judge import MATCH
from ouna.core.screening.reasons import reasons_of_pair
from ouna.core.screening.score import Alignment, compare
from ouna.core.screening.tokens import parse
from ouna.core.screening.values import Reason

#: Schema of FollowTheMoney → whether the names are read as a person's, each way that is possible.
SCHEMAS = {
    "Person": (True,),
    "Company": (False,),
    "Organization": (False,),
    "LegalEntity": (True, False),
    "Vessel": (False,),
}


@dataclass(frozen=True, slots=True)
class PairScore:
    """How alike two names are, whether that is enough to take them for one, and why."""

    score: float
    match: bool
    reasons: tuple[Reason, ...]


def score_pair(one: str, other: str, schema: str) -> PairScore:
    """Compare two names of a schema of `SCHEMAS`. The same whichever of them stands first."""
    best: Alignment | None = None
    for person in SCHEMAS[schema]:
        found = compare(parse(one, person=person), parse(other, person=person))
        if best is None or found.score > best.score:
            best = found
    assert best is not None
    score = round(best.score, 3)
    return PairScore(score, score >= MATCH, reasons_of_pair(best))
