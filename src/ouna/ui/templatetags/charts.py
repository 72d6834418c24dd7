"""Charts as tags: the picture, its key and the table behind it, all from the same values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ouna.ui import formats
from ouna.ui.charts import arch as arch_chart
from ouna.ui.charts import bars as bar_charts
from ouna.ui.charts import flow as flow_chart
from ouna.ui.charts import wall as wall_chart
from ouna.ui.charts.sections import Section, together
from ouna.ui.tables import Column, Table
from ouna.ui.templatetags.ui import amount

register = template.Library()

#: The states of money as people read them, in the order of the key.
LEGEND = (
    ("received", gettext_lazy("received")),
    ("brought", gettext_lazy("brought in from before")),
    ("approved", gettext_lazy("approved")),
    ("paid", gettext_lazy("paid")),
    ("proof", gettext_lazy("paid, with proof")),
    ("promised", gettext_lazy("promised")),
    ("needed", gettext_lazy("still needed")),
)


def _rtl() -> bool:
    return formats.direction(formats.language()) == "rtl"


def wall_table(sections: Sequence[Section], currency: str, caption: str = "") -> Table:
    """The wall as a table: each purpose, its aim and its sums, and all of them together."""
    keys = ("aim", "promised", "received", "brought", "approved", "paid", "proof")
    heads = (
        _("Goal"),
        _("Promised"),
        _("Received"),
        _("of this brought in"),
        _("Approved"),
        _("Paid"),
        _("With proof"),
    )
    total = together(sections)
    return Table(
        columns=[Column(_("Purpose")), *(Column(h, number=True) for h in heads)],
        rows=[[s.name, *(amount(getattr(s, k), currency) for k in keys)] for s in sections],
        foot=[_("All purposes"), *(amount(getattr(total, k), currency) for k in keys)],
        caption=caption
        or _(
            "In %(currency)s. Promised has not arrived yet; "
            "paid is part of approved, approved is part of received."
        )
        % {"currency": currency},
    )


@register.simple_tag
def wall(sections: Sequence[Section], currency: str, caption: str = "") -> SafeString:
    """The wall, its key and its table."""
    return _wall(tuple(sections), currency, str(caption), formats.language())


# Nothing but these four decides how it looks, and drawing a thousand edges is a quarter of a page's time.
@lru_cache(maxsize=16)
def _wall(sections: tuple[Section, ...], currency: str, caption: str, lang: str) -> SafeString:
    goal = sum(s.aim for s in sections)
    stone = wall_chart.stone_value(goal) if goal else 0
    page = {
        "picture": wall_chart.wall(sections, rtl=formats.direction(lang) == "rtl"),
        "legend": LEGEND,
        "stone": formats.whole(stone, currency) if goal else "",
        "stones": formats.integer(-(-goal // stone)) if goal else "",
        "currency": currency,
        "table": wall_table(sections, currency, caption),
    }
    return SafeString(render_to_string("ui/charts/wall.html", page))


@register.inclusion_tag("ui/charts/five.html")
def five_bars(total: Section, currency: str, goal: int | None = None) -> dict[str, Any]:
    """The five honest bars on the scale of `goal` (minor units; by default what the total aims at).

    Promised and received stand in every campaign; the others join when something stands in them.
    """
    said = {
        "promised": (_("Promised"), _("not yet arrived")),
        "received": (_("Received"), _("seen in the bank’s own file")),
        "approved": (_("Approved"), _("by the trustees")),
        "paid": (_("Paid"), _("left the account, seen in the bank’s own file")),
        "proof": (_("With proof"), _("delivery notes, receipts, photographs")),
    }
    if total.brought:
        part = formats.amount(total.brought, currency)
        said["received"] = (
            said["received"][0],
            _("of this %(sum)s brought in from before these books") % {"sum": part},
        )
    rows = [
        {
            "name": said[key][0],
            "note": said[key][1],
            "sum": amount(minor, currency),
            "bar": bar,
        }
        for key, minor, bar in bar_charts.five(total, goal)
        if minor or key in ("promised", "received")
    ]
    return {"rows": rows}


def flow_table(
    sources: Sequence[tuple[str, Sequence[int]]], purposes: Sequence[Section], currency: str
) -> Table:
    """The money flow as a table: sections by purposes, both with their totals."""
    return Table(
        columns=[
            Column(_("Section")),
            *(Column(p.name, number=True) for p in purposes),
            Column(_("Together"), True),
        ],
        rows=[
            [name, *(amount(c, currency) for c in cells), amount(sum(cells), currency)]
            for name, cells in sources
        ],
        foot=[
            _("Received"),
            *(amount(p.received, currency) for p in purposes),
            amount(sum(p.received for p in purposes), currency),
        ],
        caption=_("Received by section and purpose, in %(currency)s") % {"currency": currency},
    )


@register.inclusion_tag("ui/charts/flow.html")
def flow(
    sources: Sequence[tuple[str, Sequence[int]]], purposes: Sequence[Section], currency: str
) -> dict[str, Any]:
    """From sections into purposes, and what became of it: picture in whole units, table to the cent."""
    rows = flow_chart.with_rest(sources, purposes, _("Elsewhere"))
    minors = {sum(cells) for _name, cells in rows} | {flow_chart.arrived(p) for p in purposes}
    minors |= {sum(flow_chart.fates(p)[f] for p in purposes) for f in flow_chart.FATES}
    words = {
        "proof": _("With proof"),
        "paid": _("Paid, proof to come"),
        "approved": _("Approved, not sent"),
        "received": _("Not approved yet"),
        "elsewhere": _("Elsewhere"),
    }
    label = _("The way of the money, in whole %(currency)s; the table has the same sums") % {
        "currency": currency
    }
    picture = flow_chart.flow(
        sources,
        purposes,
        words=words,
        label=label,
        show={m: formats.whole(m, currency) for m in minors},
        rtl=_rtl(),
    )
    return {"picture": picture, "table": flow_table(rows, purposes, currency)}


@register.inclusion_tag("ui/charts/quorum.html")
def quorum(needed: int, signed: int, note: str = "") -> dict[str, Any]:
    """The arch with its words: 1 of 3 has signed."""
    return {"picture": arch_chart.arch(needed, signed), "needed": needed, "signed": signed, "note": note}


@register.simple_tag
def arch(needed: int, signed: int, size: int = 72) -> SafeString:
    """The arch alone; words must stand beside it."""
    return arch_chart.arch(needed, signed, size)
