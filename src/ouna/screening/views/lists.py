"""Lists: which are in use, loading one, what it changes, the second checker; the coalition's limits."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ouna.core.errors import OunaError
from ouna.core.screening.errors import ListRefused
from ouna.core.screening.lists.door import sniff
from ouna.core.screening.versions import Change, Difference
from ouna.log import Actor
from ouna.parties.models import User
from ouna.parties.permissions import public as for_all
from ouna.parties.permissions import require
from ouna.screening import actions, queries
from ouna.screening.forms import LimitsForm, WithdrawForm
from ouna.screening.models import NameList
from ouna.screening.versions import change_of, counts, in_use, sight_of
from ouna.screening.views.hits import actor_of, told
from ouna.screening.words import FACT_NAMES, HOW_NAMES, STATE_NAMES

#: Bytes by which `sniff` knows a list.
HEAD = 1 << 16
#: Versions shown below those in use.
OLDER = 20
#: Entries that differ, on one page.
ROWS = 50


@require("checker", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Lists in use, lists that wait, and the way to bring one."""
    problem = ""
    if request.method == "POST":
        try:
            row = _load(request)
            return redirect("screening:list", row.ref)
        except OunaError as refused:
            problem = told(refused)
    allowed = queries.limits()
    rows = NameList.objects.exclude(state=NameList.CURRENT).order_by("-pk")[:OLDER]
    used = queries.current_lists()
    context = {
        "current": [_shown(row, days, allowed.list_days) for row, days in queries.ages(used)],
        "others": [{"row": row, "state": STATE_NAMES[row.state]} for row in rows],
        "problem": problem,
        "loads": actor_of(request).has("checker"),
        "limits": allowed,
        "crumbs_items": [(_("Name checks"), reverse("screening:desk")), (_("Lists"), "")],
    }
    return render(request, "screening/lists.html", context, status=422 if problem else 200)


def _shown(row: NameList, days: int, most: int) -> dict[str, object]:
    age = ngettext("%(n)s day old", "%(n)s days old", days) % {"n": days}
    return {"row": row, "age": age, "old": days > most}


def _load(request: HttpRequest) -> NameList:
    """Read what was dropped: one list, perhaps in several files. Raises: NotPermitted, ListRefused."""
    files = {}
    for file in request.FILES.getlist("file"):
        assert isinstance(file, UploadedFile)
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise ListRefused("The file is too large to be brought here.")
        raw = file.read()
        kind = sniff(raw[:HEAD])
        part = kind.partition(".")[2]
        if part in files:
            raise ListRefused("These are two lists, or one twice.", next_step="Load one list at a time.")
        files[part] = raw
    if "" not in files:
        raise ListRefused("No list was among the files.")
    return actions.load_list(by=actor_of(request), raw=files.pop(""), parts=files)


@require("checker", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def name_list(request: HttpRequest, ref: str) -> HttpResponse:
    """One version: what it is, what it changes, who stands behind it; the step that its reader may take."""
    row = get_object_or_404(NameList, ref=ref)
    actor = actor_of(request)
    form = WithdrawForm(request.POST if {"withdraw", "refuse"} & set(request.POST) else None)
    problem = ""
    if request.method == "POST":
        try:
            if _act(request, row, form):
                return redirect("screening:lists")
        except OunaError as refused:
            if form.is_bound and form.is_valid():
                form.add_error("why", told(refused))
            else:
                problem = told(refused)
            row.refresh_from_db()
    compared: dict[str, object] = {}
    if row.state in (NameList.WAITING, *NameList.HELD):
        try:
            compared = _compared(request, row)
        except OunaError as refused:
            problem = problem or told(refused)
    context = {
        "list": row,
        "state": STATE_NAMES[row.state],
        "problem": problem,
        "form": form,
        "may": _may(actor, row),
        "who": _who(actor, row),
        "crumbs_items": [
            (_("Name checks"), reverse("screening:desk")),
            (_("Lists"), reverse("screening:lists")),
            (row.name, ""),
        ],
        **compared,
    }
    return render(request, "screening/list.html", context, status=422 if problem or form.errors else 200)


def _may(actor: Actor, row: NameList) -> str:
    """The step that is open to this reader: propose, confirm, wait, end, end_second, end_wait, or none."""
    if not actor.has("checker"):
        return ""
    if row.state == NameList.WAITING:
        return "propose"
    if row.state == NameList.PROPOSED:
        return "wait" if row.loaded_by == actor.ref else "confirm"
    if row.state in (NameList.CURRENT, NameList.REFUSED):
        if not row.leaving_by:
            return "end"
        return "end_wait" if row.leaving_by == actor.ref else "end_second"
    return ""


def _who(actor: Actor, row: NameList) -> dict[str, str]:
    """Who took each step: names for checkers, for all others the role."""
    refs = (row.loaded_by, row.renewed_by, row.confirmed_by, row.leaving_by, row.closed_by)
    names = {}
    if actor.has("checker"):
        names = dict(User.objects.filter(ref__in=refs).values_list("ref", "name"))
    second = _("a second checker")
    return {
        "loaded": names.get(row.loaded_by, _("a checker")),
        "renewed": names.get(row.renewed_by, _("a checker")),
        "confirmed": names.get(row.confirmed_by, second),
        "leaving": names.get(row.leaving_by, _("a checker")),
        "closed": names.get(row.closed_by, second),
    }


def _compared(request: HttpRequest, row: NameList) -> dict[str, object]:
    """What a version changes, those entries that are searched for, page by page. Raises: ListDamaged."""
    sight, change = sight_of(row), change_of(row)
    sought = request.GET.get("q", "").strip()[:100]
    found = _matching(change, sought)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return {
        "change": change,
        "counts": counts(change),
        "first": in_use(row) is None,
        "sight": sight,
        "sought": sought,
        "page": page,
        "rows": [_told_difference(one) for one in page],
    }


def _matching(change: Change, sought: str) -> list[Difference]:
    words = sought.casefold().split()
    if not words:
        return list(change.differences)
    found = []
    for one in change.differences:
        text = " ".join((one.id, one.name, *one.lost, *one.gained)).casefold()
        if all(word in text for word in words):
            found.append(one)
    return found


def _told_difference(one: Difference) -> dict[str, object]:
    whole = one.how in ("gone", "new")
    return {
        "name": one.name,
        "id": one.id,
        "how": HOW_NAMES[one.how],
        "lost": [name for name in one.lost if not (whole and name == one.name)],
        "gained": [name for name in one.gained if not (whole and name == one.name)],
        "facts": [FACT_NAMES[fact] for fact in one.facts],
    }


def _act(request: HttpRequest, row: NameList, form: WithdrawForm) -> bool:
    """Do what the pressed button says; False when the form needs another look."""
    actor, pressed = actor_of(request), request.POST
    if "propose" in pressed:
        actions.propose_list(by=actor, name_list=row)
        messages.success(request, _("What it adds stops names now. A second checker takes it into use."))
    elif "confirm" in pressed:
        actions.confirm_list(by=actor, name_list=row, seen=pressed.get("seen", ""))
        messages.success(request, _("The list is in use. All names are now checked against it."))
    elif "discard" in pressed:
        actions.discard_list(by=actor, name_list=row)
        messages.success(request, _("The list was not taken into use."))
    elif "stay" in pressed:
        actions.keep_using(by=actor, name_list=row)
        messages.success(request, _("The list stays in use."))
    elif "refuse" in pressed or "withdraw" in pressed:
        if not form.is_valid():
            return False
        _end(request, row, form.cleaned_data["why"])
    else:
        raise Http404
    return True


def _end(request: HttpRequest, row: NameList, why: str) -> None:
    actor = actor_of(request)
    if "refuse" in request.POST:
        actions.refuse_list(by=actor, name_list=row, why=why)
        messages.success(request, _("The list is refused. What it adds stops names until it is ended."))
        return
    actions.withdraw_list(by=actor, name_list=row, why=why)
    row.refresh_from_db()
    if row.state == NameList.WITHDRAWN:
        messages.success(request, _("Names are checked against this list no more."))
    else:
        messages.success(request, _("Asked for. Another checker ends it; until then nothing changes."))


@for_all
@require_safe
def public_lists(request: HttpRequest) -> HttpResponse:
    """The lists that names are checked against, as everybody may know them: no person is named."""
    used, held = queries.public_lists()
    context = {
        "current": queries.ages(used),
        "held": [{"row": row, "state": STATE_NAMES[row.state]} for row in held],
        "limits": queries.limits(),
    }
    return render(request, "screening/public.html", context)


@require("administrator", "checker", "auditor")
@require_http_methods(["GET", "HEAD", "POST"])
def set_limits(request: HttpRequest) -> HttpResponse:
    """How old lists and checks may be, and from which sum givers are checked."""
    actor, now = actor_of(request), queries.limits()
    initial = {
        "list_days": now.list_days,
        "check_days": now.check_days,
        "above": LimitsForm.initial_of(now.above),
    }
    form = LimitsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_limits(by=actor, **form.cleaned_data)
        except OunaError as refused:
            form.add_error(None, told(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("screening:limits")
    context = {"form": form, "writes": actor.has("administrator"), "limits": now, "above": initial["above"]}
    return render(request, "screening/limits.html", context, status=422 if form.errors else 200)
