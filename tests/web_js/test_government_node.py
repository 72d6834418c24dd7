"""The page's verifier over trustees, requests and payments: the program's own answers, right and wrong."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from authenticator import EDDSA, ES256, FILE_KEY, ORDER, RS256, Authenticator
from books import SIGNER, MemorySource, files_of, write_files
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from government import Governed, governed_book
from government_cases import CASES, FOREIGN, governed, replaced_at_the_end_of_time

from ouna.core import book
from ouna.core.quorum import KeyInvalid, PublicKey, partner_fingerprint
from ouna.core.tlog.encoding import from_base64, to_base64
from ouna.core.values import canonical
from ouna.verify.book import Wanted, verify_book
from ouna.verify.errors import BadRequest
from ouna.verify.partner import digits_of
from ouna.verify.program import NAME, program

from .conftest import NODE, SCRIPT, Job, Run
from .wrong_signatures import AUTHENTICATOR, CLIENT, SAID, answered, nested

COUNT = int(os.environ.get("OUNA_MUTANTS", "92"))
KEYS = [SIGNER.verifier.vkey]
Found = list[tuple[str, int]]


def b64(data: bytes) -> str:
    return to_base64(data)


@pytest.fixture(scope="module")
def whole() -> Governed:
    """A right book in which every kind occurs, with all kinds of key; never change it."""
    return governed_book(6, algs=(ES256, EDDSA, RS256, FILE_KEY, ES256))


def job(files: dict[str, bytes], **more: Any) -> Job:
    packed = {name: b64(content) for name, content in files.items()}
    return "book", {"files": packed, "keys": KEYS, "older": [], **more}


def poor(files: dict[str, bytes], lacks: str) -> Job:
    """The same where the browser lacks something."""
    return "poor", {**job(files)[1], "lacks": lacks}


def finds(files: dict[str, bytes]) -> Found:
    """What the program finds. What has no page is left out: it also looks at files that nobody needs."""
    report = verify_book(MemorySource(files), Wanted())
    return sorted((f.step, f.entry) for f in report.findings if f.entry is not None)


def told(answer: dict[str, Any]) -> Found:
    return sorted((f["step"], f["page"]) for f in answer["value"]["findings"] if "page" in f)


def agree(node: Run, files: dict[str, dict[str, bytes]]) -> dict[str, Found]:
    """Both verifiers find the same in each of these books; what that is, by name."""
    answers = node([job(each) for each in files.values()])
    expected = {name: finds(each) for name, each in files.items()}
    found = {name: told(answer) for name, answer in zip(files, answers, strict=True)}
    assert {name: found[name] for name in found if found[name] != expected[name]} == {}
    return found


# --- whole books ---------------------------------------------------------------------------------------


def test_the_right_book_holds_with_the_same_totals_and_partner(
    node: Run, whole: Governed, true_rounds: int
) -> None:
    [answer] = node([job(whole.files())])
    report = verify_book(MemorySource(whole.files()), Wanted())
    found = answer["value"]
    assert report.ok and found["findings"] == [] and found["unchecked"] == 0
    assert (found["size"], found["root"]) == (report.size, report.root)
    assert found["kinds"] == report.kinds and set(report.kinds) == set(book.KINDS)
    assert found["totals"] == {"accounts": report.accounts, "funds": report.funds}
    assert found["unsigned"] == sum(
        isinstance(r, book.AccountAnnounced) and not r.signatures for r in whole.records
    )
    partners = [{**p, "fingerprint": p["fingerprint"].replace(" ", "")} for p in report.partners]
    assert found["partners"] == partners and len(partners) == 1


@pytest.mark.parametrize("part", range(4))
def test_every_broken_rule_is_found_as_by_the_program(node: Run, part: int) -> None:
    files, names = {}, sorted(CASES)[part::4]
    for name in names:
        made = governed()
        made.force(CASES[name](made))
        files[name] = made.files()
    found = agree(node, files)
    assert [name for name in names if len(found[name]) != 1] == []


def test_no_wrong_signature_counts(node: Run) -> None:
    files = {name: answered(change).files() for name, change in SAID.items()}
    files |= {name: answered(lambda b: {}, **client).files() for name, client in CLIENT.items()}
    for name, changed in AUTHENTICATOR.items():
        files[name] = answered(lambda b: {}, lambda b, c=changed: b.keys[0].but(**c)).files()
    files["of a coalition's key"] = answered(lambda b: {}, lambda b: b.officers[1][1]).files()
    files["of another's key"] = answered(lambda b: {}, lambda b: b.keys[2].but(key=b.keys[0].key)).files()
    files["of a key of another kind"] = answered(
        lambda b: {}, lambda b: Authenticator.make(b.keys[0].key, FILE_KEY, 1)
    ).files()
    found = agree(node, files)
    assert {name: step for name, steps in found.items() for step, _ in steps} == dict.fromkeys(
        files, "trustees"
    )


def test_further_members_of_the_browser_s_words_are_tolerated(node: Run) -> None:
    right = answered(lambda b: {}, other_keys_can_be_added_here="…", crossOrigin=None)
    assert agree(node, {"right": right.files()}) == {"right": []}


def test_no_parser_s_own_limit_decides_about_client_data(node: Run) -> None:
    """64 objects and lists may be opened, brackets in text among them; not one more, however deep."""
    lists = {"63 lists": nested(63), "64 lists": nested(64), "900 lists": nested(900)}
    lists |= {"63 in text": "{[" * 31 + "[", "64 in text": "[" * 64, "flat": [[]] * 64}
    found = agree(node, {how: answered(lambda b: {}, more=more).files() for how, more in lists.items()})
    assert sorted(how for how in found if not found[how]) == ["63 in text", "63 lists"]
    assert {step for steps in found.values() for step, _ in steps} == {"trustees"}


@pytest.mark.parametrize("how", FOREIGN)
def test_keys_of_the_coalition_are_refused_as_by_the_program(node: Run, how: str) -> None:
    made = governed()
    made.force(FOREIGN[how](made))
    assert [step for step, _ in agree(node, {how: made.files()})[how]] == ["trustees"]


def test_a_waiting_time_beyond_the_last_year_never_ends(node: Run) -> None:
    made = governed()
    made.force(replaced_at_the_end_of_time(made))
    found = agree(node, {"it": made.files()})["it"]
    assert ("trustees", len(made.entries) - 1) in found


@pytest.mark.parametrize("said", [b"[]", b"{", b"\xef\xbb\xbf{}", b"\xff", b'{"type":NaN}', b"null"])
def test_client_data_that_cannot_be_read_counts_for_nothing(node: Run, said: bytes) -> None:
    made = answered(lambda b: {})
    datas = [json.loads(entry) for entry in made.entries]
    datas[-1]["signature"]["proof"]["client_data_json"] = b64(said)
    files = files_of([canonical(d) for d in datas], texts=made.texts)
    assert [step for step, _ in agree(node, {"it": files})["it"]] == ["trustees"]


def test_a_twin_of_a_signature_counts_as_the_signature(node: Run) -> None:
    """(r, n − s) fits too: malleable, so signatures are never compared. Other spellings do not fit."""
    made = answered(lambda b: {})
    proof = json.loads(made.entries[-1])["signature"]["proof"]
    der = from_base64(proof["signature"])
    assert der
    r, s = decode_dss_signature(der)
    long = der[:3] + bytes([der[3] + 1, 0]) + der[4:]
    spellings = {
        "twin": encode_dss_signature(r, ORDER - s),
        "zero r": encode_dss_signature(0, s),
        "n + r": encode_dss_signature(r + ORDER, s),
        "a zero before r": bytes([0x30, der[1] + 1, *long[2:]]),
        "a byte behind": der + b"\0",
        "bare": r.to_bytes(32, "big") + s.to_bytes(32, "big"),
        "long length": bytes([0x30, 0x81, *der[1:]]),
    }
    files = {}
    for name, signature in spellings.items():
        datas = [json.loads(entry) for entry in made.entries]
        datas[-1]["signature"]["proof"]["signature"] = b64(signature)
        files[name] = files_of([canonical(d) for d in datas], texts=made.texts)
    found = agree(node, files)
    assert [name for name in found if not found[name]] == ["twin"]


# --- what is changed after signing ---------------------------------------------------------------------


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all plain values inside."""
    if isinstance(value, dict):
        return [w for name in value for w in _places(value[name], (*way, name))]
    if isinstance(value, list):
        return [w for at, item in enumerate(value) for w in _places(item, (*way, at))]
    return [way]


def _other(noise: random.Random, value: Any, others: list[Any]) -> Any:
    """Another value: near it, of the same kind elsewhere in the book, or nonsense."""
    if noise.random() < 0.4:
        return noise.choice(others)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + noise.choice((1, -1, 1000, 2**53))
    at = noise.randrange(max(1, len(value)))
    swap = {"0": "1", "a": "b", "A": "B"}.get(value[at : at + 1], "0")
    return noise.choice((value[:at] + swap + value[at + 1 :], value[:-1], value + "0", None, [], {}))


def _changed(made: Governed, seed: int) -> dict[str, bytes]:
    """The book with one field of one act of government changed, all sealed anew."""
    noise = random.Random(seed)
    datas = [json.loads(entry) for entry in made.entries]
    acts = [n for n, data in enumerate(datas) if "at" in data or data["kind"].startswith("payment")]
    entry = datas[noise.choice(acts)]
    way = noise.choice(_places(entry))
    others = [_of(datas[n], w) for n in acts for w in _places(datas[n]) if w[-1] == way[-1]]
    inner = _of(entry, way[:-1])
    inner[way[-1]] = _other(noise, inner[way[-1]], others)
    return files_of([canonical(d) for d in datas], texts=made.texts)


def _of(data: Any, way: tuple[Any, ...]) -> Any:
    for name in way:
        data = data[name]
    return data


def test_what_is_changed_after_signing_is_found_as_by_the_program(node: Run, whole: Governed) -> None:
    found = agree(node, {str(seed): _changed(whole, 4_000 + seed) for seed in range(COUNT)})
    wrong = [steps for steps in found.values() if steps]
    assert len(wrong) > COUNT * 0.7
    assert {step for steps in wrong for step, _ in steps} >= {"form", "trustees", "payment"}


STRANGE: list[Any] = [
    None, True, False, 0, -1, 1, 41, 8785, 2**53 - 1, 2**53, 1.5, "", "x", "EUR", "2026-02-30",
    "2026-03-01T24:00:00Z", "2026-03-01T10:00:00Z", "2026-03-01T10:00:00+00:00", [], {}, ["free", "free"],
    "0" * 64, "A" * 64, "ES256", "Ed25519", "RS256", "partner", "month", "ar-EG", "AR", "test", "AAAA",
    "AAA=", "AAB=", "https://sign.example", "https://sign.example/", "http://sign.localhost:8000", "http://sign.example",
    "HTTPS://sign.example", "https://x.example:0", "sign.example", "sign.example.", "é", "__proto__",
    "constructor", "trst_" + "0" * 26, "reco_" + "0" * 26, "key_" + "0" * 26, "req_" + "0" * 26,
]  # fmt: skip


def test_forms_are_those_of_the_program(node: Run, whole: Governed) -> None:
    """Each field of each kind, at every depth, turned into many things; left out; and one more beside it."""
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    for entry in whole.entries:
        data = json.loads(entry)
        seen.setdefault((data["kind"], *data), data)
    entries: list[bytes] = []
    noise = random.Random(8)
    for data in seen.values():
        entries.append(canonical(data))
        ways = _places(data)
        for way in noise.sample(ways, min(len(ways), 40)):
            for depth in range(1, len(way) + 1):
                for value in (*noise.sample(STRANGE, 6), KeyError):
                    fresh = json.loads(canonical(data))
                    inner = _of(fresh, way[: depth - 1])
                    if value is not KeyError:
                        inner[way[depth - 1]] = value
                    elif isinstance(inner, dict):
                        del inner[way[depth - 1]]
                        entries.append(
                            json.dumps({**fresh, "more": 1}, sort_keys=True, separators=(",", ":")).encode()
                        )
                    else:
                        inner.append(inner[way[depth - 1]])
                    entries.append(json.dumps(fresh, sort_keys=True, separators=(",", ":")).encode())
    answers = node([("decode", {"data": b64(entry)}) for entry in entries])
    differ = [e for e, a in zip(entries, answers, strict=True) if _is_record(e) != ("value" in a)]
    assert differ == []
    assert len(seen) < sum("value" in a for a in answers) < len(entries) / 3


def _is_record(entry: bytes) -> bool:
    try:
        book.decode(entry)
    except book.RuleBroken:
        return False
    return True


# --- keys ----------------------------------------------------------------------------------------------


def _der(tag: int, body: bytes) -> bytes:
    size = len(body)
    return (
        bytes(
            [tag, size]
            if size < 128
            else [tag, 0x81, size]
            if size < 256
            else [tag, 0x82, size >> 8, size & 255]
        )
        + body
    )


def _number(n: int) -> bytes:
    return _der(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def _rsa(n: int, e: int) -> bytes:
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    return _der(0x30, algorithm + _der(3, b"\0" + _der(0x30, _number(n) + _number(e))))


ED = bytes.fromhex("302a300506032b6570032100")
EC = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def _keys() -> list[tuple[str, bytes]]:
    made = {alg: Authenticator.make("", alg, 3) for alg in (ES256, EDDSA, RS256, FILE_KEY)}
    spkis = {alg: from_base64(key.spki) or b"" for alg, key in made.items()}
    n = int.from_bytes(random.Random(9).randbytes(256), "big") | 1 << 2047 | 1
    other = generate_private_key(SECP384R1()).public_key()
    keys = [(alg, spkis[of]) for alg in (*spkis, "RS1") for of in spkis]
    for alg, spki in spkis.items():
        flipped = bytearray(spki)
        flipped[-1] ^= 1
        keys += [(alg, spki + b"\0"), (alg, spki[:-1]), (alg, bytes(flipped)), (alg, spki[1:])]
    keys += [(RS256, _rsa(n, e)) for e in (0, 1, 2, 3, 65535, 65537, 65539, 2**32 + 1, n - 2, n + 2)]
    keys += [(RS256, _rsa(of, 65537)) for of in (n - 1, n >> 1 | 1, n << 1 | 1, n << 2047 | 1, n << 2049 | 1)]
    keys.append((RS256, spkis[RS256].replace(b"\x02\x03\x01\x00\x01", b"\x02\x04\x00\x01\x00\x01")))
    keys.append((ES256, other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)))
    keys += [(ES256, EC + bytes(64)), (ES256, EC + b"\xff" * 64)]
    for weak in (
        "01" + "00" * 31,
        "00" * 32,
        "ec" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
        "02" + "00" * 31,
    ):
        keys += [(alg, ED + bytes.fromhex(weak)) for alg in (EDDSA, FILE_KEY)]
    return keys


def _is_key(alg: str, spki: str) -> bool:
    try:
        PublicKey(alg, spki).check()
    except KeyInvalid:
        return False
    return True


def test_keys_are_those_of_the_program(node: Run) -> None:
    keys = [(alg, b64(spki)) for alg, spki in _keys()]
    expected = [_is_key(alg, spki) for alg, spki in keys]
    found = [a["value"] for a in node([("key", {"alg": alg, "spki": spki}) for alg, spki in keys])]
    assert [key for key, one, other in zip(keys, expected, found, strict=True) if one != other] == []
    assert 8 < sum(expected) < len(keys) / 2


@pytest.mark.parametrize("alg", [ES256, EDDSA, RS256, FILE_KEY])
def test_no_flipped_bit_of_a_signature_fits(node: Run, alg: str) -> None:
    noise, key = random.Random(10), Authenticator.make("", alg, 4)
    right = key.sign_bytes(b"something")
    signatures = [right, right[:-1], right + b"\0", b"", bytes(len(right))]
    for bit in noise.sample(range(8 * len(right)), 60):
        changed = bytearray(right)
        changed[bit // 8] ^= 1 << bit % 8
        signatures.append(bytes(changed))
    jobs = [
        ("fits", {"alg": alg, "spki": key.spki, "signature": b64(s), "message": b64(b"something")})
        for s in signatures
    ]
    found = [answer["value"] for answer in node(jobs)]
    assert found == [key.public.fits(s, b"something") for s in signatures]
    assert found == [True] + [False] * (len(signatures) - 1)


# --- browsers that lack something ----------------------------------------------------------------------


def test_what_a_browser_cannot_check_is_neither_right_nor_wrong(node: Run, whole: Governed) -> None:
    # Each in a process of its own: keys that were read once are kept.
    bare, no_edwards, no_curve = (
        node([poor(whole.files(), lacks)])[0] for lacks in ("all", "Ed25519", "ECDSA")
    )
    signatures = [s for r in whole.records for s in book.signatures_of(r)]
    passkeys = sum(s.proof.alg == ES256 for s in signatures)
    assert [a["value"]["findings"] for a in (bare, no_edwards, no_curve)] == [[], [], []]
    # Ed25519 and RSA are counted here, without the browser's help.
    assert [a["value"]["unchecked"] for a in (bare, no_edwards, no_curve)] == [passkeys, 0, passkeys]


def test_without_the_browser_s_help_a_wrong_file_signature_is_still_found(node: Run) -> None:
    made = governed()
    made.force(made.pause([(made.members[3], made.keys[3].but(private=made.paper[0].private))]))
    [answer] = node([poor(made.files(), "all")])
    assert told(answer) == finds(made.files()) == [("trustees", len(made.entries) - 1)]


# --- the partner, and the check itself -----------------------------------------------------------------


def test_other_trustees_than_the_partner_s_are_found(node: Run, whole: Governed, true_rounds: int) -> None:
    state = whole.trustees
    assert state
    right = "".join(partner_fingerprint(state.first))
    wrong = f"{(int(right) + 1) % 10**20:020}"
    plain = Governed(2)
    plain.open()
    jobs = [
        job(whole.files(), partner=right),
        job(whole.files(), partner=wrong),
        job(plain.files(), partner=right),
    ]
    steps = [[f["step"] for f in a["value"]["findings"]] for a in node(jobs)]
    assert steps == [[], ["trustees"], ["trustees"]]
    asked = (right, wrong)
    reports = [verify_book(MemorySource(whole.files()), Wanted(partner=digits)) for digits in asked]
    assert [[f.step for f in report.findings] for report in reports] == steps[:2]


#: Digits of partners, made with OpenSSL's command line: `openssl kdf -keylen 16 … PBKDF2`.
PARTNERS = {
    "00" * 32: "10898130895032013434",
    "ff" * 32: "01554491401640938379",
    bytes(range(32)).hex(): "76953098172738777738",
}


@pytest.mark.parametrize("lacks", ["", "PBKDF2", "all"])
def test_the_partner_s_digits_are_stretched_with_and_without_the_browser_s_help(
    node: Run, lacks: str
) -> None:
    """Where WebCrypto lacks (a page over plain HTTP), the script computes them itself."""
    found = node([("fingerprint", {"digest": digest, "lacks": lacks}) for digest in PARTNERS])
    assert [answer["value"] for answer in found] == [*PARTNERS.values()]


@pytest.mark.parametrize("lacks", ["", "all"])
@pytest.mark.parametrize(
    ("text", "other"), [("200000", "199999"), ('"ouna.partner.v1"', '"ouna.partner.v2"')]
)
def test_other_rounds_or_another_use_give_other_digits(
    node: Run, tmp_path: Path, lacks: str, text: str, other: str
) -> None:
    script = SCRIPT.read_text()
    assert script.count(text) == 1
    changed = tmp_path / "verify.js"
    changed.write_text(script.replace(text, other))
    [answer] = node([("fingerprint", {"digest": "00" * 32, "lacks": lacks})], changed)
    assert len(answer["value"]) == 20 and answer["value"] != PARTNERS["00" * 32]


def test_a_fingerprint_is_read_as_people_type_it(node: Run) -> None:
    typed = [
        "4471 0926 1111 2222 3333",
        "44710926111122223333",
        "4471-0926-1111-2222-3333",
        "4471",
        "x" * 20,
        "",
    ]
    answers = node([("digits", {"typed": t}) for t in [*typed, "٤٤٧١ ٠٩٢٦ ١١١١ ٢٢٢٢ ٣٣٣٣"]])
    for text, answer in zip(typed, answers, strict=False):
        try:
            expected = digits_of(text)
        except BadRequest:
            assert answer["refused"] == "partner"
        else:
            assert answer["value"] == expected
    assert answers[-1]["value"] == "44710926111122223333"


def test_the_check_in_the_folder_is_told_apart(node: Run, whole: Governed) -> None:
    files = whole.files()
    with_it, without, other = files | {NAME: program()}, files, files | {NAME: program() + b"//"}
    found = [a["value"]["program"] for a in node([job(f) for f in (with_it, without, other)])]
    assert found[1] == "" and len({found[0], found[2]}) == 2
    warnings = []
    for each, digest in zip((with_it, without, other), found, strict=True):
        report = verify_book(MemorySource(each), Wanted())
        assert report.ok
        warnings.append([w for w in report.warnings if NAME in w])
        assert not warnings[-1] or digest in warnings[-1][0]
    assert [len(w) for w in warnings] == [0, 0, 1]


def test_it_runs_alone_on_a_folder(node: Run, whole: Governed, tmp_path: Path, true_rounds: int) -> None:
    """The one file, with Node and nothing else."""
    write_files(tmp_path / "right", whole.files() | {NAME: program()})
    wrong = whole.files()
    wrong["totals.json"] = wrong["totals.json"].replace(b'"received":', b'"received":1', 1)
    write_files(tmp_path / "wrong", wrong)
    script = tmp_path / "right" / NAME
    state = whole.trustees
    assert state and NODE
    digits = " ".join(partner_fingerprint(state.first))

    def run(*args: str) -> tuple[int, str]:
        done = subprocess.run(
            [NODE, str(script), *args], capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout + done.stderr

    code, said = run(str(tmp_path / "right"), "--key", KEYS[0], "--partner", digits)
    assert (code, said.splitlines()[-1]) == (0, "The books hold.")
    assert f": {digits}\n" in said and re.search(r"SHA-256 [0-9a-f]{64}", said)
    code, said = run(str(tmp_path / "wrong"))
    assert (code, said.splitlines()[-1]) == (1, "Something does not hold.") and "totals:" in said
    assert run(str(tmp_path / "nothing"))[0] == 2
    assert run(str(tmp_path / "right"), "--key", "nonsense")[0] == 2
    assert run(str(tmp_path / "right"), "--partner", "12")[0] == 2
    assert run(str(tmp_path / "right"), "--partner", "0" * 20)[0] == 1


def test_the_file_says_nothing_that_would_end_its_own_element() -> None:
    """It is put into a file to keep, inside a script element."""
    text = SCRIPT.read_text().lower()
    assert "</s" not in text and "<!--" not in text
