"""Refusals of the reader of lists. Their texts hold facts and places, never names."""

from __future__ import annotations

from ouna.core.errors import Refused


class SignatoriesRefused(Refused):
    """The file cannot be read as a list of signatories."""

    code = "signatories_refused"
    next_step = "Save the list as plain text in UTF-8 or as a workbook (.xlsx) and try again."
