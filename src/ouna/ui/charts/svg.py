"""What the charts share: short numbers, exact shares, plain colours for browsers without cascade layers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

STATES = ("proof", "paid", "approved", "brought", "received", "promised", "needed")
#: What a browser paints that does not know cascade layers; the classes of `ouna.css` override it.
PLAIN = {
    "proof": 'fill="#4d5a24"',
    "paid": 'fill="#4d5a24"',
    "approved": 'fill="#97a355"',
    "brought": 'fill="url(#hatch)" stroke="#a2854a"',
    "received": 'fill="#dcc392" stroke="#a2854a"',
    "promised": 'fill="none" stroke="#8a8270" stroke-dasharray="7 6"',
    "needed": 'fill="none" stroke="#cfc5b0"',
}


def n(value: float) -> str:
    """A number as short as SVG allows, to a tenth."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def cut(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to the weights that sum exactly to `total` (largest remainders)."""
    scale = total / sum(weights)
    parts = [int(w * scale) for w in weights]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - weights[i] * scale, i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def hatch() -> SafeString:
    """The hatch of money brought in; once on each page that draws stones or bars."""
    return SafeString(
        '<svg class="defs" width="0" height="0" aria-hidden="true"><pattern id="hatch" width="9" height="9" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="h0" fill="#dcc392" d="M0 0h9v9H0z"/>'
        '<path class="h1" stroke="#c2a46a" stroke-width="6" d="M0 0v9"/></pattern></svg>'
    )
