"""For every rule of the appeal: a record that breaks it and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from books import Book

from ouna.core import book
from ouna.core.values import Money

#: What the rule says → the record, and what the case is called.
CASES: dict[str, Callable[[Book], Any]] = {}
#: More records that break a rule which has a case already.
MORE: dict[str, tuple[str, Callable[[Book], Any]]] = {}

NEXT = "A version is the next one, or the newest with the same text to translate."
PAST = "Signatories are asked to confirm until a day that has passed."
NEWER = "There is a newer version of the appeal than the one signed."
VOUCHER = "A signature names who vouches for it if that is its proof, and only then."
OVER = "The signature was withdrawn, or a newer one took its place."
ELSEWHERE = "The signature is under the appeal of another campaign."
HERSELF = "The signature that is replaced cannot vouch for the new one."
OTHER = "The appeal is of another campaign."

Make = Callable[[Book], Any]


def case(what: str) -> Callable[[Make], Make]:
    def register(make: Make) -> Make:
        assert what not in CASES
        CASES[what] = make
        return make

    return register


def more(what: str) -> Callable[[Make], Make]:
    def register(make: Make) -> Make:
        name = make.__name__.replace("_", " ")
        assert name not in MORE
        MORE[name] = what, make
        return make

    return register


def opened() -> Book:
    made = Book(5)
    made.open()
    return made


def signed(b: Book, **given: Any) -> Any:
    """A signature under the first version of the appeal."""
    return b.add(b.signature(b.add(b.appeal(1)).ref, **given))


def elsewhere(b: Book) -> tuple[str, str]:
    """Another campaign of the coalition: its appeal and a signature under it."""
    here, b.camp = b.camp, b.ref("camp")
    b.add(
        book.CampaignOpened(
            ref=b.camp, coalition=b.coalition, goal=Money(1, "EUR"), currencies=("EUR",), fee_limits=(),
            text=b.text("other"),
        )
    )  # fmt: skip
    appeal = b.add(b.appeal(1)).ref
    signature = b.add(b.signature(appeal)).ref
    b.camp = here
    return appeal, signature


@case(NEXT)
def _(b: Book) -> Any:
    b.add(b.appeal(1))
    return b.appeal(3)


@more(NEXT)
def the_first_version_is_the_second(b: Book) -> Any:
    return b.appeal(2)


@more(NEXT)
def the_same_version_of_another_source_text(b: Book) -> Any:
    b.add(b.appeal(1))
    return b.appeal(1)


@more(NEXT)
def an_older_version_with_its_own_source_text(b: Book) -> Any:
    first = b.add(b.appeal(1))
    b.add(b.appeal(2))
    return b.appeal(1, source=first.source)


@more(NEXT)
def the_newest_version_with_the_source_text_before_it(b: Book) -> Any:
    first = b.add(b.appeal(1))
    b.add(b.appeal(2))
    return b.appeal(2, source=first.source)


@more(NEXT)
def the_next_version_of_another_campaign_s_appeal(b: Book) -> Any:
    elsewhere(b)
    return b.appeal(2)


@case(PAST)
def _(b: Book) -> Any:
    return b.appeal(1, until=(b.today - timedelta(days=1)).isoformat())


@case(OTHER)
def _(b: Book) -> Any:
    b.add(b.appeal(1))
    return b.signature(elsewhere(b)[0])


@case(NEWER)
def _(b: Book) -> Any:
    first = b.add(b.appeal(1))
    b.add(b.appeal(2))
    return b.signature(first.ref)


@case(VOUCHER)
def _(b: Book) -> Any:
    first = signed(b)
    return b.signature(first.appeal, voucher=first.ref)


@more(VOUCHER)
def nobody_vouches(b: Book) -> Any:
    return b.signature(signed(b).appeal, proof="voucher")


@more(VOUCHER)
def somebody_vouches_for_a_sheet_of_paper(b: Book) -> Any:
    first = signed(b)
    return b.signature(first.appeal, proof="paper", voucher=first.ref)


@case(OVER)
def _(b: Book) -> Any:
    first = signed(b)
    b.add(b.leaving(first.ref))
    return b.leaving(first.ref)


@more(OVER)
def who_has_withdrawn_vouches(b: Book) -> Any:
    first = signed(b)
    b.add(b.leaving(first.ref))
    return b.signature(first.appeal, proof="voucher", voucher=first.ref)


@more(OVER)
def a_withdrawn_signature_is_confirmed(b: Book) -> Any:
    first = signed(b)
    b.add(b.leaving(first.ref))
    return b.signature(first.appeal, confirms=first.ref)


@more(OVER)
def a_signature_is_confirmed_twice(b: Book) -> Any:
    first = signed(b)
    b.add(b.signature(first.appeal, confirms=first.ref))
    return b.signature(first.appeal, confirms=first.ref)


@more(OVER)
def a_confirmed_signature_is_withdrawn(b: Book) -> Any:
    first = signed(b)
    b.add(b.signature(first.appeal, confirms=first.ref))
    return b.leaving(first.ref)


@more(OVER)
def a_confirmed_signature_vouches(b: Book) -> Any:
    first = signed(b)
    b.add(b.signature(first.appeal, confirms=first.ref))
    return b.signature(first.appeal, proof="voucher", voucher=first.ref)


@case(ELSEWHERE)
def _(b: Book) -> Any:
    return b.leaving(elsewhere(b)[1])


@more(ELSEWHERE)
def who_signed_another_campaign_s_appeal_vouches(b: Book) -> Any:
    return b.signature(signed(b).appeal, proof="voucher", voucher=elsewhere(b)[1])


@more(ELSEWHERE)
def a_signature_of_another_campaign_is_confirmed(b: Book) -> Any:
    return b.signature(signed(b).appeal, confirms=elsewhere(b)[1])


@case(HERSELF)
def _(b: Book) -> Any:
    first = signed(b)
    return b.signature(first.appeal, proof="voucher", voucher=first.ref, confirms=first.ref)


#: A ref that points to nothing, or to something else: all of step form.
UNKNOWN: dict[str, Make] = {
    "campaign of an appeal": lambda b: b.appeal(1, campaign=b.ref("camp")),
    "campaign of a signature": lambda b: b.signature(signed(b).appeal, campaign=b.ref("camp")),
    "campaign of a withdrawal": lambda b: b.leaving(signed(b).ref, campaign=b.ref("camp")),
    "appeal": lambda b: b.signature(b.ref("appl")),
    "voucher": lambda b: b.signature(signed(b).appeal, proof="voucher", voucher=b.ref("sgnt")),
    "herself": lambda b: b.signature(signed(b).appeal, proof="voucher", voucher=(r := b.ref("sgnt")), ref=r),
    "confirms": lambda b: b.signature(signed(b).appeal, confirms=b.ref("sgnt")),
    "signature": lambda b: b.leaving(b.ref("sgnt")),
}
#: Public forms that no reader takes: kind, field, value.
FORMS: tuple[tuple[str, str, Any], ...] = (
    ("appeal.published", "version", 0),
    ("appeal.published", "version", -1),
    ("appeal.published", "version", "2"),
    ("appeal.published", "version", True),
    ("appeal.published", "until", "2026-02-30"),
    ("appeal.published", "until", None),
    ("appeal.published", "source", "A" * 64),
    ("appeal.published", "name", "x"),
    ("signature.published", "country", "lb"),
    ("signature.published", "country", "LBN"),
    ("signature.published", "country", ""),
    ("signature.published", "proof", "mail"),
    ("signature.published", "proof", "domainpaper"),
    ("signature.published", "proof", "domain\n"),
    ("signature.published", "appeal", "camp_0" + "0" * 25),
    ("signature.published", "confirms", "appl_0" + "0" * 25),
    ("signature.published", "officer", "0" * 64),
    ("signature.withdrawn", "signature", {"proof": {}, "statement": {}}),
    ("signature.withdrawn", "signature", "wdrw_0" + "0" * 25),
    ("signature.withdrawn", "text", "0" * 64),
)
