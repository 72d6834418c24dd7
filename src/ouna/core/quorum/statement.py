"""The statement: what a trustee, an officer or a recovery key signs. See docs/book-format.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from ouna.core.quorum.errors import StatementInvalid
from ouna.core.values import LARGEST, canonical, is_ref

#: What stands before the canonical statement in the bytes that are signed.
HEADER = b"ouna.sign.v1\n"
#: `trustees` where no set is in force yet: in the first set itself and in a pact before it.
NO_TRUSTEES = "0" * 64
_HEX_64 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HEX_32 = re.compile(r"[0-9a-f]{32}", re.ASCII)
_LANG_FORM = "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"
_LANG = re.compile(_LANG_FORM, re.ASCII)


class Act(StrEnum):
    """What a signature does. One statement does one thing."""

    APPROVE = "approve"
    REFUSE = "refuse"
    OPEN_GATE = "open_gate"
    CLOSE_GATE = "close_gate"
    PAUSE = "pause"
    RESUME = "resume"
    SET_TRUSTEES = "set_trustees"
    MOVE_FUND = "move_fund"
    ANNOUNCE_REPLACEMENT = "announce_replacement"
    STOP_REPLACEMENT = "stop_replacement"
    ANNOUNCE_SUCCESSION = "announce_succession"
    STOP_SUCCESSION = "stop_succession"
    REVOKE_KEY = "revoke_key"
    SIGN_PACT = "sign_pact"
    ANNOUNCE_ACCOUNT = "announce_account"
    CLOSE_ACCOUNT = "close_account"
    CLOSE_CAMPAIGN = "close_campaign"
    #: A new key's trial over a named text. It stands in no entry and decides nothing.
    TEST = "test"


class Seen(NamedTuple):
    """The state of the public record that its signer saw: so many entries, this root."""

    size: int
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Who says what about which document, having read which text and seen which record.

    `sha256` is of the document's bytes, `shown` of the text as displayed (NFC, UTF-8), `trustees` of the
    entry of the set in force. `until` is the last day on which the signature may be entered.
    """

    act: str
    log: str
    campaign: str
    subject: str
    sha256: str
    trustees: str
    trustee: str
    lang: str
    shown: str
    seen: Seen
    until: str
    nonce: str
    #: The bytes signed, kept where they are at hand. Never copied: a changed statement has other ones.
    _preimage: bytes | None = field(init=False, default=None, compare=False, repr=False)

    @classmethod
    def of(cls, data: Any) -> Statement:
        """The statement in parsed JSON. Raises: StatementInvalid."""
        if not isinstance(data, dict) or data.keys() != _NAMES:
            raise StatementInvalid("A statement has other members than it must have.")
        for name, fits in _FITS.items():
            if not fits(data[name]):
                raise StatementInvalid(f"The statement's `{name}` is not of its form.")
        seen = data["seen"]
        statement = cls(**{**data, "seen": Seen(seen["size"], seen["root"])})
        object.__setattr__(statement, "_preimage", HEADER + canonical(data))
        return statement

    @classmethod
    def spelled(cls, text: str) -> Statement | None:
        """The statement whose canonical JSON, all ASCII, this is; None says nothing about the text.

        The fast way for a book with many: one expression, and the bytes signed are at hand.
        """
        found = _SPELLED(text)
        if found is None:
            return None
        values: list[Any] = list(found.groups())
        # In the order of the canonical form: `act` first, `until` last, size and root in the middle.
        values[5:7] = [Seen(int(values[6]), values[5])]
        if values[0] not in _ACTS or not _is_day(values[-1]):
            return None
        statement = object.__new__(cls)
        for write, value in zip(_SETTERS, values, strict=True):
            write(statement, value)
        object.__setattr__(statement, "_preimage", HEADER + text.encode())
        return statement

    def as_data(self) -> dict[str, Any]:
        """As JSON."""
        data: dict[str, Any] = {name: getattr(self, name) for name in _FITS}
        data["seen"] = {"size": self.seen.size, "root": self.seen.root}
        return data

    def preimage(self) -> bytes:
        """The bytes that an Ed25519 file key signs, and whose SHA-256 is a passkey's challenge."""
        return self._preimage or HEADER + canonical(self.as_data())

    def challenge(self) -> bytes:
        """What a passkey is given to sign."""
        return sha256(self.preimage()).digest()


_ACTS = frozenset(Act)


def _is(form: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


_is_hash = _is(_HEX_64)


def _is_seen(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"size", "root"}
        and type(value["size"]) is int
        and 0 < value["size"] <= LARGEST
        and _is_hash(value["root"])
    )


@lru_cache(maxsize=1024)
def _is_holder(value: str) -> bool:
    return is_ref(value) and value.startswith(("trst_", "org_", "reco_"))


@lru_cache(maxsize=1024)
def _is_frame(value: str, prefix: str) -> bool:
    """The same few stand in every statement."""
    return is_ref(value, prefix)


@lru_cache(maxsize=1024)
def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


#: The form of each member. Who may sign: a trustee, an organisation's officer, a recovery key's holder.
_FITS: dict[str, Callable[[Any], bool]] = {
    "act": lambda v: isinstance(v, str) and v in _ACTS,
    "log": lambda v: isinstance(v, str) and _is_frame(v, "log"),
    "campaign": lambda v: isinstance(v, str) and _is_frame(v, "camp"),
    "subject": is_ref,
    "sha256": _is_hash,
    "trustees": _is_hash,
    "trustee": lambda v: isinstance(v, str) and _is_holder(v),
    "lang": _is(_LANG),
    "shown": _is_hash,
    "seen": _is_seen,
    "until": lambda v: isinstance(v, str) and _is_day(v),
    "nonce": _is(_HEX_32),
}
_NAMES = {f.name for f in fields(Statement) if f.init}
assert set(_FITS) == _NAMES
_SETTERS = [vars(Statement)[name].__set__ for name in sorted(_NAMES)]
_TAIL = "[0-7][0-9a-hjkmnp-tv-z]{25}"
_SPELLED = re.compile(
    rf'{{"act":"([a-z_]+)","campaign":"(camp_{_TAIL})","lang":"({_LANG_FORM})",'
    rf'"log":"(log_{_TAIL})","nonce":"([0-9a-f]{{32}})",'
    r'"seen":{"root":"([0-9a-f]{64})","size":([1-9][0-9]{0,14})},'
    r'"sha256":"([0-9a-f]{64})","shown":"([0-9a-f]{64})",'
    rf'"subject":"([a-z]{{2,8}}_{_TAIL})","trustee":"((?:trst|org|reco)_{_TAIL})",'
    r'"trustees":"([0-9a-f]{64})","until":"([0-9]{4}-[0-9]{2}-[0-9]{2})"}',
    re.ASCII,
).fullmatch
