"""Lists that say what each line is: `Name: …`, `Country: …`, entry after entry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ouna.core.signatories.clean import Line
from ouna.core.signatories.table import Row, label_of

_LABELLED = re.compile(r"^\s*([^:：\d]{1,40}?)\s*[:：]\s*(\S.*)$")
_ROLES = ("number", "name", "short", "translation", "country", "other")
HEAD = ("number", "name", "short", "translation", "country", "other")


def labelled(line: Line) -> tuple[str, str] | None:
    """The label of a line and what follows it."""
    found = _LABELLED.match(line.text)
    if found is None:
        return None
    label = label_of(found[1])
    return (label, found[2]) if label else None


def is_labelled(lines: Sequence[Line]) -> bool:
    """Whether at least half of the lines have labels, names and something else among them."""
    full = [line for line in lines if not line.empty]
    found = [label[0] for line in full if (label := labelled(line))]
    return len(found) >= 2 and len(found) >= 0.5 * len(full) and "name" in found and len(set(found)) > 1


def rows(lines: Sequence[Line]) -> list[tuple[Row, bool]]:
    """Rows with the cells of `HEAD`; False for a line outside of any entry."""
    out: list[tuple[Row, bool]] = []
    cells: dict[str, str] = {}
    span: list[Line] = []
    first_label = next(label[0] for line in lines if (label := labelled(line)))

    def close() -> None:
        if span:
            doubts = tuple(dict.fromkeys(one for line in span for one in line.doubts))
            row = tuple(cells.get(role, "") for role in HEAD)
            out.append((Row(span[0].number, span[-1].number, row, doubts), True))
        cells.clear()
        span.clear()

    last = ""
    for line in lines:
        if line.empty:
            last = ""
            continue
        label = labelled(line)
        if label is None:
            if last and cells:
                cells[last] += " " + line.text.strip()
                span.append(line)
            else:
                close()
                out.append((Row(line.number, line.number, (line.text.strip(),), line.doubts), False))
            continue
        role, value = label
        if role == first_label or (role in cells and role not in ("translation", "other")):
            close()
        cells[role] = f"{cells[role]}\t{value.strip()}" if role in cells else value.strip()
        span.append(line)
        last = role
    close()
    return out
