"""A name taken apart into the words that count, each with its weight, its sound and its consonants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from ouna.core.screening import text, words

Role = Literal["word", "common", "generic", "particle", "initial", "number"]
#: How much a word counts where nothing is known of the list: a name like Muhammad tells little.
WEIGHTS: dict[Role, float] = {
    "word": 1.0,
    "common": 0.55,
    "generic": 0.4,
    "particle": 0.08,
    "initial": 0.3,
    "number": 0.8,
}
#: A name of more words than this is cut: nobody's is longer, and comparing costs words by words.
MAX_WORDS = 24
#: Names of more words are not turned to look where they fit best.
MAX_TURNED = 8


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """One word of a name. `same` is what spellings too far apart for letters have in common."""

    text: str
    raw: str
    script: str
    role: Role
    sound: str
    key: str
    same: str
    weight: float


@dataclass(frozen=True, slots=True)
class Parsed:
    """A name as it is compared: its words, and all its letters in their order and with
    the words sorted, and its consonants without articles."""

    name: str
    script: str
    tokens: tuple[Token, ...]
    forms: tuple[str, ...]
    person: bool
    plain: str
    ordered: str
    bones: str
    #: Letters of the words that count: a slip in four letters makes another name, whatever its form.
    core: int
    #: Where in `plain` each word but the first begins.
    cuts: tuple[int, ...]


_DIN = re.compile(r"^(.{3,}?)(?:al|el|ul|ou|oo|[aeuo])?d?d(?:i|ee|ie|ei|y)ne?$")
_DIN_ALONE = frozenset(
    {"din", "dine", "deen", "dyn", "diyn", "eddin", "eddine", "addin", "uddin", "deine", "dayn"}
)
_SERVANT = re.compile(r"^c?abd(?=[aeiou]*l|[aeiou]+(.)\1)(?:[aeiou]+)(?:l(?=[^l])|(.)(?=\2))?(.{3,})$")
_TWICE = re.compile(r"(.)\1+")
#: Particles that one spelling has and another leaves out.
_UNHEARD = words.ARTICLES | words.KIN
_OF_GOD = re.compile(r"^l?[aeiou]+h[aeiou]?$")
_GOD = frozenset({"allah", "ullah", "alla", "allh", "lah", "llh", "illah", "ollah"})


def parse(name: str, *, person: bool) -> Parsed:
    """Take a name apart as a person's or as an organisation's. Never fails; no word may remain."""
    cleaned = text.clean(name)
    raw = text.split(cleaned)[: MAX_WORDS * 2]
    pairs = [(word, latin) for word in raw if (latin := _latin(word))]
    script = text.script_of(cleaned)
    tokens, forms = (_person(pairs), ()) if person else _organisation(pairs)
    if not any(one.role not in ("particle", "initial") for one in tokens):
        # Nothing but particles: then they are the name (Le Van, Do An).
        tokens = [
            token(one.text, one.raw, one.script, "word") if one.role == "particle" else one for one in tokens
        ]
    bones = _TWICE.sub(r"\1", "".join(one.key for one in tokens if one.text not in _UNHEARD))
    plain = [latin for _, latin in pairs]
    cuts = tuple(accumulate(map(len, plain[:-1]))) if len(plain) <= MAX_TURNED else ()
    return Parsed(
        name,
        script,
        tuple(tokens[:MAX_WORDS]),
        forms,
        person,
        "".join(plain),
        "".join(sorted(plain)),
        bones,
        sum(len(one.text) for one in tokens if one.role != "particle"),
        cuts,
    )


def _latin(raw: str) -> str:
    """A word in Latin letters; the Arabic article, which is written together with its word, left out."""
    latin = text.latin(raw)
    if raw.startswith(("ال", "ٱل")) and len(raw) > 4 and raw not in ("الله", "ٱلله"):
        return latin[2:]
    return latin


@lru_cache(maxsize=1 << 17)
def token(latin: str, raw: str, script: str, role: Role) -> Token:
    """The one `Token` of a word: equal words share it, so comparisons can be remembered."""
    return Token(
        latin,
        raw,
        script,
        role,
        text.sound(latin),
        text.skeleton(latin),
        words.SAME.get(latin, latin),
        WEIGHTS[role],
    )


# -- persons


def _person(pairs: list[tuple[str, str]]) -> list[Token]:
    kept = [pair for pair in pairs if pair[1] not in words.TITLES]
    if not any(len(latin) > 1 and latin not in words.PARTICLES for _, latin in kept):
        kept = pairs  # nothing but a title: then it is the name
    out: list[Token] = []
    at = 0
    while at < len(kept):
        raw, latin = kept[at]
        at += 1
        script = text.script_of(raw)
        if latin in words.SERVANT and at < len(kept):
            latin, at = _servant(kept, at)
            raw = latin if script != "ARABIC" else raw
        elif latin in _DIN_ALONE and out and out[-1].role in ("word", "common"):
            before = out.pop()
            latin, raw = before.text + "din", before.raw + " " + raw
        elif latin in _GOD and out and out[-1].role in ("word", "common"):
            before = out.pop()
            latin, raw = before.text + "ullah", before.raw + " " + raw
        out.append(_named(latin, raw, script, first=not out))
    return _without_repeats(out)


def _servant(pairs: list[tuple[str, str]], at: int) -> tuple[str, int]:
    """The unit `abd al-X`, its article left out, and where to go on."""
    while at < len(pairs) - 1 and pairs[at][1] in words.ARTICLES:
        at += 1
    latin = pairs[at][1]
    return ("abdullah" if latin in _GOD else "abd" + latin), at + 1


def _named(latin: str, raw: str, script: str, *, first: bool) -> Token:
    """One word of a person's name, with the attached forms of its units written the one way."""
    if any(c.isdigit() for c in latin) and not latin.isdigit():
        latin = latin.translate(words.LEET)
    role: Role = "word"
    if len(latin) == 1:
        role = "initial"
    elif latin in words.PARTICLES and not (first and latin in ("ben", "abu", "van", "mac")):
        role = "particle"
    elif latin.isdigit():
        role = "number"
    elif latin in words.COMMON:
        role = "common"
    elif len(latin) > 6 and latin not in words.SAME:
        if found := _SERVANT.match(latin):
            latin = "abdullah" if _OF_GOD.match(found[3]) else "abd" + found[3]
        elif found := _DIN.match(latin):
            latin = found[1] + "din"
    return token(latin, raw.casefold(), script, role)


def _without_repeats(tokens: list[Token]) -> list[Token]:
    """A word that was typed twice in a row counts once."""
    return [one for at, one in enumerate(tokens) if not at or one is not tokens[at - 1]]


# -- organisations and vessels


def _organisation(pairs: list[tuple[str, str]]) -> tuple[list[Token], tuple[str, ...]]:
    spelled = _joined_initials(pairs)
    forms: list[str] = []
    kept: list[tuple[str, str]] = []
    at = 0
    while at < len(spelled):
        for length in range(min(words.FORM_WORDS, len(spelled) - at), 0, -1):
            phrase = " ".join(latin for _, latin in spelled[at : at + length])
            if phrase in words.FORMS:
                forms.append(words.FORMS[phrase])
                at += length
                break
            if length < 4 and phrase in words.SYNONYMS:
                kept.append((spelled[at][0], words.SYNONYMS[phrase]))
                at += length
                break
        else:
            kept.append(spelled[at])
            at += 1
    if not any(latin not in words.PARTICLES for _, latin in kept):
        kept = spelled
    return [_word_of_organisation(latin, raw) for raw, latin in kept], tuple(forms)


def _joined_initials(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`J. P.` and `L.L.C.` as one word."""
    out: list[tuple[str, str]] = []
    open_run = False
    for raw, latin in pairs:
        single = len(raw) == 1 and raw.isalpha()
        if single and open_run:
            out[-1] = (out[-1][0] + raw, out[-1][1] + latin)
        else:
            out.append((raw, latin))
        open_run = single
    return out


def _word_of_organisation(latin: str, raw: str) -> Token:
    script = text.script_of(raw)
    role: Role = "word"
    if latin in words.PARTICLES:
        role = "particle"
    elif latin.isdigit() or latin in words.NUMBERS:
        latin, role = words.NUMBERS.get(latin, latin), "number"
    elif latin in words.GENERIC or latin in words.VESSEL_WORDS:
        role = "generic"
    elif len(latin) == 1:
        role = "initial"
    return token(latin, raw.casefold(), script, role)
