"""The record of facts: what happened, in order, for ever, and provable by anyone.

Promises: a fact is written whole or not at all; what is acknowledged survives a crash; nothing written is
changed or removed; every public fact is locked in by a signed checkpoint within seconds; a restored older
copy signs nothing. Facts about persons go to a private journal of which only a daily fingerprint is public.

Nouns: action (the only way to write), record (a public fact), entry (its bytes), number (its place in the
log), opening (what a commitment hides, erasable), text, journal fact, checkpoint, head, high-water note.

Records: `log.opened`, `sealed`, `personal.erased`.

    from ouna.log import Actor, action, record, seal

    @action
    def receive_gift(*, by: Actor, line: BankLine) -> Gift: ...
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ouna.log import clock
    from ouna.log.acting import ACTIONS, action, unchanged
    from ouna.log.actor import SYSTEM, Actor
    from ouna.log.booking import record, record_many
    from ouna.log.private_journal import erase_subject, journal
    from ouna.log.refs import new_ref
    from ouna.log.sealing import SealedOpening, decrypt_for, encrypt_for, open_opening, seal
    from ouna.log.texts import put_text, text_of, withdraw_text

#: Name → the module that holds it. Looked up on first use: models may not load before Django is set up.
_HOMES = {
    "ACTIONS": "acting",
    "action": "acting",
    "unchanged": "acting",
    "Actor": "actor",
    "SYSTEM": "actor",
    "record": "booking",
    "record_many": "booking",
    "erase_subject": "private_journal",
    "journal": "private_journal",
    "new_ref": "refs",
    "SealedOpening": "sealing",
    "decrypt_for": "sealing",
    "encrypt_for": "sealing",
    "open_opening": "sealing",
    "seal": "sealing",
    "put_text": "texts",
    "text_of": "texts",
    "withdraw_text": "texts",
}

__all__ = [
    "ACTIONS",
    "SYSTEM",
    "Actor",
    "SealedOpening",
    "action",
    "clock",
    "decrypt_for",
    "encrypt_for",
    "erase_subject",
    "journal",
    "new_ref",
    "open_opening",
    "put_text",
    "record",
    "record_many",
    "seal",
    "text_of",
    "unchanged",
    "withdraw_text",
]


def __getattr__(name: str) -> Any:
    if name == "clock":
        return import_module("ouna.log.clock")
    if name not in _HOMES:
        raise AttributeError(f"module 'ouna.log' has no attribute '{name}'")
    return getattr(import_module(f"ouna.log.{_HOMES[name]}"), name)
