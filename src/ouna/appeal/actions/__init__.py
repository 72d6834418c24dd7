"""Writes of the appeal."""

from ouna.appeal.actions.texts import (
    add_part,
    begin_version,
    check_part,
    edit_part,
    move_part,
    publish_version,
    remove_part,
    set_version_languages,
)

__all__ = [
    "add_part",
    "begin_version",
    "check_part",
    "edit_part",
    "move_part",
    "publish_version",
    "remove_part",
    "set_version_languages",
]
