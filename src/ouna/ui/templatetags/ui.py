"""Filters for sums, days, codes and names, and the frame of every page. Components are in `parts`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from ouna.core.values import Money, Translated
from ouna.core.values.spoken import SPOKEN, say_money
from ouna.ui import formats
from ouna.ui.charts import arch as arch_chart
from ouna.ui.charts import svg
from ouna.ui.languages import languages_at

register = template.Library()


# Sums -------------------------------------------------------------------------------------------


def _money(value: object, currency: str) -> Money:
    """A Money as it is, or minor units with the currency that the template named."""
    return value if isinstance(value, Money) else Money(int(str(value)), currency)


def _number(text: str) -> SafeString:
    return format_html('<bdi class="num">{}</bdi>', text)


@register.filter
def money(value: object, currency: str = "") -> SafeString:
    """`{{ gift.money|money }}` or `{{ minor|money:"EUR" }}`: 100.00 EUR, isolated, every minor unit."""
    if value in (None, ""):
        return SafeString("–")
    m = _money(value, currency)
    return _number(f"{formats.amount(m.minor, m.currency)}\u00a0{m.currency}")


@register.filter
def amount(value: object, currency: str = "") -> SafeString:
    """The same without its currency, for columns whose heading names it: 100.00."""
    if value in (None, ""):
        return SafeString("–")
    m = _money(value, currency)
    return _number(formats.amount(m.minor, m.currency))


@register.filter
def signed(value: object, currency: str = "") -> SafeString:
    """A change with its sign: +1,689.10, −39.90."""
    if value in (None, ""):
        return SafeString("–")
    m = _money(value, currency)
    return _number(formats.amount(m.minor, m.currency, sign=True))


@register.filter
def whole(value: object, currency: str = "") -> SafeString:
    """Whole units, cut: 78,300. Only in pictures and where the exact sum stands near."""
    m = _money(value, currency)
    return _number(formats.whole(m.minor, m.currency))


@register.filter
def big_sum(value: object, currency: str = "") -> SafeString:
    """A large numeral whose decimals are smaller: `<p>{{ total|big_sum }}</p>`."""
    m = _money(value, currency)
    units, cents = formats.amount_parts(m.minor, m.currency)
    return format_html(
        '<bdi class="sum num">{}<span class="cents">{}\u00a0{}</span></bdi>', units, cents, m.currency
    )


@register.filter
def number(value: int) -> SafeString:
    """A count with grouping: 1,455."""
    return _number(formats.integer(int(value)))


@register.filter
def percent_cut(part: object, of: object) -> SafeString:
    """Full hundredths, cut and never rounded: `{{ received|percent_cut:goal }}`; both Money or both int."""
    if isinstance(part, Money) and isinstance(of, Money):
        part._same(of)
        part, of = part.minor, of.minor
    share = formats.percent(int(str(part)), int(str(of)))
    return SafeString("–") if share is None else _number(f"{formats.integer(share)}\u00a0%")


# Codes, days, names -----------------------------------------------------------------------------


@register.filter
def iban(value: str) -> SafeString:
    """An IBAN in fours, always left to right."""
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', formats.groups(value))


@register.filter
def reference(value: str) -> SafeString:
    """A payment reference in the groups its standard prints."""
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', formats.reference(value))


@register.filter
def code(value: str) -> SafeString:
    """Any other code, as it is: a receipt code, a file name, a key."""
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', value)


@register.filter
def fingerprint(value: str, letters: int = 0) -> SafeString:
    """A fingerprint in fours; with `letters`, its beginning and an ellipsis."""
    shown = value[:letters] if letters else value
    dots = " …" if letters and letters < len(value) else ""
    return format_html('<bdi class="code" dir="ltr">{}{}</bdi>', formats.groups(shown), dots)


@register.filter
def in_words(value: Money) -> SafeString:
    """A sum in words, in the language of the page, or in English where that cannot say sums."""
    lang = formats.language()
    spoken = lang if lang in SPOKEN else "en"
    return format_html('<bdi lang="{}">{}</bdi>', spoken, say_money(value, spoken))


@register.filter
def prints(value: str) -> SafeString:
    """A fingerprint to be read aloud: large groups of four, `<p class="prints">` around it included."""
    spans = format_html_join(" ", "<span>{}</span>", ((g,) for g in formats.groups(value).split()))
    return format_html('<p class="prints" dir="ltr">{}</p>', spans)


@register.filter
def day(value: date | None) -> SafeString:
    """A day in the order of the language, machine-readable too."""
    if value is None:
        return SafeString("–")
    if isinstance(value, datetime):
        value = formats.local(value).date()
    return _time(value.isoformat(), formats.day(value))


@register.filter
def moment(value: datetime | None) -> SafeString:
    """Day, hour and time zone."""
    if value is None:
        return SafeString("–")
    return _time(value.isoformat(timespec="seconds"), formats.moment(value))


def _time(machine: str, shown: str) -> SafeString:
    """A point in time; `dir` isolates it, so that a number beside it cannot slip into it."""
    return format_html(
        '<time datetime="{}" dir="{}">{}</time>', machine, formats.direction(formats.language()), shown
    )


def _text_and_language(value: object, lang: str) -> tuple[str, str]:
    if isinstance(value, Translated):
        found, text = value.best(get_language() or "en")
        return text, found
    if isinstance(value, tuple):
        return str(value[0]), str(value[1])
    if not isinstance(value, str) and hasattr(value, "name"):
        return _text_and_language(value.name, lang or str(getattr(value, "lang", "")))
    return str(value), lang


@register.filter
def name(value: object, lang: str = "") -> SafeString:
    """A name (or any inserted text) isolated from the direction of the page.

    Takes text with an optional language, a (text, language) pair, a Translated, or an object with
    `name` and perhaps `lang`. Without a language the browser finds the direction.
    """
    if value in (None, ""):
        return SafeString("")
    text, lang = _text_and_language(value, lang)
    if not lang:
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', lang, formats.direction(lang), text)


@register.filter
def note_kind(level: str) -> str:
    """The kind of note for a level of Django's messages."""
    return {"success": "good", "warning": "look", "error": "wrong"}.get(level, "")


# The frame of every page --------------------------------------------------------------------------


@register.simple_tag
def hatch() -> SafeString:
    """The pattern of money brought in; the base template draws it once on each page."""
    return svg.hatch()


@register.simple_tag
def mark(size: int = 34) -> SafeString:
    """The arch of the logo."""
    return arch_chart.mark(size)


@register.inclusion_tag("ui/parts/brand.html", takes_context=True)
def brand(context: Context) -> dict[str, Any]:
    """The mark and the name of the coalition, a link to the first page."""
    return {"site": context.get("site"), "desk": context.get("desk")}


@register.inclusion_tag("ui/parts/nav.html", takes_context=True)
def nav(context: Context, items: Iterable[Any] | None = None, label: str = "") -> dict[str, Any]:
    """The main menu: items with `label`, `url` and perhaps `waits`; the longest matching one is current."""
    request = context.get("request")
    path = request.path if request else ""
    rows = list(items or ())
    urls = [item["url"] if isinstance(item, dict) else item.url for item in rows]
    inside = [u for u in urls if "#" not in u and (path == u or (u != "/" and path.startswith(u)))]
    current = max(inside, key=len, default=None)
    marked = [
        {"item": item, "here": url == current, "exact": url == path}
        for item, url in zip(rows, urls, strict=True)
    ]
    return {"items": marked, "label": label}


def _language_links(context: Context) -> list[dict[str, Any]]:
    request = context.get("request")
    links = []
    for lang in languages_at(request.path if request else "/"):
        query = request.GET.copy() if request else None
        if query is None:
            href = f"?lang={lang}"
        else:
            query["lang"] = lang
            href = f"{request.path}?{query.urlencode()}"
        links.append({"code": lang, "href": href, "name": get_language_info(lang)["name_local"]})
    return links


@register.inclusion_tag("ui/parts/languages.html", takes_context=True)
def languages(context: Context) -> dict[str, Any]:
    """The language menu: links to this same page with `?lang=`; needs no script and no session."""
    here = get_language() or settings.LANGUAGE_CODE
    links = _language_links(context)
    return {"links": links, "here": next((x for x in links if x["code"] == here), links[0])}


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> SafeString:
    """`<link rel="alternate" hreflang>` for each language, absolute, as search engines want them."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    links = [
        (code, request.build_absolute_uri(f"{request.path}?lang={code}"))
        for code in languages_at(request.path)
    ]
    links.append(("x-default", request.build_absolute_uri(request.path)))
    return format_html_join("\n", '<link rel="alternate" hreflang="{}" href="{}">', links)


@register.simple_tag
def tick(state: str = "yes") -> SafeString:
    """A tick, a cross (`no`) or a dashed line (`partly`); words must stand beside it."""
    if state == "partly":
        return SafeString('<span class="half" aria-hidden="true"></span>')
    path, extra = ("M6 6l12 12M18 6L6 18", " cross") if state == "no" else ("M4 13l5.5 5.5L20 7", "")
    return format_html(
        '<svg class="tick{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', extra, path
    )


@register.filter
def isolate(value: object) -> SafeString:
    """Safe HTML as it is, anything else escaped inside `<bdi>`: for cells and values of any kind."""
    if value is None or value == "":
        return SafeString("")
    if hasattr(value, "__html__"):
        return conditional_escape(value)
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, bool):
        return format_html("<bdi>{}</bdi>", value)
    if isinstance(value, int):
        return number(value)
    return name(value)


@register.filter
def choice_note(value: object) -> SafeString:
    """What stands below a choice: a chart as it is, words in small type."""
    if not value:
        return SafeString("")
    if hasattr(value, "__html__"):
        return conditional_escape(value)
    return format_html("<small>{}</small>", value)
