"""The pact's words: its texts, states and answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ouna.pact import rules
from ouna.pact.models import Commitment

TEXT_NAMES = {
    rules.TITLE: _("Title"),
    rules.BODY: _("What both sides agree"),
    rules.SUCCESSION: _("If too few trustees can be reached"),
    rules.REST: _("Where the rest goes at the end"),
}
ANSWER_NAMES = {
    rules.YES: _("yes"),
    rules.PARTLY: _("partly"),
    rules.NO: _("no"),
    rules.OPEN: _("not answered"),
}
STATE_NAMES = {
    Commitment.OPEN: (_("owed"), "wait"),
    Commitment.DONE: (_("reported as kept"), "wait"),
    Commitment.KEPT: (_("kept"), "good"),
    Commitment.DROPPED: (_("let go"), ""),
}
