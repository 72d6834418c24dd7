"""What a waiting line may be: pure proposals with their reasons, for a person to decide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from anyascii import anyascii
from rapidfuzz.fuzz import token_set_ratio

from ouna.core.bank.reference import near_misses

#: Reason codes, most convincing first. The desk shows them in the reader's language.
Reason = Literal[
    "reference",
    "two_digits_swapped",
    "one_digit_wrong",
    "one_digit_missing",
    "one_digit_too_many",
    "iban_seen",
    "name",
    "amount",
    "monthly",
    "fund_named",
    "unknown",
]
WEIGHTS: dict[str, int] = {
    "reference": 100,
    "two_digits_swapped": 60,
    "one_digit_wrong": 50,
    "one_digit_missing": 50,
    "one_digit_too_many": 50,
    "iban_seen": 45,
    "name": 35,
    "amount": 20,
    "monthly": 10,
    "fund_named": 15,
    "unknown": 0,
}
#: Below this two names are different people.
SAME_NAME = 88


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A waiting line as the rules see it."""

    day: date
    minor: int
    currency: str
    reference: str = ""
    text: str = ""
    name: str = ""
    iban_key: str = ""


@dataclass(frozen=True, slots=True)
class PledgeFacts:
    """An open pledge on the line's account."""

    id: int
    reference: str
    minor: int
    fund: int
    monthly: bool = False
    name: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """The last gift that came from an IBAN: who gave, for which fund."""

    person: str
    fund: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to book the line as a gift, with its reasons; higher `weight` first."""

    fund: int
    reasons: tuple[str, ...]
    pledge: int | None = None
    person: str = ""
    weight: int = field(default=0, compare=False)


def name_key(name: str) -> str:
    """A name folded for comparison: without accents, case, punctuation, in Latin letters."""
    folded = anyascii(unicodedata.normalize("NFKD", name)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", folded))


def same_name(a: str, b: str) -> bool:
    """Whether two names are probably one person's; order and middle names do not matter."""
    left, right = name_key(a), name_key(b)
    if min(len(left), len(right)) < 4:
        return bool(left) and left == right
    return token_set_ratio(left, right) >= SAME_NAME


def fund_named(text: str, words_by_fund: dict[int, Sequence[str]]) -> int | None:
    """The only fund whose words stand in the text; None when none or several do."""
    folded = f" {name_key(text)} "
    hit = {f for f, words in words_by_fund.items() if any(f" {name_key(w)} " in folded for w in words if w)}
    return hit.pop() if len(hit) == 1 else None


def gift_proposals(
    line: LineFacts,
    pledges: Iterable[PledgeFacts],
    seen: SeenBefore | None,
    words_by_fund: dict[int, Sequence[str]],
    free_fund: int,
) -> list[Proposal]:
    """Every reasonable way to book a credit as a gift, best first; never empty."""
    found: dict[tuple[int, int | None], Proposal] = {}
    named = fund_named(line.text, words_by_fund)
    open_pledges = list(pledges)
    wrong = _near_references(line, open_pledges)
    for pledge in open_pledges:
        reasons = _pledge_reasons(line, pledge, wrong.get(pledge.id), seen)
        if reasons:
            _put(found, Proposal(pledge.fund, reasons, pledge.id, pledge.person))
    if seen:
        fund = named or seen.fund
        reasons = ("iban_seen", "fund_named") if named else ("iban_seen",)
        _put(found, Proposal(fund, reasons, None, seen.person))
    if named:
        _put(found, Proposal(named, ("fund_named",)))
    if not found:
        _put(found, Proposal(free_fund, ("unknown",)))
    return sorted(found.values(), key=lambda p: (-p.weight, p.pledge or 0, p.fund))


def _put(found: dict[tuple[int, int | None], Proposal], proposal: Proposal) -> None:
    weight = sum(WEIGHTS[r] for r in proposal.reasons)
    key = (proposal.fund, proposal.pledge)
    if key not in found or found[key].weight < weight:
        found[key] = Proposal(proposal.fund, proposal.reasons, proposal.pledge, proposal.person, weight)


def _near_references(line: LineFacts, pledges: list[PledgeFacts]) -> dict[int, str]:
    """Pledge id → how a reference of the line, or something like one in its text, misses that pledge's."""
    by_reference = {p.reference: p.id for p in pledges}
    found: dict[int, str] = {}
    for written in [line.reference, *_like_references(line.text)]:
        if written and written not in by_reference:
            for reference, how in near_misses(written, by_reference):
                found.setdefault(by_reference[reference], how.replace(" ", "_"))
    return found


_LIKE_REFERENCE = re.compile(r"(?:RF ?)?[0-9](?: ?[0-9]){8,26}", re.ASCII | re.IGNORECASE)


def _like_references(text: str) -> list[str]:
    """Rows of digits in a text, with or without RF in front, spaces out."""
    return ["".join(m.split()).upper() for m in _LIKE_REFERENCE.findall(text)][:5]


def _pledge_reasons(
    line: LineFacts, pledge: PledgeFacts, miss: str | None, seen: SeenBefore | None
) -> tuple[str, ...]:
    reasons = []
    if line.reference and line.reference == pledge.reference:
        reasons.append("reference")
    elif miss:
        reasons.append(miss)
    if line.name and pledge.name and same_name(line.name, pledge.name):
        reasons.append("name")
    if seen and seen.person and seen.person == pledge.person:
        reasons.append("iban_seen")
    if not reasons:
        # An equal amount alone says nothing: hundreds give 50.
        return ()
    if line.minor == pledge.minor:
        reasons.append("amount")
    if pledge.monthly:
        reasons.append("monthly")
    return tuple(reasons)


_FEE = re.compile(
    r"\b(fee|fees|charge|charges|entgelt|gebuehr|kontofuehrung|abschluss|frais|commission|comision|kosten|"
    r"bankkosten|tarifa|despesas|masraf|ucret|prom[iy]thei[ae]s?|exoda)\b"
)
_INTEREST = re.compile(r"\b(interest|zinsen|habenzinsen|interets|intereses|rente|juros|faiz|tokoi)\b")


#: ISO sub-families, SWIFT types and German business codes of charges and of interest.
_FEE_CODES = frozenset("CHRG FEES COMM NCHG NCOM 805 808 809 810 811".split())
_INTEREST_CODES = frozenset("INTR NINT 814".split())


def bank_act(minor: int, code: str, name: str, text: str) -> Literal["fee", "interest", ""]:
    """Whether the line is the bank's own charge or interest, by its code, else by its words.

    Words count only where the bank gives no code for it and no other party is named, since a donor may
    write anything.
    """
    codes = set(re.findall(r"[A-Z]{4}|(?<![0-9])[0-9]{3}(?![0-9])", code.upper()))
    if minor < 0 and codes & _FEE_CODES:
        return "fee"
    if minor > 0 and codes & _INTEREST_CODES:
        return "interest"
    if name:
        return ""
    words = name_key(text)
    if minor < 0 and _FEE.search(words):
        return "fee"
    if minor > 0 and _INTEREST.search(words):
        return "interest"
    return ""


def covers(parts: Sequence[int], minor: int) -> bool:
    """Whether the parts of a split are of the line's sign and add up to it."""
    return len(parts) > 1 and sum(parts) == minor and all(p and (p > 0) == (minor > 0) for p in parts)
