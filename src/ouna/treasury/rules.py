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
    "funds_named",
    "named",
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
    "funds_named": 0,
    "named": 0,
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


def funds_named(text: str, words_by_fund: dict[int, Sequence[str]]) -> frozenset[int]:
    """The funds of which a word stands in the text."""
    folded = f" {name_key(text)} "
    return frozenset(
        f for f, words in words_by_fund.items() if any(f" {name_key(w)} " in folded for w in words if w)
    )


def gift_proposals(
    line: LineFacts,
    pledges: Iterable[PledgeFacts],
    seen: SeenBefore | None,
    words_by_fund: dict[int, Sequence[str]],
    free_fund: int,
) -> list[Proposal]:
    """Every reasonable way to book a credit as a gift, best first; never empty.

    Where the text names several purposes each is proposed with the reason `funds_named`: none of them may be
    booked without asking, since money for a purpose must not end in another.
    """
    found: dict[tuple[int, int | None], Proposal] = {}
    named = sorted(funds_named(line.text, words_by_fund))
    unsure = ("funds_named",) if len(named) > 1 else ()
    open_pledges = list(pledges)
    wrong = _near_references(line, open_pledges)
    for pledge in open_pledges:
        reasons = _pledge_reasons(line, pledge, wrong.get(pledge.id), seen)
        if reasons:
            told = reasons if "reference" in reasons else (*reasons, *unsure)
            _put(found, Proposal(pledge.fund, told, pledge.id, pledge.person))
    known = seen.person if seen else ""
    because = ("iban_seen",) if seen else ()
    if unsure:
        for fund in named:
            _put(found, Proposal(fund, (*because, *unsure), None, known))
    elif seen:
        fund = named[0] if named else seen.fund
        _put(found, Proposal(fund, ("iban_seen", "fund_named") if named else because, None, known))
    if len(named) == 1:
        _put(found, Proposal(named[0], ("fund_named",)))
    if not found:
        _put(found, Proposal(free_fund, ("named",) if line.name else ("unknown",)))
    return sorted(found.values(), key=lambda p: (-p.weight, p.pledge or 0, p.fund))


def is_asked(reasons: Iterable[str]) -> bool:
    """Whether a person must choose the purpose, because the text names several."""
    return "funds_named" in reasons


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


def is_charge(minor: int, code: str) -> bool:
    """Whether the bank's own code, not words of anybody, calls the line its charge."""
    return bank_act(minor, code, "-", "") == "fee"


def covers(parts: Sequence[int], minor: int) -> bool:
    """Whether the parts of a split are of the line's sign and add up to it."""
    return len(parts) > 1 and sum(parts) == minor and all(p and (p > 0) == (minor > 0) for p in parts)


# Orders -------------------------------------------------------------------------------------------

#: What the reasons for an order weigh.
ORDER_WEIGHTS = {
    "order_id": 100,
    "payee_account": 60,
    "order_amount": 30,
    "within_margin": 15,
    "below_order": 5,
}
#: The end-to-end id of an order: its ref in capitals, 29 signs.
_ORDER_ID = re.compile(r"ORD[0-9A-Z]{26}")


@dataclass(frozen=True, slots=True)
class DebitFacts:
    """A line as the rules about orders see it: `minor` without sign, `payee_key` where the bank told it,
    `end_to_end` only if it is like an order's number."""

    minor: int
    end_to_end: str = ""
    payee_key: str = ""
    returned: bool = False


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What was ordered."""

    minor: int
    margin: int
    end_to_end: str
    payee_key: str = ""

    @property
    def most(self) -> int:
        """What may leave at most."""
        return self.minor + self.margin


def like_order(text: str) -> bool:
    """Whether a text may be the end-to-end id of an order of ours."""
    return _ORDER_ID.fullmatch(text) is not None


def file_number(ref: str) -> str:
    """What a payment file is known by at the bank: the last part of its ref in capitals."""
    return ref.rpartition("_")[2].upper()


def order_reasons(line: DebitFacts, order: OrderFacts) -> tuple[str, ...]:
    """Why a debit may be the payment of an open order; empty where it is not, or must not be.

    Never to another account than was signed, never above order and margin. Where the bank told neither
    the order's number nor the payee's account, the sum alone speaks, and must be the very same.
    """
    other_payee = line.payee_key not in ("", order.payee_key)
    other_order = line.end_to_end not in ("", order.end_to_end)
    if other_payee or other_order or line.minor > order.most:
        return ()
    reasons = []
    if line.end_to_end == order.end_to_end:
        reasons.append("order_id")
    if line.payee_key and line.payee_key == order.payee_key:
        reasons.append("payee_account")
    if line.minor == order.minor:
        reasons.append("order_amount")
    elif reasons:
        reasons.append("within_margin" if line.minor > order.minor else "below_order")
    return tuple(reasons)


def is_exact(line: DebitFacts, order: OrderFacts) -> bool:
    """Whether number, sum and payee's account all agree: then no person is asked."""
    same_payee = bool(line.payee_key) and line.payee_key == order.payee_key
    return line.end_to_end == order.end_to_end and same_payee and line.minor == order.minor


def payment_return_reasons(line: DebitFacts, order: OrderFacts, left: int) -> tuple[str, ...]:
    """Why a credit may bring back a payment of which `left` has not come back; empty where it does not.

    The number alone is not enough: it stands in the public record, so any giver could write it.
    """
    same = line.end_to_end == order.end_to_end
    payee = bool(line.payee_key) and line.payee_key == order.payee_key
    told = line.returned or payee or not line.payee_key
    if line.minor > left or not told or not (same or (payee and line.returned)):
        return ()
    reasons = ["order_id"] if same else []
    if payee:
        reasons.append("payee_account")
    return (*reasons, "order_amount") if line.minor == left else tuple(reasons)


def is_exact_return(line: DebitFacts, order: OrderFacts, left: int) -> bool:
    """Whether the bank itself says that it returns this payment, whole."""
    return line.end_to_end == order.end_to_end and line.returned and line.minor == left > 0


def weight_of(reasons: Iterable[str]) -> int:
    """How much the reasons for an order weigh together."""
    return sum(ORDER_WEIGHTS[reason] for reason in reasons)
