"""Signatures of the partner's trustees: statements, passkeys and Ed25519 file keys, m of n, fingerprints.

Pure: who is a trustee, which key is in force and what a signature decides, the book's rules say.
"""

from ouna.core.quorum.bands import Band, highest_m, m_for
from ouna.core.quorum.errors import KeyInvalid, SignatureRefused, StatementInvalid
from ouna.core.quorum.fingerprint import document_fingerprint, partner_fingerprint, plain_fingerprint
from ouna.core.quorum.keys import ALGORITHMS, EDDSA, ES256, FILE_KEY, PASSKEYS, RS256, PublicKey
from ouna.core.quorum.proof import Proof, check_signature, proof_of
from ouna.core.quorum.statement import NO_TRUSTEES, Act, Seen, Statement

__all__ = [
    "ALGORITHMS",
    "EDDSA",
    "ES256",
    "FILE_KEY",
    "NO_TRUSTEES",
    "PASSKEYS",
    "RS256",
    "Act",
    "Band",
    "KeyInvalid",
    "Proof",
    "PublicKey",
    "Seen",
    "SignatureRefused",
    "Statement",
    "StatementInvalid",
    "check_signature",
    "document_fingerprint",
    "highest_m",
    "m_for",
    "partner_fingerprint",
    "plain_fingerprint",
    "proof_of",
]
