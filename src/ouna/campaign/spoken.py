"""Sentences that errors carry in English, named here so that they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

REFUSALS = (
    _("The campaign is closed: nothing new is promised, asked for or ordered."),
    _("The page of the campaign says since when, and where the rest goes."),
    _("Nobody opens other facts than those he has read."),
    _("Somebody changed the campaign in the meantime. Read it once more, then open it."),
)
