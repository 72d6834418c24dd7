"""Refusals of the screening. Their texts hold facts and places, never names."""

from __future__ import annotations

from ouna.core.errors import Refused


class ListRefused(Refused):
    """The file cannot be read as a sanctions list."""

    code = "sanctions_list_refused"
    next_step = "Fetch the list again from its publisher and do not open it in another programme first."


class NamesRefused(Refused):
    """The file of names cannot be read."""

    code = "names_refused"
    next_step = "Save it as CSV in UTF-8, with the names of the columns in the first row."


class NameRefused(Refused):
    """The name holds no letter that can be compared."""

    code = "name_refused"
    next_step = "Type the name as it stands in the person's or organisation's papers."
