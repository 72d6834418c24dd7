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
    next_step = "Load the signing page again. If it stays so, ask another trustee."


class DocumentUnknown(Refused):
    """There is no such document to sign."""

    code = "document_unknown"
    next_step = "Look at what waits for you."


class NotSealedYet(Refused):
    """The public record has no sealed summary yet, which a signature must name."""

    code = "not_sealed_yet"
    next_step = "Wait some seconds and try again."


class CredentialRefused(Refused):
    """This key cannot become a signing key."""

    code = "credential_refused"
    next_step = "Take another device, or a security key that asks for its PIN or your finger."


class KeyForLogin(Refused):
    """This key is used to log in, and cannot sign as well."""

    code = "key_for_login"
    next_step = "Set up a key of its own for signing."


class KeyKnown(Refused):
    """This public key is set up already."""

    code = "key_known"
    next_step = "Make a new key for each person and each purpose."


class SignerNamed(Refused):
    """This person is named already."""

    code = "signer_named"
    next_step = "Look at the list of signers."


class SetIncomplete(Refused):
    """The list of trustees is not complete."""

    code = "set_incomplete"
    next_step = "Each trustee needs a key that was tried; then fill in what is missing."


class AnswerUnfit(Refused):
    """The file is not an answer to a file that was given out here."""

    code = "answer_unfit"
    next_step = "Sign the request file again with `ouna trustee sign`, and bring the answer."


class ReadingUnfit(Refused):
    """The document and what is shown of it do not fit together."""

    code = "reading_unfit"
    next_step = "Do not sign. Tell another trustee, and compare the numbers with him."


class ReasonMissing(Refused):
    """A refusal needs a reason."""

    code = "reason_missing"
    next_step = "Write in a sentence why you refuse. Everyone can read it."


class QuestionEmpty(Refused):
    """The question is empty."""

    code = "question_empty"
    next_step = "Write what you want to know."


class SuccessionUnfit(Refused):
    """Successors cannot take a place in this way."""

    code = "succession_unfit"
    next_step = "Look at the page of the trustees: who follows, when, and what is announced."


class LostUnfit(Refused):
    """This key cannot be replaced in this way."""

    code = "lost_unfit"
    next_step = "The trustee first sets up and tries a new key; then choose the old and the new one."
