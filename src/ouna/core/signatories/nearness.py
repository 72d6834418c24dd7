"""How near two names of organisations are, word by word, across scripts and habits of romanisation.

The words, their sounds and their consonants come from `screening`. A sanctions list asks whether a name may
be meant; here two whole names must agree: one other colour makes another organisation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from ouna.core.screening.text import BY_CHARACTER, UNVOWELLED, latin, skeleton, sound
from ouna.core.screening.tokens import Token, parse
from ouna.core.signatories.romanised import apart as romanised
from ouna.core.signatories.romanised import first_differs, signs

#: Words are taken for one up to this share of their letters.
WORD = 0.3
#: What another first letter adds: a word is seldom mistaken there.
FIRST = 0.2
#: Up to this share of its letters two spellings of one word differ by habit alone.
HABIT = 0.13
#: And up to this share they may be one, a slip of the hand included.
HEARD = 0.2
#: Scripts whose letters carry a vowel that is not written.
ABUGIDAS = frozenset(
    "DEVANAGARI BENGALI TAMIL TELUGU KANNADA MALAYALAM GUJARATI GURMUKHI ORIYA SINHALA ETHIOPIC "
    "THAI LAO KHMER MYANMAR TIBETAN".split()
)
_ABUGIDA = re.compile("[\u0900-\u109f\u1200-\u139f\u1780-\u17ff]")
#: The sign for a nasal before a consonant, which anyascii always writes m.
_NASAL = re.compile("m(?=[cdghjkstxz])")
_LEGAL = frozenset("ngo ong npo asbl vzw ggmbh".split())
#: Longer names are cut: nobody's has more words.
_MOST_WORDS = 14
#: Latin spellings of the Arabic article, alone or grown together with the word.
_ARTICLES = frozenset("al el ul ad ar as at an ash az ed er es et en ech le la".split())
_GROWN = re.compile(r"^(?:[ae]l(?=[^l]{2})|e(?=([bcdfghjklmnpqrstvwxz])\1)[a-z]|a(?=(s|t|d|r|n|z)\2)[a-z])")


@dataclass(frozen=True, slots=True)
class Near:
    """Two names beside each other. `pairs` are words that fit (with how far they are apart, from 0 to 1),
    `mine` and `theirs` the words that fit nothing."""

    pairs: tuple[tuple[str, str, float], ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def cost(self) -> float:
        """Letters apart of the words that fit, as a share of all their letters."""
        letters = sum(max(len(a), len(b)) for a, b, _ in self.pairs)
        return sum(max(len(a), len(b)) * cost for a, b, cost in self.pairs) / letters if letters else 1.0

    @property
    def said(self) -> int:
        """Letters of the words that fit: few letters say little."""
        return sum(min(len(a), len(b)) for a, b, _ in self.pairs)


@lru_cache(maxsize=1 << 15)
def words(name: str) -> tuple[Token, ...]:
    """The words of a name that count; legal forms, particles and articles left out."""
    found = parse(name, person=False).tokens
    kept = [
        one
        for one in found
        if one.role != "particle" and one.text not in _ARTICLES and one.text not in _LEGAL
    ]
    return tuple(kept or found)[:_MOST_WORDS]


def latin_words(name: str) -> str:
    """A name as an index of words in Latin letters should hold it; others stay as they are."""
    if not _ABUGIDA.search(name):
        return name
    return " ".join(map(_plain, words(name))) or name


@lru_cache(maxsize=1 << 14)
def near(one: str, other: str) -> Near:
    """Lay two names beside each other. The same whichever of them stands first, but for the sides."""
    a, b = words(one), words(other)
    if any(t.script in BY_CHARACTER for t in a) != any(t.script in BY_CHARACTER for t in b):
        return _syllables(a, b)
    options = [
        (cost, abs(i - j), i, j, 1, 1)
        for i, left in enumerate(a)
        for j, right in enumerate(b)
        if (cost := far(left, right)) <= WORD
    ]
    options += _joined(a, b)
    options.sort()
    free_a, free_b = set(range(len(a))), set(range(len(b)))
    pairs = []
    for cost, _, i, j, wide_a, wide_b in options:
        mine, theirs = set(range(i, i + wide_a)), set(range(j, j + wide_b))
        if mine <= free_a and theirs <= free_b:
            free_a -= mine
            free_b -= theirs
            pairs.append((_text(a[i : i + wide_a]), _text(b[j : j + wide_b]), cost))
    return Near(
        tuple(pairs), tuple(a[i].text for i in sorted(free_a)), tuple(b[j].text for j in sorted(free_b))
    )


def _text(tokens: tuple[Token, ...]) -> str:
    return "".join(one.text for one in tokens)


def _joined(a: tuple[Token, ...], b: tuple[Token, ...]) -> list[tuple[float, int, int, int, int, int]]:
    """Two words written as one: `Huangong She`, `Al Hajar`."""
    found = []
    for first, second, flip in ((a, b, False), (b, a, True)):
        for i in range(len(first) - 1):
            both = sound(first[i].text + first[i + 1].text)
            for j, whole in enumerate(second):
                if abs(len(both) - len(whole.sound)) > 2 or len(both) < 6 or whole.script in UNVOWELLED:
                    continue
                cost = OSA.distance(both, whole.sound) / len(both)
                if cost <= 0.2:
                    place = (j, i, 1, 2) if flip else (i, j, 2, 1)
                    found.append((cost + 0.02, abs(i - j), *place))
    return found


@lru_cache(maxsize=1 << 16)
def far(a: Token, b: Token) -> float:
    """How far two words are apart, from 0 (the same) to 1."""
    if a.text == b.text and (a.raw == b.raw or a.script not in BY_CHARACTER):
        return 0.0
    if a.role != b.role and "number" in (a.role, b.role):
        return 1.0
    if a.role == "number" or (a.script == b.script and a.script in BY_CHARACTER):
        return 1.0
    if _abbreviates(a, b):
        return 0.2
    if (a.script in UNVOWELLED) != (b.script in UNVOWELLED):
        return _consonants(a, b)
    if a.script == b.script and a.script != "LATIN":
        return _slips(a, b)
    return min(_slips(a, b), _heard(a, b))


def _slips(a: Token, b: Token) -> float:
    """Slips of the hand: none in a short word, where one makes another word."""
    longer = max(len(a.text), len(b.text))
    slips = OSA.distance(a.text, b.text, score_cutoff=2)
    allowed = 0 if longer < 6 else 1 if longer < 11 else 2
    return slips / longer if slips <= allowed else 1.0


def _heard(a: Token, b: Token) -> float:
    """Spellings of one word by whatever habits; between two scripts with a slip, too."""
    hidden = (a.script in ABUGIDAS) != (b.script in ABUGIDAS)
    mine, theirs = _plain(a), _plain(b)
    longer = max(len(signs(mine)), len(signs(theirs)), 1)
    cost = romanised(mine, theirs, hidden=hidden) / longer
    if first_differs(mine, theirs):
        cost += FIRST
    if a.script == b.script and cost > HABIT:
        return 1.0
    # A whole letter in a short word makes another word.
    return cost if cost <= (HEARD if longer > 3 else HABIT) else 1.0


@lru_cache(maxsize=1 << 15)
def _plain(one: Token) -> str:
    """The Latin letters of a word, c as anyascii writes the Indian ch."""
    if one.script not in ABUGIDAS:
        return one.text
    return _NASAL.sub("n", one.text.replace("ch", "c").replace("c", "ch"))


def _abbreviates(a: Token, b: Token) -> bool:
    """`Nachb.` for Nachbarschaftshilfe: the beginning of a word that is much longer."""
    short, long = (a, b) if len(a.text) < len(b.text) else (b, a)
    if len(long.text) < 6 or len(long.text) - len(short.text) < 3:
        return False
    if len(short.text) < 3:
        return False
    if long.script in UNVOWELLED:
        return len(short.key) > 2 and long.key.startswith(short.key)
    if long.text.startswith(short.text):
        return True
    mine, theirs = _plain(long), _plain(short)
    return long.script != short.script and romanised(mine[: len(theirs)], theirs) <= 0.15 * len(theirs)


@lru_cache(maxsize=1 << 14)
def _bare(word: str) -> tuple[str, ...]:
    """A Latin word, and without an Arabic article grown together with it."""
    found = _GROWN.match(word)
    return (word, word[found.end() :]) if found and len(word) - found.end() > 2 else (word,)


def _consonants(a: Token, b: Token) -> float:
    """One of the words is written without short vowels."""
    unvowelled, other = (a, b) if a.script in UNVOWELLED else (b, a)
    best = 1.0
    for text in _bare(other.text):
        key = skeleton(text)
        length = max(len(key), len(unvowelled.key))
        distance = OSA.distance(key, unvowelled.key)
        if distance == 0:
            best = min(best, 0.05 if length > 2 else 0.15 if length > 1 else 0.3)
        elif distance == 1 and length > 3:
            best = min(best, 1.0 / length)
    return best


def _syllables(a: tuple[Token, ...], b: tuple[Token, ...]) -> Near:
    """A name in Chinese beside one in Latin letters: all syllables in order; one name may begin elsewhere."""
    turned = any(t.script in BY_CHARACTER for t in b)
    chinese, other = (b, a) if turned else (a, b)
    right = [t.text.replace("v", "u") for t in other]
    turns = ["".join(right[k:] + right[:k]) for k in range(len(right))]
    best = 1.0
    for whole in _readings("".join(t.raw for t in chinese)):
        for turn in turns:
            slips = OSA.distance(whole, turn, score_cutoff=1)
            # Another syllable is no slip: lan and lao are two words. A doubled or lost letter is one.
            if slips == 0 or (slips == 1 and (len(whole) != len(turn) or sorted(whole) == sorted(turn))):
                best = min(best, slips / max(len(whole), 1))
        if any(_cut_short(whole, right, at) for at in range(len(right))):
            best = min(best, 0.2)
    mine, theirs = "".join(t.text for t in a), "".join(t.text for t in b)
    return Near(((mine, theirs, best),), (), ()) if best < 1 else Near((), (mine,), (theirs,))


def _cut_short(whole: str, right: list[str], at: int) -> bool:
    """Whether one word is only the beginning of what is left of the name: `Huan.` for Huangongshe."""
    rest = "".join(right[:at] + right[at + 1 :])
    short = right[at]
    cut = len(rest) > 3 and 2 < len(short) < 6
    return cut and whole.startswith(rest) and whole[len(rest) :].startswith(short)


def _readings(chinese: str) -> list[str]:
    """What a name in Chinese characters may sound like; some characters have two readings."""
    found = [""]
    for c in chinese.replace(" ", ""):
        sounds = _TWO_READINGS.get(c) or (latin(c),)
        found = [start + one for start in found for one in sounds][:16]
    return found


_TWO_READINGS = {
    pair[0]: tuple(pair[2:].split("/"))
    for pair in "长=chang/zhang 長=chang/zhang 重=zhong/chong 行=xing/hang 乐=le/yue 樂=le/yue 会=hui/kuai "
    "都=du/dou 大=da/dai 朝=chao/zhao 单=dan/shan 曾=zeng/ceng 车=che/ju 地=di/de".split()
}
