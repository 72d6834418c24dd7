"""Files from outside: photos are decoded and written anew elsewhere, PDFs are kept and never shown by us."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from ouna.spending import cleaning
from ouna.spending.errors import PaperUnreadable

MOST_BYTES = 20_000_000
JPEG, PDF = "image/jpeg", "application/pdf"
#: Longer than the process allows itself: who hangs in the kernel is ended from here.
_TIMEOUT = 2 * cleaning.SECONDS
_PDF = re.compile(rb"%PDF-[12]\.[0-9]")
_END = re.compile(rb"%%EOF\s*\Z")


class Taken(NamedTuple):
    """A file as it is kept."""

    data: bytes
    media: str


def take(raw: bytes) -> Taken:
    """What is kept of a file that somebody sent. Its name and its stated type are not believed.

    Raises: PaperUnreadable.
    """
    if not raw:
        raise PaperUnreadable("The file is empty.")
    if len(raw) > MOST_BYTES:
        raise PaperUnreadable("The file is larger than 20 megabytes.", next_step="Send a smaller one.")
    if _PDF.match(raw):
        if not _END.search(raw[-64:]):
            raise PaperUnreadable("The PDF is cut off, or something else follows it.")
        return Taken(raw, PDF)
    return Taken(_cleaned(raw), JPEG)


def _cleaned(raw: bytes) -> bytes:
    # Our own program, without a shell, without an argument from outside.
    program = [sys.executable, "-I", str(Path(cleaning.__file__))]
    try:
        done = subprocess.run(  # noqa: S603
            program, input=raw, capture_output=True, timeout=_TIMEOUT, check=False, env={}
        )
    except (subprocess.TimeoutExpired, OSError):
        raise PaperUnreadable("The photo could not be read in time.") from None
    if done.returncode or not done.stdout.startswith(b"\xff\xd8\xff"):
        raise PaperUnreadable()
    return done.stdout
