"""`ouna verify` from outside: answers, exit codes, JSON, no Django, over HTTP."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from books import SIGNER, Book, files_of, head_over, note_over, receipt_for, write_files
from click.testing import CliRunner, Result

from ouna.cli import main
from ouna.core import book
from ouna.core.tlog import COSIGNATURE, Signer, cosign
from ouna.verify.command import verify
from ouna.verify.program import NAME, program
from ouna.verify.show import Meter

INSIDE_WORDS = (
    "checkpoint", "entry", "hash", "tlog", "merkle", "witness", "sha-256", "commitment", "canonical",
)  # fmt: skip


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(verify, [str(a) for a in args], catch_exceptions=False)


@pytest.fixture
def folder(made: Book, tmp_path: Path) -> Path:
    made.publish(tmp_path / "books")
    return tmp_path / "books"


def answer(result: Result) -> dict:
    return json.loads(result.stdout)


def test_a_right_book_in_json(made: Book, folder: Path) -> None:
    result = run(folder, "--json", "--key", SIGNER.verifier.vkey)
    data = answer(result)
    assert result.exit_code == 0 and data["ok"] is True
    assert data["size"] == len(made.entries)
    assert data["root"] == json.loads((folder / "totals.json").read_bytes())["root"]
    assert data["trust"] == {"key": "given", "witnesses": [], "time": "own word"}
    assert data["kinds"] == dict(sorted(made.replay.kinds.items()))
    assert data["accounts"] == made.replay.totals()["accounts"]
    assert data["funds"] == made.replay.totals()["funds"]
    assert data["findings"] == []
    assert any("carry no keys" in w for w in data["warnings"])
    assert not any("same folder" in w for w in data["warnings"])


def test_the_folder_s_own_key_is_said_to_be_so(folder: Path) -> None:
    result = run(folder, "--json")
    assert answer(result)["trust"]["key"] == "folder"
    assert any("same folder" in w for w in answer(result)["warnings"])
    assert "the folder's own key" in run(folder).stdout


def test_fund_rows_hold_what_the_contract_names(folder: Path) -> None:
    row = answer(run(folder, "--json"))["funds"][0]
    named = "campaign fund currency received brought_in reversed moved spent fees reserved balance"
    assert set(named.split()) <= set(row)


def test_every_fund_balance_is_the_sum_of_its_parts(folder: Path) -> None:
    for row in answer(run(folder, "--json"))["funds"]:
        came = row["received"] + row["brought_in"] + row["interest"] + row["exchanged"] + row["moved"]
        assert row["balance"] == came - row["reversed"] - row["fees"] - row["spent"], row


def test_people_read_plain_words(made: Book, folder: Path) -> None:
    said = run(folder).stdout
    (folder / "tile/entries/000").write_bytes((folder / "tile/entries/000").read_bytes()[:-1] + b"]")
    (folder / "x").write_text("x")
    said += run(folder).stdout
    assert said.count("9. Totals") == 2
    for word in INSIDE_WORDS:
        assert word not in said.lower(), word


def test_an_altered_page_is_named_exactly(made: Book, folder: Path) -> None:
    path = folder / "tile/entries/000"
    at = made.entries[17]
    changed = at.replace(b'"minor":', b'"minor":9', 1) if b'"minor":' in at else at[:-2] + b"2}"
    content = path.read_bytes()
    start = content.index(at)
    altered = len(changed).to_bytes(2, "big") + changed
    path.write_bytes(content[: start - 2] + altered + content[start + len(at) :])
    result = run(folder, "--json")
    found = [f for f in answer(result)["findings"] if f["step"] == "log"]
    assert result.exit_code == 1
    assert [f["entry"] for f in found] == [17]
    assert "Page 17 does not fit the sealed summary" in run(folder).stdout


def test_an_altered_tile_is_told_from_an_altered_page(folder: Path) -> None:
    path = folder / "tile/0/000"
    path.write_bytes(b"\x00" + path.read_bytes()[1:])
    found = answer(run(folder, "--json"))["findings"]
    assert len(found) == 1 and "The pages themselves fit" in found[0]["what"]


def test_pages_and_their_tile_altered_together_are_found_by_the_level_above(made: Book, folder: Path) -> None:
    entries = list(made.entries)
    entries[3] = entries[4]
    wrong = files_of(entries, texts=made.texts)
    for name in ("tile/entries/000", "tile/0/000"):
        (folder / name).write_bytes(wrong[name])
    found = answer(run(folder, "--json"))["findings"]
    assert any(f["entry"] == 0 and "pages 0 to 255" in f["what"] for f in found)


@pytest.mark.parametrize("name", ["tile/0/001.p/3", "notes.txt", "texts/" + "a" * 64 + ".json"])
def test_a_file_nobody_vouches_for_is_found(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    found = answer(run(folder, "--json"))["findings"]
    assert [f["where"] for f in found] == [name]


@pytest.mark.parametrize("name", [b"a\x1b[2Jb", b"a\xe2\x80\xaeb", b"a\xffb", b"a\nb"])
def test_a_file_name_cannot_speak_to_the_terminal(folder: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"x")
    for result in (run(folder, "--expert"), run(folder, "--json")):
        assert result.exit_code == 1 and "a\ufffd" in result.stdout
        assert not {"\x1b", "\u202e", "\udcff"} & set(result.stdout)


def test_a_symlink_is_found_and_not_followed(folder: Path, tmp_path: Path) -> None:
    path = folder / "totals.json"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    found = answer(run(folder, "--json"))["findings"]
    assert {f["step"] for f in found} == {"log", "totals"}
    assert any("not a plain file" in f["what"] for f in found)


@pytest.mark.parametrize("name", ["more", "tile/0/000.p/empty", "texts/a/b"])
def test_an_empty_folder_is_found(folder: Path, name: str) -> None:
    (folder / name).mkdir(parents=True)
    found = answer(run(folder, "--json"))["findings"]
    assert [f["what"] for f in found] == [f"An empty folder lies among the files: {name}/."]


def test_a_symlinked_folder_inside_is_found(folder: Path, tmp_path: Path) -> None:
    (folder / "texts").rename(tmp_path / "texts")
    (folder / "texts").symlink_to(tmp_path / "texts")
    assert any("not a plain file" in f["what"] for f in answer(run(folder, "--json"))["findings"])


def test_an_absent_text_is_shown_and_no_finding(folder: Path) -> None:
    next((folder / "texts").iterdir()).unlink()
    data = answer(run(folder, "--json"))
    assert data["ok"] and any("1 public text named on pages is not published" in w for w in data["warnings"])


def test_totals_that_differ_name_the_row(folder: Path) -> None:
    path = folder / "totals.json"
    totals = json.loads(path.read_bytes())
    totals["accounts"][1]["balance"] += 1
    path.write_bytes(json.dumps(totals, sort_keys=True, separators=(",", ":")).encode())
    found = answer(run(folder, "--json"))["findings"]
    assert [f["step"] for f in found] == ["totals"] and totals["accounts"][1]["account"] in found[0]["what"]


def test_since(made: Book, folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(note_over(made.entries[:100]))
    assert run(folder, "--since", kept).exit_code == 0
    kept.write_bytes(note_over([*made.entries[:99], made.entries[0]]))
    result = run(folder, "--since", kept, "--json")
    assert result.exit_code == 1 and "history was changed" in answer(result)["findings"][0]["what"]
    kept.write_bytes(note_over([*made.entries, made.entries[0]]))
    result = run(folder, "--since", kept, "--json")
    assert result.exit_code == 1 and "has shrunk" in answer(result)["findings"][0]["what"]
    kept.write_bytes(b"not a note")
    assert run(folder, "--since", kept).exit_code == 1


def test_since_of_the_same_size_and_another_tree(made: Book, folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(note_over([*made.entries[:-1], made.entries[0]]))
    assert run(folder, "--since", kept).exit_code == 1


@pytest.mark.parametrize(
    "args", [(), ("nowhere",), ("ftp://books.example/",), ("file:///etc",), ("https://",)]
)
def test_what_cannot_be_read_leaves_with_two(args: tuple[str, ...]) -> None:
    result = run(*args)
    assert result.exit_code == 2 and result.stderr.startswith("Could not be read")


def test_a_folder_without_checkpoint_leaves_with_two(tmp_path: Path) -> None:
    result = run(tmp_path, "--json")
    assert result.exit_code == 2 and answer(result)["ok"] is False


def test_a_bad_key_or_policy_leaves_with_two(folder: Path, tmp_path: Path) -> None:
    assert run(folder, "--key", "nonsense").exit_code == 2
    policy = tmp_path / "policy"
    policy.write_text("log nonsense\n")
    assert run(folder, "--policy", policy).exit_code == 2
    assert run(folder, "--policy", policy, "--key", SIGNER.verifier.vkey).exit_code == 2
    assert run(folder, "--policy", tmp_path / "none").exit_code == 2


def test_a_policy_without_witnesses(folder: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.write_text(f"log {SIGNER.verifier.vkey}\nquorum none\n")
    assert answer(run(folder, "--policy", policy, "--json"))["trust"]["key"] == "policy"


def test_neither_module_nor_command_imports_django(made: Book, folder: Path) -> None:
    code = (
        "import sys\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('django', 'allauth', 'whitenoise'):\n"
        "            raise ImportError('blocked: ' + name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "sys.argv = ['ouna', 'verify', sys.argv[1]]\n"
        "import runpy\n"
        "runpy.run_module('ouna', run_name='__main__')\n"
    )
    env = {"PYTHONPATH": "src", "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    assert "All holds." in done.stdout
    module = subprocess.run(
        [sys.executable, "-m", "ouna.verify", str(folder), "--json"], capture_output=True, text=True, env=env
    )
    assert json.loads(module.stdout)["ok"] is True and module.stderr == ""


# --- over HTTP -------------------------------------------------------------------------------------


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return None


def serve(handler: object) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def served(folder: Path) -> Iterator[str]:
    yield from serve(functools.partial(Quiet, directory=str(folder)))


def test_over_http(made: Book, folder: Path, served: str) -> None:
    data = answer(run(served, "--json"))
    assert data["ok"] and data["size"] == len(made.entries)
    (folder / "tile/0/000").unlink()
    result = run(served + "/", "--json")
    assert result.exit_code == 1
    assert "A file of fingerprints is missing: tile/0/000." in {f["what"] for f in answer(result)["findings"]}


def test_an_address_without_books_leaves_with_two(served: str) -> None:
    assert run(served + "/texts").exit_code == 2
    assert run("http://127.0.0.1:1/").exit_code == 2


class Hostile(BaseHTTPRequestHandler):
    """Leads on to a file, or sends without end."""

    def log_message(self, *_: object) -> None:
        return None

    def do_GET(self) -> None:
        if self.path.startswith("/file/"):
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
        elif self.path.startswith("/short/"):
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"x")
        elif self.path.startswith("/error/"):
            self.send_error(500)
        else:
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 100_000)
            except OSError:
                return


@pytest.fixture
def hostile() -> Iterator[str]:
    yield from serve(Hostile)


@pytest.mark.parametrize("path", ["file", "short", "error"])
def test_an_address_that_misleads_or_breaks_off_leaves_with_two(hostile: str, path: str) -> None:
    assert run(f"{hostile}/{path}/").exit_code == 2


def test_an_address_that_sends_without_end_is_cut_off(hostile: str) -> None:
    assert run(f"{hostile}/endless/").exit_code == 1


# --- proof files -----------------------------------------------------------------------------------


def gift_of(made: Book, *, reversed_: bool) -> int:
    for index, record in enumerate(made.records):
        if isinstance(record, book.GiftReceived):
            state = made.replay.facts.state(record.ref)
            assert isinstance(state, book.Gift)
            if (state.left < state.minor) == reversed_:
                return index
    raise AssertionError


def openings_of(made: Book, index: int) -> list[Any]:
    return [o for o in made.openings if o["entry"] == made.records[index].ref]


def test_a_proof_file_with_and_without_the_book(made: Book, folder: Path, tmp_path: Path) -> None:
    index = gift_of(made, reversed_=False)
    file = tmp_path / "my.tlog-proof"
    file.write_bytes(receipt_for(made.entries[:270], index, openings_of(made, index)))
    alone = run("--receipt", file, "--key", SIGNER.verifier.vkey, "--json")
    assert alone.exit_code == 0
    row = answer(alone)["receipts"][0]
    assert (row["entry"], row["recorded_as_of"], row["opened"]) == (index, 270, ["line", "donor"])
    assert row["checked_against_book"] is False
    inside = run(folder, "--receipt", file, "--json")
    assert inside.exit_code == 0 and answer(inside)["receipts"][0]["checked_against_book"] is True
    assert "Giver" not in inside.stdout, "what was opened is not repeated"


def test_a_proof_file_alone_needs_a_key(made: Book, tmp_path: Path) -> None:
    file = tmp_path / "my.tlog-proof"
    file.write_bytes(receipt_for(made.entries, 20, []))
    assert run("--receipt", file).exit_code == 2


def test_a_reversed_gift_is_said(made: Book, folder: Path, tmp_path: Path) -> None:
    index = gift_of(made, reversed_=True)
    file = tmp_path / "my.tlog-proof"
    file.write_bytes(receipt_for(made.entries, index, []))
    assert run("--receipt", file, "--key", SIGNER.verifier.vkey).exit_code == 0, "alone nobody can know"
    result = run(folder, "--receipt", file, "--json")
    assert result.exit_code == 1 and "was reversed since" in answer(result)["findings"][0]["what"]


def signed_book() -> tuple[Book, int]:
    """A book that ends with a signature under the appeal, and its page."""
    b = Book(12)
    b.open()
    b.add(b.signature(b.add(b.appeal(1)).ref))
    return b, len(b.entries) - 1


def text_opening(b: Book) -> dict[str, Any]:
    """What the text of the last signature opens."""
    salt, data = b.texts[-1]
    return {"purpose": "text", "salt": salt.hex(), "record": data}


def test_a_signatory_s_proof_file_shows_its_name(tmp_path: Path) -> None:
    b, index = signed_book()
    file = tmp_path / "my.tlog-proof"
    file.write_bytes(receipt_for(b.entries, index, [text_opening(b)]))
    b.publish(tmp_path / "books")
    for place in ([], [tmp_path / "books"]):
        told = run(*place, "--receipt", file, "--key", SIGNER.verifier.vkey)
        assert told.exit_code == 0, told.output
        assert f"page {index} (signature published) is in the record" in told.stdout
        assert "Signed by Masons of Tyre\n" in told.stdout
    row = answer(run("--receipt", file, "--key", SIGNER.verifier.vkey, "--json"))["receipts"][0]
    assert (row["opened"], row["signatory"]) == (["text"], ["Masons of Tyre"])


def test_a_proof_file_that_gives_a_signature_another_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    b, index = signed_book()
    wrong = {**text_opening(b), "record": {"names": {"en": {"text": "Friends of Sidon"}}}}
    file = tmp_path / "my.tlog-proof"
    file.write_bytes(receipt_for(b.entries, index, [wrong]))
    told = run("--receipt", file, "--key", SIGNER.verifier.vkey)
    assert told.exit_code == 1 and "opens something that is not what its page stands for" in told.stdout
    assert "Sidon" not in told.stdout
    # The twin: without the comparison it would be believed.
    monkeypatch.setattr("ouna.verify.receipt.fits", lambda record, opening: True)
    told = run("--receipt", file, "--key", SIGNER.verifier.vkey)
    assert told.exit_code == 0 and "Signed by Friends of Sidon" in told.stdout


@pytest.mark.parametrize(
    "data",
    [
        {}, {"names": None}, {"names": []}, {"names": "Masons"}, {"names": {"en": None}},
        {"names": {"en": "Masons"}}, {"names": {"en": {"text": 5}}}, {"names": {"en": {}}}, [], "x", None,
    ],
)  # fmt: skip
def test_a_signature_whose_text_holds_no_name_is_proven_without_one(data: Any, tmp_path: Path) -> None:
    b = Book(12)
    b.open()
    salt = bytes(32)
    b.add(b.signature(b.add(b.appeal(1)).ref, text=book.text_hash(salt, data)))
    file = tmp_path / "my.tlog-proof"
    opening = {"purpose": "text", "salt": salt.hex(), "record": data}
    file.write_bytes(receipt_for(b.entries, len(b.entries) - 1, [opening]))
    told = run("--receipt", file, "--key", SIGNER.verifier.vkey, "--json")
    assert told.exit_code == 0 and answer(told)["receipts"][0]["signatory"] == []


def test_a_name_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    b = Book(12)
    b.open()
    text = b.text("Masons\x1b[2J of \u202eTyre\nAll holds.", "names")
    salt, data = b.texts[-1]
    b.add(b.signature(b.add(b.appeal(1)).ref, text=text))
    file = tmp_path / "my.tlog-proof"
    opening = {"purpose": "text", "salt": salt.hex(), "record": data}
    file.write_bytes(receipt_for(b.entries, len(b.entries) - 1, [opening]))
    told = run("--receipt", file, "--key", SIGNER.verifier.vkey).stdout
    assert "Signed by Masons\ufffd[2J of \ufffdTyre\ufffdAll holds.\n" in told


def test_a_withdrawn_signature_is_said_and_a_confirmed_one_too(tmp_path: Path) -> None:
    b, index = signed_book()
    signature: Any = b.records[index]
    file = tmp_path / "my.tlog-proof"
    file.write_bytes(receipt_for(b.entries, index, []))
    b.add(b.signature(signature.appeal, confirms=signature.ref))
    b.publish(tmp_path / "confirmed")
    told = run(tmp_path / "confirmed", "--receipt", file, "--json")
    assert told.exit_code == 0 and "took its place" in str(answer(told)["warnings"])
    b, index = signed_book()
    b.add(b.leaving(b.records[index].ref))
    b.publish(tmp_path / "withdrawn")
    told = run(tmp_path / "withdrawn", "--receipt", file, "--json")
    assert told.exit_code == 1 and "was withdrawn since" in answer(told)["findings"][0]["what"]


def test_a_proof_file_from_another_history_is_found(made: Book, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "my.tlog-proof"
    index = gift_of(made, reversed_=False)
    file.write_bytes(receipt_for([*made.entries[:250], made.entries[0]], index, []))
    result = run(folder, "--receipt", file, "--json")
    assert result.exit_code == 1 and "history was changed" in answer(result)["findings"][0]["what"]
    file.write_bytes(receipt_for([*made.entries, made.entries[0]], index, []))
    assert "has shrunk" in answer(run(folder, "--receipt", file, "--json"))["findings"][0]["what"]


def test_a_proof_file_with_another_giver_is_refused(made: Book, folder: Path, tmp_path: Path) -> None:
    index = gift_of(made, reversed_=False)
    opened = openings_of(made, index)
    opened[1] = {**opened[1], "record": {"name": "Somebody else"}}
    file = tmp_path / "my.tlog-proof"
    file.write_bytes(receipt_for(made.entries, index, opened))
    assert run(folder, "--receipt", file).exit_code == 1
    assert run("--receipt", file, "--key", SIGNER.verifier.vkey).exit_code == 1


def test_no_bit_of_a_proof_file_can_be_flipped(
    made: Book, tmp_path: Path, figure: Callable[..., None]
) -> None:
    import random

    from ouna.verify.receipt import check_receipt
    from ouna.verify.report import Report
    from ouna.verify.trust import asked_of

    index = gift_of(made, reversed_=False)
    right = receipt_for(made.entries, index, openings_of(made, index))
    policy = asked_of(None, SIGNER.verifier.vkey).policy
    assert policy and check_receipt("r", right, policy, Report())
    rng = random.Random(3)
    for _ in range(300):
        at = rng.randrange(len(right) * 8)
        wrong = bytearray(right)
        wrong[at // 8] ^= 1 << at % 8
        report = Report()
        assert check_receipt("r", bytes(wrong), policy, report) is None and report.findings, at
    figure(300)


# --- openings --------------------------------------------------------------------------------------


def lines_of(openings: list[Any]) -> str:
    return "".join(json.dumps(o) + "\n" for o in openings)


def test_openings_fit(made: Book, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "opened.jsonl"
    number = next(i for i, r in enumerate(made.records) if r.ref == made.openings[0]["entry"])
    file.write_text(lines_of([*made.openings, {**made.openings[0], "entry": number}]))
    # Openings of lines that a correction booked anew name the new ref, which stands inside the correction.
    inside = {r.replacement.ref for r in made.records if isinstance(r, book.CorrectionMade)}
    assert inside & {o["entry"] for o in made.openings}
    data = answer(run(folder, "--openings", file, "--json"))
    assert data["ok"], data["findings"][:3]
    assert data["openings"] == len(made.openings) + 1


def _spelled(salt: str) -> list[str]:
    """The same bytes to a careless reader."""
    return [salt.upper(), " ".join(salt[i : i + 2] for i in range(0, 64, 2)), f" {salt}", f"{salt}\n"]


@pytest.mark.parametrize("way", range(4))
def test_a_salt_has_one_spelling(made: Book, folder: Path, tmp_path: Path, way: int) -> None:
    opening = made.openings[3]
    spelled = _spelled(opening["salt"])[way]
    assert spelled != opening["salt"] and bytes.fromhex(spelled) == bytes.fromhex(opening["salt"])
    file = tmp_path / "opened.jsonl"
    file.write_text(lines_of([{**opening, "salt": spelled}]))
    assert len(answer(run(folder, "--openings", file, "--json"))["findings"]) == 1


@pytest.mark.parametrize("change", [{"record": {"name": "x"}}, {"salt": "00" * 32}, {"purpose": "payee"}])
def test_an_opening_that_does_not_fit_is_found(
    made: Book, folder: Path, tmp_path: Path, change: dict
) -> None:
    file = tmp_path / "opened.jsonl"
    file.write_text(lines_of([{**made.openings[3], **change}]))
    result = run(folder, "--openings", file, "--json")
    assert result.exit_code == 1 and len(answer(result)["findings"]) == 1


def test_an_opening_of_no_page_is_found(made: Book, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "opened.jsonl"
    file.write_text(lines_of([{**made.openings[3], "entry": 10**6}]))
    assert run(folder, "--openings", file).exit_code == 1
    file.write_text("not json\n")
    assert run(folder, "--openings", file).exit_code == 2


def test_a_folder_that_grows_under_our_hands_is_read_again(
    made: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ouna.verify import book as verify_module

    folder = tmp_path / "books"
    write_files(folder, files_of(made.entries[:200], texts=made.texts))
    listing = verify_module.check_listing

    def grow_first(*args: object) -> None:
        monkeypatch.setattr(verify_module, "check_listing", listing)
        for path in sorted(folder.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        write_files(folder, made.files())
        listing(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(verify_module, "check_listing", grow_first)
    data = answer(run(folder, "--json"))
    assert data["ok"] and data["size"] == len(made.entries)


# --- independent keepers ---------------------------------------------------------------------------


def test_a_policy_with_witnesses_demands_their_quorum(made: Book, folder: Path, tmp_path: Path) -> None:
    keepers = [Signer.from_seed(f"keeper.example/{n}", bytes([n]) * 32, COSIGNATURE) for n in (1, 2, 3)]
    lines = [f"log {SIGNER.verifier.vkey}"]
    lines += [f"witness keeper{n} {keeper.verifier.vkey}" for n, keeper in enumerate(keepers, 1)]
    policy = tmp_path / "policy"
    policy.write_text("\n".join([*lines, "group all 2 keeper1 keeper2 keeper3", "quorum all"]) + "\n")
    path = folder / "checkpoint"
    note = path.read_bytes()
    text = head_over(made.entries).format()
    path.write_bytes(note + cosign(text, keepers[0], 1_764_000_000))
    assert run(folder, "--policy", policy).exit_code == 1, "one of two"
    path.write_bytes(path.read_bytes() + cosign(text, keepers[2], 1_764_000_001))
    data = answer(run(folder, "--policy", policy, "--json"))
    assert data["ok"], data["findings"]
    assert data["trust"] == {"key": "policy", "witnesses": ["keeper1", "keeper3"], "time": "witnessed"}
    assert not any("own word" in w and "days" in w for w in data["warnings"])
    # Another tree, cosigned by nobody, does not pass even with the owner's signature.
    other = files_of(made.entries[:-1], texts=made.texts)
    write_files(folder, other)
    assert run(folder, "--policy", policy).exit_code == 1


def test_guard_off_without_a_policy_the_same_folder_passes(made: Book, folder: Path) -> None:
    """The twin: what the policy refuses is fit in itself, so it was the quorum that refused it."""
    assert run(folder, "--key", SIGNER.verifier.vkey).exit_code == 0


def test_the_bar_shows_only_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Meter(quiet=False) as meter:
        meter.show(5, 10)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with Meter(quiet=True) as meter:
        meter.show(5, 10)
    assert capsys.readouterr().err == ""
    with Meter(quiet=False) as meter:
        meter.show(5, 10)
    assert "5/10" in capsys.readouterr().err


def test_the_release_says_its_version_and_what_its_check_in_javascript_is() -> None:
    """What a copy in a published folder is compared with."""
    said = CliRunner().invoke(main, ["--version", "--json"])
    found = json.loads(said.output)
    assert said.exit_code == 0 and found["sha256"] == {NAME: sha256(program()).hexdigest()}
    assert CliRunner().invoke(main, ["--version"]).output == f"ouna, version {found['version']}\n"
    assert CliRunner().invoke(main, ["--json", "verify", "x"]).exit_code == 2
