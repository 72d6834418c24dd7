"""Sentences that errors carry in English, named here so that they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

REFUSALS = (
    _("Only a treasurer of the account's section does that."),
    _("This account is not announced, or closed."),
    _("Choose another account."),
    _("This bank line is booked already."),
    _("Undo its booking first, if it is wrong."),
    _("A typed rate is confirmed by somebody else than who typed it."),
    _("Ask a colleague to compare it with its source and confirm it."),
    _("This is not a usable rate."),
    _("Write digits with a point before the decimals, at most 10 of them, such as 3.3."),
    _("A rate of this day and source is there already."),
    _("Confirm it, or enter the rate of another day."),
    _("This is not a rates file of the European Central Bank."),
    _("Take eurofxref-hist.xml or eurofxref-hist.csv from the bank's site, unpacked."),
    _("The file is not text in UTF-8 with columns."),
    _("The file is not well-formed XML."),
    _("The file holds no rates."),
    _("A typed rate is between two currencies, of a day that has come, not the ECB's."),
    _("The source is a short code in small letters, such as `bct`."),
)
