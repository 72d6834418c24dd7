"""Bars: the five honest ones, and one for a purpose. Exact sums stand beside each."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from ouna.ui.charts.sections import Section
from ouna.ui.charts.svg import PLAIN, n

#: The least width of a sum that is not nothing, in per cent: a hair.
HAIR = 0.4
FIVE = ("promised", "received", "approved", "paid", "proof")


def bar(parts: Sequence[tuple[str, int]], of: int, height: int = 14) -> SafeString:
    """Parts (state, minor units) side by side on the scale of `of`; what exceeds it is cut off at the end."""
    x, rects = 0.0, []
    for state, minor in parts:
        if minor <= 0 or of <= 0:
            continue
        width = minor * 100 / of
        if x < 100:
            shown = min(max(width, HAIR), 100 - x)
            rects.append(
                f'<rect class="s-{state}" {PLAIN[state]} x="{n2(x)}%" '
                f'width="{n2(shown)}%" height="{height}"/>'
            )
        x += width
    # The first ones are drawn last, so that a hair is not covered by what follows it.
    return SafeString(
        f'<svg class="bar" width="100%" height="{height}" aria-hidden="true">{"".join(reversed(rects))}</svg>'
    )


def n2(value: float) -> str:
    """Per cent to a hundredth: a hundredth of a bar is less than a pixel."""
    return n(value) if round(value, 1) == round(value, 2) else f"{value:.2f}"


def section_bar(section: Section, height: int = 10) -> SafeString:
    """What one purpose has received, by what became of it, on the scale of its aim."""
    arrived = [(state, minor) for state, minor in section.shares() if state not in ("promised", "needed")]
    return bar(arrived, section.aim, height)


def five(total: Section, goal: int | None = None) -> list[tuple[str, int, SafeString]]:
    """The five bars as (state, minor units, picture), all on one scale: the goal, or more if more came."""
    scale = max([total.aim if goal is None else goal, *(getattr(total, key) for key in FIVE)])
    rows = []
    for key in FIVE:
        minor = getattr(total, key)
        brought = min(total.brought, minor)
        parts = [("brought", brought), ("received", minor - brought)] if key == "received" else [(key, minor)]
        rows.append((key, minor, bar(parts, scale)))
    return rows
