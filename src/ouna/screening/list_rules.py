"""Who may bring a version of a list into use, and end one. Pure.

One person alone could else hide a payee: with a doctored "official" list that lacks a name, or by ending the
list that holds it. `CONFIRM_RULES` are all asked before a version is used, `END_RULES` before one ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ouna.screening.errors import (
    ChangeUnseen,
    ListDamaged,
    ListOfOtherKind,
    ListOlder,
    SecondChecker,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step with a version: who takes it, who stands behind it so far, what it was shown and what there is.

    `seen` and `sight` name the difference that was looked at and that there is now (`sight_of`). `dated`,
    `format` of this version; `in_use_dated`, `in_use_format` of the one that it replaces, None without one.
    """

    by: str
    loaded_by: str
    first_by: str
    seen: str
    sight: str
    genuine: bool
    format: str
    dated: date | None
    in_use_format: str | None = None
    in_use_dated: date | None = None


def sight_of(sha256: str, stands: Iterable[str]) -> str:
    """What names the difference between a version and what stops names without it: over all their hashes."""
    return hashlib.sha256("\n".join((sha256, *stands)).encode()).hexdigest()


def is_genuine(step: Step) -> None:
    """Raises: ListDamaged."""
    if step.genuine is not True:
        raise ListDamaged()


def is_not_older(step: Step) -> None:
    """Raises: ListOlder."""
    if step.dated and step.in_use_dated and step.dated < step.in_use_dated:
        raise ListOlder()


def is_of_same_kind(step: Step) -> None:
    """A table that anybody can write never replaces an official list by bearing its name.

    Raises: ListOfOtherKind.
    """
    if step.in_use_format is not None and step.format != step.in_use_format:
        raise ListOfOtherKind()


def is_second_checker(step: Step) -> None:
    """Never who loaded it. Raises: SecondChecker."""
    if not step.by or not step.loaded_by or step.by == step.loaded_by:
        raise SecondChecker()


def was_seen(step: Step) -> None:
    """Exactly this difference was on the page of who confirms. Raises: ChangeUnseen."""
    if not step.seen or step.seen != step.sight:
        raise ChangeUnseen()


def is_other_than_first(step: Step) -> None:
    """Who asked first does not end it. Raises: SecondChecker."""
    if not step.by or not step.first_by or step.by == step.first_by:
        raise SecondChecker()


Rule = Callable[[Step], None]
PROPOSE_RULES: dict[str, Rule] = {
    "genuine": is_genuine,
    "not_older": is_not_older,
    "same_kind": is_of_same_kind,
}
CONFIRM_RULES: dict[str, Rule] = {
    **PROPOSE_RULES,
    "second_checker": is_second_checker,
    "seen": was_seen,
}
END_RULES: dict[str, Rule] = {"genuine": is_genuine, "other": is_other_than_first}


def check(rules: dict[str, Rule], step: Step) -> None:
    """Raises: ListDamaged, ListOlder, ListOfOtherKind, SecondChecker, ChangeUnseen."""
    for rule in rules.values():
        rule(step)
