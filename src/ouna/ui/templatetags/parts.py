"""Components: every part of a page that is more than one element. Each renders `ui/parts/<name>.html`.

The gallery at `/desk/components/` shows all of them with their states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ouna.ui.tables import Table

register = template.Library()


# Forms ------------------------------------------------------------------------------------------


def _kind(widget: forms.Widget) -> str:
    """Which shape of field a widget needs."""
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "input"


def _direction(widget: forms.Widget, *, ltr: bool, number: bool) -> str:
    """Codes and addresses run left to right, numbers with the page, what people write as it is written."""
    if ltr or isinstance(widget, forms.EmailInput | forms.URLInput):
        return "ltr"
    return "auto" if isinstance(widget, forms.TextInput | forms.Textarea) and not number else ""


def _choices(bound: BoundField, notes: Mapping[object, object]) -> list[dict[str, object]]:
    """Each choice with its control, its label and what a page says below it."""
    return [
        {"tag": sub.tag, "label": sub.choice_label, "note": notes.get(str(sub.data["value"]), "")}
        for sub in bound.subwidgets
    ]


@register.inclusion_tag("ui/parts/field.html")
def field(
    bound: BoundField,
    *,
    hint: str = "",
    label: str = "",
    unit: str = "",
    across: bool = False,
    optional: str = "",
    notes: Mapping[object, object] | None = None,
    code: bool = False,
    **attrs: object,
) -> dict[str, Any]:
    """One field: label above, hint before the control, error after it.

    `hint` replaces the help text; `unit` stands behind the control (EUR); `across` lays choices in a row;
    `optional` is said beside the label; `notes` maps values of choices to text or a bar below them; `code`
    is for IBANs and references; other arguments become attributes (`autocomplete="email"`).
    """
    widget = bound.field.widget
    kind = _kind(widget)
    auto_id = bound.id_for_label or bound.auto_id
    base = bound.auto_id
    hint = hint or bound.help_text
    described = [f"{base}_hint"] if hint else []
    described += [f"{base}_error"] if bound.errors else []
    given: dict[str, object] = {key.replace("_", "-"): value for key, value in attrs.items()}
    if described and kind != "choices":
        given["aria-describedby"] = " ".join(described)
    if bound.errors and kind != "choices":
        given["aria-invalid"] = "true"
    if kind == "input":
        given["class"] = f"input code {widget.attrs.get('class', '')}".strip() if code else "input"
        given.setdefault("dir", _direction(widget, ltr=code, number=bool(unit)))
    given = {key: value for key, value in given.items() if value != ""}
    text = {str(k): v for k, v in (notes or {}).items()}
    return {
        "bound": bound,
        "kind": kind,
        "id": auto_id,
        "base": base,
        "label": label or bound.label,
        "hint": hint,
        "unit": unit,
        "across": across,
        "optional": optional,
        "described": " ".join(described),
        "control": "" if kind == "choices" else bound.as_widget(attrs=given),
        "choices": _choices(bound, text) if kind == "choices" else [],
        "many": bool(getattr(widget, "allow_multiple_selected", False)),
    }


@register.inclusion_tag("ui/parts/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """What needs the reader's eye, on top of the form, each error a link to its field."""
    rows: list[tuple[str, str, str]] = [("", "", e) for e in form.non_field_errors()]
    for bound in form:
        where = bound.id_for_label or bound.auto_id
        if _kind(bound.field.widget) == "choices":
            where = f"{bound.auto_id}_0"
        rows += [(where if not bound.is_hidden else "", str(bound.label), e) for e in bound.errors]
    return {"rows": rows, "count": len(rows)}


@register.inclusion_tag("ui/parts/form_body.html")
def form_body(form: forms.BaseForm) -> dict[str, Any]:
    """Error summary, hidden fields and all visible fields, for forms without a shape of their own."""
    return {"form": form}


@register.inclusion_tag("ui/parts/button.html")
def button(
    label: str,
    kind: str = "",
    *,
    href: str = "",
    key: str = "",
    name: str = "",
    value: object = "",
    wide: bool = False,
    big: bool = False,
    disabled: bool = False,
    busy: bool = False,
) -> dict[str, Any]:
    """A button, or a link that looks like one; kinds: give (one on a page), plain, quiet, stop.

    `key` is its key inside a form with `data-keys`, shown as a hint.
    """
    extra = [word for word, on in (("wide", wide), ("big", big)) if on]
    return {
        "label": label,
        "classes": " ".join(["btn", *filter(None, [kind]), *extra]),
        "href": href,
        "key": key,
        "name": name,
        "value": value,
        "disabled": disabled,
        "busy": busy,
    }


@register.inclusion_tag("ui/parts/drop.html")
def drop(
    bound: BoundField | None = None,
    *,
    title: str,
    hint: str = "",
    name: str = "files",
    many: bool = True,
    accept: str = "",
) -> dict[str, Any]:
    """A place to drop files; without script it is a plain file field. Pass the form's field, or a name."""
    return {
        "id": bound.auto_id if bound else f"id_{name}",
        "name": bound.html_name if bound else name,
        "errors": bound.errors if bound else [],
        "title": title,
        "hint": hint,
        "many": many,
        "accept": accept,
    }


# Saying something -------------------------------------------------------------------------------


@register.simple_block_tag
def note(content: str, kind: str = "", title: str = "", role: str = "") -> SafeString:
    """`{% note "good" title="Done" %}…{% endnote %}`; kinds: good, look, wrong, or none for plain news."""
    return SafeString(
        render_to_string(
            "ui/parts/note.html", {"content": content, "kind": kind, "title": title, "role": role}
        )
    )


@register.simple_block_tag
def toast(content: str) -> SafeString:
    """What has just happened, and perhaps its undo."""
    return format_html('<p class="toast" role="status">{}</p>', content)


@register.simple_tag
def tag(label: object, kind: str = "") -> SafeString:
    """One state in words: `{% tag "with proof" "good" %}`; kinds: good, look, wrong, wait."""
    return format_html('<span class="{}">{}</span>', f"tag {kind}".strip(), label)


@register.simple_block_tag
def empty(content: str, title: str = "") -> SafeString:
    """Nothing to show: what it means, and what to do next."""
    return SafeString(render_to_string("ui/parts/empty.html", {"content": content, "title": title}))


@register.inclusion_tag("ui/parts/progress.html")
def progress(value: int, of: int, *, label: str) -> dict[str, Any]:
    """How much of a long work is done."""
    return {"value": value, "of": of, "label": label}


# Showing facts ----------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/pairs.html")
def pairs(rows: Iterable[tuple[str, object]], *, wide: bool = False) -> dict[str, Any]:
    """Label and value, in rows; `wide` sets them side by side where there is room."""
    return {"rows": rows, "wide": wide}


@register.inclusion_tag("ui/parts/copy.html")
def copy_field(label: str, shown: object, value: str = "") -> dict[str, Any]:
    """One row of `<dl class="pairs">` with a button that copies `value` (by default what is shown)."""
    return {"label": label, "shown": shown, "value": value or str(shown)}


@register.inclusion_tag("ui/parts/compare.html")
def compare(digits: str) -> dict[str, Any]:
    """The 20 digits of what is signed, to be read to someone else before signing.

    Raises: ValueError for anything shorter or longer: half a fingerprint compares equal too easily.
    """
    plain = "".join(digits.split())
    if len(plain) != 20 or not (plain.isascii() and plain.isdigit()):
        raise ValueError("A fingerprint to compare has 20 digits.")
    return {"digits": plain}


@register.inclusion_tag("ui/parts/table.html")
def table(table: Table, *, fold: bool = True, hide_caption: bool = False) -> dict[str, Any]:
    """A table whose rows become slips on a phone."""
    return {"table": table, "fold": fold, "hide_caption": hide_caption}


@register.inclusion_tag("ui/parts/facts.html")
def facts(rows: Iterable[tuple[object, str]]) -> dict[str, Any]:
    """Large numerals with what they count: (value, words)."""
    return {"rows": rows}


# Ways and lists -----------------------------------------------------------------------------------


@register.inclusion_tag("ui/parts/steps.html")
def steps(labels: Sequence[str], current: int) -> dict[str, Any]:
    """The steps of a form; `current` counts from 1."""
    rows = [{"label": x, "state": _step(i, current)} for i, x in enumerate(labels, start=1)]
    return {"rows": rows}


def _step(index: int, current: int) -> str:
    return "done" if index < current else "now" if index == current else "later"


@register.inclusion_tag("ui/parts/way.html")
def way(stops: Iterable[Mapping[str, object]]) -> dict[str, Any]:
    """The route of a gift. A stop has `title`, perhaps `text`, `when`, and `state`: sand (money is there),
    now (locked in), done, open (waits), later."""
    return {"stops": list(stops)}


@register.inclusion_tag("ui/parts/checks.html")
def checks(results: Iterable[Mapping[str, object]], *, run: bool = False) -> dict[str, Any]:
    """Rules and whether they hold: `title`, `ok` (None: not run yet), perhaps `detail`."""
    return {"results": list(results), "run": run}


@register.inclusion_tag("ui/parts/waits.html")
def waits(items: Iterable[Mapping[str, object]]) -> dict[str, Any]:
    """What waits for whom: `count`, `title`, `url`, `action`, perhaps `detail`, `late`, `first`."""
    return {"items": list(items)}


@register.inclusion_tag("ui/parts/offer.html", takes_context=True)
def offer(context: Context, offer: Mapping[str, object]) -> dict[str, Any]:
    """One proposal to decide with a key: see `ui/parts/offer.html` for its fields."""
    return {"offer": offer, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/parts/crumbs.html")
def crumbs(items: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Where one is: (label, url) pairs, the last one without url."""
    return {"items": items}


@register.inclusion_tag("ui/parts/pages.html", takes_context=True)
def pages(context: Context, page: Page, key: str = "page") -> dict[str, Any]:
    """Pages of a list, newest first; the other filters in the address stay."""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def link(number: int) -> str:
        if query is None:
            return f"?{key}={number}"
        query[key] = str(number)
        return f"?{query.urlencode()}"

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    rows = [
        {"text": x, "url": link(x) if isinstance(x, int) else "", "here": x == page.number} for x in shown
    ]
    newer = link(page.previous_page_number()) if page.has_previous() else ""
    older = link(page.next_page_number()) if page.has_next() else ""
    return {"rows": rows, "newer": newer, "older": older, "page": page}


# Boxes that open ----------------------------------------------------------------------------------


@register.simple_block_tag
def more(content: str, label: str, *, open: bool = False) -> SafeString:
    """A quiet disclosure: `{% more "As a table" %}…{% endmore %}`."""
    return format_html(
        '<details class="more"{}><summary>{}</summary><div>{}</div></details>',
        SafeString(" open" if open else ""), label, content,
    )  # fmt: skip


@register.simple_block_tag
def tab(content: str, label: str, *, group: str = "tabs", open: bool = False) -> SafeString:
    """One tab inside `<div class="tabs">`: details of one group, of which opening one closes the others."""
    return format_html(
        '<details name="{}"{}><summary>{}</summary><div>{}</div></details>',
        group, SafeString(" open" if open else ""), label, content,
    )  # fmt: skip


@register.simple_block_tag
def slip(content: str) -> SafeString:
    """What one could print and hold. `{% tear %}` inside draws a dashed line to tear along."""
    return format_html('<div class="slip"><div class="stack">{}</div></div>', content)


@register.simple_tag
def tear() -> SafeString:
    """The dashed line between two pieces of a slip."""
    return SafeString('</div><div class="stack">')
