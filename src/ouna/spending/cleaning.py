"""Decodes a photo and writes it anew, small and without metadata. Runs as a process of its own.

A picture from outside is the most dangerous input there is: a small file may unpack to gigabytes, and
decoders have holes. So this process limits itself before it loads the decoder: memory, seconds, no files to
write. It reads bytes from standard input and writes a JPEG to standard output; no answer means no picture.
"""

from __future__ import annotations

import resource
import sys
from importlib import import_module
from pathlib import Path

MEMORY = 1_500_000_000
SECONDS = 10
REFUSED = 3


def limit() -> None:
    """Give up what decoding does not need. Call before the decoder is loaded."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Standard input to standard output; another exit code than 0 for anything that is no picture."""
    limit()
    # Behind all else: nothing of this folder may stand in for a module of Python's own.
    sys.path.append(str(Path(__file__).parent))
    try:
        out = import_module("decoding").clean(sys.stdin.buffer.read())
    except Exception:  # whatever a decoder says of foreign bytes, it is the same to us
        return REFUSED
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
