"""Files of all kinds, whole and hostile: a clear refusal with a next step, never a crash."""

from __future__ import annotations

import io
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
import typst
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.signatories import SignatoriesRefused, door, pdf, read_bytes, read_file, read_text, workbook

LIST = "1. Rote Leiter – Germany\n2. Telha Amarela – Portugal\n3. Толока «Мідний Глечик» – Україна\n"
NAMES = ["Rote Leiter", "Telha Amarela", "Толока «Мідний Глечик»"]


def names(data: bytes) -> list[str]:
    return [one.name for one in read_bytes(data).records]


def book(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        page = made.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return out.getvalue()


def printed(source: str) -> bytes:
    return typst.compile(source.encode())


BOOK = book([["No.", "Name", "Country"], [1, "Rote Leiter", "Germany"], [2, "Telha", "Portugal"]])
PDF = printed("1. Rote Leiter – Germany\n\n2. Telha Amarela – Portugal")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_of_unicode(encoding: str) -> None:
    assert names(LIST.encode(encoding)) == NAMES


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Nachbarschaftshilfe Grüne Gießkanne\nEntraide de la Échelle dorée"),
        ("cp1251", "Толока Мідний Глечик\nГромада Червоний Казан"),
        ("cp1256", "عونة الحجر الطيب\nنفير الباب الأخضر"),
        ("cp1253", "Ξέλαση Κόκκινη Σκάλα\nΣυντροφιά Πράσινη Γέφυρα"),
    ],
)
def test_old_encodings_are_guessed_with_a_doubt(encoding: str, text: str) -> None:
    records = read_bytes(text.encode(encoding)).records
    assert [one.name for one in records] == text.split("\n")
    assert all("encoding_guessed" in {d.code for d in one.doubts} for one in records)


def test_line_ends_of_all_systems() -> None:
    for end in ("\r\n", "\r", "\n"):
        assert names(LIST.replace("\n", end).encode()) == NAMES


def test_a_workbook_and_a_pdf_are_read() -> None:
    assert [one.name for one in read_bytes(BOOK).records[1:]] == ["Rote Leiter", "Telha"]
    reading = read_bytes(PDF)
    assert reading.format == "pdf"
    assert [one.name for one in reading.records] == NAMES[:2]


def test_a_workbook_of_one_column_is_read_as_lines() -> None:
    reading = read_bytes(book([["1. Rote Leiter – Germany"], ["2. Telha – Portugal"], ["3. Minga – Peru"]]))
    assert [one.country.code for one in reading.records if one.country] == ["DE", "PT", "PE"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_with_any_delimiter(delimiter: str) -> None:
    rows = [
        ["Nr", "Organisation", "Land"],
        ["1", '"Leiter, rot; | x"', "Deutschland"],
        ["2", "Telha", "Portugal"],
    ]
    text = "\n".join(delimiter.join(row) for row in rows)
    records = read_text(text).records
    assert [one.name for one in records[1:]][1] == "Telha"
    assert records[1].country is not None
    assert records[1].country.code == "DE"


def refused(data: bytes) -> SignatoriesRefused:
    with pytest.raises(SignatoriesRefused) as caught:
        read_bytes(data)
    assert caught.value.next_step
    return caught.value


def test_a_scan_without_text_says_what_to_do() -> None:
    picture = printed("#rect(width: 5cm, height: 5cm, fill: black)")
    assert "no text" in str(refused(picture))


def test_what_is_no_list_is_refused() -> None:
    for data in (b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0abc", b"{\\rtf1 x}", b"", b"   \n \n", b"%PDF-1.7 broken",
                 b"PK\x03\x04broken"):  # fmt: skip
        refused(data)
    refused(b"x" * (door.MOST_BYTES + 1))
    refused(b"Rote Leiter\n" * 50_002)


def test_a_file_that_is_not_there(tmp_path: object) -> None:
    with pytest.raises(SignatoriesRefused):
        read_file(f"{tmp_path}/no.txt")


# -- bombs


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1_000_000)
    parts = unpacked(BOOK)
    refused(
        packed({**parts, "xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"] + b" " * 2_000_000})
    )
    lying = bytearray(packed({"xl/a.xml": b" " * 2_000_000}))
    # The directory says that it is small.
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    refused(bytes(lying))


def test_cells_at_the_far_corner_are_refused() -> None:
    parts = unpacked(BOOK)
    sheet = parts["xl/worksheets/sheet1.xml"]
    for far in (b'<c r="XFD2" t="n"><v>1</v></c></row>', b'</row><row r="1048576"><c><v>1</v></c></row>'):
        refused(packed({**parts, "xl/worksheets/sheet1.xml": sheet.replace(b"</row>", far, 1)}))


def test_a_workbook_with_entities_is_refused() -> None:
    parts = unpacked(BOOK)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts["xl/workbook.xml"]
    refused(packed({**parts, "xl/workbook.xml": bomb}))


def test_a_pdf_that_does_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_STEPS", 5)
    assert "more than" in str(refused(PDF))


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    refused(printed("a\n#pagebreak()\nb"))


def test_a_pdf_whose_stream_unpacks_to_gigabytes_is_refused() -> None:
    content = zlib.compress(b"BT (x) Tj ET\n" * 8_000_000, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]  # fmt: skip
    data = b"%PDF-1.4\n"
    for number, one in enumerate(objects, 1):
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    data += b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"
    refused(data)


# -- hostile bytes


def read_or_refused(data: bytes) -> None:
    try:
        reading = read_bytes(data)
    except SignatoriesRefused as error:
        assert error.next_step
        return
    held = Counter(n for one in reading.records for n in range(one.first, one.last + 1))
    assert all(held[number] for number, line in enumerate(reading.lines, 1) if line.strip())


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    read_or_refused(data)


@settings(max_examples=120)
@given(
    st.sampled_from([BOOK, PDF]), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12)
)
def test_damaged_workbooks_and_pdfs(whole: bytes, changes: list[tuple[int, int]]) -> None:
    data = bytearray(whole)
    for place, value in changes:
        data[place % len(data)] = value
    read_or_refused(bytes(data))


@settings(max_examples=60)
@given(st.data())
def test_workbooks_with_a_damaged_sheet(data: st.DataObject) -> None:
    parts = unpacked(BOOK)
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_or_refused(packed({**parts, name: bytes(content)}))


HOSTILE = {
    "brackets": "(" * 5000,
    "one line": "x" * 1_000_000,
    "numbers": "1. " * 20_000,
    "nothing": "\x00" * 1000,
    "dashes": "- " * 9000,
    "signs": "a,b;" * 9000,
    "quotes": '"' * 5001,
    "numbers alone": "1.\n" * 3000,
    "open brackets": "(\n" * 2000,
    "open quotes": "Name,Country\n" + '"x\n' * 3000,
    "arabic": "الف" * 4000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts(text: str) -> None:
    read_or_refused(text.encode())


# -- linear time, shown by counting


def steps(text: str) -> int:
    """Lines of Python that a reading runs through."""
    count = 0

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read_text(text)
    finally:
        sys.settrace(before)
    return count


def entries(count: int) -> str:
    return "\n".join(f"{n}. Rote Leiter {n} (Red Ladder) – Germany" for n in range(1, count + 1))


@pytest.mark.parametrize(
    "make",
    [
        entries,
        lambda n: "\n".join("Rote Leiter" for _ in range(n)),
        lambda n: "\n".join(f"{k}. Rote\nLeiter" for k in range(n)),
        lambda n: "Name;Land\n" + "\n".join(f"Leiter {k};Germany" for k in range(n)),
        lambda n: "x " * n * 20,
        lambda n: "1. (" + "\n(" * n,
        lambda n: "\n".join(f"- Leiter {k}" for k in range(n)) + "\nx" * n,
    ],
)
def test_ten_times_the_list_takes_about_ten_times_the_steps(make: Callable[[int], str]) -> None:
    read_text("Rote Leiter – Germany")  # the tables are made once
    small, large = steps(make(60)), steps(make(600))
    assert large <= 13 * small
