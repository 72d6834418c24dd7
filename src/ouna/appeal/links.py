"""Links sent by mail: made and read. Whoever steals the database alone cannot make one."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import date

from ouna.appeal import signing_rules as rules
from ouna.appeal.errors import LinkInvalid
from ouna.appeal.models import Link
from ouna.log import clock
from ouna.log.keys import sealing_key

CODE, MARK = 16, 24


def _mark(link: Link) -> str:
    """Binds a link to what it is for and whose it is: a row altered in the database opens nothing."""
    key = hashlib.sha256(b"appeal.link\n" + sealing_key()).digest()
    owner = f"{link.signatory_id}|{link.supporter_id}|{link.asked_id}"
    said = "\n".join((link.code, link.kind, owner, link.until.isoformat()))
    return urlsafe_b64encode(hmac.digest(key, said.encode(), "sha256")).decode()[:MARK]


def new_code() -> str:
    """The random part of a link, 16 letters."""
    return secrets.token_urlsafe(12)


def token_of(link: Link) -> str:
    """What stands in the address."""
    return link.code + _mark(link)


def read(token: str) -> Link:
    """The link of an address, whatever its state. Raises: LinkInvalid."""
    rows = Link.objects.select_related("signatory__campaign", "supporter__campaign", "asked")
    link = rows.filter(code=token[:CODE]).first()
    if link is None or not hmac.compare_digest(token[CODE:].encode(), _mark(link).encode()):
        raise LinkInvalid()
    return link


def check(link: Link, *wanted: str, today: date | None = None) -> None:
    """Whether a link opens one of these. Raises: LinkInvalid, LinkUsed, LinkOver."""
    kinds: Iterable[str] = wanted or (link.kind,)
    rules.check_link(
        kind=link.kind,
        wanted=kinds,
        until=link.until,
        used=link.used_at is not None,
        today=today or clock.today(),
    )
