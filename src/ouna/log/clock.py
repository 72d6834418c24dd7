"""The one clock of everything that writes. Tests and the demo set another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def _real() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _real


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _source().astimezone(UTC)


def today() -> date:
    """The day it is in the time zone of this installation."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def set(source: Callable[[], datetime] | None) -> None:
    """Take time from `source` (aware datetimes); None goes back to the real clock."""
    global _source
    _source = source or _real


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Within the block it is always this moment."""
    global _source
    before, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = before
