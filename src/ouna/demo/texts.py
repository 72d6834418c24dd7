"""Texts of the sheet as the campaign keeps them."""

from __future__ import annotations

from ouna.core.values import Translated


def translated(texts: dict[str, str], source: str = "en") -> Translated:
    """A text with its translations, all by people."""
    result = Translated.source(source, texts[source])
    for lang, text in texts.items():
        if lang != source:
            result = result.with_text(lang, text)
    return result
