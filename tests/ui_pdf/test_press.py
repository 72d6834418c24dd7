"""The typesetter: warm, alone with its data, loud when it must not run; and the packing of its files."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typst

from ouna.ui.pdf import Poster, Receipt, Slip, poster_pdf, press, receipt_pdf, transfer_slip_pdf, words
from ouna.ui.pdf.errors import TypesettingFailed
from ouna.ui.pdf.tighten import tighten

from .conftest import ARABIC, page_count, text_of, unpacked
from .test_slip import SWISS

GOLDEN = Path(__file__).parent / "receipt_ar.png"


class Watched:
    """A compiler that keeps the warnings and the data of each compilation."""

    def __init__(self, compiler: typst.Compiler, seen: list[str]) -> None:
        self.inner, self.seen = compiler, seen

    def compile(self, **options: Any) -> bytes:
        pdf, warnings = self.inner.compile_with_warnings(**options)
        self.seen += [warning.message for warning in warnings]
        return pdf


def test_no_page_description_warns(
    receipt: Callable[..., Receipt],
    slip: Callable[..., Slip],
    poster: Callable[..., Poster],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An unknown font family or dropped content shows itself as a warning only."""
    seen: list[str] = []
    real = press._compiler
    monkeypatch.setattr(press, "_compiler", lambda kind: Watched(real(kind), seen))
    for language in ("en", "ar"):
        receipt_pdf(receipt(language=language, demo=True))
        poster_pdf(poster(language=language, demo=True))
        transfer_slip_pdf(slip(language=language, demo=True))
        transfer_slip_pdf(slip(language=language, demo=True, **SWISS))
    assert seen == []


def test_only_shipped_fonts_are_used(poster: Callable[..., Poster], slip: Callable[..., Slip]) -> None:
    for pdf in (poster_pdf(poster(language="ar")), transfer_slip_pdf(slip(**SWISS))):
        fonts = set(re.findall(rb"/BaseFont/[A-Z]{6}\+(\w+)", unpacked(pdf)))
        assert fonts
        assert all(font.startswith((b"Noto", b"PaymentPartSans")) for font in fonts)


def test_the_file_is_tagged_for_screen_readers(receipt: Callable[..., Receipt]) -> None:
    plain = unpacked(receipt_pdf(receipt(**ARABIC)))
    assert b"/Lang(ar)" in plain
    assert b"/Marked true" in plain
    assert re.search(rb"/S/H1\b", plain)
    assert b"<pdfuaid:part>1" in plain


def test_threads_take_turns(receipt: Callable[..., Receipt]) -> None:
    expected = [receipt_pdf(receipt(page=number)) for number in range(4)]
    got: dict[int, bytes] = {}

    def work(number: int) -> None:
        got[number] = receipt_pdf(receipt(page=number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [got.get(number) for number in range(4)] == expected


def test_without_the_lock_threads_would_collide(receipt: Callable[..., Receipt]) -> None:
    """The twin: two threads in one compiler at once is what the lock prevents."""
    compiler = press._compiler("receipt")
    with pytest.raises(RuntimeError, match=r"[bB]orrowed"):
        collide(compiler, receipt)


def collide(compiler: Any, receipt: Callable[..., Receipt]) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(40):
                compiler.compile(
                    format="pdf",
                    sys_inputs={
                        "data": f'{{"title":"x","language":"en","receipts":[],"n":{number * 100 + turn}}}'
                    },
                )
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if failures:
        raise failures[0]


FORK = """
import os, signal, sys
from datetime import date
from ouna.ui.pdf import press
from ouna.ui.pdf.errors import TypesettingFailed
data = {"title": "x", "language": "en", "words": {}, "receipts": []}
if sys.argv[1] == "used":
    press.typeset("receipt", data, issued=date(2026, 5, 5))
child = os.fork()
if child == 0:
    signal.alarm(30)
    try:
        press.typeset("receipt", data, issued=date(2026, 5, 5))
    except TypesettingFailed:
        os._exit(7)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(("parent", "child"), [("used", 7), ("unused", 0)])
def test_a_child_of_a_used_typesetter_is_refused_instead_of_waiting_for_ever(parent: str, child: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORK, parent], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == [str(child)]


def test_a_failure_tells_nothing_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TypesettingFailed) as failure:
        press.typeset("receipt", {"title": "Secret Name", "receipts": 5}, issued=date(2026, 5, 5))
    assert "Secret" not in f"{failure.value}{failure.value.fields}"
    assert failure.value.__cause__ is None
    assert failure.value.__suppress_context__


def captured(receipt: Receipt, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The options the compiler got for a receipt."""
    kept: dict[str, Any] = {}
    real = press._compiler("receipt")

    class Catcher:
        def compile(self, **options: Any) -> bytes:
            kept.update(options)
            return real.compile(**options)

    with monkeypatch.context() as patch:
        patch.setattr(press, "_compiler", lambda kind: Catcher())
        receipt_pdf(receipt)
    return kept


def test_packing_changes_nothing_but_the_size(
    receipt: Callable[..., Receipt], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    options = captured(receipt(**ARABIC), monkeypatch)
    raw = press._compiler("receipt").compile(**options)
    packed = tighten(raw)
    assert len(packed) < 0.8 * len(raw)
    assert page_count(packed) == page_count(raw) == 1
    streams = re.compile(rb"stream\n.*?endstream", re.DOTALL)
    assert set(streams.findall(raw)) <= set(streams.findall(packed))
    objects = {
        body.strip()
        for body in re.findall(rb"\d+ 0 obj\s(.*?)endobj", raw, re.DOTALL)
        if b"stream" not in body
    }
    plain = unpacked(packed)
    assert objects and all(body in plain for body in objects)
    assert text_of(packed, tmp_path) == text_of(raw, tmp_path)


def test_the_table_of_a_packed_file_points_at_its_objects(receipt: Callable[..., Receipt]) -> None:
    pdf = receipt_pdf(receipt())
    start = int(re.findall(rb"startxref\n(\d+)\n%%EOF\n\Z", pdf)[0])
    head = re.compile(rb"(\d+) 0 obj\n<</Type/XRef/Size (\d+)/W\[1 4 2\]/Length (\d+).*?stream\n", re.DOTALL)
    match = head.match(pdf, start)
    assert match
    rows = zlib.decompress(pdf[match.end() : match.end() + int(match[3])])
    assert len(rows) == 7 * int(match[2])
    for number in range(1, int(match[2])):
        kind, place, index = (
            rows[7 * number],
            rows[7 * number + 1 : 7 * number + 5],
            rows[7 * number + 5 :][:2],
        )
        where = int.from_bytes(place, "big")
        if kind == 1:
            assert pdf.startswith(b"%d 0 obj" % number, where)
        else:
            assert kind == 2
            assert where < int(match[2])
            assert rows[7 * where] == 1
            assert int.from_bytes(index, "big") < 200


@pytest.mark.parametrize("spoiled", [b"", b"%PDF-1.7\n", b"%PDF-1.4\nxref\n0 1\n"])
def test_an_unknown_build_is_not_packed(spoiled: bytes) -> None:
    with pytest.raises(TypesettingFailed):
        tighten(spoiled)


def grey(png: bytes) -> tuple[int, list[int]]:
    """Width and grey levels of an 8-bit RGBA or RGB picture (PNG 1.2, 6 and 9)."""
    width = int.from_bytes(png[16:20], "big")
    depth = {2: 3, 6: 4}[png[25]]
    data, at = b"", 8
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    raw, stride, above, levels = zlib.decompress(data), width * depth, bytearray(width * depth), []
    for row in range(0, len(raw), stride + 1):
        line = bytearray(raw[row + 1 : row + 1 + stride])
        for i in range(stride):
            a = line[i - depth] if i >= depth else 0
            b, c = above[i], above[i - depth] if i >= depth else 0
            paeth = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
            line[i] = (line[i] + (0, a, b, (a + b) // 2, paeth)[raw[row]]) & 255
        levels += [line[i] for i in range(1, stride, depth)]
        above = line
    return width, levels


def difference(one: bytes, other: bytes) -> float:
    """Share of pixels that differ by more than a quarter of the scale."""
    (width, first), (other_width, second) = grey(one), grey(other)
    assert (width, len(first)) == (other_width, len(second))
    return sum(abs(a - b) > 64 for a, b in zip(first, second, strict=True)) / len(first)


def picture(receipt: Receipt, monkeypatch: pytest.MonkeyPatch) -> bytes:
    options = captured(receipt, monkeypatch)
    png = press._compiler("receipt").compile(format="png", ppi=40, sys_inputs=options["sys_inputs"])
    assert isinstance(png, bytes)
    return png


def test_an_arabic_receipt_looks_as_it_was_approved(
    abroad: Callable[..., Receipt], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The picture was looked at: joined letters, from the right, numbers the right way round."""
    approved = GOLDEN.read_bytes()
    made = abroad(**ARABIC, demo=True)
    assert difference(picture(made, monkeypatch), approved) < 0.0005
    monkeypatch.setattr(words, "_LRI", "")
    monkeypatch.setattr(words, "_PDI", "")
    assert difference(picture(made, monkeypatch), approved) > 0.0015  # the twin: numbers turned round


def test_the_compiler_error_is_the_one_we_expect() -> None:
    assert issubclass(typst.TypstError, RuntimeError)
