"""How a benchmark says what it measured beside a goal: one line, which `collect.py` reads back."""

from __future__ import annotations

import re

#: What, value, its kind of goal, the goal, whether it was met.
LINE = re.compile(
    r"^goal: (.+): (-?[\d,]+\.\d+) \((at most|at least) ([\d.]+)\): (met|MISSED)$", re.MULTILINE
)


def at_most(what: str, value: float, goal: float) -> bool:
    """Print the line of a value that is to be small; whether the goal is met."""
    return _tell(what, value, "at most", goal, value <= goal)


def at_least(what: str, value: float, goal: float) -> bool:
    """Print the line of a value that is to be large; whether the goal is met."""
    return _tell(what, value, "at least", goal, value >= goal)


def _tell(what: str, value: float, kind: str, goal: float, met: bool) -> bool:
    digits = 3 if abs(value) < 100 else 1
    print(f"goal: {what}: {value:,.{digits}f} ({kind} {goal:g}): {'met' if met else 'MISSED'}", flush=True)
    return met
