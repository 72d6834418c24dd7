"""Ouna: rebuild together, with books that anyone can re-audit offline."""

__version__ = "0.1.0"
