"""Text from a foreign book made safe to print."""

from __future__ import annotations


def plain(text: str) -> str:
    """Text from a foreign book, safe on a terminal: no control, no invisible character, no half surrogate."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
