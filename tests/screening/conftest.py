"""An invented list, two checkers, and somebody to check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ouna.core.screening.values import Subject

DEMO_LIST = """# name: Quince demo list
# date: 2026-11-17
id,name,type,aliases,weak_aliases,born,countries
Q-001,Baron MARZUBAN VON KRAPFENSTEIN,person,Marzoban Krapfenshtayn,The Doughnut,1951,
Q-004,Grand Order of the Leaky Bucket,organisation,,,,
"""
PAYEE = Subject("Krapfenshtain Marzouban Oxygen", "organisation", None, "", ("أكسجين مرزبان كرابفنشتاين",))
MILL = Subject("Clear Morning Glass", "organisation")
SUBJECT = "req_0000000000000000000000000a"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Lists of one test lie in no other's archive, and no index outlives it."""
    from ouna.screening.index import forget_index

    settings.VAR = tmp_path
    forget_index()
    yield
    forget_index()


@pytest.fixture
def checkers(actor: Callable[..., Any]) -> tuple[Any, Any]:
    """Hanneke and Ama."""
    return actor("checker", name="Hanneke"), actor("checker", name="Ama")


@pytest.fixture
def load(checkers: Any) -> Callable[..., Any]:
    """Load a list and use it, with both checkers: `load(text)`."""
    from ouna.screening.actions import confirm_list, load_list, propose_list
    from ouna.screening.versions import sight_of

    def run(text: str = DEMO_LIST, *, confirm: bool = True) -> Any:
        row = load_list(by=checkers[0], raw=text.encode())
        if row.state == "waiting":
            propose_list(by=checkers[0], name_list=row)
        if confirm and row.state == "proposed":
            confirm_list(by=checkers[1], name_list=row, seen=sight_of(row))
        row.refresh_from_db()
        return row

    return run
