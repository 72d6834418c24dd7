"""The indexes of what stops names: built once per process and state of the lists, from the archived files.

What waiting versions add has an index of its own: words weigh by how many listed names bear them, and who
floods a list that nobody has confirmed must not make a confirmed name count less.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ouna.core.screening.errors import ListRefused
from ouna.core.screening.index import Index
from ouna.core.screening.lists.door import read_list
from ouna.core.screening.values import Entry, SanctionsList
from ouna.core.screening.versions import additions
from ouna.screening.archive import get_file
from ouna.screening.errors import ListDamaged
from ouna.screening.models import NameList

_lock = threading.Lock()
_held: dict[tuple[str, ...], tuple[Index, ...]] = {}


def read_archived(row: NameList) -> SanctionsList:
    """The list as it was loaded. Raises: ListDamaged when it is not what it was."""
    files = {part: get_file(sha256) for part, sha256 in row.parts.items()}
    try:
        found = read_list(files.pop(""), beside={**files}, name=row.name)
    except (ListRefused, KeyError):
        raise ListDamaged() from None
    if found.sha256 != row.sha256 or len(found.entries) != row.count:
        raise ListDamaged()
    return found


def index_of(lists: Sequence[NameList]) -> tuple[Index, ...]:
    """The indexes of these lists (`clearing.lists_in_force`): of those in use, and of what the others add.

    Those of one state of the lists are kept at a time. Safe from threads. Raises: ListDamaged.
    """
    key = tuple(f"{row.name}\n{row.sha256}\n{row.state}" for row in lists)
    with _lock:
        found = _held.get(key)
        if found is None:
            found = _built(lists)
            # The older one goes: 50,000 names are some 100 MB.
            _held.clear()
            _held[key] = found
        return found


def _built(lists: Iterable[NameList]) -> tuple[Index, ...]:
    used: list[SanctionsList] = []
    held: list[SanctionsList] = []
    known: dict[str, list[Entry]] = {}
    for row in sorted(lists, key=lambda row: (row.state != NameList.CURRENT, row.pk)):
        one = read_archived(row)
        more = additions(known.get(row.name, ()), one.entries)
        known.setdefault(row.name, []).extend(more)
        if row.state == NameList.CURRENT:
            used.append(one)
        elif more:
            held.append(replace(one, entries=tuple(more)))
    return tuple(Index(part) for part in (used, held) if part)


def forget_index() -> None:
    """Drop what is held, as a process does that ends."""
    with _lock:
        _held.clear()
