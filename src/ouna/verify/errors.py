"""Why a book could not be read at all. What was read and does not hold is a finding, never an error."""

from __future__ import annotations

from ouna.core.errors import Broken, Refused


class Unreadable(Broken):
    """The published books could not be read."""

    code = "books_unreadable"
    next_step = "Check the folder or address and try again."


class NotThere(Unreadable):
    """A file of the published books is not there."""

    code = "file_not_there"


class TooLarge(Refused):
    """A file is larger than it can rightly be."""

    code = "file_too_large"
    next_step = "Do not rely on this copy; fetch it again."


class BadRequest(Refused):
    """What was asked for does not fit together."""

    code = "verify_usage"
    next_step = "See `ouna verify --help`."
