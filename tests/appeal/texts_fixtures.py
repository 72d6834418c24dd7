"""An appeal of three demands with Arabic beside English, as a draft and as published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ouna.appeal.actions import add_part, begin_version, edit_part, publish_version
from ouna.appeal.models import Part, Version

WORDS = {
    "title": ("Let the pears grow", "دعوا الإجاص ينمو"),
    "body": ("Lindow has **no roof**.\n\nIts people ask us[^1].", "لندو **بلا سقف**.\n\nيسألنا أهلها[^1]."),
}
DEMANDS = (
    ("Open the road to Lindow.", "افتحوا الطريق إلى لندو."),
    ("Lindow decides.", "لندو تقرّر."),
    ("Build to last.", "ابنوا ما يدوم."),
)


def part(version: Version, kind: str, number: int = 1) -> Part:
    """The part of that kind and number."""
    return list(version.parts.filter(kind=kind))[number - 1]


@pytest.fixture
def editor(actor: Callable[..., Any]) -> Any:
    """Who writes."""
    return actor("editor")


@pytest.fixture
def partner(actor: Callable[..., Any]) -> Any:
    """Who checks."""
    return actor("partner")


@pytest.fixture
def draft(campaign: Any, editor: Any) -> Version:
    """Version 1, written in English and Arabic."""
    made = begin_version(by=editor, campaign=campaign)
    for kind, (english, arabic) in WORDS.items():
        edit_part(by=editor, part=part(made, kind), lang="en", text=english)
        edit_part(by=editor, part=part(made, kind), lang="ar", text=arabic)
    for english, arabic in DEMANDS:
        demand = add_part(by=editor, version=made, kind="demand", text=english)
        edit_part(by=editor, part=demand, lang="ar", text=arabic)
    note = add_part(
        by=editor, version=made, kind="note", text="Survey of the roofs.", url="https://a.example/r"
    )
    edit_part(by=editor, part=note, lang="ar", text="مسح الأسقف.")
    add_part(by=editor, version=made, kind="call", text="Hang the poster.")
    made.refresh_from_db()
    return made


@pytest.fixture
def out(draft: Version, editor: Any) -> Version:
    """Version 1, published."""
    publish_version(by=editor, version=draft)
    draft.refresh_from_db()
    return draft
