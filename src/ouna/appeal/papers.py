"""The appeal on paper: the text that was published, in one language, with who has signed it as of today."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from ouna.appeal.models import Version
from ouna.appeal.queries import texts as reads
from ouna.appeal.queries.today import names_today
from ouna.appeal.rules import texts as rule
from ouna.core.values import canonical
from ouna.log import clock
from ouna.ui import pdf
from ouna.ui.formats import direction
from ouna.ui.markdown import Block, blocks

#: Seconds for which the same paper is not set again; it is of a day, and of these very words and names.
KEPT = 3600
MOST = 90


def paper_of(version: Version, said: dict[str, Any], lang: str) -> bytes:
    """The PDF of a version in a language that paper speaks. Raises: PaperRefused, TypesettingFailed."""
    today = clock.today()
    signed = names_today(version.campaign, lang)
    names = [pdf.SignedName(name=name, place=place) for name, _lang, place in signed]
    listed = hashlib.sha256(canonical([[one.name, one.place] for one in names])).hexdigest()
    key = f"appeal.paper.{version.text[:32]}.{lang}.{today}.{listed[:32]}"
    kept = cache.get(key)
    if kept is None:
        kept = pdf.appeal_pdf(_paper(version, said, lang, names))
        cache.set(key, kept, KEPT)
    return bytes(kept)


def _paper(version: Version, said: dict[str, Any], lang: str, names: list[pdf.SignedName]) -> pdf.AppealPaper:
    parts = reads.shown_in(said, lang)
    notes = sum(1 for part in parts if part.kind == rule.NOTE)
    found: dict[str, list[pdf.Passage]] = {kind: [] for kind in rule.KINDS}
    for part in parts:
        found[part.kind].append(
            pdf.Passage(
                language=part.lang,
                rtl=direction(part.lang) == "rtl",
                blocks=_blocks(part, notes),
                url=part.url,
            )
        )
    campaign, standing = version.campaign, reads.standing_of(said, lang)
    marks = {"behind": standing.stale, "machine": standing.state == rule.MACHINE, "missing": standing.missing}
    address = settings.SITE_URL.rstrip("/") + reverse("appeal:page")
    assert version.published_on is not None
    return pdf.AppealPaper(
        language=lang,
        coalition=_short(campaign.coalition.names.best(lang)[1]),
        campaign=_short(campaign.titles.best(lang)[1]),
        version=version.number,
        day=version.published_on,
        issued=clock.today(),
        title=found[rule.TITLE][0],
        body=next(iter(found[rule.BODY]), None),
        demands=tuple(found[rule.DEMAND]),
        calls=tuple(found[rule.CALL]),
        notes=tuple(found[rule.NOTE]),
        names=tuple(names),
        address=address,
        symbol=pdf.link_symbol(address),
        fingerprint=version.text,
        marks=tuple(mark for mark, holds in marks.items() if holds),
        demo=settings.DEMO,
    )


def _blocks(part: reads.Shown, notes: int) -> tuple[Block, ...]:
    """A title is plain text; all else is Markdown."""
    if part.kind == rule.TITLE:
        return (Block("text", ((part.text, ""),)),)
    return blocks(part.text, notes=notes)


def _short(text: str) -> str:
    plain = pdf.readable(text)
    return plain if len(plain) <= MOST else plain[: MOST - 1].rstrip() + "…"
