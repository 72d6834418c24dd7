"""Reads of the appeal."""
