"""Lists: which are in use and how old, loading one, looking at what it changes; the coalition's limits."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ouna.core.errors import OunaError
from ouna.core.screening.errors import ListRefused
from ouna.core.screening.lists.door import sniff
from ouna.log import clock
from ouna.parties.models import User
from ouna.parties.permissions import require
from ouna.screening import actions, queries
from ouna.screening.forms import LimitsForm, WithdrawForm
from ouna.screening.models import NameList
from ouna.screening.views.hits import actor_of, told
from ouna.screening.words import STATE_NAMES

#: Bytes by which `sniff` knows a list.
HEAD = 1 << 16
#: Versions shown below those in use.
OLDER = 20


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
    context = {
        "current": [_shown(row, allowed.list_days) for row in queries.current_lists()],
        "others": [_shown(row, allowed.list_days) for row in rows],
        "problem": problem,
        "loads": actor_of(request).has("checker"),
        "limits": allowed,
        "crumbs_items": [(_("Name checks"), reverse("screening:desk")), (_("Lists"), "")],
    }
    return render(request, "screening/lists.html", context, status=422 if problem else 200)


def _shown(row: NameList, most: int) -> dict[str, object]:
    days = (clock.today() - queries.counts_from(row)).days
    age = ngettext("%(n)s day old", "%(n)s days old", days) % {"n": days}
    return {"row": row, "age": age, "old": days > most, "state": STATE_NAMES[row.state]}


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
    """One version: what it is, what it changes, what could not be read; use it, discard it, withdraw it."""
    row = get_object_or_404(NameList, ref=ref)
    form = WithdrawForm(request.POST if "withdraw" in request.POST else None)
    problem = ""
    if request.method == "POST":
        try:
            if _act(request, row, form):
                return redirect("screening:lists")
        except OunaError as refused:
            problem = told(refused)
    change = None
    if row.state == NameList.WAITING:
        try:
            change = queries.change_of(row)
        except OunaError as refused:
            problem = problem or told(refused)
    context = {
        "list": row,
        "state": STATE_NAMES[row.state],
        "change": change,
        "problem": problem,
        "form": form,
        "loads": actor_of(request).has("checker"),
        "loaded_by": _name_of(row.loaded_by),
        "closed_by": _name_of(row.closed_by),
        "crumbs_items": [
            (_("Name checks"), reverse("screening:desk")),
            (_("Lists"), reverse("screening:lists")),
            (row.name, ""),
        ],
    }
    return render(request, "screening/list.html", context, status=422 if problem or form.errors else 200)


def _name_of(ref: str) -> str:
    return User.objects.filter(ref=ref).values_list("name", flat=True).first() or ref


def _act(request: HttpRequest, row: NameList, form: WithdrawForm) -> bool:
    """Do what the pressed button says; False when the form needs another look."""
    actor = actor_of(request)
    if "use" in request.POST:
        actions.use_list(by=actor, name_list=row)
        messages.success(request, _("The list is in use. All names are now checked against it."))
    elif "discard" in request.POST:
        actions.discard_list(by=actor, name_list=row)
        messages.success(request, _("The list was not taken into use."))
    elif "withdraw" in request.POST:
        if not form.is_valid():
            return False
        actions.withdraw_list(by=actor, name_list=row, why=form.cleaned_data["why"])
        messages.success(request, _("Names are checked against this list no more."))
    else:
        raise Http404
    return True


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
