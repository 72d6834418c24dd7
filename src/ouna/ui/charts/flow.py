"""The way of the money: sections, purposes, what became of it. Height is money, on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString

from ouna.ui.charts.sections import Section
from ouna.ui.charts.svg import n

GAP = 9
LINE = 18
#: Width of a letter at most, on the average of a label.
LETTER = 8
#: Left and right edges of the three columns.
XS = (150, 162, 455, 467, 760, 772)
FATES = ("proof", "paid", "approved", "received")


class FlowDiffers(ValueError):
    """A section gave more for a purpose than the purpose received: the picture would lie."""


@dataclass
class _Canvas:
    """What has been drawn so far; `mx` mirrors for right to left."""

    rtl: bool
    unit: float
    ribbons: dict[str, list[str]]
    boxes: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def mx(self, x: int) -> int:
        return 1000 - x if self.rtl else x

    def ribbon(self, key: str, x0: int, y0: float, x1: int, y1: float, minor: int) -> None:
        """A band of constant height between two columns."""
        h = n(minor * self.unit)
        a, b, m = self.mx(x0), self.mx(x1), self.mx((x0 + x1) // 2)
        y2, y3 = n(y1 + minor * self.unit), n(y0 + minor * self.unit)
        self.ribbons[key].append(
            f"M{a} {n(y0)}C{m} {n(y0)} {m} {n(y1)} {b} {n(y1)}v{h}C{m} {y2} {m} {y3} {a} {y3}z"
        )

    def box(self, cls: str, x: int, y: float, minor: int) -> None:
        """One node; at least a hair."""
        left = min(self.mx(x), self.mx(x + 12))
        self.boxes.append(
            f'<rect class="{cls}" x="{left}" y="{n(y)}" width="12" height="{n(max(minor * self.unit, 1))}"/>'
        )

    def text(
        self, x: int, y: float, label: str, sum_: str, *, before: bool = False, two: bool = False
    ) -> None:
        """A label and its sum, in one line or two. Anchors follow the direction of the text by themselves."""
        at, anchor = self.mx(x), "end" if before else "start"
        more = f' x="{at}" dy="17"' if two else ""
        # What would reach over the edge is set narrower: a name that lost its beginning is another name.
        wide = before and LETTER * (len(label) + 1 + len(sum_)) > x
        fit = f' textLength="{x}" lengthAdjust="spacingAndGlyphs"' if wide else ""
        self.texts.append(
            f'<text x="{at}" y="{n(y if two else y + 5)}" text-anchor="{anchor}"{fit}>{escape(label)}'
            f'{"" if two else " "}<tspan class="q"{more}>\u2066{escape(sum_)}\u2069</tspan></text>'
        )


def _column(sums: Sequence[int], unit: float, height: float) -> list[float]:
    """Where each node of a column begins; what the column leaves free stands between the nodes."""
    free = height - sum(sums) * unit
    gap = free / max(1, len(sums) - 1)
    tops, y = [], 0.0
    for s in sums:
        tops.append(y)
        y += s * unit + gap
    return tops


def _apart(middles: Sequence[float]) -> list[float]:
    """Middles of labels, pushed down where they would overlap."""
    out: list[float] = []
    for y in middles:
        out.append(max(y, out[-1] + LINE) if out else y)
    return out


def with_rest(
    sources: Sequence[tuple[str, Sequence[int]]], purposes: Sequence[Section], elsewhere: str
) -> list[tuple[str, Sequence[int]]]:
    """The sources, and one more for what no source explains."""
    rest = [arrived(p) - sum(cells[i] for _, cells in sources) for i, p in enumerate(purposes)]
    if any(r < 0 for r in rest):
        raise FlowDiffers("A purpose received less than its sources gave.")
    return [*sources, (elsewhere, rest)] if any(rest) else list(sources)


def arrived(section: Section) -> int:
    """What one purpose holds or has spent; never below nothing, whatever went back to donors."""
    return max(0, section.received)


def fates(section: Section) -> dict[str, int]:
    """What became of what one purpose received: four sums that make it up.

    If more is approved than is there (a gift went back), only what is there is drawn; tables show both.
    """
    parts = dict(section.shares())
    left, found = arrived(section), {}
    for fate in FATES[:3]:
        found[fate] = min(parts[fate], left)
        left -= found[fate]
    return {**found, "received": left}


def flow(
    sources: Sequence[tuple[str, Sequence[int]]],
    purposes: Sequence[Section],
    *,
    words: Mapping[str, str],
    label: str,
    show: Mapping[int, str],
    rtl: bool = False,
) -> SafeString:
    """Ribbons from sources (name, minor units by purpose) through purposes to what became of the money.

    `words` names the four fates and `elsewhere`; `show` gives the text of every sum, made by the caller.
    Raises: FlowDiffers.
    """
    rows = with_rest(sources, purposes, words["elsewhere"])
    total = sum(arrived(p) for p in purposes)
    if not total:
        return SafeString("")
    height = max(400, LINE * len(rows) + 40)
    unit = (height - GAP * (max(len(rows), len(purposes)) - 1)) / total
    canvas = _Canvas(rtl, unit, {p.key: [] for p in purposes})
    tops = _column([arrived(p) for p in purposes], unit, height)
    _sources(canvas, rows, purposes, list(tops), height, show)
    _purposes(canvas, purposes, tops, height, words, show)
    body = "".join(
        f'<path class="f-{i % 5 + 1}" d="{"".join(canvas.ribbons[p.key])}"/>' for i, p in enumerate(purposes)
    )
    return SafeString(
        f'<svg class="flow" viewBox="-10 -12 1020 {height + 34}" role="img" aria-label="{escape(label)}">'
        f"{body}{''.join(canvas.boxes)}<g>{''.join(canvas.texts)}</g></svg>"
    )


def _sources(
    canvas: _Canvas,
    rows: Sequence[tuple[str, Sequence[int]]],
    purposes: Sequence[Section],
    into: list[float],
    height: float,
    show: Mapping[int, str],
) -> None:
    """The first column and its ribbons; `into` is used up as they arrive."""
    sums = [sum(cells) for _, cells in rows]
    tops = _column(sums, canvas.unit, height)
    middles = _apart([top + s * canvas.unit / 2 for top, s in zip(tops, sums, strict=True)])
    for (name, cells), top, s, middle in zip(rows, tops, sums, middles, strict=True):
        canvas.box("f-node", XS[0], top, s)
        canvas.text(XS[0] - 8, middle, name, show[s], before=True)
        y = top
        for i, (purpose, minor) in enumerate(zip(purposes, cells, strict=True)):
            if minor:
                canvas.ribbon(purpose.key, XS[1], y, XS[2], into[i], minor)
            y += minor * canvas.unit
            into[i] += minor * canvas.unit


def _purposes(
    canvas: _Canvas,
    purposes: Sequence[Section],
    tops: Sequence[float],
    height: float,
    words: Mapping[str, str],
    show: Mapping[int, str],
) -> None:
    """The second and the third column and the ribbons between them."""
    sums = [sum(fates(p)[f] for p in purposes) for f in FATES]
    ends = _column(sums, canvas.unit, height)
    into = dict(zip(FATES, ends, strict=True))
    for p, top in zip(purposes, tops, strict=True):
        canvas.box("f-node", XS[2], top, arrived(p))
        canvas.text(XS[3] + 8, top + arrived(p) * canvas.unit / 2, p.name, show[arrived(p)], two=True)
        y = top
        for fate, minor in fates(p).items():
            if minor:
                canvas.ribbon(p.key, XS[3], y, XS[4], into[fate], minor)
            y += minor * canvas.unit
            into[fate] += minor * canvas.unit
    middles = _apart([e + s * canvas.unit / 2 for e, s in zip(ends, sums, strict=True)])
    for fate, s, end, middle in zip(FATES, sums, ends, middles, strict=True):
        canvas.box(f"s-{fate}", XS[4], end, s)
        canvas.text(XS[5] + 8, middle, words[fate], show[s])
