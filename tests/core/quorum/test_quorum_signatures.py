"""Signatures over statements: what is accepted, and each thing that must be refused."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from authenticator import EDDSA, ES256, FILE_KEY, ORDER, ORIGIN, RP_ID, RS256, Authenticator
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from ouna.core.quorum import (
    NO_TRUSTEES,
    Band,
    KeyInvalid,
    Proof,
    PublicKey,
    Seen,
    SignatureRefused,
    Statement,
    StatementInvalid,
    check_signature,
    document_fingerprint,
    highest_m,
    m_for,
    partner_fingerprint,
    plain_fingerprint,
    proof_of,
)
from ouna.core.quorum import fingerprint as prints
from ouna.core.quorum import proof as proofs
from ouna.core.tlog.encoding import from_base64, to_base64

TAIL = "09tmjva2r6s91f771s8akfyxvj"
NONCE, ROOT, DIGEST, SHOWN, SET = "23" * 16, "01" * 32, "ab" * 32, "ef" * 32, "cd" * 32
STATEMENT = Statement(
    act="approve",
    log=f"log_{TAIL}",
    campaign=f"camp_{TAIL}",
    subject=f"req_{TAIL}",
    sha256=DIGEST,
    trustees=SET,
    trustee=f"trst_{TAIL}",
    lang="ar",
    shown=SHOWN,
    seen=Seen(7, ROOT),
    until="2026-12-01",
    nonce=NONCE,
)
ALGS = (ES256, EDDSA, RS256, FILE_KEY)
KEYS = {alg: Authenticator.make(f"key_{TAIL}", alg, 1) for alg in ALGS}
PASSKEY = KEYS[ES256]
Digits = Callable[[str], tuple[str, ...]]


def check(proof: Proof, key: PublicKey, statement: Statement = STATEMENT) -> None:
    check_signature(statement, proof, key, origins=(ORIGIN,), rp_id=RP_ID)


@pytest.mark.parametrize("alg", ALGS)
def test_each_kind_of_key_signs(alg: str) -> None:
    proof = KEYS[alg].prove(STATEMENT)
    check(proof, KEYS[alg].public)
    assert proof_of(proof.as_data()) == proof
    with pytest.raises(SignatureRefused, match=r"does not fit|over another statement"):
        check(proof, KEYS[alg].public, Statement.of({**STATEMENT.as_data(), "nonce": "45" * 16}))
    other = Authenticator.make("", alg, 2)
    with pytest.raises(SignatureRefused, match="does not fit"):
        check(proof, other.public)


def test_the_preimage_is_what_the_format_says() -> None:
    """Spelled out once, by hand."""
    text = (
        f'{{"act":"approve","campaign":"camp_{TAIL}","lang":"ar","log":"log_{TAIL}","nonce":"{NONCE}",'
        f'"seen":{{"root":"{ROOT}","size":7}},"sha256":"{DIGEST}","shown":"{SHOWN}",'
        f'"subject":"req_{TAIL}","trustee":"trst_{TAIL}","trustees":"{SET}","until":"2026-12-01"}}'
    )
    assert STATEMENT.preimage() == b"ouna.sign.v1\n" + text.encode()
    assert STATEMENT.challenge() == sha256(STATEMENT.preimage()).digest()


REFUSED: dict[str, tuple[str, Callable[[], Proof]]] = {
    "type": ("in the way of WebAuthn", lambda: PASSKEY.prove(STATEMENT, type="webauthn.create")),
    "challenge": ("another statement", lambda: PASSKEY.prove(STATEMENT, challenge="AAAA")),
    "challenge padded": (
        "another statement",
        lambda: PASSKEY.prove(STATEMENT, challenge=to_base64(STATEMENT.challenge())),
    ),
    "other origin": ("another page", lambda: PASSKEY.but(origin="https://evil.example").prove(STATEMENT)),
    "subdomain": ("another page", lambda: PASSKEY.but(origin=f"https://x.{RP_ID}").prove(STATEMENT)),
    "origin with a port": ("another page", lambda: PASSKEY.but(origin=f"{ORIGIN}:8443").prove(STATEMENT)),
    "origin as a list": ("another page", lambda: PASSKEY.prove(STATEMENT, origin=[ORIGIN])),
    "in a frame": ("another site's page", lambda: PASSKEY.prove(STATEMENT, crossOrigin=True)),
    "in a frame, oddly said": ("another site's page", lambda: PASSKEY.prove(STATEMENT, crossOrigin="false")),
    "top origin": ("another site's page", lambda: PASSKEY.prove(STATEMENT, topOrigin=ORIGIN)),
    "other site": ("for another site", lambda: PASSKEY.but(rp_id="books.example").prove(STATEMENT)),
    "nobody there": ("Nobody was present", lambda: PASSKEY.but(flags=0x04).prove(STATEMENT)),
    "not verified": ("its owner signs", lambda: PASSKEY.but(flags=0x01).prove(STATEMENT)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_browser_or_key_say_otherwise_is_refused(name: str) -> None:
    what, make = REFUSED[name]
    with pytest.raises(SignatureRefused, match=what):
        check(make(), PASSKEY.public)


GUARDS = {
    "client": ("_check_client", ("other origin", "in a frame", "top origin", "type")),
    "authenticator": ("_check_authenticator", ("other site", "nobody there", "not verified")),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_guard_off_each_of_these_would_pass(guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, lets_in = GUARDS[guard]
    monkeypatch.setattr(proofs, name, lambda *_: None)
    for wrong in lets_in:
        check(REFUSED[wrong][1](), PASSKEY.public)


def test_further_members_and_no_sign_count_are_tolerated() -> None:
    check(PASSKEY.but(count=0).prove(STATEMENT, other_keys_can_be_added_here="…"), PASSKEY.public)
    check(PASSKEY.but(count=9, flags=0x1D).prove(STATEMENT, crossOrigin=None), PASSKEY.public)


@pytest.mark.parametrize(
    "said", [b"", b"[]", b"{", b"\xef\xbb\xbf{}", b"\xff", b'{"type":NaN}', b"[" * 2000, b" " * 3000 + b"{}"]
)
def test_client_data_that_cannot_be_read_is_refused(said: bytes) -> None:
    proof = PASSKEY.prove(STATEMENT)
    with pytest.raises(SignatureRefused, match="cannot be read"):
        check(Proof(proof.alg, proof.signature, proof.authenticator_data, said), PASSKEY.public)


def test_short_authenticator_data_is_refused() -> None:
    proof = PASSKEY.prove(STATEMENT)
    cut = Proof(proof.alg, proof.signature, proof.authenticator_data[:36], proof.client_data_json)
    with pytest.raises(SignatureRefused, match="cannot be read"):
        check(cut, PASSKEY.public)


def with_parts(authenticator: bytes = b"", **client: Any) -> Proof:
    """A true signature over authenticator data with so much behind it, and client data with more members."""
    data = PASSKEY.authenticator_data() + authenticator
    said = PASSKEY.client_data(STATEMENT.challenge(), **client)
    return Proof(ES256, PASSKEY.sign_bytes(data + sha256(said).digest()), data, said)


def test_each_limit_of_a_proof_holds_to_the_byte() -> None:
    """The other verifier has the same limits: one byte apart, a page would count here and not there."""
    bare, short = len(with_parts(pad="").client_data_json), len(PASSKEY.authenticator_data())
    assert short == proofs._SHORTEST
    most = {
        "client data": lambda more: with_parts(pad="x" * (proofs.MAX_CLIENT_DATA - bare + more)),
        "authenticator data": lambda more: with_parts(bytes(proofs.MAX_AUTHENTICATOR_DATA - short + more)),
        "opened": lambda more: with_parts(pad=[[]] * (proofs.MAX_OPENED - 2 + more)),
    }
    for name, make in most.items():
        check(make(0), PASSKEY.public)
        with pytest.raises(SignatureRefused, match="cannot be read"):
            check(make(1), PASSKEY.public)
            pytest.fail(name)
    assert (proofs.MAX_CLIENT_DATA, proofs.MAX_AUTHENTICATOR_DATA, proofs.MAX_OPENED) == (2048, 1024, 64)


def test_a_proof_in_json_is_read_up_to_its_limits() -> None:
    def read(name: str, count: int) -> Proof:
        data = {"alg": ES256, "signature": "AAAA", "authenticator_data": "AAAA", "client_data_json": "AAAA"}
        return proof_of({**data, name: to_base64(bytes(count))})

    limits = {"signature": 512, "authenticator_data": 1024, "client_data_json": 2048}
    for name, most in limits.items():
        assert getattr(read(name, most), name) == bytes(most)
        with pytest.raises(SignatureRefused, match="or too many"):
            read(name, most + 1)


def test_a_second_signature_can_be_made_from_the_first() -> None:
    """Why signatures are never compared: (r, n − s) fits too, without the key."""
    proof = PASSKEY.prove(STATEMENT)
    r, s = decode_dss_signature(proof.signature)
    twin = encode_dss_signature(r, ORDER - s)
    assert twin != proof.signature
    check(Proof(proof.alg, twin, proof.authenticator_data, proof.client_data_json), PASSKEY.public)


def test_a_proof_of_another_algorithm_is_refused() -> None:
    with pytest.raises(SignatureRefused, match="another kind"):
        check(KEYS[EDDSA].prove(STATEMENT), PASSKEY.public)
    # An Ed25519 passkey listed as such is not a file key, though the key itself is of one kind.
    file_proof = Proof(EDDSA, KEYS[FILE_KEY].sign_bytes(STATEMENT.preimage()))
    with pytest.raises(SignatureRefused):
        check(file_proof, PublicKey(EDDSA, KEYS[FILE_KEY].spki))
    dressed = Proof(FILE_KEY, KEYS[FILE_KEY].prove(STATEMENT).signature, b"x", b"y")
    with pytest.raises(SignatureRefused, match="without a browser"):
        check(dressed, KEYS[FILE_KEY].public)


@given(alg=st.sampled_from(ALGS), data=st.data())
@settings(max_examples=300, deadline=None)
def test_no_bit_of_a_proof_can_be_flipped(alg: str, data: st.DataObject) -> None:
    proof = KEYS[alg].prove(STATEMENT)
    parts = [n for n in ("signature", "authenticator_data", "client_data_json") if getattr(proof, n)]
    name = data.draw(st.sampled_from(parts))
    content = bytearray(getattr(proof, name))
    at = data.draw(st.integers(0, len(content) * 8 - 1))
    content[at // 8] ^= 1 << at % 8
    fields = {n: getattr(proof, n) for n in parts}
    with pytest.raises(SignatureRefused):
        check(Proof(alg, **{**fields, name: bytes(content)}), KEYS[alg].public)


BAD: dict[str, list[Any]] = {
    "act": ["pay", "", None],
    "log": ["log_x", f"req_{TAIL}"],
    "subject": ["req"],
    "sha256": ["AB" * 32, "ab" * 31],
    "trustees": [None, "0"],
    "trustee": [f"user_{TAIL}"],
    "lang": ["", "english language", 1],
    "seen": [None, {"size": 0, "root": "01" * 32}, {"size": True, "root": "01" * 32}, {"size": 1}],
    "until": ["2026-02-30", "tomorrow", "2026-12-01T00:00:00Z"],
    "nonce": ["23" * 15],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in BAD.items() for v in values])
def test_a_statement_has_one_form(name: str, value: Any) -> None:
    assert Statement.of(STATEMENT.as_data()) == STATEMENT
    with pytest.raises(StatementInvalid):
        Statement.of({**STATEMENT.as_data(), name: value})


def test_the_fast_way_reads_the_same_statement_and_nothing_else() -> None:
    text = STATEMENT.preimage().removeprefix(b"ouna.sign.v1\n").decode()
    found = Statement.spelled(text)
    assert found == STATEMENT and found.seen == Seen(7, ROOT)
    assert found.preimage() == STATEMENT.preimage() == Statement.of(STATEMENT.as_data()).preimage()
    for wrong in (
        text.replace("approve", "pay"), text.replace("2026-12-01", "2026-02-30"), f"{text} ", text[:-1],
        text.replace('"size":7', '"size":0'), text.replace('"size":7', '"size":07'), text.upper(),
    ):  # fmt: skip
        assert wrong != text and Statement.spelled(wrong) is None


def test_a_statement_has_neither_more_members_nor_fewer() -> None:
    data = STATEMENT.as_data()
    for wrong in ({**data, "note": "x"}, {k: v for k, v in data.items() if k != "nonce"}, [], None):
        with pytest.raises(StatementInvalid):
            Statement.of(wrong)


@pytest.mark.parametrize(
    "wrong",
    [None, {}, {"alg": "none", "signature": "AAAA"}, {"alg": ES256, "signature": "AAAA"},
     {"alg": FILE_KEY, "signature": ""}, {"alg": FILE_KEY, "signature": "AAA"},
     {"alg": FILE_KEY, "signature": "AAB="}, {"alg": FILE_KEY, "signature": "AAAA", "more": "AAAA"},
     {"alg": FILE_KEY, "signature": "A" * 4000}, {"alg": [], "signature": "AAAA"}],
)  # fmt: skip
def test_a_proof_has_one_form(wrong: Any) -> None:
    with pytest.raises(SignatureRefused):
        proof_of(wrong)


ED_HEAD = bytes.fromhex("302a300506032b6570032100")
#: Points of small order, the last two in a second spelling: with such a key anybody's signature fits.
SMALL_ORDER = (
    "01" + "00" * 31, "00" * 32, "00" * 31 + "80", "ec" + "ff" * 30 + "7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ed" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "7f",
)  # fmt: skip


def test_keys_have_one_form() -> None:
    for alg in ALGS:
        KEYS[alg].public.check()
    curve = generate_private_key(SECP384R1()).public_key()
    short = rsa.generate_private_key(65537, 1024).public_key()
    der = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    modulus = KEYS[RS256].private.public_key().public_numbers().n
    others = [rsa.RSAPublicNumbers(e, modulus).public_key() for e in (3, 65539, 2**64 + 1)]
    spki = from_base64(PASSKEY.spki)
    assert spki
    wrong = [
        (ES256, to_base64(curve.public_bytes(*der))),
        *((RS256, to_base64(key.public_bytes(*der))) for key in (short, *others)),
        (ES256, KEYS[EDDSA].spki),
        (RS256, PASSKEY.spki),
        ("RS1", PASSKEY.spki),
        (ES256, "AAAA"),
        (ES256, PASSKEY.spki + "="),
        (ES256, to_base64(spki + b"\0")),
        (ES256, to_base64(spki[:-1] + bytes([spki[-1] ^ 1]))),
        *(
            (alg, to_base64(ED_HEAD + bytes.fromhex(weak)))
            for alg in (EDDSA, FILE_KEY)
            for weak in SMALL_ORDER
        ),
    ]
    for alg, text in wrong:
        with pytest.raises(KeyInvalid):
            PublicKey(alg, text).check()
        with pytest.raises(SignatureRefused):
            check(Proof(alg, b"x", b"", b""), PublicKey(alg, text))


BANDS = (Band("EUR", 2, 150_000), Band("EUR", 3), Band("CHF", 2, 100), Band("CHF", 4, 200))


@pytest.mark.parametrize(
    ("currency", "minor", "m"),
    [("EUR", 1, 2), ("EUR", 150_000, 2), ("EUR", 150_001, 3), ("EUR", 10**12, 3), ("CHF", 100, 2),
     ("CHF", 101, 4), ("CHF", 201, 4), ("TND", 1, 4)],
)  # fmt: skip
def test_m_by_band(currency: str, minor: int, m: int) -> None:
    assert m_for(BANDS, {currency: minor}) == m


@pytest.mark.parametrize(
    ("sums", "m"),
    [({"EUR": 75_000, "CHF": 50}, 2), ({"EUR": 75_001, "CHF": 50}, 3), ({"EUR": 75_000, "CHF": 51}, 3),
     ({"EUR": 1, "CHF": 100}, 3), ({"EUR": 1, "CHF": 101}, 4), ({"EUR": 150_000, "TND": 1}, 4),
     ({"EUR": 10**12, "CHF": 1}, 3)],
)  # fmt: skip
def test_sums_in_several_currencies_count_as_parts(sums: dict[str, int], m: int) -> None:
    """Half of one band and half of another are a whole; what three may spend without end is no part."""
    assert m_for(BANDS, sums) == m


_BAND_LISTS = st.lists(
    st.tuples(st.sampled_from(("EUR", "CHF")), st.integers(1, 6), st.one_of(st.none(), st.integers(1, 50))),
    min_size=1, max_size=8, unique_by=lambda b: (b[0], b[2]),
).map(
    lambda found: [
        Band(currency, m, upto)
        for code in ("EUR", "CHF")
        for own in [[b for b in found if b[0] == code]]
        for (currency, _, upto), m in zip(
            sorted(own, key=lambda b: (b[2] is None, b[2] or 0)), sorted(b[1] for b in own), strict=True
        )
    ]
)  # fmt: skip


@given(_BAND_LISTS, st.integers(1, 60), st.integers(1, 60), st.sampled_from(("EUR", "CHF", "TND")))
def test_more_money_never_needs_fewer_and_one_currency_its_smallest_band(
    bands: list[Band], euros: int, francs: int, currency: str
) -> None:
    holding = [b for b in bands if b.currency == currency and (b.upto is None or euros <= b.upto)]
    holding.sort(key=lambda b: (b.upto is None, b.upto or 0))
    assert m_for(bands, {currency: euros}) == (holding[0].m if holding else highest_m(bands))
    both = m_for(bands, {"EUR": euros, "CHF": francs})
    assert both >= max(m_for(bands, {"EUR": euros}), m_for(bands, {"CHF": francs}))
    assert m_for(bands, {"EUR": euros, "CHF": francs + 1}) >= both
    assert both <= highest_m(bands)


def test_the_highest_m() -> None:
    assert (highest_m(BANDS), highest_m(BANDS, "EUR"), highest_m(BANDS, "TND")) == (4, 3, 4)


def test_a_plain_fingerprint_is_five_groups_of_four_digits() -> None:
    assert plain_fingerprint("00" * 32) == ("0000",) * 5
    assert plain_fingerprint("00" * 15 + "2a" + "ff" * 16) == ("0000", "0000", "0000", "0000", "0042")
    assert int("".join(plain_fingerprint("ff" * 32))) == (2**128 - 1) % 10**20
    assert len(NO_TRUSTEES) == 64


#: Digits of documents, and of partners, made with OpenSSL's command line: `openssl kdf -keylen 16 … PBKDF2`.
STRETCHED = {
    ("00" * 32, document_fingerprint): "5020 8169 8279 0078 6762",
    ("ff" * 32, document_fingerprint): "1779 0772 7835 9593 2980",
    (bytes(range(32)).hex(), document_fingerprint): "9500 9520 9395 1412 1214",
    ("00" * 32, partner_fingerprint): "1089 8130 8950 3201 3434",
    ("ff" * 32, partner_fingerprint): "0155 4491 4016 4093 8379",
    (bytes(range(32)).hex(), partner_fingerprint): "7695 3098 1727 3877 7738",
}


@pytest.mark.parametrize(("digest", "digits"), STRETCHED)
def test_what_people_compare_is_stretched(
    digest: str, digits: Digits, true_rounds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert " ".join(digits(digest)) == STRETCHED[digest, digits]
    assert digits(digest) != plain_fingerprint(digest)
    # The twin: of fewer rounds, or under another name of its use, the digits are others.
    monkeypatch.setattr(prints, "ITERATIONS", true_rounds - 1)
    assert " ".join(digits(digest)) != STRETCHED[digest, digits]
    monkeypatch.setattr(prints, "ITERATIONS", true_rounds)
    for salt in ("DOCUMENT_SALT", "PARTNER_SALT"):
        monkeypatch.setattr(prints, salt, b"ouna.fingerprint.v2")
    assert " ".join(digits(digest)) != STRETCHED[digest, digits]


@pytest.mark.parametrize("digits", [document_fingerprint, partner_fingerprint])
def test_a_fingerprint_costs_its_rounds_once(digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    monkeypatch.setattr(prints, "pbkdf2_hmac", lambda *given: made.append(given[1]) or bytes(16))
    for _ in range(3):
        assert digits("5c" * 32) == ("0000",) * 5
    assert made == [b"\x5c" * 32]
    prints._stretched.cache_clear()
