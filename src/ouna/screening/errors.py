"""What stops at the name check. None of these texts holds a name."""

from __future__ import annotations

from ouna.core.errors import Broken, Refused


class NotCleared(Refused):
    """The name check does not clear this."""

    code = "not_cleared"
    next_step = "Ask a checker to look at it."


class NotScreened(NotCleared):
    """This name has not been checked as it is written now."""

    code = "not_screened"
    next_step = "Check the name; then try again."


class ListsMissing(NotCleared):
    """There is no sanctions list to check names against."""

    code = "lists_missing"
    next_step = "A checker loads the lists at the desk of name checks."


class ListsOld(NotCleared):
    """A sanctions list is older than the coalition allows."""

    code = "lists_old"
    next_step = "A checker fetches the list again from its publisher and loads it."


class ListsChanged(NotCleared):
    """A list has changed since this name was checked."""

    code = "lists_changed"
    next_step = "Check the name again; it is also done by itself within the hour."


class CheckOld(NotCleared):
    """The name check is older than the coalition allows."""

    code = "check_old"
    next_step = "Check the name again."


class CheckAltered(NotCleared):
    """The stored name check is not as it was written."""

    code = "check_altered"
    next_step = "Tell the administrator and the auditor; check the name again."


class HitOpen(NotCleared):
    """This name may be a listed one, and two checkers have not decided alike yet."""

    code = "hit_open"
    next_step = "Two checkers look at it and decide, each with a reason."


class Listed(NotCleared):
    """A checker has decided that this name is a listed one."""

    code = "listed"
    next_step = "Do not pay. Ask counsel; a checker who has new facts can decide anew."


class TooManyHits(NotCleared):
    """This name may be any of very many listed ones."""

    code = "too_many_hits"
    next_step = "Write the name in full, with birth year and country."


class ScreeningFailed(Broken):
    """The name check could not be done, and what is not checked is not cleared."""

    code = "screening_failed"
    next_step = "Try again. If it stays so, tell the administrator; nothing is paid meanwhile."


class ListDamaged(Broken):
    """The stored file of a list is missing, or not what was loaded."""

    code = "list_damaged"
    next_step = "Load the list again."


class ListOlder(Refused):
    """A list of this name with a later date is in use."""

    code = "list_older"
    next_step = "Fetch the newest file from the publisher."


class ListOfOtherKind(Refused):
    """A list of this name in another format is in use."""

    code = "list_of_other_kind"
    next_step = "Load the publisher's own file, or give your own table another name."


class ListUnconfirmed(NotCleared):
    """A list in use was not confirmed by a second checker."""

    code = "list_unconfirmed"
    next_step = "Tell the administrator and the auditor; load the list again."


class SecondChecker(Refused):
    """Another checker must do this: one person alone changes no list."""

    code = "second_checker"
    next_step = "Ask a checker who did not load this list, nor ask for its end, to look at it."


class ChangeUnseen(Refused):
    """What this list changes is not what you saw: another version came between."""

    code = "change_unseen"
    next_step = "Look at what it changes now; then decide."


class ListClosed(Refused):
    """This list does not wait to be used any more."""

    code = "list_closed"
    next_step = "Load the file again."


class ReasonMissing(Refused):
    """A decision needs a reason that others can follow."""

    code = "reason_missing"
    next_step = "Say in a sentence or two what the decision stands on."


class BasisMissing(Refused):
    """Whoever lets a listed name be paid names the law or licence that allows it."""

    code = "basis_missing"
    next_step = "Name the resolution's paragraph, or the authority and number of the licence."


class UnknownVerdict(Refused):
    """There is no such decision."""

    code = "unknown_verdict"


class LimitsInvalid(Refused):
    """Lists may be at most 31 days old, a check at most 90."""

    code = "limits_invalid"
    next_step = "Choose fewer days."
