"""Tables of the appeal."""

from ouna.appeal.models.texts import Part, Version, Wording

__all__ = ["Part", "Version", "Wording"]
