"""Key files: the log's signing seed and the sealing key. 32 bytes in hex, readable by us alone.

Losing the sealing key makes every opening unreadable; losing the log key ends the log. Back both up apart
from the data.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from django.conf import settings

from ouna.core.tlog import Signer
from ouna.log.errors import KeyMissing
from ouna.log.models import Entry, SubjectKey

KEY_SIZE = 32
_FORM = re.compile(r"[0-9a-f]{64}\n?")
_cache: dict[tuple[str, int, int], bytes] = {}


def read_key(path: Path) -> bytes:
    """The 32 bytes in a key file. Raises: KeyMissing."""
    try:
        seen = path.stat()
        place = (str(path), seen.st_mtime_ns, seen.st_ino)
        if place not in _cache:
            text = path.read_text("ascii")
            if not _FORM.fullmatch(text):
                raise KeyMissing("A key file does not hold 64 hex digits.")
            _cache.clear()
            _cache[place] = bytes.fromhex(text)
        return _cache[place]
    except (OSError, UnicodeDecodeError):
        raise KeyMissing() from None


def make_key(path: Path) -> None:
    """Create a key file with 32 random bytes, durable before it is used; an existing one stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(os.urandom(KEY_SIZE).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # link, not rename: of two processes that race, the first wins and no key is replaced.
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sealing_key() -> bytes:
    """The key that wraps the subjects' keys; made when nothing has been sealed yet. Raises: KeyMissing."""
    path = Path(settings.SEALING_KEY_FILE)
    if not path.exists():
        if SubjectKey.objects.exists():
            raise KeyMissing("The sealing key is missing, and there are sealed things.")
        make_key(path)
    return read_key(path)


def log_origin() -> str:
    """The name of the log: the one its first entry gave it; before there is one, the setting LOG_ORIGIN.

    A process started with another setting must not sign the same log under another name.
    """
    first = Entry.objects.filter(kind="log.opened").order_by("id").values_list("data", flat=True).first()
    return str(json.loads(bytes(first))["origin"]) if first is not None else str(settings.LOG_ORIGIN)


def log_signer() -> Signer:
    """The log's signer under its origin; made when the log holds nothing yet. Raises: KeyMissing."""
    path = Path(settings.LOG_KEY_FILE)
    if not path.exists():
        if Entry.objects.exists():
            raise KeyMissing("The log key is missing, and the log has entries.")
        make_key(path)
    return Signer.from_seed(log_origin(), read_key(path))
