"""Words and names: scripts, spellings, units, and scores that do not depend on who stands first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouna.core.screening import SCHEMAS, score_pair
from ouna.core.screening.alike import FAR, apart
from ouna.core.screening.text import latin, script_of, skeleton, sound
from ouna.core.screening.tokens import Parsed, parse


def words(name: str, *, person: bool = True) -> list[str]:
    return [token.text for token in parse(name, person=person).tokens]


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("Владимир", "vladimir"),
        ("Хабибуллин", "habibullin"),
        ("Μητσοτάκης", "mitsotakis"),
        ("ობამა", "obama"),
        ("Բարակ", "barak"),
        ("נתניהו", "ntnyhu"),
        ("मोदी", "modi"),
        ("习近平", "xijinping"),
        ("محمّد", "mhmd"),
        ("محـمد", "mhmd"),
        ("Ødegård", "odegard"),
        ("Straße", "strasse"),
        ("طه", "thh"),
    ],
)
def test_every_script_becomes_latin(word: str, plain: str) -> None:
    assert latin(word) == plain


@pytest.mark.parametrize(
    "forms",
    [("أحمد", "احمد", "إحمد", "ٱحمد"), ("علي", "على", "علی"), ("مكة", "مكا"), ("كريم", "کریم", "ڪريم")],
)
def test_arabic_letters_are_folded(forms: tuple[str, ...]) -> None:
    assert len({skeleton(latin(form)) for form in forms}) == 1


@pytest.mark.parametrize(
    ("arabic", "spellings"),
    [
        ("حسين", "Hussein Husayn Hussain Hosein Houssein"),
        ("محمد", "Mohammed Muhammad Mohamed Mohamad"),
        ("يوسف", "Yusuf Youssef Yousef Yusef"),
        ("خالد", "Khalid Khaled"),
        ("شريف", "Sharif Cherif Shareef"),
        ("مرزبان", "Marzuban Marzoban Marzouban"),
        ("محمود", "Mahmoud Mahmud Mahmood"),
    ],
)
def test_arabic_and_its_latin_spellings_have_one_skeleton(arabic: str, spellings: str) -> None:
    assert {skeleton(latin(word)) for word in [arabic, *spellings.split()]} == {skeleton(latin(arabic))}


def test_units_of_arabic_names() -> None:
    units = ["Abd al-Rahman", "Abdul Rahman", "Abdurrahman", "Abdel-Rahman", "AbdelRahman", "Abd-ur-Rahman"]
    assert {tuple(words(f"{unit} Saqr")) for unit in units} == {("abdrahman", "saqr")}
    assert words("عبد الرحمن") == words("عبدالرحمن")
    assert words("Abd Allah")[0] == words("Abdullah")[0] == "abdullah"
    assert words("Nur ad-Din")[-1] == "din" or words("Nuruddin") == ["nurdin"]
    assert words("Saifuddin") == words("Saif Uddin") == ["saifdin"]
    assert words("Khair Ullah") == ["khairullah"]


def test_what_may_be_missing_weighs_next_to_nothing() -> None:
    for particle in ("bin", "ibn", "ben", "ould", "abu", "umm", "al-", "von", "de"):
        full = score_pair(f"Marzuban {particle} Krapfenstein", "Marzuban Krapfenstein", "Person")
        assert full.match and full.score > 0.9, particle


def test_titles_are_left_out_unless_nothing_else_is_there() -> None:
    assert words("Sheikh Dr. Marzuban Krapfenstein") == ["marzuban", "krapfenstein"]
    assert words("President") == ["president"]
    assert words("الشيخ مرزبان") == words("مرزبان")


def test_a_name_of_particles_is_a_name() -> None:
    assert score_pair("Le Van", "VAN LE", "Person").match
    assert not score_pair("Le Van", "Le Vin", "Person").match


def test_forms_of_organisations() -> None:
    same = [
        "Leaky Bucket Ltd",
        "LEAKY BUCKET LIMITED",
        "Leaky Bucket GmbH",
        "ООО Leaky Bucket",
        "Leaky Bucket, S.A.R.L.",
        "Leaky Bucket L.L.C.",
        "شركة Leaky Bucket",
    ]
    for name in same:
        assert words(name, person=False) == ["leaky", "bucket"], name
    assert words("J.P. Bucket & Co.", person=False) == words("JP Bucket", person=False)
    assert words("Three Ladles", person=False) == words("3 Ladles", person=False)
    assert words("Ltd", person=False) == ["ltd"]


def test_short_words_allow_no_slip() -> None:
    def between(one: str, other: str) -> float:
        return apart(parse(one, person=True).tokens[0], parse(other, person=True).tokens[0])

    assert between("Bo", "Bu") == FAR
    assert between("Karo", "Kero") == 1
    assert between("Krapfen", "Grapfan") == 2
    assert between("Karlo", "Merta") == FAR


MATCHES = [
    ("Person", "Krapfenstein, Marzuban", "Marzuban Krapfenstein"),
    ("Person", "MarzubanKrapfenstein", "Marzuban Krapfenstein"),
    ("Person", "Marzuban Krapfen Stein", "Marzuban Krapfenstein"),
    ("Person", "Marzuban Krapfensteim", "Marzuban Krapfenstein"),
    ("Person", "Марзубан Крапфенстейн", "Marzuban Krapfenstein"),
    ("Person", "مرزبان كرابفنشتاين", "Marzoban Krapfenshtayn"),
    ("Person", "M. Krapfenstein", "Marzuban Krapfenstein"),
    ("Person", "JC Krapfenstein", "Jean-Claude Krapfenstein"),
    ("Person", "Marzuban Marzuban Krapfenstein", "Marzuban Krapfenstein"),
    ("Person", "Marz0ban Krapfenste1n", "Marzoban Krapfenstein"),
    ("Person", "Bill Krapfenstein", "William Krapfenstein"),
    ("Company", "Leaky Bucket Aktiengesellschaft", "Leaky Bucket AG"),
    ("Company", "The Leaky Bucket Company", "Leaky Bucket"),
    ("Organization", "Leaky Bucket Organisation", "Leaky Bucket Organization"),
    ("Vessel", "MV SOUP LADLE", "Soup Ladle"),
    ("LegalEntity", "Marzuban Krapfenstein", "KRAPFENSTEIN Marzuban"),
]
OTHERS = [
    ("Person", "Marzuban Waffelberg", "Marzuban Krapfenstein"),
    ("Person", "Greta Krapfenstein", "Marzuban Krapfenstein"),
    ("Person", "Marzuban", "Marzuban Krapfenstein"),
    ("Person", "M. K.", "Marzuban Krapfenstein"),
    ("Person", "Karim bin Marzuban Saqr", "Marzuban bin Karim Saqr"),
    ("Person", "Marzuban Karim Krapfenstein", "Marzuban Otto Krapfenstein"),
    ("Person", "李小明", "李小红"),
    ("Company", "Leaky Bucket Chile S.A.", "Leaky Bucket S.A."),
    ("Company", "Leaky Bucket Trust", "Leaky Bucket Bank"),
    ("Company", "LB Ltd", "LC Ltd"),
    ("Company", "Leaking Bucket Repairs", "Grand Order of the Leaky Bucket"),
]


@pytest.mark.parametrize(("schema", "one", "other"), MATCHES)
def test_one_name_in_other_spellings(schema: str, one: str, other: str) -> None:
    assert score_pair(one, other, schema).match


@pytest.mark.parametrize(("schema", "one", "other"), OTHERS)
def test_other_names(schema: str, one: str, other: str) -> None:
    assert not score_pair(one, other, schema).match


NAMES = st.lists(
    st.text("abcdefghiklmnoprstuvwyzäéшлحسن", min_size=1, max_size=10), min_size=1, max_size=5
).map(" ".join)


@given(NAMES, NAMES, st.sampled_from(sorted(SCHEMAS)))
def test_it_does_not_matter_who_stands_first(one: str, other: str, schema: str) -> None:
    found, turned = score_pair(one, other, schema), score_pair(other, one, schema)
    assert (found.score, found.match) == (turned.score, turned.match)
    assert 0 <= found.score <= 1


@given(st.lists(st.text("bdefgiklmnorst", min_size=3, max_size=9), min_size=1, max_size=4).map(" ".join))
def test_a_name_is_itself_in_any_case(name: str) -> None:
    assert score_pair(name, name, "Person").score == 1
    assert score_pair(name.upper(), name.title(), "Person").score == 1


@given(st.lists(st.text("bdfgklmnrst", min_size=4, max_size=9), min_size=2, max_size=4, unique=True))
def test_a_turned_name_stays_a_match(parts: list[str]) -> None:
    turned = " ".join(parts[1:] + parts[:1])
    assert score_pair(" ".join(parts), turned, "Person").match


@given(st.text(max_size=200), st.booleans())
def test_no_text_breaks_the_taking_apart(name: str, person: bool) -> None:
    found = parse(name, person=person)
    assert isinstance(found, Parsed)
    assert all(token.text and token.sound is not None for token in found.tokens)


def test_sounds_and_scripts() -> None:
    assert sound("youcef") == sound("yusef")
    assert sound("tchaikovsky") == sound("chaikovskiy")
    assert (script_of("Анна"), script_of("علي"), script_of("12"), script_of("李")) == (
        "CYRILLIC",
        "ARABIC",
        "",
        "CJK",
    )
