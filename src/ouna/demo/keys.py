"""Keys of the demo's trustees, kept in files on this machine so that a visitor can sign with one click.

Never so outside the demo: a trustee's key lies with the trustee alone. The signatures are real ones all the
same: made over a request file, as `ouna trustee sign` makes them, and judged by the rules of the record.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode
from pathlib import Path

from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from ouna.core.quorum import FILE_KEY, Proof, Statement
from ouna.core.tlog.encoding import to_base64
from ouna.core.values import canonical
from ouna.log import Actor
from ouna.quorum import wording
from ouna.quorum.actions import add_file_key, file_to_sign, take_answer
from ouna.quorum.actions.signing import Taken
from ouna.quorum.models import Document, Signer, SigningKey

#: With it `ouna trustee sign --key var/demo-keys/nur.key` works as at home.
PASSPHRASE = "demo demo demo"  # noqa: S105 - everyone may know it


def folder() -> Path:
    """Where the demo's keys lie."""
    return Path(settings.VAR) / "demo-keys"


def make_key(name: str) -> str:
    """A new key, NAME.key and NAME.pub as `ouna trustee keygen` writes them; returns the public part."""
    private = Ed25519PrivateKey.generate()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = private.private_bytes(
        forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.BestAvailableEncryption(PASSPHRASE.encode())
    )
    path = folder() / f"{name}.key"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(secret)
    public = _public(private)
    path.with_suffix(".pub").write_text(f"{public}\n")
    return public


def _public(private: Ed25519PrivateKey) -> str:
    form = forms.PublicFormat.SubjectPublicKeyInfo
    return to_base64(private.public_key().public_bytes(forms.Encoding.DER, form))


def has_key(name: str) -> bool:
    """Whether a key of that name lies here."""
    return (folder() / f"{name}.key").is_file()


def answer(name: str, request: bytes, act: str = "", reason: str = "") -> bytes:
    """Sign a request file with the key of that name; the file that answers it.

    `act`: by default the first that is asked for. The text that is signed is made anew from the document's
    bytes and its openings; what does not fit together is not signed. Raises: ReadingUnfit.
    """
    path = folder() / f"{name}.key"
    private = forms.load_pem_private_key(path.read_bytes(), PASSPHRASE.encode())
    assert isinstance(private, Ed25519PrivateKey)
    offer = json.loads(request)
    act = act or offer["acts"][0]
    reading = wording.read(b64decode(offer["document"]), offer["openings"])
    text = wording.exact_text(reading, act, offer["lang"], reason)
    statement = Statement.of(
        {
            **offer["statement"],
            "act": act,
            "lang": offer["lang"],
            "sha256": reading.sha256,
            "shown": wording.shown(text),
        }
    )
    proof = Proof(FILE_KEY, private.sign(statement.preimage()))
    key = next(known["key"] for known in offer["keys"] if known["spki"] == _public(private))
    return canonical(
        {
            "format": wording.ANSWER_FORMAT,
            "statement": statement.as_data(),
            "proof": {"key": key, **proof.as_data()},
            "reason": reason,
        }
    )


def set_up(by: Actor, signer: Signer, name: str) -> SigningKey:
    """Make a key, set it up as the signer's and try it."""
    key = add_file_key(by=by, signer=signer, spki=make_key(name))
    request = file_to_sign(by=by, signer=signer, lang="en", key=key)
    take_answer(by=by, answer=answer(name, request))
    return key


def sign(
    by: Actor,
    signer: Signer,
    name: str,
    document: Document,
    *,
    lang: str = "en",
    act: str = "",
    reason: str = "",
) -> Taken:
    """Sign a document as the signer with his key of the demo. Raises: as `take_answer`."""
    request = file_to_sign(by=by, signer=signer, lang=lang, ref=document.ref)
    return take_answer(by=by, answer=answer(name, request, act, reason))
