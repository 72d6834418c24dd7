"""Trust policies, proof files and commitments against C2SP tlog-policy, tlog-proof and the book's format."""

from __future__ import annotations

import itertools
import json
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import tlog_naive as naive
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.tlog import (
    COSIGNATURE,
    Checkpoint,
    CommitmentInvalid,
    NoteInvalid,
    NoteUnverified,
    Policy,
    PolicyInvalid,
    PolicyNotMet,
    Proof,
    ProofInvalid,
    SignatureInvalid,
    Signer,
    TlogRefused,
    Tree,
    Verifier,
    add_signatures,
    commit,
    cosign,
    format_proof,
    leaf_hash,
    padded_root,
    parse_proof,
    sign,
    verify_proof,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/tlog/seven-entries.json").read_text("utf-8"))
ENTRIES = [entry.encode() for entry in VECTORS["entries"]]

LOG = Signer.from_seed("example.org/book", bytes(range(32)))
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
WITNESSES = {
    name: Signer.from_seed(f"{name}.example.net", sha256(name.encode()).digest(), COSIGNATURE)
    for name in NAMES
}
KEYS = {name: signer.verifier.vkey for name, signer in WITNESSES.items()}
TEXT = Checkpoint("example.org/book", 7, bytes(32)).format()

# The example of the specification, with keys.
SPEC_POLICY = f"""
log {LOG.verifier.vkey}

witness X1 {KEYS["X1"]}
witness X2 {KEYS["X2"]}
witness X3 {KEYS["X3"]}
group X-witnesses 2 X1 X2 X3

witness Y1 {KEYS["Y1"]}
witness Y2 {KEYS["Y2"]}
witness Y3 {KEYS["Y3"]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def cosigned(*names: str, text: str = TEXT) -> bytes:
    return add_signatures(sign(text, LOG), [cosign(text, WITNESSES[name], 1_764_000_000) for name in names])


def test_the_specification_s_policy_under_every_set_of_witnesses():
    policy = Policy.parse(SPEC_POLICY.encode())
    assert (len(policy.logs), len(policy.witnesses), len(policy.groups), policy.quorum) == (
        1,
        6,
        3,
        "X-and-Y",
    )
    for count in range(7):
        for names in itertools.combinations(NAMES, count):
            enough = sum(name[0] == "X" for name in names) >= 2 and any(name[0] == "Y" for name in names)
            assert policy.is_met_by(WITNESSES[name].verifier for name in names) == enough


def test_a_checkpoint_needs_the_log_and_the_quorum():
    policy = Policy.parse(SPEC_POLICY.encode())
    verified = policy.verify(cosigned("X1", "X3", "Y2"))
    assert verified.checkpoint == Checkpoint("example.org/book", 7, bytes(32))
    assert verified.log_keys == (LOG.verifier,)
    assert [found.name for found in verified.cosignatures] == [f"{n}.example.net" for n in ("X1", "X3", "Y2")]
    assert {found.time for found in verified.cosignatures} == {1_764_000_000}
    for names in ((), ("X1", "X2"), ("X1", "Y1"), ("Y1", "Y2", "Y3")):
        with pytest.raises(PolicyNotMet):
            policy.verify(cosigned(*names))
    # The same quorum without the log's signature, or with it under another origin.
    lines = cosigned("X1", "X3", "Y2").splitlines(keepends=True)
    with pytest.raises(PolicyNotMet):
        policy.verify(b"".join(lines[:4] + lines[5:]))
    with pytest.raises(PolicyNotMet):
        policy.verify(cosigned("X1", "X3", "Y2", text=TEXT.replace("book", "look")))
    # One bad cosignature more spoils it.
    with pytest.raises(SignatureInvalid):
        policy.verify(cosigned("X1", "X3", "Y2") + cosign(TEXT + "x\n", WITNESSES["X2"], 1))
    # A witness counts once, however often it signs.
    twice = add_signatures(cosigned("X1", "Y1"), [cosign(TEXT, WITNESSES["X1"], 5)])
    with pytest.raises(PolicyNotMet):
        policy.verify(twice)


def test_a_simple_quorum_none_and_any_order():
    none = Policy.parse(f"quorum none\nlog {LOG.verifier.vkey}\n".encode())
    assert none.verify(cosigned()).cosignatures == ()
    single = Policy.parse(
        f"witness w {KEYS['X1']}\nquorum w\nlog {LOG.verifier.vkey} https://a.example/\n".encode()
    )
    assert single.urls == {LOG.verifier.vkey: "https://a.example/"}
    single.verify(cosigned("X1"))
    with pytest.raises(PolicyNotMet):
        single.verify(cosigned("X2"))


def test_a_policy_without_logs_trusts_no_log():
    policy = Policy.parse(f"witness w {KEYS['X1']}\nquorum w\n".encode())
    with pytest.raises(PolicyNotMet):
        policy.verify(cosigned("X1"))
    replace(policy, logs=(LOG.verifier,)).verify(cosigned("X1"))
    with pytest.raises(NoteUnverified):
        Policy().verify(cosigned("X1"))


def test_white_space_comments_and_opaque_names():
    data = b"# \xff\xfe free text\n\t \n  log\t" + LOG.verifier.vkey.encode() + b" \n"
    data += b"witness K " + KEYS["X1"].encode() + b"\nwitness \xe2\x84\xaa " + KEYS["X2"].encode() + b"\n"
    data += (
        b"witness \xff " + KEYS["X3"].encode() + b"\n\t#x\ngroup all all K \xe2\x84\xaa \xff\nquorum all\n"
    )
    policy = Policy.parse(data)
    assert len(policy.witnesses) == 3
    policy.verify(cosigned("X1", "X2", "X3"))
    with pytest.raises(PolicyNotMet):
        policy.verify(cosigned("X1", "X2"))


def test_as_many_as_the_specification_wants_supported():
    keys = [
        Signer.from_seed(f"w{number}", sha256(b"%d" % number).digest(), COSIGNATURE).verifier.vkey
        for number in range(32)
    ]
    logs = [
        Signer.from_seed(f"l{number}", sha256(b"l%d" % number).digest()).verifier.vkey for number in range(32)
    ]
    text = "".join(f"log {key}\n" for key in logs)
    text += "".join(f"witness w{number} {key}\n" for number, key in enumerate(keys))
    text += (
        "group g0 any w0\n"
        + "".join(f"group g{n} all g{n - 1} w{n}\n" for n in range(1, 32))
        + "quorum g31\n"
    )
    policy = Policy.parse(text.encode())
    witnesses = [Verifier.parse(key) for key in keys]
    assert policy.is_met_by(witnesses)
    for left_out in range(32):
        assert not policy.is_met_by(witnesses[:left_out] + witnesses[left_out + 1 :])


W = f"witness a {KEYS['X1']}\nwitness b {KEYS['X2']}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", None), ("\n", None), ("quorum none", None), (W, None), ("quorum none\nquorum none\n", 2),
        ("quorum a\n" + W, 1), (W + "quorum\n", 3), (W + "quorum a b\n", 3), (W + "quorum c\n", 3),
        (W + "quorum a\x0b\n", None), (W + "quorum a\r\n", None), ("quorum none\n\0", None),
        ("quorum none\x7f\n", None),
        ("quorum none\nfoo\n", 2), ("QUORUM none\n", 1), ("quorum none # why\n", 1),
        ("quorum\u00a0none\n", 1),
        (W + "group g any\nquorum g\n", 3), (W + "group g\nquorum g\n", 3),
        (W + "group g 0 a b\nquorum g\n", 3),
        (W + "group g 3 a b\nquorum g\n", 3), (W + "group g -1 a b\nquorum g\n", 3),
        (W + "group g 01 a b\n", 3),
        (W + "group g +1 a b\n", 3), (W + "group g ١ a b\n", 3), (W + "group g some a b\n", 3),
        (W + f"group g {'9' * 5000} a b\n", 3), (W + "group g any a a\n", 3), (W + "group g any a c\n", 3),
        (W + "group g any g\n", 3), (W + "group g any none\n", 3), (W + "group none any a\n", 3),
        (W + "group a any b\n", 3), (W + "group g any a\ngroup h any a b\n", 4),
        (W + "group g any a\ngroup g any b\n", 4),
        (W + f"witness a {KEYS['X3']}\n", 3), (W + f"witness c {KEYS['X1']}\n", 3), (W + "witness c\n", 3),
        (W + f"witness c {KEYS['X3']} url more\n", 3), (W + f"witness none {KEYS['X3']}\n", 3),
        (W + f"witness c {LOG.verifier.vkey}\n", 3), (f"log {KEYS['X1']}\n", 1), ("log\n", 1), ("log x\n", 1),
        (f"log {LOG.verifier.vkey} a b\n", 1), (f"log {LOG.verifier.vkey}\n" * 2, 2), ("witness \n", 1),
        (f"log {LOG.verifier.vkey[:-1]}\n", 1), ("\n" * 5000 + "quorum none\n", None),
        ("#" * 1_000_001 + "\n", None),
        ("witness w " + Verifier("w", 4, LOG.verifier.public_key).vkey + f"\nlog {LOG.verifier.vkey}\n", 2),
        ("witness w " + Verifier("other", 4, WITNESSES["X1"].verifier.public_key).vkey + "\n" + W, 2),
    ],
)  # fmt: skip
def test_a_malformed_policy_is_refused_at_its_line(text, line):
    with pytest.raises(PolicyInvalid) as refused:
        Policy.parse(text.encode())
    assert refused.value.fields.get("line") == line
    assert (f"Line {line}:" in str(refused.value)) == (line is not None)


def test_a_key_with_an_undecodable_name_is_refused():
    with pytest.raises(PolicyInvalid):
        Policy.parse(b"log \xff+00000000+AQ==\nquorum none\n")


WORDS = [
    "log",
    "witness",
    "group",
    "quorum",
    "none",
    "any",
    "all",
    "1",
    "2",
    "a",
    "b",
    "\n",
    "\n",
    "#",
    *KEYS.values(),
]


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=25).map(lambda w: " ".join(w).encode())
)
def test_hostile_policies_raise_only_our_errors(data):
    try:
        policy = Policy.parse(data)
    except PolicyInvalid:
        return
    assert policy.quorum == "none" or policy.quorum in policy.witnesses | policy.groups
    with pytest.raises(TlogRefused):
        policy.verify(cosigned())


def test_logs_alone():
    policy = Policy.of_logs([LOG.verifier])
    assert policy.verify(cosigned("X1")).checkpoint.size == 7
    for logs in ([WITNESSES["X1"].verifier], [LOG.verifier, Verifier("other", 1, LOG.verifier.public_key)]):
        with pytest.raises(PolicyInvalid):
            Policy.of_logs(logs)


# --- proof files


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
        verify_proof(proof, leaf, Policy.of_logs([WITNESSES["X1"].verifier.__class__("o", 1, bytes(32))]))
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
        shape(HEAD, "extra " + "A" * 2_000_000, "index 0"), b"x" * 3_000_001,
        shape(HEAD, "index 0", HASH + "\u00e9"),
    ],
)  # fmt: skip
def test_a_malformed_proof_file_is_refused(data):
    with pytest.raises(ProofInvalid):
        parse_proof(data)


@settings(max_examples=300, deadline=None)
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


def test_no_proof_file_is_written_that_could_not_be_read():
    good = VECTORS["cosigned"].encode()
    for arguments in (
        (-1, [], good), (2**63, [], good), (0, [bytes(31)], good), (0, [bytes(32)] * 64, good),
        (0, [], good, b""),
        (0, [], good, bytes(1_000_001)),
    ):  # fmt: skip
        with pytest.raises(ProofInvalid):
            format_proof(*arguments)
    with pytest.raises(NoteInvalid):
        format_proof(0, [], b"no note")


# --- commitments


def test_a_commitment_is_the_hash_the_book_s_format_names():
    case = VECTORS["commitment"]
    salt, record = bytes.fromhex(case["salt"]), case["record"].encode()
    expected = sha256(b"ouna.commit.v1\ndonor\n" + salt + record).digest()
    assert commit("donor", salt, record) == expected
    assert case["commitment"] == expected.hex()


def test_purpose_salt_and_record_are_all_bound():
    salt = bytes(range(32))
    made = {
        commit("donor", salt, b"r"), commit("line", salt, b"r"), commit("donor", bytes(32), b"r"),
        commit("donor", salt, b"s"), commit("donor", salt, b""),
    }  # fmt: skip
    assert len(made) == 5


@pytest.mark.parametrize(
    ("purpose", "salt"),
    [
        ("", bytes(32)), ("Donor", bytes(32)), ("do nor", bytes(32)), ("donor\n", bytes(32)),
        ("a\nb", bytes(32)),
        ("é", bytes(32)), ("1a", bytes(32)), ("a" * 65, bytes(32)), ("donor", bytes(31)),
        ("donor", bytes(33)),
        ("donor", b""),
    ],
)  # fmt: skip
def test_a_commitment_is_not_made_from_malformed_parts(purpose, salt):
    with pytest.raises(CommitmentInvalid):
        commit(purpose, salt, b"record")


def test_the_sealed_day_s_root_is_that_of_a_tree_over_its_commitments():
    for count in (64, 128, 1024):
        commitments = [sha256(b"%d" % number).digest() for number in range(count)]
        assert padded_root(commitments) == naive.mth(commitments)
        assert padded_root(commitments[::-1]) != padded_root(commitments)
    equal = [bytes([number]) * 32 for number in range(64)]
    assert padded_root(equal).hex() == VECTORS["padded_root"]["root"]
    tree = Tree()
    tree.extend_entries(equal)
    assert padded_root(equal) == tree.root()


def test_a_day_that_tells_its_count_or_repeats_a_salt_is_refused():
    day = [sha256(b"%d" % number).digest() for number in range(128)]
    for commitments in (
        [],
        day[:1],
        day[:32],
        day[:63],
        day[:65],
        day[:96],
        [*day[:63], day[0]],
        [*day[:63], b"x"],
    ):
        with pytest.raises(CommitmentInvalid):
            padded_root(commitments)
