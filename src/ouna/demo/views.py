"""Pages of the demo. They exist only where the demo runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ouna.core.errors import OunaError
from ouna.demo import roof, sheet, tour
from ouna.demo.steps import FILES, steps
from ouna.donations.models import Gift, Pledge
from ouna.parties.models import User
from ouna.parties.permissions import public
from ouna.parties.roles import ROLE_NAMES

COOKIE = "tour"
View = Callable[..., HttpResponse]


def in_demo(view: View) -> View:
    """Not found outside the demo: its users have a password everyone knows."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO or not tour.state():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def visited(request: HttpRequest) -> frozenset[str]:
    """Steps the visitor has been to."""
    return frozenset(request.COOKIES.get(COOKIE, "").split(".")) - {""}


def _tick(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    response.set_cookie(COOKIE, ".".join(sorted(visited(request) | {key})), samesite="Lax", httponly=True)
    return response


@public
@in_demo
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The tour: eight steps with their ticks, and one click to be somebody."""
    done = tour.progress(visited(request))
    rows = steps(done.done)
    context = {
        "steps": rows,
        "count": sum(1 for row in rows if row.done),
        "players": [(p, ROLE_NAMES[p.role]) for p in sheet.PLAYERS],
        "donors": _donors(),
        "files": [f for f in FILES if (tour.files_dir() / f.name).exists()],
        "late": tour.too_long_on_the_way(),
        "me": request.user if request.user.is_authenticated else None,
    }
    return render(request, "demo/tour.html", context)


def _donors() -> list[dict[str, str]]:
    """Two donors with their private links and a receipt each."""
    names = [p.name for p in sheet.NAMED_PLEDGES[:2]]
    rows = []
    for named, promise in zip(names, sheet.NAMED_PLEDGES, strict=False):
        pledge = Pledge.objects.filter(reference__endswith=promise.digits).first()
        if pledge is not None:
            rows.append({"name": named, "url": reverse("donations:pledge", args=[pledge.token])})
    return rows


@public
@in_demo
@require_GET
def go(request: HttpRequest, key: str) -> HttpResponse:
    """Lead to a step's page and tick it."""
    targets = {
        "home": reverse("web:home"),
        "receipt": _a_receipt(),
        "check": reverse("demo:check"),
    }
    if key not in targets:
        raise Http404
    return _tick(request, HttpResponseRedirect(targets[key]), key)


def _a_receipt() -> str:
    newest = Gift.objects.filter(account__iban=sheet.SECTIONS[0].iban).order_by("-pk").first()
    return reverse("donations:receipt", args=[newest.code]) if newest else reverse("donations:find")


@public
@in_demo
@require_POST
def be(request: HttpRequest, key: str) -> HttpResponse:
    """Log in as one of the players."""
    player = next((p for p in sheet.PLAYERS if p.key == key), None)
    user = User.objects.filter(email=player.email).first() if player else None
    if user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("demo:phone" if request.POST.get("next") == "phone" else "web:desk")


@public
@in_demo
@require_POST
def night(request: HttpRequest) -> HttpResponse:
    """Let a night pass at the bank: the visitor's promises stand in the bank file of the day."""
    tour.let_a_night_pass()
    return redirect(reverse("demo:tour") + "#night")


@public
@in_demo
@require_GET
def file(request: HttpRequest, name: str) -> FileResponse:
    """One of the demo's bank files."""
    if name not in {f.name for f in FILES}:
        raise Http404
    path = Path(tour.files_dir()) / name
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


@public
@in_demo
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Check everything: the outsider's verifier, run on the published books."""
    report = tour.check(Path(settings.BOOKS_DIR))
    context = {"report": report, "title": _("Check everything")}
    return _tick(request, render(request, "demo/check.html", context), "check")


@public
@in_demo
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """A trustee's telephone: what he reads, and one click that signs it with the key the demo keeps for him.

    Whose it is: that of the trustee who is logged in, else Idris's.
    """
    lang, refused = (get_language() or "en")[:2], ""
    trustees = {p.email: p for p in sheet.PLAYERS if "trustee" in (p.role, *p.also)}
    mine = trustees.get(getattr(request.user, "email", ""))
    seen = roof.telephone(mine.key if mine else roof.WHO, lang, request.GET.get("ref", ""))
    if seen is None:
        raise Http404
    if request.method == "POST":
        try:
            roof.sign(seen, lang)
            return redirect(request.get_full_path())
        except OunaError as error:
            refused = f"{_(str(error))} {_(str(error.next_step))}".strip()
    others = [p for p in trustees.values() if p.key != seen.who]
    return render(request, "demo/phone.html", {"seen": seen, "refused": refused, "trustees": others})


@public
@in_demo
@require_POST
def cheat(request: HttpRequest) -> HttpResponse:
    """Change one cent in a copy of the books and see it found; try to pay without the partner."""
    tries = [{"what": a.what, "said": _(a.said) if a.said else "", "went": a.went} for a in roof.attempts()]
    context = {"cheat": tour.cheat(), "attempts": tries}
    return _tick(request, render(request, "demo/cheat.html", context), "cheat")
