"""Sealing: salted commitments for the public record, and their openings encrypted under the subject's key.

AES-256-GCM with a random 96-bit nonce per message (NIST SP 800-38D); the associated data is the place of
the value, so that a copy moved to another row does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from ouna.core.tlog import commit
from ouna.core.values import LARGEST, canonical, check_allowed, parse_canonical
from ouna.log.facts import among
from ouna.log.keys import KEY_SIZE, sealing_key
from ouna.log.models import JournalFact, Opening, SubjectKey

NONCE = 12
SALT = 32


class SealedOpening(NamedTuple):
    """A commitment not yet recorded: `hash` (hex) goes into the record, the rest is encrypted with it."""

    purpose: str
    subject: str
    hash: str
    salt: bytes
    data: bytes

    def __repr__(self) -> str:
        """Without salt and data: what is sealed stands in no log file and no traceback."""
        return f"SealedOpening({self.purpose!r}, {self.subject!r}, {self.hash!r})"


def seal(purpose: str, data: dict[str, Any], subject: str) -> SealedOpening:
    """Commit to `data` (a JSON object of text, integers, lists) about `subject` (a ref).

    Pass the result to `record(…, openings=[…])`; put its `.hash` into the record. Touches no database.
    """
    if not _is_plain(data):
        check_allowed(data)
    encoded, salt = canonical(data), os.urandom(SALT)
    return SealedOpening(purpose, subject, commit(purpose, salt, encoded).hex(), salt, encoded)


def _is_plain(data: dict[str, Any]) -> bool:
    """Whether `check_allowed` is sure to pass: flat, of ASCII text and small integers, as most are."""
    for key, value in data.items():
        kind = type(value)
        if type(key) is not str or not key.isascii():
            return False
        if kind is int:
            if not -LARGEST <= value <= LARGEST:
                return False
        elif kind is not str or not value.isascii():
            return False
    return True


def _place_of_key(subject: str) -> bytes:
    return b"log.subject_key\n" + subject.encode()


def place_of_opening(ref: str, purpose: str) -> bytes:
    """Associated data of an opening."""
    return f"log.opening\n{ref}\n{purpose}".encode()


def keyed(purpose: str, data: bytes) -> bytes:
    """32 bytes that nobody can tell from chance, or make, without the sealing key."""
    key = hashlib.sha256(f"log.keyed\n{purpose}\n".encode() + sealing_key()).digest()
    return hmac.new(key, data, hashlib.sha256).digest()


def erased_mark(place: bytes) -> bytes:
    """What stands in place of a sealed value that was erased; one that is merely gone was not."""
    return keyed("erased", place)


def encrypt(cipher: AESGCM, data: bytes, place: bytes) -> bytes:
    """nonce || ciphertext || tag."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, data, place)


def encrypt_many(items: Sequence[tuple[AESGCM, bytes, bytes]]) -> Iterator[bytes]:
    """`encrypt` of many (cipher, data, place), in order; the source of chance is asked once."""
    random = os.urandom(NONCE * len(items))
    for nth, (cipher, data, place) in enumerate(items):
        nonce = random[nth * NONCE : (nth + 1) * NONCE]
        yield nonce + cipher.encrypt(nonce, data, place)


def ciphers_of(subjects: Iterable[str]) -> dict[str, AESGCM]:
    """The ciphers of those subjects that have a key: one query. Raises: KeyMissing."""
    # One parameter for all: the ORM's list of thousands costs more than the search.
    where, given = among("subject", subjects)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT subject, wrapped FROM log_subjectkey WHERE {where}", [given])  # noqa: S608 - a placeholder
        return _unwrap(dict(cursor.fetchall()))


def _unwrap(found: Mapping[str, Any]) -> dict[str, AESGCM]:
    if not found:
        return {}
    master = AESGCM(sealing_key())
    ciphers = {}
    for subject, wrapped in found.items():
        blob = bytes(wrapped)
        ciphers[subject] = AESGCM(master.decrypt(blob[:NONCE], blob[NONCE:], _place_of_key(subject)))
    return ciphers


def fresh_ciphers(subjects: Iterable[str]) -> tuple[dict[str, AESGCM], list[tuple[str, bytes]]]:
    """New keys for subjects without one: ciphers, and the rows (subject, wrapped) to insert."""
    listed = list(subjects)
    if not listed:
        return {}, []
    random = os.urandom(KEY_SIZE * len(listed))
    keys = [random[at : at + KEY_SIZE] for at in range(0, len(random), KEY_SIZE)]
    master = AESGCM(sealing_key())
    wrapped = encrypt_many([(master, key, _place_of_key(s)) for s, key in zip(listed, keys, strict=True)])
    return dict(zip(listed, map(AESGCM, keys), strict=True)), list(zip(listed, wrapped, strict=True))


def cipher_for(subject: str) -> AESGCM:
    """The subject's cipher, made if there is none yet. Call inside an action."""
    found = ciphers_of([subject])
    if subject not in found:
        found, rows = fresh_ciphers([subject])
        SubjectKey.objects.create(subject=rows[0][0], wrapped=rows[0][1])
    return found[subject]


def drop_key(subject: str) -> None:
    """Forget the key of what was begun and never told, such as a draft. Call inside an action.

    A subject of whom the record or the journal keeps anything is erased instead: its rows need the mark of
    `erase_subject`, and the public is told how many were erased. Raises: RuntimeError for such a one.
    """
    if _is_told_of(subject):
        raise RuntimeError("What the record or the journal keeps is erased by `erase_subject`.")
    SubjectKey.objects.filter(subject=subject).delete()


def _is_told_of(subject: str) -> bool:
    """Whether the record or the journal keeps something sealed about a subject."""
    return any(model.objects.filter(subject=subject).exists() for model in (Opening, JournalFact))


def encrypt_for(subject: str, text: str, place: str) -> bytes:
    """Encrypt a private text under the subject's key; `place` names table, column and row."""
    return encrypt(cipher_for(subject), text.encode(), place.encode())


def decrypt_for(subject: str, sealed: bytes, place: str) -> str | None:
    """The text, or None once the subject is erased. Raises: InvalidTag if it was altered or moved."""
    cipher = ciphers_of([subject]).get(subject)
    if cipher is None:
        return None
    blob = bytes(sealed)
    return cipher.decrypt(blob[:NONCE], blob[NONCE:], place.encode()).decode()


def open_opening(entry_ref: str, purpose: str) -> dict[str, Any] | None:
    """What a commitment of an entry hides, or None if it was erased or never kept."""
    opened = open_with_salt(entry_ref, purpose)
    return opened[1] if opened else None


def open_with_salt(entry_ref: str, purpose: str) -> tuple[bytes, dict[str, Any]] | None:
    """Salt and record of an opening, or None if it was erased, altered or never kept."""
    row = Opening.objects.filter(entry__ref=entry_ref, purpose=purpose).first()
    return open_rows([(row, entry_ref)])[0] if row else None


def open_rows(rows: list[tuple[Opening, str]]) -> list[tuple[bytes, dict[str, Any]] | None]:
    """Salt and record of many openings (row, ref of its entry), one query for their keys."""
    ciphers = ciphers_of({row.subject for row, _ in rows})
    opened: list[tuple[bytes, dict[str, Any]] | None] = []
    for row, ref in rows:
        cipher, blob = ciphers.get(row.subject), bytes(row.sealed)
        try:
            plain = (
                cipher.decrypt(blob[:NONCE], blob[NONCE:], place_of_opening(ref, row.purpose))
                if cipher
                else b""
            )
        except InvalidTag:
            plain = b""
        opened.append((plain[:SALT], parse_canonical(plain[SALT:])) if plain else None)
    return opened
