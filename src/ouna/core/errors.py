"""The two roots of every error of ours: `Refused` (we will not) and `Broken` (we cannot)."""

from __future__ import annotations


class OunaError(Exception):
    """Base of all errors that are meant to be read by a person.

    `code` is stable and machine-readable; `next_step` tells the reader what to do. The message
    holds no personal data, bank data or text of a library: it may be logged.
    """

    code = "error"
    next_step = ""

    def __init__(self, message: str = "", *, next_step: str | None = None, **fields: object) -> None:
        super().__init__(message or (self.__doc__ or "").strip().split("\n")[0])
        if next_step is not None:
            self.next_step = next_step
        self.fields = fields


class Refused(OunaError):
    """We will not do this: it breaks a rule. Asking again unchanged gives the same answer."""

    code = "refused"


class Broken(OunaError):
    """We cannot do this now: something outside the request failed."""

    code = "broken"
