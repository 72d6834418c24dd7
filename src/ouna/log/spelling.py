"""Spelling an entry: canonical JSON of a record with its stamp, by a template per kind where possible.

Whoever spells reads the bytes back with `core.book.decode`, which takes only the canonical form of a
well-formed record; so the template saves time and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from ouna.core.book import Record
from ouna.core.book.record import POSITIVE, VERSION
from ouna.core.values import canonical

#: template with its day, and what fills it
Shape = tuple[str, Callable[[Record], Any]]

_optional: dict[type[Record], tuple[str, ...]] = {}
_shapes: dict[tuple[type[Record], str, tuple[str, ...]], Shape | None] = {}
_MOST_SHAPES = 500


def spell(record: Record, on: str) -> bytes:
    """The entry's bytes. Not yet checked: decode them."""
    cls = type(record)
    if cls.STAMP != "on":
        # Each second would be a template of its own.
        return canonical({**record.as_data(), cls.STAMP: on})
    names = _optional.get(cls)
    if names is None:
        names = _optional[cls] = tuple(name for name, spec in cls.FIELDS.items() if spec.optional)
    key = cls, on, tuple(name for name in names if getattr(record, name) is None)
    if key not in _shapes:
        if len(_shapes) > _MOST_SHAPES:
            _shapes.clear()
        _shapes[key] = _compile(*key)
    shape = _shapes[key]
    if shape is None:
        return canonical({**record.as_data(), "on": on})
    template, fill = shape
    return (template % fill(record)).encode()


def _compile(cls: type[Record], on: str, absent: tuple[str, ...]) -> Shape | None:
    """The template of a kind; None where a field is neither plain text nor a sum."""
    parts, paths = {"v": str(VERSION), "kind": f'"{cls.KIND}"', "on": f'"{on}"'}, []
    for name, spec in sorted(cls.FIELDS.items()):
        if name in absent:
            continue
        if spec.write is POSITIVE.write:
            parts[name] = '{"currency":"%s","minor":%d}'
            paths += [f"{name}.currency", f"{name}.minor"]
        elif spec.wire.startswith('"'):
            parts[name] = '"%s"'
            paths.append(name)
        else:
            return None
    if len(paths) < 2:
        return None
    body = ",".join(f'"{name}":{parts[name]}' for name in sorted(parts))
    return "{" + body + "}", attrgetter(*paths)
