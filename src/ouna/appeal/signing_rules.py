"""What may be signed by whom, by which proof, and how often one may ask. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ouna.appeal import domains
from ouna.appeal.errors import (
    CannotVouch,
    LinkInvalid,
    LinkOver,
    LinkUsed,
    NotProved,
    SignatoryChanged,
    SigningInvalid,
    TooManyAsked,
)
from ouna.core.values import Translated, canonical, clean_text
from ouna.parties.errors import NotPermitted

#: What kinds of organisations there are; the words are in `words`.
KINDS = tuple("neighbours association union cooperative faith movement school business other".split())
#: Days a link opens something: to prove an address, to vouch, to answer, to withdraw.
LINK_DAYS = {"prove": 7, "vouch": 14, "answer": 21, "manage": 7, "support": 7, "stop": 7}
#: Forms sent from one network address a day; letters asked for to one mail address a day.
MOST_FROM_ONE, MOST_TO_ONE = 5, 3
#: How often one application may ask others to vouch, and for how many one signatory may vouch.
MOST_ASKED, MOST_VOUCHED = 3, 12
#: Days until what was never proved, or was refused, is forgotten, and the officer of one that withdrew.
FORGET_UNPROVED, FORGET_REFUSED, FORGET_WITHDRAWN, FORGET_SUPPORTER = 30, 30, 30, 30
MOST_COUNTRIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What an organisation writes into the form. `names`: its own name is the source."""

    names: Translated
    kind: str
    countries: tuple[str, ...]
    website: str
    officer: str
    function: str
    email: str
    short: str = ""
    lang: str = "en"


def check_application(asked: Application) -> None:
    """Whether a form holds what is needed, in letters that change nothing invisibly.

    Raises: SigningInvalid, TextRefused.
    """
    texts = [entry["text"] for entry in asked.names.data.values()]
    for text in (*texts, asked.short, asked.officer, asked.function, asked.email):
        clean_text(text)
    if not asked.names.source_lang() or not all(any(c.isalnum() for c in text) for text in texts):
        raise SigningInvalid("A name holds letters.", next_step="Write the name of the organisation.")
    if asked.kind not in KINDS or not 0 < len(asked.countries) <= MOST_COUNTRIES:
        raise SigningInvalid()
    if not asked.officer or not asked.function or "@" not in asked.email:
        raise SigningInvalid()


def proof_of_address(site: str, email: str) -> str:
    """The proof that an opened link is: "domain", or "" if the address does not speak for the web site."""
    return "domain" if domains.proves(site, email) else ""


def check_link(*, kind: str, wanted: Iterable[str], until: date, used: bool, today: date) -> None:
    """Whether a link opens this. Raises: LinkInvalid, LinkUsed, LinkOver."""
    if kind not in wanted:
        raise LinkInvalid()
    if used:
        raise LinkUsed()
    if today > until:
        raise LinkOver()


def check_live(state: str) -> None:
    """Whether somebody who vouches stands on the list. Raises: CannotVouch."""
    if state != "live":
        raise CannotVouch()


def check_other(*, same: bool, same_address: bool, same_domain: bool) -> None:
    """Whether who vouches is another organisation than the one that signs. Raises: CannotVouch."""
    if same or same_address or same_domain:
        raise CannotVouch(
            "An organisation cannot vouch for itself.", next_step="Ask another signatory to vouch."
        )


def check_voucher_address(proved: bool) -> None:
    """Whether the voucher's own address is proved. Raises: CannotVouch."""
    if not proved:
        raise CannotVouch()


def check_proved(proof: str) -> None:
    """Whether a signature is proved: nothing is public before. Raises: NotProved."""
    if proof not in ("domain", "voucher", "document"):
        raise NotProved()


def check_editor(is_editor: bool) -> None:
    """Whether a person decides who stands on the list. Raises: NotPermitted."""
    if not is_editor:
        raise NotPermitted("Only an editor decides who stands on the list.")


def check_seen(seen: str, now: str) -> None:
    """Whether what is approved is what was read. Raises: SignatoryChanged."""
    if seen != now:
        raise SignatoryChanged()


def check_count(count: int, most: int) -> None:
    """Whether this may be asked once more today. Raises: TooManyAsked."""
    if count > most:
        raise TooManyAsked()


def fingerprint(names: dict[str, Any], *facts: str, countries: Sequence[str]) -> str:
    """A fingerprint of all that an approval would publish."""
    told = {"names": names, "facts": list(facts), "countries": list(countries)}
    return hashlib.sha256(canonical(told)).hexdigest()
