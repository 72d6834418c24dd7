"""Reading lines for a treasurer: their private texts, and how each may be booked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ouna.core.values import Translated
from ouna.donations.models import Gift, Pledge
from ouna.funds.models import BankAccount, BankLine, Fund
from ouna.log.sealing import NONCE, ciphers_of
from ouna.parties.models import Person
from ouna.treasury import rules

#: Most open pledges looked through for one account's proposals.
MOST_PLEDGES = 5_000


def sealing_subject(account: BankAccount, day: date) -> str:
    """Whose key seals names and texts of bank lines: one per account and year, erased by retention."""
    return f"lines:{account.ref}:{day.year}"


def line_place(ref: str, column: str) -> bytes:
    """Associated data of a line's sealed column: a value moved to another row does not open."""
    return f"funds.bankline\n{column}\n{ref}".encode()


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line with its private texts opened; only for the desk of whoever may see the account."""

    line: BankLine
    name: str
    text: str


def open_lines(lines: Iterable[BankLine]) -> list[OpenLine]:
    """Open the private texts of many lines: one query for the keys. Erased ones read as empty.

    What an import has just sealed need not be opened: the line still says what the file told.
    """
    rows = list(lines)
    subjects = {row.subject for row in rows if row.subject and row.told is None}
    ciphers = ciphers_of(subjects) if subjects else {}
    opened = []
    for row in rows:
        if row.told is not None:
            opened.append(OpenLine(row, *row.told))
            continue
        cipher = ciphers.get(row.subject)
        texts = []
        for column in ("counterparty_name", "text"):
            sealed = getattr(row, column)
            if cipher is None or not sealed:
                texts.append("")
                continue
            blob = bytes(sealed)
            texts.append(cipher.decrypt(blob[:NONCE], blob[NONCE:], line_place(row.ref, column)).decode())
        opened.append(OpenLine(row, *texts))
    return opened


def opened_text(line: BankLine) -> tuple[str, str]:
    """(name, text) of one line."""
    [opened] = open_lines([line])
    return opened.name, opened.text


@dataclass(frozen=True, slots=True)
class OfferedBooking:
    """A proposal with its rows, for the desk."""

    fund: Fund
    reasons: tuple[str, ...]
    pledge: Pledge | None
    person: Person | None
    donor: str


def proposals(account: BankAccount, lines: Sequence[BankLine]) -> dict[int, list[OfferedBooking]]:
    """Line id → ways to book it as a gift, best first; a constant number of queries for all lines."""
    credits = open_lines(line for line in lines if line.minor > 0)
    pledges = list(
        Pledge.objects.filter(account=account, state=Pledge.State.OPEN).select_related("fund", "person")[
            :MOST_PLEDGES
        ]
    )
    funds = {fund.pk: fund for fund in Fund.objects.filter(campaign_id=account.campaign_id)}
    free = next((fund.pk for fund in funds.values() if fund.free), next(iter(funds)))
    seen = _seen_before(account, [opened.line for opened in credits])
    people = {p.person_id for p in pledges} | {g.person_id for g in seen.values()}
    names = donor_names(Person.objects.filter(pk__in=people - {None}))
    facts = [
        rules.PledgeFacts(
            p.pk,
            p.reference,
            p.minor,
            p.fund_id,
            p.monthly,
            names.get(p.person_id or 0, ""),
            str(p.person_id or ""),
        )
        for p in pledges
    ]
    words = {pk: _words(fund) for pk, fund in funds.items()}
    by_pledge = {p.pk: p for p in pledges}
    people_by_pk = {str(p.person_id): p.person for p in pledges if p.person} | {
        str(g.person_id): g.person for g in seen.values() if g.person
    }
    result = {}
    for opened in credits:
        line = opened.line
        before = seen.get(line.iban_key)
        found = rules.gift_proposals(
            rules.LineFacts(
                line.booked_on,
                line.minor,
                line.currency,
                line.reference,
                opened.text,
                opened.name,
                line.iban_key,
            ),
            facts,
            rules.SeenBefore(str(before.person_id or ""), before.fund_id) if before else None,
            words,
            free,
        )
        result[line.pk] = [
            OfferedBooking(
                funds[p.fund],
                p.reasons,
                by_pledge.get(p.pledge or 0),
                person := people_by_pk.get(p.person),
                names.get(person.pk, "") if person else "",
            )
            for p in found
        ]
    return result


def donor_names(people: Iterable[Person]) -> dict[int, str]:
    """Names of many donors, opened with one query for their keys; erased ones are left out."""
    rows = [person for person in people if person.sealed_name]
    ciphers = ciphers_of({person.ref for person in rows})
    names = {}
    for person in rows:
        if person.ref in ciphers:
            blob = bytes(person.sealed_name)
            place = f"parties_person\nsealed_name\n{person.ref}".encode()
            names[person.pk] = ciphers[person.ref].decrypt(blob[:NONCE], blob[NONCE:], place).decode()
    return names


def _words(fund: Fund) -> list[str]:
    """The words by which a donor names a purpose: its code and its titles."""
    titles = [t["text"] for t in Translated(fund.title).as_data().values()]
    parts = [word for title in titles for word in title.split() if len(word) > 4]
    return [fund.code, *titles, *parts]


def _seen_before(account: BankAccount, lines: Sequence[BankLine]) -> dict[str, Gift]:
    """IBAN key → the last gift of the campaign that came from it."""
    keys = {line.iban_key for line in lines if line.iban_key}
    gifts = (
        Gift.objects.filter(campaign_id=account.campaign_id, line__iban_key__in=keys, left_minor__gt=0)
        .select_related("line", "person")
        .order_by("booked_on", "pk")
    )
    return {gift.line.iban_key: gift for gift in gifts}
