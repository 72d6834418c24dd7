"""Proof files against C2SP tlog-proof."""

from __future__ import annotations

import itertools
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace

import pytest
import tlog_naive as naive
from hypothesis import given, settings
from hypothesis import strategies as st
from tlog_keys import ENTRIES, VECTORS

from ouna.core.tlog import (
    NoteInvalid,
    NoteUnverified,
    Policy,
    PolicyNotMet,
    Proof,
    ProofInvalid,
    TlogRefused,
    Tree,
    Verifier,
    format_proof,
    leaf_hash,
    parse_proof,
    verify_proof,
)

PROOF = VECTORS["proof_file"].encode()


def test_our_proof_file_byte_by_byte():
    proof = parse_proof(PROOF)
    assert (proof.extra, proof.index) == (b'{"entry":"e30="}', 3)
    assert list(proof.hashes) == naive.path(3, ENTRIES)
    assert proof.checkpoint == VECTORS["cosigned"].encode()
    assert format_proof(proof.index, proof.hashes, proof.checkpoint, proof.extra) == PROOF
    verified = verify_proof(proof, leaf_hash(ENTRIES[3]), Policy.parse(VECTORS["policy"].encode()))
    assert (verified.checkpoint.size, len(verified.cosignatures)) == (7, 3)
    lines = PROOF.decode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra eyJlbnRyeSI6ImUzMD0ifQ==", "index 3"]
    assert lines[6] == ""


def test_every_entry_of_every_size_has_a_proof_file():
    policy = Policy.of_logs([Verifier.parse(VECTORS["log_vkey"])])
    tree = Tree()
    tree.extend_entries(ENTRIES)
    for size in range(1, 8):
        checkpoint = VECTORS["checkpoints"][size].encode()
        for index in range(size):
            data = format_proof(index, tree.inclusion_proof(index, size), checkpoint)
            proof = parse_proof(data)
            assert proof.extra is None
            assert verify_proof(proof, leaf_hash(ENTRIES[index]), policy).checkpoint.size == size
            with pytest.raises(ProofInvalid):
                verify_proof(proof, leaf_hash(b"another entry"), policy)
            with pytest.raises(ProofInvalid):
                verify_proof(replace(proof, index=index + 1), leaf_hash(ENTRIES[index]), policy)


def test_a_proof_file_by_another_log_or_with_too_few_witnesses_is_refused():
    proof, leaf = parse_proof(PROOF), leaf_hash(ENTRIES[3])
    with pytest.raises(NoteUnverified):
        verify_proof(proof, leaf, Policy.of_logs([Verifier("o", 1, bytes(32))]))
    short = replace(proof, checkpoint=VECTORS["checkpoints"][7].encode())
    with pytest.raises(PolicyNotMet):
        verify_proof(short, leaf, Policy.parse(VECTORS["policy"].encode()))


def test_no_flipped_bit_leaves_a_proof_file_valid():
    """Every bit of the file except those of the extra data, which nothing signs, the entry included."""
    policy, leaf = Policy.parse(VECTORS["policy"].encode()), leaf_hash(ENTRIES[3])
    verify_proof(parse_proof(PROOF), leaf, policy)
    start, end = PROOF.index(b"extra ") + 6, PROOF.index(b"\nindex")
    for at in itertools.chain(range(start), range(end, len(PROOF))):
        data = bytearray(PROOF)
        data[at] ^= 1 << at % 8
        try:
            verify_proof(parse_proof(bytes(data)), leaf, policy)
        except TlogRefused:
            continue
        # Only a witness's name or key id may change: it is then one unknown witness, two are enough.
        line = PROOF[PROOF.rindex(b"\n", 0, at) + 1 : PROOF.index(b"\n", at)]
        assert line.startswith("— witness".encode())
        blob_at = PROOF.rindex(b"\n", 0, at) + 1 + line.rindex(b" ") + 1
        assert at < blob_at + 6


def shape(*lines: str, checkpoint: str = VECTORS["cosigned"]) -> bytes:
    return ("\n".join(lines) + "\n\n" + checkpoint).encode()


HEAD, HASH = "c2sp.org/tlog-proof@v1", b64encode(bytes(32)).decode()


def test_the_shapes_the_next_test_spoils_are_good():
    assert parse_proof(shape(HEAD, "index 0")) == Proof(None, 0, (), VECTORS["cosigned"].encode())
    assert parse_proof(shape(HEAD, "extra AA==", "index 10", HASH)).hashes == (bytes(32),)
    assert parse_proof(shape(HEAD, "extra AA==", "index 10", HASH)).extra == b"\0"
    assert len(parse_proof(shape(HEAD, "index 0", *[HASH] * 63)).hashes) == 63


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n", HEAD.encode(), shape(HEAD), shape("c2sp.org/tlog-proof@v2", "index 0"),
        shape("", HEAD, "index 0"),
        shape(HEAD + " ", "index 0"), shape(HEAD, "index 00"), shape(HEAD, "index -1"), shape(HEAD, "index"),
        shape(HEAD, "index "), shape(HEAD, "index  0"), shape(HEAD, "index 0 "), shape(HEAD, "Index 0"),
        shape(HEAD, "index 1_0"), shape(HEAD, "index ٣"), shape(HEAD, "index 9223372036854775808"),
        shape(HEAD, HASH),
        shape(HEAD, "index 0", "extra AA=="), shape(HEAD, "extra AA==", "extra AA==", "index 0"),
        shape(HEAD, "extra AA=="),
        shape(HEAD, "extra ", "index 0"), shape(HEAD, "extra", "index 0"),
        shape(HEAD, "extra AB==", "index 0"),
        shape(HEAD, "extra AA", "index 0"), shape(HEAD, "extra A A==", "index 0"),
        shape(HEAD, "index 0", HASH[:-4]),
        shape(HEAD, "index 0", HASH + " "), shape(HEAD, "index 0", HASH[:-2] + "B="),
        shape(HEAD, "index 0", HASH + "AAAA"),
        shape(HEAD, "index 0", *[HASH] * 64), shape(HEAD, "index 0\r"), shape(HEAD, "index 0", checkpoint=""),
        shape(HEAD, "index 0", checkpoint="x" * 1_000_001),
        shape(HEAD, "extra " + "A" * 2_000_000, "index 0"), b"x" * 3_000_001,
        shape(HEAD, "index 0", HASH + "\u00e9"),
    ],
)  # fmt: skip
def test_a_malformed_proof_file_is_refused(data):
    with pytest.raises(ProofInvalid):
        parse_proof(data)


@settings(max_examples=300)
@given(
    st.binary(max_size=80)
    | st.lists(
        st.sampled_from([HEAD, "\n", "\n\n", "index 0", "extra AA==", HASH, "x", VECTORS["cosigned"]])
    ).map(lambda parts: "".join(parts).encode())
)
def test_hostile_proof_files_raise_only_our_errors(data):
    try:
        proof = parse_proof(data)
    except ProofInvalid:
        return
    with pytest.raises(TlogRefused):
        verify_proof(proof, bytes(32), Policy.parse(VECTORS["policy"].encode()))
    # parse_proof does not look into the checkpoint: a malformed one is found on verifying or writing.
    with suppress(NoteInvalid):
        assert format_proof(proof.index, proof.hashes, proof.checkpoint, proof.extra) == data


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (shape("x", "index 0"), "Line 1 "),
        (shape(HEAD, "extra x", "index 0"), "Line 2 "),
        (shape(HEAD, "x"), "Line 2 "),
        (shape(HEAD, "extra AA==", "x"), "Line 3 "),
        (shape(HEAD, "index 0", HASH, "x"), "Line 4 "),
        (shape(HEAD, "index 0", HASH + "\u00e9"), "byte 75"),
    ],
)
def test_a_refused_proof_file_names_the_place(data, place):
    with pytest.raises(ProofInvalid, match=place):
        parse_proof(data)


@pytest.mark.parametrize("extra", [b"x", bytes(1_000_000)])
def test_extra_data_of_any_allowed_length_reads_back(extra):
    good = VECTORS["cosigned"].encode()
    assert parse_proof(format_proof(2**63 - 2, [bytes(32)] * 63, good, extra)).extra == extra


def test_no_proof_file_is_written_that_could_not_be_read():
    good = VECTORS["cosigned"].encode()
    for arguments in (
        (-1, [], good), (2**63 - 1, [], good), (0, [bytes(31)], good), (0, [bytes(32)] * 64, good),
        (0, [], good, b""),
        (0, [], good, bytes(1_000_001)),
    ):  # fmt: skip
        with pytest.raises(ProofInvalid):
            format_proof(*arguments)
    with pytest.raises(NoteInvalid):
        format_proof(0, [], b"no note")
