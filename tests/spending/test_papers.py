"""Files from outside: small, clean, sealed; bombs, floods and two-faced files are refused."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ouna.core.book import RequestMade, decode
from ouna.log.models import Entry
from ouna.spending import actions, cleaning, decoding, store
from ouna.spending.errors import PaperDamaged, PaperUnreadable
from ouna.spending.models import Paper
from ouna.spending.papers import JPEG, PDF, take
from ouna.spending.sealed import opened
from spending.world import NADIA, World, photo
from spending.world import PDF as SMALL_PDF


def with_exif() -> bytes:
    """A photo that knows where it was taken."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "Two Springs Hospital"
    exif[0x8825] = {1: "N", 2: (34.0, 1.0, 2.0), 3: "E", 4: (36.0, 3.0, 4.0)}
    exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", (400, 300), "red").save(out, "JPEG", exif=exif, comment=b"secret comment")
    return out.getvalue()


def flood(side: int) -> bytes:
    """A PNG of a few kilobytes that says it is side by side pixels large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_photo_loses_what_it_knows_and_stands_upright() -> None:
    from PIL import Image

    raw = with_exif()
    assert b"Two Springs" in raw
    taken = take(raw + b"<script>alert(1)</script>PK\x03\x04")
    assert taken.media == JPEG
    for secret in (b"Two Springs", b"secret comment", b"Exif", b"script", b"PK\x03\x04"):
        assert secret not in taken.data
    with Image.open(BytesIO(taken.data)) as picture:
        assert picture.size == (300, 400) and not picture.getexif()


def test_a_large_photo_is_made_small() -> None:
    from PIL import Image

    raw = photo((5_000, 3_000))
    with Image.open(BytesIO(take(raw).data)) as picture:
        assert max(picture.size) <= decoding.SIDE


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_telephones_take_is_taken(form: str) -> None:
    assert take(photo(form=form)).media == JPEG


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GIF89a=1;alert(1);/*" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>%PDF-1.4 %%EOF",
        b"%PDF-1.4\n%%EOF\n<html><script>alert(1)</script>" + b" " * 100,
        b"\n%PDF-1.4\n%%EOF",
        b"BM" + b"\0" * 200,
        b"\xff\xd8\xff" + b"nonsense" * 50,
        flood(50_000),
        flood(9_000),
        photo()[:200],
    ],
    ids=[
        "empty",
        "gif",
        "svg",
        "html",
        "pdf_html",
        "pdf_late",
        "bmp",
        "broken",
        "flood",
        "flood_small",
        "cut",
    ],
)
def test_what_is_no_paper_is_refused(raw: bytes) -> None:
    with pytest.raises(PaperUnreadable):
        take(raw)


def test_guard_off_without_its_limit_a_flood_would_be_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: in a process without limits on pixels the flood is a picture like any other."""
    from PIL import Image

    raw = photo((400, 400))
    monkeypatch.setattr(decoding, "PIXELS", 10_000)
    with pytest.raises((ValueError, Image.DecompressionBombError)):
        decoding.clean(raw)
    monkeypatch.setattr(decoding, "PIXELS", 64_000_000)
    assert decoding.clean(raw).startswith(b"\xff\xd8\xff")
    monkeypatch.undo()
    Image.MAX_IMAGE_PIXELS = 89_478_485


def test_the_decoder_runs_elsewhere_within_limits() -> None:
    """A process that eats memory is ended, and ours goes on."""
    import subprocess
    import sys

    program = (
        f"import sys; sys.path.insert(0, {str(Path(cleaning.__file__).parent)!r})\n"
        "import cleaning\ncleaning.MEMORY = 200_000_000\ncleaning.limit()\nbytearray(300_000_000)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=False)
    assert done.returncode and b"MemoryError" in done.stderr


def test_a_pdf_is_kept_as_it_came() -> None:
    taken = take(SMALL_PDF)
    assert taken == (SMALL_PDF, PDF)


@pytest.mark.django_db
def test_papers_lie_sealed_and_their_fingerprints_stand_in_the_record(world: World, settings: Any) -> None:
    draft = actions.begin_request(by=NADIA, campaign=world.campaign)
    paper = actions.add_paper(by=NADIA, request=draft, raw=SMALL_PDF, kind="quote")
    wish = world.wish()
    request = actions.record_request(
        by=NADIA, request=draft, wish=wish, read=wish.fingerprint([paper.sha256])
    )
    paper = Paper.objects.get()
    (path,) = [p for p in Path(settings.VAR, "papers").rglob("*") if p.is_file()]
    assert SMALL_PDF not in path.read_bytes() and path.stat().st_mode & 0o777 == 0o600
    assert store.get(paper.ref, request.ref) == SMALL_PDF
    made = decode(bytes(Entry.objects.get(ref=request.ref).data))
    assert isinstance(made, RequestMade) and made.files == (paper.hash,)
    assert opened(request.ref, "file")[paper.hash]["sha256"] == paper.sha256
    assert paper.sha256.encode() not in bytes(Entry.objects.get(ref=request.ref).data)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(PaperDamaged):
        store.get(paper.ref, request.ref)
