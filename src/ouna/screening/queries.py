"""Reads of name checks. `require_clear` is the one question that whoever pays asks."""

from __future__ import annotations

from ouna.screening.clearing import Cleared, current_lists, limits, require_clear

__all__ = ["Cleared", "current_lists", "limits", "require_clear"]
