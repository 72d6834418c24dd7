"""Writes of `quorum`: signers, keys, documents, signatures, ceremonies."""

from ouna.quorum.actions.documents import open_document, void_document
from ouna.quorum.actions.keys import add_file_key, enrol_key
from ouna.quorum.actions.sets import (
    announce_replacement,
    complete_replacement,
    pause,
    propose_set,
    resume,
    revoke_key,
    stop_replacement,
)
from ouna.quorum.actions.signers import ask_question, name_signer, wish_name
from ouna.quorum.actions.signing import take_answer, take_signature
from ouna.quorum.actions.succession import (
    announce_succession,
    complete_succession,
    note_told,
    stop_succession,
)
from ouna.quorum.actions.tickets import (
    file_to_sign,
    forget_tickets,
    show_on_second_device,
    ticket_to_enrol,
    ticket_to_sign,
    ticket_to_test,
)

__all__ = [
    "add_file_key",
    "announce_replacement",
    "announce_succession",
    "ask_question",
    "complete_replacement",
    "complete_succession",
    "enrol_key",
    "file_to_sign",
    "forget_tickets",
    "name_signer",
    "note_told",
    "open_document",
    "pause",
    "propose_set",
    "resume",
    "revoke_key",
    "show_on_second_device",
    "stop_replacement",
    "stop_succession",
    "take_answer",
    "take_signature",
    "ticket_to_enrol",
    "ticket_to_sign",
    "ticket_to_test",
    "void_document",
    "wish_name",
]
