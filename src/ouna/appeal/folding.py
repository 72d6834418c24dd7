"""Names as they are sorted and searched: keys of bytes, which both databases compare alike. Pure.

Sorting: letters without marks and case, in the order of Unicode within a script; the reader's own script
first. Tailored where a language of the site asks for it: ñ after n in Spanish, hamza carriers as their letter
and ى, ة in their place in Arabic. A leading Arabic article or an opening quotation mark does not count.
"""

from __future__ import annotations

import unicodedata

from ouna.core.screening.text import clean, latin, script_of, skeleton

#: The script in which a language of the site is written; all others are Latin.
SCRIPTS = {"ar": "ARABIC", "el": "GREEK", "ru": "CYRILLIC", "uk": "CYRILLIC"}
LONGEST_KEY, LONGEST_WORD, MOST_WORDS, MOST_ASKED = 120, 40, 24, 6
_SHARP = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th"})
_ARABIC = str.maketrans({"ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
#: Behind every n with a letter after it, before o.
_ENYE = "n\uffff"


def sort_key(name: str, lang: str) -> bytes:
    """The place of a name in a list for readers of `lang`; at most 120 bytes."""
    text = clean(name).casefold()
    if lang == "es":
        text = unicodedata.normalize("NFC", text).replace("ñ", _ENYE)
    kept = _plain(text)
    shown = (c if c == "\uffff" or unicodedata.category(c)[0] in "LNM" else " " for c in kept)
    words = "".join(shown).split()
    if words and len(words[0]) > 3 and words[0].startswith("ال"):
        words[0] = words[0][2:]
    own = script_of(kept) == SCRIPTS.get(lang, "LATIN")
    key = ("0" if own else "1") + " ".join(words)
    return key.encode()[:LONGEST_KEY]


def _words(text: str) -> list[str]:
    """The words of a text. Vowel signs belong to their letters, which a regular expression does not know."""
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in clean(text))
    return kept.split()[:MOST_WORDS]


def _plain(text: str) -> str:
    """Letters without case and marks."""
    folded = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c)).translate(_SHARP).translate(_ARABIC)


def _readings(word: str) -> list[str]:
    """A word, and without its Arabic article."""
    plain = _plain(word)
    return [plain, plain[2:]] if plain.startswith("ال") and len(plain) > 4 else [plain]


def _forms(word: str) -> set[str]:
    """A word as it is typed: in its own letters and in Latin ones."""
    return {form for reading in _readings(word) for form in (reading, latin(reading)) if form}


def _bones(word: str) -> set[str]:
    """The consonants of a word, marked so that only such keys meet them; none where they say too little."""
    found = {skeleton(latin(reading)) for reading in _readings(word)}
    return {f"~{bones}" for bones in found if len(bones) >= 3}


def search_words(*names: str) -> set[bytes]:
    """All keys by which names are found: words in their own script, in Latin letters, by their consonants."""
    found: set[str] = set()
    for name in names:
        for word in _words(name):
            found |= _forms(word) | _bones(word)
            if script_of(word) in ("CJK", "HIRAGANA", "KATAKANA"):
                # Nobody writes spaces there: each character begins a word.
                found |= {word[i:] for i in range(1, len(word))}
    return {form.encode()[:LONGEST_WORD] for form in found}


def asked_words(text: str) -> list[list[tuple[bytes, bool]]]:
    """Per word that is looked for, the keys that find it: (key, whether longer words count too)."""
    asked = []
    for word in _words(text)[:MOST_ASKED]:
        keys = [(form.encode()[:LONGEST_WORD], True) for form in sorted(_forms(word))]
        keys += [(bones.encode()[:LONGEST_WORD], False) for bones in sorted(_bones(word))]
        if keys:
            asked.append(keys)
    return asked
