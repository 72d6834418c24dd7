"""Who is to be paid, as a value: what the trustees sign, what is checked, what goes into the bank's file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from ouna.core.bank import iban as ibans
from ouna.core.bank.pain001_values import PostalAddress
from ouna.core.screening import Subject
from ouna.funds.queries import iban_key

#: The codes of ISO 3166-1 that are nobody's land, but their users'.
_USERS_CODE = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
_PLACE = ("street", "building", "postcode", "town")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeData:
    """`name` as people write it, `latin` as the bank knows it; an `account` is empty for cash.

    `born` is a year, 0 if unknown; `country` two letters.
    """

    name: str
    latin: str
    kind: str = "organisation"
    born: int = 0
    street: str = ""
    building: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    account: str = ""
    bic: str = ""
    bank: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> PayeeData:
        """From what is kept. Raises: TypeError, KeyError for anything else."""
        return cls(**{f.name: data[f.name] for f in fields(cls) if f.name in data})

    @classmethod
    def opened(cls, payee: Mapping[str, Any], bank: Mapping[str, Any]) -> PayeeData:
        """From what the two commitments hide. Raises: TypeError, KeyError for anything else."""
        latin = payee["name"]
        place = payee.get("address", {})
        return cls(
            latin=latin,
            name=payee.get("own_name", latin),
            kind=payee["kind"],
            born=payee.get("born", 0),
            country=payee.get("country", ""),
            **{key: place[key] for key in _PLACE if key in place},
            account=bank.get("account", ""),
            bic=bank.get("bic", ""),
            bank=bank.get("bank_name", ""),
        )

    def as_data(self) -> dict[str, Any]:
        """Everything."""
        return asdict(self)

    def payee_data(self) -> dict[str, Any]:
        """What the commitment `payee` hides, without what is empty; the signing page knows these words."""
        told: dict[str, Any] = {"name": self.latin, "kind": self.kind}
        if self.name != self.latin:
            told["own_name"] = self.name
        if self.born:
            told["born"] = self.born
        place = {key: getattr(self, key) for key in _PLACE if getattr(self, key)}
        return (
            told | ({"address": place} if place else {}) | ({"country": self.country} if self.country else {})
        )

    def bank_data(self) -> dict[str, Any]:
        """What the commitment `bank` hides. Cash has no account and says so."""
        told = {"account": self.account, "bic": self.bic, "bank_name": self.bank}
        return {k: v for k, v in told.items() if v} if self.account else {"cash": True}

    def subject(self) -> Subject:
        """Who is checked against the lists."""
        return Subject(
            self.latin,
            kind="person" if self.kind == "person" else "organisation",
            born=self.born or None,
            country=self.country,
            also=(self.name,) if self.name != self.latin else (),
        )

    @property
    def is_iban(self) -> bool:
        """Whether the account is written as an IBAN."""
        return ibans.is_valid(self.account)

    @property
    def key(self) -> str:
        """A keyed hash of the account, as bank lines carry it; empty for cash."""
        return iban_key(self.account) if self.account else ""

    @property
    def address(self) -> PostalAddress | None:
        """For the bank's file: only with town and country, since 15 November 2026 it takes no other.

        A code that ISO 3166 leaves to its users tells the name check where somebody lives; no bank takes it.
        """
        own = _USERS_CODE.fullmatch(self.country) and not ibans.country_exists(self.country)
        if not (self.town and self.country) or own:
            return None
        return PostalAddress(
            town=self.town,
            country=self.country,
            street=self.street,
            building=self.building,
            postcode=self.postcode,
        )
