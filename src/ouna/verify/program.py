"""The check in JavaScript: one file of each release, which lies in the published folder too.

It shares no code with this package, which only knows its name and its bytes.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from ouna.verify.errors import NotThere, TooLarge
from ouna.verify.report import Report
from ouna.verify.source import Source

#: Its name in the published folder.
NAME = "verify.js"
MAX_PROGRAM = 1_000_000


@cache
def program() -> bytes:
    """Its bytes in this release."""
    return (Path(__file__).parents[1] / "web" / "static" / "web" / NAME).read_bytes()


def digest() -> str:
    """Its SHA-256 in this release, in hex."""
    return sha256(program()).hexdigest()


def check_program(source: Source, report: Report) -> None:
    """A copy that is not this release's is told with its SHA-256; another release may have put it there.

    A folder without it is whole: the record does not rest on it.
    """
    try:
        found = source.read(NAME, MAX_PROGRAM)
    except NotThere:
        return
    except TooLarge:
        report.warn(f"The file {NAME} in the folder is too large to be the check in JavaScript.")
        return
    if found != program():
        report.warn(
            f"The check in JavaScript that lies in the folder ({NAME}) is not the one of this release. "
            f"Its SHA-256 is {sha256(found).hexdigest()}: before you run it, look for it among those that "
            "the releases list (CHANGELOG.md; `ouna --version --json` prints this release's)."
        )
