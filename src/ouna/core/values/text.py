"""Text that people wrote: names in any script, translations that know what they were made from."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Any

from ouna.core.errors import Refused

#: Characters that reorder text invisibly (UAX 9: embeddings, overrides, isolates, marks).
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


class TextRefused(Refused):
    """The text holds invisible characters that change its direction, or controls."""

    code = "text_refused"
    next_step = "Type the text again instead of pasting it."


def clean_text(text: str, *, lines: bool = False) -> str:
    """NFC, trimmed; bidi controls and control characters are refused (line feeds allowed if `lines`).

    Raises: TextRefused.
    """
    if text.isascii() and text.isprintable():
        return text.strip()  # Most names: nothing to compose, no control, no bidi control.
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    for character in text:
        if character in BIDI_CONTROLS:
            raise TextRefused()
        if unicodedata.category(character) in ("Cc", "Cs") and not (lines and character == "\n"):
            raise TextRefused("The text holds a control character.")
    return text


def scripts_of(text: str) -> frozenset[str]:
    """The scripts of the letters in a text, by the first word of each character's Unicode name."""
    found = set()
    for character in text:
        if character.isalpha():
            found.add(unicodedata.name(character, "UNKNOWN").split()[0])
    return frozenset(found)


_LOOKALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def is_mixed_script(text: str) -> bool:
    """Whether one word mixes scripts whose letters look alike (a Cyrillic a in a Latin word)."""
    return any(len(scripts_of(word) & _LOOKALIKE) > 1 for word in text.split())


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in several languages: `{lang: {"text", "state", "of"}}`; the source has `of` == "".

    `of` is the hash of the source text a translation was made from, so that a stale one shows itself.
    States: "human", "machine", "checked" (by the partner).
    """

    data: dict[str, dict[str, str]]

    @classmethod
    def source(cls, lang: str, text: str) -> Translated:
        """A text in its first language."""
        return cls({lang: {"text": clean_text(text, lines=True), "state": "human", "of": ""}})

    def with_text(self, lang: str, text: str, *, state: str = "human") -> Translated:
        """The same with one more (or a newer) translation, made from the source as it stands now."""
        if state not in ("human", "machine", "checked"):
            raise TextRefused("The state of a translation is human, machine or checked.")
        made = {"text": clean_text(text, lines=True), "state": state, "of": self.source_hash()}
        return Translated({**self.data, lang: made})

    def source_lang(self) -> str:
        """The language of the source, empty if there is no text at all."""
        return next((lang for lang, t in self.data.items() if not t.get("of")), "")

    def source_hash(self) -> str:
        """Hex SHA-256 of the source text."""
        lang = self.source_lang()
        return hashlib.sha256(self.data[lang]["text"].encode()).hexdigest() if lang else ""

    def best(self, lang: str) -> tuple[str, str]:
        """(language, text) for a reader of `lang`: that one, its base language, English, the source."""
        for candidate in (lang, lang.split("-")[0], "en", self.source_lang()):
            if self.data.get(candidate, {}).get("text"):
                return candidate, self.data[candidate]["text"]
        return "", ""

    def is_stale(self, lang: str) -> bool:
        """Whether the translation was made from an older source."""
        entry = self.data.get(lang)
        return bool(entry and entry.get("of") and entry["of"] != self.source_hash())

    def as_data(self) -> dict[str, Any]:
        """The JSON form, as stored and as hashed."""
        return self.data
