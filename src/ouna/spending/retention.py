"""What requests and payments keep about persons (see `parties.retention`)."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from ouna.parties.retention import Keep
from ouna.spending.actions.forgetting import DRAFT_DAYS

KEEPS = [
    Keep(
        "spending_cashcount.by, by_name",
        gettext_noop("to show which two persons counted cash that was handed over; accounting law"),
        gettext_noop("GDPR Art. 6(1)(c)"),
        None,
        gettext_noop("everything; the name is read at the desks alone, the public sees sum and day"),
    ),
    Keep(
        "spending_payee.sealed, spending_order.sealed, spending_paper",
        gettext_noop("to show an auditor who was paid for what; accounting law"),
        gettext_noop("GDPR Art. 6(1)(c)"),
        None,
        gettext_noop("everything, sealed; the fingerprint in the public record"),
    ),
    Keep(
        "spending_request.sealed_draft, spending_paper of a draft",
        gettext_noop("to go on with a request that was begun"),
        gettext_noop("GDPR Art. 6(1)(f)"),
        DRAFT_DAYS,
        gettext_noop("nothing"),
    ),
    Keep(
        "spending_comment.by_name",
        gettext_noop("to know who asked or answered what about a request"),
        gettext_noop("GDPR Art. 6(1)(f)"),
        None,
        gettext_noop("everything; read at the desks alone"),
    ),
]
