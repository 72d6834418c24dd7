"""What can be wrong with an entry, with the numbered step of the proof that found it."""

from __future__ import annotations

from ouna.core.errors import Refused


class RuleBroken(Refused):
    """The record breaks a rule of the book."""

    code = "rule_broken"

    def __init__(self, step: str, what: str) -> None:
        super().__init__(what, step=step)
        self.step = step
        self.what = what


class FormBroken(RuleBroken):
    """The entry is not a well-formed record of a known kind and version."""

    code = "form_broken"

    def __init__(self, what: str) -> None:
        super().__init__("form", what)
