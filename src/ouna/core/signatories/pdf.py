"""Lines of text of a PDF. A scan without text is refused with the next step; bombs run into limits."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError

from ouna.core.signatories.errors import SignatoriesRefused

MOST_PAGES, MOST_LETTERS, MOST_STEPS = 500, 4_000_000, 3_000_000


class _Limit(Exception):
    """More than any list holds."""


def lines_of(data: bytes) -> list[str]:
    """The lines of all pages, a form feed at the beginning of each further page.

    Raises: SignatoriesRefused.
    """
    try:
        reader = PdfReader(io.BytesIO(data), root_object_recovery_limit=1000)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
        pages = _pages(reader)
    except SignatoriesRefused:
        raise
    except FileNotDecryptedError:
        raise _locked() from None
    except (_Limit, RecursionError, MemoryError):
        raise SignatoriesRefused(
            f"The PDF holds more than {MOST_PAGES} pages or more than a list needs.",
            next_step="Print the pages with the list into a new PDF, or copy their text.",
        ) from None
    # A broken file makes the library raise almost anything; none of it is ours to tell apart.
    except Exception:
        raise SignatoriesRefused(
            "The PDF is damaged and cannot be read.",
            next_step="Open it in a viewer and print it into a new PDF, or copy its text.",
        ) from None
    if not any(text.strip() for text in pages):
        raise SignatoriesRefused(
            "The PDF holds pictures of pages but no text.",
            next_step="Let a text recognition programme make text of it, then read that text here.",
        )
    return [
        ("\f" if page and not at else "") + line
        for page, text in enumerate(pages)
        for at, line in enumerate(text.split("\n"))
    ]


def _pages(reader: PdfReader) -> list[str]:
    steps = letters = 0

    def count(*_: Any) -> None:
        nonlocal steps
        steps += 1
        if steps > MOST_STEPS:
            raise _Limit

    found: list[str] = []
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES:
            raise _Limit
        found.append(_text(page, count))
        letters += len(found[-1])
        if letters > MOST_LETTERS:
            raise _Limit
    return found


def _text(page: PageObject, count: Any) -> str:
    text = page.extract_text(visitor_operand_before=count)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _locked() -> SignatoriesRefused:
    return SignatoriesRefused(
        "The PDF is locked with a password.", next_step="Save it without a password, or copy its text."
    )
