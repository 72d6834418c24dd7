"""What a signer is given: on the signing page by a ticket, in a file, or to look at on a second device."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, NamedTuple

from django.conf import settings

from ouna.core.book import Log
from ouna.core.book.kinds.root import LOG
from ouna.core.quorum import NO_TRUSTEES, Act
from ouna.core.values import Translated, canonical, is_ref, parse_canonical
from ouna.log import queries as log
from ouna.log.models import Entry, Opening, Text
from ouna.log.sealing import open_rows
from ouna.parties.models import Organisation
from ouna.quorum import place, queries, wording
from ouna.quorum.models import Document, Signer, SigningKey, Ticket

TEST_KIND = "key.test"


class Told(NamedTuple):
    """One thing the site tells beside the document; it is not signed."""

    label: str
    value: str


def test_body(key: SigningKey) -> bytes:
    """The named text over which a new key is tried."""
    signer = key.signer
    return canonical(
        {
            "v": 1,
            "kind": TEST_KIND,
            "campaign": signer.campaign.ref,
            "trustee": signer.ref,
            "key": key.ref,
            "alg": key.alg,
            "spki": key.spki,
        }
    )


def body_of(ticket: Ticket) -> bytes:
    """The bytes that a ticket is for."""
    if ticket.document is not None:
        return bytes(ticket.document.body)
    assert ticket.key is not None
    return test_body(ticket.key)


def subject_of(ticket: Ticket) -> str:
    """The ref that the statement names."""
    if ticket.document is not None:
        return ticket.document.ref
    assert ticket.key is not None
    return ticket.key.ref


def acts_of(ticket: Ticket) -> tuple[str, ...]:
    """What the signer may do with it, the first being what is asked for."""
    if ticket.document is None:
        return (Act.TEST,)
    if ticket.document.kind == queries.REQUEST:
        return (Act.APPROVE, Act.REFUSE)
    return (ticket.document.act,)


def openings_of(body: bytes) -> list[dict[str, Any]]:
    """What the commitments of a document hide: openings kept with its entry, and public texts.

    For signers of the document and the auditor alone (`queries.sees_opened`).
    """
    data = parse_canonical(body)
    found = []
    ref = str(data.get("ref", ""))
    rows = [(row, ref) for row in Opening.objects.filter(entry__ref=ref).order_by("purpose", "pk")]
    for (row, _), pair in zip(rows, open_rows(rows), strict=True):
        if pair:
            found.append({"purpose": row.purpose, "salt": pair[0].hex(), "record": pair[1]})
    return found + texts_of(body)


def texts_of(body: bytes) -> list[dict[str, Any]]:
    """The public text of a document: what everyone may read."""
    text = Text.objects.filter(hash=str(parse_canonical(body).get("text", "")), withdrawn=False).first()
    if text is None:
        return []
    return [{"purpose": "text", "salt": text.salt, "record": parse_canonical(text.data.encode())}]


def offer_of(ticket: Ticket) -> dict[str, Any]:
    """All that the signing page or `ouna trustee` needs. Raises: NotSealedYet."""
    body, signer = body_of(ticket), ticket.signer
    opened = log.state_of(LOG)
    assert isinstance(opened, Log)
    found = queries.set_in_force(signer.campaign)
    seen = queries.seen_now()
    until = ticket.document.until if ticket.document else ticket.until.date()
    return {
        "v": 1,
        "what": ticket.what,
        "acts": list(acts_of(ticket)),
        "document": b64encode(body).decode(),
        "openings": openings_of(body),
        "statement": {
            "log": opened.ref,
            "campaign": signer.campaign.ref,
            "subject": subject_of(ticket),
            "trustees": found.digest if found else NO_TRUSTEES,
            "trustee": ticket.holder or signer.ref,
            "seen": {"size": seen.size, "root": seen.root},
            "until": until.isoformat(),
            "nonce": ticket.nonce,
        },
        "keys": keys_of(ticket),
        "rp_id": place.rp_id(),
        "lang": ticket.lang,
        "told": told(body, ticket.lang, ticket.document),
        "desk": place.desk_url(),
        "demo": settings.DEMO,
    }


def keys_of(ticket: Ticket) -> list[dict[str, str]]:
    """The keys with which the ticket can be answered."""
    if ticket.key is not None:
        rows = [ticket.key]
    elif ticket.holder:
        return []
    else:
        assert ticket.document is not None
        tried = {k.ref: k for k in ticket.signer.keys.filter(tested_at__isnull=False)}
        standing = queries.standing_of(ticket.document)
        rows = [tried[ref] for ref in queries.may_sign(standing, ticket.signer, list(tried))]
    return [
        {
            "key": row.ref,
            "alg": row.alg,
            "spki": row.spki,
            "credential": urlsafe_b64encode(bytes(row.credential)).rstrip(b"=").decode(),
        }
        for row in rows
    ]


def look_of(document: Document, lang: str) -> dict[str, Any]:
    """What a second device shows: the document as the site holds it."""
    body = bytes(document.body)
    act = Act.APPROVE if document.kind == queries.REQUEST else document.act
    return {
        "v": 1,
        "what": "look",
        "acts": [str(act)],
        "document": b64encode(body).decode(),
        "openings": openings_of(body),
        "told": told(body, lang, document),
        "lang": lang,
        "demo": settings.DEMO,
    }


# What the site tells beside the document -----------------------------------------------------------


def told(body: bytes, lang: str, document: Document | None) -> dict[str, Any]:
    """Names of refs, what a fund holds, who has signed, and what other apps have to say."""
    data = parse_canonical(body)
    found: dict[str, Any] = {"names": names_of(data, lang), "lines": [], "signed": [], "questions": []}
    if document is None:
        return found
    standing = queries.standing_of(document)
    found["count"], found["needed"] = standing.count.signed, standing.count.needed
    found["signed"] = [
        {"who": who(row.signer, lang), "on": row.made_at.date().isoformat()}
        for row in queries.signatures_of(document.ref)
        if row.act != Act.REFUSE
    ]
    found["fund"] = _fund(data)
    for module in listeners():
        if hasattr(module, "told"):
            found["lines"] += [[line.label, line.value] for line in module.told(document, lang)]
    found["questions"] = [[who(q.signer, lang), q.text] for q in queries.questions_of(document.ref)]
    return found


@lru_cache(maxsize=1)
def listeners() -> tuple[ModuleType, ...]:
    """The `signing.py` of apps above, found by name like their `desk.py`. Each may offer
    `told(document, lang) -> list[Told]`: what it has to say beside a document, and
    `recorded(document, record)`: called in the transaction that wrote a document's record."""
    apps = [app for app in settings.INSTALLED_APPS if app.startswith("ouna.")]
    return tuple(import_module(f"{app}.signing") for app in apps if find_spec(f"{app}.signing"))


#: What the public reads before a number; an officer is told by the organisation.
_SIDES = {
    Signer.TRUSTEE: {"en": "Trustee", "ar": "الأمين"},
    Signer.SUCCESSOR: {"en": "Successor", "ar": "الخلف"},
}


def who(signer: Signer, lang: str) -> str:
    """`Trustee 4, engineer`, or the name that a trustee wishes to be public."""
    name = Translated(signer.public_name).best(lang)[1]
    if not name:
        word = _SIDES.get(signer.side)
        name = f"{word.get(lang, word['en'])} {signer.number}" if word else _organisation(signer.ref, lang)
    title = signer.titles.best(lang)[1]
    return f"{name}, {title}" if title and lang != "ar" else f"{name}، {title}" if title else name


def _organisation(ref: str, lang: str) -> str:
    row = Organisation.objects.filter(ref=ref).first()
    return row.names.best(lang)[1] if row else ref


def _fund(data: dict[str, Any]) -> dict[str, Any] | None:
    """What is free in the fund that pays, in the currency of the limit, and what would remain."""
    limit = data.get("limit") or data.get("money")
    fund = data.get("fund") or data.get("source")
    if not isinstance(limit, dict) or not is_ref(fund, "fund"):
        return None
    reserved = f"{fund}:reserved"
    balances = log.balances_of([str(fund), reserved])
    currency = limit["currency"]
    there = balances.get((str(fund), currency), 0) - balances.get((reserved, currency), 0)
    return {
        "there": there,
        "remain": there - limit["minor"] - int(data.get("margin") or 0),
        "currency": currency,
    }


def names_of(data: Any, lang: str) -> dict[str, str]:
    """What the refs in a document are called here."""
    refs = sorted(set(_refs(data)))
    found = {row.ref: row.names.best(lang)[1] for row in Organisation.objects.filter(ref__in=refs)}
    found |= {row.ref: who(row, lang) for row in Signer.objects.filter(ref__in=refs, side__in=_SIDES)}
    entries = {
        ref: json.loads(bytes(data_)).get("text")
        for ref, data_ in Entry.objects.filter(ref__in=refs).values_list("ref", "data")
    }
    texts = {
        t.hash: t for t in Text.objects.filter(hash__in=[h for h in entries.values() if h], withdrawn=False)
    }
    for ref, hashed in entries.items():
        if hashed in texts:
            text = parse_canonical(texts[hashed].data.encode())
            title = text.get("title") or text.get("holder") if isinstance(text, dict) else None
            if isinstance(title, dict):
                found[ref] = Translated(title).best(lang)[1]
            elif isinstance(title, str):
                found[ref] = title
    return {ref: name for ref, name in found.items() if name}


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, str) and is_ref(value):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _refs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _refs(item)


def exact(ticket: Ticket, act: str, lang: str, reason: str) -> str:
    """The text that the page must have shown. Raises: ReadingUnfit."""
    body = body_of(ticket)
    return wording.exact_text(wording.read(body, openings_of(body)), act, lang, reason)
