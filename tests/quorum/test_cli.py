"""`ouna trustee`: from the key to the answer, and what it refuses to sign."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ouna.cli.trustee import trustee
from ouna.quorum import actions, queries
from ouna.quorum.models import SigningKey

PASSPHRASE = "quince and pomegranate"


def run(*words: object, given: str = "") -> Any:
    return CliRunner().invoke(trustee, [str(w) for w in words], input=given)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made = run("keygen", tmp_path / "nur", "--passphrase", PASSPHRASE)
    assert made.exit_code == 0, made.output
    return tmp_path / "nur.key"


@pytest.fixture
def request_file(appointed: Any, key: Path, tmp_path: Path) -> Path:
    """The fifth trustee adds the key, tries it by files, and takes a request; the key is in force."""
    fifth = appointed.trustees[4]
    row = add(fifth, key)
    test = tmp_path / "try.request.json"
    test.write_bytes(actions.file_to_sign(by=fifth.actor, signer=fifth.signer, key=row, lang="en"))
    signed = run("sign", test, "--key", key, given=f"y\n{PASSPHRASE}\n")
    assert signed.exit_code == 0, signed.output
    answer = (tmp_path / "try.answer.json").read_bytes()
    assert actions.take_answer(by=fifth.actor, answer=answer).count.done
    changed = appointed.propose(wait=24)
    for person in appointed.trustees[:4]:
        taken = person.sign(changed)
    assert not taken.entry
    file = tmp_path / "set.request.json"
    file.write_bytes(actions.file_to_sign(by=fifth.actor, signer=fifth.signer, ref=changed.ref, lang="en"))
    assert run("sign", file, "--key", key, given=f"y\n{PASSPHRASE}\n").exit_code == 0
    taken = actions.take_answer(by=fifth.actor, answer=(tmp_path / "set.answer.json").read_bytes())
    assert taken.entry == changed.ref
    appointed.seal()
    document = appointed.request()
    file = tmp_path / "roof.request.json"
    file.write_bytes(actions.file_to_sign(by=fifth.actor, signer=fifth.signer, ref=document.ref, lang="en"))
    return file


def add(person: Any, key: Path) -> SigningKey:
    spki = key.with_suffix(".pub").read_text()
    return actions.add_file_key(by=person.actor, signer=person.signer, spki=spki)


def test_a_key_is_closed_to_others_and_never_overwritten(key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert b"ENCRYPTED PRIVATE KEY" in key.read_bytes()
    before = key.read_bytes()
    again = run("keygen", key.with_suffix(""), "--passphrase", PASSPHRASE)
    assert again.exit_code == 1 and "not overwritten" in again.output
    assert key.read_bytes() == before
    assert run("keygen", key.with_name("x"), "--passphrase", "short").exit_code == 1


@pytest.mark.django_db
def test_the_answer_is_an_approval(appointed, request_file, key):
    shown = run("show", request_file)
    assert "900.00 EUR (nine hundred euros)" in shown.output
    assert "Zaafaran Roofing Yard" in shown.output
    digits = "".join(compare(request_file))
    assert digits in shown.output.replace(" ", "")
    assert "٩" not in shown.output and "تسعمئة" in run("show", request_file, "--lang", "ar").output
    signed = run("sign", request_file, "--key", key, given=f"y\n{PASSPHRASE}\n")
    assert signed.exit_code == 0, signed.output
    answer = request_file.with_name("roof.answer.json").read_bytes()
    fifth = appointed.trustees[4]
    assert actions.take_answer(by=fifth.actor, answer=answer).count == (1, 2)


def subject(file: Path) -> str:
    return str(json.loads(file.read_bytes())["statement"]["subject"])


def compare(file: Path) -> tuple[str, ...]:
    from ouna.core.quorum import document_fingerprint

    return document_fingerprint(queries.document_of(subject(file)).sha256)


@pytest.mark.django_db
def test_a_refusal_carries_its_reason(appointed, request_file, key):
    assert run("sign", request_file, "--key", key, "--refuse").exit_code == 1
    words = ["sign", request_file, "--key", key, "--refuse", "--reason", "Too dear"]
    signed = run(*words, given=f"y\n{PASSPHRASE}\n")
    assert "Reason: Too dear" in signed.output
    answer = request_file.with_name("roof.answer.json").read_bytes()
    other = json.loads(answer) | {"reason": "Another reason"}
    fifth = appointed.trustees[4]
    from ouna.quorum.errors import OtherDocument

    with pytest.raises(OtherDocument):
        actions.take_answer(by=fifth.actor, answer=json.dumps(other).encode())
    assert actions.take_answer(by=fifth.actor, answer=answer).entry.startswith("refu_")


@pytest.mark.django_db
def test_nothing_is_signed_without_yes_passphrase_or_the_right_key(request_file, key, tmp_path):
    answer = request_file.with_name("roof.answer.json")
    assert run("sign", request_file, "--key", key, given="n\n").exit_code == 1
    assert run("sign", request_file, "--key", key, given="y\nwrong passphrase\n").exit_code == 1
    run("keygen", tmp_path / "other", "--passphrase", PASSPHRASE)
    wrong = run("sign", request_file, "--key", tmp_path / "other.key", given=f"y\n{PASSPHRASE}\n")
    assert wrong.exit_code == 1 and "another key" in wrong.output
    assert not answer.exists()


@pytest.mark.django_db
def test_a_file_that_does_not_fit_is_not_shown(request_file, tmp_path):
    offer = json.loads(request_file.read_bytes())
    payee = next(o for o in offer["openings"] if o["purpose"] == "payee")
    payee["record"]["name"] = "Somebody Else"
    bad = tmp_path / "bad.request.json"
    bad.write_text(json.dumps(offer))
    told = run("show", bad)
    assert told.exit_code == 1 and "Do not sign" in told.output
    offer["openings"] = []
    bad.write_text(json.dumps(offer))
    assert run("show", bad).exit_code == 1
    body = b64decode(offer["document"]).replace(b"90000", b"99000")
    changed = json.loads(request_file.read_bytes()) | {"document": b64encode(body).decode()}
    bad.write_text(json.dumps(changed))
    assert "990.00 EUR" in run("show", bad).output
    assert run("show", bad).output.splitlines()[-1] != run("show", request_file).output.splitlines()[-1]
    for junk in ("", "[]", "{}", '{"format":"ouna.sign.request.v1"}', "[" * 100_000):
        bad.write_text(junk)
        assert run("show", bad).exit_code == 1


def test_it_never_imports_django(tmp_path):
    code = (
        "import sys; from click.testing import CliRunner; from ouna.cli import main; "
        f"words = ['trustee', 'keygen', {str(tmp_path / 'k')!r}, '--passphrase', 'x' * 12]; "
        "r = CliRunner().invoke(main, words); "
        "assert r.exit_code == 0, r.output; "
        "assert not [m for m in sys.modules if m.split('.')[0] == 'django'], sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
