"""QR symbols of payment codes as SVG and PNG, error correction M; the Swiss one with its cross.

The Swiss symbol measures 46 x 46 mm, the cross in its middle 7 x 7 mm (guidelines, section 6.4.2).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any

import segno

from ouna.core.bank.errors import QrRefused

_QUIET = 4
#: Largest QR version: EPC069-12 allows 13, the Swiss guidelines 25.
_EPC_VERSION, _SWISS_VERSION = 13, 25


def _matrix(payload: str, encoding: str) -> Sequence[Sequence[int]]:
    swiss = payload.startswith("SPC")
    try:
        symbol = segno.make_qr(payload.encode(encoding), error="m", boost_error=False, mode="byte")
    except (segno.DataOverflowError, UnicodeEncodeError):
        raise QrRefused("The payload does not fit into a symbol.", field="size") from None
    limit = _SWISS_VERSION if swiss else _EPC_VERSION
    if int(symbol.version) > limit:
        raise QrRefused(f"The symbol would be larger than version {limit}.", field="size")
    rows: Any = symbol.matrix
    return [list(row) for row in rows]


def svg(payload: str, *, encoding: str = "utf-8", title: str = "") -> str:
    """The symbol as an SVG document, one unit per module; with the Swiss cross for an `SPC` payload.

    `title` is read aloud instead of the picture. Raises: QrRefused.
    """
    rows = _matrix(payload, encoding)
    size = len(rows) + 2 * _QUIET
    path = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            if row[x]:
                start = x
                while x < len(row) and row[x]:
                    x += 1
                path.append(f"M{start + _QUIET} {y + _QUIET}h{x - start}v1h-{x - start}z")
            else:
                x += 1
    cross = ""
    if payload.startswith("SPC"):
        cross = "".join(
            f'<rect x="{x:.4f}" y="{y:.4f}" width="{w:.4f}" height="{h:.4f}" fill="{fill}"/>'
            for x, y, w, h, fill in _cross(len(rows))
        )
    label = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        f'shape-rendering="crispEdges">{f"<title>{label}</title>" if label else ""}'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path fill="#000" d="{"".join(path)}"/>{cross}</svg>'
    )


def _cross(modules: int) -> list[tuple[float, float, float, float, str]]:
    """White frame, black square, white cross: x, y, width, height, colour in modules."""
    unit = modules / 46  # one millimetre
    middle = _QUIET + modules / 2

    def box(width: float, height: float, colour: str) -> tuple[float, float, float, float, str]:
        w, h = width * unit, height * unit
        return middle - w / 2, middle - h / 2, w, h, colour

    return [
        box(7, 7, "#fff"),
        box(6, 6, "#000"),
        box(3.9, 1.2, "#fff"),
        box(1.2, 3.9, "#fff"),
    ]


def png(payload: str, *, encoding: str = "utf-8", scale: int = 8) -> bytes:
    """The symbol as a black and white PNG, `scale` pixels a module (1 to 40). Raises: QrRefused."""
    if not 1 <= scale <= 40:
        raise QrRefused("The scale is from 1 to 40 pixels a module.", field="scale")
    rows = _matrix(payload, encoding)
    size = (len(rows) + 2 * _QUIET) * scale
    picture = [bytearray(b"\xff" * size) for _ in range(size)]
    for y, row in enumerate(rows):
        line = bytearray(b"\xff" * size)
        for x, dark in enumerate(row):
            if dark:
                line[(x + _QUIET) * scale : (x + _QUIET + 1) * scale] = b"\0" * scale
        for i in range(scale):
            picture[(y + _QUIET) * scale + i][:] = line
    if payload.startswith("SPC"):
        for left, top, width, height, colour in _cross(len(rows)):
            x0, x1 = round(left * scale), round((left + width) * scale)
            for line in picture[round(top * scale) : round((top + height) * scale)]:
                line[x0:x1] = (b"\xff" if colour == "#fff" else b"\0") * (x1 - x0)
    return _png(picture, size)


def _png(picture: list[bytearray], size: int) -> bytes:
    """Grey PNG of 8 bits (PNG specification, third edition)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(line) for line in picture), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
