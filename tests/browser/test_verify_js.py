"""Checking a proof file and the books in the browser, in both directions, saved, without a network."""

from __future__ import annotations

import base64
import functools
import json
import random
import re
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from books import SIGNER, Book, receipt_for, small_book
from government import Governed, governed_book
from tests.browser.site import Site, environment, sideways, violations

from ouna.core import book
from ouna.core.quorum import EDDSA, ES256, FILE_KEY, RS256, partner_fingerprint
from ouna.verify.program import NAME, program
from ouna.verify.receipt import extra_of

pytestmark = pytest.mark.browser

RESULT = "[data-verify-result]"
#: The check itself, under whatever name the static files give it.
PROGRAM = re.compile(r"/static/web/verify(\.\w+)?\.js$")
MAKE = """
import django; django.setup()
from ouna.donations.models import Gift
from ouna.log.queries import proof_of
import sys
gift = Gift.objects.filter(left_minor__gt=0).order_by("-id")[7]
sys.stdout.buffer.write(proof_of(gift.ref, openings=["donor"]))
"""


@pytest.fixture(scope="module")
def own(demo: Site) -> bytes:
    """The proof file of one gift as its giver has it: it opens who gave."""
    env = environment(demo.var) | {"DJANGO_SETTINGS_MODULE": "ouna.web.settings", "OUNA_DEMO": "1"}
    done = subprocess.run([sys.executable, "-c", MAKE], env=env, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def entry_of(proof: bytes) -> dict[str, Any]:
    """The page of the record inside a proof file."""
    extra = json.loads(base64.b64decode(re.findall(rb"^extra (.*)$", proof, re.M)[0]))
    return json.loads(base64.b64decode(extra["entry"]))


def without_openings(proof: bytes) -> bytes:
    """The file for sharing."""
    entry = base64.b64decode(json.loads(base64.b64decode(proof.split(b"\n")[1][6:]))["entry"])
    lines = proof.split(b"\n")
    return b"\n".join([lines[0], b"extra " + base64.b64encode(extra_of(entry, [])), *lines[2:]])


def give(tab: Any, proof: bytes, title: str) -> None:
    """Choose the file and wait for an answer with that title."""
    tab.set_input_files("input[type=file]", {"name": "r.tlog-proof", "mimeType": "", "buffer": proof})
    tab.locator(f"{RESULT} strong", has_text=title).wait_for()


def drop(tab: Any, proof: bytes) -> None:
    """Drop the file onto its place."""
    tab.evaluate(
        """code => {
            const files = new DataTransfer();
            const bytes = Uint8Array.from(atob(code), c => c.charCodeAt(0));
            files.items.add(new File([bytes], "r.tlog-proof"));
            document.querySelector("[data-drop]").dispatchEvent(
                new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: files}));
        }""",
        base64.b64encode(proof).decode(),
    )


def pairs(tab: Any) -> dict[str, str]:
    """What the answer says, by label."""
    rows = tab.locator(f"{RESULT} > dl.pairs > div, {RESULT} section > dl.pairs > div").all()
    return {r.locator("dt").inner_text(): r.locator("dd").inner_text() for r in rows}


def test_a_dropped_proof_file_is_told_in_plain_words(visit: Any, own: bytes) -> None:
    tab = visit()
    tab.goto("/receipt/check/")
    drop(tab, own)
    tab.locator(f"{RESULT} strong", has_text="This proof file holds").wait_for()
    tab.locator(f"{RESULT} strong", has_text="It still holds today").wait_for()
    tab.locator(f"{RESULT} strong", has_text="This file names the giver").wait_for()
    entry, said = entry_of(own), pairs(tab)
    currency, minor = entry["money"]["currency"], entry["money"]["minor"]
    amount = said["Amount"].replace("\u00a0", " ")
    assert amount.endswith(f" {currency}")
    assert int(re.sub(r"[^0-9]", "", amount)) == minor
    index = re.findall(rb"^index (\d+)$", own, re.M)[0].decode()
    assert said["Page of the record"].split(" of ")[0].replace(",", "") == index
    assert said["Purpose"] and "fund_" not in said["Purpose"]
    assert said["Account"].endswith(currency)
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ 20\d\d", said["Day at the bank"])
    assert said["Giver"]
    told = tab.locator(RESULT).inner_text()
    assert "Compare it with the key you were given elsewhere" in told


def test_the_file_for_sharing_names_nobody(visit: Any, own: bytes) -> None:
    tab = visit()
    tab.goto("/receipt/check/")
    give(tab, without_openings(own), "This proof file holds")
    assert tab.locator(f"{RESULT} strong", has_text="This file names the giver").count() == 0
    assert "Giver" not in pairs(tab)
    assert "only a fingerprint of the giver" in tab.locator(RESULT).inner_text()


def signed_elsewhere() -> bytes:
    """The proof file of an organisation's signature under the appeal of another coalition's record."""
    b = Book(3)
    b.open()
    salt = bytes(32)
    names = {"en": {"text": "Masons of Tyre"}, "ar": {"text": "بنّاؤو صور"}}
    text = {"names": names, "website": "https://masons.example"}
    b.add(b.signature(b.add(b.appeal(1)).ref, text=book.text_hash(salt, text)))
    return receipt_for(
        b.entries, len(b.entries) - 1, [{"purpose": "text", "salt": salt.hex(), "record": text}]
    )


def test_a_signatory_s_proof_file_names_the_organisation_and_hides_nothing(visit: Any) -> None:
    tab = visit()
    tab.goto("/receipt/check/")
    tab.locator("[data-verify-key]").evaluate("(field, key) => { field.value = key }", SIGNER.verifier.vkey)
    give(tab, signed_elsewhere(), "This proof file holds")
    said = pairs(tab)
    assert list(said)[:2] == ["What happened", "Organisation that signed"]
    assert said["What happened"] == "An organisation signed the appeal"
    assert sorted(said["Organisation that signed"].split("\n")) == ["Masons of Tyre", "بنّاؤو صور"]
    told = tab.locator(RESULT).inner_text()
    assert "Who signed for the organisation: no page of the record says that." in told
    assert "confidential" not in told and "money was used" not in told


def test_arabic_reads_from_the_right(visit: Any, own: bytes) -> None:
    tab = visit(lang="ar", width=375)
    tab.goto("/receipt/check/?lang=ar")
    tab.set_input_files("input[type=file]", {"name": "r.tlog-proof", "mimeType": "", "buffer": own})
    tab.locator(f"{RESULT} dl.pairs").first.wait_for()
    tab.locator(f"{RESULT} [data-verify-today] .note.good").wait_for()
    assert (
        tab.evaluate("getComputedStyle(document.querySelector('[data-verify-result] .note')).direction")
        == "rtl"
    )
    assert tab.locator(f"{RESULT} .note strong").first.inner_text() == "ملفّ الإثبات هذا صحيح"
    label, value = tab.locator(f"{RESULT} dt").first, tab.locator(f"{RESULT} dd").first
    assert label.bounding_box()["x"] + label.bounding_box()["width"] > value.bounding_box()["x"]
    assert sideways(tab) <= 0


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_answers_are_accessible(visit: Any, own: bytes, lang: str) -> None:
    tab = visit(lang=lang, width=375, bypass_csp=True)
    tab.goto(f"/receipt/check/?lang={lang}")
    tab.set_input_files("input[type=file]", {"name": "r.tlog-proof", "mimeType": "", "buffer": own})
    tab.locator(f"{RESULT} [data-verify-today] .note.good").wait_for()
    tab.locator(f"{RESULT} summary").click()
    assert violations(tab) == []
    tab.set_input_files("input[type=file]", {"name": "r.tlog-proof", "mimeType": "", "buffer": b"nothing"})
    tab.locator(f"{RESULT} .note.wrong").wait_for()
    assert violations(tab) == []
    tab.goto(f"/books/verify/?lang={lang}")
    tab.click("[data-verify-start]")
    tab.locator(f"{RESULT} ol.checks").wait_for()
    assert violations(tab) == []
    assert sideways(tab) <= 0


def test_no_damaged_proof_file_is_accepted(visit: Any, own: bytes) -> None:
    tab = visit()
    tab.goto("/receipt/check/")
    noise = random.Random(6)
    for bit in noise.sample(range(len(own) * 8), 20):
        damaged = bytearray(own)
        damaged[bit // 8] ^= 1 << bit % 8
        tab.evaluate("document.querySelector('[data-verify-result]').replaceChildren()")
        give(tab, bytes(damaged), "This file proves nothing here")
        assert tab.locator(f"{RESULT} .note.good").count() == 0
    give(tab, own, "This proof file holds")


def test_a_key_from_elsewhere_takes_the_place_of_the_pages(visit: Any, own: bytes) -> None:
    tab = visit()
    tab.goto("/receipt/check/")
    key = json.loads(tab.locator("#verify-data").inner_text())["keys"][0]
    tab.locator("summary", has_text="With the key I was given elsewhere").click()
    tab.fill("[data-verify-key]", "other.example+5f6b7c8d+" + key.split("+", 2)[2])
    give(tab, own, "This file proves nothing here")
    assert "The key is not whole" in tab.locator(RESULT).inner_text()
    tab.fill("[data-verify-key]", f" {key}\n")
    tab.locator("[data-verify-key]").blur()
    tab.locator(f"{RESULT} strong", has_text="This proof file holds").wait_for()
    assert "Whose key it is that you gave" in tab.locator(RESULT).inner_text()


def test_a_record_that_was_changed_since_does_not_fit(visit: Any, own: bytes) -> None:
    tab = visit()
    tab.goto("/receipt/check/")

    def falsify(route: Any) -> None:
        body = bytearray(route.fetch().body())
        body[len(body) // 2] ^= 1
        route.fulfill(body=bytes(body), content_type="application/octet-stream")

    tab.route("**/log/tile/entries/**", falsify)
    give(tab, own, "The record of today does not fit your file")
    tab.locator(f"{RESULT} strong", has_text="This proof file holds").wait_for()


def show_book(tab: Any, made: Book, path: str = "/receipt/check/", script: bytes = program()) -> None:
    """Let the page speak of another record, with this key and these files."""
    key = SIGNER.verifier.vkey
    files = made.files() | {NAME: script}

    def page(route: Any) -> None:
        answer = route.fetch()
        html = re.sub(r'"keys": \["[^"]*"\]', f'"keys": ["{key}"]', answer.text())
        assert key in html
        route.fulfill(response=answer, body=html)

    tab.route(f"**{path}", page)
    tab.route("**/log/**", lambda route: route.fulfill(body=files[route.request.url.split("/log/")[1]]))


def test_a_gift_that_was_taken_back_is_told(visit: Any) -> None:
    made, tab = small_book(seed=5, rounds=6), visit()
    show_book(tab, made)
    tab.goto("/receipt/check/")
    back = next(r for r in made.records if isinstance(r, book.GiftReversed))
    at = next(n for n, r in enumerate(made.records) if r.ref == back.gift)
    give(tab, receipt_for(made.entries[: at + 1], at, []), "The gift was taken back since")
    told = tab.locator(f"{RESULT} [data-verify-today]").inner_text()
    assert "15.00\u00a0EUR went back" in told
    kept = next(n for n, r in enumerate(made.records) if isinstance(r, book.GiftReceived))
    give(tab, receipt_for(made.entries[: kept + 1], kept, []), "It still holds today")
    fee = next(n for n, r in enumerate(made.records) if isinstance(r, book.FeeCharged))
    give(tab, receipt_for(made.entries[: fee + 1], fee, []), "The page was corrected since")


def test_many_later_pages_are_looked_through_only_when_asked(visit: Any, own: bytes) -> None:
    tab = visit()

    def fewer(route: Any) -> None:
        answer = route.fetch()
        script = answer.text().replace("const SEARCHED_AT_ONCE = 40 * WIDTH", "const SEARCHED_AT_ONCE = 0")
        assert "SEARCHED_AT_ONCE = 0" in script
        route.fulfill(response=answer, body=script)

    tab.route(PROGRAM, fewer)
    tab.goto("/receipt/check/")
    give(tab, own, "The record of today contains it")
    tab.locator(f"{RESULT} button", has_text="Look through the later pages").click()
    tab.locator(f"{RESULT} strong", has_text="It still holds today").wait_for()


def saved(tab: Any, folder: Path) -> Path:
    """The open page as browsers save it: the document as it stands, its own files beside it."""
    files = folder / "page_files"
    files.mkdir()
    html = tab.content()
    for number, address in enumerate(re.findall(r'(?:src|href)="(/static/[^"]+)"', html)):
        name = f"{number}-{Path(address).name}"
        (files / name).write_bytes(tab.request.get(urljoin(tab.url, address)).body())
        html = html.replace(f'"{address}"', f'"./page_files/{name}"', 1)
    page = folder / "page.html"
    page.write_text(html, "utf-8")
    return page


def test_the_saved_page_works_without_a_network(visit: Any, page: Any, own: bytes, tmp_path: Path) -> None:
    tab = visit()
    tab.goto("/receipt/check/")
    give(tab, own, "It still holds today")
    kept = saved(tab, tmp_path)
    page.context.set_offline(True)
    page.goto(kept.as_uri())
    assert page.locator(f"{RESULT} *").count() == 0, "no answer of an earlier file"
    assert page.evaluate("location.protocol") == "file:"
    drop(page, own)
    page.locator(f"{RESULT} strong", has_text="Checked without the record of today").wait_for()
    assert pairs(page)["Purpose"] == pairs(tab)["Purpose"]
    give(page, own[:-9] + b"AAAAAAA=\n", "This file proves nothing here")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_file_to_keep_works_without_a_network(
    visit: Any, page: Any, own: bytes, tmp_path: Path, lang: str
) -> None:
    tab = visit(lang=lang)
    tab.goto(f"/receipt/check/?lang={lang}")
    tab.locator(".tabs summary").first.click()
    with tab.expect_download() as waiting:
        tab.locator("a[download]").click()
    assert waiting.value.suggested_filename == "check-receipt.html"
    kept = tmp_path / "check-receipt.html"
    waiting.value.save_as(kept)
    page.context.set_offline(True)
    page.goto(kept.as_uri())
    assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
    drop(page, own)
    page.locator(f"{RESULT} .note.good").wait_for()
    page.locator(f"{RESULT} [data-verify-today] .note").wait_for()
    assert page.locator(f"{RESULT} dl.pairs > div").count() > 7
    page.context.set_offline(False)
    page.locator(f"{RESULT} button").click()
    page.locator(f"{RESULT} [data-verify-today] .note.good").wait_for()


def test_the_file_to_keep_runs_nothing_but_itself(visit: Any, chromium: Any, tmp_path: Path) -> None:
    tab = visit()
    body = tab.request.get("/receipt/check-receipt.html").text()
    assert "unsafe" not in body and "http-equiv" in body
    kept = tmp_path / "altered.html"
    kept.write_text(body.replace('"use strict";', '"use strict"; window.altered = 1;', 1), "utf-8")
    context = chromium.new_context()
    other = context.new_page()
    other.goto(kept.as_uri())
    assert other.evaluate("window.altered") is None
    context.close()


def check_books(tab: Any) -> str:
    tab.click("[data-verify-start]")
    tab.locator(f"{RESULT} .note").first.wait_for()
    return str(tab.locator(RESULT).inner_text())


def test_the_books_are_counted_in_the_browser(visit: Any) -> None:
    tab = visit()
    tab.goto("/books/verify/")
    told = check_books(tab)
    size = tab.request.get("/log/checkpoint").text().split("\n")[1]
    assert "The books hold" in told and f"{int(size):,} pages" in told
    assert tab.locator(f"{RESULT} .checks svg.tick:not(.cross)").count() == 8
    assert "Another check lies in the folder" not in told
    assert "Compared with" not in told
    assert "Compared with the sealed summary kept from before." in check_books(tab)


def test_falsified_books_do_not_hold_in_the_browser(visit: Any) -> None:
    tab = visit()
    tab.goto("/books/verify/")
    altered: list[str] = []

    def falsify(route: Any) -> None:
        body = route.fetch().body()
        gift = re.search(rb'"kind":"gift.received".{0,200}?"minor":[0-9]+([0-9])}', body)
        if gift and not altered:
            altered.append(route.request.url)
            body = body[: gift.start(1)] + (b"2" if gift[1] == b"1" else b"1") + body[gift.end(1) :]
        route.fulfill(body=body, content_type="application/octet-stream")

    tab.route("**/log/tile/entries/**", falsify)
    told = check_books(tab)
    assert altered
    assert "Something does not hold" in told
    assert "pages lead to another root" in told
    assert tab.evaluate("localStorage.length") == 0
    lines = tab.locator(f"{RESULT} .checks > li").all()
    broken = [line.locator("span").first.inner_text() for line in lines if line.locator(".cross").count()]
    assert any("The record itself" in line for line in broken) and any("Totals" in line for line in broken)


def test_an_older_summary_that_does_not_fit_is_told(visit: Any) -> None:
    tab = visit()
    tab.goto("/books/verify/")
    note = tab.request.get("/log/checkpoint").text()
    tab.locator("summary", has_text="With my own key, or a summary I kept").click()
    tab.fill("[data-verify-older]", note)
    assert "Compared with the sealed summary kept from before." in check_books(tab)
    tab.evaluate("localStorage.clear()")
    lines = note.split("\n")
    lines[1] = str(int(lines[1]) - 1)
    tab.fill("[data-verify-older]", "\n".join(lines))
    assert "Something does not hold" in check_books(tab)


def test_without_a_network_nothing_is_claimed(visit: Any) -> None:
    tab = visit()
    tab.goto("/books/verify/")
    tab.route("**/log/**", lambda route: route.abort("aborted"))
    told = check_books(tab)
    assert "Not checked" in told and "The record cannot be reached." in told


# --- the partner's government, in the browser ----------------------------------------------------------


@pytest.fixture(scope="module")
def governed() -> Governed:
    """A right book in which every kind occurs, signed with all kinds of key."""
    return governed_book(9, algs=(ES256, EDDSA, RS256, FILE_KEY, ES256))


def digits_of(made: Governed) -> str:
    state = made.trustees
    assert state
    return " ".join(partner_fingerprint(state.first))


def test_signatures_are_checked_in_a_worker(visit: Any, governed: Governed, true_rounds: int) -> None:
    tab = visit()
    show_book(tab, governed, "/books/verify/")
    tab.goto("/books/verify/")
    with tab.expect_worker() as waiting:
        told = check_books(tab)
    assert PROGRAM.search(waiting.value.url)
    assert "The books hold" in told and "cannot be checked" not in told
    assert digits_of(governed) in told and "published elsewhere" in told


def test_the_partner_s_fingerprint_is_compared(visit: Any, governed: Governed, true_rounds: int) -> None:
    tab = visit()
    show_book(tab, governed, "/books/verify/")
    tab.goto("/books/verify/")
    tab.locator("summary", has_text="With my own key, or a summary I kept").click()
    tab.fill("[data-verify-partner]", digits_of(governed))
    assert "It is the one you gave." in check_books(tab)
    tab.fill("[data-verify-partner]", "0000 1111 2222 3333 4444")
    told = check_books(tab)
    assert "Something does not hold" in told and "Trustees" in told
    tab.fill("[data-verify-partner]", "12 34")
    assert "five groups of four digits" in check_books(tab)


def test_a_payment_without_the_partner_is_told_in_arabic(visit: Any) -> None:
    made = Governed(4)
    made.open()
    made.govern()
    made.force(made.order(made.approved(made.request(), 0)))
    tab = visit(lang="ar", width=375)
    show_book(tab, made, "/books/verify/?lang=ar")
    tab.goto("/books/verify/?lang=ar")
    told = check_books(tab)
    assert "هناك ما لا يصحّ" in told or "لا يستقيم" in told
    assert tab.locator(f"{RESULT} .checks svg.cross").count() == 1
    assert (
        tab.locator(f"{RESULT} a").first.get_attribute("href") == f"/books/entries/{len(made.entries) - 1}/"
    )
    assert sideways(tab) <= 0


def test_what_this_browser_cannot_check_is_never_said_to_hold(visit: Any, governed: Governed) -> None:
    tab = visit()
    show_book(tab, governed, "/books/verify/")

    def without(route: Any) -> None:
        answer = route.fetch()
        script = answer.text().replace('typeof crypto === "object" && crypto.subtle', "null")
        assert script != answer.text()
        route.fulfill(response=answer, body=script)

    tab.route(PROGRAM, without)
    tab.goto("/books/verify/")
    told = check_books(tab)
    assert "Not everything could be checked" in told and "The books hold" not in told
    assert "cannot be checked in this browser" in tab.locator(f"{RESULT} .checks").inner_text()
    assert tab.locator(f"{RESULT} .note.good").count() == 0
    assert tab.evaluate("localStorage.length") == 0


def test_another_check_in_the_folder_is_told(visit: Any, governed: Governed) -> None:
    tab = visit()
    show_book(tab, governed, "/books/verify/", program() + b"// altered")
    tab.goto("/books/verify/")
    told = check_books(tab)
    assert "The books hold" in told and "Another check lies in the folder" in told


def test_the_check_is_fetched_when_asked_for(visit: Any, own: bytes) -> None:
    tab, asked = visit(), []
    tab.on("request", lambda request: asked.append(request.url) if PROGRAM.search(request.url) else None)
    for path in ("/books/verify/", "/receipt/check/"):
        tab.goto(path, wait_until="networkidle")
    assert asked == []
    give(tab, own, "This proof file holds")
    assert len(asked) == 1


def test_a_check_that_cannot_be_fetched_is_told(visit: Any) -> None:
    tab = visit()
    tab.goto("/books/verify/")
    tab.route(PROGRAM, lambda route: route.abort("aborted"))
    tab.click("[data-verify-start]")
    tab.locator("[data-verify-failed]").wait_for()
    tab.unroute(PROGRAM)
    assert "The books hold" in check_books(tab)
    assert not tab.locator("[data-verify-failed]").is_visible()


def test_the_saved_books_page_checks_the_record_of_its_site(visit: Any, page: Any, tmp_path: Path) -> None:
    tab = visit()
    tab.goto("/books/verify/")
    check_books(tab)
    kept = saved(tab, tmp_path)
    page.goto(kept.as_uri())
    assert page.locator(f"{RESULT} *").count() == 0
    assert "The books hold" in check_books(page)


def test_it_runs_on_anybody_s_page(demo: Site, page: Any, tmp_path: Path) -> None:
    """One element on a page of another host: the folder is served to all."""
    log = f"{demo.url}/log/"
    icon = '<link rel="icon" href="data:,">'
    script = f'<script src="{log}{NAME}" data-log="{log}"></script>'
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Ours</title>{icon}<p>Check:</p>{script}")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
            page.locator("pre", has_text="The books hold.").wait_for()
            assert "pages, root " in page.locator("pre").inner_text()
        finally:
            server.shutdown()
            thread.join()
