"""The page's verifier in Node: the standards' vectors, damaged proof files, and the program's own answers."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from books import SIGNER, Book, MemorySource, files_of, note_over, receipt_for, small_book
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from mutants import BREAKERS, THIEF, WAYS, Mutator

from ouna.core import book
from ouna.core.book.errors import RuleBroken
from ouna.core.tlog import Signer, Tree, format_proof, leaf_hash, tile_path
from ouna.core.values import EXPONENTS, canonical
from ouna.verify.book import Wanted, verify_book, verify_receipts
from ouna.verify.receipt import extra_of
from ouna.verify.trust import asked_of

from .conftest import SCRIPT, Job, Run

COUNT = int(os.environ.get("OUNA_MUTANTS", "92"))
VECTORS = Path(__file__).parents[1] / "vectors/tlog/seven-entries.json"
KEY = SIGNER.verifier.vkey


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def values(answers: list[dict[str, Any]]) -> list[Any]:
    return [answer["value"] for answer in answers]


def refused(answers: list[dict[str, Any]]) -> list[bool]:
    return ["refused" in answer for answer in answers]


@pytest.fixture(scope="module")
def made() -> Book:
    """A right book of more than one bundle; never change it."""
    return small_book(seed=5, rounds=6)


def test_the_file_is_small() -> None:
    import gzip

    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) <= 40 * 1024


# --- SHA-2 and Ed25519 ---------------------------------------------------------------------------------

#: FIPS 180-4, the examples published with it: message, SHA-256, SHA-512 (empty where none is given).
FIPS = [
    (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
    (b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", ""),
    (b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
     b"nopqrstu", "",
     "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
     "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"),
]  # fmt: skip


def test_sha2_is_that_of_the_standard(node: Run) -> None:
    jobs: list[Job] = []
    expected: list[str] = []
    for message, short, long in FIPS:
        for op, digest in (("sha256", short), ("sha512", long)):
            if digest:
                jobs.append((op, {"data": b64(message)}))
                expected.append(digest)
    noise = random.Random(1)
    messages = [noise.randbytes(n) for n in range(260)] + [b"a" * 100_000]
    for message in messages:
        jobs += [("sha256", {"data": b64(message)}), ("sha512", {"data": b64(message)})]
        expected += [hashlib.sha256(message).hexdigest(), hashlib.sha512(message).hexdigest()]
    assert values(node(jobs)) == expected


#: RFC 8032, 7.1: seed, public key, message, signature of TEST 1, 2, 3 and SHA(abc).
RFC8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"),
    ("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
     "454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
     "3dca179c138ac17ad9bef1177331a704"),
]  # fmt: skip
L = 2**252 + 27742317777372353535851937790883648493
#: The encodings of points of small order: with such a key anybody's signature fits some message.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
]


@pytest.mark.parametrize("op", ["ed25519", "signed"])
def test_ed25519_is_that_of_the_standard(node: Run, op: str) -> None:
    jobs: list[Job] = []
    for seed, key, message, signature in RFC8032:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
        assert private.public_key().public_bytes_raw().hex() == key
        assert private.sign(bytes.fromhex(message)).hex() == signature
        jobs.append((op, {"key": key, "message": message, "signature": signature}))
    assert values(node(jobs)) == [True] * len(RFC8032)


def test_ed25519_refuses_what_is_altered_or_malleable(node: Run) -> None:
    noise = random.Random(2)
    jobs: list[Job] = []
    for _, key, message, signature in RFC8032:
        s = int.from_bytes(bytes.fromhex(signature)[32:], "little")
        for other in (s + L, s + 2 * L, L - s):
            if other < 2**256:
                spelled = signature[:64] + other.to_bytes(32, "little").hex()
                jobs.append(("ed25519", {"key": key, "message": message, "signature": spelled}))
        for _ in range(6):
            parts = {"key": bytearray.fromhex(key), "message": bytearray.fromhex(message + "00"),
                     "signature": bytearray.fromhex(signature)}  # fmt: skip
            part = parts[noise.choice(("key", "signature"))]
            part[noise.randrange(len(part))] ^= 1 << noise.randrange(8)
            job = {name: bytes(content).hex() for name, content in parts.items()}
            jobs.append(("ed25519", {**job, "message": message}))
        jobs.append(("ed25519", {"key": key, "message": message, "signature": signature[:-2]}))
        jobs.append(("ed25519", {"key": key, "message": message + "00", "signature": signature}))
    assert values(node(jobs)) == [False] * len(jobs)


def test_ed25519_refuses_keys_that_anything_fits(node: Run) -> None:
    # R neutral and S zero: R = S·B - k·A holds for a key of small order whenever k·A is neutral.
    neutral = "01" + "00" * 31 + "00" * 32
    jobs: list[Job] = [
        ("ed25519", {"key": key, "message": f"{n:02x}", "signature": neutral})
        for key in SMALL_ORDER
        for n in range(8)
    ]
    assert values(node(jobs)) == [False] * len(jobs)


def test_ed25519_agrees_with_openssl(node: Run) -> None:
    noise = random.Random(3)
    jobs: list[Job] = []
    for size in range(40):
        private = Ed25519PrivateKey.from_private_bytes(noise.randbytes(32))
        message = noise.randbytes(size * 7)
        job = {"key": private.public_key().public_bytes_raw().hex(), "message": message.hex()}
        jobs.append(("ed25519", {**job, "signature": private.sign(message).hex()}))
    assert values(node(jobs)) == [True] * len(jobs)


# --- the tree ------------------------------------------------------------------------------------------

#: The eight leaves and roots by which implementations of RFC 6962 and 9162 know each other.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_are_those_of_the_standard(node: Run) -> None:
    leaves = values(node([("leaf", {"data": b64(bytes.fromhex(leaf))}) for leaf in LEAVES]))
    jobs: list[Job] = [("root", {"leaves": leaves[: n + 1]}) for n in range(8)]
    jobs.append(("root", {"leaves": []}))
    assert values(node(jobs)) == [*ROOTS, hashlib.sha256(b"").hexdigest()]


def test_the_vectors_of_the_program_hold(node: Run) -> None:
    vectors = json.loads(VECTORS.read_text())
    leaves = values(node([("leaf", {"data": b64(entry.encode())}) for entry in vectors["entries"]]))
    assert leaves == vectors["leaf_hashes"]
    found = values(node([("root", {"leaves": leaves[:n]}) for n in range(8)]))
    assert found == vectors["roots"]


def _proofs(size: int) -> list[Job]:
    tree = Tree()
    tree.extend_entries([b"%d" % n for n in range(size)])
    root, jobs = tree.root().hex(), []
    for n in range(size):
        proof = [h.hex() for h in tree.inclusion_proof(n)]
        job = {"leaf": leaf_hash(b"%d" % n).hex(), "index": n, "size": size, "proof": proof, "root": root}
        jobs.append(("inclusion", job))
        proof = [h.hex() for h in tree.consistency_proof(n + 1)]
        job = {"old": n + 1, "oldRoot": tree.root(n + 1).hex(), "size": size, "root": root, "proof": proof}
        jobs.append(("consistency", job))
    return jobs


def test_every_proof_of_small_trees_holds(node: Run) -> None:
    jobs = [job for size in (1, 2, 3, 5, 7, 8, 13, 16, 21) for job in _proofs(size)]
    assert values(node(jobs)) == [True] * len(jobs)


def test_no_altered_proof_of_small_trees_holds(node: Run) -> None:
    jobs: list[Job] = []
    for op, job in (job for size in (2, 5, 8, 13) for job in _proofs(size)):
        jobs.append((op, {**job, "proof": [*job["proof"], "00" * 32]}))
        jobs.append((op, {**job, "root": "00" * 32}))
        # A root over a taller tree, which the longer proof really leads to, is none of this size.
        taller = hashlib.sha256(b"\x01" + bytes(32) + bytes.fromhex(job["root"])).hexdigest()
        old = {
            "oldRoot": hashlib.sha256(b"\x01" + bytes(32) + bytes.fromhex(job.get("oldRoot", ""))).hexdigest()
        }
        jobs.append((op, {**job, **old, "proof": [*job["proof"], "00" * 32], "root": taller}))
        if job["proof"]:
            jobs.append((op, {**job, "proof": job["proof"][:-1]}))
            jobs.append((op, {**job, "proof": [*job["proof"][:-1], "00" * 32]}))
        if op == "inclusion":
            jobs.append((op, {**job, "leaf": "00" * 32}))
            jobs.append((op, {**job, "index": job["size"]}))
            jobs.append((op, {**job, "index": (job["index"] + 1) % job["size"]}))
        else:
            jobs.append((op, {**job, "oldRoot": "00" * 32}))
            jobs.append((op, {**job, "old": 0}))
    answers = node(jobs)
    accepted = [job for job, answer in zip(jobs, answers, strict=True) if "value" in answer]
    assert not accepted


def test_paths_of_tiles_are_spelled_alike(node: Run) -> None:
    places = [(0, 0, 256), (0, 7, 5), (1, 999, 256), (0, 1000, 255), (2, 1_234_067, 256), (0, 10**9, 1)]
    jobs: list[Job] = [("path", {"level": lv, "index": i, "width": w}) for lv, i, w in places]
    assert values(node(jobs)) == [tile_path(*place) for place in places]


# --- forms ---------------------------------------------------------------------------------------------


def _entries(made: Book) -> list[bytes]:
    """One right entry of each kind, and for every field what it might be turned into."""
    seen: dict[str, dict[str, Any]] = {}
    for entry in made.entries:
        data = json.loads(entry)
        seen.setdefault(data["kind"] + str("explains" in data), data)
    strange: list[Any] = [
        None, True, 0, -1, 1, 2**53 - 1, 2**53, 1.5, "", "x", "EUR", "XXX", "2026-02-30", "0000-01-01",
        "2026-2-3", [], ["free"], ["free", "free"], {}, {"minor": 1, "currency": "EUR"}, "0" * 64, "A" * 64,
        {"minor": 0, "currency": "EUR"}, {"minor": 1, "currency": "XXX"}, {"minor": 1}, "1.50", "0.0", "1.5",
        "é", "\ud800", "constructor", "__proto__", "gift_00000000000000000000000000", 10_000_001,
    ]  # fmt: skip
    made_up: list[Any] = []
    for data in seen.values():
        made_up.append(data)
        made_up += [{k: v for k, v in data.items() if k != name} for name in data]
        made_up += [{**data, name: value} for name in [*data, "more"] for value in strange]
    return [json.dumps(d, sort_keys=True, separators=(",", ":")).encode() for d in made_up]


def _is_record(entry: bytes) -> bool:
    try:
        book.decode(entry)
    except RuleBroken:
        return False
    return True


def test_forms_are_those_of_the_program(node: Run, made: Book) -> None:
    entries = _entries(made)
    right = book.decode(made.entries[0])
    text = book.encode(right).decode()
    entries += [
        text.replace("{", "{ ", 1).encode(), text.encode() + b"\n", b"\xef\xbb\xbf" + text.encode(), b"",
        text.replace('"v":1', '"v":1.0').encode(), text.replace('"v":1', '"v":1,"v":1').encode(), b"[]",
        b"7", b"null",
        text.replace('"v":1', '"v":-0').encode(), b"\xff", b'"' + b"x" * 70_000 + b'"', text.encode()[:-1],
    ]  # fmt: skip
    expected = [_is_record(entry) for entry in entries]
    answers = node([("decode", {"data": b64(entry)}) for entry in entries])
    differ = [e for e, x, a in zip(entries, expected, answers, strict=True) if x != ("value" in a)]
    assert not differ
    assert 20 < sum(expected) < len(expected) / 5


def test_currencies_are_those_of_the_program(node: Run, made: Book) -> None:
    gift = next(json.loads(e) for e in made.entries if b'"gift.received"' in e)
    codes = [*EXPONENTS, "XXX", "EU", "eur", "toString", "EURO"]
    entries = [canonical({**gift, "money": {"minor": 5, "currency": code}}) for code in codes]
    answers = node([("decode", {"data": b64(entry)}) for entry in entries])
    assert refused(answers) == [code not in EXPONENTS for code in codes]


# --- proof files ---------------------------------------------------------------------------------------


def _opened(made: Book, index: int) -> list[dict[str, Any]]:
    ref = made.records[index].ref
    return [o for o in made.openings if o["entry"] == ref]


def _gifts(made: Book) -> list[int]:
    return [n for n, record in enumerate(made.records) if isinstance(record, book.GiftReceived)]


def _program_accepts(data: bytes, key: str = KEY) -> bool:
    return verify_receipts(Wanted(asked_of(None, key), None, [("r", data)])).ok


def test_right_proof_files_hold_and_say_what_they_prove(node: Run, made: Book) -> None:
    places = [0, 1, 255, 256, len(made.entries) - 1, *_gifts(made)[:10]]
    proofs = [receipt_for(made.entries, n, _opened(made, n)) for n in places]
    found = values(node([("receipt", {"data": b64(proof), "keys": [KEY]}) for proof in proofs]))
    assert [f["index"] for f in found] == places
    assert {f["size"] for f in found} == {len(made.entries)}
    assert [f["ref"] for f in found] == [made.records[n].ref for n in places]
    assert found[-1]["opened"] == ["line", "donor"]


def test_no_flipped_bit_is_accepted(node: Run, made: Book) -> None:
    at = _gifts(made)[7]
    proof = receipt_for(made.entries, at, _opened(made, at))
    noise = random.Random(4)
    damaged = []
    for bit in noise.sample(range(len(proof) * 8), 500):
        content = bytearray(proof)
        content[bit // 8] ^= 1 << bit % 8
        damaged.append(bytes(content))
    jobs: list[Job] = [("receipt", {"data": b64(d), "keys": [KEY]}) for d in [proof, *damaged]]
    answers = node(jobs)
    assert answers[0]["value"]["index"] == at
    assert refused(answers[1:]) == [True] * 500


def _damaged(made: Book, noise: random.Random) -> bytes:
    """A proof file, right or damaged in one of many ways."""
    size = noise.randrange(30, len(made.entries) + 1)
    entries = made.entries[:size]
    at = noise.choice([n for n in _gifts(made) if n < size])
    opened = [{k: o[k] for k in ("purpose", "salt", "record")} for o in _opened(made, at)]
    other = noise.randrange(size)
    tree = Tree()
    tree.extend_entries(entries)
    hashes, note, entry = tree.inclusion_proof(at), note_over(entries), entries[at]

    def file(**new: Any) -> bytes:
        parts = {"index": at, "hashes": hashes, "note": note, "extra": extra_of(entry, opened), **new}
        return format_proof(parts["index"], parts["hashes"], parts["note"], parts["extra"])

    donor = next(o for o in opened if o["purpose"] == "donor")
    sized = note_over(made.entries[: max(1, size - 1)])
    cases: list[Any] = [
        lambda: file(),
        lambda: file(),
        lambda: file(extra=extra_of(entry, [])),
        lambda: file(extra=extra_of(entry, [donor])),
        lambda: file(extra=extra_of(entry, opened[::-1])),
        lambda: file(extra=extra_of(entry, [donor, donor])),
        lambda: file(extra=extra_of(entry, [{**donor, "purpose": "line"}])),
        lambda: file(extra=extra_of(entry, [{**donor, "purpose": "fund"}])),
        lambda: file(extra=extra_of(entry, [{**donor, "salt": donor["salt"].upper()}])),
        lambda: file(extra=extra_of(entry, [{**donor, "salt": donor["salt"][2:]}])),
        lambda: file(extra=extra_of(entry, [{**donor, "record": {"name": "Somebody"}}])),
        lambda: file(extra=extra_of(entry, [{**donor, "record": 1.5}])),
        lambda: file(extra=extra_of(entry, [{**donor, "more": 1}])),
        lambda: file(extra=extra_of(entry, [None])),  # type: ignore[list-item]
        lambda: file(extra=extra_of(entries[other], [])),
        lambda: file(extra=extra_of(entry + b" ", [])),
        lambda: file(extra=canonical({"entry": b64(entry)})),
        lambda: file(extra=canonical([b64(entry), []])),
        lambda: file(extra=b" " + extra_of(entry, opened)),
        lambda: file(extra=None),
        lambda: file(index=other),
        lambda: file(index=size),
        lambda: file(hashes=hashes[:-1]),
        lambda: file(hashes=[*hashes, bytes(32)]),
        lambda: file(hashes=[*hashes[1:], hashes[0]]),
        lambda: file(note=sized),
        lambda: file(note=note_over(entries, THIEF)),
        lambda: file(note=note_over(entries, Signer.from_seed("other.example", bytes(32)))),
        lambda: file(note=note + note.split(b"\n\n")[1]),
        lambda: file(note=note + note_over(entries, THIEF).split(b"\n\n")[1]),
        lambda: file(note=note.replace(b"\n\n", b"\nx\n\n", 1)),
        lambda: file().replace(b"\n", b"\r\n"),
        lambda: file() + b"\n",
        lambda: file()[:-1],
        lambda: b"\n" + file(),
        lambda: file().replace(b"index ", b"index 0", 1),
        lambda: file().replace(b"index ", b"index  ", 1),
        lambda: file().replace(b"index ", b"index +", 1),
        lambda: file().replace(b"@v1", b"@v2", 1),
        lambda: file().replace(b"extra ", b"extra\t", 1),
        lambda: file().replace(b"=\n", b"\n", 1),
        lambda: file().replace(b"\n\n", b"\n", 1),
        lambda: file()[: noise.randrange(3000)],
    ]
    return noise.choice(cases)()


def test_proof_files_right_and_damaged_are_judged_as_by_the_program(node: Run, made: Book) -> None:
    noise = random.Random(5)
    proofs = [_damaged(made, noise) for _ in range(260)]
    expected = [_program_accepts(proof) for proof in proofs]
    answers = node([("receipt", {"data": b64(proof), "keys": [KEY]}) for proof in proofs])
    differ = [p for p, x, a in zip(proofs, expected, answers, strict=True) if x != ("value" in a)]
    assert not differ
    assert 20 < sum(expected) < 130


def test_a_proof_file_needs_the_right_key(node: Run, made: Book) -> None:
    at = _gifts(made)[0]
    proof = b64(receipt_for(made.entries, at, []))
    name, own_id, code = KEY.split("+", 2)
    other_id = f"{name}+{own_id[::-1]}+{code}"
    thief = THIEF.verifier.vkey
    keys = [[KEY], [thief, KEY], [thief], [], [KEY[:-2]], [KEY.replace("+", "-")], [other_id]]
    answers = node([("receipt", {"data": proof, "keys": k}) for k in keys])
    why = [None, None, "unknown_key", "unknown_key", "key", "key", "key"]
    assert [a.get("refused") for a in answers] == why


def test_what_happened_since_is_found(node: Run, made: Book) -> None:
    reversals = [r for r in made.records if isinstance(r, book.GiftReversed)]
    taken = {r.gift: r.money.minor for r in reversals}
    places = [n for n in _gifts(made) if made.records[n].ref in taken][:3] + _gifts(made)[:2]
    jobs: list[Job] = [("base", {"files": {k: b64(v) for k, v in made.files().items()}})]
    sizes = [n + 1 + 7 * i for i, n in enumerate(places)]
    for n, size in zip(places, sizes, strict=True):
        proof = b64(receipt_for(made.entries[:size], n, []))
        jobs.append(("since", {"data": proof, "keys": [KEY], "files": {}}))
    found = values(node(jobs))[1:]
    assert [f["size"] for f in found] == [len(made.entries)] * len(places)
    assert [f["taken"] for f in found] == [taken.get(made.records[n].ref, 0) for n in places]
    assert all((f["page"] is not None) == (f["taken"] > 0) for f in found)


def test_a_changed_past_is_found_from_a_proof_file(node: Run, made: Book) -> None:
    datas = [json.loads(entry) for entry in made.entries]
    later = _gifts(made)[-1]
    datas[later]["donor"] = "0" * 64
    files = files_of([canonical(d) for d in datas], texts=made.texts)
    jobs: list[Job] = [("base", {"files": {k: b64(v) for k, v in files.items()}})]
    for size in (later + 1, later):
        proof = b64(receipt_for(made.entries[:size], _gifts(made)[0], []))
        jobs.append(("since", {"data": proof, "keys": [KEY], "files": {}}))
    shrunk = files_of(made.entries[:60])
    proof = b64(receipt_for(made.entries, 20, []))
    jobs.append(("since", {"data": proof, "keys": [KEY], "files": {k: b64(v) for k, v in shrunk.items()}}))
    answers = node(jobs)[1:]
    assert [a.get("refused") for a in answers] == ["changed", None, "changed"]


# --- whole books ---------------------------------------------------------------------------------------


def _program_finds(files: dict[str, bytes], wanted: Wanted) -> tuple[bool, set[tuple[int | None, str]]]:
    report = verify_book(MemorySource(files), wanted)
    # What has no page is told in other words: the program also looks at files that nobody needs.
    return report.ok, {(f.entry, f.step) for f in report.findings if f.entry is not None}


def _delta(files: dict[str, bytes], base: dict[str, bytes]) -> dict[str, str | None]:
    changed: dict[str, str | None] = {k: b64(v) for k, v in files.items() if base.get(k) != v}
    return changed | dict.fromkeys(set(base) - set(files))


def _keys(files: dict[str, bytes]) -> list[str]:
    return [line for line in files.get("log.vkey", b"").decode("latin-1").split("\n") if line]


def test_the_right_book_holds_with_the_same_totals(node: Run, made: Book) -> None:
    files = {k: b64(v) for k, v in made.files().items()}
    older = [b64(note_over(made.entries[:size])) for size in (1, 255, 256, 257, len(made.entries))]
    [_, answer] = node([("base", {"files": files}), ("book", {"files": {}, "keys": [KEY], "older": older})])
    report = verify_book(MemorySource(made.files()), Wanted())
    found = answer["value"]
    assert found["findings"] == [] and report.ok
    assert (found["size"], found["root"]) == (report.size, report.root)
    assert found["kinds"] == report.kinds and len(report.kinds) == 22
    assert found["totals"] == {"accounts": report.accounts, "funds": report.funds}


def test_broken_rules_are_found_at_the_page_and_step_of_the_program(node: Run, made: Book) -> None:
    mutator = Mutator(made, 7)
    jobs: list[Job] = [("base", {"files": {k: b64(v) for k, v in mutator.files.items()}})]
    expected = []
    for number in range(len(BREAKERS) * 2):
        datas = json.loads(json.dumps(mutator.datas))
        mutator.random.seed(number)
        BREAKERS[number % len(BREAKERS)](mutator, datas)
        files = mutator.resealed(datas)
        expected.append(_program_finds(files, Wanted(asked_of(None, KEY)))[1])
        jobs.append(("book", {"files": _delta(files, mutator.files), "keys": [KEY], "older": []}))
    found = [
        {(f["page"], f["step"]) for f in answer["findings"] if "page" in f}
        for answer in values(node(jobs))[1:]
    ]
    assert sum(map(bool, expected)) > 70
    differ = [(n, e ^ f) for n, (e, f) in enumerate(zip(expected, found, strict=True)) if e != f]
    assert not differ


def _crossed(mutator: Mutator) -> list[dict[str, Any]]:
    """A book in which some records carry fields of other records: well-formed, and mostly against a rule."""
    datas = json.loads(json.dumps(mutator.datas))
    for _ in range(4):
        one, other = mutator.random.sample(datas[12:], 2)
        names = sorted(
            {*one, *other} & {*datas[20], "explains", "gift", "transfer", "target", "reason", "day"}
        )
        name = mutator.random.choice([n for n in names if n not in ("kind", "v", "ref", "on")])
        if name in other:
            one[name] = other[name]
        else:
            one.pop(name)
    return datas


def _after_closing(mutator: Mutator) -> list[dict[str, Any]]:
    """A gift on an account that is closed, booked after its closing and on its last day."""
    datas = json.loads(json.dumps(mutator.datas))
    closed = datas[-1]
    gift = next(d for d in datas if d["kind"] == "gift.received" and d["money"]["currency"] == "EUR")
    for booked in (closed["on"], "2026-12-31"):
        day = {"account": closed["account"], "booked": booked, "on": booked, "ref": mutator.made.ref("gift")}
        datas.append({**gift, **day})
    return datas


def _days_go_back(mutator: Mutator) -> list[dict[str, Any]]:
    """A page that is right but for its day, which lies before that of the page before."""
    erased = next(d for d in mutator.datas if d["kind"] == "personal.erased")
    return [*mutator.datas, {**erased, "ref": mutator.made.ref("erase")}]


def test_crossed_records_are_judged_as_by_the_program(node: Run, made: Book) -> None:
    mutator = Mutator(made, 13)
    jobs: list[Job] = [("base", {"files": {k: b64(v) for k, v in mutator.files.items()}})]
    expected = []
    for number in range(COUNT // 2):
        mutator.random.seed(700_101 + number)
        way = {0: _after_closing, 1: _days_go_back}.get(number, _crossed)
        files = mutator.resealed(way(mutator))
        expected.append(_program_finds(files, Wanted(asked_of(None, KEY)))[1])
        jobs.append(("book", {"files": _delta(files, mutator.files), "keys": [KEY], "older": []}))
    found = [
        {(f["page"], f["step"]) for f in answer["findings"] if "page" in f}
        for answer in values(node(jobs))[1:]
    ]
    differ = [(n, e ^ f) for n, (e, f) in enumerate(zip(expected, found, strict=True)) if e != f]
    assert not differ
    assert [len(findings) for findings in expected[:2]] == [1, 1]
    assert {step for finding in expected for _, step in finding} >= {"form", "balance", "purpose", "reversal"}


class Recorder(Mutator):
    """Keeps what would be shown to the verifier, with the program's answer."""

    def __init__(self, made: Book, seed: int) -> None:
        super().__init__(made, seed)
        self.shown: list[tuple[dict[str, bytes], dict[str, Any], bool]] = []

    def accepts(self, files: dict[str, bytes], **wanted: Any) -> bool:
        answer = super().accepts(files, **wanted)
        self.shown.append((files, wanted, answer))
        return answer


def _is_only_tiles(files: dict[str, bytes], base: dict[str, bytes]) -> bool:
    """Fingerprint tiles and foreign files are the program's to find: the page reads the pages themselves."""
    changed = [k for k in {*files, *base} if files.get(k) != base.get(k)]
    return all(k not in base or k.startswith(("tile/0/", "tile/1/")) for k in changed)


def test_falsified_books_are_judged_as_by_the_program(node: Run, made: Book) -> None:
    recorder = Recorder(made, 11)
    for number in range(COUNT):
        recorder.random.seed(900_001 + number)
        getattr(recorder, WAYS[number % len(WAYS)])()
    base = recorder.files
    jobs: list[Job] = [("base", {"files": {k: b64(v) for k, v in base.items()}})]
    shown = [case for case in recorder.shown if not _is_only_tiles(case[0], base)]
    for files, wanted, _ in shown:
        keys = [KEY] if "asked" in wanted else _keys(files)
        older = [b64(wanted["since"])] if "since" in wanted else []
        jobs.append(("book", {"files": _delta(files, base), "keys": keys, "older": older}))
    answers = node(jobs)[1:]
    held = ["value" in a and not a["value"]["findings"] for a in answers]
    differ = [n for n, (case, h) in enumerate(zip(shown, held, strict=True)) if case[2] != h]
    assert not differ
    assert not any(held) and len(held) > COUNT // 2


def test_a_missing_text_is_only_counted(node: Run, made: Book) -> None:
    files = made.files()
    gone = next(name for name in files if name.startswith("texts/"))
    jobs: list[Job] = [
        ("base", {"files": {k: b64(v) for k, v in files.items()}}),
        ("book", {"files": {gone: None}, "keys": [KEY], "older": []}),
        ("book", {"files": {gone: b64(b"{}")}, "keys": [KEY], "older": []}),
    ]
    lost, damaged = values(node(jobs))[1:]
    assert (lost["findings"], lost["absent"]) == ([], 1)
    assert [f["step"] for f in damaged["findings"]] == ["form"]


def test_a_book_that_grows_while_it_is_read_is_begun_again(node: Run, made: Book) -> None:
    before = b64(note_over(made.entries[:-3]))
    jobs: list[Job] = [("base", {"files": {k: b64(v) for k, v in made.files().items()}})]
    jobs.append(("growing", {"before": before, "keys": [KEY]}))
    assert values(node(jobs))[1] == {"findings": [], "size": len(made.entries), "reads": 2}
