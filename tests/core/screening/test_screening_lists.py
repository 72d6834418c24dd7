"""Readers of sanctions lists: what they give, what they refuse, and that nothing is lost without a word."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest
from screening_samples import ADD, ALL, ALT, EU, FTM, OWN, SDN, UK, UN

from ouna.core.screening import Entry, ListRefused, SanctionsList, read_list, read_lists
from ouna.core.screening.lists import ftm, growing, streams


def names(entry: Entry, quality: str) -> set[str]:
    return {name.text for name in entry.names if name.quality == quality}


def codes(found: SanctionsList) -> list[str]:
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize("kind", ALL)
def test_each_format_is_known_by_its_content(kind: str) -> None:
    data, count = ALL[kind]
    found = read_list(data)
    assert (found.format, len(found.entries)) == (kind, count)
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert {name for entry in found.entries for name in names(entry, "weak")} <= {
        "The Doughnut",
        "THE DOUGHNUT",
    }


def test_the_un_list() -> None:
    found = read_list(UN.encode())
    person, order = found.entries
    assert found.on == "2026-10-31" and found.findings == ()
    assert person.id == "QQi.001" and person.kind == "person"
    assert names(person, "strong") == {
        "MARZUBAN VON KRAPFENSTEIN",
        "Marzoban Krapfenshtayn",
        "M. Krapfen",
        "مرزبان كرابفنشتاين",
    }
    assert names(person, "weak") == {"The Doughnut"}
    assert person.born == (1950, 1951, 1952, 1960)
    assert person.countries == ("JO", "TR")
    assert {name.script for name in person.names} == {"LATIN", "ARABIC"}
    assert order.kind == "organisation" and names(order, "strong") == {
        "GRAND ORDER OF THE LEAKY BUCKET",
        "GOLB",
    }


def test_the_eu_list() -> None:
    person, company = read_list(EU.encode()).entries
    assert (person.id, person.kind, person.born, person.countries) == (
        "EU.1.1",
        "person",
        (1951,),
        ("JO", "LB"),
    )
    assert names(person, "strong") == {"Marzuban von Krapfenstein", "Marzoban Krapfenshtayn"}
    assert names(person, "weak") == {"The Doughnut"}
    assert company.kind == "organisation"
    assert read_list(EU.encode()).on == "2026-10-30"


def test_ofac_hides_birth_and_weak_aliases_in_the_remarks() -> None:
    found = read_list(SDN, beside={"alt": ALT, "add": ADD})
    person, company, ship = found.entries
    assert found.findings == ()
    assert names(person, "strong") == {"Marzuban KRAPFENSTEIN", "Marzoban KRAPFENSHTAYN"}
    assert names(person, "weak") == {"THE DOUGHNUT"}
    assert person.born == (1950, 1951, 1952)
    assert person.countries == ("LB", "JO")
    assert names(company, "strong") == {"LEAKY BUCKET CO., LTD.", "BUCKET UNION"}
    assert (company.kind, company.countries) == ("organisation", ("CH",))
    assert (ship.kind, ship.countries) == ("vessel", ("PA",))


def test_ofac_without_its_aliases_says_so_and_has_another_hash() -> None:
    alone = read_list(SDN)
    assert codes(alone) == ["alt_missing"]
    assert alone.sha256 != read_list(SDN, beside={"alt": ALT}).sha256
    assert read_list(SDN, beside={"alt": ALT}).sha256 != read_list(SDN, beside={"alt": ADD}).sha256


def test_ofacs_parts_are_found_beside_and_joined_when_given(tmp_path: Path) -> None:
    (tmp_path / "sdn.csv").write_bytes(SDN)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "aliases.csv").write_bytes(ALT)
    (given,) = read_lists([tmp_path / "other" / "aliases.csv", tmp_path / "sdn.csv"])
    assert "Marzoban KRAPFENSHTAYN" in names(given.entries[0], "strong")
    (tmp_path / "alt.csv").write_bytes(ALT)
    (beside,) = read_lists([tmp_path / "sdn.csv"])
    assert beside.entries == given.entries and "parts_beside" in codes(beside)
    with pytest.raises(ListRefused, match=r"without sdn\.csv"):
        read_lists([tmp_path / "alt.csv"])


def test_the_uk_list() -> None:
    found = read_list(UK)
    person, ship = found.entries
    assert found.on == "2026-11-12"
    assert names(person, "strong") == {"Marzuban von KRAPFENSTEIN", "مرزبان كرابفنشتاين"}
    assert names(person, "weak") == {"The Doughnut"}
    assert (person.born, person.countries, ship.kind) == ((1951,), ("JO", "LB"), "vessel")


def test_our_own_table() -> None:
    found = read_list(OWN)
    person, order = found.entries
    assert (found.name, found.on) == ("Quince demo list", "2026-11-01")
    assert names(person, "strong") >= {"Marzoban Krapfenshtayn", "مرزبان كرابفنشتاين"}
    assert (person.born, person.countries) == ((1951,), ("JO",))
    assert order.kind == "organisation"
    assert read_list(OWN.replace(b",", b";")).entries == found.entries


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("sample", [UN, EU])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_doctypes_are_refused(sample: str, doctype: str, encoding: str) -> None:
    head, rest = sample.split("\n", 1)
    data = f"{head.replace('UTF-8', encoding.upper())}\n{doctype}\n{rest}".encode(encoding)
    with pytest.raises(ListRefused, match=r"DOCTYPE|none of the lists"):
        read_list(data)
    plain = f"{head.replace('UTF-8', encoding.upper())}\n{rest}".encode(encoding)
    assert len(read_list(plain).entries) == 2


@pytest.mark.parametrize("sample", [UN, EU])
def test_a_cut_or_broken_xml_is_refused(sample: str) -> None:
    data = sample.encode()
    for end in range(200, len(data) - 12, 97):
        with pytest.raises(ListRefused):
            read_list(data[:end])
    with pytest.raises(ListRefused, match="damaged"):
        read_list(data.replace(b"</", b"<", 1))


def test_endless_nesting_and_endless_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = UN.replace("<DATAID>1</DATAID>", "<a>" * 5000 + "</a>" * 5000)
    with pytest.raises(ListRefused, match="damaged"):
        read_list(deep.encode())
    wide = UN.replace("<DATAID>1</DATAID>", f"<COMMENTS1>{'word ' * 200_000}</COMMENTS1>" * 2)
    monkeypatch.setattr(streams, "MAX_UNREAD", 1 << 20)
    with pytest.raises(ListRefused, match="larger"):
        read_list(wide.encode())
    monkeypatch.setattr(streams, "MAX_UNREAD", 8 << 20)
    assert len(read_list(wide.encode()).entries) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"%PDF-1.7",
        b"PK\x03\x04" + b"\0" * 30,
        b"\0\0\0\0",
        b"name,born\n",
        b"# name: nothing\n",
        b"1,2\n",
        b"<html><body>Please log in</body></html>",
        b'<CONSOLIDATED_LIST dateGenerated="2026-10-31"></CONSOLIDATED_LIST>',
        b'{"id":"a","schema":"Address","properties":{}}\n',
        b'{"error":"token expired"}',
        b"name\n\n",
        b'name\n"open quote\nAnna\nBerta\n',
        b"name\nAn\0na\n",
    ],
)
def test_what_is_no_list_or_holds_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(ListRefused):
        read_list(data)


def test_a_missing_file_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="cannot be opened") as caught:
        read_lists([tmp_path / "none.xml"])
    assert caught.value.fields["file"].endswith("none.xml")


def test_a_bad_row_is_a_finding_and_takes_no_other_with_it() -> None:
    broken = SDN.replace(b'173,"LEAKY', b'1,2,3\r\nxx,"NO NUMBER"\r\n173,"LEAKY')
    found = read_list(broken, beside={"alt": ALT + b'99,1,"aka","NOBODY",-0- \r\n'})
    assert [entry.id for entry in found.entries][-2:] == ["173", "306"]
    assert {entry.id for entry in found.entries} >= {"36", "173", "306"}
    assert set(codes(found)) == {"row_width", "row_unreadable", "row_without_entry"}
    assert any(finding.where == "line 2" for finding in found.findings)


def test_bad_json_lines_are_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = [
        b"{",
        b"[1]",
        b'{"schema":1}',
        b'{"id":5,"schema":"Person","properties":{"name":[]}}',
        b"[" * 100_000,
    ]
    found = read_list(FTM + b"\n".join(bad) + b"\n")
    assert len(found.entries) == 2
    assert len(found.findings) >= len(bad)
    strange = {"id": 7, "schema": "Person", "properties": {"name": ["Anna Anders", 3, None, {"a": 1}]}}
    odd = read_list(FTM + json.dumps(strange).encode())
    assert len(odd.entries) == 3 and codes(odd) == ["entry_without_id"]
    monkeypatch.setattr(ftm, "MAX_LINE", 100)
    with pytest.raises(ListRefused, match="longer"):
        read_list(FTM)


def test_an_entry_with_weak_names_only_is_told() -> None:
    found = read_list(b"id,name,weak_aliases\n1,,Shorty\n2,Anna Anders,\n3,,\n")
    assert codes(found) == ["entry_weak_only", "entry_without_name"]
    assert [entry.id for entry in found.entries] == ["1", "2"]


def test_names_lose_controls_and_are_never_endless() -> None:
    found = read_list(f"name\nAn\u202ena\u200b Ander\ts\n{'x' * 9000}\n".encode())
    assert found.entries[0].names[0].text == "Anna Ander s"
    assert len(found.entries[1].names[0].text) == growing.MAX_NAME


@pytest.mark.parametrize("kind", ALL)
def test_no_damage_raises_anything_else(kind: str) -> None:
    """Random bytes changed, lost or doubled: a list, or a refusal."""
    data, count = ALL[kind]
    rng = random.Random(kind)
    read = refused = 0
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(broken))
            way = rng.randrange(3)
            if way == 0:
                broken[at] = rng.randrange(256)
            elif way == 1:
                del broken[at : at + rng.randrange(1, 40)]
            else:
                broken[at:at] = broken[at : at + rng.randrange(1, 40)]
        try:
            found = read_list(bytes(broken))
            read += 1
            assert found.entries
        except ListRefused:
            refused += 1
    assert read and refused, (read, refused, count)
