"""Pack the plain objects of a PDF into one compressed object stream (ISO 32000-1, 7.5.7 and 7.5.8).

The typesetter writes every object of the structure tree (what a screen reader follows) as plain text:
a third of a one-page file. Nothing but the packing changes; streams are copied byte for byte.
"""

from __future__ import annotations

import re
import zlib

from ouna.ui.pdf.errors import TypesettingFailed

#: Objects in one stream: a reader unpacks a whole one to reach any of them.
_PER_STREAM = 200

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_HEAD = re.compile(rb"xref\s+0 (\d+)\s+")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref", re.DOTALL)


def tighten(pdf: bytes) -> bytes:
    """The same document, smaller. Takes a file with one classic cross-reference table.

    Raises: TypesettingFailed when the file is not built so.
    """
    end = _END.search(pdf)
    table = int(end[1]) if end else 0
    head, trailer = _HEAD.match(pdf, table), _TRAILER.search(pdf, table)
    if not pdf.startswith(b"%PDF-1.7") or head is None or trailer is None:
        raise TypesettingFailed("The typesetter's file has another build than the known one.")
    starts = [int(pdf[at : at + 10]) for at in range(head.end() + 20, head.end() + 20 * int(head[1]), 20)]
    bounds = dict(zip(sorted(starts), [*sorted(starts)[1:], table], strict=True))
    plain: list[tuple[int, bytes]] = []
    out = bytearray(pdf[: min(starts)])
    place: dict[int, tuple[int, int, int]] = {}
    for number, start in enumerate(starts, 1):
        chunk = pdf[start : bounds[start]].strip()
        label = b"%d 0 obj" % number
        if not (chunk.startswith(label) and chunk.endswith(b"endobj")):
            raise TypesettingFailed("The typesetter's file has another build than the known one.")
        if b"stream" in chunk:
            place[number] = (1, len(out), 0)
            out += chunk + b"\n"
        else:
            plain.append((number, chunk[len(label) : -len(b"endobj")].strip()))
    number = len(starts) + 1
    for at in range(0, len(plain), _PER_STREAM):
        _add_packed(out, plain[at : at + _PER_STREAM], place, number)
        number += 1
    _add_table(out, place, trailer[1], number)
    return bytes(out)


def _add_packed(
    out: bytearray, plain: list[tuple[int, bytes]], place: dict[int, tuple[int, int, int]], number: int
) -> None:
    """Append plain objects as the object stream `number`."""
    index, body = [], bytearray()
    for position, (member, text) in enumerate(plain):
        index.append(f"{member} {len(body)}")
        body += text + b"\n"
        place[member] = (2, number, position)
    first = " ".join(index).encode() + b"\n"
    packed = zlib.compress(first + bytes(body))
    place[number] = (1, len(out), 0)
    head = f"<</Type/ObjStm/N {len(plain)}/First {len(first)}/Length {len(packed)}/Filter/FlateDecode>>"
    out += _stream(number, head.encode(), packed)


def _add_table(out: bytearray, place: dict[int, tuple[int, int, int]], trailer: bytes, number: int) -> None:
    """Append the cross-reference stream `number`, which is the trailer too, and the end of the file."""
    at = len(out)
    place[number] = (1, at, 0)
    rows = b"\0\0\0\0\0\xff\xff" + b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(4, "big") + extra.to_bytes(2, "big")
        for kind, where, extra in (place[member] for member in range(1, number + 1))
    )
    packed = zlib.compress(rows)
    head = f"<</Type/XRef/Size {number + 1}/W[1 4 2]/Length {len(packed)}/Filter/FlateDecode".encode()
    out += _stream(number, head + re.sub(rb"/Size \d+", b"", trailer) + b">>", packed)
    out += f"startxref\n{at}\n%%EOF\n".encode()


def _stream(number: int, head: bytes, data: bytes) -> bytes:
    return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, head, data)
