"""Asking: drafts, their papers, the request in the record, its end, and what is said about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from ouna.campaign.models import Campaign
from ouna.campaign.queries import check_running
from ouna.core.book import RequestWithdrawn
from ouna.core.errors import OunaError
from ouna.core.values import Money, clean_text
from ouna.core.values.spoken import SPOKEN, say_money
from ouna.log import (
    Actor,
    SealedOpening,
    action,
    clock,
    journal,
    new_ref,
    put_text,
    record,
    seal,
    unchanged,
)
from ouna.log.acting import left_fact
from ouna.parties.models import Organisation
from ouna.quorum.actions import open_document, void_document
from ouna.quorum.errors import DocumentClosed, DocumentUnknown
from ouna.quorum.wording import figures
from ouna.screening.actions import check_name
from ouna.spending import rules, store
from ouna.spending.actions.forgetting import throw_away
from ouna.spending.errors import PaperDamaged, RequestChanged, RequestIncomplete, RequestRecorded
from ouna.spending.models import Comment, Delay, Paper, Payee, Quote, Request
from ouna.spending.papers import take
from ouna.spending.payees import PayeeData
from ouna.spending.queries.asking import organisations_of
from ouna.spending.sealed import open_json, seal_json
from ouna.spending.signed import signed_payee, signed_request
from ouna.spending.wishes import Wish

#: Papers of one request: the record holds no more.
MOST_PAPERS = 40
_MOST_DRAFT = 20_000


def draft_place(ref: str) -> str:
    """Where a draft is sealed."""
    return f"spending.request.draft\n{ref}"


def quote_place(paper: str) -> str:
    """Where the name of a quote's supplier is sealed."""
    return f"spending.quote\n{paper}"


def _own_draft(by: Actor, request: Request) -> Request:
    rules.check_may_ask(by)
    found = Request.objects.select_for_update(of=("self",)).select_related("campaign", "org", "replaces")
    request = found.get(pk=request.pk)
    rules.check_own(by, request.made_by)
    if request.state != Request.DRAFT:
        raise RequestRecorded()
    return request


@action(draft=True)
def begin_request(
    *, by: Actor, campaign: Campaign, org: Organisation | None = None, replaces: Request | None = None
) -> Request:
    """A draft that nobody sees but its maker. Raises: NotPermitted, CampaignClosed."""
    rules.check_may_ask(by)
    check_running(campaign)
    mine = organisations_of(by, campaign)
    if org is not None and org not in mine:
        rules.check_own(by, "")
    if replaces is not None:
        _check_ends(by, replaces)
    return Request.objects.create(
        ref=new_ref("req"),
        campaign=campaign,
        org=org or mine[0],
        made_by=by.ref,
        created_at=clock.now(),
        replaces=replaces,
    )


@action(draft=True)
def save_draft(*, by: Actor, request: Request, data: Mapping[str, str]) -> Request:
    """Keep what was typed so far, complete or not. Raises: NotPermitted, RequestRecorded."""
    request = _own_draft(by, request)
    kept = {str(k)[:40]: str(v)[:4_000] for k, v in data.items()}
    if sum(map(len, kept.values())) > _MOST_DRAFT:
        raise RequestIncomplete("The draft is longer than a request can be.")
    request.sealed_draft = seal_json(request.ref, draft_place(request.ref), kept)
    request.save(update_fields=["sealed_draft"])
    return request


@action(draft=True)
def drop_draft(*, by: Actor, request: Request) -> None:
    """Throw a draft away with its papers. Raises: NotPermitted, RequestRecorded."""
    throw_away(_own_draft(by, request))


@action(draft=True)
def add_paper(
    *,
    by: Actor,
    request: Request,
    raw: bytes,
    kind: str,
    amount: Money | None = None,
    supplier: str = "",
    chosen: bool = False,
) -> Paper:
    """Keep a file with a draft; with `amount` it is a supplier's quote.

    Raises: NotPermitted, RequestRecorded, PaperUnreadable.
    """
    request = _own_draft(by, request)
    if kind not in Paper.Kind.values or request.papers.count() >= MOST_PAPERS:
        raise RequestIncomplete("A request has at most 40 papers, each of a kind that is listed.")
    paper = keep_paper(by, request, raw, kind)
    if amount is not None:
        if chosen:
            request.quotes.update(chosen=False)
        quote = Quote(
            request=request, paper=paper, minor=amount.minor, currency=amount.currency, chosen=chosen
        )
        quote.sealed_supplier = seal_json(request.ref, quote_place(paper.ref), clean_text(supplier)[:140])
        quote.save()
    return paper


def keep_paper(by: Actor, request: Request, raw: bytes, kind: str) -> Paper:
    """Clean, seal and keep a file; the row that names it. Call inside an action."""
    taken, ref = take(raw), new_ref("paper")
    store.put(ref, request.ref, taken.data)
    return Paper.objects.create(
        ref=ref, request=request, kind=kind, media=taken.media, size=len(taken.data),
        sha256=hashlib.sha256(taken.data).hexdigest(), by=by.ref, at=clock.now(),
    )  # fmt: skip


@action(draft=True)
def carry_papers(*, by: Actor, request: Request) -> int:
    """Take the papers and quotes of the request that a draft replaces: sealed anew, under its own key.

    Proof of payments stays where it is. Returns how many. Raises: NotPermitted, RequestRecorded,
    PaperDamaged.
    """
    request = _own_draft(by, request)
    old = request.replaces
    if old is None or request.papers.exists():
        return 0
    _check_ends(by, old)
    papers = list(old.papers.filter(evidence=None).select_related("quote"))
    for paper in papers:
        data = store.get(paper.ref, old.ref)
        if hashlib.sha256(data).hexdigest() != paper.sha256:
            raise PaperDamaged()
        ref = new_ref("paper")
        store.put(ref, request.ref, data)
        copy = Paper.objects.create(
            ref=ref, request=request, kind=paper.kind, media=paper.media, size=paper.size,
            sha256=paper.sha256, by=by.ref, at=clock.now(),
        )  # fmt: skip
        quote = getattr(paper, "quote", None)
        if quote is not None:
            name = open_json(old.ref, quote_place(paper.ref), quote.sealed_supplier)
            Quote.objects.create(
                request=request, paper=copy, minor=quote.minor, currency=quote.currency,
                chosen=quote.chosen, sealed_supplier=seal_json(request.ref, quote_place(ref), name or ""),
            )  # fmt: skip
    return len(papers)


@action(draft=True)
def remove_paper(*, by: Actor, paper: Paper) -> None:
    """Take a paper out of a draft. Raises: NotPermitted, RequestRecorded."""
    _own_draft(by, paper.request)
    Quote.objects.filter(paper=paper).delete()
    paper.delete()
    store.drop(paper.ref)


def seal_papers(papers: Sequence[Paper], subject: str) -> list[SealedOpening]:
    """A commitment for each paper; the rows get its hash. Call inside an action."""
    openings = []
    quotes = {quote.paper_id: quote for quote in Quote.objects.filter(paper__in=papers)}
    for paper in papers:
        told = {"kind": paper.kind, "media": paper.media, "sha256": paper.sha256, "size": paper.size}
        opening = seal("file", told | _quote_told(paper, quotes.get(paper.pk)), subject)
        paper.hash = opening.hash
        paper.save(update_fields=["hash"])
        openings.append(opening)
    return openings


def _quote_told(paper: Paper, quote: Quote | None) -> dict[str, Any]:
    """What a signer reads of a quote beside its file's fingerprint."""
    if quote is None:
        return {}
    supplier = open_json(paper.request.ref, quote_place(paper.ref), quote.sealed_supplier)
    told = {"amount": quote.money.as_data(), "supplier": supplier or "", "chosen": quote.chosen}
    return {k: v for k, v in told.items() if v}


@action
def record_request(*, by: Actor, request: Request, wish: Wish, read: str) -> Request:
    """Ask in public: the request stands in the record, waits for the trustees, and never changes again.

    `read`: the wish's fingerprint as it was shown to whoever confirms. Replacing an older request voids all
    its approvals. Raises: NotPermitted, CampaignClosed, RequestRecorded, RequestChanged, RequestIncomplete,
    RuleBroken.
    """
    request = _own_draft(by, request)
    check_running(request.campaign)
    if request.replaces:
        _check_ends(by, request.replaces)
    papers = list(request.papers.filter(evidence=None))
    if read != wish.fingerprint([p.sha256 for p in papers]):
        raise RequestChanged()
    if not wish.payees or (len(wish.payees) > 1 and wish.standing is None):
        raise RequestIncomplete("One payee is named; several only for a standing budget.")
    whom = [seal("payee", p.payee_data(), request.ref) for p in wish.payees]
    banks = [seal("bank", p.bank_data(), request.ref) for p in wish.payees]
    place = seal("place", {"place": wish.place}, request.ref) if wish.place else None
    files = seal_papers(papers, request.ref)
    made = wish.record(
        ref=request.ref,
        campaign=request.campaign.ref,
        org=request.org.ref,
        text=put_text(wish.text()),
        payees=[(a.hash, b.hash) for a, b in zip(whom, banks, strict=True)],
        place=place.hash if place else None,
        files=[f.hash for f in files],
        replaces=request.replaces.ref if request.replaces else None,
    )
    record(made, openings=[*whom, *banks, *([place] if place else []), *files])
    for nth, data in enumerate(wish.payees):
        _keep_payee(request, nth + 1, data, whom[nth].hash, banks[nth].hash)
    _fill(request, wish)
    if request.replaces:
        _void(by, request.replaces)
    open_document(by=by, record=made, texts=_lines(wish), until=wish.until)
    journal("request.made", subject=request.ref, data={"request": request.ref}, by=by)
    check_payees(by, request, wish.payees)
    return request


def _keep_payee(request: Request, nth: int, data: PayeeData, payee: str, bank: str) -> None:
    ref = new_ref("payee")
    Payee.objects.create(
        ref=ref,
        request=request,
        nth=nth,
        sealed=seal_json(request.ref, f"spending.payee\n{ref}", data.as_data()),
        payee_hash=payee,
        bank_hash=bank,
        account_key=data.key,
    )


def _fill(request: Request, wish: Wish) -> None:
    """Fix the row's fields as the record has them."""
    budget = wish.standing
    request.state, request.recorded_at, request.sealed_draft = Request.RECORDED, clock.now(), b""
    request.fund, request.purpose, request.line = wish.fund, wish.purpose, wish.line
    request.title, request.why, request.lang = wish.title, wish.why, wish.lang
    request.limit_minor, request.limit_currency = wish.limit.minor, wish.limit.currency
    request.money_minor, request.money_currency = wish.money.minor, wish.money.currency
    request.margin, request.gated, request.until = wish.margin, wish.gated, wish.until
    request.standing = (
        {"each": budget.each, "total": budget.total, "until": budget.until.isoformat()} if budget else None
    )
    if wish.place:
        request.sealed_place = seal_json(request.ref, f"spending.request.place\n{request.ref}", wish.place)
    request.save()


def _lines(wish: Wish) -> dict[str, str]:
    """What is to be signed, in a line and in each language: what for and how much, in figures and words."""
    lines = {}
    for lang in dict.fromkeys([*settings.DESK_LANGUAGES, wish.lang]):
        said = say_money(wish.money, lang if lang.split("-")[0] in SPOKEN else "en")
        lines[lang] = f"{wish.title}: {figures(wish.money.minor, wish.money.currency)} ({said})"
    return lines


def check_payees(by: Actor, request: Request, payees: Sequence[PayeeData]) -> int:
    """Check the names against the lists. What cannot be checked now stays unchecked: nothing is paid then.

    Returns how many were checked. Call inside an action.
    """
    done = 0
    for data in payees:
        try:
            check_name(by=by, subject=request.ref, who=data.subject())
            done += 1
        except OunaError:
            continue
    return done


def _void(by: Actor, request: Request) -> None:
    """Nobody signs it any more."""
    try:
        void_document(by=by, ref=request.ref)
    except (DocumentClosed, DocumentUnknown):
        return


def _check_ends(by: Actor, request: Request) -> None:
    """A request, with all its approvals, is ended or replaced by who made it, or by others of who asks.

    Raises: NotPermitted.
    """
    if by.ref != request.made_by and request.org not in organisations_of(by, request.campaign):
        rules.check_own(by, request.made_by)


@action
def withdraw_request(*, by: Actor, request: Request, reason: str = "") -> None:
    """Ask no more. Raises: NotPermitted, RuleBroken when it is closed already."""
    rules.check_may_ask(by)
    request = Request.objects.select_related("campaign", "org").get(pk=request.pk)
    _check_ends(by, request)
    record(RequestWithdrawn(ref=new_ref("with"), campaign=request.campaign.ref, request=request.ref))
    _void(by, request)
    told = {"request": request.ref, "reason": clean_text(reason)[:400]}
    journal("request.withdrawn", subject=request.ref, data=told, by=by)


@action
def comment(*, by: Actor, request: Request, text: str) -> Comment:
    """Say something about a recorded request. Raises: NotPermitted, RequestIncomplete when empty."""
    if not any(by.has(role) for role in rules.READS if role != "auditor"):
        rules.check_own(by, "")
    plain = clean_text(text, lines=True)[:4_000]
    if not plain or request.state != Request.RECORDED:
        raise RequestIncomplete("There is nothing to say, or nothing to say it about.")
    made = Comment.objects.create(request=request, by=by.ref, by_name=by.name, text=plain, at=clock.now())
    journal("request.comment", subject=request.ref, data={"text": plain}, by=by)
    return made


@action
def explain_delay(*, by: Actor, request: Request, text: str, lang: str) -> Delay:
    """Say in public why something approved is not sent yet. Raises: NotPermitted, RequestIncomplete."""
    if not by.has("treasurer"):
        rules.check_treasurer(by, "")
    plain = clean_text(text)[:400]
    if not plain:
        raise RequestIncomplete("A reason is missing.")
    made = Delay.objects.create(request=request, by=by.ref, text=plain, lang=lang, at=clock.now())
    journal("request.delay", subject=request.ref, data={"text": plain}, by=by)
    return made


@action
def check_again(*, by: Actor, request: Request) -> int:
    """Check the payees' names against the lists in use now. Returns how many were checked.

    Raises: NotPermitted, GuardFailed.
    """
    if not (by.has("treasurer") or any(by.has(role) for role in rules.ASKS)):
        rules.check_own(by, "")
    signed = signed_request(request)
    count = check_payees(by, request, [signed_payee(signed, p) for p in request.payees.all()])
    if not count:
        unchanged()
    left_fact()
    return count
