"""Invariants of the list: what stands there stands in the record, and was proved and approved."""

from __future__ import annotations

from collections.abc import Iterator

from ouna.appeal.models import ListedName, Signatory
from ouna.core.book.states import AppealSignature
from ouna.log import queries as log
from ouna.log.monitor import Finding

CHUNK = 500


def checks() -> Iterator[Finding]:
    """Live signatories are live in the book, withdrawn ones are over there, nobody else is listed."""
    rows = Signatory.objects.filter(state__in=Signatory.PUBLIC).order_by("pk")
    found = list(rows.values_list("ref", "signature", "state", "version"))
    for start in range(0, len(found), CHUNK):
        chunk = found[start : start + CHUNK]
        states = log.states_of(signature for _, signature, _, _ in chunk)
        for ref, signature, state, version in chunk:
            book = states.get(signature)
            if not isinstance(book, AppealSignature):
                yield Finding(ref, "A signatory on the list has no signature in the public record.")
            elif bool(book.over) != (state == Signatory.WITHDRAWN):
                yield Finding(ref, "The list and the public record differ on whether a signature counts.")
            elif book.version != version:
                yield Finding(ref, "The list and the public record differ on the version that was signed.")
    hidden = ListedName.objects.exclude(signatory__state__in=Signatory.PUBLIC)
    for ref in hidden.values_list("signatory__ref", flat=True).distinct():
        yield Finding(ref, "Something is on the list that was not approved.")
    live = {signature for _, signature, state, _ in found if state == Signatory.LIVE}
    for ref, book in log.states_of_kind(AppealSignature).items():
        if not book.over and ref not in live:
            yield Finding(ref, "A signature of the public record is not on the list.")
