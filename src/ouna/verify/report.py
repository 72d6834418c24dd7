"""What a verification found: findings, warnings, sums; and the form of its JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ouna.verify.plain import plain
from ouna.verify.sums import Names

#: The numbered steps of the proof (docs/book-format.md), in order.
STEPS = (
    "log",
    "form",
    "balance",
    "purpose",
    "payment",
    "reversal",
    "trustees",
    "receipt",
    "totals",
)
#: More findings than this say nothing new; the rest is counted.
MOST = 1000


def counted(number: int, one: str, many: str) -> str:
    """`1 page`, `2,000 pages`."""
    return f"{number:,} {one if number == 1 else many}"


def pages(number: int) -> str:
    """How long a record is."""
    return counted(number, "page", "pages")


class Finding(NamedTuple):
    """Something that does not hold: at which entry (None: at none), in which step, what, where (expert)."""

    entry: int | None
    step: str
    what: str
    where: str = ""


@dataclass(slots=True)
class Trust:
    """On whose word the answer rests: where the key came from, who witnessed, whose time it is."""

    key: str = "folder"
    witnesses: list[str] = field(default_factory=list)
    witnessed: bool = False


@dataclass(slots=True)
class Report:
    """The whole answer. `complete` is False when the book ended before all could be looked at."""

    origin: str = ""
    size: int | None = None
    root: str | None = None
    trust: Trust = field(default_factory=Trust)
    kinds: dict[str, int] = field(default_factory=dict)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    funds: list[dict[str, Any]] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    partners: list[dict[str, str]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    openings: int = 0
    findings: list[Finding] = field(default_factory=list)
    left_out: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all holds."""
        return not self.findings

    def add(self, step: str, what: str, *, entry: int | None = None, where: str = "") -> None:
        """Note a finding."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(entry, step, plain(what), plain(where)))
        else:
            self.left_out += 1

    def warn(self, what: str) -> None:
        """Note something a reader should know that breaks no rule; once."""
        if what not in self.warnings:
            self.warnings.append(what)

    def as_data(self) -> dict[str, Any]:
        """The JSON of `ouna verify --json`."""
        return {
            "ok": self.ok,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "trust": {
                "key": self.trust.key,
                "witnesses": self.trust.witnesses,
                "time": "witnessed" if self.trust.witnessed else "own word",
            },
            "kinds": self.kinds,
            "accounts": self.accounts,
            "funds": self.funds,
            "partners": self.partners,
            "receipts": self.receipts,
            "openings": self.openings,
            "findings": [f._asdict() for f in self.findings],
            "findings_left_out": self.left_out,
            "warnings": self.warnings,
        }
