"""Trust policies against C2SP tlog-policy."""

from __future__ import annotations

import itertools
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tlog_keys import HEAD_TEXT, KEYS, LOG, NAMES, WITNESSES, cosigned

from ouna.core.tlog import (
    COSIGNATURE,
    Checkpoint,
    NoteUnverified,
    Policy,
    PolicyInvalid,
    PolicyNotMet,
    SignatureInvalid,
    Signer,
    TlogRefused,
    Verifier,
    add_signatures,
    cosign,
)

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
        policy.verify(cosigned("X1", "X3", "Y2", text=HEAD_TEXT.replace("book", "look")))
    # One bad cosignature more spoils it.
    with pytest.raises(SignatureInvalid):
        policy.verify(cosigned("X1", "X3", "Y2") + cosign(HEAD_TEXT + "x\n", WITNESSES["X2"], 1))
    # A witness counts once, however often it signs.
    twice = add_signatures(cosigned("X1", "Y1"), [cosign(HEAD_TEXT, WITNESSES["X1"], 5)])
    with pytest.raises(PolicyNotMet):
        policy.verify(twice)


def test_a_simple_quorum_none_and_any_order():
    none = Policy.parse(f"quorum none\nlog {LOG.verifier.vkey}\n".encode())
    assert none.verify(cosigned()).cosignatures == ()
    single = Policy.parse(
        f"witness w {KEYS['X1']} w.example\nquorum w\nlog {LOG.verifier.vkey} https://a.example/\n".encode()
    )
    assert single.urls == {LOG.verifier.vkey: "https://a.example/", KEYS["X1"]: "w.example"}
    single.verify(cosigned("X1"))
    with pytest.raises(PolicyNotMet):
        single.verify(cosigned("X2"))


def test_a_policy_may_be_long_but_not_endless():
    quorum = b"quorum none\n"
    Policy.parse(b"\n" * 4095 + quorum)
    Policy.parse(b"#" * (1_000_000 - len(quorum) - 1) + b"\n" + quorum)
    for data in (b"\n" * 4096 + quorum, b"#" * (1_000_000 - len(quorum)) + b"\n" + quorum):
        with pytest.raises(PolicyInvalid):
            Policy.parse(data)


def test_a_policy_without_logs_trusts_no_log():
    policy = Policy.parse(f"witness w {KEYS['X1']}\nquorum w\n".encode())
    with pytest.raises(PolicyNotMet):
        policy.verify(cosigned("X1"))
    replace(policy, logs=(LOG.verifier,)).verify(cosigned("X1"))
    with pytest.raises(NoteUnverified):
        Policy().verify(cosigned("X1"))


@pytest.mark.parametrize(("least", "enough"), [("1", 1), ("2", 2), ("3", 3), ("any", 1), ("all", 3)])
def test_a_group_counts_its_members(least, enough):
    witnesses = "".join(f"witness {name} {KEYS[name]}\n" for name in ("X1", "X2", "X3"))
    policy = Policy.parse(f"{witnesses}group g {least} X1 X2 X3\nquorum g\n".encode())
    for count in range(4):
        assert policy.is_met_by([WITNESSES[name].verifier for name in NAMES[:count]]) == (count >= enough)


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


@settings(max_examples=300)
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
