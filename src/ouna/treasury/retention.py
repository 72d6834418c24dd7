"""What the treasury keeps of what banks tell about persons (see `parties.retention`)."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from ouna.parties.retention import Keep
from ouna.treasury.actions.staging import STAGED_DAYS

KEEPS = [
    Keep(
        "archive, imported",
        gettext_noop("to show an auditor what the bank wrote; accounting law"),
        gettext_noop("GDPR Art. 6(1)(c)"),
        None,
        gettext_noop("everything; the file stays encrypted"),
    ),
    Keep(
        "archive, not imported",
        gettext_noop("to look at a dropped file before it is imported"),
        gettext_noop("GDPR Art. 6(1)(f)"),
        STAGED_DAYS,
        gettext_noop("the file's fingerprint in the private journal"),
    ),
]
