"""Who may do what about the pact. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ouna.pact.errors import (
    ChecklistUnready,
    ChosenByPartner,
    ClosingIncomplete,
    CommitmentClosed,
    EvidenceMissing,
    OtherSide,
    PactIncomplete,
    UnknownPoint,
)
from ouna.parties.errors import NotPermitted

#: The texts of a pact. The last two are the partner's alone: who follows if too few trustees can be reached,
#: and where the rest goes when the campaign ends.
TITLE, BODY, SUCCESSION, REST = "title", "body", "succession", "rest"
TEXTS = (TITLE, BODY, SUCCESSION, REST)
BY_PARTNER = frozenset({SUCCESSION, REST})
YES, NO, PARTLY, OPEN = "yes", "no", "partly", ""
ANSWERS = (YES, PARTLY, NO)
#: Days for which too few trustees must be out of reach before the successors act.
LEAST_DAYS, MOST_DAYS = 7, 366


def check_writes(*, office: bool, partner: bool) -> None:
    """Raises: NotPermitted."""
    if not (office or partner):
        raise NotPermitted("The partner or an administrator writes the pact.")


def check_text(field: str, *, partner: bool) -> None:
    """Raises: UnknownPoint, ChosenByPartner."""
    if field not in TEXTS:
        raise UnknownPoint()
    if field in BY_PARTNER and not partner:
        raise ChosenByPartner()


def check_partner(is_partner: bool) -> None:
    """Raises: NotPermitted."""
    if not is_partner:
        raise NotPermitted("The partner alone answers the checklist.")


def check_complete(
    texts: Mapping[str, Mapping[str, str]], languages: Iterable[str], days: int, sides: Collection[str]
) -> None:
    """Every text in every language of the pact, an officer with a tried key on both sides, a waiting time.

    Raises: PactIncomplete.
    """
    languages = list(languages)
    if len(languages) < 1 or any(not texts[field].get(lang) for field in TEXTS for lang in languages):
        raise PactIncomplete("A text of the pact is missing in one of its languages.")
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise PactIncomplete("Say after how many days out of reach the successors act: 7 to 366.")
    if not {"partner", "coalition"} <= set(sides):
        raise PactIncomplete(
            "Both sides need an officer who has tried a signing key.",
            next_step="An administrator names the officers; they set up their keys under Trustees.",
        )


def check_proposes_end(is_partner: bool) -> None:
    """Raises: NotPermitted."""
    if not is_partner:
        raise NotPermitted("The partner alone proposes the end of the campaign.")


def check_rest(rest: Mapping[str, str], languages: Collection[str]) -> None:
    """Where the rest goes is said in every language of the campaign, and in no other.

    Raises: ClosingIncomplete.
    """
    if not languages or set(rest) != set(languages) or not all(rest.values()):
        raise ClosingIncomplete()


def check_answer(answer: str) -> None:
    """Raises: UnknownPoint."""
    if answer not in (*ANSWERS, OPEN):
        raise UnknownPoint()


def check_ready(answers: Iterable[str]) -> None:
    """Whether the trustees can be asked to open: no point is unanswered or "no". Raises: ChecklistUnready."""
    found = list(answers)
    if not found or any(answer not in (YES, PARTLY) for answer in found):
        raise ChecklistUnready()


def check_side(*, owner_is_partner: bool, is_partner: bool, is_office: bool, confirms: bool) -> None:
    """Who owes reports, the other side confirms. Raises: NotPermitted, OtherSide."""
    mine = is_partner if owner_is_partner else is_office
    theirs = is_office if owner_is_partner else is_partner
    if not (mine or theirs):
        raise NotPermitted("The partner or an administrator keeps the duties.")
    if confirms and not theirs:
        raise OtherSide()


def check_open(state: str, allowed: Collection[str]) -> None:
    """Raises: CommitmentClosed."""
    if state not in allowed:
        raise CommitmentClosed()


def check_evidence(text: str) -> None:
    """Raises: EvidenceMissing."""
    if not text.strip():
        raise EvidenceMissing()
