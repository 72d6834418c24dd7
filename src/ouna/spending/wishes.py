"""What a request asks for, complete and as values: made of a draft, shown before it is recorded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ouna.core.book import Payee as SignedPayee
from ouna.core.book import RequestMade, Standing
from ouna.core.values import Money, Translated, canonical
from ouna.funds.models import Fund
from ouna.spending.payees import PayeeData


@dataclass(frozen=True, slots=True)
class Budget:
    """A standing budget: at most `each` a month, `total` in all until a day; minor units of the limit."""

    each: int
    total: int
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """All that a request says. `payees`: one, or several of a standing budget."""

    title: str
    why: str
    lang: str
    fund: Fund
    purpose: str
    limit: Money
    money: Money
    until: date
    payees: tuple[PayeeData, ...]
    margin: int = 0
    gated: bool = False
    line: str = ""
    place: str = ""
    standing: Budget | None = None
    files: tuple[str, ...] = field(default=())

    def text(self) -> dict[str, Any]:
        """The public text beside the record."""
        told = {"title": Translated.source(self.lang, self.title).as_data()}
        if self.why:
            told["why"] = Translated.source(self.lang, self.why).as_data()
        return told

    def fingerprint(self, papers: list[str]) -> str:
        """Of everything, with the SHA-256 of each paper: what was read is what is recorded."""
        told = {
            **self.text(),
            "fund": self.fund.ref,
            "purpose": self.purpose,
            "line": self.line,
            "limit": self.limit.as_data(),
            "money": self.money.as_data(),
            "margin": self.margin,
            "gated": self.gated,
            "until": self.until.isoformat(),
            "place": self.place,
            "payees": [p.as_data() for p in self.payees],
            "standing": self._standing(),
            "papers": papers,
        }
        return hashlib.sha256(canonical(told)).hexdigest()

    def _standing(self) -> dict[str, Any] | None:
        budget = self.standing
        if budget is None:
            return None
        return {"each": budget.each, "total": budget.total, "until": budget.until.isoformat()}

    def record(
        self,
        *,
        ref: str,
        campaign: str,
        org: str,
        text: str,
        payees: list[tuple[str, str]],
        place: str | None,
        files: list[str],
        replaces: str | None,
    ) -> RequestMade:
        """The public fact; `payees`: hashes of name and account, in order."""
        budget = self.standing
        standing = None
        if budget:
            listed = tuple(SignedPayee(*pair) for pair in payees)
            standing = Standing("month", budget.each, budget.total, budget.until.isoformat(), listed)
        return RequestMade(
            ref=ref, campaign=campaign, org=org, fund=self.fund.ref, purpose=self.purpose,
            line=self.line or None, limit=self.limit, money=self.money, margin=self.margin,
            gated=self.gated, until=self.until.isoformat(), payee=payees[0][0], bank=payees[0][1],
            place=place, files=tuple(files), text=text, replaces=replaces, standing=standing,
        )  # fmt: skip
