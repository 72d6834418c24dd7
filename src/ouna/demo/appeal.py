"""The appeal of the demo: written, translated, checked by the partner, published, and once changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ouna.appeal.actions import add_part, begin_version, check_part, edit_part, publish_version
from ouna.appeal.models import Part, Version
from ouna.appeal.queries import texts as reads
from ouna.demo.sheet import appeal as sheet
from ouna.log.sequencer import run_once

if TYPE_CHECKING:
    from ouna.demo.builder import Cast

WRITER, READER = "priya", "salma"
SECOND = sheet.SECOND


def publish_first(cast: Cast) -> None:
    """Version 1, on the day the campaign opens."""
    assert cast.campaign is not None
    by = cast.actors[WRITER]
    version = begin_version(by=by, campaign=cast.campaign, languages=sheet.LANGUAGES)
    for words in sheet.APPEAL:
        _write(cast, version, words)
    _confirm(cast, version)
    publish_version(by=by, version=version, read=reads.fingerprint_of(version))


def _write(cast: Cast, version: Version, words: sheet.Words) -> None:
    by = cast.actors[WRITER]
    there = version.parts.filter(kind=words.kind).first() if words.kind in ("title", "body") else None
    part = there or add_part(by=by, version=version, kind=words.kind)
    for lang in sheet.LANGUAGES:
        _translate(cast, part, lang, words.text[lang], words.url)


def _translate(cast: Cast, part: Part, lang: str, text: str, url: str = "") -> None:
    state = "machine" if lang in sheet.BY_MACHINE else "human"
    edit_part(by=cast.actors[WRITER], part=part, lang=lang, text=text, state=state, url=url)


def _confirm(cast: Cast, version: Version) -> None:
    """The partner reads what it can read, and confirms it."""
    for part in reads.to_check(version, sheet.CHECKED):
        text = part.text[sheet.CHECKED]["text"]
        check_part(by=cast.actors[READER], part=part, lang=sheet.CHECKED, text=text)


def publish_second(cast: Cast) -> None:
    """Version 2: another second demand. One language does not follow yet."""
    assert cast.campaign is not None
    by = cast.actors[WRITER]
    version = begin_version(by=by, campaign=cast.campaign)
    demands = version.parts.filter(kind="demand")
    part = next(row for row in demands if row.text[version.lang]["text"] == sheet.CHANGED)
    for lang, text in sheet.DEMAND_2.items():
        _translate(cast, part, lang, text)
    _confirm(cast, version)
    until = cast.d + timedelta(days=sheet.UNTIL)
    publish_version(by=by, version=version, until=until, read=reads.fingerprint_of(version))
    run_once()
