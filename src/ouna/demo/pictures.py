"""Invented papers: quotes, receipts, delivery notes, photos. Drawn here, so that nobody's face is in them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

_PAPER, _INK, _SKY, _EARTH, _STONE = "#fbf7ee", "#3a3128", "#cfe3ea", "#b98a5a", "#8d8478"
WIDTH, HEIGHT = 640, 480


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def paper(*lines: str) -> bytes:
    """A sheet with these lines; the first is its heading."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((16, 16, WIDTH - 16, HEIGHT - 16), outline=_INK, width=2)
    for nth, line in enumerate(("DEMO: INVENTED", *lines)):
        draw.text((40, 40 + 44 * nth), line, fill=_INK, font_size=26 if nth == 1 else 20)
    return _jpeg(picture)


def photo(nth: int) -> bytes:
    """A yard under a sky: with a heap of rubble, then (`nth` 2) swept."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 300, WIDTH, HEIGHT), fill=_EARTH)
    draw.rectangle((60, 120, 260, 300), fill="#e7dcc6", outline=_INK, width=3)
    if nth == 1:
        for step in range(9):
            left, top = 330 + 26 * step, 300 - 14 * (4 - abs(4 - step))
            draw.rectangle((left, top, left + 24, top + 70), fill=_STONE, outline=_INK)
    draw.text((24, HEIGHT - 40), "DEMO: drawn, not photographed", fill=_INK, font_size=18)
    return _jpeg(picture)
