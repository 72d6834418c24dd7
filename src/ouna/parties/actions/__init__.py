"""Writes about organisations, users, roles and persons."""

from ouna.parties.actions.organisations import add_organisation, add_section, edit_organisation, edit_section
from ouna.parties.actions.persons import erase_due, erase_person, person_for, touch_person
from ouna.parties.actions.users import (
    accept_invitation,
    add_user,
    give_role,
    mark_visit,
    rename_user,
    restore_user,
    stop_user,
    take_role,
)

__all__ = [
    "accept_invitation",
    "add_organisation",
    "add_section",
    "add_user",
    "edit_organisation",
    "edit_section",
    "erase_due",
    "erase_person",
    "give_role",
    "mark_visit",
    "person_for",
    "rename_user",
    "restore_user",
    "stop_user",
    "take_role",
    "touch_person",
]
