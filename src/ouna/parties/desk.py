"""What each desk starts with. Every app's `desk.py` offers the same functions, found by name:

`waits(actor) -> list[Wait]`, `news(actor, since) -> list[News]` and `nav(actor) -> list[NavItem]`; each may be absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Wait:
    """Something that waits for the actor: how many, what, where, and whether it is late."""

    text: str
    count: int
    url: str
    urgent: bool = False
    detail: str = ""
    action: str = ""


@dataclass(frozen=True)
class News:
    """Something that came since the last visit: what, and where to see it."""

    text: str
    url: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class NavItem:
    """One entry of a desk's menu; `waits` is shown beside it."""

    label: str
    url: str
    waits: int = 0
