"""What the log refuses, and what it cannot do."""

from __future__ import annotations

from ouna.core.errors import Broken, Refused


class RecordRefused(Refused):
    """This cannot be recorded here."""

    code = "record_refused"


class OpeningUnfit(Refused):
    """An opening fits no commitment of its record."""

    code = "opening_unfit"
    next_step = "Put the opening's hash into the record it belongs to."


class LogOpenAlready(Refused):
    """The log has been opened already."""

    code = "log_open_already"
    next_step = "One installation keeps one log. Use another folder and database for a second one."


class ZoneDiffers(Refused):
    """The log's time zone is not the one this installation counts its days in."""

    code = "zone_differs"
    next_step = "Set TIME_ZONE to the zone you want before opening the log."


class NotLockedIn(Broken):
    """This fact is recorded, but not yet under a signed checkpoint."""

    code = "not_locked_in"
    next_step = "Try again in a few seconds."


class KeyMissing(Broken):
    """A key file of this installation is missing or unreadable."""

    code = "key_missing"
    next_step = "Put the key file back from its backup. A new one cannot open what the old one sealed."


class LogBehind(Broken):
    """The database holds less than what was signed and published: an older copy has been restored."""

    code = "log_behind"
    next_step = "Run `ouna log recover --from DIR_OR_URL` with a copy of the published books."


class NoteMissing(LogBehind):
    """The high-water note is missing, so it cannot be known whether this database is the newest."""

    code = "note_missing"
    next_step = "Put the note back, or run `ouna log recover --from DIR_OR_URL` with a copy of the books."


class LogDamaged(Broken):
    """The entries in the database are not those that were signed."""

    code = "log_damaged"
    next_step = "Stop the server. Restore the newest backup, then run `ouna log recover`."


class FileDiffers(Broken):
    """A published file differs from what the log holds."""

    code = "file_differs"
    next_step = (
        "Move the published folder away and run `ouna books publish`; keep the old one for the auditor."
    )


class FolderForeign(Refused):
    """This folder holds something else than these books."""

    code = "folder_foreign"
    next_step = "Name an empty or new folder, or one that these books were published to before."


class HeadMoved(Broken):
    """Another sequencer has signed in the meantime; nothing was lost."""

    code = "head_moved"
    next_step = "Run one sequencer only."


class GuardMissing(Broken):
    """A guard of the database is missing: triggers, or the lock of its transactions."""

    code = "guard_missing"
    next_step = "Run `ouna check`; it names the guard. `migrate` installs the triggers again."


class RecoveryRefused(Refused):
    """These books cannot complete this database."""

    code = "recovery_refused"
