"""What the trustees have signed of a request, taken from the record's own bytes and judged anew.

The tables of this app are for people. Money moves by what stands here: the entry's bytes, the commitments in
them, what these hide, and the signatures over them. Whatever does not fit means: nothing was signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from ouna.core.book import (
    Approval,
    FormBroken,
    RequestApproved,
    RequestMade,
    Trustees,
    decode,
)
from ouna.core.book import Request as RequestState
from ouna.core.quorum import Act, SignatureRefused, check_signature
from ouna.log import queries as log
from ouna.log.models import Entry
from ouna.spending.errors import GuardFailed
from ouna.spending.governed import check_governed
from ouna.spending.models import Payee, Request
from ouna.spending.payees import PayeeData
from ouna.spending.sealed import opened


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as signed: its record, the book's state of it, and who approved."""

    made: RequestMade
    state: RequestState
    trustees: tuple[str, ...]


def signed_request(request: Request) -> Signed:
    """What was signed of this request. Raises: GuardFailed when row, bytes, state or signatures differ."""
    entry = Entry.objects.filter(ref=request.ref, kind=RequestMade.KIND).first()
    state = log.state_of(request.ref)
    if entry is None or not isinstance(state, RequestState):
        raise GuardFailed("The request does not stand in the public record.")
    data = bytes(entry.data)
    try:
        made = decode(data)
    except FormBroken:
        raise GuardFailed("The request's page of the record is damaged.") from None
    if not isinstance(made, RequestMade) or made.ref != request.ref:
        raise GuardFailed("The request's page of the record is another one.")
    digest = sha256(data).hexdigest()
    if state.digest != digest or _as_book(made) != _as_state(state):
        raise GuardFailed("The request differs from what was signed.")
    if _as_row(request) != _as_told(made) or request.made_by != entry.by:
        raise GuardFailed("The request at the desk differs from what was signed.")
    trustees = log.state_of(f"{made.campaign}:trustees")
    if not isinstance(trustees, Trustees):
        raise GuardFailed("There are no trustees.")
    check_governed(made.campaign)
    for approval in state.approvals:
        check_approval(approval, made, digest, trustees)
    return Signed(made, state, tuple(a.trustee for a in state.approvals))


def check_approval(approval: Approval, made: RequestMade, digest: str, trustees: Trustees) -> None:
    """The approval's own page of the record holds this trustee's signature over these bytes.

    Raises: GuardFailed.
    """
    entry = Entry.objects.filter(pk=approval.entry + 1, kind=RequestApproved.KIND).first()
    key = trustees.find(approval.key)
    try:
        record = decode(bytes(entry.data)) if entry else None
        assert isinstance(record, RequestApproved) and key is not None and entry is not None
        assert (record.ref, record.campaign, record.recorded) == (entry.ref, made.campaign, str(entry.on))
        statement = record.signature.statement
        said = (record.request, statement.act, statement.subject, statement.sha256, statement.trustee)
        wanted = (made.ref, str(Act.APPROVE), made.ref, digest, approval.trustee)
        assert tuple(map(str, said)) == wanted
        assert (record.signature.key, key.trustee) == (approval.key, approval.trustee)
        check_signature(
            statement,
            record.signature.proof,
            key.public,
            origins=trustees.origins,
            rp_id=trustees.rp_id,
        )
    except (AssertionError, FormBroken, SignatureRefused):
        raise GuardFailed("A signature does not fit the request.") from None


def signed_payee(signed: Signed, payee: Payee) -> PayeeData:
    """Name and account behind the two commitments that were signed. Raises: GuardFailed."""
    pair = (payee.payee_hash, payee.bank_hash)
    standing = signed.made.standing
    pairs = (
        [(p.payee, p.bank) for p in standing.payees] if standing else [(signed.made.payee, signed.made.bank)]
    )
    who = opened(signed.made.ref, "payee").get(pair[0])
    bank = opened(signed.made.ref, "bank").get(pair[1])
    if pair not in pairs or who is None or bank is None:
        raise GuardFailed("Payee or account differ from what was signed.")
    try:
        data = PayeeData.opened(who, bank)
    except (KeyError, TypeError):
        raise GuardFailed("Payee or account are not written as they must be.") from None
    if (data.payee_data(), data.bank_data()) != (who, bank):
        raise GuardFailed("Payee or account differ from what was signed.")
    return data


def _as_book(made: RequestMade) -> tuple[object, ...]:
    budget = made.standing
    return (
        made.campaign, made.fund, made.line or "", made.limit.currency, made.limit.minor, made.margin,
        made.gated, made.until, made.payee, made.bank,
        (budget.each, budget.total, budget.until, budget.payees) if budget else None,
    )  # fmt: skip


def _as_state(state: RequestState) -> tuple[object, ...]:
    budget = state.budget
    return (
        state.campaign, state.fund, state.line, state.currency, state.limit, state.margin,
        state.gated, state.until, state.payee, state.bank,
        (budget.each, budget.total, budget.until, budget.payees) if budget else None,
    )  # fmt: skip


def _as_told(made: RequestMade) -> tuple[object, ...]:
    budget = made.standing
    return (
        made.campaign, made.org, made.fund, made.purpose, made.line or "", made.limit, made.margin,
        made.money, made.gated, made.until, made.replaces or "",
        {"each": budget.each, "total": budget.total, "until": budget.until} if budget else None,
    )  # fmt: skip


def _as_row(request: Request) -> tuple[object, ...]:
    return (
        request.campaign.ref, request.org.ref, request.fund.ref if request.fund else "", request.purpose,
        request.line, request.limit, request.margin, request.money, request.gated,
        request.until.isoformat() if request.until else "",
        request.replaces.ref if request.replaces else "", request.standing,
    )  # fmt: skip
