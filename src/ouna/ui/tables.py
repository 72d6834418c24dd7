"""A table as plain values: what a page lists, and what stands behind every chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """One column: its heading, and whether it holds numbers (aligned on their decimals)."""

    label: str
    number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first cell of a row is its heading. A cell is text or safe HTML from a filter."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    caption: str = ""
    foot: Sequence[object] = field(default=())

    def lines(self) -> list[list[tuple[Column, object]]]:
        """Each row with its columns beside it, as the template needs it."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    def last_line(self) -> list[tuple[Column, object]]:
        """The foot row with its columns, empty if there is none."""
        return list(zip(self.columns, self.foot, strict=True)) if self.foot else []
