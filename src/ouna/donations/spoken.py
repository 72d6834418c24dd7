"""Sentences that errors carry in English, named here so that they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

REFUSALS = (
    _("The amount is above zero."),
    _("Write how much you want to give."),
    _("This is more than a form should promise."),
    _("Please write to us first."),
    _("This purpose does not take gifts."),
    _("Choose another purpose."),
    _("This promise is over already."),
    _("Make a new one if you like."),
    _("Too many promises came from here today."),
    _("This is not an amount."),
    _("The amount is larger than any that is booked."),
    _("Only a treasurer of the account's section does that."),
    _("The link is not whole."),
    _("Open the link of the e-mail again."),
    _("Write digits, with a point or comma before the decimals, such as 12.50."),
    _("The text holds invisible characters that change its direction, or controls."),
    _("Type the text again instead of pasting it."),
    _("The text holds a control character."),
    _("This fact is recorded, but not yet under a signed checkpoint."),
    _("This cannot be printed as it stands."),
)
