"""What `quorum` refuses."""

from __future__ import annotations

from ouna.core.errors import Refused


class NoSigner(Refused):
    """You are not one of those who sign here."""

    code = "no_signer"
    next_step = "Ask the administrator whether your account belongs to a trustee."


class DocumentClosed(Refused):
    """This document is signed already, or no longer to be signed."""

    code = "document_closed"
    next_step = "Look at what waits for you."


class OtherDocument(Refused):
    """The signature is over another document, act, signer or text than was given to sign."""

    code = "other_document"
    next_step = "Begin the signing anew from your desk."


class TicketSpent(Refused):
    """This link to sign was used already, or is too old."""

    code = "ticket_spent"
    next_step = "Begin the signing anew from your desk."


class KeyUnknown(Refused):
    """This key is not one of yours here."""

    code = "signing_key_unknown"
    next_step = "Sign with the key you set up, or set up a new one."


class SignedAlready(Refused):
    """You have signed this document already."""

    code = "signed_already"
    next_step = "Nothing more is needed from you."


class HistoryUnknown(Refused):
    """The signature names a state of the public record that this record never had."""

    code = "history_unknown"
    next_step = (
        "Load the signing page again. If it stays so, ask another trustee."
    )
