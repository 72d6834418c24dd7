"""Letters: e-mails asked for in the transaction that makes them true, sent once by `tasks`."""

from __future__ import annotations

from ouna.donations.models import Letter
from ouna.log import clock
from ouna.parties.models import Person


def put_letter(kind: str, about: str, person: Person, lang: str) -> None:
    """Ask for one e-mail, in this transaction; a second one of the same kind about the same is not made."""
    now = clock.now()
    Letter.objects.get_or_create(
        kind=kind, about=about, defaults={"person": person, "lang": lang, "created": now, "not_before": now}
    )
