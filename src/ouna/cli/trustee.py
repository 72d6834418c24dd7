"""`ouna trustee`: a signing key kept off line. Files in, files out; no network, no database, no Django.

The key file is Ed25519 in PKCS #8, encrypted under a passphrase. Request and answer are described in
docs/users/trustee.md.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ouna.core.errors import Refused
from ouna.core.quorum import FILE_KEY, Proof, Seen, Statement
from ouna.core.tlog.encoding import to_base64
from ouna.core.values import canonical
from ouna.quorum import wording

LEAST_PASSPHRASE = 12
LARGEST = 5_000_000
REQUEST, ANSWER = ".request.json", ".answer.json"


@click.group()
def trustee() -> None:
    """Sign with a key kept off line: files in, files out."""


@trustee.command()
@click.argument("name", type=click.Path(dir_okay=False, path_type=Path))
@click.password_option("--passphrase", prompt="Passphrase, at least 12 characters")
def keygen(name: Path, passphrase: str) -> None:
    """Make a key: NAME.key stays with you, NAME.pub goes to your desk.

    \b
    ouna trustee keygen nur
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise click.ClickException(f"The passphrase has fewer than {LEAST_PASSPHRASE} characters.")
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
    )
    private, public = Path(f"{name}.key"), Path(f"{name}.pub")
    for path, content, mode in ((private, secret, 0o600), (public, f"{spki_of(key)}\n".encode(), 0o644)):
        write_new(path, content, mode)
    click.echo(f"{private} is your key: keep it, and a copy, where nobody else comes.")
    click.echo(f"{public} is its public part: add it at your desk under “My keys”.")


def write_new(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file that is not there yet. Raises: ClickException."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise click.ClickException(f"{path} is there already, and is not overwritten.") from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None


def spki_of(key: Ed25519PrivateKey) -> str:
    """The public part as base64 of its SubjectPublicKeyInfo."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return to_base64(public)


def read_offer(path: Path) -> tuple[dict[str, Any], wording.Reading]:
    """A request file, each confidential part checked. Raises: ClickException."""
    try:
        raw = path.read_bytes()
        offer = json.loads(raw) if len(raw) <= LARGEST else None
        if offer["format"] != wording.REQUEST_FORMAT:
            raise ValueError
        return offer, wording.read(b64decode(offer["document"], validate=True), offer["openings"])
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise click.ClickException(f"{path} is not a request file of the trustees' desk.") from None
    except Refused as refused:
        raise click.ClickException(f"{refused} {refused.next_step}") from None


def tell(offer: dict[str, Any], reading: wording.Reading, act: str, lang: str, reason: str = "") -> str:
    """Print all that is signed; returns the exact text."""
    text = wording.exact_text(reading, act, lang, reason)
    click.echo(text)
    click.echo("")
    click.echo(f"Confidential parts checked: {len(reading.opened)}")
    click.echo(f"SHA-256: {reading.sha256}")
    click.echo(f"Compare: {'  '.join(reading.fingerprint)}")
    return text


def _lang(wished: str, offer: dict[str, Any]) -> str:
    lang = wished or str(offer.get("lang", "en"))
    if lang not in wording.languages():
        raise click.ClickException(f"One can sign in: {', '.join(wording.languages())}.")
    return lang


@trustee.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lang", default="", help="en or ar; else as the desk wrote it.")
def show(file: Path, lang: str) -> None:
    """Print what a request file asks to sign, and the numbers to compare.

    \b
    ouna trustee show roof.request.json --lang ar
    """
    offer, reading = read_offer(file)
    tell(offer, reading, str(offer["acts"][0]), _lang(lang, offer))


@trustee.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--refuse", is_flag=True, help="Refuse a payment instead of approving it.")
@click.option("--reason", default="", help="Why you refuse. Everyone can read it.")
@click.option("--lang", default="", help="en or ar; else as the desk wrote it.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The answer file.")
def sign(file: Path, key: Path, refuse: bool, reason: str, lang: str, out: Path | None) -> None:
    """Read a request file, sign it after a question, write the answer file.

    \b
    ouna trustee sign roof.request.json --key nur.key
    """
    offer, reading = read_offer(file)
    lang, acts = _lang(lang, offer), list(offer["acts"])
    act = "refuse" if refuse else str(acts[0])
    if act not in acts:
        raise click.ClickException("This cannot be refused: leave it unsigned instead.")
    if refuse and not reason.strip():
        raise click.ClickException("A refusal needs a reason: --reason TEXT.")
    reason = reason.strip() if refuse else ""
    text = tell(offer, reading, act, lang, reason)
    statement = statement_of(offer, reading, act, lang, text)
    click.confirm("\nHave you compared the numbers, and do you sign this?", abort=True)
    private = load_key(key)
    data = {
        "format": wording.ANSWER_FORMAT,
        "statement": statement.as_data(),
        "proof": {
            "key": key_ref(offer, spki_of(private)),
            **Proof(FILE_KEY, private.sign(statement.preimage())).as_data(),
        },
        "reason": reason,
    }
    target = out or file.with_name(file.name.removesuffix(REQUEST).removesuffix(".json") + ANSWER)
    write_new(target, canonical(data))
    click.echo(f"{target} is your answer: bring it to your desk.")


def statement_of(
    offer: dict[str, Any], reading: wording.Reading, act: str, lang: str, text: str
) -> Statement:
    """The statement over what was shown. Raises: ClickException."""
    given = {
        **offer["statement"],
        "act": act,
        "lang": lang,
        "sha256": reading.sha256,
        "shown": wording.shown(text),
    }
    try:
        made = Statement.of(given)
    except Refused as refused:
        raise click.ClickException(f"{refused} {refused.next_step}") from None
    assert isinstance(made.seen, Seen)
    return made


def load_key(path: Path) -> Ed25519PrivateKey:
    """The private key, asking for its passphrase. Raises: ClickException."""
    passphrase = click.prompt("Passphrase", hide_input=True)
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase.encode())
    except (ValueError, TypeError, OSError):
        raise click.ClickException("The key cannot be opened: another file, or another passphrase.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise click.ClickException("This is not a key that `ouna trustee keygen` made.")
    return key


def key_ref(offer: dict[str, Any], spki: str) -> str:
    """Under which name the desk knows the key. Raises: ClickException."""
    for known in offer["keys"]:
        if known["spki"] == spki and known["alg"] == FILE_KEY:
            return str(known["key"])
    holder = str(offer["statement"]["trustee"])
    if holder.startswith("reco_"):
        return holder
    raise click.ClickException("The request file is for another key than this one.")
