"""Two names laid beside each other: which word belongs to which, what is left over, and one score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from rapidfuzz.distance import OSA

from ouna.core.screening.alike import FAR, SPELLED, apart
from ouna.core.screening.text import BY_CHARACTER, UNVOWELLED
from ouna.core.screening.tokens import Parsed, Token
from ouna.core.screening.words import KIN, SAME

#: The score of equal words in an order that no language turns: below a match, still a hit.
TURNED = 0.77
#: Weights of `tokens.WEIGHTS` that part particles, initials and general words from the rest.
PARTICLE, INITIAL, HALF = 0.1, 0.35, 0.5


@dataclass(slots=True)
class Pair:
    """Words of the one name and of the other that belong together, `cost` letters apart."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    cost: float


@dataclass(slots=True)
class Alignment:
    """Two names beside each other; places count the tokens of each name."""

    a: Parsed
    b: Parsed
    pairs: list[Pair] = field(default_factory=list)
    only_a: list[int] = field(default_factory=list)
    only_b: list[int] = field(default_factory=list)
    turned: bool = False
    score: float = 0.0
    #: The score if the order of the words did not matter.
    unordered: float = 0.0
    #: Slips between all letters of both names, words in their order or sorted; `FAR` when there are many.
    slips: float = FAR


def compare(a: Parsed, b: Parsed, weight: dict[str, float] | None = None, floor: float = 0.0) -> Alignment:
    """Lay two names beside each other and score them from 0 to 1.

    `weight` maps words to how much they count in the list at hand (rare words count more). What cannot
    reach `floor` is not looked at closely: its score is only an upper limit.
    """
    found = _align(a, b)
    if found.only_a and found.only_b:
        _merge(found)
    left = min(len(found.only_a), len(found.only_b))
    limit = (len(found.pairs) / (len(found.pairs) + left)) ** 1.5 if found.pairs else 0.0
    if left and limit < floor:
        # Particles and initials left over count less than words: they are looked at all the same.
        limit = _agreement(found) ** 1.5
    if left and limit < floor:
        found.score = found.unordered = limit
    else:
        places = _places(found)
        found.turned = _turned(places)
        found.score = _score(found, weight or {}, places)
    _whole(found)
    return found


def _agreement(found: Alignment) -> float:
    left = min(
        _count([found.a.tokens[i] for i in found.only_a]), _count([found.b.tokens[j] for j in found.only_b])
    )
    return len(found.pairs) / (len(found.pairs) + left) if found.pairs else 0.0


def allowed(length: int) -> int:
    """Slips of the hand that a name of so many letters may hold and still be taken for the same."""
    return 0 if length < 5 else 1 if length < 9 else 2 if length < 20 else 3


def _whole(found: Alignment) -> None:
    """The letters of both names whatever the words: a slip may hit a space, a title, half of `Abdul`."""
    a, b = found.a, found.b
    if a.script in BY_CHARACTER or b.script in BY_CHARACTER:
        return
    if (a.script in UNVOWELLED) != (b.script in UNVOWELLED):
        _bones(found)
        return
    shorter = min(len(a.plain), len(b.plain))
    limit = allowed(min(shorter, a.core, b.core))
    if not limit:
        return
    slips = OSA.distance(a.plain, b.plain, score_cutoff=limit)
    if slips <= limit:
        found.slips = slips
        found.score = max(found.score, 1 - slips / shorter)
        return
    # Sorting brings words together that do not belong together: one slip less.
    limit -= limit > 1 and shorter < 14
    slips = OSA.distance(a.ordered, b.ordered, score_cutoff=limit)
    if slips > limit and abs(len(a.plain) - len(b.plain)) <= limit:
        slips = min(_turned_slips(a, b, limit), _turned_slips(b, a, limit))
    if slips <= limit:
        found.slips = slips
        found.score = max(found.score, TURNED - slips / 100)


def _turned_slips(a: Parsed, b: Parsed, limit: int) -> int:
    """The least slips when one name begins at another of its words: a slip may break the sorting."""
    turns = (a.plain[cut:] + a.plain[:cut] for cut in a.cuts)
    return min((OSA.distance(turn, b.plain, score_cutoff=limit) for turn in turns), default=limit + 1)


def _bones(found: Alignment) -> None:
    """All consonants of two names of which one is written without short vowels."""
    length = min(len(found.a.bones), len(found.b.bones))
    limit = -1 if length < 6 else 0 if length < 8 else 1 if length < 13 else 2
    if limit >= 0 and (slips := OSA.distance(found.a.bones, found.b.bones, score_cutoff=limit)) <= limit:
        found.slips = slips
        found.score = max(found.score, 0.97 - slips / length)


def _align(a: Parsed, b: Parsed) -> Alignment:
    """Give each word its nearest partner, the closest pairs first."""
    options = []
    for i, left in enumerate(a.tokens):
        for j, right in enumerate(b.tokens):
            # Most pairs of words are equal or far: the first look is the cheapest.
            cost = 0.0 if left is right else apart(left, right)
            if cost < FAR:
                options.append((cost / (len(left.text) + len(right.text)), abs(i - j), i, j, cost))
    options.sort()
    free_a, free_b = set(range(len(a.tokens))), set(range(len(b.tokens)))
    pairs = []
    for _, _, i, j, cost in options:
        if i in free_a and j in free_b:
            free_a.remove(i)
            free_b.remove(j)
            pairs.append(Pair((i,), (j,), cost))
    pairs.sort(key=_left)
    return Alignment(a, b, pairs, sorted(free_a), sorted(free_b))


def _left(pair: Pair) -> tuple[int, ...]:
    return pair.left


def _merge(found: Alignment) -> None:
    """Words written apart on one side and together on the other: `Jan Daniel`, `JanDaniel`."""
    if len(found.only_a) + len(found.only_b) > 2:
        if len(found.only_a) > 1:
            _merge_side(found, found.a, found.b, found.only_a, found.only_b, flip=False)
        if found.only_a and len(found.only_b) > 1:
            _merge_side(found, found.b, found.a, found.only_b, found.only_a, flip=True)
        if found.a.person and found.only_a and found.only_b:
            _merge_initials(found)
    _slips(found)


def _merge_side(
    found: Alignment, a: Parsed, b: Parsed, only_a: list[int], only_b: list[int], *, flip: bool
) -> None:
    for run in _runs(only_a):
        parts = [a.tokens[place].text for place in run]
        letters = sum(map(len, parts))
        for j in only_b:
            whole = b.tokens[j]
            if abs(letters - len(whole.text)) > 2 or letters < 5:
                continue
            cost = _together(parts, whole)
            if cost < FAR:
                for place in run:
                    only_a.remove(place)
                only_b.remove(j)
                left, right = ((j,), run) if flip else (run, (j,))
                found.pairs.append(Pair(left, right, cost))
                return


def _runs(places: list[int]) -> Iterator[tuple[int, ...]]:
    """Words left over that may be written as one: two to four, in their order or two turned."""
    for length in (4, 3, 2):
        if length <= len(places) <= 6:
            yield from combinations(places, length)
    if 2 <= len(places) <= 4:
        yield from ((second, first) for first, second in combinations(places, 2))


def _together(parts: list[str], whole: Token) -> float:
    joined = "".join(parts)
    if joined in SAME and SAME[joined] == whole.same:
        return SPELLED
    limit = 1 if len(joined) < 9 else 2
    cost = float(OSA.distance(joined, whole.text, score_cutoff=limit))
    return cost + 0.3 if cost <= limit else FAR


def _slips(found: Alignment) -> None:
    """One word left over on each side, two slips apart: too many for a short word, few for a name."""
    if not found.pairs:
        return
    left = [i for i in found.only_a if found.a.tokens[i].role in ("word", "common")]
    right = [j for j in found.only_b if found.b.tokens[j].role in ("word", "common")]
    if len(left) != 1 or len(right) != 1:
        return
    one, other = found.a.tokens[left[0]], found.b.tokens[right[0]]
    if one.script in BY_CHARACTER or min(len(one.text), len(other.text)) < 3:
        return
    if OSA.distance(one.text, other.text, score_cutoff=2) <= 2:
        found.only_a.remove(left[0])
        found.only_b.remove(right[0])
        found.pairs.append(Pair((left[0],), (right[0],), 2.8))


def _merge_initials(found: Alignment) -> None:
    """`JC` for `Jean-Claude`."""
    for mine, theirs, name, other, flip in (
        (found.only_a, found.only_b, found.a, found.b, False),
        (found.only_b, found.only_a, found.b, found.a, True),
    ):
        for i in list(mine):
            letters = name.tokens[i].text
            run = tuple(theirs[: len(letters)])
            if not (name.person and 1 < len(letters) < 4 and len(run) == len(letters)):
                continue
            if all(other.tokens[j].text.startswith(c) for j, c in zip(run, letters, strict=True)):
                mine.remove(i)
                for j in run:
                    theirs.remove(j)
                left, right = (run, (i,)) if flip else ((i,), run)
                found.pairs.append(Pair(left, right, 0.6 * len(letters)))


def _places(found: Alignment) -> list[int]:
    """Where the words of the one name stand in the other; particles do not count."""
    return [
        pair.right[0]
        for pair in sorted(found.pairs, key=_left)
        if found.a.tokens[pair.left[0]].role != "particle"
    ]


def _turned(places: list[int]) -> bool:
    return any(x > y for x, y in pairwise(places))


def _rotated(places: list[int]) -> bool:
    """Whether the order differs only by where one begins: family name first or last."""
    return sum(x > y for x, y in zip(places, places[1:] + places[:1], strict=True)) <= 1


def _score(found: Alignment, weight: dict[str, float], places: list[int]) -> float:
    """Spelling of what fits, times how far the rest agrees, times how much is missing, times the order."""
    if not found.pairs:
        return 0.0
    spelling, fits, said, strong = _fit(found, weight)
    only_a = [found.a.tokens[i] for i in found.only_a]
    only_b = [found.b.tokens[j] for j in found.only_b]
    # Words left over on both sides contradict each other; on one side they may just be missing.
    agree = fits / (fits + min(_count(only_a), _count(only_b)))
    missing = max(_weight(only_a, weight), _weight(only_b, weight))
    cover = said / (said + missing) if said + missing else 0.0
    score = spelling * float(agree**1.5)
    if found.a.person and found.b.person:
        score *= 0.55 + 0.45 * cover
        if strong < 2 and missing >= 0.5:
            score *= 0.8  # one word of several
    else:
        # What an organisation adds to its name makes it another one more often than a person's middle name.
        score *= float(cover**0.75)
    if not strong:
        score *= 0.5  # initials fit everybody
    found.unordered = score
    if found.turned and not _rotated(places):
        # `A bin B` and `B bin A` are father and son.
        score *= 0.75 if _kin(found.a) and _kin(found.b) else 0.85
    return max(0.0, min(1.0, score))


def _fit(found: Alignment, weight: dict[str, float]) -> tuple[float, float, float, int]:
    """Of the words that fit: spelling from 0 to 1, their count, what they say, how many of them say much."""
    letters = cost = fits = said = 0.0
    strong = 0
    a, b = found.a.tokens, found.b.tokens
    for pair in found.pairs:
        lefts = [a[i] for i in pair.left]
        rights = [b[j] for j in pair.right]
        if len(lefts) == len(rights) == 1:
            counts = min(lefts[0].weight, rights[0].weight)
        else:
            counts = min(max(t.weight for t in lefts), max(t.weight for t in rights))
        share = 1.0 if counts > PARTICLE else 0.3
        letters += share * _length(lefts, rights)
        cost += share * pair.cost
        fits += 1.0 if counts >= HALF else counts
        said += max(_weight(lefts, weight), _weight(rights, weight))
        strong += counts > INITIAL
    return 1 - cost / max(letters, 1.0), fits, said, strong


def _length(lefts: list[Token], rights: list[Token]) -> int:
    if (lefts[0].script in UNVOWELLED) != (rights[0].script in UNVOWELLED):
        return 1 + max(len(lefts[0].key), len(rights[0].key))
    return max(sum(len(t.text) for t in lefts), sum(len(t.text) for t in rights))


def _kin(name: Parsed) -> bool:
    return any(token.text in KIN for token in name.tokens)


def _count(tokens: list[Token]) -> float:
    """How many words there are, those that say little counted for what they say."""
    return sum(1.0 if token.weight >= HALF else token.weight for token in tokens)


def _weight(tokens: list[Token], weight: dict[str, float]) -> float:
    total = 0.0
    for token in tokens:
        total += token.weight * weight.get(token.text, 1.0)
    return total


def inside(found: Alignment) -> None:
    """Score a person's name inside an organisation's: its further words say what the organisation does."""
    if found.pairs and not [j for j in found.only_b if found.b.tokens[j].weight >= 0.5]:
        strong = [pair for pair in found.pairs if found.b.tokens[pair.right[0]].weight >= 0.5]
        if len(strong) > 1:
            letters = sum(len(found.b.tokens[j].text) for pair in strong for j in pair.right)
            found.score = max(found.score, (1 - sum(pair.cost for pair in strong) / letters) * 0.97)
