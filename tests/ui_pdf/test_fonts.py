"""The shipped fonts: what they cover, their licence, their size."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from ouna.ui.pdf import paper

FACES = sorted(paper.FONTS.glob("Noto*.ttf"))


def tables(path: Path) -> dict[str, bytes]:
    """The tables of an OpenType file (OpenType 1.9, "Organization of an OpenType Font")."""
    data = path.read_bytes()
    found = {}
    for number in range(struct.unpack(">H", data[4:6])[0]):
        tag, _, offset, length = struct.unpack(">4sIII", data[12 + 16 * number : 28 + 16 * number])
        found[tag.decode()] = data[offset : offset + length]
    return found


def characters(path: Path) -> set[int]:
    """Characters with a glyph, from the cmap subtables of format 4 and 12."""
    cmap = tables(path)["cmap"]
    found: set[int] = set()
    for number in range(struct.unpack(">H", cmap[2:4])[0]):
        start = struct.unpack(">I", cmap[8 + 8 * number : 12 + 8 * number])[0]
        table = cmap[start:]
        form = struct.unpack(">H", table[:2])[0]
        if form == 12:
            for group in range(struct.unpack(">I", table[12:16])[0]):
                first, last, _ = struct.unpack(">III", table[16 + 12 * group : 28 + 12 * group])
                found.update(range(first, last + 1))
        elif form == 4:
            half = struct.unpack(">H", table[6:8])[0] // 2
            ends = struct.unpack(f">{half}H", table[14 : 14 + 2 * half])
            starts = struct.unpack(f">{half}H", table[16 + 2 * half : 16 + 4 * half])
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, last + 1))
    return found - {0xFFFF}


def test_every_character_we_call_printable_has_a_glyph() -> None:
    real = set().union(*(characters(path) for path in FACES))
    invented = {0x0A, 0x200B, 0x200C, 0x200D, 0x2060}
    assert paper._covered() - invented - real == set()
    assert real - paper._covered() <= {0, 0x0D, 0x25CC}


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_letters_of_the_sections_are_there(weight: str) -> None:
    latin = characters(paper.FONTS / f"NotoSans-{weight}.ttf")
    for text in ("äöüßéèçñãõğışİ", "ΑΩάώϊ", "ЖяїґқҢ", "0123456789€–’“„«»·"):
        assert {ord(letter) for letter in text} <= latin
    arabic = characters(paper.FONTS / f"NotoNaskhArabic-{weight}.ttf")
    assert {ord(letter) for letter in "أبتثجحخدذرزسشصضطظعغفقكلمنهويةىئؤء،؟ًّ "} <= arabic


def test_arabic_keeps_its_shaping_tables() -> None:
    for weight in ("Regular", "Bold"):
        gsub = tables(paper.FONTS / f"NotoNaskhArabic-{weight}.ttf")["GSUB"]
        for feature in (b"init", b"medi", b"fina", b"rlig"):
            assert feature in gsub


def test_fonts_come_with_their_licence_and_stay_small() -> None:
    licence = (paper.FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert "Reserved Font Name Liberation" in licence
    # OFL 3: a changed version may not carry the reserved name.
    for path in paper.FONTS.glob("*.ttf"):
        assert "Liberation".encode("utf-16-be") not in b"".join(record for record in primary_names(path)), (
            path.name
        )
    assert sum(path.stat().st_size for path in paper.FONTS.iterdir()) < 2_000_000


def primary_names(path: Path) -> list[bytes]:
    """Family, full and PostScript names (name table, IDs 1, 4, 6, 16)."""
    name = tables(path)["name"]
    count, start = struct.unpack(">HH", name[2:6])
    found = []
    for number in range(count):
        _, _, _, kind, length, offset = struct.unpack(">6H", name[6 + 12 * number : 18 + 12 * number])
        if kind in (1, 4, 6, 16):
            found.append(name[start + offset : start + offset + length])
    return found
