"""The page's verifier over the appeal: the program's own answers, right and wrong, and each guard's twin."""

from __future__ import annotations

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest
from appeal_cases import (
    CASES,
    ELSEWHERE,
    FORMS,
    HERSELF,
    MORE,
    NEWER,
    NEXT,
    OTHER,
    OVER,
    PAST,
    UNKNOWN,
    VOUCHER,
    opened,
    signed,
)
from books import Book, files_of, receipt_for

from ouna.core import book
from ouna.core.values import canonical
from ouna.verify.receipt import check_receipt
from ouna.verify.report import Report
from ouna.verify.trust import asked_of

from .conftest import SCRIPT, Run
from .test_government_node import KEYS, agree, job, told

ALL = {**CASES, **{name: make for name, (_, make) in MORE.items()}}
KINDS = ("appeal.published", "signature.published", "signature.withdrawn")

#: What the page's verifier asks, and what the program says of the same.
LIVE = 'need(found.campaign === r.campaign && !found.over, "form", "no live signature");'
GUARDS = {
    NEXT: 'need(r.version === version + 1 || (r.version === version && r.source === source), '
    '"form", "not the next version");',
    PAST: 'need(!r.until || r.until >= r.on, "form", "until a day that has passed");',
    OTHER: 'need(campaign === r.campaign, "form", "an appeal of another campaign");',
    NEWER: 'need(version === facts.state(`${campaign}:appeal`).version, "form", "an older version");',
    VOUCHER: 'need("voucher" in r === (r.proof === "voucher"), "form", "a voucher, or none");',
    HERSELF: 'need(!r.voucher || r.voucher !== r.confirms, "form", "vouches for itself");',
    OVER: LIVE,
    ELSEWHERE: LIVE,
}  # fmt: skip


def forced(make: Any) -> Book:
    made = opened()
    made.force(make(made))
    return made


def appealed() -> Book:
    made = opened()
    made.appealed()
    return made


def test_every_broken_rule_and_unknown_ref_is_found_as_by_the_program(node: Run) -> None:
    made = {name: forced(make) for name, make in {**ALL, **UNKNOWN}.items()}
    found = agree(node, {name: b.files() for name, b in made.items()})
    assert found == {name: [("form", len(b.entries) - 1)] for name, b in made.items()}


def test_every_form_that_no_reader_takes_is_found(node: Run) -> None:
    files = {}
    for number, (kind, field, value) in enumerate(FORMS):
        b = appealed()
        entry = next(e for r, e in zip(b.records, b.entries, strict=True) if kind == r.KIND)
        bad = {**json.loads(entry), field: value, "ref": b.ref("sgnt"), "on": b.day}
        files[str(number)] = files_of([*b.entries, canonical(bad)], texts=b.texts)
    found = agree(node, files)
    assert [n for n in found if found[n] != [("form", len(appealed().entries))]] == []


def test_a_right_appeal_holds(node: Run) -> None:
    assert agree(node, {"right": appealed().files()}) == {"right": []}


def _mixed(b: Book, chance: random.Random) -> list[bytes]:
    """The pages of the appeal in another order, some twice or gone, with fields of each other."""
    datas = [json.loads(e) for e in b.entries]
    first = next(n for n, d in enumerate(datas) if d["kind"] in KINDS)
    frame, rest = datas[:first], datas[first:]
    for _ in range(chance.randrange(1, 5)):
        one, other = chance.sample(rest, 2)
        way = chance.randrange(5)
        if way == 0:
            at = rest.index(one)
            rest[at], rest[at - 1] = rest[at - 1], rest[at]
        elif way == 1:
            rest.remove(one)
        elif way == 2:
            rest.append({**one, "ref": b.ref(one["ref"].split("_")[0])})
        elif way == 3:
            name = chance.choice(("appeal", "voucher", "confirms", "signature", "version", "source", "proof"))
            if name in other:
                one[name] = other[name]
        else:
            one.pop(chance.choice(("voucher", "confirms", "until", "country", "proof")), None)
    return [canonical(d) for d in frame + rest]


def test_mixed_pages_of_an_appeal_are_judged_as_by_the_program(node: Run) -> None:
    files = {}
    for number in range(200):
        b = appealed()
        files[str(number)] = files_of(_mixed(b, random.Random(number)), texts=b.texts)
    found = agree(node, files)
    assert sum(map(bool, found.values())) > 80 and not all(found.values())


def test_its_pages_count_where_the_program_counts_them(node: Run) -> None:
    b = appealed()
    [answer] = node([job(b.files())])
    kinds = answer["value"]["kinds"]
    assert {kind: kinds[kind] for kind in KINDS} == {kind: b.replay.kinds[kind] for kind in KINDS}
    assert answer["value"]["unchecked"] == 0


@pytest.mark.parametrize("what", GUARDS)
def test_twin_without_the_guard_it_passes(node: Run, tmp_path: Path, what: str) -> None:
    text, script = SCRIPT.read_text(), tmp_path / "verify.js"
    assert text.count(GUARDS[what]) == 1
    script.write_text(text.replace(GUARDS[what], ""))
    files = forced(CASES[what]).files()
    [right], [without] = node([job(files)]), node([job(files)], script)
    assert told(right) and not told(without)


def receipt(b: Book, index: int, record: Any, salt: bytes, *, opened: bool = True) -> str:
    openings = [{"purpose": "text", "salt": salt.hex(), "record": record}] if opened else []
    return base64.b64encode(receipt_for(b.entries, index, openings)).decode()


def test_a_signatory_s_proof_file_shows_its_name_as_the_program_does(node: Run) -> None:
    masons = {"text": "Masons of Tyre"}
    right = {"names": {"en": masons, "ar": {"text": "بنّاؤو صور"}, "fr": masons}}
    odd = [None, [], [masons], "Masons", {"en": None}, {"en": "Masons"}, {"en": {"text": 5}}, {"en": {}}]
    texts: list[Any] = [right, *({"names": names} for names in odd), {}, [], "x", None]
    jobs, expected, salt = [], [], bytes(32)
    for data in texts:
        b = opened()
        b.add(b.signature(b.add(b.appeal(1)).ref, text=book.text_hash(salt, data)))
        code = receipt(b, len(b.entries) - 1, data, salt)
        jobs.append(("receipt", {"data": code, "keys": KEYS}))
        report = Report()
        assert check_receipt("r", base64.b64decode(code), asked_of(None, KEYS[0]).policy, report)
        expected.append(report.receipts[0]["signatory"])
    assert [answer["value"]["names"] for answer in node(jobs)] == expected
    assert sorted(expected[0]) == ["Masons of Tyre", "بنّاؤو صور"] and not any(expected[1:])


def test_a_proof_file_of_another_name_or_of_no_signature_shows_none(node: Run) -> None:
    b = appealed()
    index = max(n for n, r in enumerate(b.records) if r.KIND == "signature.published")
    at = next(n for n, r in enumerate(b.records) if r.KIND == "fund.opened")
    salt, data = next(t for t in b.texts if book.text_hash(*t) == b.records[at].text)
    wrong, right = receipt(b, index, {"names": {}}, bytes(32)), receipt(b, at, data, salt)
    closed = receipt(b, index, None, bytes(32), opened=False)
    answers = node([("receipt", {"data": code, "keys": KEYS}) for code in (wrong, right, closed)])
    assert answers[0]["refused"] == "opening"
    assert [answer["value"]["names"] for answer in answers[1:]] == [[], []]


def test_what_became_of_a_signature_since_its_proof_file(node: Run) -> None:
    found = []
    for later in ("nothing", "withdrawn", "confirmed", "vouched"):
        b = opened()
        one = signed(b)
        code = receipt(b, len(b.entries) - 1, None, bytes(32), opened=False)
        acts = {
            "withdrawn": lambda: b.leaving(one.ref),
            "confirmed": lambda: b.signature(one.appeal, confirms=one.ref),
            "vouched": lambda: b.signature(one.appeal, proof="voucher", voucher=one.ref),
        }
        if later in acts:
            b.add(acts[later]())
        packed = job(b.files())[1]["files"]
        [answer] = node([("since", {"data": code, "keys": KEYS, "files": packed})])
        value, page = answer["value"], len(b.entries) - 1
        assert value["taken"] == 0 and value["corrected"] is None
        found.append([name for name in ("withdrawn", "confirmed") if value[name] == page])
        assert sum(value[name] is not None for name in ("withdrawn", "confirmed")) == len(found[-1])
    assert found == [[], ["withdrawn"], ["confirmed"], []]


def test_every_rule_of_the_appeal_has_a_guard_here() -> None:
    assert set(GUARDS) == set(CASES)
    assert {k for k in book.KINDS if k.startswith(("appeal.", "signature."))} == set(KINDS)
