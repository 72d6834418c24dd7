"""Filters: isolated in their own direction, escaped, exact."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from ouna.core.values import CurrencyMismatch, Money, Translated


def show(text: str, **context: object) -> str:
    return Template("{% load ui parts charts %}" + text).render(Context(context))


def test_money_is_isolated_and_exact():
    assert show("{{ m|money }}", m=Money(7_590_005, "TND")) == '<bdi class="num">7,590.005\u00a0TND</bdi>'
    assert show('{{ 10000|money:"EUR" }}') == '<bdi class="num">100.00\u00a0EUR</bdi>'
    assert show("{{ m|amount }}", m=Money(-1, "EUR")) == '<bdi class="num">−0.01</bdi>'
    assert show("{{ m|signed }}", m=Money(1, "EUR")) == '<bdi class="num">+0.01</bdi>'
    assert show("{{ m|money }}|{{ m|amount }}|{{ m|signed }}", m=None) == "–|–|–"


def test_a_sum_in_arabic_keeps_its_digits_and_its_direction():
    with translation.override("ar"):
        assert (
            show("{{ m|money }}", m=Money(199_480_00, "EUR")) == '<bdi class="num">199,480.00\u00a0EUR</bdi>'
        )
        assert 'dir="rtl"' in show("{{ d|day }}", d=date(2026, 11, 20))


def test_big_sum_shows_its_decimals_smaller_not_away():
    shown = show("{{ m|big_sum }}", m=Money(100_05, "EUR"))
    assert shown == '<bdi class="sum num">100<span class="cents">.05\u00a0EUR</span></bdi>'


def test_percent_is_cut_and_compares_one_currency():
    assert show("{{ a|percent_cut:b }}", a=Money(39_99, "EUR"), b=Money(100_00, "EUR")) == (
        '<bdi class="num">39\u00a0%</bdi>'
    )
    assert show("{{ 1|percent_cut:0 }}") == "–"
    with pytest.raises(CurrencyMismatch):
        show("{{ a|percent_cut:b }}", a=Money(1, "EUR"), b=Money(1, "CHF"))


def test_codes_run_left_to_right_everywhere():
    with translation.override("ar"):
        for shown in (
            show("{{ 'DE89370400440532013000'|iban }}"),
            show("{{ 'RF91202600000101'|reference }}"),
            show("{{ 'ab'|code }}"),
            show("{{ '4d1f90c2'|fingerprint }}"),
        ):
            assert shown.startswith('<bdi class="code" dir="ltr">')
    assert "4d1f 90…" not in show("{{ '4d1f90c2'|fingerprint:4 }}")
    assert show("{{ '4d1f90c2'|fingerprint:4 }}") == '<bdi class="code" dir="ltr">4d1f …</bdi>'
    assert (
        show("{{ '82135507'|prints }}")
        == '<p class="prints" dir="ltr"><span>8213</span> <span>5507</span></p>'
    )


def test_sums_in_words_name_their_language():
    roof = Money(2_480_000, "EUR")
    assert show("{{ m|in_words }}", m=roof) == '<bdi lang="en">twenty-four thousand eight hundred euros</bdi>'
    with translation.override("ar"):
        assert show("{{ m|in_words }}", m=roof) == '<bdi lang="ar">أربعة وعشرون ألفًا وثمانمئة يورو</bdi>'
    with translation.override("tr"):
        assert show("{{ m|in_words }}", m=roof).startswith('<bdi lang="en">')


def test_names_say_their_language_and_direction():
    assert show("{{ x|name }}", x="Ξέλαση") == "<bdi>Ξέλαση</bdi>"
    assert show("{{ x|name:'ar' }}", x="عونة") == '<bdi lang="ar" dir="rtl">عونة</bdi>'
    assert show("{{ x|name }}", x=("Толока", "uk")) == '<bdi lang="uk" dir="ltr">Толока</bdi>'
    assert (
        show("{{ x|name }}", x=SimpleNamespace(name="عونة", lang="ar"))
        == '<bdi lang="ar" dir="rtl">عونة</bdi>'
    )
    text = Translated.source("en", "A roof").with_text("ar", "سقف")
    with translation.override("ar"):
        assert show("{{ x|name }}", x=text) == '<bdi lang="ar" dir="rtl">سقف</bdi>'
    with translation.override("de"):
        assert show("{{ x|name }}", x=text) == '<bdi lang="en" dir="ltr">A roof</bdi>'
    assert show("{{ x|name }}", x="") == ""


@pytest.mark.parametrize(
    "tag", ["name", "iban", "reference", "code", "fingerprint", "isolate", "choice_note"]
)
def test_what_people_wrote_is_escaped(tag):
    shown = show("{{ x|" + tag + " }}", x="<b>&")
    assert "<b>" not in shown
    assert "&lt;" in shown.replace(" ", "")


def test_attributes_are_escaped_too():
    assert 'lang="&quot;x"' in show("{{ x|name }}", x=("a", '"x'))
    assert show("{% copy_field 'IBAN' x %}", x='"><script>').count("<script>") == 0


def test_isolate_knows_what_a_cell_holds():
    assert show("{{ x|isolate }}", x=1455) == '<bdi class="num">1,455</bdi>'
    assert show("{{ x|isolate }}", x=Money(1, "EUR")) == '<bdi class="num">0.01\u00a0EUR</bdi>'
    assert show("{{ x|isolate }}", x="plain") == "<bdi>plain</bdi>"
    assert show("{{ x|isolate }}", x=None) == ""


def test_days_are_machine_readable():
    moment = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert show("{{ x|day }}", x=moment) == '<time datetime="2026-11-20" dir="ltr">20 November 2026</time>'
    assert 'datetime="2026-11-20T08:00:00+00:00"' in show("{{ x|moment }}", x=moment)
    assert show("{{ x|day }}{{ x|moment }}", x=None) == "––"


def test_language_links_stay_on_the_page_and_keep_its_question():
    request = RequestFactory().get("/books/", {"page": "3", "q": "a&b", "lang": "en"})
    shown = show("{% languages %}", request=request)
    assert 'href="/books/?page=3&amp;q=a%26b&amp;lang=ar"' in shown
    assert shown.count('aria-current="true"') == 1
    assert "?lang=ar" in show("{% languages %}")


def test_alternates_name_every_language_and_the_default():
    request = RequestFactory().get("/books/")
    shown = show("{% alternates %}", request=request)
    assert 'hreflang="ar" href="http://testserver/books/?lang=ar"' in shown
    assert 'hreflang="x-default" href="http://testserver/books/"' in shown
    assert show("{% alternates %}") == ""


def test_nav_marks_the_longest_matching_item_only():
    items = [
        {"label": "Today", "url": "/desk/", "waits": 5},
        {"label": "Statements", "url": "/desk/statements/"},
        {"label": "Part", "url": "/desk/statements/#part"},
    ]
    shown = show("{% nav items %}", items=items, request=RequestFactory().get("/desk/statements/7/"))
    assert shown.count("aria-current") == 1
    assert '<a href="/desk/statements/" aria-current="true">' in shown
    assert ">5<" in shown
    exact = show("{% nav items %}", items=items, request=RequestFactory().get("/desk/"))
    assert '<a href="/desk/" aria-current="page">' in exact
    assert show("{% nav items %}", items=[]).strip() == ""
