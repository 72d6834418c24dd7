"""docs/book-format.md: its examples are a book that verifies, and it names every kind, field and decimal."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from books import MemorySource, files_of
from examples import appealed_blocks, appealed_example, blocks, example, governed_blocks, governed_example

from ouna.core import book
from ouna.core.book.wire import decode
from ouna.core.quorum import Statement, check_signature, partner_fingerprint, proof_of
from ouna.core.tlog import Checkpoint, Tree, Verifier, commit, leaf_hash, open_checkpoint
from ouna.core.values import EXPONENTS, canonical
from ouna.verify.book import Wanted, verify_book
from ouna.verify.receipt import check_receipt
from ouna.verify.report import Report
from ouna.verify.trust import asked_of

TEXT = (Path(__file__).parents[2] / "docs" / "book-format.md").read_text()
BLOCKS = dict(re.findall(r"^```([a-z][^\n]*)\n(.*?)\n```$", TEXT, re.M | re.S))
ENTRIES = [BLOCKS[f"entry {n}"].split("\n")[0].encode() for n in range(12)]


def test_the_examples_are_those_the_code_makes(true_rounds: int) -> None:
    made = [*blocks(example()), *governed_blocks(governed_example()), *appealed_blocks(appealed_example())]
    assert dict(made) == BLOCKS


def test_the_pages_in_the_document_make_its_tree() -> None:
    """Only from what is printed: entries, leaf hashes, key, checkpoint."""
    for number, entry in enumerate(ENTRIES):
        assert decode(entry) and canonical(json.loads(entry)) == entry
        assert leaf_hash(entry).hex() == BLOCKS[f"entry {number}"].split("\n")[1]
    tree = Tree()
    tree.extend_entries(ENTRIES)
    key = Verifier.parse(BLOCKS["log.vkey"])
    head, _ = open_checkpoint((BLOCKS["checkpoint"] + "\n").encode(), [key], "books.example/wall")
    assert head == Checkpoint("books.example/wall", len(ENTRIES), tree.root())
    bundle = b64decode(BLOCKS["bundle start"])
    assert bundle == (len(ENTRIES[0]).to_bytes(2, "big") + ENTRIES[0])[:48]


def test_the_printed_book_verifies() -> None:
    made = example()
    files = files_of(ENTRIES, texts=made.texts)
    files["totals.json"] = BLOCKS["totals.json"].encode()
    files["checkpoint"] = (BLOCKS["checkpoint"] + "\n").encode()
    report = verify_book(MemorySource(files), Wanted(asked=asked_of(None, BLOCKS["log.vkey"])))
    assert report.ok, report.findings


def test_the_printed_opening_text_and_proof() -> None:
    opening, named = BLOCKS["opening"].split("\n")
    given = json.loads(opening)
    found = commit(given["purpose"], bytes.fromhex(given["salt"]), canonical(given["record"])).hex()
    assert found == named == json.loads(ENTRIES[5])["donor"]
    content, digest = BLOCKS["text"].split("\n")
    assert digest == json.loads(ENTRIES[1])["text"] and book.read_text_file(content.encode(), digest)
    policy, report = asked_of(None, BLOCKS["log.vkey"]).policy, Report()
    assert policy
    receipt = check_receipt("r", (BLOCKS["tlog-proof"] + "\n").encode(), policy, report)
    assert receipt and receipt.purposes == ("donor",) and receipt.entry == ENTRIES[5]


def test_the_printed_signature_verifies(true_rounds: int) -> None:
    """From what is printed alone: the key of the set, the statement, the approval, the request's hash."""
    entry, digest = BLOCKS["governed set"].split("\n")
    first, data = book.decode(entry.encode()), json.loads(BLOCKS["governed approval"].split("\n")[0])
    assert isinstance(first, book.TrusteesSet)
    assert BLOCKS["governed fingerprint"] == " ".join(partner_fingerprint(digest))
    statement = Statement.of(data["signature"]["statement"])
    assert statement.sha256 == BLOCKS["governed request"].split("\n")[1] and statement.trustees == digest
    *preimage, challenge = BLOCKS["governed preimage"].split("\n")
    assert sha256("\n".join(preimage).encode()).hexdigest() == challenge == statement.challenge().hex()
    named = data["signature"]["proof"].pop("key")
    (key,) = (k for m in first.trustees for k in m.keys if k.key == named)
    proof = proof_of(data["signature"]["proof"])
    check_signature(statement, proof, key.public, origins=first.origins, rp_id=first.rp_id)


def section(kind: str) -> str:
    found = re.search(rf"^#### `{re.escape(kind)}`$(.*?)(?=^#)", TEXT, re.M | re.S)
    assert found, kind
    return found[1]


@pytest.mark.parametrize("kind", sorted(book.KINDS))
def test_every_kind_and_each_of_its_fields_stands_in_the_document(kind: str) -> None:
    told = section(kind)
    rows = set(re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\|([^|]*)\|", told, re.M))))
    assert rows == set(book.KINDS[kind].FIELDS)
    for name, spec in book.KINDS[kind].FIELDS.items():
        if spec.optional and name != "explains":
            assert re.search(rf"^\| `{name}` \|.*optional \|$", told, re.M)


def test_no_kind_is_described_that_does_not_exist() -> None:
    assert set(re.findall(r"^#### `([^`]+)`$", TEXT, re.M)) == set(book.KINDS)


def test_decimals_of_currencies_are_told_right() -> None:
    told = re.search(r"Decimals: 0 for ([A-Z ]+), 3 for ([A-Z ]+), 4 for ([A-Z ]+), else 2", TEXT)
    assert told
    for digits, names in zip((0, 3, 4), told.groups(), strict=True):
        assert sorted(names.split()) == sorted(c for c, e in EXPONENTS.items() if e == digits)
