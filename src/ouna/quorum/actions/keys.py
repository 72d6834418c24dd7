"""Setting up signing keys. A key counts once it was tried and a record lists it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from allauth.mfa.models import Authenticator

from ouna.core.quorum import FILE_KEY, KeyInvalid, PublicKey
from ouna.core.tlog.encoding import to_base64
from ouna.log import Actor, action, clock, journal, new_ref
from ouna.quorum import place
from ouna.quorum.actions.tickets import check_signer, make_ticket, spend, ticket_of
from ouna.quorum.errors import CredentialRefused, KeyForLogin, KeyKnown, TicketSpent
from ouna.quorum.models import Signer, SigningKey, Ticket
from ouna.quorum.passkeys import public_key, read_enrolment

#: A trustee lists at most so many in the record.
MOST = 4


@action
def enrol_key(*, by: Actor, token: str, response: Mapping[str, Any]) -> tuple[SigningKey, str]:
    """Set up the passkey that a browser made on the signing page; returns it and a token to try it.

    Raises: TicketSpent, NoSigner, CredentialRefused, KeyForLogin, KeyKnown.
    """
    ticket = ticket_of(token)
    if ticket.what != Ticket.ENROL:
        raise TicketSpent()
    check_signer(by, ticket.signer)
    spend(ticket)
    made = read_enrolment(
        response, challenge=bytes.fromhex(ticket.nonce), origin=place.sign_url(), rp_id=place.rp_id()
    )
    check_not_for_login(made.key, made.credential)
    key = _add(by, ticket.signer, made.key, credential=made.credential, backed_up=made.backed_up)
    test, _ = make_ticket(Ticket.TEST, ticket.signer, ticket.lang, key=key)
    return key, test


@action
def add_file_key(*, by: Actor, signer: Signer, spki: str) -> SigningKey:
    """Set up a key kept off line by its public part, as `ouna trustee keygen` writes it.

    Raises: NoSigner, CredentialRefused, KeyKnown.
    """
    check_signer(by, signer)
    key = PublicKey(FILE_KEY, "".join(spki.split()))
    try:
        key.check()
    except KeyInvalid:
        raise CredentialRefused(
            "This is not the public part of a key that `ouna trustee keygen` makes."
        ) from None
    check_not_for_login(key, b"")
    return _add(by, signer, key)


def _add(
    by: Actor, signer: Signer, key: PublicKey, *, credential: bytes = b"", backed_up: bool = False
) -> SigningKey:
    if SigningKey.objects.filter(spki=key.spki).exists():
        raise KeyKnown()
    if signer.keys.filter(tested_at__isnull=False).count() >= MOST:
        raise CredentialRefused("A signer has at most four keys.")
    made = SigningKey.objects.create(
        ref=new_ref("key"),
        signer=signer,
        alg=key.alg,
        spki=key.spki,
        credential=credential,
        backed_up=backed_up,
        made_at=clock.now(),
    )
    journal("quorum.key_set_up", subject=by.ref, data={"key": made.ref, "alg": key.alg}, by=by)
    return made


def check_not_for_login(key: PublicKey, credential: bytes) -> None:
    """The key is none with which anybody logs in: a page that asks for a log-in could else have a signature.

    Raises: KeyForLogin.
    """
    for row in Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).iterator():
        data = row.wrap().authenticator_data.credential_data
        if data is None:
            continue
        same = bytes(data.credential_id) == credential
        # Of a key for log-in of a kind that cannot sign here its name alone is compared.
        with suppress(CredentialRefused, ValueError):
            same = same or public_key(dict(data.public_key)).spki == key.spki
        if same:
            raise KeyForLogin()


def options_of(ticket: Ticket) -> dict[str, Any]:
    """What `navigator.credentials.create` is given."""
    signer = ticket.signer
    known = [to_base64(bytes(k.credential)) for k in signer.keys.all() if k.credential]
    return {
        "challenge": ticket.nonce,
        "rp": {"id": place.rp_id(), "name": place.rp_id()},
        "user": {"id": signer.pk, "name": f"{signer.function} {signer.number}"},
        "exclude": known,
    }
