"""The door: format by content, ZIP limits, documents."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from bank_fuzz import camt_sample, csv_sample, mt940_sample
from bank_samples import Entry, document, statement, zipped

from ouna.core.bank import BankFileRefused, Limits, Statement, read_file, sniff, stream


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (camt_sample(), "xml"),
        (b"\xef\xbb\xbf  \n" + camt_sample(), "xml"),
        (camt_sample().decode().encode("utf-16"), "xml"),
        (mt940_sample(), "mt940"),
        (csv_sample(), "csv"),
        (zipped(a=b"x"), "zip"),
        (b"%PDF-1.7", ""),
        (b"\x1f\x8b\x08", ""),
        (b"hello", ""),
        (b"", ""),
    ],
)
def test_sniff(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


def test_the_name_does_not_matter_and_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "statement.pdf"
    path.write_bytes(camt_sample())
    document = read_file(path)
    assert (document.file, document.format) == ("statement.pdf", "camt.053.001.08")
    assert document.sha256 == hashlib.sha256(camt_sample()).hexdigest()
    assert read_file(camt_sample(), "x").statements == document.statements
    assert read_file(camt_sample().replace(b"<Document", b"\n<Document")).statements == document.statements


def test_same_day_in_three_formats_gives_the_same_money() -> None:
    found = [read_file(sample()).statements[0] for sample in (camt_sample, mt940_sample, csv_sample)]
    assert (
        len({tuple((line.booked_on, line.minor, line.currency) for line in one.lines[:1]) for one in found})
        == 1
    )
    assert {tuple(line.minor for line in one.lines) for one in found} == {(1234, 25000, -705, 100010, -9999)}
    assert [one.proof for one in found] == ["closes"] * 3


def test_zip_of_several_files() -> None:
    document = read_file(zipped(b__sta=mt940_sample(), a__xml=camt_sample(), readme__txt=b"hello", empty=b""))
    assert document.format == "zip"
    assert [one.count for one in document.statements] == [5, 5]
    assert sorted(finding.code for finding in document.findings) == ["member_empty", "member_skipped"]
    assert read_file(zipped(a=camt_sample(), b=camt_sample())).format == "camt.053.001.08"


def test_findings_name_the_file_in_the_zip() -> None:
    document = read_file(zipped(a=camt_sample(), b=camt_sample().replace(b"12.34", b"12.35")))
    assert [finding.where for one in document.statements for finding in one.findings] == [
        "file 2 of the ZIP (b), statement 1"
    ]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (camt_sample()[:-30], "cut off"),
        (camt_sample().replace(b"<Document", b"<!DOCTYPE x []><Document", 1), "DOCTYPE"),
        (zipped(inner=camt_sample()), "inside the ZIP"),
    ],
)
def test_a_bad_file_of_a_zip_is_named_and_the_good_ones_are_read(bad: bytes, words: str) -> None:
    """Whatever it told before it broke is taken back; the order of the files does not matter."""
    for names in (
        ("a__xml", "b__xml", "c__sta"),
        ("b__xml", "a__xml", "c__sta"),
        ("c__xml", "a__xml", "b__sta"),
    ):
        data = zipped(**dict(zip(names, (bad, camt_sample(), mt940_sample()), strict=True)))
        document = read_file(data)
        assert [len(one.lines) for one in document.statements] == [5, 5]
        (finding,) = document.findings
        assert finding.code == "member_refused" and words in finding.what
        assert f"({names[0].replace('__', '.')})" in finding.where
    assert f"file 1 of the ZIP (x): {finding.what}" == refused(zipped(x=bad))


def test_a_file_of_a_zip_that_breaks_after_a_whole_statement_gives_none() -> None:
    two = document(statement([Entry("5.00")]), statement([Entry("6.00")]))
    assert len(read_file(two).statements) == 2
    cut = two[: two.rindex(b"<Ntry>") + 20]
    read = read_file(zipped(a=camt_sample(), b=cut))
    assert (len(read.statements), [f.code for f in read.findings]) == (1, ["member_refused"])


def test_the_name_of_a_file_in_a_zip_cannot_turn_a_page_round() -> None:
    name = "x/\u202eevil\u2066\x07.xml" + "y" * 100
    (finding,) = read_file(zipped(**{"a": camt_sample(), name: camt_sample()[:-30]})).findings
    assert finding.where == "file 2 of the ZIP (evil.xml" + "y" * 52 + ")"


def refused(data: bytes, limits: Limits = Limits()) -> str:
    with pytest.raises(BankFileRefused) as caught:
        read_file(data, limits=limits)
    return str(caught.value)


def test_zip_refusals() -> None:
    assert "inside the ZIP" in refused(zipped(a=zipped(b=camt_sample())))
    assert "no bank statement" in refused(zipped(a=b"hello"))
    assert "no bank statement" in refused(zipped())
    assert "damaged" in refused(zipped(a=camt_sample())[:-30])
    assert "damaged or cut off" in refused(zipped(a=camt_sample()[:-30]))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(members=1), "more than 1 files"),
        (Limits(member=100), "more than is allowed"),
        (Limits(unpacked=1_000), "more than is allowed"),
        (Limits(ratio=1, ratio_from=10), "more tightly"),
    ],
)
def test_zip_limits_have_a_twin_that_passes(limits: Limits, words: str) -> None:
    data = zipped(a=camt_sample(), b=camt_sample())
    assert words in refused(data, limits)
    assert len(read_file(data).statements) == 2


def test_a_bomb_is_refused_by_what_it_declares() -> None:
    assert "more tightly" in refused(zipped(a=b" " * 20_000_000))


def test_a_zip_that_lies_about_its_size() -> None:
    data = bytearray(zipped(a=camt_sample()))
    size = struct.pack("<I", len(camt_sample()))
    lie = struct.pack("<I", 500)
    assert data.count(size) == 2  # local header and directory
    assert "damaged" in refused(bytes(data).replace(size, lie))


def test_an_encrypted_zip() -> None:
    data = bytearray(zipped(a=camt_sample()))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[at] |= 1
    assert "encrypted" in refused(bytes(data))


def test_limits_of_plain_files() -> None:
    assert "larger" in refused(camt_sample(), Limits(file=100))
    assert "larger" in refused(mt940_sample(), Limits(text=100))
    assert "empty" in refused(b"")
    assert refused(b"\x00" * 1_000)


def test_a_missing_file_is_refused_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(BankFileRefused) as caught:
        read_file(tmp_path / "secret-name.xml")
    assert "secret" not in str(caught.value)


def test_streams_end_each_statement_and_hold_no_lines() -> None:
    events = list(stream(zipped(a=camt_sample(), b=mt940_sample())))
    ends = [event for event in events if isinstance(event, Statement)]
    assert [(end.lines, end.count, end.proof) for end in ends] == [((), 5, "closes")] * 2


def test_zip_members_are_not_unpacked_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile.ZipFile, "extract", lambda *_: pytest.fail("extract"))
    monkeypatch.setattr(zipfile.ZipFile, "extractall", lambda *_: pytest.fail("extractall"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/evil.xml", camt_sample())
    assert len(read_file(out.getvalue()).statements) == 1
