"""Salted commitments: a hash that stands in the public log for a record that does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from ouna.core.tlog.errors import CommitmentInvalid
from ouna.core.tlog.hashing import HASH_SIZE, leaf_hashes, subtree_root

SALT_SIZE = 32
LEAST_DAY = 64
_PURPOSE = re.compile(r"[a-z][a-z0-9_.-]{0,63}")


def commit(purpose: str, salt: bytes, record: bytes) -> bytes:
    """SHA-256("ouna.commit.v1\\n" || purpose || "\\n" || salt || canonical record): 32 bytes.

    The salt is 32 random bytes used for this one commitment: without it a record that can be guessed
    (a name, a sum) could be confirmed by hashing guesses. Erase the salt and the record to forget.
    """
    if not _PURPOSE.fullmatch(purpose):
        raise CommitmentInvalid("The purpose of a commitment is a code of lower-case letters.")
    if len(salt) != SALT_SIZE:
        raise CommitmentInvalid(f"The salt has {len(salt)} bytes instead of {SALT_SIZE}.")
    return sha256(b"ouna.commit.v1\n" + purpose.encode() + b"\n" + salt + record).digest()


def padded_root(commitments: Sequence[bytes]) -> bytes:
    """Root of the Merkle tree (RFC 9162) whose entries are one day's sealed commitments.

    The caller has put them in random order and padded them with random ones to a power of two of at
    least 64, so that the root and its proofs tell neither kinds, nor times, nor a count.
    """
    count = len(commitments)
    if count < LEAST_DAY or count & (count - 1):
        raise CommitmentInvalid(f"{count} commitments: a power of two of at least {LEAST_DAY} is needed.")
    if any(len(given) != HASH_SIZE for given in commitments):
        raise CommitmentInvalid(f"A commitment has not {HASH_SIZE} bytes.")
    if len(set(commitments)) != count:
        raise CommitmentInvalid("Two commitments of the day are equal: a salt was used twice.")
    return subtree_root(leaf_hashes(commitments))
