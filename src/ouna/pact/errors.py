"""What the pact refuses."""

from __future__ import annotations

from ouna.core.errors import Refused


class PactIncomplete(Refused):
    """The pact is not ready to be signed."""

    code = "pact_incomplete"
    next_step = "Write what is missing, in every language of the pact."


class PactFrozen(Refused):
    """This text is before its signers, or signed: it does not change any more."""

    code = "pact_frozen"
    next_step = "Begin a new text; the one in force holds until the new one is signed."


class PactChanged(Refused):
    """Nobody puts other words before the signers than those he has read."""

    code = "pact_changed"
    next_step = "Somebody changed the text in the meantime. Read it once more, then put it to the signers."


class ChosenByPartner(Refused):
    """The partner alone says who follows, and where the rest of the money goes."""

    code = "chosen_by_partner"
    next_step = "Ask the partner to write these texts."


class ChecklistUnready(Refused):
    """A point of the checklist is not answered, or is answered with no."""

    code = "checklist_unready"
    next_step = "Answer every point with yes or partly; until then building does not start."


class GateAlready(Refused):
    """Building start already stands as you ask."""

    code = "gate_already"
    next_step = "Look at the page of the pact."


class ClosingIncomplete(Refused):
    """It is not said in every language of the campaign where the rest goes."""

    code = "closing_incomplete"
    next_step = "Write it in each language; the pact's own words are a beginning."


class ClosingChanged(Refused):
    """Nobody proposes another end than the one he has read."""

    code = "closing_changed"
    next_step = "Something that is open has changed in the meantime. Read it once more, then propose it."


class ClosingWaits(Refused):
    """The end of the campaign is before the trustees already."""

    code = "closing_waits"
    next_step = "Take that proposal back before you make another."


class UnknownPoint(Refused):
    """There is no such point, answer or language here."""

    code = "unknown_point"


class CommitmentClosed(Refused):
    """This duty is over."""

    code = "commitment_closed"
    next_step = "Make a new one if something is still to be done."


class OtherSide(Refused):
    """That a duty is kept is confirmed by the other side, not by who owed it."""

    code = "other_side"
    next_step = "Ask the other side to confirm it."


class EvidenceMissing(Refused):
    """Whoever reports a duty as kept says what shows it."""

    code = "evidence_missing"
    next_step = "Name the page of the public record, the paper or the photo that shows it."
