"""How far long work is, for whoever asked: a command shows a bar, the background work and tests nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: What is being done, how much of it is done, how much there is (0: not known).
Tell = Callable[[str, int, int], None]

_tell: ContextVar[Tell | None] = ContextVar("tell", default=None)


@contextmanager
def told_to(tell: Tell) -> Iterator[None]:
    """Work inside the block tells its steps."""
    before = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(before)


def step(what: str, done: int = 0, total: int = 0) -> None:
    """Tell how far it is; at no cost where nobody listens."""
    tell = _tell.get()
    if tell is not None:
        tell(what, done, total)
