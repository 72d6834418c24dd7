"""From a name in any script to plain Latin words, and from a word to what it sounds like.

Arabic and Hebrew leave short vowels out, so their words carry consonants only and can be compared with
Latin ones by consonants (`skeleton`). Other scripts go through anyascii.

Marks belong to the word in which they stand. Those that are no letters (accents left over, tashkeel, niqqud)
are left out; those that write vowels and closed syllables (Indic, Khmer, Thai, Burmese) are kept.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

#: Scripts whose spelling leaves short vowels out.
UNVOWELLED = frozenset({"ARABIC", "HEBREW", "SYRIAC"})
#: Scripts whose characters are compared as they are when both names are written in them.
BY_CHARACTER = frozenset({"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})

_ARABIC = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
        "a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y".split(),
        strict=True,
    )
)
# Alef and ya in their several forms, the letters of Persian, Urdu, Pashto and Kurdish.
_ARABIC |= {
    "أ": "a", "إ": "a", "آ": "a", "ٱ": "a", "ﺁ": "a", "ى": "a", "ئ": "y", "ؤ": "w", "ء": "", "ة": "a",
    "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ک": "k", "ڪ": "k", "ی": "y", "ې": "y", "ے": "y", "ۍ": "y",
    "ہ": "h", "ھ": "h", "ە": "a", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ڼ": "n", "ړ": "r", "ډ": "d",
    "ټ": "t", "څ": "ts", "ځ": "dz", "ږ": "g", "ښ": "sh", "ۆ": "o", "ڵ": "l", "ڤ": "v", "ۇ": "u",
    "ـ": "",
}  # fmt: skip
_HEBREW = dict(
    zip(
        "אבגדהוזחטיכלמנסעפצקרשתךםןףץ",
        "a b g d h w z h t y k l m n s a p ts k r sh t k m n p ts".split(),
        strict=True,
    )
)
#: Two letters as most passports and languages have them; anyascii writes kh and ts.
_CYRILLIC = str.maketrans({"х": "h", "Х": "h", "ц": "c", "Ц": "c"})
_APART = re.compile(r"[^A-Za-z0-9]+")
_MARKS = re.compile(r"['`’‘ʼʻ´ʿʾ\"“”«»׳״]+")
#: What has no look of its own, fillers and variants of a look among it; and tatweel, which only stretches.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u0640\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
#: Accents and tashkeel that stand alone: NFKC would put a space before each and so cut the word.
_ALONE = re.compile(
    "[\u00a8\u00af\u00b4\u00b8\u02d8-\u02dd\u037a\u0384\u0385\u1fbd\u1fbf-\u1fc1\u1fcd-\u1fcf\u1fdd-\u1fdf"
    "\u1fed\u1fee\u1ffd\u1ffe\ufc5e-\ufc63\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e]"
)
#: Marks of these names tell nothing that names are compared by.
_NO_LETTERS = ("ARABIC ", "COMBINING ", "HEBREW ", "SYRIAC ")


class _Parts(dict[int, str]):
    """For `str.translate`: a space for what parts words, nothing for marks that are left out."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = unicodedata.category(character)
        if _MARKS.match(character) or kind == "Cf":
            part = ""
        elif kind[0] == "M":
            part = "" if unicodedata.name(character, "").startswith(_NO_LETTERS) else character
        else:
            part = character if character.isalnum() else " "
        self[code] = part
        return part


_PARTS = _Parts()


def script_of(word: str) -> str:
    """The script of a word by its first letter: LATIN, ARABIC, CYRILLIC, CJK, …; empty without letters."""
    for character in word:
        if character.isalpha():
            return "LATIN" if character < "\u0250" else _script(character)
    return ""


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]


def clean(name: str) -> str:
    """NFKC without invisible characters: presentation forms and full-width letters become plain ones."""
    if name.isascii():
        return name
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", _ALONE.sub(_attached, name)))


def _attached(found: re.Match[str]) -> str:
    """An acute accent alone is mostly typed for an apostrophe: O´Hara."""
    return "'" if found[0] == "´" else unicodedata.normalize("NFKC", found[0]).lstrip()


@lru_cache(maxsize=1 << 16)
def latin(word: str) -> str:
    """One word in lower-case ASCII letters and digits."""
    if word.isascii():
        return "".join(c for c in word.lower() if c.isalnum())
    script = script_of(word)
    if script == "CYRILLIC":
        word = word.translate(_CYRILLIC)
    if script in ("ARABIC", "HEBREW"):
        table = _ARABIC if script == "ARABIC" else _HEBREW
        plain = unicodedata.normalize("NFD", word)
        # Tashkeel and niqqud are marks: NFD sets them apart and so does it with the hamza on a letter.
        text = ""
        for c in plain:
            letter = "" if unicodedata.combining(c) else table.get(c, "")
            # Two letters of theirs are not one of ours: ط and ه are no th.
            text += (
                "hh" if letter == "h" and text[-1:] in ("t", "s", "d", "k", "g", "z", "c", "p") else letter
            )
        # Inside a word waw is mostly a vowel; at its beginning it is a consonant.
        text = text[:1] + text[1:].replace("w", "u")
    else:
        text = anyascii(word)
    return "".join(c for c in text.lower() if c.isalnum())


def split(name: str) -> list[str]:
    """The words of a cleaned name: apostrophes and marks belong to their word, hyphens, commas and dots part.

    Tashkeel, niqqud and accents without a letter of their own are left out, so that a word is the same with
    and without them; vowel signs of other scripts stay.
    """
    if not name.isascii():
        return name.translate(_PARTS).split()
    return [word for word in _APART.split(_MARKS.sub("", name)) if word]


_SOUNDS = (
    (re.compile(r"tch|tsch|tsh|cz|sch|sz|ch"), "S"),
    (re.compile(r"sh"), "S"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"dzh|dj|zh"), "j"),
    (re.compile(r"th"), "t"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|q|c(?![eiy])"), "k"),
    (re.compile(r"c|ts|tz"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"w"), "v"),
    (re.compile(r"ou|oo|uo"), "u"),
    (re.compile(r"ee|ie|ij|iy|yi|ei|ey|ay|ai"), "i"),
    (re.compile(r"[ey]"), "i"),
    (re.compile(r"o"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A Latin word with the usual spellings of one sound made equal: `Youcef` and `Yusef` give `iusif`."""
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    # A closing h is mute in most romanisations: Abdullah, Fatimah.
    return word[:-1] if len(word) > 3 and word.endswith("h") else word


_TWICE = re.compile(r"(.)\1+")
_CONSONANTS = str.maketrans(
    {"v": "f", "p": "b", "j": "g", "z": "s", "S": "s", "q": "k", "a": None, "i": None, "u": None}
)


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """The consonants of a Latin word, the voiced and voiceless of one place merged, semivowels left out.

    Equal for the spellings of one Arabic word: `Hussein`, `Husayn` and حسين give `hsn`.
    """
    heard = sound(word[:1] + word[1:].replace("w", ""))
    first = "a" if heard[:1] in ("a", "i", "u") else heard[:1].translate(_CONSONANTS)
    return _TWICE.sub(r"\1", first + heard[1:].translate(_CONSONANTS))
