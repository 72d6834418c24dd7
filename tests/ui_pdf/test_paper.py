"""What may stand on paper: text, addresses, symbols."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ouna.ui.pdf import is_printable, link_symbol, readable
from ouna.ui.pdf.errors import NoGlyph, PaperRefused, SymbolRefused, TextHidden, TextTooLong
from ouna.ui.pdf.paper import checked, checked_address, checked_code, checked_symbol

from .conftest import qr


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
def test_bidi_controls_are_refused(mark: str) -> None:
    with pytest.raises(TextHidden) as refusal:
        checked(f"Layla{mark}Ibrahim", "donor", most=90)
    assert refusal.value.fields == {"field": "donor"}


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "a\nb", "a\ud800b"])
def test_controls_are_refused(text: str) -> None:
    with pytest.raises(TextHidden):
        checked(text, "donor", most=90)


def test_the_refusal_does_not_hold_the_text() -> None:
    with pytest.raises(NoGlyph) as refusal:
        checked("Secret 王", "donor", most=90)
    assert "Secret" not in f"{refusal.value} {refusal.value.fields} {refusal.value.next_step}"


def test_text_is_measured_and_made_canonical() -> None:
    assert checked(" Zoe\u0308 ", "donor", most=4) == "Zoë"
    assert checked("", "donor", most=4, needed=False) == ""
    with pytest.raises(PaperRefused):
        checked(" ", "donor", most=4)
    with pytest.raises(PaperRefused):
        checked(None, "donor", most=4)  # type: ignore[arg-type]
    with pytest.raises(TextTooLong):
        checked("Zoëli", "donor", most=4)


def test_a_word_without_end_gets_places_to_break_and_loses_nothing() -> None:
    word = "x" * 80
    broken = checked(word, "donor", most=90)
    assert broken.replace("\u200b", "") == word
    assert max(map(len, broken.split("\u200b"))) <= 24
    assert checked("x" * 27, "donor", most=90) == "x" * 27


def test_what_cannot_be_printed_is_refused_and_can_be_written_in_latin_letters() -> None:
    with pytest.raises(NoGlyph):
        checked("王", "donor", most=9)
    assert is_printable("Ελένη Ρίγανη · Deniz Kekik · সাত সেতু · सात · ஒன்பது · მეცხრე · ነጭ · Мідний · سلمى")
    assert not is_printable("长梯换工社")
    assert readable("王 Wang 🌻") == "Wang Wang :sunflower:"
    assert readable("سلمى") == "سلمى"


@given(st.text(max_size=30))
def test_readable_text_is_printable_or_hidden_only(text: str) -> None:
    assert is_printable(readable(text))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://pear.example/\u202egpj",
        "https://пear.example/",
        "https://pear.example/ x",
        "https://pear.example/" + "x" * 200,
        "",
    ],
)
def test_only_plain_web_addresses_become_links(address: str) -> None:
    with pytest.raises(PaperRefused):
        checked_address(address)


@pytest.mark.parametrize("code", ["", " x", "RF١٨", "a\nb", "#panic()", "x" * 41])
def test_codes_are_letters_and_digits(code: str) -> None:
    with pytest.raises(PaperRefused):
        checked_code(code, "code", most=40)


@pytest.mark.parametrize("text", ["x", "https://pear.example/g/1", "x" * 300, "1" * 900])
def test_symbols_of_every_size_keep_their_modules(text: str) -> None:
    svg = qr(text)
    checked_svg = checked_symbol(svg)
    drawing = re.compile(r' d="([^"]+)"')
    assert drawing.findall(checked_svg) == drawing.findall(svg)
    width = int(re.findall(r'<svg [^>]*width="(\d+)"', svg)[0])
    assert f'viewBox="4 4 {width - 8} {width - 8}"' in checked_svg


def test_our_own_link_symbol_is_accepted() -> None:
    assert checked_symbol(link_symbol("https://pear.example/g/1"))
    with pytest.raises(PaperRefused):
        link_symbol("file:///etc/passwd")


def spoiled() -> list[str]:
    svg = qr("https://pear.example/g/1")
    return [
        "",
        "<svg></svg>",
        svg.replace("</svg>", '<image href="/etc/passwd"/></svg>'),
        svg.replace("</svg>", "<script>1</script></svg>"),
        svg.replace("<svg ", "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg "),
        svg.replace('d="M4 4.5h7', 'd="M4 4.5h8'),
        svg.replace('d="M4 4.5h7', 'd="M5 4.5h7'),
        re.sub(r"(m-\d+ 1h7[^\"]*)\"", '"', svg, count=1),
        svg.replace("h7m", "h7zm", 1),
        svg + "x",
    ]


@pytest.mark.parametrize("number", range(10))
def test_anything_but_a_plain_symbol_is_refused(number: int) -> None:
    with pytest.raises(SymbolRefused):
        checked_symbol(spoiled()[number])


def test_initials_stay_on_one_line() -> None:
    assert checked("Werkstatt Lindow e. V.", "holder", most=90) == "Werkstatt Lindow e.\u00a0V."
