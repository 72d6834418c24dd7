"""Sentences that errors carry in English, named here so that they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

REFUSALS = (
    _("The pact is not ready to be signed."),
    _("Write what is missing, in every language of the pact."),
    _("A text of the pact is missing in one of its languages."),
    _("Say after how many days out of reach the successors act: 7 to 366."),
    _("Both sides need an officer who has tried a signing key."),
    _("An administrator names the officers; they set up their keys under Trustees."),
    _("The pact names the purpose that bears what banks charge."),
    _("A pact is written in one language at least."),
    _("This text is before its signers, or signed: it does not change any more."),
    _("Begin a new text; the one in force holds until the new one is signed."),
    _("Nobody puts other words before the signers than those he has read."),
    _("Somebody changed the text in the meantime. Read it once more, then put it to the signers."),
    _("The partner alone says who follows, and where the rest of the money goes."),
    _("Ask the partner to write these texts."),
    _("A point of the checklist is not answered, or is answered with no."),
    _("Answer every point with yes or partly; until then building does not start."),
    _("Building start already stands as you ask."),
    _("Look at the page of the pact."),
    _("There is no such point, answer or language here."),
    _("There is a point of this name already."),
    _("This duty is over."),
    _("Make a new one if something is still to be done."),
    _("Its owner was reminded today."),
    _("Wait until tomorrow."),
    _("That a duty is kept is confirmed by the other side, not by who owed it."),
    _("Ask the other side to confirm it."),
    _("Whoever reports a duty as kept says what shows it."),
    _("Name the page of the public record, the paper or the photo that shows it."),
    _("The partner or an administrator writes the pact."),
    _("The partner alone answers the checklist."),
    _("The partner or an administrator keeps the duties."),
    _("The partner or a trustee asks for this."),
)
