"""One organisation under two spellings or scripts, near ones that are two, and names that look alike."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signatories_invented import FOREIGN, TONGUES, several
from signatories_pairs import AT_HAND, HELD_OUT, one_in_two_scripts, two_that_are_near

from ouna.core.signatories import Known, Organisation, Record, nearness, same, spoof
from ouna.core.signatories import known as known_module
from ouna.core.signatories.confusables import LATIN_LIKE
from ouna.core.signatories.spoof import mixed_words, skeleton

Figure = Callable[..., None]
PAIRS = 2_000


Make = Callable[..., tuple[Organisation, Organisation]]


def flagged(make: Make, seed: int, tongues: tuple[str, ...]) -> int:
    """How many of 2,000 pairs are flagged."""
    r = random.Random(seed)
    return sum(same(*make(r, tongues)).flagged for _ in range(PAIRS))


NOT_HELD_OUT = tuple(one for one in TONGUES if one not in HELD_OUT)


@pytest.mark.parametrize(
    ("seed", "tongues", "others"),
    [(11, AT_HAND, NOT_HELD_OUT), (12, HELD_OUT, HELD_OUT)],
    ids=["at hand", "held out"],
)
def test_one_organisation_in_two_scripts_is_flagged_and_near_ones_are_not(
    seed: int, tongues: tuple[str, ...], others: tuple[str, ...], figure: Figure
) -> None:
    right = flagged(one_in_two_scripts, seed, tongues)
    wrong = flagged(two_that_are_near, seed, others)
    print(f"flagged {right / PAIRS:.4f} of the same, {wrong / PAIRS:.4f} of the different")
    assert right >= 0.95 * PAIRS
    assert wrong <= 0.02 * PAIRS
    figure(2 * PAIRS)


def test_letters_alone_would_flag_many_near_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twin: without the rule that one other word makes another organisation."""

    def shrugging(one: str, other: str) -> nearness.Near:
        found = nearness.near.__wrapped__(one, other)
        return nearness.Near(found.pairs, (), ())

    monkeypatch.setitem(same.__globals__, "near", shrugging)
    assert flagged(two_that_are_near, 11, NOT_HELD_OUT) > 0.2 * PAIRS


# -- the pairs of the data sheet


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (("Толока «Мідний Глечик»", "UA"), ("Toloka Midnyi Hlechyk", "UA"), "same"),
        (("عونة الحجر الطيّب", "TN"), ("Ouna al-Hajar at-Tayyib", ""), "same"),
        (("Noaberkring De Lange Ladder", "NL"), ("长梯换工社", "CN"), "different"),
        (("Bakır Cezve İmecesi", "TR"), ("Yedi Tuğla İmecesi", "TR"), "different"),
        (("Werkbrigade Rote Gießkanne", "DE"), ("Werkbrigade Rote Giesskanne e. V.", "DE"), "same"),
        (("Komitee Solidarität Rot", "DE"), ("Komitee Solidarität Blau", "DE"), "different"),
        (("Rotes Kreuz", "DE"), ("Rotes Kreuz", "AT"), "maybe"),
    ],
)
def test_pairs(one: tuple[str, str], other: tuple[str, str], answer: str) -> None:
    found = same(Organisation(one[0], country=one[1]), Organisation(other[0], country=other[1]))
    assert found.answer == answer, found
    assert all(why.text for why in found.reasons)


def test_an_equal_translation_merges_only_within_one_land() -> None:
    mine = Organisation("Noaberkring De Lange Ladder", ("Long Ladder Circle",), country="NL")
    theirs = Organisation("长梯换工社", ("Long Ladder Circle",), country="CN")
    assert same(mine, theirs).answer == "different"
    again = Organisation("Long Ladder Circle", country="NL")
    assert same(mine, again).answer == "maybe"


def test_a_record_becomes_an_organisation() -> None:
    record = Record(1, "RL", "Rote Leiter", (), None, (), 1, 1)
    assert Organisation.of(record) == Organisation("Rote Leiter", (), "RL", "")


NAMES = st.sampled_from([one.name for one in several(random.Random(3), 60)]) | st.text(max_size=30)


@settings(max_examples=200)
@given(NAMES, NAMES)
def test_the_answer_is_the_same_whichever_stands_first(one: str, other: str) -> None:
    first, second = (same(Organisation(a), Organisation(b)) for a, b in ((one, other), (other, one)))
    assert first.answer == second.answer


@settings(max_examples=100)
@given(NAMES)
def test_a_name_is_the_same_as_itself_if_it_says_enough(name: str) -> None:
    verdict = same(Organisation(name), Organisation(name.upper() if name.isascii() else name))
    said = sum(len(one.text) for one in nearness.words(name))
    assert verdict.flagged or said < 6


# -- among many


LATIN = ("de", "nl", "fr", "pt", "es", "tr")


def crowd(count: int) -> list[Organisation]:
    r = random.Random(8)
    return [Organisation(f"{one.name} {r.randrange(1, 99)}", (one.english,), country=one.code)
            for one in (several(r, 1)[0] for _ in range(count))]  # fmt: skip


def test_the_index_finds_what_a_comparison_with_all_would_find() -> None:
    r = random.Random(4)
    pairs = [one_in_two_scripts(r, FOREIGN) for _ in range(150)]
    known = Known([*crowd(2_000), *(mine for mine, _ in pairs)])
    wanted = [(mine, theirs) for mine, theirs in pairs if same(mine, theirs).flagged]
    found = 0
    for mine, theirs in wanted:
        names = {known.organisations[at].name for at, _ in known.find(theirs, 30)}
        found += mine.name in names
    assert found >= 0.97 * len(wanted)


def test_a_look_up_compares_few_of_ten_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def counting(one: Organisation, other: Organisation) -> object:
        compared.append(other)
        return same(one, other)

    known = Known(crowd(10_000))
    monkeypatch.setattr(known_module, "same", counting)
    r = random.Random(9)
    for _ in range(50):
        known.find(one_in_two_scripts(r, FOREIGN)[1])
    assert len(compared) <= 50 * 2 * (known_module.BY_WORDS + known_module.BY_SOUNDS)


# -- names made to look alike

_LIKE: dict[str, list[str]] = {}
for _other, _latin in LATIN_LIKE.items():
    _LIKE.setdefault(_latin, []).append(_other)


def forged(r: random.Random, name: str) -> str:
    """The name with some letters changed for look-alikes, or with something invisible in it."""
    places = [at for at, c in enumerate(name) if c in _LIKE]
    kind = r.randrange(3)
    if kind == 2 or not places:
        at = r.randrange(1, len(name))
        return name[:at] + r.choice("\u200b\u202e\u2066\u00ad\u2060") + name[at:]
    changed = places if kind == 1 else r.sample(places, r.randrange(1, len(places) + 1))
    letters = list(name)
    for at in changed:
        letters[at] = r.choice(_LIKE[name[at]])
    return "".join(letters)


def test_300_forged_names_are_all_marked(figure: Figure) -> None:
    r = random.Random(25)
    originals = several(r, 300, LATIN)
    known = Known([Organisation(one.name, country=one.code) for one in originals])
    unmarked = [name for one in originals if not known.lookalikes(name := forged(r, one.name))]
    figure(len(originals), len(unmarked))
    assert unmarked == []


def test_without_the_look_at_scripts_most_forged_names_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    r = random.Random(25)
    monkeypatch.setitem(spoof.__globals__, "mixed_words", lambda name: [])
    forged_names = [forged(r, one.name) for one in several(r, 300, LATIN)]
    assert sum(not spoof(name) for name in forged_names) > 150


ORDINARY = """Nachbarschaftshilfe Blaue Schaufel e. V.|Толока «Мідний Глечик» (ГО)|Ξέλαση «Το Σκαλοπάτι»
«Қызыл Шелек» асары|Yedi Tuğla İmecesi|მეცხრე აგურის ნადი|عونة الحجر الطيّب|የነጭ መሰላል ደቦ
তামা সেতু সমিতি|तामाको गाग्री पर्म समूह|ஒன்பது படிகள் வட்டம்|长梯换工社|長梯の会|おにぎりサービス
한국 漢字 모임|ʿOuna Beirut|O’Neill’s Ladder|Толока Київ – Kyiv Toloka|Αλληλοβοήθεια Athens
IT-Толока|Kooperative «Мост» Berlin|Straße 7 b|N.º 5 de Março|שכנים Neighbours|Tiếng Việt Hội
Łódź Łopata|Ōmiya ラダー会|ПОМІЧ-Help|1ª Minga|№ 7 Gärten""".replace("\n", "|")


@pytest.mark.parametrize("name", ORDINARY.split("|"))
def test_ordinary_mixed_names_are_not_marked(name: str) -> None:
    assert spoof(name, [name, "Rote Leiter"]) == ()


def test_a_whole_word_in_look_alikes_is_found_among_the_known() -> None:
    forged_name = "Мoba".replace("o", "о").replace("b", "Ь").replace("a", "а")
    assert not mixed_words(forged_name)
    assert skeleton(forged_name) == skeleton("Moba")
    assert [one.code for one in spoof(forged_name, ["Moba"])] == ["looks_like"]
