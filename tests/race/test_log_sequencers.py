"""Two sequencers at one log, interleaved at each step by hand; and the same without lock or swap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from django.db import connection
from tests.log.support import BY, World, make_world, write

from ouna.core.tlog import verify_consistency
from ouna.log import high_water, queries, sequencer
from ouna.log.checks import checks
from ouna.log.errors import HeadMoved
from ouna.log.files import Writer
from ouna.log.models import Checkpoint, Entry, Head
from ouna.log.published import Folder

pytestmark = pytest.mark.race
T = TypeVar("T")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


class Interrupted(Writer):
    """Before one of its steps another sequencer makes a whole run, with a new gift to lock in."""

    def __init__(self, step: str, world: World) -> None:
        self.at, self.world = step, world
        self.other: int | None = -1

    def step(self, name: str, act: Callable[[], T]) -> T:
        if name.startswith(self.at) and self.other == -1:
            write(by=BY, records=[self.world.gift()])
            self.other = None
            self.other = sequencer.run_once()
        return act()


@contextmanager
def no_lock() -> Iterator[bool]:
    yield True


STEPS = ["commit numbers", "put tile", "swap head", "replace note", "replace totals", "replace checkpoint"]


@pytest.mark.parametrize("step", STEPS)
def test_the_lock_lets_one_work_at_a_time(world: World, step: str) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("the advisory lock belongs to the session; the race of processes shows it")
    writer = Interrupted(step, world)
    sequencer.run_once(writer)
    assert writer.other is None
    assert sequencer.run_once() == Entry.objects.count() == 7


@pytest.mark.parametrize("step", STEPS)
def test_if_the_lock_is_lost_the_swap_keeps_one_history(
    world: World, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the moment: no head ever goes back, all heads are of one tree, the next run mends the rest."""
    monkeypatch.setattr(sequencer, "only_one", no_lock)
    sequencer.run_once()
    write(by=BY, records=[world.gift()])
    writer = Interrupted(step, world)
    try:
        sequencer.run_once(writer)
    except HeadMoved:
        assert step != "commit numbers"
    assert writer.other == 8 == queries.head().size
    assert sequencer.run_once() == 8 == high_water.read().size
    assert (queries.books_dir() / "checkpoint").read_bytes() == bytes(queries.head().note)
    assert list(checks()) == []
    sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
    newest = queries.latest_checkpoint()
    tree = Folder(queries.books_dir()).tree(8, bytes(newest.root))
    for head in Checkpoint.objects.filter(size__lt=8):
        verify_consistency(
            head.size, bytes(head.root), 8, bytes(newest.root), tree.consistency_proof(head.size)
        )
    assert sizes[-1] == 8


def test_without_lock_and_swap_the_head_goes_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: signing on from a size that was left behind."""
    monkeypatch.setattr(sequencer, "only_one", no_lock)
    sequencer.run_once()
    write(by=BY, records=[world.gift()])

    def unguarded(old: int | None, size: int, root: bytes, note: bytes) -> None:
        Head.objects.update_or_create(pk=1, defaults={"size": size, "root": root, "note": note})

    monkeypatch.setattr(sequencer, "swap_head", unguarded)
    writer = Interrupted("swap head", world)
    sequencer.run_once(writer)
    assert writer.other == 8 and queries.head().size == 7
