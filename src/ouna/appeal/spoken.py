"""Sentences that errors carry in English, named here so that they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

REFUSALS = (
    _("What was published stays: the words of a published version do not change."),
    _("Begin a new version; translations can still be added and mended."),
    _("An appeal is published with a title, a body and at least one demand."),
    _("Write what is missing in its first language."),
    _("Nobody publishes other words than those he has read."),
    _("Somebody changed the text in the meantime. Read it once more, then publish it."),
    _("There is nothing new to publish."),
    _("Change a text or add a translation first."),
    _("The appeal has no such text or language."),
    _("A translation is made from something: the text in the first language is not there."),
    _("Write the text in the first language of the appeal first."),
    _("What was read is what is confirmed: the text was changed in the meantime, or is behind its source."),
    _("Read it once more as it stands now."),
    _("Only the partner says that a text is checked by the partner."),
    _("Save it as written by a person; the partner then checks it."),
    _("An editor or an administrator writes the appeal."),
    _("There are no more than 99 of a kind."),
    _("The appeal is published once the campaign is open."),
    _("An administrator opens the campaign first."),
    _("Signatories cannot be asked until a day that has passed."),
    _("Choose a later day."),
    _("The text is too long."),
    _("The source of a footnote is an address that begins with https://."),
)
