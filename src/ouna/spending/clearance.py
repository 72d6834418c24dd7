"""Asking the name check, and believing nothing but a clear answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ouna.core.errors import OunaError
from ouna.core.values import is_ref
from ouna.log import SealedOpening
from ouna.screening.queries import Cleared, require_clear
from ouna.spending.errors import GuardFailed
from ouna.spending.payees import PayeeData

T = TypeVar("T")


def sure(what: str, ask: Callable[..., T], *given: Any, **named: Any) -> T:
    """The answer of a call on the way to a payment. Raises: its own refusal, GuardFailed for all else.

    A library's exception may hold a name: it is not passed on in words.
    """
    try:
        return ask(*given, **named)
    except OunaError:
        raise
    except Exception as error:
        raise GuardFailed(f"No clear answer from: {what}.") from error


def cleared_for(request: str, payee: PayeeData) -> SealedOpening:
    """The clearance of this payee for this request, sealed for the order. Raises: NotCleared, GuardFailed."""
    found = sure("name check", require_clear, request, payee.subject())
    if not isinstance(found, Cleared) or found.subject != request:
        raise GuardFailed("No clear answer from: name check.")
    if not found.checks or not all(is_ref(check) for check in found.checks) or not found.lists:
        raise GuardFailed("No clear answer from: name check.")
    if found.result not in ("clear", "decided"):
        raise GuardFailed("No clear answer from: name check.")
    opening = sure("name check", found.opening)
    if not isinstance(opening, SealedOpening) or opening.purpose != "screening":
        raise GuardFailed("No clear answer from: name check.")
    return opening
