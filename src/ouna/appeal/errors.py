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


class SigningInvalid(Refused):
    """This form cannot be taken as it stands."""

    code = "signing_invalid"
    next_step = "Fill in what is missing and send it again."


class NothingToSign(Refused):
    """There is no appeal to sign yet."""

    code = "nothing_to_sign"
    next_step = "Come back when it is published."


class TooManyAsked(Refused):
    """This was asked for too often today."""

    code = "too_many"
    next_step = "Come back tomorrow, or write to the coalition."


class LinkInvalid(Refused):
    """This link is not whole, or opens nothing."""

    code = "link_invalid"
    next_step = "Open the link of the e-mail again, or ask for a new one."


class LinkUsed(Refused):
    """This link was used already."""

    code = "link_used"
    next_step = "There is nothing more to do. Ask for a new link if you want to change something."


class LinkOver(Refused):
    """The days of this link are over."""

    code = "link_over"
    next_step = "Ask for a new one."


class CannotVouch(Refused):
    """Only an organisation that stands on the list and has proved its address can vouch."""

    code = "cannot_vouch"
    next_step = "Ask another signatory, or show an editor a document."


class NotProved(Refused):
    """Nobody stands on the list before it is shown that the organisation itself signed."""

    code = "not_proved"
    next_step = "Wait for the proof by e-mail, ask another signatory to vouch, or look at a document."


class SignatoryChanged(Refused):
    """What is approved is what was read: something changed in the meantime."""

    code = "signatory_changed"
    next_step = "Read it once more, then decide."


class SigningOver(Refused):
    """This was decided already."""

    code = "signing_over"
    next_step = "Look at the list of signatories."
