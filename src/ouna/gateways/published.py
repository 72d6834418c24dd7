"""Reading published books from a folder or over HTTP: `read(path) -> bytes`."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

#: The largest file of a publication: a full bundle of the longest entries.
LARGEST = 256 * 65_537 + 1


def reader_of(place: str, *, timeout: float = 30.0) -> Callable[[str], bytes]:
    """A reader of one publication. What is not there raises FileNotFoundError, other trouble OSError."""
    if not place.startswith(("http://", "https://")):
        folder = Path(place)
        return lambda name: (folder / name).read_bytes()

    def read(name: str) -> bytes:
        request = urllib.request.Request(f"{place.rstrip('/')}/{name}")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
                data: bytes = answer.read(LARGEST + 1)
        except urllib.error.HTTPError as error:
            raise FileNotFoundError(name) if error.code in (404, 410) else OSError(error.code) from None
        if len(data) > LARGEST:
            raise OSError("The file is larger than any of a publication.")
        return data

    return read
