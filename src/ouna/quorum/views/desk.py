"""The trustee's desk: what waits first, then each document with who has signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ouna.campaign.models import Campaign
from ouna.core.bank.qr import svg
from ouna.core.book import Pause
from ouna.core.book.kinds.money import pot
from ouna.core.quorum import FILE_KEY, Act
from ouna.log import clock
from ouna.log import queries as log
from ouna.parties.permissions import actor_let_in, require
from ouna.quorum import actions, offers, place, queries, wording
from ouna.quorum.errors import NoSigner
from ouna.quorum.forms import AnswerForm, QuestionForm
from ouna.quorum.models import Document, Signer
from ouna.quorum.views.frame import lang, my_signer, page, the_campaign, title_of, to_sign, tried

#: So many waiting documents are shown; the rest is counted.
SHOWN = 50
DONE = 20
#: Who reads documents without signing them.
READERS = ("auditor", "administrator", "partner")


@require()
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for my signature, the pause, and what was signed of late. Raises: NoSigner."""
    campaign = the_campaign()
    signer = my_signer(request, campaign)
    if request.method == "POST":
        answer = tried(request, lambda: _stop_or_go(request, signer))
        if answer is not None:
            return answer
    waiting = queries.waiting_for(actor_let_in(request))
    pause = log.state_of(pot(campaign.ref, "pause"))
    in_force = queries.set_in_force(campaign)
    others, done = _rest(campaign, {w.document.pk for w in waiting})
    return page(
        request,
        "quorum/desk.html",
        {
            "signer": signer,
            "waiting": [_row(w.document, w.count) for w in waiting[:SHOWN]],
            "more": max(0, len(waiting) - SHOWN),
            "others": [_row(s.document, s.count) for s in others],
            "done": [{"title": title_of(d), "ref": d.ref, "on": on} for d, on in done],
            "paused": pause.since if isinstance(pause, Pause) and pause.paused else "",
            "keys": len([k for k in signer.keys.all() if k.tested_at]),
            "in_force": in_force is not None,
            "announced": bool(in_force and in_force.announced),
            "successor": signer.side == Signer.SUCCESSOR,
        },
    )


def _rest(
    campaign: Campaign, mine: set[int]
) -> tuple[list[queries.Standing], list[tuple[Document, datetime]]]:
    """What still waits for others, oldest first, and what is signed or over, newest first."""
    rows = [d for d in queries.open_documents([campaign.pk]) if d.pk not in mine]
    others, done = [], []
    for standing in queries.standings(rows):
        document = standing.document
        if standing.open and not standing.count.done:
            others.append(standing)
        else:
            signed = [row.made_at for row in document.signatures.all()]
            done.append((document, max(signed, default=document.made_at)))
    over = Document.objects.filter(campaign=campaign)
    over = over.exclude(state=Document.OPEN, until__gte=clock.today())
    when = Coalesce("closed_at", "made_at")
    done += [(d, d.closed_at or d.made_at) for d in over.order_by(when.desc())[:DONE]]
    return others[:DONE], sorted(done, key=lambda pair: pair[1], reverse=True)[:DONE]


def _row(document: Document, count: Any) -> dict[str, Any]:
    return {
        "title": title_of(document),
        "url": reverse("quorum:document", args=[document.ref]),
        "signed": count.signed,
        "needed": count.needed,
        "until": document.until,
    }


def _stop_or_go(request: HttpRequest, signer: Signer) -> HttpResponse:
    act = actions.resume if request.POST.get("do") == "resume" else actions.pause
    made = act(by=actor_let_in(request), campaign=signer.campaign)
    return redirect("quorum:document", made.ref)


@require()
def document(request: HttpRequest, ref: str) -> HttpResponse:
    """One document: what it says, who has signed, how to sign it. Raises: DocumentUnknown, NoSigner."""
    found = queries.document_of(ref)
    mine = queries.signer_for(actor_let_in(request), found)
    if mine is None and not any(actor_let_in(request).has(role) for role in READERS):
        raise NoSigner()
    look = ""
    if request.method == "POST" and mine is not None:
        if request.POST.get("do") == "look":
            look = actions.show_on_second_device(by=actor_let_in(request), ref=ref, lang=lang())
        else:
            answer = tried(request, lambda: _do(request, mine, found))
            if answer is not None:
                return answer
    return page(request, "quorum/document.html", _shown(request, found, mine, look))


def _shown(request: HttpRequest, found: Document, mine: Signer | None, look: str) -> dict[str, Any]:
    standing = queries.standing_of(found)
    body = bytes(found.body)
    sees = queries.sees_opened(actor_let_in(request), standing, mine)
    if sees:
        reading = wording.read(body, offers.openings_of(body))
    else:
        reading = wording.outline(body, offers.texts_of(body))
    act = str(Act.APPROVE) if found.kind == queries.REQUEST else found.act
    keys = [k.ref for k in mine.keys.all() if k.tested_at] if mine else []
    mine_now = queries.may_sign(standing, mine, keys) if mine else ()
    signatures = queries.signatures_of(found.ref)
    rows = [
        {"who": offers.who(row.signer, lang()), "on": row.made_at, "refused": row.act == Act.REFUSE}
        for row in signatures
    ]
    signed = len({row.holder for row in signatures if row.act != Act.REFUSE})
    set_ = queries.set_in_force(found.campaign)
    text = wording.exact_text(reading, act, lang() if lang() in wording.languages() else "en")
    address = f"{place.sign_url()}/look#{look}" if look else ""
    return {
        "document": found,
        "title": title_of(found),
        "lines": [(line.lstrip(" "), len(line) - len(line.lstrip(" "))) for line in text.split("\n")],
        "digits": "".join(reading.fingerprint),
        "sees": sees,
        "asked": _asked(found, sees),
        "count": standing.count,
        "recorded": found.state == Document.RECORDED,
        # What is over is not counted anew under the rules of today: who signed then is what counted.
        "signed": signed,
        "open": standing.open,
        "may_sign": bool(mine_now),
        "file": any(k.alg == FILE_KEY for k in mine.keys.all() if k.ref in mine_now) if mine else False,
        "page": any(k.alg != FILE_KEY for k in mine.keys.all() if k.ref in mine_now) if mine else False,
        "paper": [k.key for k in set_.recovery] if set_ and _is_recovery(standing) else [],
        "rows": rows,
        "questions": [
            (offers.who(q.signer, lang()), q.text, q.made_at)
            for q in queries.questions_of(found.ref)
            if sees or found.made_by == actor_let_in(request).ref
        ],
        "form": QuestionForm(),
        "answer": AnswerForm(),
        "mine": mine,
        "look": address,
        "qr": SafeString(svg(address, title=_("Code for the second device"))) if address else "",
        "crumbs_items": [(_("Trustees"), reverse("quorum:desk")), (title_of(found), "")],
    }


def _asked(found: Document, sees: bool) -> str:
    """Where the request lies with its papers, if the app that keeps requests is there: above this one."""
    if found.kind != queries.REQUEST:
        return ""
    try:
        return reverse("spending:desk_request" if sees else "spending:request", args=[found.ref])
    except NoReverseMatch:
        return ""


def _is_recovery(standing: queries.Standing) -> bool:
    """Whether the document waits for keys on paper."""
    trustees = standing.trustees
    return bool(
        standing.open
        and standing.wanted
        and trustees
        and any(standing.wanted.signer(k.key) for k in trustees.recovery)
    )


def _do(request: HttpRequest, mine: Signer, found: Document) -> HttpResponse:
    by, do = actor_let_in(request), request.POST.get("do", "")
    if do == "sign":
        return to_sign(actions.ticket_to_sign(by=by, signer=mine, ref=found.ref, lang=lang()))
    if do == "file":
        holder = request.POST.get("holder", "")
        data = actions.file_to_sign(by=by, signer=mine, ref=found.ref, lang=lang(), holder=holder)
        return download(data, found.ref)
    if do == "answer":
        taken = actions.take_answer(by=by, answer=uploaded(request))
        said = ngettext(
            "The signature was taken. %(n)s of %(m)s has signed.",
            "The signature was taken. %(n)s of %(m)s have signed.",
            taken.count.signed,
        )
        messages.success(request, said % {"n": taken.count.signed, "m": taken.count.needed})
    elif do == "ask":
        actions.ask_question(by=by, signer=mine, ref=found.ref, text=request.POST.get("text", ""))
        messages.success(request, _("Your question stands beside the request."))
    return redirect("quorum:document", found.ref)


def download(data: bytes, ref: str) -> HttpResponse:
    """A request file, to be carried to a key off line."""
    name = f"ouna-{ref[-8:]}.request.json"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(data, content_type="application/json", headers={"Content-Disposition": disposition})


def uploaded(request: HttpRequest) -> bytes:
    """The bytes of an answer file, none if it is far too large."""
    file = request.FILES.get("answer")
    return file.read() if file is not None and file.size <= actions.signing.LARGEST_ANSWER else b""
