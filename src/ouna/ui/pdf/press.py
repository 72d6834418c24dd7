"""The typesetter: Typst kept warm, one page description per kind of document, data passed as JSON.

Dangers this file holds off:
- The compiler may not be entered by two threads at once (typst-py raises "Already borrowed"): one lock.
- It runs threads of its own, which do not survive a fork: a child that inherits a used compiler would
  wait for ever. Such a child is refused loudly; start worker processes before the first document.
- Text of people travels as JSON strings, never as markup, so nothing in it can be run.
- Only the shipped fonts are used and the only time is the one given: same data, same bytes.
"""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from ouna.ui.pdf.errors import TypesettingFailed
from ouna.ui.pdf.paper import FONTS
from ouna.ui.pdf.tighten import tighten

_FOLDER = Path(__file__).parent / "typst"
_LOCK = threading.Lock()
_used_by: int | None = None


@cache
def _compiler(kind: str) -> typst.Compiler:
    # The input must be a path: bytes fail on the second compile.
    return typst.Compiler(
        str(_FOLDER / f"{kind}.typ"), root=str(_FOLDER), font_paths=[str(FONTS)], ignore_system_fonts=True
    )


def typeset(kind: str, data: dict[str, Any], *, issued: date) -> bytes:
    """One PDF (PDF/UA-1, tagged) of a page description in `typst/`, dated `issued`, 00:00 UTC.

    Raises: TypesettingFailed.
    """
    global _used_by
    stamp = int(datetime(issued.year, issued.month, issued.day, tzinfo=UTC).timestamp())
    inputs = {"data": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}
    with _LOCK:
        if _used_by not in (None, os.getpid()):
            raise TypesettingFailed("The typesetter was in use before this process was forked from it.")
        _used_by = os.getpid()
        try:
            pdf = _compiler(kind).compile(
                format="pdf", sys_inputs=inputs, timestamp=stamp, pdf_standards="ua-1"
            )
        except typst.TypstError:
            # The compiler quotes the data in its messages: nothing of them may go further.
            raise TypesettingFailed() from None
    assert isinstance(pdf, bytes)  # a list only when pages are asked for as pictures
    return tighten(pdf)
