"""What is forgotten when it is due: drafts that nobody went on with, and bytes that no row names."""

from __future__ import annotations

from datetime import timedelta

from ouna.log import SYSTEM, Actor, action, clock, journal, unchanged
from ouna.log.sealing import drop_key
from ouna.parties.errors import NotPermitted
from ouna.spending import store
from ouna.spending.models import Request
from ouna.spending.queries.due import due_drafts, stray_bytes

#: A draft names payees and holds photos of papers; it waits so long for its maker and no longer.
DRAFT_DAYS = 180
#: Bytes without a row are those of a transaction that failed after they were written. So long, because a
#: database that was restored from an older backup also lacks rows, and a better backup may yet bring them.
STRAY_DAYS = 30


@action
def forget_drafts(*, by: Actor) -> int:
    """Throw away drafts begun 180 days ago, with their papers, and bytes that no row names. Repeatable.

    Returns how many drafts and files went. Raises: NotPermitted.
    """
    if by != SYSTEM:
        raise NotPermitted()
    drafts = list(due_drafts(clock.now() - timedelta(days=DRAFT_DAYS)).select_for_update(of=("self",)))
    stray = stray_bytes(clock.now() - timedelta(days=STRAY_DAYS))
    if not drafts and not stray:
        unchanged()
        return 0
    gone = [request.ref for request in drafts]
    for request in drafts:
        throw_away(request)
    for ref in stray:
        store.drop(ref)
    journal("requests.forgotten", subject=by.ref, data={"drafts": gone, "files": stray}, by=by)
    return len(gone) + len(stray)


def throw_away(draft: Request) -> None:
    """Delete a draft with its quotes, its papers, their bytes and its key. Call inside an action."""
    for ref in draft.papers.values_list("ref", flat=True):
        store.drop(ref)
    draft.quotes.all().delete()
    draft.papers.all().delete()
    draft.delete()
    # What a backup, or a disk that only marks bytes as free, still holds of them is unreadable from now on.
    drop_key(draft.ref)
