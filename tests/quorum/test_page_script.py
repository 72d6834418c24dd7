"""The page's script and the program say the same: sums, fingerprints, commitments, texts, statements."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

sys.path.insert(0, str(Path(__file__).parents[1] / "core" / "quorum"))
sys.path.insert(0, str(Path(__file__).parents[1] / "verify"))

from government import ALGS, governed_book

from ouna.core import book
from ouna.core.quorum import Statement, document_fingerprint, plain_fingerprint
from ouna.core.quorum import fingerprint as prints
from ouna.core.tlog import commit
from ouna.core.values import LARGEST, Money, canonical, exponent
from ouna.core.values.currency import EXPONENTS
from ouna.core.values.spoken import NAMED, SPOKEN, say_money
from ouna.quorum import wording
from ouna.quorum.errors import ReadingUnfit
from ouna.ui import formats

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "src/ouna/quorum/data/sign"
NODE = shutil.which("node")


def run(jobs: list[tuple[str, dict[str, Any]]], page: Path = PAGE) -> list[dict[str, Any]]:
    """What the page's modules answer."""
    if NODE is None:
        pytest.skip("Skipped: Node.js is not installed (apt install nodejs).")
    done = subprocess.run(
        [NODE, str(HERE / "page.mjs"), str(page)],
        input=json.dumps(jobs).encode(),
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return list(json.loads(done.stdout))


def test_sums_are_said_alike_in_five_languages():
    seeded = random.Random(5)
    sums = [*range(260), *(seeded.randrange(10**n) for n in range(2, 16) for _ in range(12))]
    sums += [LARGEST, -5, 100_000_000, 200_000_000, 10**11, 10_100_000, 100_100]
    cases = [(m, c, lang) for m in sums for c in (*NAMED, "KES", "KWD") for lang in SPOKEN]
    given = [
        ("say", {"minor": str(m), "currency": c, "lang": lang, "places": exponent(c)}) for m, c, lang in cases
    ]
    for (m, c, lang), answer in zip(cases, run(given), strict=True):
        assert answer["value"] == say_money(Money(m, c), lang)


def test_the_words_are_there_in_both_languages_and_the_exponents_are_ours():
    words = wording.words()
    assert words["exponents"] == EXPONENTS
    for part in words["en"]:
        assert set(words["en"][part]) == set(words["ar"][part]), part
        assert all(words["ar"][part].values())
    fields = {name for cls in book.KINDS.values() for name in cls.FIELDS if "signatures" in cls.FIELDS}
    fields |= set(book.RequestMade.FIELDS)
    assert fields - {"signatures"} <= set(words["en"]["labels"]), "a label for each member that is signed"


def odd_text(seeded: random.Random) -> str:
    """Text as people or attackers write it."""
    letters = 'abc ورشة زعفران \u202e\u2066\u200f\n\t\u00a0\u2003e\u0301Åé"\\/\x85\ufeff∑𝒳0'
    return "".join(seeded.choice(letters) for _ in range(seeded.randrange(0, 24)))


def odd_value(seeded: random.Random, depth: int = 0) -> Any:
    """Anything canonical JSON holds."""
    kinds: list[Any] = [
        lambda: seeded.randrange(-(10**6), 10**12),
        lambda: seeded.choice([True, False, None, LARGEST]),
        lambda: odd_text(seeded),
        lambda: seeded.randbytes(32).hex(),
        lambda: {"minor": seeded.randrange(10**9), "currency": seeded.choice(["EUR", "JPY", "TND", "KES"])},
        lambda: {"en": {"text": odd_text(seeded)}, "ar": {"text": odd_text(seeded)}},
        lambda: [odd_band(seeded) for _ in range(seeded.randrange(4))],
    ]
    if depth < 3:
        kinds += [
            lambda: [odd_value(seeded, depth + 1) for _ in range(seeded.randrange(4))],
            lambda: {seeded.choice(NAMES): odd_value(seeded, depth + 1) for _ in range(seeded.randrange(5))},
        ]
    return seeded.choice(kinds)()


def odd_band(seeded: random.Random) -> dict[str, Any]:
    """A rule of how many must sign, mostly one that can be said."""
    made: dict[str, Any] = {"currency": seeded.choice(["EUR", "JPY"]), "m": seeded.randrange(9)}
    if seeded.random() < 0.7:
        made["upto"] = seeded.choice([None, seeded.randrange(10**7), seeded.randrange(10**7)])
    if seeded.random() < 0.1:
        made[seeded.choice(["zzz", "m", "currency"])] = seeded.choice([True, "x", 5])
    return made


NAMES = [
    "bands",
    "title",
    "name",
    "upto",
    "currency",
    "each",
    "m",
    "limit",
    "zzz",
    "a.b",
    "text",
    "keys",
    "sha256",
]


def odd_document(seeded: random.Random) -> tuple[bytes, list[dict[str, Any]]]:
    """A document of any members, some of them hidden."""
    data: dict[str, Any] = {"v": 1, "kind": "odd.kind"}
    openings = []
    for name in seeded.sample(NAMES, seeded.randrange(1, len(NAMES))):
        value = odd_value(seeded)
        if seeded.random() < 0.4 and isinstance(value, dict):
            salt = seeded.randbytes(32)
            openings.append({"purpose": "odd", "salt": salt.hex(), "record": value})
            value = commit("odd", salt, canonical(value)).hex()
        data[name] = value
    return canonical(data), openings


def documents() -> list[tuple[bytes, list[dict[str, Any]]]]:
    """Each document of a book with the whole government, and many odd ones."""
    made = governed_book(9, algs=ALGS)
    found: list[tuple[bytes, list[dict[str, Any]]]] = []
    for entry in made.entries:
        record = book.decode(entry)
        if getattr(record, "signatures", None):
            found.append((book.document_of(record), []))
    seeded = random.Random(11)
    return found + [odd_document(seeded) for _ in range(400)]


def few_rounds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page with one round of stretching, and the program, too: for many texts that only bear digits.

    The true number of rounds is held to by the vectors.
    """
    monkeypatch.setattr(prints, "ITERATIONS", 1)
    for path in PAGE.iterdir():
        shutil.copy(path, folder)
    script = (PAGE / "reading.mjs").read_text()
    assert script.count("iterations: 200000 ") == 1
    (folder / "reading.mjs").write_text(script.replace("iterations: 200000 ", "iterations: 1 "))
    return folder


def test_the_exact_text_is_the_same_to_the_last_character(tmp_path, monkeypatch):
    page = few_rounds(tmp_path, monkeypatch)
    seeded = random.Random(3)
    acts = list(wording.words()["en"]["acts"])
    cases = [
        (body, openings, seeded.choice(acts), lang, odd_text(seeded) if seeded.random() < 0.3 else "")
        for body, openings in documents()
        for lang in wording.languages()
    ]
    jobs = [
        ("text", {"document": b64encode(b).decode(), "openings": o, "act": act, "lang": lang, "reason": why})
        for b, o, act, lang, why in cases
    ]
    assert len(jobs) > 800
    for (body, openings, act, lang, why), answer in zip(cases, run(jobs, page), strict=True):
        assert answer["value"] == wording.exact_text(wording.read(body, openings), act, lang, why)


def rules_text(bands: list[dict[str, Any]], lang: str, page: Path) -> list[str]:
    """What a list of trustees says of its rules, by the program and by the page."""
    members = [{"trustee": "trst_a", "function": "nurse"}, {"trustee": "trst_b", "function": "baker"}]
    body = canonical(
        {"v": 1, "kind": "trustees.set", "trustees": members, "bands": bands, "change": 4, "ids": ["x", "y"]}
    )
    job = {"document": b64encode(body).decode(), "openings": [], "act": "set_trustees", "lang": lang}
    text = wording.exact_text(wording.read(body, []), "set_trustees", lang)
    assert run([("text", job)], page)[0]["value"] == text
    return text.split("\n")


def test_the_rules_of_a_list_of_trustees_are_said_in_the_text_that_is_signed(tmp_path, monkeypatch):
    page = few_rounds(tmp_path, monkeypatch)
    bands = [
        {"currency": "EUR", "m": 2, "upto": 150_000},
        {"currency": "EUR", "m": 3, "upto": None},
        {"currency": "JPY", "m": 4},
    ]
    text = rules_text(bands, "en", page)
    at = text.index("How many must sign:")
    assert text[at + 1 : at + 5] == [
        "  Up to 1,500.00 EUR (one thousand five hundred euros): 2",
        "  Above 1,500.00 EUR (one thousand five hundred euros): 3",
        "  Any sum in JPY: 4",
        "To change the trustees, so many must sign: 4",
    ]
    # The items of a list bear their number; none stands bare.
    assert text[1:4] == ["Trustees: 2", "  1.", "    Trustee: trst_a"]
    assert "  2. y" in text and not [line for line in text if line.strip() in ("•:", "•")]
    arabic = rules_text(bands, "ar", page)
    assert "  حتى مبلغ 1,500.00 EUR (ألف وخمسمئة يورو): 2" in arabic
    assert "  فوق مبلغ 1,500.00 EUR (ألف وخمسمئة يورو): 3" in arabic
    assert "  أي مبلغ بعملة JPY: 4" in arabic and "عدد الموقّعين لتغيير الأمناء: 4" in arabic
    # A rule with a member that these words do not know is shown whole.
    assert "    zzz: 7" in rules_text([{**bands[0], "zzz": 7}], "en", page)


def test_days_and_counts_on_the_signing_page_are_those_of_the_desk():
    days = [date(2026, month, 20) for month in range(1, 13)] + [date(2027, 2, 1)]
    cases = [(day, lang) for day in days for lang in wording.languages()]
    answers = run([("day", {"day": day.isoformat(), "lang": lang}) for day, lang in cases])
    with override("en"):
        assert [a["value"] for a in answers] == [formats.day(day, lang) for day, lang in cases]
    said = run([("signed", {"n": n, "m": 3, "lang": lang}) for lang in ("en", "ar") for n in (1, 2)])
    assert [a["value"] for a in said] == [
        "1 of 3 has signed.",
        "2 of 3 have signed.",
        "وقّع واحد من 3.",
        "وقّع 2 من 3.",
    ]


def test_the_statement_and_its_challenge_are_the_same(tmp_path, monkeypatch):
    page = few_rounds(tmp_path, monkeypatch)
    made = governed_book(2, algs=ALGS)
    jobs, wanted = [], []
    for entry in made.entries:
        record = book.decode(entry)
        for signature in getattr(record, "signatures", None) or ():
            said = signature.statement.as_data()
            given = {k: v for k, v in said.items() if k not in ("act", "lang", "sha256", "shown")}
            body = book.document_of(record)
            text = wording.exact_text(wording.read(body, []), said["act"], "ar")
            whole = Statement.of({**said, "lang": "ar", "shown": wording.shown(text)})
            jobs.append(
                ("statement", {"document": b64encode(body).decode(), "openings": [], "given": given,
                               "act": said["act"], "lang": "ar", "reason": ""})
            )  # fmt: skip
            wanted.append(whole)
    assert len(jobs) > 40
    for answer, whole in zip(run(jobs, page), wanted, strict=True):
        assert answer["value"]["statement"] == whole.as_data()
        challenge = urlsafe_b64encode(whole.challenge()).rstrip(b"=").decode()
        assert answer["value"]["challenge"] == challenge


#: Digits of documents' hashes, made with OpenSSL's command line: `openssl kdf -keylen 16 … PBKDF2`.
VECTORS = {
    "00" * 32: "5020 8169 8279 0078 6762",
    "ff" * 32: "1779 0772 7835 9593 2980",
    bytes(range(32)).hex(): "9500 9520 9395 1412 1214",
}


def test_fingerprints_and_commitments_are_the_same(true_rounds):
    seeded = random.Random(8)
    hexes = [seeded.randbytes(32).hex() for _ in range(300)] + ["0" * 64, "f" * 64]
    for hex_, answer in zip(hexes, run([("plain", {"hex": h}) for h in hexes]), strict=True):
        assert tuple(answer["value"]) == plain_fingerprint(hex_)
    few = [*hexes[:20], *hexes[-2:], *VECTORS]
    for hex_, answer in zip(few, run([("fingerprint", {"hex": h}) for h in few]), strict=True):
        assert tuple(answer["value"]) == document_fingerprint(hex_)
        assert hex_ not in VECTORS or " ".join(answer["value"]) == VECTORS[hex_]
    cases = [(seeded.randbytes(32), odd_value(seeded)) for _ in range(300)]
    jobs = [("commitment", {"purpose": "payee", "salt": s.hex(), "record": r}) for s, r in cases]
    for (salt, record), answer in zip(cases, run(jobs), strict=True):
        assert answer["value"] == commit("payee", salt, canonical(record)).hex()


def request(**changed: Any) -> tuple[bytes, list[dict[str, Any]]]:
    """A request with what it hides."""
    openings, hashes = [], {}
    for name, record in (("payee", {"name": "Zaafaran"}), ("bank", {"iban": "GE29"})):
        openings.append({"purpose": name, "salt": bytes(32).hex(), "record": record})
        hashes[name] = commit(name, bytes(32), canonical(record)).hex()
    limit = {"minor": 100, "currency": "EUR"}
    return canonical({"v": 1, "kind": "request.made", "limit": limit, **hashes, **changed}), openings


def unfit() -> dict[str, tuple[bytes, list[dict[str, Any]]]]:
    """What neither the page nor the program may show."""
    body, openings = request()
    payee, bank = openings
    return {
        "no payee": (body, [bank]),
        "another payee": (body, [{**payee, "record": {"name": "Somebody"}}, bank]),
        "another salt": (body, [{**payee, "salt": "11" * 32}, bank]),
        "another purpose": (body, [{**payee, "purpose": "bank"}, bank]),
        "one too many": (body, [payee, bank, {"purpose": "file", "salt": bytes(32).hex(), "record": {}}]),
        "a payee of a budget": (
            request(standing={"payees": [{"payee": "ab" * 32, "bank": "cd" * 32}]})[0],
            openings,
        ),
        "not canonical": (body.replace(b'"v":1', b'"v": 1'), openings),
        "a member twice": (body.replace(b'"v":1', b'"v":1,"v":1'), openings),
        "a list": (b"[]", []),
        "no JSON": (b"{", []),
        "a float": (body.replace(b'"minor":100', b'"minor":100.5'), openings),
    }


@pytest.mark.parametrize("name", unfit())
def test_what_does_not_fit_is_refused_by_both(name):
    body, openings = unfit()[name]
    with pytest.raises(ReadingUnfit):
        wording.read(body, openings)
    job = {"document": b64encode(body).decode(), "openings": openings, "act": "approve", "lang": "en"}
    assert run([("text", job)]) == [{"refused": "Unfit"}]


@pytest.mark.parametrize(
    ("guard", "names"),
    [
        ("if (!named.has(hash)) throw new Unfit();", ["another payee", "one too many"]),
        ("if (!opened.has(of[name])) throw new Unfit();", ["no payee", "a payee of a budget"]),
        (" || canonical(data) !== text", ["not canonical", "a member twice"]),
    ],
)
def test_without_its_guard_the_page_would_show_it(tmp_path, guard, names):
    for path in PAGE.iterdir():
        shutil.copy(path, tmp_path)
    script = (PAGE / "reading.mjs").read_text()
    assert script.count(guard) == 1
    # Without the first guard a payee would still be missing; the second is taken out with it.
    script = script.replace(guard, ";" if guard.endswith(";") else "")
    if "named" in guard:
        script = script.replace("if (!opened.has(of[name])) throw new Unfit();", ";")
    if "opened" in guard:
        script = script.replace("for (const of of [data, ...(data.standing?.payees ?? [])])", "")
    (tmp_path / "reading.mjs").write_text(script)
    for name in names:
        body, openings = unfit()[name]
        job = {"document": b64encode(body).decode(), "openings": openings, "act": "approve", "lang": "en"}
        assert "value" in run([("text", job)], tmp_path)[0], name
