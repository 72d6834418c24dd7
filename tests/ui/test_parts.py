"""Components: what a reader, a keyboard and a screen reader need is there in every state."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from ouna.ui.tables import Column, Table


def show(text: str, **context: object) -> str:
    return Template("{% load ui parts charts %}" + text).render(Context(context))


class Form(forms.Form):
    amount = forms.CharField(label="Amount", help_text="In your currency")
    mail = forms.EmailField(label="E-mail", required=False)
    purpose = forms.ChoiceField(label="For what", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_ties_label_hint_and_error_to_its_control():
    shown = show("{% field f.amount %}", f=Form({}))
    assert '<label for="id_amount">Amount</label>' in shown
    assert 'id="id_amount_hint">In your currency' in shown
    assert 'id="id_amount_error">' in shown
    control = re.search(r"<input[^>]*>", shown)[0]
    assert 'aria-describedby="id_amount_hint id_amount_error"' in control
    assert 'aria-invalid="true"' in control
    assert shown.index("_hint") < shown.index("<input") < shown.rindex("_error")


def test_field_without_error_says_nothing_of_one():
    shown = show("{% field f.amount %}", f=Form())
    assert "aria-invalid" not in shown
    assert "error" not in shown
    assert 'aria-describedby="id_amount_hint"' in shown
    assert 'dir="auto"' in shown


def test_field_options():
    f = Form()
    assert '<div class="unit"><input' in show("{% field f.amount unit='EUR' %}", f=f)
    assert "dir=" not in show("{% field f.amount unit='EUR' %}", f=f)
    assert 'dir="ltr"' in show("{% field f.amount code=True %}", f=f)
    assert 'autocomplete="email"' in show("{% field f.mail autocomplete='email' %}", f=f)
    assert 'dir="ltr"' in show("{% field f.mail %}", f=f)
    assert "(if you like)" in show("{% field f.mail optional='if you like' %}", f=f)
    assert "Other hint" in show("{% field f.amount hint='Other hint' %}", f=f)
    assert "<small>half</small>" in show("{% field f.purpose notes=n %}", f=f, n={"a": "half"})
    assert "choices across" in show("{% field f.purpose across=True %}", f=f)


def test_choices_are_a_fieldset_with_a_legend():
    shown = show("{% field f.purpose %}", f=Form({}))
    assert '<fieldset class="field" id="id_purpose" aria-describedby="id_purpose_error"' in shown
    assert "<legend>For what</legend>" in shown
    assert shown.count('type="radio"') == 2
    shown = show("{% field f.purpose hint='Which one' %}", f=Form({}))
    assert 'aria-describedby="id_purpose_hint id_purpose_error"' in shown
    assert '<p class="hint" id="id_purpose_hint">Which one</p>' in shown
    shown = show("{% field f.agree hint='Both' %}", f=Form())
    assert 'aria-describedby="id_agree_hint"' in shown
    assert '<small id="id_agree_hint">Both</small>' in shown


def test_error_summary_links_to_controls_that_exist():
    f = Form({})
    shown = show("{% form_body f %}", f=f)
    targets = re.findall(r'<a href="#([^"]+)">', shown)
    assert len(targets) == 3
    for target in targets:
        assert f'id="{target}"' in shown
    assert "3 things need your eye" in shown
    assert 'role="alert"' in shown
    assert 'type="hidden"' in shown
    assert show("{% form_errors f %}", f=Form()).strip() == ""


def test_what_was_typed_comes_back_escaped():
    shown = show("{% field f.amount %}", f=Form({"amount": '"><script>'}))
    assert "<script>" not in shown


def test_buttons():
    assert 'href="/x"' in show("{% button 'Go' href='/x' %}")
    shown = show("{% button 'Book it' 'plain' key='Enter' name='do' value='book' %}")
    assert shown.startswith('<button class="btn plain" name="do" value="book" data-key="Enter">')
    assert "<kbd>Enter</kbd>" in shown
    assert " disabled" in show("{% button 'x' disabled=True %}")
    assert 'aria-busy="true"' in show("{% button 'x' busy=True %}")


def test_copy_button_is_hidden_until_the_script_is_there_and_names_what_it_copies():
    shown = show("{% copy_field 'IBAN' x|iban x %}", x="DE89370400440532013000")
    assert 'data-copy="DE89370400440532013000"' in shown
    assert re.search(r"<button[^>]* hidden ", shown)
    assert '<span class="vh"> IBAN</span>' in shown
    assert "DE89 3704 0044 0532 0130 00" in shown


def test_table_has_headings_both_ways_and_folds():
    t = Table([Column("Section"), Column("EUR", True)], [["Germany", 5]], caption="All", foot=["Sum", 5])
    shown = show("{% table t %}", t=t)
    assert '<th scope="col" class="n">EUR</th>' in shown
    assert '<th scope="row"><bdi>Germany</bdi></th>' in shown
    assert shown.count('data-th="EUR"') == 2
    assert "<caption>All</caption>" in shown
    with pytest.raises(ValueError, match="zip"):
        show("{% table t %}", t=Table([Column("a")], [["x", "y"]]))


def test_pages_keep_the_filters_and_name_where_one_is():
    request = RequestFactory().get("/books/", {"what": "gifts", "page": "2"})
    shown = show("{% pages p %}", p=Paginator(range(680), 10).page(2), request=request)
    assert 'href="?what=gifts&amp;page=3"' in shown
    assert shown.count('aria-current="page"') == 1
    assert 'rel="prev"' in shown
    assert 'rel="next"' in shown
    assert show("{% pages p %}", p=Paginator([1], 10).page(1)).strip() == ""


def test_checks_say_in_words_what_the_tick_shows():
    rows = [{"title": "a", "ok": True}, {"title": "b", "ok": False}, {"title": "c", "ok": None}]
    shown = show("{% checks rows %}", rows=rows)
    assert [x in shown for x in (": holds<", ": does not hold<", ": not checked yet<")] == [True] * 3
    assert shown.count("<svg") == 2
    assert shown.count("tick cross") == 1


def test_boxes_work_without_script():
    assert show("{% more 'Show' %}x{% endmore %}").startswith('<details class="more"><summary>Show</summary>')
    assert 'name="g" open>' in show("{% tab 'A' group='g' open=True %}x{% endtab %}")
    assert show("{% slip %}a{% tear %}b{% endslip %}").count('<div class="stack">') == 2
    assert show("{% note 'wrong' title=t %}{{ t }}{% endnote %}", t="<b>").count("<b>") == 0


def test_steps_and_offer():
    shown = show("{% steps labels 2 %}", labels=["Choose", "Transfer", "Receipt"])
    assert shown.count('aria-current="step"') == 1
    assert shown.count('class="done"') == 1
    offer = {
        "url": "/o/",
        "money": 1,
        "who": "x",
        "title": "t",
        "actions": [{"label": "Book", "key": "Enter", "kind": ""}],
    }
    shown = show("{% offer o %}", o=offer, csrf_token="token")
    assert 'method="post" action="/o/" data-keys' in shown
    assert "csrfmiddlewaretoken" in shown


def test_numbers_to_compare_are_whole_and_in_fives_of_four():
    shown = show("{% compare digits %}", digits="4471 0926 3185 7702 6614")
    assert re.findall(r"<span>(\d+)</span>", shown) == ["4471", "0926", "3185", "7702", "6614"]
    assert '<p class="prints" dir="ltr">' in shown
    assert 'aria-labelledby="compare"' in shown and 'id="compare"' in shown
    assert "do not sign" in shown


@pytest.mark.parametrize(
    "digits", ["", "4471", "4471092631857702661", "447109263185770266145", "4471092631857702661a", "٤" * 20]
)
def test_half_a_fingerprint_is_never_shown_for_comparing(digits):
    with pytest.raises(ValueError, match="20 digits"):
        show("{% compare digits %}", digits=digits)
