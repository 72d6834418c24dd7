"""What became of the money: papers of the partner, what of them is public, and a line of thanks."""

from __future__ import annotations

from collections.abc import Sequence

from ouna.core.book import EvidenceAdded
from ouna.core.values import Translated, clean_text
from ouna.funds.models import Fund
from ouna.log import Actor, action, clock, journal, new_ref, record, unchanged
from ouna.log import queries as log
from ouna.spending import rules
from ouna.spending.actions.requests import keep_paper, seal_papers
from ouna.spending.errors import NotFirstSpent, RequestIncomplete
from ouna.spending.models import Evidence, Paper, Payment

SHOWS = ("receipt", "photo", "delivery", "invoice", "other")


@action
def add_evidence(
    *, by: Actor, payment: Payment, papers: Sequence[tuple[str, bytes]], public: bool = False
) -> Evidence:
    """Add receipts, photos, delivery notes (kind, bytes) to a payment: their fingerprints become public.

    The papers themselves only with `public`: then everyone can look at them.
    Raises: NotPermitted, RequestIncomplete, PaperUnreadable, RuleBroken.
    """
    rules.check_partner(by)
    if not 1 <= len(papers) <= 40 or any(kind not in SHOWS for kind, _ in papers):
        raise RequestIncomplete("Add 1 to 40 papers: receipts, photos, delivery notes.")
    payment = Payment.objects.select_related("order__request__campaign").get(pk=payment.pk)
    request = payment.order.request
    ref = new_ref("evid")
    made = Evidence.objects.create(ref=ref, payment=payment, by=by.ref, at=clock.now())
    rows = [keep_paper(by, request, raw, kind) for kind, raw in papers]
    Paper.objects.filter(pk__in=[r.pk for r in rows]).update(evidence=made, public=public)
    openings = seal_papers(rows, request.ref)
    record(
        EvidenceAdded(
            ref=ref,
            campaign=request.campaign.ref,
            payment=payment.ref,
            files=tuple(o.hash for o in openings),
        ),
        openings=openings,
    )
    told = {"evidence": ref, "public": public}
    journal("evidence.added", subject=request.ref, data=told, by=by)
    return made


@action
def show_paper(*, by: Actor, paper: Paper, public: bool) -> None:
    """Show a paper to everyone, or no longer: faces and places may be withheld.

    Raises: NotPermitted, RequestIncomplete for a paper that is not in the record.
    """
    rules.check_partner(by)
    if not paper.hash:
        raise RequestIncomplete("This paper is not in the record yet.")
    if paper.public == public:
        return unchanged()
    Paper.objects.filter(pk=paper.pk).update(public=public)
    told = {"paper": paper.ref, "public": public}
    journal("paper.shown", subject=paper.request.ref, data=told, by=by)
    return None


@action
def give_thanks(*, by: Actor, fund: Fund, text: str, lang: str) -> None:
    """The partner's own line for a purpose, beside its receipts, once its first payment has left.

    Raises: NotPermitted, NotFirstSpent, RequestIncomplete.
    """
    rules.check_partner(by)
    spent = log.balances_of([f"{fund.ref}:spent"])
    if not any(minor > 0 for minor in spent.values()):
        raise NotFirstSpent()
    plain = clean_text(text)[:400]
    if not plain:
        raise RequestIncomplete("There is nothing to say.")
    fund = Fund.objects.get(pk=fund.pk)
    words = Translated(fund.thanks)
    if not words.source_lang() or words.source_lang() == lang:
        words = Translated.source(lang, plain)
    else:
        words = words.with_text(lang, plain)
    fund.thanks = words.as_data()
    fund.save(update_fields=["thanks"])
    journal("purpose.thanked", subject=fund.ref, data={"text": plain, "lang": lang}, by=by)
