"""Decoding of one photo, and writing it anew. Loaded by `cleaning` alone, in a process within limits."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

#: Of what a telephone takes today, with room; a pixel flood has far more.
PIXELS = 64_000_000
SIDE = 2_000
QUALITY = 78
FORMATS = ("JPEG", "PNG", "WEBP")


def clean(data: bytes) -> bytes:
    """The picture as a JPEG of at most 2,000 pixels a side, upright, with nothing else in it.

    Raises: OSError, ValueError and whatever a decoder raises; the caller treats all alike.
    """
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
