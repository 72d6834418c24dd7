"""Country names as people write them, in any language of Unicode's CLDR → ISO 3166-1 alpha-2 codes.

CLDR (through Babel) has the name of each territory in some 300 languages; `country_words` adds what it lacks:
official and old names, short forms, adjectives. A code that users may assign themselves (XT) is a country
only where the caller says which place it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel.core import Locale
from babel.localedata import locale_identifiers
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ouna.core.signatories.country_words import (
    ADJECTIVES,
    ALPHA3,
    AMBIGUOUS,
    LIKELY,
    NAMES,
    NOT_COUNTRIES,
)

#: Words of no country have more letters or words than this.
MOST_LETTERS, MOST_WORDS = 80, 8
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
#: Accents, tashkeel and niqqud are left out; the vowel signs of Indian scripts are letters.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
#: What is neither letter nor digit nor a vowel sign (which Python does not count among letters).
_APART = re.compile(r"(?:[^\w\u0900-\u1fff]|_)+")
_ARTICLES = frozenset("the la le les el los die der das het de a o il lo l os as".split())
#: Digits that a scan writes for letters.
_DIGITS = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "|": "l", "6": "b", "4": "a", "3": "e"})
_DIGITS_I = str.maketrans({"0": "o", "1": "i", "5": "s", "8": "b", "|": "i", "6": "g", "4": "a", "3": "e"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a text may mean. One code: that country. `how`: name, code, flag, word (an adjective), read
    (digits taken for letters), alike (one letter apart: a proposal only)."""

    codes: tuple[str, ...]
    how: str
    #: Of several, the one whose name this is exactly; None where it is the name of none or of all.
    likely: str | None = None

    @property
    def code(self) -> str | None:
        """The country, if one is meant likelier than any other."""
        return self.codes[0] if len(self.codes) == 1 else self.likely


_SAME = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ı": "i", "\u0640": None})


@lru_cache(maxsize=1 << 14)
def key(text: str) -> str:
    """A name with case, accents and signs folded, without an article before it."""
    return _key(text)


def _key(text: str) -> str:
    if text.isascii():
        plain = text.lower()
    else:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_SAME))
        plain = unicodedata.normalize("NFC", _MARKS.sub("", folded).casefold())
    words = _APART.sub(" ", plain).split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=1)
def names() -> dict[str, tuple[str, ...]]:
    """Every folded name → its codes; more than one where languages disagree. Takes a second, once."""
    written: dict[str, dict[str, None]] = {}
    for identifier in locale_identifiers():
        parts = identifier.split("_")
        if len(parts) > 2 or (len(parts) == 2 and len(parts[1]) != 4):
            continue  # a land's variant of a language, not a script's
        for code, name in Locale.parse(identifier).territories.items():
            # A locale that lacks a name repeats the code; EU, UN and the like are no countries.
            if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES and name != code:
                written.setdefault(name, {})[code] = None
    found: dict[str, dict[str, None]] = {}
    for name, codes in written.items():
        folded = _key(name)
        if len(folded) > 1 and not (folded.isascii() and len(folded) < 4):
            found.setdefault(folded, {}).update(codes)
    for name, code in NAMES.items():
        found[key(name)] = {code: None}
    for name, several in AMBIGUOUS.items():
        found[key(name)] = dict.fromkeys(several)
    return {name: tuple(codes) for name, codes in found.items()}


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(code for codes in names().values() for code in codes) | {"UK", "EL"}


@lru_cache(maxsize=1)
def _adjectives() -> dict[str, str]:
    return {key(word): code for word, code in ADJECTIVES.items()}


@lru_cache(maxsize=1)
def _by_length() -> dict[tuple[int, str], tuple[str, ...]]:
    """Names by length and first letter, for those one letter apart."""
    found: dict[tuple[int, str], list[str]] = {}
    for name in names():
        if len(name) > 4:
            found.setdefault((len(name), name[0]), []).append(name)
    return {where: tuple(several) for where, several in found.items()}


class Countries:
    """Looks countries up. `places` are further ones: name → code, such as a place that is on no map."""

    def __init__(self, places: Mapping[str, str] | None = None) -> None:
        self.places = {key(name): code for name, code in (places or {}).items()}
        self.assigned = frozenset(self.places.values())

    def find(self, text: str) -> Found | None:
        """The country that `text`, as a whole, names or may name; None when it names none."""
        text = text.strip(" \t.,;:()[]{}（）【】*\"'")
        if flag := _FLAG.search(text):
            code = "".join(chr(ord(c) - 0x1F1E6 + 65) for c in flag[0])
            rest = _FLAG.sub("", text).strip()
            if code in _codes() | self.assigned and (not rest or self._is(rest, code)):
                return Found((code,), "flag")
        if not text or len(text) > MOST_LETTERS or len(text.split()) > MOST_WORDS:
            return None
        return self._name(text) or self._code(text) or self._word(text)

    def _is(self, text: str, code: str) -> bool:
        found = self._name(text) or self._code(text)
        return found is not None and code in found.codes

    def _name(self, text: str) -> Found | None:
        folded = key(text)
        if folded in self.places:
            return Found((self.places[folded],), "name")
        if codes := names().get(folded):
            return Found(codes, "name", LIKELY.get(folded))
        return None

    def _code(self, text: str) -> Found | None:
        plain = text.replace(".", "")
        if not (plain.isascii() and plain.isupper() and plain.isalpha()):
            return None
        if plain in _codes() | self.assigned:
            return Found(({"UK": "GB", "EL": "GR"}.get(plain, plain),), "code")
        if plain in ALPHA3:
            return Found((ALPHA3[plain],), "code")
        return None

    def _word(self, text: str) -> Found | None:
        code = _adjectives().get(key(text))
        return Found((code,), "word") if code else None

    def damaged(self, text: str) -> Found | None:
        """The country that a text with damaged letters may mean: digits for letters, or one letter apart."""
        text = text.strip(" \t.,;:()[]{}（）*")
        if not 4 < len(text) <= MOST_LETTERS or len(text.split()) > MOST_WORDS:
            return None
        if any(c.isdigit() or c == "|" for c in text):
            for table in (_DIGITS, _DIGITS_I):
                if found := self._name(text.lower().translate(table)):
                    return Found(found.codes, "read")
        folded = key(text)
        near: dict[str, None] = {}
        first = folded[:1]
        for length in (len(folded) - 1, len(folded), len(folded) + 1):
            several = _by_length().get((length, first), ())
            for name, _, _ in process.extract(folded, several, scorer=OSA.distance, score_cutoff=1, limit=4):
                near.update(dict.fromkeys(names()[name]))
        return Found(tuple(near), "alike") if near and len(near) < 4 else None
