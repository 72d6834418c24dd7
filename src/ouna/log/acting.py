"""Actions: the only way to write. One transaction, one actor, and a fact at the end."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, overload

from django.db import transaction
from django.http import HttpRequest

from ouna.log import wakeup
from ouna.log.actor import Actor
from ouna.log.locking import take_book_lock

F = TypeVar("F", bound=Callable[..., Any])

#: Every action by its name, `donations.receive_gift`.
ACTIONS: dict[str, Callable[..., Any]] = {}


@dataclass(slots=True)
class Act:
    """One running action. `facts` counts what it has left behind."""

    name: str
    by: Actor
    draft: bool
    facts: int = 0


class _Running(threading.local):
    def __init__(self) -> None:
        self.acts: list[Act] = []


_running = _Running()


def current() -> Act:
    """The innermost running action. Raises: RuntimeError outside of one."""
    if not _running.acts:
        raise RuntimeError("Facts are written by actions only; decorate the function with @action.")
    return _running.acts[-1]


def left_fact() -> None:
    """Count a fact for all running actions."""
    for act in _running.acts:
        act.facts += 1


def unchanged() -> None:
    """Say that this action rightly leaves nothing: the same was done before."""
    current().facts += 1


def name_of(function: Callable[..., Any]) -> str:
    """`ouna.donations.actions.receive_gift` → `donations.receive_gift`; outside of ouna the whole path."""
    package, _, rest = function.__module__.partition(".")
    where = rest.split(".")[0] if package == "ouna" else function.__module__
    return f"{where}.{function.__name__}"


def _check_signature(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    loose = [p.name for p in parameters.values() if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    if loose or "by" not in parameters:
        raise TypeError(f"{function.__qualname__}: an action takes keywords only, among them `by`.")


@overload
def action(function: F) -> F: ...
@overload
def action(*, draft: bool = False) -> Callable[[F], F]: ...
def action(function: Any = None, *, draft: bool = False) -> Any:
    """Make a function an action: keyword-only, `by` an Actor, one transaction, registered in ACTIONS.

    It must end in a record, a journal fact or `unchanged()`; with `draft=True` (a form, a pledge, an
    upload: no money, decision or right moves yet) it may leave nothing and cannot record. An action that
    calls another joins it in one transaction. The book lock is held from the start, so what an action
    reads is still so when it writes. Raises: TypeError when misdeclared or given a request.
    """
    if function is None:
        return lambda decorated: action_of(decorated, draft)
    return action_of(function, draft)


def action_of(function: F, draft: bool) -> F:
    """The action of a function; use the decorator."""
    _check_signature(function)
    name = name_of(function)

    @wraps(function)
    def run(**arguments: Any) -> Any:
        by = arguments.get("by")
        if not isinstance(by, Actor):
            raise TypeError(f"{name}: `by` is an Actor.")
        if any(isinstance(value, HttpRequest) for value in arguments.values()):
            raise TypeError(f"{name}: an action takes values, never a request.")
        acts = _running.acts
        if acts and acts[-1].draft and not draft:
            raise RuntimeError(f"{name} cannot run inside the draft {acts[-1].name}.")
        act = Act(name, by, draft)
        # The outermost opens the transaction (durable: nobody may wrap it and so delay its commit); an
        # inner one is a savepoint, so that its failure leaves nothing even if the outer one goes on.
        with transaction.atomic(durable=not acts):
            if not draft and not any(not a.draft for a in acts):
                take_book_lock()
            acts.append(act)
            try:
                result = function(**arguments)
            finally:
                acts.pop()
            if not act.facts and not draft:
                raise RuntimeError(f"{name} ended without a record, a journal fact or unchanged().")
        if not acts:
            wakeup.committed.set()
        return result

    if name in ACTIONS and inspect.getsourcefile(inspect.unwrap(ACTIONS[name])) != inspect.getsourcefile(
        function
    ):
        raise TypeError(f"Two actions are named {name}.")
    run.draft = draft  # type: ignore[attr-defined]
    ACTIONS[name] = run
    return run  # type: ignore[return-value]
