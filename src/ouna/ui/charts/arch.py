"""The arch: mark of the software, and the picture of a quorum.

Each signature is a stone, the last one needed is the keystone.
"""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin

from django.utils.safestring import SafeString

from ouna.ui.charts.svg import n


def angles(count: int) -> list[float]:
    """Where the joints are, from the right foot to the left one; from three stones on the keystone is on top.

    With an even number one side has a stone less, and its stones are wider.
    """
    if count < 3 or count % 2:
        return [pi * i / count for i in range(count + 1)]
    key, right = pi / count, count // 2
    side = (pi - key) / 2
    below = [side * i / right for i in range(right)]
    return [*below, side, *(side + key + side * i / (right - 1) for i in range(right))]


def voussoirs(count: int, inner: float, outer: float, gap: float) -> list[str]:
    """Paths of the wedges of a half circle, from its right foot to its left one; joints are equally wide."""
    out = []
    joints = angles(count)
    for a, b in pairwise(joints):
        gi, go = gap / inner / 2, gap / outer / 2
        corners = [(outer, a + go), (outer, b - go), (inner, b - gi), (inner, a + gi)]
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = [(r * cos(t), -r * sin(t)) for r, t in corners]
        out.append(
            f"M{n(x0)} {n(y0)}A{n(outer)} {n(outer)} 0 0 0 {n(x1)} {n(y1)}"
            f"L{n(x2)} {n(y2)}A{n(inner)} {n(inner)} 0 0 1 {n(x3)} {n(y3)}z"
        )
    return out


def mark(size: int = 34) -> SafeString:
    """The logo: seven stones of an arch on two blocks, the keystone in terracotta."""
    w = voussoirs(7, 17, 31, 2.2)
    piers = "M17 2.2h14v10H17zM-31 2.2h14v10h-14z"
    return SafeString(
        f'<svg class="mark" viewBox="-32 -32 64 46" width="{size}" height="{round(size * 46 / 64)}" '
        f'aria-hidden="true"><path d="{"".join(w[:3] + w[4:])}{piers}"/><path class="key" d="{w[3]}"/></svg>'
    )


def order(needed: int) -> list[int]:
    """In which order stones are set: from both feet upwards, the left one first, the keystone last.

    Where one reads from right to left, `ouna.css` turns the picture round.
    """
    middle = needed // 2
    return sorted(range(needed), key=lambda i: (i == middle, min(i, needed - 1 - i), -i))


def arch(needed: int, signed: int, size: int = 120) -> SafeString:
    """`needed` signatures as that many stones, of which `signed` are set; words stand beside it."""
    stones = voussoirs(needed, 22, 46, 2.4)
    middle = needed // 2
    out = []
    for step, i in enumerate(order(needed)):
        state = "set" if step < signed else "open"
        out.append(f'<path class="a-{state}{" key" if i == middle else ""}" d="{stones[i]}"/>')
    return SafeString(
        f'<svg class="arch" viewBox="-50 -49 100 68" width="{size}" height="{round(size * 0.68)}" '
        f'aria-hidden="true">{"".join(out)}'
        '<path class="a-pier" d="M22 2.4h24v15H22zM-46 2.4h24v15h-24z"/></svg>'
    )
