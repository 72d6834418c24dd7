"""What `web/verify.js` needs on its page: words of the language, names, the record's keys, addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from ouna.core.book import Log
from ouna.funds.models import BankAccount, Fund
from ouna.log import queries as log
from ouna.ui import formats
from ouna.verify.program import NAME, program
from ouna.web.kinds import WORDS as KINDS
from ouna.web.kinds import names_of
from ouna.web.verify_words import WORDS

register = template.Library()


def _months(lang: str) -> list[str]:
    """How a day of each month is written, with {d} and {y} for day and year."""
    days = (formats.day(date(2099, month, 28), lang) for month in range(1, 13))
    return [text.replace("2099", "{y}").replace("28", "{d}") for text in days]


def verify_data(keys: Sequence[str] | None = None) -> dict[str, Any]:
    """The data block of a page with the verifier; `keys` of the record, if the page has them already."""
    lang = formats.language()
    grouping, mark = formats.SEPARATORS.get(lang, formats.SEPARATORS["en"])
    if keys is None:
        opened = log.state_of("log")
        keys = opened.keys if isinstance(opened, Log) else ()
    return {
        "words": {name: str(text) for name, text in WORDS.items()},
        "kinds": {kind: str(text) for kind, (text, _) in KINDS.items()},
        # A proof file holds refs, never names.
        "names": names_of(Fund.objects.all(), BankAccount.objects.select_related("section")),
        "months": _months(lang),
        "grouping": grouping,
        "mark": mark,
        "keys": list(keys),
        "site": settings.SITE_URL.rstrip("/"),
        "script": static(f"web/{NAME}"),
        "program": hashlib.sha256(program()).hexdigest(),
        "log": reverse("web:published", args=["checkpoint"]).removesuffix("checkpoint"),
        "entry": reverse("web:entry", args=[0]).replace("/0/", "/{n}/"),
    }


@register.inclusion_tag("web/_verify_data.html", name="verify_data")
def verify_data_tag(keys: Sequence[str] | None = None) -> dict[str, Any]:
    """The data block and the marks that the verifier shows."""
    return {"data": verify_data(keys)}
