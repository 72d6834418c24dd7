"""Checkpoints against C2SP tlog-checkpoint, and whose signature makes one."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tlog_keys import LOG, NEXT, VECTORS

from ouna.core.tlog import (
    COSIGNATURE,
    EMPTY_ROOT,
    Checkpoint,
    CheckpointInvalid,
    NoteUnverified,
    Signer,
    Verifier,
    add_signatures,
    cosign,
    open_checkpoint,
    sign,
)

ROOT = b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "o\n", "o\n1\n", f"o\n1\n{ROOT}", f"\n1\n{ROOT}\n", f"o\n\n{ROOT}\n", "o\n1\n\n",
        f"o\n01\n{ROOT}\n",
        f"o\n+1\n{ROOT}\n", f"o\n-1\n{ROOT}\n", f"o\n 1\n{ROOT}\n", f"o\n1 \n{ROOT}\n", f"o\n1_0\n{ROOT}\n",
        f"o\n١\n{ROOT}\n", f"o\n0x1\n{ROOT}\n", f"o\n1.0\n{ROOT}\n", f"o\n9223372036854775808\n{ROOT}\n",
        f"o\n{'9' * 5000}\n{ROOT}\n", f"o\n1\n{ROOT[:-4]}\n", f"o\n1\n{ROOT}AAAA\n", f"o\n1\n{ROOT[:-1]}\n",
        f"o\n1\n{ROOT} \n", f"o\n1\n{ROOT[:-2]}9=\n", f"o\n1\n{ROOT}\n\n", f"o\n1\n{ROOT}\n\nx\n",
        f"o\n1\n{ROOT}\nx",
        f"o\r\n1\r\n{ROOT}\r\n", f"o\x00\n1\n{ROOT}\n", f"o\n1\n{ROOT}\nx\x1b\n", f"o\n0\n{ROOT}\n",
        f"o\n00\n{ROOT}\n",
    ],
)  # fmt: skip
def test_a_malformed_checkpoint_is_refused(text):
    with pytest.raises(CheckpointInvalid):
        Checkpoint.parse(text)


def test_a_good_checkpoint_reads_back_with_its_extensions():
    for size in (1, 10, 2**63 - 1):
        text = f"example.org/a log\n{size}\n{ROOT}\n"
        assert Checkpoint.parse(text) == Checkpoint("example.org/a log", size, bytes(range(32)))
        assert Checkpoint.parse(text).format() == text
    text = f"o\n1\n{ROOT}\nextension 1\n— looks signed AAAA\n"
    assert Checkpoint.parse(text).extensions == ("extension 1", "— looks signed AAAA")
    assert Checkpoint.parse(text).format() == text
    assert Checkpoint.parse(Checkpoint("o", 0, EMPTY_ROOT).format()).size == 0


@pytest.mark.parametrize(
    "parts",
    [
        ("", 1, bytes(32)), ("o\n2", 1, bytes(32)), ("o", -1, bytes(32)), ("o", 2**63, bytes(32)),
        ("o", 1, bytes(31)),
        ("o", 0, bytes(32)), ("o", 1, bytes(32), ("",)), ("o", 1, bytes(32), ("a\nb",)),
        ("o\t", 1, bytes(32)),
    ],
)  # fmt: skip
def test_no_checkpoint_is_made_that_could_not_be_read(parts):
    with pytest.raises(CheckpointInvalid):
        Checkpoint(*parts)


@settings(max_examples=200)
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["o", "\n", "1", "0", ROOT, "x"]), max_size=9).map("".join)
)
def test_hostile_checkpoints_raise_only_our_errors(text):
    try:
        checkpoint = Checkpoint.parse(text)
    except CheckpointInvalid:
        return
    assert checkpoint.format() == text


def test_a_signed_checkpoint_needs_its_own_log_s_signature():
    origin, data = VECTORS["origin"], VECTORS["cosigned"].encode()
    log = Verifier.parse(VECTORS["log_vkey"])
    witness = Verifier.parse(VECTORS["witnesses"][0]["vkey"])
    checkpoint, note = open_checkpoint(data, [log, witness], origin)
    assert (checkpoint.size, len(note.verified)) == (7, 2)
    with pytest.raises(NoteUnverified):
        open_checkpoint(data, [witness], origin)
    with pytest.raises(CheckpointInvalid):
        open_checkpoint(data, [log], origin + "2")
    # Another log, known too, signs a checkpoint that names this one.
    other = Signer.from_seed("example.org/other", bytes(32))
    forged = sign(checkpoint.format(), other)
    with pytest.raises(NoteUnverified):
        open_checkpoint(forged, [log, other.verifier], origin)
    # The witness's key under the log's name does not make a log of it.
    disguised = Signer.from_seed(origin, bytes(32), COSIGNATURE)
    forged = add_signatures(forged, [cosign(checkpoint.format(), disguised, 1)])
    with pytest.raises(NoteUnverified):
        open_checkpoint(forged, [log, other.verifier, disguised.verifier], origin)


def test_both_keys_sign_while_a_key_is_replaced():
    text = Checkpoint("example.org/book", 1, bytes(32)).format()
    data = sign(text, LOG, NEXT)
    for keys in ([LOG.verifier], [NEXT.verifier], [LOG.verifier, NEXT.verifier]):
        checkpoint, note = open_checkpoint(data, keys, "example.org/book")
        assert [found.verifier for found in note.verified] == keys
        assert checkpoint.size == 1
