"""Which mail proves which site, and how names are sorted and found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouna.appeal import domains
from ouna.appeal.folding import LONGEST_KEY, asked_words, search_words, sort_key


@pytest.mark.parametrize(
    ("site", "mail", "proves"),
    [
        ("https://www.pear.example", "a@pear.example", True),
        ("https://www.pear.example", "a@mail.pear.example", True),
        ("https://PEAR.example.", "a@pear.EXAMPLE", True),
        ("https://münchen.de", "a@xn--mnchen-3ya.de", True),
        ("https://pear.co.uk", "a@pear.co.uk", True),
        ("https://pear.co.uk", "a@apple.co.uk", False),
        ("https://pear.example", "a@pear.example.evil.example", False),
        ("https://pear.example", "a@evilpear.example", False),
        ("https://one.github.io", "a@two.github.io", False),
        ("https://github.io", "a@github.io", False),
        ("https://co.uk", "a@co.uk", False),
        ("https://mail.gmail.com", "a@gmail.com", False),
        ("https://127.0.0.1", "a@127.0.0.1", False),
        ("https://[::1]/", "a@[::1]", False),
        ("", "a@", False),
        ("https://a..b.example", "a@a..b.example", False),
    ],
)
def test_only_the_registered_domain_of_the_site_proves(site: str, mail: str, proves: bool) -> None:
    assert domains.proves(domains.of_site(site), mail) is proves


@given(st.text(max_size=60))
def test_no_text_breaks_a_domain_or_a_key(text: str) -> None:
    domains.registered(text)
    domains.of_site(f"https://{text}")
    assert domains.proves(domains.of_site(text), text) in (True, False)
    for lang in ("en", "ar", "es"):
        assert len(sort_key(text, lang)) <= LONGEST_KEY
    search_words(text)
    asked_words(text)


def finds(asked: str, name: str) -> bool:
    """Whether the words looked for find a name, as the database compares them."""
    keys = search_words(name)
    return all(
        any(key.startswith(word) if longer else key == word for key in keys for word, longer in wanted)
        for wanted in asked_words(asked)
    )


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("hajar", "عونة الحجر الطيّب"),
        ("الحجر", "عونة الحجر الطيّب"),
        ("حجر", "عونة الحجر الطيّب"),
        ("toloka", "Толока «Мідний Глечик»"),
        ("толока", "Толока «Мідний Глечик»"),
        ("glechik", "Толока «Мідний Глечик»"),
        ("giesskanne", "Werkbrigade Rote Gießkanne"),
        ("Gieß", "Werkbrigade Rote Gießkanne"),
        ("tugla", "Yedi Tuğla İmecesi"),
        ("imecesi", "Yedi Tuğla İmecesi"),
        ("换工", "长梯换工社"),
        ("skalopati", "Ξέλαση «Το Έβδομο Σκαλοπάτι»"),
        ("ईंट", "नीली ईंट श्रमदान मंच"),
        ("cantaro azul", "Convite del Cántaro Azul"),
    ],
)
def test_a_name_is_found_in_any_script(asked: str, name: str) -> None:
    assert finds(asked, name)


def test_other_words_find_nothing() -> None:
    assert not finds("ladder", "Толока «Мідний Глечик»")
    assert not finds("blue shovel", "Blue Ladder")


def test_names_are_sorted_as_readers_expect() -> None:
    names = ["Über", "Ulme", "Zaun", "Apfel", "«Birne»", "Толока", "Äste"]
    german = sorted(names, key=lambda name: sort_key(name, "de"))
    assert german == ["Apfel", "Äste", "«Birne»", "Über", "Ulme", "Zaun", "Толока"]
    spanish = sorted(["nube", "ñandú", "oca", "nz"], key=lambda name: sort_key(name, "es"))
    assert spanish == ["nube", "nz", "ñandú", "oca"]
    arabic = sorted(["الحجر", "باب", "Apfel", "أمل", "تويزة"], key=lambda name: sort_key(name, "ar"))
    assert arabic == ["أمل", "باب", "تويزة", "الحجر", "Apfel"]
