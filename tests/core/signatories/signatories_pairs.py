"""Pairs of entries: one organisation under two scripts, and two organisations that are near each other."""

from __future__ import annotations

import random

from signatories_invented import FOREIGN, TONGUES, Organisation, made, organisation

from ouna.core.signatories import Organisation as Entry

#: Tongues that no rule was fitted to.
HELD_OUT = ("bn", "ka", "am", "ta")
AT_HAND = tuple(one for one in FOREIGN if one not in HELD_OUT)


def one_in_two_scripts(r: random.Random, tongues: tuple[str, ...]) -> tuple[Entry, Entry]:
    """The name in its script, and in Latin letters by some habit, often turned, shortened or mistyped."""
    one = organisation(r, r.choice(tongues))
    latin = one.spelled(r)
    parts = latin.split(" ")
    chance = r.random()
    if chance < 0.2:
        cut = r.randrange(1, len(parts))
        latin = " ".join(parts[cut:] + parts[:cut]) if one.tongue is not TONGUES["zh"] else latin
    elif chance < 0.35:
        latin = _mistyped(r, latin)
    elif chance < 0.45:
        latin = latin.upper() if r.random() < 0.5 else latin.lower()
    elif chance < 0.6:
        latin += r.choice((" e.V.", " Ltd", ", NGO", " e. V."))
    elif chance < 0.68:
        latin = _abbreviated(one, latin)
    mine = Entry(one.name, (one.english,) if r.random() < 0.3 else (), country=one.code)
    theirs = Entry(
        latin, (one.english,) if r.random() < 0.2 else (), country=one.code if r.random() < 0.8 else ""
    )
    return mine, theirs


def _mistyped(r: random.Random, text: str) -> str:
    """One slip in a word of six letters or more."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 5]
    if not long:
        return text
    at = r.choice(long)
    word, place = words[at], r.randrange(1, len(words[at]) - 1)
    words[at] = r.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + r.choice("aeioubdt") + word[place + 1 :],
            word[:place] + word[place] + word[place:],
        )
    )
    return " ".join(words)


def _abbreviated(one: Organisation, latin: str) -> str:
    """The word for the kind of organisation cut to its beginning."""
    for spelling in one.words[0].latin:
        if spelling in latin and len(spelling) > 6 and " " not in spelling:
            return latin.replace(spelling, spelling[:4] + ".")
    return latin


def two_that_are_near(r: random.Random, tongues: tuple[str, ...]) -> tuple[Entry, Entry]:
    """Two organisations: one word other, in one or two scripts; or one English name in two lands."""
    if r.random() < 0.2:
        return _one_english_name(r)
    tongue = TONGUES[r.choice(tongues)]
    kind = r.choice(tongue.kinds)
    adjectives, things = r.sample(tongue.adjectives, 2), r.sample(tongue.things, 2)
    change = r.randrange(3)
    first = (kind, adjectives[0], things[0])
    second = {
        0: (kind, adjectives[1], things[0]),
        1: (kind, adjectives[0], things[1]),
        2: (kind, adjectives[1], things[1]),
    }[change]
    code = r.choice(list(tongue.lands))
    one, other = made(tongue, code, first), made(tongue, code, second)
    name = other.spelled(r) if r.random() < 0.6 else other.name
    mine = Entry(one.name, (one.english,) if r.random() < 0.5 else (), country=code)
    return mine, Entry(
        name, (other.english,) if r.random() < 0.5 else (), country=code if r.random() < 0.8 else ""
    )


def _one_english_name(r: random.Random) -> tuple[Entry, Entry]:
    """`Long Ladder` in two lands: the translation is the same, the organisations are not."""
    first, second = r.sample(list(TONGUES), 2)
    one, other = organisation(r, first), organisation(r, second)
    return (
        Entry(one.name, (one.english,), country=one.code),
        Entry(other.name, (one.english,), country=other.code),
    )
