"""Approvals whose statement, browser or key says something else than it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from authenticator import ORIGIN, RP_ID
from government import Governed
from government_cases import governed

from ouna.core import book
from ouna.core.quorum import Act, Seen


def answered(change: Callable[[Governed], dict[str, Any]], key: Any = None, **client: Any) -> Governed:
    """A book that ends with an approval whose statement, or whose browser, says something else."""
    made = governed()
    request = made.add(made.request())
    state = made.replay.facts.state(request.ref)
    assert isinstance(state, book.Request)
    signer = key(made) if key else made.keys[0]
    statement = made.statement(Act.APPROVE, request.ref, state.digest, made.members[0])
    signature = signer.sign(replace(statement, **change(made)), **client)
    made.force(
        book.RequestApproved(
            ref=made.ref("appr"), campaign=made.camp, request=request.ref, signature=signature
        )
    )
    return made


SAID: dict[str, Callable[[Governed], dict[str, Any]]] = {
    "act": lambda b: {"act": Act.REFUSE},
    "log": lambda b: {"log": b.ref("log")},
    "campaign": lambda b: {"campaign": b.ref("camp")},
    "subject": lambda b: {"subject": b.ref("req")},
    "sha256": lambda b: {"sha256": "ab" * 32},
    "trustees": lambda b: {"trustees": "0" * 64},
    "trustee": lambda b: {"trustee": b.members[1]},
    "until": lambda b: {"until": (b.today - timedelta(days=1)).isoformat()},
    "more seen than there was": lambda b: {"seen": Seen(len(b.entries) + 1, "ab" * 32)},
    "another history": lambda b: {"seen": Seen(len(b.entries) - 3, "ab" * 32)},
}
CLIENT: dict[str, dict[str, Any]] = {
    "type": {"type": "webauthn.create"},
    "challenge": {"challenge": "AAAA"},
    "padded challenge": {"challenge": "A" * 43 + "="},
    "subdomain": {"origin": f"https://x.{RP_ID}"},
    "port": {"origin": f"{ORIGIN}:8443"},
    "origin in a list": {"origin": [ORIGIN]},
    "no origin": {"origin": None},
    "in a frame": {"crossOrigin": True},
    "in a frame, oddly said": {"crossOrigin": "false"},
    "top origin": {"topOrigin": ORIGIN},
}
AUTHENTICATOR: dict[str, dict[str, Any]] = {
    "another site": {"rp_id": "books.example"},
    "nobody there": {"flags": 0x04},
    "not verified": {"flags": 0x01},
}


def nested(lists: int) -> Any:
    """So many lists, each in the next."""
    inner: Any = []
    for _ in range(lists - 1):
        inner = [inner]
    return inner
