"""Writes of the appeal."""
