"""The whole way of a payment on the demo, from the partner's wish to the proof; and every way round him.

The partner asks for a roof, with quotes; its payee has a name like a listed one; two checkers decide; three
of five trustees sign with passkeys; the treasurer takes the file to the bank; the statement comes back; the
partner shows the receipt; both verifiers prove it. In between the treasurer, the administrator and whoever
holds the database try to pay without the partner.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from PIL import Image, ImageDraw
from tests.browser import site as sites
from tests.browser.people import be, drop, in_time
from tests.browser.test_login import authenticator
from tests.browser.test_signing import ROOT, Trustee, set_up, surroundings

from ouna.demo.files import DemoLine, DemoStatement, camt
from ouna.verify.partner import NOT_THIS

pytestmark = pytest.mark.browser

TITLE = "Roof of the east wing"
MINOR, SUM = 18_600_00, "18,600.00"
OWN, LATIN = "سقوف مرزبان كرابفنشتاين", "Krapfenshtain Marzouban Roofs"
IBAN = "BG80BNBG96611020345678"
QUOTES = ((LATIN, "18600.00"), ("High Beam Brothers", "19950.00"), ("Swallow Roofs", "21300.00"))
PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
#: How a bank marks a transfer that left.
SENT = "PMNT-ICDT-ESCT"
RESULT = "[data-verify-result]"


def picture(*lines: str) -> dict[str, Any]:
    """A photograph of a paper, as a form takes it."""
    image = Image.new("RGB", (900, 1_200), "white")
    ImageDraw.Draw(image).multiline_text((60, 80), "\n".join(lines), fill="black")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


class Inside:
    """Somebody inside the installation; see `tests.browser.whole`."""

    def __init__(self, site: sites.Site) -> None:
        env = surroundings(site.var, site.url) | {"OUNA_DEMO": "1"}
        words = [sys.executable, "-m", "tests.browser.whole"]
        self.errors = (site.var / "inside.log").open("w+b")
        self.process = subprocess.Popen(
            words, env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors
        )

    def __call__(self, *words: str) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write((" ".join(words) + "\n").encode())
        self.process.stdin.flush()
        said = self.process.stdout.readline()
        assert said, (self.errors.seek(0), self.errors.read().decode()[-3_000:])
        return json.loads(said)

    def leave(self) -> None:
        self.process.communicate(timeout=20)
        self.errors.close()


@pytest.fixture
def inside(demo: sites.Site) -> Iterator[Inside]:
    someone = Inside(demo)
    yield someone
    someone.leave()


def test_a_roof_is_paid_with_the_partner_and_never_without(
    visit: Any, demo: sites.Site, inside: Inside, chromium: Any
) -> None:
    trustees = appoint(chromium, demo, inside)
    layla, ottilie = visit(), visit()
    be(layla, "layla")
    before = spent(json.loads(sites.run(demo.var, "verify", str(demo.var / "books"), "--json")))
    ref = ask_for_the_roof(layla)
    names_are_decided(visit, layla, ref)
    # Nobody has signed yet.
    be(ottilie, "ottilie")
    refused(ottilie, inside, ref, "Not enough trustees have signed this request.")
    the_administrator_tries(visit, inside, ref)
    tampered(ottilie, inside, ref, "approvals", "A signature does not fit the request.")
    for signed, who in enumerate(trustees):
        assert inside("approvals", ref) == signed
        refused(ottilie, inside, ref, "Not enough trustees have signed this request.")
        if signed == 1:
            tampered(ottilie, inside, ref, "quorum", "The rules of the trustees differ from what was signed.")
        sign(who, ref)
    # What three have signed is what is paid.
    for kind in ("amount", "bank"):
        tampered(ottilie, inside, ref, kind, "A signature does not fit the request.")
    assert inside("orders", ref) == [0, 0, 0]
    file = pay(ottilie, ref)
    assert inside("orders", ref) == [1, 1, 1]
    tampered(ottilie, inside, ref, "again", "An earlier order differs from the record.")
    import_the_statement(ottilie, inside, number_in(file))
    prove_it(layla, visit, ref)
    sites.run(demo.var, "check")
    both_verifiers(visit, demo, before)
    forged(visit, demo, inside)
    for who in trustees:
        who.tab.context.close()
        assert not who.wrong, who.wrong


# Trustees ---------------------------------------------------------------------------------------------


def person(chromium: Any, site: sites.Site, name: str, **more: Any) -> Trustee:
    """A trustee of the demo with a browser of his own, and a passkey device in it."""
    given = {"viewport": {"width": 1280, "height": 900}, "locale": "en", **more}
    context = chromium.new_context(base_url=site.url, **given)
    context.set_default_timeout(10_000)
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    authenticator(tab)
    be(tab, name)
    return Trustee(tab, name, wrong)


def appoint(chromium: Any, site: sites.Site, inside: Inside) -> list[Trustee]:
    """Three of the demo's five, who have keys in files, set up passkeys; the list with them is signed."""
    phone = {"viewport": {"width": 375, "height": 740}, "is_mobile": True, "has_touch": True}
    people = [person(chromium, site, "salma"), person(chromium, site, "maryam")]
    people.append(person(chromium, site, "idris", **phone))
    for who in people:
        who.desk("?lang=en")
        set_up(who)
    salma = people[0].tab
    salma.goto("/desk/trustees/signers/")
    salma.get_by_role("button", name="Put it before the trustees").click()
    salma.wait_for_url("**/desk/trustees/document/**")
    ref = salma.url.rstrip("/").split("/")[-1]
    inside("sign_list", ref)
    for who in people:
        who.sign(ref)
    return people


def sign(who: Trustee, ref: str) -> None:
    """A trustee reads what is asked for and signs it with his passkey; Idris on his telephone, in Arabic."""
    arabic = who.name == "idris"
    who.desk(f"?lang={'ar' if arabic else 'en'}")
    who.to_signing(ref)
    main = who.tab.locator("main").inner_text()
    words = [TITLE, "18,600", LATIN, "BG80 BNBG 9661 1020 3456 78", "19,950.00 EUR"]
    if arabic:
        assert who.tab.locator("html").get_attribute("dir") == "rtl"
        assert who.tab.viewport_size["width"] == 375 and sites.sideways(who.tab) == 0
        words += ["ثمانية عشر ألفًا وستمئة يورو"]
    else:
        words += ["eighteen thousand six hundred euros"]
    for word in words:
        assert word in main, (word, main)
    who.tab.locator(".btn.big").click()
    who.tab.locator(".note.good").wait_for()


# The partner asks -------------------------------------------------------------------------------------


def ask_for_the_roof(tab: Any) -> str:
    """Five fields, the payee's account and address, three quotes with their papers; the request's ref."""
    tab.goto("/desk/requests/")
    tab.get_by_role("button", name="Ask for money").click()
    tab.wait_for_url("**/edit/")
    tab.get_by_label("What for", exact=True).fill(TITLE)
    tab.get_by_label("How much", exact=True).fill("18600")
    tab.get_by_label("Whom to pay").fill(OWN)
    tab.get_by_label("From which purpose").select_option(label="Walls and roof")
    until = datetime.now(UTC).date() + timedelta(days=40)
    tab.get_by_label("By when").fill(until.isoformat())
    tab.get_by_label("Their account: IBAN or number").fill(IBAN)
    tab.locator("summary", has_text="More about the payee").click()
    tab.get_by_label("Their name in Latin letters").fill(LATIN)
    for label, text in (("Street", "Kalina"), ("House", "7"), ("Postcode", "1000"), ("Town", "Sofia")):
        tab.get_by_label(label, exact=True).fill(text)
    tab.get_by_label("Country, two letters").fill("BG")
    tab.get_by_role("button", name="Keep the draft").click()
    for nth, (supplier, amount) in enumerate(QUOTES):
        tab.locator("#p_file").set_input_files(picture("Quote", supplier, amount))
        paper = tab.locator("form[action$='/papers/']")
        paper.get_by_label("What it is").select_option(value="quote")
        paper.get_by_label("Sum of the quote").fill(amount)
        paper.get_by_label("Who made it").fill(supplier)
        if nth == 0:
            paper.get_by_label("This one is chosen").check()
        paper.get_by_role("button", name="Add it").click()
    tab.get_by_role("button", name="Check your answers").click()
    tab.wait_for_url("**/check/")
    said = tab.locator("main").inner_text()
    assert SUM in said and LATIN in said and "21,300.00" in said
    tab.get_by_role("button", name="Ask for it in public").click()
    tab.get_by_text("The request stands in the record and waits for the trustees.").wait_for()
    return str(tab.url.rstrip("/").split("/")[-1])


def names_are_decided(visit: Any, layla: Any, ref: str) -> None:
    """The payee's name is like a listed one: it stops until two checkers have decided, each for himself."""
    layla.goto(f"/desk/requests/{ref}/")
    assert "stopped" in layla.locator("main").inner_text()
    for number, name in enumerate(("hanneke", "ama"), start=1):
        tab = visit()
        be(tab, name)
        tab.goto("/desk/screening/")
        row = tab.locator("ul.acts > li", has_text=LATIN)
        assert "perhaps Marzoban Krapfenshtayn" in row.inner_text()
        row.get_by_role("link", name="Decide").click()
        tab.wait_for_url("**/hits/**")
        told = tab.locator("main").inner_text()
        assert "Baron MARZUBAN VON KRAPFENSTEIN" in told and "1951" in told
        tab.get_by_label("Another person or organisation").check()
        tab.get_by_label("Your reason").fill(f"A roofing firm; the listed one is a person. Seen by {number}.")
        tab.get_by_role("button", name="Keep my decision").click()
        tab.get_by_text("Your decision is kept.").wait_for()
        layla.reload()
        assert ("stopped" in layla.locator("main").inner_text()) == (number < 2)


# Without the partner ----------------------------------------------------------------------------------


def as_the_form_sends(tab: Any, inside: Inside, ref: str) -> dict[str, str]:
    """All that the treasurer's form would send, typed by somebody who has no form before him."""
    account, payee = inside("refs", ref)
    return {
        "csrfmiddlewaretoken": tab.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value"),
        "do": "order", "account": account, "payee": payee, "amount": "18600.00", "way": "file",
        "latin": LATIN, "confirmed": "on", "version": "09", "charges": "SHAR", "margin": "", "text": "",
        "day": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip


def refused(tab: Any, inside: Inside, ref: str, words: str) -> None:
    """The treasurer has no button, and the address answers no, in words; no order is added."""
    before = inside("orders", ref)
    tab.goto(f"/desk/payments/{ref}/")
    for button in ("Check your answers", "Order this payment"):
        assert tab.get_by_role("button", name=button).count() == 0, words
    answer = tab.request.post(f"/desk/payments/{ref}/", form=as_the_form_sends(tab, inside, ref))
    said = html.unescape(answer.text())
    assert answer.status == 422 and "Nothing was ordered" in said and words in said, said
    assert inside("orders", ref) == before


def tampered(tab: Any, inside: Inside, ref: str, kind: str, words: str) -> None:
    """Somebody changes rows of the database: the treasurer can order nothing, and the own check finds it."""
    where = inside("tamper", kind, ref)
    refused(tab, inside, ref, words)
    code, found = inside("check")
    assert code == 1 and f"{where}: " in found, found
    assert inside("mend") > 0


def the_administrator_tries(visit: Any, inside: Inside, ref: str) -> None:
    """Every address on the way of a payment, asked and told by the administrator."""
    tab = visit()
    be(tab, "priya")
    form = as_the_form_sends(tab, inside, ref)
    order = inside("an_order")
    to = {
        "payments": ("", "batch/", f"{ref}/", f"{ref}/names/", f"{ref}/delay/", f"orders/{order}/"),
        "payments/orders": (f"{order}/file", f"{order}/sheet", f"{order}/count/", f"{order}/failed/"),
        "treasury": ("", "lines/", "statements/", "statements/upload/", "statements/run/"),
    }
    for place, names in to.items():
        for name in names:
            address = f"/desk/{place}/{name}"
            answers = tab.request.get(address), tab.request.post(address, form=form)
            assert {a.status for a in answers} <= {403, 404, 405}, (address, [a.status for a in answers])
    # She may read what waits for the trustees, and has nothing to sign it with.
    tab.goto(f"/desk/trustees/document/{ref}/")
    assert tab.get_by_role("button", name="Open the signing page").count() == 0
    for do in ("sign", "file", "answer"):
        tab.request.post(f"/desk/trustees/document/{ref}/", form=form | {"do": do})
    assert inside("orders", ref) == [0, 0, 0] and inside("approvals", ref) == 0


# The treasurer, the bank, the receipt -----------------------------------------------------------------


def pay(tab: Any, ref: str) -> bytes:
    """Every guard holds now: the order, with a second look, and its file for the bank."""
    tab.goto("/desk/payments/")
    tab.locator("article", has_text=TITLE).get_by_role("link", name="To the payment").click()
    assert "3 of 3 have signed" in tab.locator("main").inner_text()
    tab.get_by_label("From our account").select_option(label="Germany (EUR)")
    tab.get_by_label("Type the payee’s name as it was signed").fill(LATIN)
    tab.get_by_label("I compared name and account with the papers").check()
    tab.get_by_role("button", name="Check your answers").click()
    said = tab.locator("main").inner_text()
    assert SUM in said and "BG80 BNBG 9661 1020 3456 78" in said
    tab.get_by_role("button", name="Order this payment").click()
    tab.get_by_text("The payment is ordered. This stands in the record.").wait_for()
    with tab.expect_download() as waiting:
        tab.get_by_role("link", name="Payment file for the bank").click()
    data = bytes(waiting.value.path().read_bytes())
    prints = "".join(tab.locator("main").inner_text().split())
    assert hashlib.sha256(data).hexdigest()[:16] in prints
    return data


def number_in(file: bytes) -> str:
    """The order's number in a payment file that is as the bank wants it."""
    schema = etree.XMLSchema(
        etree.fromstring((files("sepaxml") / "schemas" / "pain.001.001.09.xsd").read_bytes())
    )
    tree = etree.fromstring(file)
    assert schema.validate(tree), schema.error_log

    def texts(name: str) -> list[str]:
        return [e.text or "" for e in tree.iter(f"{PAIN}{name}")]

    assert texts("NbOfTxs") == ["1", "1"] and texts("CtrlSum") == ["18600.00", "18600.00"]
    assert texts("BtchBookg") == ["false"] and texts("InstdAmt") == ["18600.00"]
    to = tree.find(f".//{PAIN}Cdtr")
    told = {e.tag.removeprefix(PAIN): e.text for e in to.iter() if len(e) == 0}
    address = {"StrtNm": "Kalina", "BldgNb": "7", "PstCd": "1000", "TwnNm": "Sofia", "Ctry": "BG"}
    assert told == {"Nm": LATIN, **address}
    assert tree.findtext(f".//{PAIN}CdtrAcct/{PAIN}Id/{PAIN}IBAN") == IBAN
    return texts("EndToEndId")[0]


def import_the_statement(tab: Any, inside: Inside, number: str) -> None:
    """The bank's camt.053 of today shows the transfer; dropped on the desk, it becomes the payment."""
    account, today = inside("german"), datetime.now(UTC).date()
    line = DemoLine(today, -MINOR, LATIN, IBAN, end_to_end=number, code=SENT, bank_ref="ROOF-1")
    statement = DemoStatement.of(
        account["iban"], "EUR", account["count"] + 1, (today, today), account["closing"], [line]
    )
    drop(tab, camt(statement), "statement.xml")


def prove_it(tab: Any, visit: Any, ref: str) -> None:
    """The partner adds the receipt and shows it to everyone."""
    tab.goto(f"/desk/requests/{ref}/")
    assert "paid, proof to come" in tab.locator("main").inner_text()
    card = tab.locator("section.card", has_text="Proof of use")
    card.get_by_label("Proof of use").select_option(label="receipt")
    card.get_by_label("Photos or PDF").set_input_files(picture("Receipt", LATIN, SUM))
    card.get_by_role("checkbox").check()
    card.get_by_role("button", name="Add the proof").click()
    tab.get_by_text("1 paper was added.").wait_for()
    public = visit()
    public.goto(f"/spending/{ref}/")
    assert in_time(public, public.url, "paid, with proof")
    public.reload()
    receipt = public.get_by_role("link", name="receipt", exact=True).get_attribute("href")
    shown = public.request.get(receipt)
    assert shown.status == 200
    assert Image.open(io.BytesIO(shown.body())).size == (900, 1_200)


# The proof --------------------------------------------------------------------------------------------


def both_verifiers(visit: Any, site: sites.Site, before: int) -> None:
    """`ouna verify` and the check in the page, each with the partner's fingerprint, prove the payment."""
    tab = visit()
    tab.goto("/trustees/")
    digits = tab.locator(".prints").inner_text().split()
    assert len(digits) == 5
    books = site.var / "published"
    sites.run(site.var, "books", "publish", "--to", str(books))
    key = tab.request.get("/log/log.vkey").text().strip()
    words = ["verify", str(books), "--partner", " ".join(digits), "--key", key]
    report = json.loads(sites.run(site.var, *words, "--json"))
    assert report["findings"] == []
    assert spent(report) == before + MINOR
    other = [*words[:3], "0000 " + " ".join(digits[1:]), *words[4:]]
    assert NOT_THIS in sites.run(site.var, *other, expect=1)
    told = in_the_page(tab, digits)
    assert "The books hold" in told and " ".join(digits) in told, told


def spent(report: dict[str, Any]) -> int:
    """What was spent of the walls in euro, in cents, as the report of a check says."""
    return max(int(row["spent"]) for row in report["funds"] if row["currency"] == "EUR")


def in_the_page(tab: Any, digits: list[str]) -> str:
    """What the check in the browser says of the books."""
    tab.goto("/books/verify/")
    tab.locator("summary", has_text="With my own key").click()
    tab.locator("[data-verify-partner]").fill(" ".join(digits))
    tab.locator("[data-verify-start]").click()
    tab.locator(f"{RESULT} .note").first.wait_for()
    return str(tab.locator(RESULT).inner_text())


def forged(visit: Any, site: sites.Site, inside: Inside) -> None:
    """Whoever holds even the record's key writes a payment into copied books: both verifiers refuse it."""
    folder, page = inside("forge")
    said = sites.run(site.var, "verify", folder, expect=1)
    assert "Fewer trustees have approved the request than must." in said
    tab = visit()
    log = Path(folder)
    tab.route("**/log/**", lambda route: route.fulfill(path=log / route.request.url.split("/log/")[1]))
    tab.goto("/trustees/")
    told = in_the_page(tab, tab.locator(".prints").inner_text().split())
    assert "The books hold" not in told and f"{int(page):,}" in told, told
