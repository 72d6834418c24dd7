"""Small ways through the treasurer's pages: an address without its form, headings in their order."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.urls import reverse

from funds.world import World, line

pytestmark = pytest.mark.django_db


def test_the_address_of_the_upload_leads_to_the_page_where_files_are_dropped(people) -> None:
    answer = people["german"].get(reverse("treasury:upload"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("treasury:statements"))


def test_headings_leave_out_no_level(people, world: World) -> None:
    line(world.germany, 4_321)
    page = people["german"].get(reverse("treasury:proposals")).content.decode()
    levels = [int(n) for n in re.findall(r"<h([1-6])[ >]", page)]
    assert "offer" in page and levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels)), levels
