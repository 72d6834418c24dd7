"""Marks belong to their words: points, accents and vowel signs, and what of them is compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screening_samples import an_entry, index_of

from ouna.core.screening import NameRefused, Subject, score_pair, screen
from ouna.core.screening import text as reading
from ouna.core.screening.text import clean, latin, split
from ouna.core.screening.tokens import parse

HARAKAT = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u06d6\u06e1"
UNSEEN = "\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f\u034f"
NIQQUD = "\u05b0\u05b4\u05b7\u05b8\u05bc\u05bf\u05c1\u05c2\u0591"
ACCENTS = "\u0300\u0301\u0308\u0327\u0338\u035c\u20dd"


@pytest.mark.parametrize(
    ("pointed", "bare"),
    [
        ("الطيّب صَالِح", "الطيب صالح"),
        ("مُحَمَّد صَلَاح", "محمد صلاح"),
        ("عَبْدُ اللّٰهِ المَرْزُبَان", "عبد الله المرزبان"),
        ("محـــمد صلاح", "محمد صلاح"),
        ("ٱلطيّب صالح", "الطيب صالح"),
        ("ﻣﺤﻤﺪ ﺻﻼﺡ", "محمد صلاح"),
        ("ﻣﺤﻤﹼﺪ ﺻﻼﺡ", "محمد صلاح"),
        ("محمﱠد صلاح", "محمد صلاح"),
        ("محمﹼد صلاح", "محمد صلاح"),
        ("علی‌رضا کریمی", "علیرضا کریمی"),
        ("בִּנְיָמִין כֹּהֵן", "בנימין כהן"),
        ("בנימין כהן", "בנימין כהן"),
        ("ג׳ורג׳ כהן", "גורג כהן"),
        ("ܡܰܪܝ ܐܰܦܪܶܝܡ", "ܡܪܝ ܐܦܪܝܡ"),
        ("Влади́мир Крапфенште́йн", "Владимир Крапфенштейн"),
        ("i̇brahim kaya", "İbrahim Kaya"),
        ("O´Hara Sean", "O'Hara Sean"),
        ("Mar\u0651zuban Krap\u0338fen\u0301stein", "Marzuban Krapfenstein"),
    ],
)
def test_with_and_without_points_a_name_is_the_same(pointed: str, bare: str) -> None:
    mine, theirs = parse(pointed, person=True), parse(bare, person=True)
    assert [one.text for one in mine.tokens] == [one.text for one in theirs.tokens]
    assert len(mine.tokens) == 2
    assert score_pair(pointed, bare, "Person").score == 1
    assert score_pair(pointed, bare, "Organization").match


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("नरेन्द्र मोदी", "narendra modi"),
        ("शर्मा, अमित", "sharma amit"),
        ("শেখ হাসিনা", "sheikh hasina"),
        ("முத்துவேல் கருணாநிதி", "muthuvel karunanidhi"),
        ("ทักษิณ ชินวัตร", "thaksin shinawatra"),
        ("ហ៊ុន សែន", "hun sen"),
        ("ສົມພອນ ວົງສາ", "somphone vongsa"),
        ("ሀይለ ገብረ፟ሥላሴ", "haile gebreselassie"),
        ("މުހައްމަދު ނަޝީދު", "mohamed nasheed"),
        ("𑀓𑀼𑀫𑀸𑀭 𑀭𑀸𑀫", "kumara rama"),
    ],
)
def test_vowel_signs_belong_to_their_word(name: str, words: str) -> None:
    found = split(clean(name))
    assert len(found) == len(words.split())
    assert all(map(latin, found))
    # Equal to itself in either order, and unlike itself with one word of another name.
    assert score_pair(name, " ".join(reversed(found)), "Person").match
    assert not score_pair(f"{found[0]} {found[1]}", f"{found[1]} Waffelberg", "Person").match


@pytest.mark.parametrize(
    ("name", "roman"),
    [
        ("नरेन्द्र मोदी", "Narendra Modi"),
        ("अमित शाह", "Amit Shah"),
        ("दाऊद इब्राहिम", "Dawood Ibrahim"),
        ("अब्दुल रहमान", "Abdul Rahman"),
        ("সাকিব আল হাসান", "Shakib Al Hasan"),
    ],
)
def test_vowel_signs_are_compared_with_latin_letters(name: str, roman: str) -> None:
    assert score_pair(name, roman, "Person").match
    (hit,) = screen(Subject(name, "person"), index_of(an_entry("1", roman), an_entry("2", "Otto Waffelberg")))
    assert hit.entry.id == "1" and hit.alert


@pytest.mark.parametrize(
    ("name", "roman"),
    [("முத்துவேல் கருணாநிதி", "Muthuvel Karunanidhi"), ("ทักษิณ ชินวัตร", "Thaksin Shinawatra")],
)
def test_tamil_and_thai_beside_latin_are_shown_and_may_not_alert(name: str, roman: str) -> None:
    (hit,) = screen(Subject(name, "person"), index_of(an_entry("1", roman), an_entry("2", "Otto Waffelberg")))
    assert hit.entry.id == "1" and hit.score > 0.78


@pytest.mark.parametrize(
    ("name", "roman"),
    [
        ("ហ៊ុន សែន", "Hun Sen"),
        ("အောင်ဆန်းစုကြည်", "Aung San Suu Kyi"),
        ("அப்துல் கலாம்", "Abdul Kalam"),
    ],
)
def test_what_is_not_promised_between_these_scripts_and_latin(name: str, roman: str) -> None:
    # Short Khmer words, Burmese without spaces, Tamil p for b: found in their own script only.
    assert not score_pair(name, roman, "Person").match
    assert score_pair(name, name, "Person").score == 1


def test_another_vowel_sign_is_another_letter() -> None:
    assert parse("मोदी", person=True).plain != parse("मादी", person=True).plain
    assert score_pair("अमित कुमार", "अमित कुमारी", "Person").score < 1


def pointed(marks: str) -> st.SearchStrategy[tuple[str, str]]:
    """A name of two or three words, and the same with marks anywhere behind its first letter."""

    def build(parts: tuple[list[str], list[tuple[int, str]]]) -> tuple[str, str]:
        bare = " ".join(parts[0])
        more = bare
        for at, mark in parts[1]:
            cut = 1 + at % len(more)
            more = more[:cut] + mark + more[cut:]
        return bare, more

    letters = {HARAKAT + UNSEEN: "ابتحدرسصطعفقكلمنهوي", NIQQUD: "אבגדהוזחטיכלמנסעפצקרשת"}
    word = st.text(letters.get(marks, "bdfgklmnrstвдлш"), min_size=3, max_size=9)
    more = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(marks)), max_size=12)
    return st.tuples(st.lists(word, min_size=2, max_size=3), more).map(build)


LISTED = index_of(
    an_entry("1", "مرزبان كرابفنشتاين"), an_entry("2", "Marzuban Saqr"), an_entry("3", "בנימין כהן")
)


@pytest.mark.parametrize("marks", [HARAKAT + UNSEEN, NIQQUD])
def test_added_points_never_change_a_result(marks: str) -> None:
    @given(pointed(marks), st.sampled_from(["Person", "Organization"]))
    def never(names: tuple[str, str], schema: str) -> None:
        bare, more = names
        assert [one.text for one in parse(more, person=True).tokens] == [
            one.text for one in parse(bare, person=True).tokens
        ]
        for other in ("مرزبان كرابفنشتاين", "Marzuban Saqr", bare):
            one, two = score_pair(bare, other, schema), score_pair(more, other, schema)
            assert (one.score, one.match) == (two.score, two.match)
        assert told(bare) == told(more)

    never()


def told(name: str) -> list[tuple[str, float, bool]]:
    return [(hit.entry.id, hit.score, hit.alert) for hit in screen(Subject(name), LISTED)]


@given(pointed(HARAKAT + ACCENTS))
def test_marks_of_no_letter_split_no_word(names: tuple[str, str]) -> None:
    bare, more = names
    assert len(split(clean(more))) == len(split(clean(bare)))


@given(st.text(st.characters(categories=["L", "M", "N", "Zs", "Pd", "Cf"]), max_size=40))
def test_words_are_neither_empty_nor_parted(name: str) -> None:
    for word in split(clean(name)):
        assert word and not any(unicodedata.category(c)[0] in "ZPC" for c in word)
        assert split(word) == [word]


def test_without_the_rule_marks_would_hide_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    index = index_of(an_entry("1", "مرزبان الطيب"))
    name = "الطَّيِّب مَرزُبان"
    assert [hit.alert for hit in screen(Subject(name), index)] == [True]
    assert score_pair("الطيّب", "الطيب", "Person").match

    def parting(cleaned: str) -> list[str]:
        return "".join(c if c.isalnum() else " " for c in cleaned).split()

    monkeypatch.setattr(reading, "split", parting)
    assert not any(hit.alert for hit in screen(Subject(name), index))
    assert not score_pair("الطيّب", "الطيب", "Person").match


def test_marks_alone_are_no_name() -> None:
    for name in ("\u064e\u0651", "\u0640\u0640", "\u05b8 \u05b0", "\u0301", "\u3164", "\ufe7e"):
        with pytest.raises(NameRefused):
            screen(Subject(name), LISTED)
