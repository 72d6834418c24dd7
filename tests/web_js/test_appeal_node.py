"""The page's verifier over the appeal: the program's own answers, right and wrong, and each guard's twin."""

from __future__ import annotations

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
)
from books import Book, files_of

from ouna.core import book
from ouna.core.values import canonical

from .conftest import SCRIPT, Run
from .test_government_node import agree, job, told

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


def test_every_rule_of_the_appeal_has_a_guard_here() -> None:
    assert set(GUARDS) == set(CASES)
    assert {k for k in book.KINDS if k.startswith(("appeal.", "signature."))} == set(KINDS)
