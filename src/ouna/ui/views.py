"""The gallery of components."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override

from ouna.ui import gallery


def components(request: HttpRequest) -> HttpResponse:
    """Every component in all its states; `?theme=dark` and `?lang=ar` show the other faces. Holds no data."""
    theme = request.GET.get("theme", "")
    lang = request.GET.get("lang", "")
    known = {code for code, _name in settings.LANGUAGES}
    with override(lang if lang in known else get_language()):
        context = {**gallery.context(), "theme": theme if theme in ("light", "dark") else ""}
        return render(request, "ui/gallery.html", context)
