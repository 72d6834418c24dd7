"""Refusals about the appeal."""

from __future__ import annotations

from ouna.core.errors import Refused


class AppealFrozen(Refused):
    """What was published stays: the words of a published version do not change."""

    code = "appeal_frozen"
    next_step = "Begin a new version; translations can still be added and mended."


class AppealIncomplete(Refused):
    """An appeal is published with a title, a body and at least one demand."""

    code = "appeal_incomplete"
    next_step = "Write what is missing in its first language."


class AppealChanged(Refused):
    """Nobody publishes other words than those he has read."""

    code = "appeal_changed"
    next_step = "Somebody changed the text in the meantime. Read it once more, then publish it."


class AppealUnchanged(Refused):
    """There is nothing new to publish."""

    code = "appeal_unchanged"
    next_step = "Change a text or add a translation first."


class UnknownPart(Refused):
    """The appeal has no such text or language."""

    code = "unknown_part"


class SourceMissing(Refused):
    """A translation is made from something: the text in the first language is not there."""

    code = "source_missing"
    next_step = "Write the text in the first language of the appeal first."


class CheckedTextDiffers(Refused):
    """What was read is what is confirmed: the text was changed in the meantime, or is behind its source."""

    code = "checked_text_differs"
    next_step = "Read it once more as it stands now."


class CheckedByPartnerOnly(Refused):
    """Only the partner says that a text is checked by the partner."""

    code = "checked_by_partner_only"
    next_step = "Save it as written by a person; the partner then checks it."
