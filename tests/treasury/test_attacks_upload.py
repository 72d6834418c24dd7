"""Files made to fill memory or to lie about what they are: refused on a page, and the desk goes on."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ouna.funds.models import BankLine
from ouna.treasury.models import StatementFile
from ouna.treasury.views import importing
from treasury.files import line, xml
from treasury.test_pages import text_of
from treasury.test_pages_files import drop, run

pytestmark = pytest.mark.django_db


def test_no_more_is_read_than_the_limit_and_one_byte(people, settings, monkeypatch):
    settings.UPLOAD_LIMIT = 1_000
    read: list[int] = []
    stage = importing.stage_file
    monkeypatch.setattr(importing, "stage_file", lambda **kw: read.append(len(kw["raw"])) or stage(**kw))
    file = SimpleUploadedFile("a.xml", b"<" * 50_000)
    answer = people["german"].post(reverse("treasury:upload"), {"files": file}, follow=True)
    assert read == [1_001] and answer.status_code == 200
    assert not people["german"].session.get("treasury_files")


def packed(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def lying_about_its_size() -> bytes:
    """A member that says it is one byte long, in both places, and is thirty million."""
    raw = packed(("a.xml", b"<" * 30_000_000))
    size = (30_000_000).to_bytes(4, "little")
    assert raw.count(size) == 2
    return raw.replace(size, (1).to_bytes(4, "little"))


def unquoted() -> bytes:
    return b"Datum;Betrag;Name\n19.11.2026;1,00;" + b'"' + b"x" * 300_000


BOMBS = {
    "blanks": lambda: packed(("a.xml", b" " * 30_000_000)),
    "blanks in a table": lambda: packed(("a.csv", b"Datum;Betrag\n" + b" " * 30_000_000)),
    "a zip in a zip": lambda: packed(("a.zip", packed(("b.zip", packed(("c.xml", xml(line(1)))))))),
    "a thousand members": lambda: packed(*((f"{n}.xml", b"<a/>") for n in range(1_000))),
    "a size that lies": lying_about_its_size,
    "a workbook": lambda: packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")),
    "a workbook called a table": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_096,
    "a table whose field never ends": unquoted,
    "a zip that is cut off": lambda: packed(("a.xml", xml(line(1))))[:-30],
    "only a zip's first bytes": lambda: b"PK\x03\x04" + b"\xff" * 2_000,
    "elements in elements": lambda: b"<Document>" * 5_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_on_a_page_and_the_next_file_is_read(world, people, bomb):
    name = "a.csv" if "table" in bomb else "a.xlsx" if "workbook" in bomb else "a.zip"
    answer = drop(people["german"], (name, BOMBS[bomb]()), ("good.xml", xml(line(4200))))
    page = text_of(answer)
    assert answer.status_code == 200
    assert "This file cannot be imported." in page or "a field never ends" in page
    assert "Traceback" not in page
    assert "1 line is new" in page
    report = text_of(run(people["german"]))
    assert "Not imported" in report or "There is no statement in this file." in report
    assert [row.minor for row in BankLine.objects.all()] == [4200]
    assert StatementFile.objects.filter(name="good.xml").exists()


def test_a_formula_in_a_table_stays_text(world, people):
    """A spreadsheet opened by a colleague must not run what a payer wrote."""
    raw = xml(line(4200, name="=HYPERLINK(1)", text="=1+1"), line(7))
    drop(people["german"], ("a.xml", raw), ("=cmd.xml", b"<nonsense/>"))
    run(people["german"])
    answer = people["german"].get(reverse("treasury:report") + "?as=csv")
    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "cmd.xml" in told
    assert not any(cell.startswith("=") for row in told.splitlines() for cell in row.split(","))
