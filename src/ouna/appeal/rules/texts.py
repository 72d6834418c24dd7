"""Who writes what of the appeal, and what is complete enough to be published. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ouna.appeal.errors import (
    AppealChanged,
    AppealFrozen,
    AppealIncomplete,
    CheckedByPartnerOnly,
    CheckedTextDiffers,
    UnknownPart,
)
from ouna.parties.errors import NotPermitted

TITLE, BODY, DEMAND, CALL, NOTE = "title", "body", "demand", "call", "note"
#: In the order in which they stand on the page.
KINDS = (TITLE, BODY, DEMAND, CALL, NOTE)
#: Of these there are as many as one writes; of the others exactly one.
MANY = (DEMAND, CALL, NOTE)
#: Without these nothing is published.
NEEDED = (TITLE, BODY, DEMAND)
HUMAN, MACHINE, CHECKED = "human", "machine", "checked"
#: Longest text of a part, in characters.
MOST = {TITLE: 200, BODY: 20_000, DEMAND: 2_000, CALL: 2_000, NOTE: 1_000}
#: Most demands, calls, footnotes.
MOST_PARTS = 99


def check_writes(is_editor: bool) -> None:
    """Raises: NotPermitted."""
    if not is_editor:
        raise NotPermitted("An editor or an administrator writes the appeal.")


def check_saved_state(state: str) -> None:
    """A text is saved as made by a person or by a machine; `checked` is the partner's word.

    Raises: CheckedByPartnerOnly.
    """
    if state not in (HUMAN, MACHINE):
        raise CheckedByPartnerOnly()


def check_may_check(is_partner: bool) -> None:
    """Raises: CheckedByPartnerOnly."""
    if not is_partner:
        raise CheckedByPartnerOnly()


def check_read(entry: dict[str, str], text: str, *, is_stale: bool) -> None:
    """What the partner confirms is what it has read, and it is not behind. Raises: CheckedTextDiffers."""
    if not entry.get("text") or entry["text"] != text or is_stale:
        raise CheckedTextDiffers()


def check_kind(kind: str, count: int) -> None:
    """Whether one more of a kind can be added. Raises: UnknownPart."""
    if kind not in MANY:
        raise UnknownPart()
    if count >= MOST_PARTS:
        raise UnknownPart("There are no more than 99 of a kind.")


def check_length(kind: str, text: str) -> None:
    """Raises: UnknownPart."""
    if len(text) > MOST[kind]:
        raise UnknownPart("The text is too long.")


def check_unfrozen(*, is_draft: bool, is_newest: bool, is_source: bool) -> None:
    """Drafts change; of the newest published version its translations alone; older ones stay.

    Raises: AppealFrozen.
    """
    if not is_draft and (is_source or not is_newest):
        raise AppealFrozen()


def check_complete(kinds_written: Iterable[str]) -> None:
    """Whether title, body and a demand stand in the first language. Raises: AppealIncomplete."""
    if set(NEEDED) - set(kinds_written):
        raise AppealIncomplete()


def check_may_publish(*, campaign_open: bool, until_is_over: bool) -> None:
    """The record knows open campaigns only, and nobody is asked until a day that has passed.

    Raises: AppealIncomplete.
    """
    if not campaign_open:
        raise AppealIncomplete(
            "The appeal is published once the campaign is open.",
            next_step="An administrator opens the campaign first.",
        )
    if until_is_over:
        raise AppealIncomplete(
            "Signatories cannot be asked until a day that has passed.", next_step="Choose a later day."
        )


def check_was_read(read: str, fingerprint: str) -> None:
    """Nobody publishes other words than those on the page he was shown. Raises: AppealChanged."""
    if read and read != fingerprint:
        raise AppealChanged()
