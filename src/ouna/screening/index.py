"""The index of the lists in use: built once per process and state of the lists, from the archived files."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from ouna.core.screening.errors import ListRefused
from ouna.core.screening.index import Index
from ouna.core.screening.lists.door import read_list
from ouna.core.screening.values import SanctionsList
from ouna.screening.archive import get_file
from ouna.screening.errors import ListDamaged
from ouna.screening.models import NameList

_lock = threading.Lock()
_held: dict[tuple[str, ...], Index] = {}


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


def index_of(lists: Sequence[NameList]) -> Index:
    """The index of these lists; one at a time is kept. Safe from threads. Raises: ListDamaged."""
    key = tuple(f"{row.name}\n{row.sha256}" for row in lists)
    with _lock:
        found = _held.get(key)
        if found is None:
            found = Index([read_archived(row) for row in lists])
            # The older one goes: 50,000 names are some 100 MB.
            _held.clear()
            _held[key] = found
        return found


def forget_index() -> None:
    """Drop what is held, as a process does that ends."""
    with _lock:
        _held.clear()
