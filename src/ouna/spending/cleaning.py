"""Decodes a photo and writes it anew, small and without metadata. Runs as a process of its own.

A picture from outside is the most dangerous input there is: a small file may unpack to gigabytes, and
decoders have holes. So this process limits itself before it loads the decoder: memory, seconds, no files to
write. It reads bytes from standard input and writes a JPEG to standard output; no answer means no picture.
"""

from __future__ import annotations

import resource
import sys
from io import BytesIO

MEMORY = 1_500_000_000
SECONDS = 10
#: Of what a telephone takes today, with room; a pixel flood has far more.
PIXELS = 64_000_000
SIDE = 2_000
QUALITY = 78
FORMATS = ("JPEG", "PNG", "WEBP")
REFUSED = 3


def limit() -> None:
    """Give up what decoding does not need. Call before the decoder is loaded."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean(data: bytes) -> bytes:
    """The picture as a JPEG of at most 2,000 pixels a side, upright, with nothing else in it.

    Raises: OSError, ValueError and whatever a decoder raises; the caller treats all alike.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > PIXELS or opened.width < 8 or opened.height < 8:
            raise ValueError("size")
        opened.draft("RGB", (SIDE, SIDE))
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((SIDE, SIDE))
        if picture.mode in ("RGBA", "LA", "PA", "P"):
            layer = picture.convert("RGBA")
            ground = Image.new("RGB", layer.size, "white")
            ground.paste(layer, mask=layer.getchannel("A"))
            picture = ground
        fresh = Image.new("RGB", picture.size)
        fresh.paste(picture.convert("RGB"))
    out = BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def main() -> int:
    """Standard input to standard output; another exit code than 0 for anything that is no picture."""
    limit()
    try:
        out = clean(sys.stdin.buffer.read())
    except Exception:  # whatever a decoder says of foreign bytes, it is the same to us
        return REFUSED
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
