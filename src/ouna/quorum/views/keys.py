"""A signer's keys: set up, try, end one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ouna.core.quorum import FILE_KEY
from ouna.core.values import Translated
from ouna.parties.permissions import actor_let_in, require
from ouna.quorum import actions, queries
from ouna.quorum.forms import AnswerForm, FileKeyForm, NameForm
from ouna.quorum.models import Signer
from ouna.quorum.views.desk import download, uploaded
from ouna.quorum.views.frame import lang, my_signer, page, the_campaign, to_sign, tried


@require()
def keys(request: HttpRequest) -> HttpResponse:
    """My signing keys, and the name the public reads. Raises: NoSigner."""
    campaign = the_campaign()
    signer = my_signer(request, campaign)
    if request.method == "POST":
        answer = tried(request, lambda: _do(request, signer))
        if answer is not None:
            return answer
    found = queries.set_in_force(campaign)
    rows = []
    for key in signer.keys.all():
        listed = found.find(key.ref) if found else None
        rows.append(
            {
                "ref": key.ref,
                "file": key.alg == FILE_KEY,
                "alg": key.alg,
                "backed_up": key.backed_up,
                "tested": key.tested_at,
                "made": key.made_at,
                "in_force": listed is not None and listed.in_force,
                "named": found is not None and key.ref in found.successors(),
                "ended": listed is not None and not listed.in_force,
            }
        )
    context = {
        "signer": signer,
        "rows": rows,
        "file_form": FileKeyForm(),
        "answer": AnswerForm(),
        "name_form": NameForm(initial={"name": Translated(signer.public_name).best(lang())[1]}),
        "crumbs_items": [(_("Trustees"), reverse("quorum:desk")), (_("My keys"), "")],
    }
    return page(request, "quorum/keys.html", context)


def _do(request: HttpRequest, signer: Signer) -> HttpResponse:
    by, do = actor_let_in(request), request.POST.get("do", "")
    if do == "enrol":
        return to_sign(actions.ticket_to_enrol(by=by, signer=signer, lang=lang()))
    if do in ("test", "file"):
        key = get_object_or_404(signer.keys, ref=request.POST.get("key", ""))
        if do == "test":
            return to_sign(actions.ticket_to_test(by=by, key=key, lang=lang()))
        return download(actions.file_to_sign(by=by, signer=signer, key=key, lang=lang()), key.ref)
    if do == "add":
        actions.add_file_key(by=by, signer=signer, spki=request.POST.get("spki", ""))
        messages.success(
            request, _("The key is set up. Now try it: take its file, sign it, bring the answer.")
        )
    elif do == "answer":
        actions.take_answer(by=by, answer=uploaded(request))
        messages.success(request, _("The key works. It counts once it stands in a list of trustees."))
    elif do == "name":
        actions.wish_name(by=by, signer=signer, name=request.POST.get("name", ""), lang=lang())
        messages.success(request, _("Saved."))
    elif do == "revoke":
        made = actions.revoke_key(by=by, campaign=signer.campaign, key=request.POST.get("key", ""))
        return redirect("quorum:document", made.ref)
    return redirect("quorum:keys")
