"""Refusals about people and rights."""

from __future__ import annotations

from ouna.core.errors import Refused


class NotPermitted(Refused):
    """Your role does not allow this."""

    code = "not_permitted"
    next_step = "Ask the administrator for the role, or a colleague who has it."


class NotFound(Refused):
    """There is nothing here for you."""

    code = "not_found"
    next_step = "Look at the address again, or start from your desk."


class TwoDuties(Refused):
    """One person may not hold two of: asking for money, approving it, sending it, checking names."""

    code = "two_duties"
    next_step = "Give the second role to another person."


class ReaderWrites(Refused):
    """An auditor examines what others do, and does none of it."""

    code = "reader_writes"
    next_step = "Give one of the two roles to another person."


class UnknownRole(Refused):
    """There is no such role."""

    code = "unknown_role"


class AddressTaken(Refused):
    """Someone with this e-mail address is here already."""

    code = "address_taken"
    next_step = "Give the role to the account that exists."


class LastAdministrator(Refused):
    """Without this one nobody could manage the accounts."""

    code = "last_administrator"
    next_step = "Make another administrator first."


class OwnRights(Refused):
    """Nobody changes his own rights."""

    code = "own_rights"
    next_step = "Ask another administrator."


class InvitationInvalid(Refused):
    """This invitation has been used, has run out, or was copied incompletely."""

    code = "invitation_invalid"
    next_step = "Ask the administrator for a new one."


class PasswordWeak(Refused):
    """This password is too easy to guess."""

    code = "password_weak"
    next_step = "Take at least 12 characters that are not a common password."


class PersonErased(Refused):
    """The data of this person have been erased."""

    code = "person_erased"
