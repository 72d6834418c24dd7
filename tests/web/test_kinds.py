"""Pages of the record in people's words: every kind has some, requests and trustees are named."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from funds import world as small_world
from ouna.core.book import AppealPublished, SignaturePublished, SignatureWithdrawn
from ouna.core.book.kinds.appeal import PROOFS
from ouna.core.book.record import KINDS
from ouna.log import SYSTEM, new_ref, put_text
from ouna.log.models import Entry
from ouna.log.sequencer import Sequencer
from ouna.parties.actions import add_user
from ouna.quorum.models import Signer
from ouna.web import kinds
from treasury import ordered

#: Kinds that nobody looks for by what happened.
NEVER_FILTERED = {"log.opened", "sealed", "personal.erased"}


@pytest.fixture
def government(db: None, clock: Any) -> ordered.Partner:
    """Trustees, a request of which one is known by number, an order, its payment."""
    partner = ordered.appoint(small_world.build())
    user = add_user(by=SYSTEM, email="t@example.org", name="Salma")
    Signer.objects.create(
        ref=partner.members[1], campaign=partner.world.campaign, user=user, number=2, function="health"
    )
    ordered.paid(partner, "Rubble cleared")
    Sequencer().run()
    return partner


def test_every_kind_has_words_and_can_be_asked_for() -> None:
    assert set(KINDS) <= set(kinds.WORDS)
    asked = {kind for _words, group in kinds.FILTERS.values() for kind in group}
    assert set(KINDS) - asked == NEVER_FILTERED
    assert asked <= set(kinds.WORDS)


@pytest.mark.parametrize("kind", ["request.made", "payment.ordered", "payment.sent"])
def test_a_request_is_named_by_its_title(client: Client, government: Any, kind: str) -> None:
    entry = Entry.objects.select_related("place").get(kind=kind)
    words = client.get(f"/books/entries/{entry.place.number}/").content.decode().split("<pre")[0]
    assert str(kinds.WORDS[kind][0]) in words
    if kind != "request.made":
        assert "Rubble cleared" in words and "req_" not in words


def test_a_trustee_is_named_by_number(government: Any) -> None:
    rows = kinds.rows_of(Entry.objects.filter(kind="request.approved").order_by("pk"))
    assert [("Signed by", "Trustee 2") in row.pairs() for row in rows] == [False, True, False]
    assert "Salma" not in str([row.pairs() for row in rows])


def test_margin_gate_and_days_are_shown_as_people_read_them(government: Any) -> None:
    ordered.request_of(government, "Beams", 70_000, margin=500, gated=True, line="beams")
    [row] = kinds.rows_of(Entry.objects.filter(kind="request.made").order_by("-pk")[:1])
    pairs = {label: str(value) for label, value in row.pairs()}
    assert pairs["For charges and rate, at most"] == "5.00 EUR"
    assert pairs["Waits for the building start"] == "yes"
    assert pairs["Budget line"] == "beams" and pairs["Valid until"] == "2027-12-31"
    assert "Bank line: confidential, only its fingerprint is public" not in pairs


def test_the_list_asks_as_often_for_many_payments_as_for_one(government: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            kinds.rows_of(Entry.objects.all())
        return len(asked)

    few = queries()
    for _ in range(3):
        ordered.paid(government)
    assert queries() == few


@pytest.mark.parametrize(("what", "found"), [("payments", 2), ("decisions", 4), ("trustees", 1)])
def test_filters_find_payments_and_decisions(client: Client, government: Any, what: str, found: int) -> None:
    rows = client.get(f"/books/entries.csv?what={what}").getvalue().decode().splitlines()[1:]  # type: ignore[attr-defined]
    assert len(rows) == found
    assert all(row.split(",")[1] for row in rows), "every row has its day"


def pairs_of(kind: str, **data: Any) -> dict[str, str]:
    """The public fields of a page as people read them; every name is known by its ref in capitals."""
    names = {v: v.upper() for value in data.values() for v in (value if isinstance(value, list) else [value])}
    return {label: str(value) for label, value in kinds.Row(Entry(kind=kind), data, names).pairs()}


def test_pages_of_the_appeal_and_of_a_succession_are_said_in_words() -> None:
    assert pairs_of("appeal.published", version="1", source="ab", until="2026-12-01") == {
        "Version": "1", "To be confirmed until": "2026-12-01",
        "Fingerprint of the text that is translated": "AB",
    }  # fmt: skip
    assert pairs_of("signature.published", appeal="a", country="lb", proof="voucher", voucher="v") == {
        "Country": "LB", "Appeal": "A", "How it was proved": "another signatory vouches for it",
        "Who vouches for it": "V",
    }  # fmt: skip
    assert pairs_of("signature.withdrawn", signature="s") == {"Signature": "S"}
    assert pairs_of("succession.announced", missing=["t1", "t2"]) == {"Out of reach": "T1, T2"}


def test_every_proof_of_a_signature_has_words() -> None:
    assert set(kinds.SHOWN_BY) == set(PROOFS)


def test_a_withdrawn_signature_stands_in_the_list_and_beside_its_page(
    client: Client, government: Any
) -> None:
    """Its `signature` is a ref: in an approval that field holds what a key has signed."""
    camp, text = (
        government.camp,
        put_text({"names": {"en": {"text": "Masons of Tyre", "state": "human", "of": ""}}}),
    )
    appeal = AppealPublished(ref=new_ref("appl"), campaign=camp, version=1, source="ab" * 32, text=text)
    signature = SignaturePublished(
        ref=new_ref("sgnt"), campaign=camp, appeal=appeal.ref, text=text, country="LB", proof="domain"
    )
    withdrawal = SignatureWithdrawn(ref=new_ref("wdrw"), campaign=camp, signature=signature.ref)
    for rec in (appeal, signature, withdrawal):
        ordered.put(by=SYSTEM, rec=rec)
    Sequencer().run()
    rows = client.get("/books/entries.csv?what=appeal").getvalue().decode().splitlines()[1:]  # type: ignore[attr-defined]
    assert len(rows) == 3
    for one, other in (
        (appeal, ""),
        (signature, "withdrew its signature"),
        (withdrawal, "signed the appeal"),
    ):
        entry = Entry.objects.select_related("place").get(ref=one.ref)
        page = client.get(f"/books/entries/{entry.place.number}/").content.decode().split("<pre")[0]
        assert str(kinds.WORDS[one.KIND][0]) in page
        assert other in page
