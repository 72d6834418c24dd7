"""Trustees with software keys, who do what people do: set up keys, try them, sign on the page or by file."""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from fido2 import cbor
from fido2.utils import websafe_encode

sys.path.insert(0, str(Path(__file__).parents[1] / "core" / "quorum"))

from authenticator import ES256, FILE_KEY, RS256, Authenticator

from ouna.core.book import FundOpened, Recovery, RequestMade
from ouna.core.quorum import Band, Seen, Statement
from ouna.core.values import Money, Translated
from ouna.log import SYSTEM, action, clock, new_ref, put_text, record, seal
from ouna.log.sequencer import run_once
from ouna.parties.queries import actor_of
from ouna.quorum import actions, place, queries, wording
from ouna.quorum.models import Document, Signer, SigningKey, Ticket

BANDS = (Band("EUR", 2, 150_000), Band("EUR", 3))


def cose(key: Authenticator) -> dict[int, Any]:
    """The public key as an authenticator writes it."""
    public = key.private.public_key()
    if isinstance(public, EllipticCurvePublicKey):
        n = public.public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: n.x.to_bytes(32, "big"), -3: n.y.to_bytes(32, "big")}
    if isinstance(public, RSAPublicKey):
        n = public.public_numbers()
        return {1: 3, 3: -257, -1: n.n.to_bytes(256, "big"), -2: n.e.to_bytes(3, "big")}
    return {1: 1, 3: -8, -1: 6, -2: public.public_bytes_raw()}


def attest(key: Authenticator, challenge: str, *, credential: bytes = b"", **client: Any) -> dict[str, str]:
    """What a browser brings when the key was made; `client` changes what it says."""
    said = {
        "type": "webauthn.create",
        "challenge": websafe_encode(bytes.fromhex(challenge)),
        "origin": key.origin,
        "crossOrigin": False,
        **client,
    }
    name = credential or sha256(key.spki.encode()).digest()
    data = sha256(key.rp_id.encode()).digest() + bytes([key.flags | 0x40]) + bytes(4)
    data += bytes(16) + len(name).to_bytes(2, "big") + name + cbor.encode(cose(key))
    attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
    return {
        "clientDataJSON": websafe_encode(json.dumps(said).encode()),
        "attestationObject": websafe_encode(attested),
    }


def nonce_of(token: str) -> str:
    """What the signing page is told by its ticket."""
    return Ticket.objects.get(token=sha256(token.encode()).hexdigest()).nonce


@dataclass
class Person:
    """A signer, the actor behind it, and the keys in the hand."""

    signer: Signer
    keys: list[Authenticator] = field(default_factory=list)

    @property
    def actor(self) -> Any:
        return actor_of(self.signer.user)

    @property
    def key(self) -> Authenticator:
        return self.keys[-1]

    def set_up(self, alg: str = ES256, *, seed: int = 0, tested: bool = True) -> Authenticator:
        """Set up a key by the same actions as the signing page and the desk, and try it."""
        seed = seed or self.signer.pk * 100 + len(self.keys)
        made = Authenticator.make("", alg, seed).but(origin=place.sign_url(), rp_id=place.rp_id())
        if alg == FILE_KEY:
            row = actions.add_file_key(by=self.actor, signer=self.signer, spki=made.spki)
        else:
            token = actions.ticket_to_enrol(by=self.actor, signer=self.signer, lang="en")
            row, _ = actions.enrol_key(by=self.actor, token=token, response=attest(made, nonce_of(token)))
        made = made.but(key=row.ref)
        if tested:
            token = actions.ticket_to_test(by=self.actor, key=row, lang="en")
            self.bring(token, made, "test")
        self.keys.append(made)
        return made

    def bring(self, token: str, key: Authenticator, act: str = "", reason: str = "", **changed: Any) -> Any:
        """Sign what the ticket gives, as the page does, and bring it back."""
        statement = statement_for(token, act, reason, **changed)
        return actions.take_signature(
            by=self.actor,
            token=token,
            statement=statement.as_data(),
            proof={"key": key.key, **key.prove(statement).as_data()},
            reason=reason,
        )

    def sign(
        self, document: Document, act: str = "", reason: str = "", *, key: Any = None, **changed: Any
    ) -> Any:
        """From the desk to the signing page and back."""
        token = actions.ticket_to_sign(by=self.actor, signer=self.signer, ref=document.ref, lang="en")
        return self.bring(token, key or self.key, act, reason, **changed)


def statement_for(token: str, act: str = "", reason: str = "", **changed: Any) -> Statement:
    """The statement that the signing page makes of a ticket's offer."""
    from ouna.quorum.actions.tickets import ticket_of
    from ouna.quorum.offers import offer_of

    return statement_of(offer_of(ticket_of(token)), act, reason, **changed)


def statement_of(offer: dict[str, Any], act: str = "", reason: str = "", **changed: Any) -> Statement:
    """The same of an offer."""
    act = act or offer["acts"][0]
    reading = wording.read(b64decode(offer["document"]), offer["openings"])
    lang = changed.get("lang", offer["lang"])
    text = wording.exact_text(reading, act, lang, reason) if act in wording.words()["en"]["acts"] else ""
    given = {
        **offer["statement"],
        "act": act,
        "lang": lang,
        "sha256": reading.sha256,
        "shown": wording.shown(text),
        **changed,
    }
    seen = given["seen"]
    given["seen"] = seen if isinstance(seen, Seen) else Seen(seen["size"], seen["root"])
    return Statement(**given)


@action
def make_fund(*, by: Any, campaign: Any, code: str = "roof") -> str:
    """A fund in the book alone."""
    ref = new_ref("fund")
    text = put_text({"code": code, "title": Translated.source("en", "Walls and roof").as_data()})
    record(FundOpened(ref=ref, campaign=campaign.ref, purposes=(code,), aim=Money(500_000, "EUR"), text=text))
    return str(ref)


@action
def make_request(
    *, by: Any, campaign: Any, fund: str, minor: int = 90_000, title: str = "Timber", more: Any = None
) -> RequestMade:
    """A request in the book alone, with what it hides."""
    payee = seal("payee", {"name": "Zaafaran Roofing Yard", "own_name": "ورشة زعفران"}, "payee")
    bank = seal("bank", {"iban": "GE29NB0000000101904917"}, "payee")
    paper = seal("file", {"supplier": "Zaafaran", "amount": {"minor": minor, "currency": "EUR"}}, "payee")
    made = RequestMade(
        **{
            "ref": new_ref("req"),
            "campaign": campaign.ref,
            "org": campaign.partner.ref,
            "fund": fund,
            "purpose": "roof",
            "line": "timber",
            "limit": Money(minor, "EUR"),
            "money": Money(minor, "EUR"),
            "margin": 0,
            "gated": False,
            "until": (clock.today() + timedelta(days=30)).isoformat(),
            "payee": payee.hash,
            "bank": bank.hash,
            "files": (paper.hash,),
            "text": put_text({"title": Translated.source("en", title).with_text("ar", "خشب").as_data()}),
            **(more or {}),
        }
    )
    record(made, openings=[payee, bank, paper])
    return made


@dataclass
class House:
    """A campaign with its trustees."""

    campaign: Any
    trustees: list[Person]
    paper: list[Authenticator] = field(default_factory=list)
    fund: str = ""

    def seal(self) -> None:
        """Sign what was recorded, so that statements can name it."""
        run_once()

    def propose(self, who: list[Person] | None = None, **more: Any) -> Document:
        given: dict[str, Any] = {"bands": BANDS, "change": 4, "wait": 72, **more}
        return actions.propose_set(
            by=SYSTEM,
            campaign=self.campaign,
            signers=[p.signer for p in who or self.trustees],
            recovery=Recovery(tuple(k.paper for k in self.paper), 2, 30),
            **given,
        )

    def appoint(self) -> None:
        """The first set, signed by every key."""
        document = self.propose()
        for person in self.trustees:
            for key in person.keys:
                person.sign(document, key=key)
        self.seal()
        assert queries.set_in_force(self.campaign) is not None

    def request(self, minor: int = 90_000, title: str = "Timber", **more: Any) -> Document:
        """A request that waits for the trustees."""
        made = make_request(
            by=SYSTEM, campaign=self.campaign, fund=self.fund, minor=minor, title=title, more=more
        )
        self.seal()
        return actions.open_document(
            by=SYSTEM,
            record=made,
            texts={"en": title, "ar": "خشب"},
            until=clock.today() + timedelta(days=30),
        )


def recovery_keys(count: int = 3) -> list[Authenticator]:
    """Keys on paper."""
    return [Authenticator.make(str(new_ref("reco")), FILE_KEY, 900 + n) for n in range(count)]


__all__ = ["ES256", "FILE_KEY", "RS256", "House", "Person", "SigningKey", "attest", "nonce_of"]
