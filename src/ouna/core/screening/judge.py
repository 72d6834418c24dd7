"""Whether two names laid beside each other are enough for a person to be asked.

Each rule answers a way in which scores alone go wrong: initials that fit everybody, short names one slip
from each other, common names that say nothing, one word of many.
"""

from __future__ import annotations

from ouna.core.screening.alike import FAR
from ouna.core.screening.score import Alignment, Pair
from ouna.core.screening.text import UNVOWELLED
from ouna.core.screening.tokens import Token

#: From this score on two names are taken for one.
MATCH = 0.78
#: A fit between a person's and an organisation's name must be this good.
OTHER_KIND = 0.9
#: What the words that fit must say together where words of a name are missing; a rare word says 1.
EVIDENCE = 1.3
ORGANISATION_EVIDENCE = 0.8
#: Where only the middle of the listed name is missing, and what its first and last word must say.
FRAME, FRAME_EVIDENCE = 0.68, 1.5
#: Letters apart for each letter of the words that fit.
SLIPS = 0.13
#: What equal words must say beside one with a slip, unless the name is long.
SAID, ENOUGH_LETTERS = 0.6, 14
#: Two slips in so few letters make another word.
SHORT = 5
#: Fewer letters than this allow no slip; fewer than the second allow one.
NO_SLIP, ONE_SLIP = 7, 10


def enough(found: Alignment, weight: dict[str, float], *, other_kind: bool = False) -> bool:
    """Whether `found.a` (who is screened) fits `found.b` (who is listed) well enough for an alert."""
    if found.slips < FAR and not (found.slips > 1 and _another_word(found)):
        return True  # the same letters but for slips, whatever they mean
    score = max(found.score, found.unordered)
    if score < (OTHER_KIND if other_kind and not found.a.person else FRAME):
        return False
    strong = [pair for pair in found.pairs if _strong(found, pair)]
    if not strong:
        return False  # initials, particles and general words fit everybody
    letters = sum(sum(len(found.b.tokens[j].text) for j in pair.right) for pair in strong)
    initials = sum(_initial(found, pair) for pair in found.pairs)
    cost = sum(pair.cost for pair in found.pairs if not _initial(found, pair))
    if (letters < NO_SLIP and cost >= 1) or (letters < ONE_SLIP and cost >= 2) or cost > letters * SLIPS:
        return False
    said = sum(_says(found, pair, weight) for pair in strong if pair.cost < 1)
    heard = sum(_says(found, pair, weight) for pair in strong if pair.cost >= 1)
    if heard and said < SAID and letters < ENOUGH_LETTERS:
        return False  # beside a slip only words that everybody bears
    left_a = [found.a.tokens[i] for i in found.only_a if _counts(found.a.tokens[i])]
    left_b = [found.b.tokens[j] for j in found.only_b if _counts(found.b.tokens[j])]
    if not left_a and not left_b and not initials:
        return score >= MATCH
    words = sum(max(len(pair.left), len(pair.right)) for pair in strong)
    if found.b.person and words < 2 and not (initials and cost < 1):
        return False  # one word of a name that has several is nobody's name
    if left_b and (found.a.script in UNVOWELLED) != (found.b.script in UNVOWELLED):
        return False  # consonants alone, and not all of them
    said += heard + 0.3 * initials - 0.2 * cost
    if score < MATCH:
        return found.b.person and cost < 1 and said >= FRAME_EVIDENCE and _frame(found)
    return said >= (EVIDENCE if found.a.person else ORGANISATION_EVIDENCE)


def _another_word(found: Alignment) -> bool:
    """Whether all slips lie in one short word: then it is another word and no slip of the hand."""
    if len(found.only_a) == len(found.only_b) == 1:
        pair = found.a.tokens[found.only_a[0]], found.b.tokens[found.only_b[0]]
    else:
        slipped = [p for p in found.pairs if p.cost >= 2 and len(p.left) == len(p.right) == 1]
        if found.only_a or found.only_b or len(slipped) != 1:
            return False
        pair = found.a.tokens[slipped[0].left[0]], found.b.tokens[slipped[0].right[0]]
    return max(len(one.text) for one in pair) <= SHORT


def _frame(found: Alignment) -> bool:
    """Whether first and last word of the listed name fit: what is missing is the middle."""
    fits = {j for pair in found.pairs for j in pair.right}
    return not found.only_a and 0 in fits and len(found.b.tokens) - 1 in fits


def _strong(found: Alignment, pair: Pair) -> bool:
    return any(_counts(found.a.tokens[i]) for i in pair.left) and any(
        _counts(found.b.tokens[j]) for j in pair.right
    )


def _initial(found: Alignment, pair: Pair) -> bool:
    mine = any(found.a.tokens[i].role == "initial" for i in pair.left)
    return mine != any(found.b.tokens[j].role == "initial" for j in pair.right)


def _counts(token: Token) -> bool:
    return token.role in ("word", "common", "number")


def _says(found: Alignment, pair: Pair, weight: dict[str, float]) -> float:
    return sum(t.weight * weight.get(t.text, 1.0) for j in pair.right if _counts(t := found.b.tokens[j]))
