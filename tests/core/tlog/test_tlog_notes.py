"""Keys, notes and cosignatures against C2SP signed-note and tlog-cosignature."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
import tlog_naive as naive
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tlog_keys import LOG, NEXT, VECTORS, WITNESS

from ouna.core.tlog import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    KeyInvalid,
    NoteInvalid,
    NoteUnverified,
    SignatureInvalid,
    Signer,
    TlogRefused,
    Verifier,
    add_signatures,
    cosign,
    open_note,
    parse_note,
    sign,
)

# The example of the specification of signed notes.
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()

# The example of the specification of cosignatures.
SPEC_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SPEC_COSIGNED = (
    SPEC_TEXT + "\n— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2"
    "oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
).encode()

TEXT = "first\n\nafter an empty line\n"


def test_the_specification_s_example_opens():
    verifier = Verifier.parse(SPEC_KEY)
    assert (verifier.name, verifier.key_type, verifier.vkey) == ("example.com/foo", ED25519, SPEC_KEY)
    note = open_note(SPEC_NOTE, [verifier])
    assert note.text == "This is an example message.\n"
    assert [found.verifier for found in note.verified] == [verifier]
    assert note.unverified == ()


def test_the_specification_s_cosigned_checkpoint_reads():
    text, (log, witness) = parse_note(SPEC_COSIGNED)
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex().startswith("0ac5186a91863e8e")
    assert checkpoint.format() == text == SPEC_TEXT
    assert log.key_id.hex() == "033de0ae"
    assert len(witness.signature) == 72
    assert int.from_bytes(witness.signature[:8], "big") == 1679315147
    with pytest.raises(NoteUnverified):
        open_note(SPEC_COSIGNED, [LOG.verifier])


def test_a_signer_has_the_public_key_of_rfc_8032():
    seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert Signer.from_seed("a", bytes.fromhex(seed)).verifier.public_key.hex() == public


def test_key_ids_follow_the_formula():
    for signer, kind in ((LOG, b"\x01"), (WITNESS, b"\x04")):
        key = signer.verifier
        assert key.key_id == sha256(signer.name.encode() + b"\n" + kind + key.public_key).digest()[:4]


def test_our_vectors_hold_by_other_means():
    """The vector file, recomputed with hashlib, cryptography and the naive tree alone."""
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["log_seed"]))
    public = key.public_key().public_bytes_raw()
    key_id = sha256(VECTORS["origin"].encode() + b"\n\x01" + public).digest()[:4]
    encoded = b64encode(b"\x01" + public).decode()
    assert VECTORS["log_vkey"] == f"{VECTORS['origin']}+{key_id.hex()}+{encoded}"
    entries = [entry.encode() for entry in VECTORS["entries"]]
    for size, expected in enumerate(VECTORS["checkpoints"]):
        root = naive.mth(entries[:size])
        assert VECTORS["roots"][size] == root.hex()
        text = f"{VECTORS['origin']}\n{size}\n{b64encode(root).decode()}\n"
        signature = b64encode(key_id + key.sign(text.encode())).decode()
        assert expected == f"{text}\n— {VECTORS['origin']} {signature}\n"
    cosigned = expected
    for witness in VECTORS["witnesses"]:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(witness["seed"]))
        name, key_id, _ = witness["vkey"].split("+", 2)
        blob = bytes.fromhex(key_id) + witness["time"].to_bytes(8, "big")
        blob += key.sign(f"cosignature/v1\ntime {witness['time']}\n{text}".encode())
        cosigned += f"— {name} {b64encode(blob).decode()}\n"
    assert VECTORS["cosigned"] == cosigned


def test_we_write_our_vectors_byte_by_byte():
    log = Signer.parse(VECTORS["log_skey"])
    assert (log.skey(), log.verifier.vkey) == (VECTORS["log_skey"], VECTORS["log_vkey"])
    for size, (root, expected) in enumerate(zip(VECTORS["roots"], VECTORS["checkpoints"], strict=True)):
        text = Checkpoint(VECTORS["origin"], size, bytes.fromhex(root)).format()
        assert sign(text, log) == expected.encode()
    witnesses = [(Signer.parse(witness["skey"]), witness["time"]) for witness in VECTORS["witnesses"]]
    lines = [cosign(text, signer, time) for signer, time in witnesses]
    assert add_signatures(expected.encode(), lines) == VECTORS["cosigned"].encode()
    note = open_note(VECTORS["cosigned"].encode(), [Verifier.parse(w["vkey"]) for w in VECTORS["witnesses"]])
    assert [found.time for found in note.verified] == [time for _, time in witnesses]
    assert [found.name for found in note.unverified] == [VECTORS["origin"]]


def test_keys_read_back():
    for signer in (LOG, WITNESS):
        assert Signer.parse(signer.skey()) == signer
        assert Verifier.parse(signer.verifier.vkey) == signer.verifier


def test_a_secret_does_not_show():
    shown = repr(LOG) + str(LOG)
    assert repr(LOG.seed) not in shown
    assert LOG.seed.hex() not in shown
    assert "seed" not in shown


def vkey(name: str, kind: int, key: bytes) -> str:
    key_id = sha256(name.encode() + b"\n" + bytes([kind]) + key).hexdigest()[:8]
    return f"{name}+{key_id}+{b64encode(bytes([kind]) + key).decode()}"


@pytest.mark.parametrize(
    "text",
    [
        "", "+", "++", "a+b", SPEC_KEY[:-4], SPEC_KEY + "=", SPEC_KEY + " ", " " + SPEC_KEY, SPEC_KEY + "\n",
        SPEC_KEY.replace("530d903a", "530D903A"), SPEC_KEY.replace("530d903a", "530d903b"),
        SPEC_KEY.replace("530d903a", "0530d903a"), SPEC_KEY.replace("foo", "fop"),
        SPEC_KEY.replace("+A", "+-"),
        vkey("", 1, bytes(32)), vkey("a b", 1, bytes(32)), vkey("a\u00a0b", 1, bytes(32)),
        vkey("a\nb", 1, bytes(32)),
        vkey("a\x01", 1, bytes(32)), vkey("a", 1, bytes(31)), vkey("a", 1, bytes(33)),
        vkey("a", 2, bytes(32)),
        vkey("a", 0, bytes(32)), vkey("a", 6, bytes(1312)), vkey("a", 1, b""), "a+00000000+",
        "a" * 300 + SPEC_KEY,
        LOG.skey(),
    ],
)  # fmt: skip
def test_a_malformed_verifier_key_is_refused(text):
    with pytest.raises(KeyInvalid):
        Verifier.parse(text)


def test_the_malformed_keys_differ_from_a_good_one_in_what_they_show():
    assert Verifier.parse(vkey("a", 1, bytes(32))).public_key == bytes(32)
    assert Verifier.parse(vkey("اسم.example", 4, bytes(32))).key_type == COSIGNATURE


@pytest.mark.parametrize(
    "text",
    [
        "", LOG.verifier.vkey, LOG.skey()[:-4], LOG.skey().replace("PRIVATE", "private"), LOG.skey() + "\n",
        LOG.skey().replace("eaa9ce4b", "eaa9ce4c"), LOG.skey().replace("book", "boo"), "PRIVATE+KEY+++",
    ],
)  # fmt: skip
def test_a_malformed_signing_key_is_refused_without_showing_it(text):
    with pytest.raises(KeyInvalid) as refused:
        Signer.parse(text)
    assert "AQABAgME" not in str(refused.value)


def test_seeds_of_another_length_or_lone_surrogates_are_refused():
    for name, seed in (("a", bytes(31)), ("a", bytes(33)), ("\ud800", bytes(32)), ("a+b", bytes(32))):
        with pytest.raises(KeyInvalid):
            Signer.from_seed(name, seed)


def test_text_is_divided_at_the_last_empty_line():
    data = sign(TEXT, LOG)
    assert open_note(data, [LOG.verifier]).text == TEXT
    forged = sign("\n\n\n", LOG)
    assert open_note(forged, [LOG.verifier]).text == "\n\n\n"
    # A whole note, signed again: only the outer signature counts for the outer text.
    outer = sign(data.decode(), NEXT)
    assert open_note(outer, [NEXT.verifier]).text == data.decode()
    with pytest.raises(NoteUnverified):
        open_note(outer, [LOG.verifier])


def test_a_known_key_that_fails_spoils_the_note_an_unknown_one_does_not():
    other = sign("other\n", NEXT)
    bad_line = other.split(b"\n\n")[1]
    data = add_signatures(sign(TEXT, LOG), [bad_line])
    note = open_note(data, [LOG.verifier])
    assert (len(note.verified), len(note.unverified)) == (1, 1)
    with pytest.raises(SignatureInvalid):
        open_note(data, [LOG.verifier, NEXT.verifier])
    with pytest.raises(NoteUnverified):
        open_note(data, [WITNESS.verifier])
    with pytest.raises(NoteUnverified):
        open_note(data, [])


def test_names_and_ids_count_together():
    """A key of the same name but another id, or the same id but another name, is unknown."""
    data = sign(TEXT, LOG)
    namesake = Verifier(LOG.name, ED25519, bytes(32))
    assert namesake.key_id != LOG.verifier.key_id
    other_type = Verifier(LOG.name, COSIGNATURE, LOG.verifier.public_key)
    renamed = Verifier("example.org/book2", ED25519, LOG.verifier.public_key)
    for stranger in (namesake, other_type, renamed):
        with pytest.raises(NoteUnverified):
            open_note(data, [stranger])


def test_a_key_counts_once_and_its_every_line_must_fit():
    data = sign(TEXT, LOG)
    line = data.split(b"\n\n")[-1]
    assert len(open_note(data + line * 9, [LOG.verifier]).verified) == 1
    broken = sign("other\n", LOG).split(b"\n\n")[-1]
    with pytest.raises(SignatureInvalid):
        open_note(data + broken, [LOG.verifier])
    twice = add_signatures(data, [cosign(TEXT, WITNESS, 5), cosign(TEXT, WITNESS, 9)])
    assert [found.time for found in open_note(twice, [WITNESS.verifier]).verified] == [5]
    stranger = sign("other\n", NEXT).split(b"\n\n")[-1]
    assert len(open_note(data + stranger * 3, [LOG.verifier]).unverified) == 1


def test_two_keys_that_cannot_be_told_apart_are_refused():
    same = Verifier(LOG.name, ED25519, LOG.verifier.public_key)
    assert open_note(sign(TEXT, LOG), [LOG.verifier, same]).text == TEXT
    clash = Verifier(LOG.name, ED25519, bytes(32))
    clash.__dict__["key_id"] = LOG.verifier.key_id
    with pytest.raises(KeyInvalid):
        open_note(sign(TEXT, LOG), [LOG.verifier, clash])


def test_a_cosignature_binds_its_time():
    line = cosign(TEXT, WITNESS, 1_764_000_000)
    data = add_signatures(sign(TEXT, LOG), [line])
    (found,) = open_note(data, [WITNESS.verifier]).verified
    assert (found.time, found.verifier) == (1_764_000_000, WITNESS.verifier)
    blob = bytearray(b64decode(line.split(b" ")[2]))
    blob[11] ^= 1
    moved = line.rsplit(b" ", 1)[0] + b" " + b64encode(blob) + b"\n"
    with pytest.raises(SignatureInvalid):
        open_note(sign(TEXT, LOG) + moved, [WITNESS.verifier])
    blob[4:12] = (1 << 63).to_bytes(8, "big")
    with pytest.raises(SignatureInvalid):
        open_note(
            sign(TEXT, LOG) + line.rsplit(b" ", 1)[0] + b" " + b64encode(blob) + b"\n", [WITNESS.verifier]
        )


def test_each_kind_of_key_makes_its_own_kind_of_signature():
    with pytest.raises(KeyInvalid):
        sign(TEXT, WITNESS)
    with pytest.raises(KeyInvalid):
        sign(TEXT, LOG, WITNESS)
    with pytest.raises(KeyInvalid):
        cosign(TEXT, LOG, 0)
    with pytest.raises(NoteInvalid):
        sign(TEXT)
    for time in (-1, 1 << 63):
        with pytest.raises(NoteInvalid):
            cosign(TEXT, WITNESS, time)


@pytest.mark.parametrize("time", [0, 2**63 - 1])
def test_the_first_and_last_possible_time_is_cosigned(time):
    data = add_signatures(sign(TEXT, LOG), [cosign(TEXT, WITNESS, time)])
    assert [found.time for found in open_note(data, [WITNESS.verifier]).verified] == [time]


def test_a_name_may_be_long_but_not_endless():
    assert Verifier("a" * 255, ED25519, bytes(32)).name == "a" * 255
    with pytest.raises(KeyInvalid):
        Verifier("a" * 256, ED25519, bytes(32))


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "return\r\n", "nul\0\n", "\x1f\n", "\ud800\n"])
def test_text_no_note_can_hold_is_not_signed(text):
    with pytest.raises(NoteInvalid):
        sign(text, LOG)
    with pytest.raises(NoteInvalid):
        cosign(text, WITNESS, 1)


GOOD = sign("text\n", LOG)
LINE = GOOD.split(b"\n\n")[1]
BLOB = LINE.split(b" ")[2].rstrip(b"\n")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n", b"\n\n", b"text\n", b"text\n\n", GOOD[:-1], GOOD + b"\n", GOOD + b"more\n",
        b"\x01" + GOOD,
        GOOD.replace(b"text", b"te\txt"), GOOD.replace(b"\n", b"\r\n"), GOOD.replace(b"text", b"te\xffxt"),
        GOOD.replace(b"text", b"te\xed\xa0\x80"), GOOD.replace("—".encode(), b"-"),
        GOOD.replace("— ".encode(), "—".encode()),
        GOOD.replace(b"example", b"exam ple"), GOOD.replace(b"example", b"exam+ple"),
        GOOD.replace(b"book ", b"book  "),
        GOOD.replace(b"example", "exam\u2003ple".encode()), GOOD.replace(BLOB, b""),
        GOOD.replace(b" " + BLOB, b""),
        GOOD.replace(BLOB, b"AAAA"), GOOD.replace(BLOB, b"AAAAAA=="), GOOD.replace(BLOB, BLOB[:-1]),
        GOOD.replace(BLOB, BLOB.replace(b"=", b"")), GOOD.replace(BLOB, BLOB + b" "),
        GOOD.replace(BLOB, BLOB + b" x"),
        GOOD.replace(b"text\n\n", b"text\n"), GOOD + LINE * 100, b"x" * 1_000_000 + GOOD, LINE,
        GOOD.replace(BLOB, b"-" + BLOB[1:]), GOOD.replace(BLOB, b"_" + BLOB[1:]),
    ],
)  # fmt: skip
def test_a_malformed_note_is_refused(data):
    assert data != GOOD
    with pytest.raises(NoteInvalid) as refused:
        open_note(data, [LOG.verifier])
    assert not isinstance(refused.value, SignatureInvalid | NoteUnverified)


def test_sixteen_and_up_to_a_hundred_signatures_are_accepted():
    assert len(open_note(GOOD + LINE * 99, [LOG.verifier]).signatures) == 100


def test_a_second_spelling_of_a_signature_is_refused():
    """Unused bits at the end of base64: two texts for the same bytes."""
    blob = b"AAAAAAE="
    other = b"AAAAAAF="
    assert b64decode(blob) == b64decode(other)
    parse_note(GOOD.replace(BLOB, blob))
    with pytest.raises(NoteInvalid):
        parse_note(GOOD.replace(BLOB, other))


def test_only_signature_lines_can_be_added():
    for line in (b"", b"\n", LINE[:-1], b"x\n", b"text\n\n" + LINE, b"\n" + LINE, LINE + b"\n"):
        with pytest.raises(NoteInvalid):
            add_signatures(GOOD, [line])
    assert add_signatures(GOOD, [LINE, LINE]) == GOOD
    with pytest.raises(NoteInvalid):
        add_signatures(GOOD, [cosign("text\n", WITNESS, time) for time in range(100)])


@settings(max_examples=200)
@given(st.integers(0, len(GOOD) * 8 - 1))
def test_no_flipped_bit_leaves_a_note_valid(bit):
    data = bytearray(GOOD)
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(TlogRefused):
        open_note(bytes(data), [LOG.verifier])


@settings(max_examples=300)
@given(
    st.binary(max_size=80)
    | st.lists(st.sampled_from([b"\n", b"\n\n", LINE, b"text", b"\xe2", b" ", BLOB])).map(b"".join)
)
@example(b"\n\n" + LINE)
def test_hostile_notes_raise_only_our_errors(data):
    try:
        text, signatures = parse_note(data)
    except NoteInvalid:
        return
    assert text.encode() + b"\n" + "".join(found.line for found in signatures).encode() == data
    try:
        open_note(data, [LOG.verifier])
    except NoteInvalid:
        return
    assert text == "text\n"


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_hostile_keys_raise_only_our_errors(text):
    for parse in (Verifier.parse, Signer.parse):
        with pytest.raises(KeyInvalid):
            parse(text)
