"""Writes of `quorum`: signers, keys, documents, signatures, ceremonies."""

from ouna.quorum.actions.documents import open_document, void_document

__all__ = ["open_document", "void_document"]
