"""What may stand on paper: text that shows truly, addresses that are links, symbols that are plain."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import segno
from anyascii import anyascii

from ouna.core.values.text import TextRefused, clean_text
from ouna.ui.pdf.errors import NoGlyph, PaperRefused, SymbolRefused, TextHidden, TextTooLong

FONTS = Path(__file__).parent / "fonts"

#: The drawing of a symbol as segno writes it: horizontal lines of whole modules, nothing else.
_LINES = re.compile(r"M(\d{1,3}) (\d{1,3})\.5h(\d{1,3})((?:m-?\d{1,3} \d{1,3}h\d{1,3}){20,9000})\Z")
_SIDES = range(21, 178, 4)
_LINE = re.compile(r"m(-?\d{1,3}) (\d{1,3})h(\d{1,3})")
_SVG = re.compile(
    r"(?:<\?xml [^<>]{0,80}\?>\s*)?"
    r"<svg [^<>]{0,200}><path [^<>]{0,200}?\bd=\"([^<>\"]{10,50000})\" ?/></svg>\s*\Z"
)
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\-]{3,80}(?:/[A-Za-z0-9._~%\-/?=&#]{0,160})?\Z")


@cache
def _covered() -> frozenset[int]:
    points: set[int] = set()
    for line in (FONTS / "coverage.txt").read_text(encoding="ascii").split():
        first, last = line.split("-")
        points.update(range(int(first, 16), int(last, 16) + 1))
    # Joiners have no picture of their own; the shaper uses them up.
    return frozenset(points | {0x0A, 0x200B, 0x200C, 0x200D, 0x2060})


def is_printable(text: str) -> bool:
    """Whether the fonts we ship can show every character."""
    return all(ord(character) in _covered() for character in text)


def readable(text: str) -> str:
    """The text with each character that cannot be printed written in Latin letters instead."""
    latin = (c if ord(c) in _covered() else anyascii(c) or "?" for c in text)
    return "".join(c if ord(c) in _covered() else "?" for c in "".join(latin)).strip()


def checked(text: str, field: str, *, most: int, lines: bool = False, needed: bool = True) -> str:
    """The text in NFC, if it can be shown truly; words too long for a line get places to break.

    Raises: TextHidden, TextTooLong, NoGlyph, PaperRefused (empty though needed).
    """
    if not isinstance(text, str):
        raise PaperRefused("This part is not text.", field=field)
    try:
        clean = clean_text(text, lines=lines)
    except TextRefused:
        raise TextHidden(field=field) from None
    if needed and not clean:
        raise PaperRefused("This part is empty.", field=field)
    if len(clean) > most or clean.count("\n") > 6:
        raise TextTooLong(field=field, most=most)
    if not is_printable(clean):
        raise NoGlyph(field=field)
    clean = re.sub(r"\b(\w\.) (?=\w\.)", "\\1\u00a0", clean)  # "e. V." stays on one line
    return re.sub(r"(\S{16})(?=\S{8})", "\\1\u200b", clean) if re.search(r"\S{28}", clean) else clean


def checked_code(text: str, field: str, *, most: int) -> str:
    """A code of ASCII letters, digits, spaces, hyphens and the like. Raises: PaperRefused."""
    if not isinstance(text, str) or not re.fullmatch(rf"[A-Za-z0-9][A-Za-z0-9 _\-/.]{{0,{most - 1}}}", text):
        raise PaperRefused("This part is not a code of letters and digits.", field=field)
    return text


def checked_address(text: str, field: str = "address") -> str:
    """An http or https address of plain characters, short enough to type. Raises: PaperRefused."""
    if not isinstance(text, str) or not _ADDRESS.match(text):
        raise PaperRefused("This is not a web address of plain characters.", field=field)
    return text


def checked_symbol(svg: str, field: str = "symbol") -> str:
    """The drawing of a QR symbol, black and without its quiet zone, from the SVG that segno writes.

    Only the numbers of the path are taken over, so nothing that loads, runs or hides can come along,
    and what is not the size of a QR symbol (17 + 4 x version modules) with its corner mark is refused.

    Raises: SymbolRefused.
    """
    match = _SVG.match(svg) if isinstance(svg, str) and len(svg) < 60_000 else None
    lines = _LINES.match(match[1]) if match else None
    if match is None or lines is None:
        raise SymbolRefused(field=field)
    left, top, wide = int(lines[1]), int(lines[2]), int(lines[3])
    x, rows, right, lowest = left + wide, 1, left + wide, left
    for dx, dy, length in _LINE.findall(lines[4]):
        x += int(dx)
        rows += int(dy)
        lowest = min(lowest, x)
        x += int(length)
        right = max(right, x)
    side = right - left
    if wide != 7 or top != left or lowest < left or rows != side or side not in _SIDES:
        raise SymbolRefused(field=field)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {side} {side}"'
        f' width="{side}" height="{side}"><path stroke="#000" d="{match[1]}"/></svg>'
    )


def link_symbol(address: str) -> str:
    """The SVG of a QR symbol that holds a web address (level M, quiet zone of 4). Raises: PaperRefused."""
    out = io.BytesIO()
    symbol = segno.make_qr(checked_address(address), error="m", boost_error=False)
    symbol.save(out, kind="svg", xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue().decode()
