"""The roles in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ROLE_NAMES = {
    "administrator": _("Administrator"),
    "treasurer": _("Treasurer"),
    "auditor": _("Auditor"),
    "partner": _("Partner"),
    "editor": _("Editor"),
    "coordinator": _("Coordinator"),
    "planner": _("Planner"),
    "logistician": _("Logistician"),
    "trustee": _("Trustee"),
    "checker": _("Checker of names"),
}

#: What each role is for, said where it is given.
ROLE_NOTES = {
    "administrator": _("Manages accounts, roles and texts. Can neither approve nor send money."),
    "treasurer": _("Reads the bank's files and books gifts. Cannot approve."),
    "auditor": _("Sees everything and changes nothing."),
    "partner": _("Sees what has been received for them, in their language."),
    "editor": _("Writes and translates texts, and decides who stands on the list of signatories."),
    "coordinator": _("Plans the brigades. May ask for money, not approve or send it."),
    "planner": _("Plans the building. May ask for money, not approve or send it."),
    "logistician": _("Buys and ships. May ask for money, not approve or send it."),
    "trustee": _("Decides, with others, on every payment."),
    "checker": _(
        "Loads sanctions lists and decides, with a second one, on possible matches. Cannot send money."
    ),
}

#: Roles whose rooms exist today; the others can be given but open no page yet.
WITH_DESK = ("administrator", "treasurer", "auditor", "partner", "editor", "checker", "trustee")
