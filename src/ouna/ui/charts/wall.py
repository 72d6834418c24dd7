"""The wall: the campaign as an elevation, each purpose a section, filled from the ground.

Area is money, exactly: within one wall, the same area is the same sum, everywhere. All stones are worth
the same; they are laid as one ribbon from the ground up, course by course, so where a course ends a stone is
cut and goes on in the next one. Heights of courses differ a little, which moves the joints: each is
chosen so that joints lie far from each other. Mortar and the unevenness
of hewn edges are drawn inside each stone's exact place. No clock: the same sums give the same picture.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from math import ceil
from unicodedata import combining

from django.utils.html import escape
from django.utils.safestring import SafeString

from ouna.ui.charts.sections import Section
from ouna.ui.charts.svg import PLAIN, STATES, n

COURSES = 10
HEIGHT = 500
WIDTH = 1000
MORTAR = 3
#: How much a course may be thicker or thinner than planned.
SWAY = 6
#: Widest number of stones that still reads as stones.
MOST_STONES = 300


@dataclass(frozen=True)
class Piece:
    """A part of one stone in one state, at its exact place (before mortar); at a joint its side is hewn."""

    state: str
    x: float
    y: float
    width: float
    height: float
    minor: int
    stone: int
    joint_start: bool
    joint_end: bool


def stone_value(goal: int) -> int:
    """What one stone is worth: 1, 2 or 5 times a power of ten, so that the goal is at most 300 stones."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if goal <= MOST_STONES * step * power:
                return step * power
        power *= 10


def tiers(sections: Sequence[Section]) -> list[list[Section]]:
    """Two tiers as equal as can be: side by side they are one wall, on a phone one stands above the other."""
    rows = list(sections)
    if len(rows) < 3:
        return [rows]
    indices = range(len(rows))
    total = sum(s.aim for s in rows)
    if len(rows) > 10:  # 2^9 ways are looked at, more would be felt
        chosen = tuple(i for i in indices if i % 2 == 0)
    else:
        chosen = min(
            (c for size in range(1, len(rows)) for c in combinations(indices, size) if 0 in c),
            key=lambda c: (abs(total - 2 * sum(rows[i].aim for i in c)), c),
        )
    return [[rows[i] for i in chosen], [rows[i] for i in indices if i not in chosen]]


def _joints(aim: int, stone: int, low: int, high: int) -> tuple[list[float], float]:
    """Where the joints of one course are, from its start, and how wide it is, both in stones."""
    a, b = aim * low / HEIGHT / stone, aim * high / HEIGHT / stone
    return [k - a for k in range(int(a) + 1, ceil(b))], b - a


def _spread(joints: Sequence[float], width: float, below: Sequence[float], stretch: float) -> float:
    """How far joints keep from those below and from the sides, in stones: 0 is a crack or a splinter."""
    if not joints:
        return 1.0
    gaps = [abs(j - other * stretch) for j in joints for other in below]
    return min([2 * joints[0], 2 * (width - joints[-1]), *gaps])


@lru_cache(maxsize=64)
def courses(aims: tuple[int, ...], stone: int) -> tuple[int, ...]:
    """Upper edges of the courses from the ground, of `HEIGHT` units; thicker below than above.

    Course by course the height is taken that keeps the joints of all sections farthest apart.
    """
    ends: list[int] = []
    below: dict[int, tuple[list[float], float]] = {}
    low = 0
    for i in range(COURSES - 1):
        target = low + (HEIGHT - low) / (COURSES - i) + 2.5 - 0.5 * i
        best, best_score = round(target), -1.0
        for high in range(round(target) - SWAY, round(target) + SWAY + 1):
            score = min(_course(aim, stone, low, high, below.get(aim)) for aim in aims)
            score -= abs(high - target) / 500
            if score > best_score:
                best, best_score = high, score
        below = {aim: _joints(aim, stone, low, best) for aim in aims}
        ends.append(best)
        low = best
    return (*ends, HEIGHT)


def _course(aim: int, stone: int, low: int, high: int, below: tuple[list[float], float] | None) -> float:
    """The spread of one course of one section, and of the splinter with which the next one will begin."""
    joints, width = _joints(aim, stone, low, high)
    under, under_width = below or ([], width)
    rest = aim * high / HEIGHT / stone % 1
    return min(_spread(joints, width, under, width / under_width), 2 * (1 - rest) if rest else 1.0)


def lay(section: Section, *, x: float, width: float, stone: int, ends: Sequence[int]) -> list[Piece]:
    """The pieces of one section at their exact places; their areas are in proportion to their sums."""
    edges, at = [], 0
    for state, minor in section.shares():
        at += minor
        edges.append((min(at, section.aim), state))
    pieces, low = [], 0
    for bottom, top in zip([0, *ends], ends, strict=False):
        high = section.aim * top // HEIGHT
        cuts = {low, high} | {e for e, _ in edges if low < e < high}
        cuts |= {k * stone for k in range(low // stone + 1, -(-high // stone))}
        marks = sorted(cuts)
        for a, b in pairwise(marks):
            state = next(s for e, s in edges if a < e)
            pieces.append(
                Piece(
                    state=state,
                    x=x + width * (a - low) / (high - low),
                    y=HEIGHT - top,
                    width=width * (b - a) / (high - low),
                    height=top - bottom,
                    minor=b - a,
                    stone=a // stone,
                    joint_start=a == low or a % stone == 0,
                    joint_end=b == high or b % stone == 0,
                )
            )
        low = high
    return pieces


def _runs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces that are one stone in one course, side by side."""
    runs: list[list[Piece]] = []
    for p in pieces:
        if runs and not p.joint_start:
            runs[-1].append(p)
        else:
            runs.append([p])
    return runs


def _hewn(x: float, y: float, w: float, h: float, rng: random.Random, start: bool, end: bool) -> str:
    """Four corners, each a little off; a cut side stays plumb."""

    def off(hewn: bool) -> float:
        return rng.choice((-1.5, -1, -0.5, 0, 0.5, 1, 1.5)) if hewn else 0

    a, b = x + off(start), y + off(True)
    c, d = x + w + off(end), y + off(True)
    e, f = x + w + off(end), y + h + off(True)
    g, i = x + off(start), y + h + off(True)
    return f"M{n(a)} {n(b)}L{n(c)} {n(d)} {n(e)} {n(f)} {n(g)} {n(i)}z"


def _draw(section: Section, pieces: Sequence[Piece], stone: int, paths: dict[str, list[str]]) -> list[str]:
    """Add the outlines by state; return the mason's marks of what has its proof."""
    rng = random.Random(f"hand/{section.key}")  # noqa: S311 - a picture, not a secret
    marks = []
    for run in _runs(pieces):
        x0, whole = run[0].x, sum(p.width for p in run)
        inset = min(MORTAR, whole / 4)
        scale = (whole - 2 * inset) / whole
        for p in run:
            x, w = x0 + inset + (p.x - x0) * scale, max(p.width * scale, 0.8)
            y, h = p.y + MORTAR, p.height - 2 * MORTAR
            paths[p.state].append(_hewn(x, y, w, h, rng, p.joint_start, p.joint_end))
            if p.state == "proof" and 2 * p.minor > stone:
                marks.append(f"M{n(x + w / 2)} {n(y + h / 2 - 11)}l11 11-11 11-11-11z")
    return marks


def percent(section: Section) -> int:
    """Full hundredths received of the aim."""
    return section.received * 100 // section.aim if section.aim else 0


def _fits(text: str, width: float) -> bool:
    """Whether a label of 13 px fits its section where a tier with names is narrowest (480 px)."""
    return (sum(not combining(c) for c in text) + 3) * 6.7 <= width * 0.48


def _label(section: Section, number: int, x: float, width: float, rtl: bool) -> str:
    at = n(100 - x / 10 - 0.3 if rtl else x / 10 + 0.3)
    named = (
        f'<tspan class="nm" dx="{-6 if rtl else 6}">{escape(section.short)}</tspan>'
        if _fits(section.short, width)
        else ""
    )
    share = (
        f'<text x="{at}%" y="37" class="pc">\u2066{percent(section)} %\u2069</text>' if width >= 110 else ""
    )
    return f'<text x="{at}%" y="18"><tspan class="no">{number}</tspan>{named}</text>{share}'


def _tier(
    tier: Sequence[tuple[int, Section]],
    per_unit: float,
    ends: Sequence[int],
    stone: int,
    *,
    rtl: bool,
    joins: bool,
) -> str:
    """One tier: its stones, its seams, its labels in real pixels; `joins` if another stands before it."""
    paths: dict[str, list[str]] = {state: [] for state in STATES}
    marks, labels, seams, x = [], [], [], 0.0
    for number, section in tier:
        width = section.aim / per_unit
        marks += _draw(section, lay(section, x=x, width=width, stone=stone, ends=ends), stone, paths)
        labels.append(_label(section, number, x, width, rtl))
        if x:
            seams.append(f"M{n(x)} -14V{HEIGHT + 4}")
        x += width
    body = "".join(
        f'<path class="s-{s}" {PLAIN[s]} d="{"".join(paths[s])}"/>' for s in reversed(STATES) if paths[s]
    )
    body += f'<path class="s-mark" fill="#c9552c" d="{"".join(marks)}"/>' if marks else ""
    body += f'<path class="s-seam" d="{"".join(seams)}"/>' if seams else ""
    # Between two tiers: shown only while they stand side by side.
    body += f'<path class="s-join" d="M0 -14V{HEIGHT + 4}"/>' if joins else ""
    return (
        f'<div class="tier"><svg class="stones" viewBox="0 -14 {WIDTH} {HEIGHT + 20}">{body}'
        f'<path class="s-ground" stroke="#23201a" d="M0 {HEIGHT + 4}H{n(x)}"/></svg>'
        f'<svg class="labels" width="100%" height="44">{"".join(labels)}</svg></div>'
    )


def wall(sections: Sequence[Section], *, rtl: bool = False) -> SafeString:
    """The wall as HTML, two SVGs a tier; hidden from screen readers, for whom the table stands behind it.

    Sections are numbered in the order in which they are given, wherever they stand.
    """
    numbered = list(enumerate((s for s in sections if s.aim > 0), start=1))
    numbers = {s.key: number for number, s in numbered}
    parts = [[(numbers[s.key], s) for s in tier if s.aim > 0] for tier in tiers(sections)]
    parts = [tier for tier in parts if tier]
    if not parts:
        return SafeString("")
    stone = stone_value(sum(s.aim for s in sections))
    ends = courses(tuple(s.aim for tier in parts for _, s in tier), stone)
    per_unit = max(sum(s.aim for _, s in tier) for tier in parts) / WIDTH
    out = [_tier(tier, per_unit, ends, stone, rtl=rtl, joins=i > 0) for i, tier in enumerate(parts)]
    all_fit = all(_fits(s.short, s.aim / per_unit) for _, s in numbered)
    names = "".join(f"<span><b>{i}</b>{escape(s.name)}</span>" for i, s in numbered)
    kind = "wall" if len(parts) > 1 else "wall one"
    return SafeString(
        f'<div class="{kind}" aria-hidden="true">{"".join(out)}</div>'
        f'<p class="sections{"" if all_fit else " always"}" aria-hidden="true">{names}</p>'
    )
