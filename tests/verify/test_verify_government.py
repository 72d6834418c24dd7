"""The verifier and the government: the partner's fingerprint, what signers saw, and books forged and sealed
anew by the owner of the log's key."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from books import MemorySource, files_of, write_files
from click.testing import CliRunner, Result
from government import Governed, governed_book

from ouna.core import book
from ouna.core.book.kinds import signed
from ouna.core.quorum import Act, Seen, partner_fingerprint
from ouna.core.tlog import Frontier, Tree
from ouna.core.values import canonical
from ouna.verify.book import Wanted, verify_book
from ouna.verify.command import verify
from ouna.verify.report import Report

FORGED = int(os.environ.get("OUNA_MUTANTS", "300"))
SEED = int(os.environ.get("OUNA_SEED", "20261122"))


def report_of(made: Governed, **wanted: Any) -> Report:
    return verify_book(MemorySource(made.files()), Wanted(**wanted))


def partner_of(made: Governed) -> str:
    state = made.trustees
    assert state
    return " ".join(partner_fingerprint(state.first))


@pytest.fixture
def folder(governed: Governed, tmp_path: Path) -> Path:
    write_files(tmp_path / "books", governed.files())
    return tmp_path / "books"


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(verify, [str(a) for a in args])


def test_a_book_with_every_kind_holds(governed: Governed, folder: Path) -> None:
    result = run(folder, "--json", "--partner", partner_of(governed))
    data = json.loads(result.stdout)
    assert result.exit_code == 0 and data["ok"] and set(data["kinds"]) == set(book.KINDS)
    assert data["partners"] == [{"campaign": governed.camp, "fingerprint": partner_of(governed)}]
    assert not any("--partner" in w for w in data["warnings"])


def test_the_fingerprint_is_told_and_can_be_typed_in_many_ways(governed: Governed, folder: Path) -> None:
    told = partner_of(governed)
    said = run(folder).stdout
    assert f"The partner's fingerprint: {told}" in said and "Give the fingerprint" in said
    for typed in (told, told.replace(" ", ""), told.replace(" ", "-")):
        assert run(folder, "--partner", typed).exit_code == 0
    for typed in ("", "1234", told + " 1", "٤٤٧١ ٠٩٢٦ ٠٠٠٠ ٠٠٠٠ ٠٠٠٠"):
        assert run(folder, "--partner", typed).exit_code == 2


def test_other_trustees_are_not_the_partner(governed: Governed, made: Any) -> None:
    other = governed_book(seed=7)
    asked = partner_of(governed).replace(" ", "")
    assert report_of(other).ok
    assert [f.step for f in report_of(other, partner=asked).findings] == ["trustees"]
    assert [f.step for f in report_of(made, partner=asked).findings] == ["trustees"]


def test_a_later_set_keeps_the_fingerprint_of_the_first(governed: Governed) -> None:
    state = governed.trustees
    assert state and state.first != state.digest
    at = next(n for n, r in enumerate(governed.records) if r.KIND == "trustees.set")
    assert state.first == sha256(governed.entries[at]).hexdigest()


@pytest.mark.parametrize("size", [1, 100, 256, 300, 512])
def test_a_signer_who_was_shown_another_record_is_noticed(size: int) -> None:
    b = Governed(9)
    b.open()
    b.govern()
    b.give_some(540)
    request = b.add(b.request())
    tree = Tree()
    tree.extend_entries(b.entries[:size])
    b.add(b.answer(request, 0, Act.APPROVE, seen=Seen(size, tree.root().hex())))
    assert report_of(b).ok
    b.add(b.answer(request, 1, Act.APPROVE, seen=Seen(size, "ab" * 32)))
    assert [(f.step, f.entry) for f in report_of(b).findings] == [("trustees", len(b.entries) - 1)]


def test_a_tile_that_changes_between_two_readings_helps_nobody() -> None:
    """A server that answers differently when the signers' states are looked up."""
    b = Governed(9)
    b.open()
    b.govern()
    b.give_some(300)
    fake, tree = random.Random(3).randbytes(8192), Frontier()
    tree.extend_packed(fake[: 100 * 32])
    b.add(b.answer(b.add(b.request()), 0, Act.APPROVE, seen=Seen(100, tree.root().hex())))
    files = b.files()

    class Liar(MemorySource):
        asked = 0

        def read(self, path: str, limit: int) -> bytes:
            if path == "tile/0/000":
                self.asked += 1
                if self.asked > 1:
                    return fake
            return super().read(path, limit)

    findings = verify_book(Liar(files), Wanted()).findings
    assert {f.step for f in findings} == {"trustees"} and len(b.entries) - 1 in {f.entry for f in findings}


# --- forged by the owner of the log's key ------------------------------------------------------------

Data = dict[str, Any]
Forger = Callable[[list[Data], random.Random], None]


def of_kind(datas: list[Data], *kinds: str) -> list[Data]:
    return [d for d in datas if d["kind"] in kinds]


def any_leaf_signed(datas: list[Data], r: random.Random) -> None:
    """One character or number of anything that was signed, or of the signature."""
    d = r.choice([d for d in datas if "signatures" in d or "signature" in d or d["kind"] == "request.made"])
    inner: Any = d
    path = [p for p in leaves(d) if p[0] not in ("on", "at", "ref", "v", "kind")]
    if d["kind"] in ("request.approved", "request.refused"):
        path = [p for p in path if p[0] == "signature"]
    *steps, last = r.choice(path)
    for step in steps:
        inner = inner[step]
    value = inner[last]
    if isinstance(value, bool):
        inner[last] = not value
    elif isinstance(value, int):
        inner[last] = value + 1
    else:
        at = r.randrange(len(value))
        inner[last] = value[:at] + ("1" if value[at] != "1" else "2") + value[at + 1 :]


def leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if items is None:
        yield path
        return
    for name, value in items:
        yield from leaves(value, (*path, name))


def without_signature(datas: list[Data], r: random.Random) -> None:
    kinds = (
        "gate.opened",
        "payments.resumed",
        "fund.moved",
        "trustees.set",
        "pact.signed",
        "campaign.closed",
    )
    d = r.choice([d for d in of_kind(datas, *kinds) if len(d["signatures"]) > 1])
    d["signatures"].pop(r.randrange(len(d["signatures"])))


def without_entry(datas: list[Data], r: random.Random) -> None:
    """An approval, an opening of the gate, a resumption is gone: what rested on it falls."""
    datas.remove(r.choice(of_kind(datas, "gate.opened", "payment.ordered", "key.replacement_announced",
                                  "trustees.set", "pact.signed")))  # fmt: skip


def order_changed(datas: list[Data], r: random.Random) -> None:
    d = r.choice(of_kind(datas, "payment.ordered"))
    name = r.choice(("payee", "bank", "money", "margin", "request", "fund", "line"))
    if name == "money":
        d["money"]["minor"] += r.choice((1, 10**6)) + 10**6
    elif name == "margin":
        d["margin"] += 10**6
    else:
        d[name] = r.randbytes(32).hex() if name in ("payee", "bank") else "nails"


def payment_changed(datas: list[Data], r: random.Random) -> None:
    d = r.choice(of_kind(datas, "payment.sent", "payment.returned"))
    d["money"]["minor"] += r.choice((1, 10**6)) + 10**6


def order_twice(datas: list[Data], r: random.Random) -> None:
    d = r.choice(of_kind(datas, "payment.ordered"))
    datas.insert(datas.index(d) + 1, {**d, "ref": d["ref"][:-4] + "0000"})


def sent_twice(datas: list[Data], r: random.Random) -> None:
    d = r.choice(of_kind(datas, "payment.sent"))
    datas.insert(datas.index(d) + 1, {**d, "ref": d["ref"][:-4] + "0000"})


def unordered(datas: list[Data], r: random.Random) -> None:
    """Money leaves without an order."""
    d = r.choice(of_kind(datas, "payment.sent"))
    d["order"] = "ord_" + d["order"][4:-4] + "0000"


def replaced_early(datas: list[Data], r: random.Random) -> None:
    d = of_kind(datas, "key.replaced")[0]
    datas.remove(d)
    at = next(i for i, e in enumerate(datas) if e["kind"] == "key.replacement_announced") + 1
    datas.insert(at, {**d, "at": datas[at - 1]["at"]})


WAYS: tuple[Forger, ...] = (
    any_leaf_signed, without_signature, without_entry, order_changed, payment_changed, order_twice,
    sent_twice, unordered, replaced_early,
)  # fmt: skip


def forged(made: Governed, number: int) -> dict[str, bytes]:
    r = random.Random(SEED * 100_003 + number)
    datas = [json.loads(entry) for entry in made.entries]
    before = json.dumps(datas)
    WAYS[number % len(WAYS)](datas, r)
    assert json.dumps(datas) != before
    return files_of([canonical(d) for d in datas], texts=made.texts)


def test_no_government_forged_by_the_owner_of_the_key_is_accepted(
    governed: Governed, figure: Callable[..., None]
) -> None:
    accepted = []
    for number in range(FORGED):
        if verify_book(MemorySource(forged(governed, number)), Wanted()).ok:
            accepted.append((WAYS[number % len(WAYS)].__name__, number))
    figure(FORGED, len(accepted))
    assert not accepted


def test_guard_off_without_the_signatures_some_would_be(
    governed: Governed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else holds what signers read; and every later signature holds what was signed before it."""
    monkeypatch.setattr(signed, "check_signature", lambda *_, **__: None)
    monkeypatch.setattr("ouna.verify.book.check_seen", lambda *_: None)
    wrong = range(0, FORGED, len(WAYS))
    assert any(verify_book(MemorySource(forged(governed, n)), Wanted()).ok for n in wrong)
