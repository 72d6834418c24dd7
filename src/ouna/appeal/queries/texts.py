"""Reads of the appeal's texts: what is written, what is public, what is missing or behind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ouna.appeal.differences import Run, words
from ouna.appeal.models import Part, Version, Wording
from ouna.appeal.rules import texts as rule
from ouna.campaign.models import Campaign
from ouna.core.values import Translated, canonical
from ouna.log import text_of


def published(campaign: Campaign) -> Version | None:
    """The newest published version: its `ref` is what signatures name. One query."""
    return Version.objects.filter(campaign=campaign, state=Version.PUBLISHED).first()


def draft_of(campaign: Campaign) -> Version | None:
    """The version that is being written."""
    return Version.objects.filter(campaign=campaign, state=Version.DRAFT).first()


def versions(campaign: Campaign) -> list[Version]:
    """All published versions, newest first."""
    return list(Version.objects.filter(campaign=campaign, state=Version.PUBLISHED))


# What is public -----------------------------------------------------------------------------------


def in_order(parts: Iterable[Part]) -> list[Part]:
    """Title, body, demands, calls, footnotes, each in its place."""
    return sorted(parts, key=lambda part: (rule.KINDS.index(part.kind), part.position, part.pk or 0))


def public_text(version: Version, parts: Sequence[Part] | None = None) -> dict[str, Any]:
    """All that becomes public of a version: its parts in their order, in all languages it is kept in."""
    said = []
    for part in in_order(version.parts.all() if parts is None else parts):
        texts = {lang: part.text[lang] for lang in version.languages if part.text.get(lang)}
        if version.lang in texts:
            said.append({"kind": part.kind, "key": part.key, "text": texts, "url": part.url})
    return {"version": version.number, "languages": list(version.languages), "parts": said}


def source_text(version: Version, parts: Sequence[Part] | None = None) -> dict[str, Any]:
    """What signatories sign and translations are made from: the text in its first language."""
    said = public_text(version, parts)["parts"]
    own = [{**part, "text": part["text"][version.lang]["text"]} for part in said]
    return {"version": version.number, "lang": version.lang, "parts": own}


def fingerprint_of(version: Version, parts: Sequence[Part] | None = None) -> str:
    """A fingerprint of all that publishing would make public: who has read it says with it what he read."""
    return hashlib.sha256(canonical(public_text(version, parts))).hexdigest()


def said_by(version: Version) -> dict[str, Any] | None:
    """The public text as it was published, None if it was withdrawn or never was. One query."""
    return text_of(version.text) if version.text else None


def without_proof(said: dict[str, Any] | None) -> dict[str, Any] | None:
    """A public text as `public_text` gives it."""
    return {key: value for key, value in said.items() if key != "source"} if said else None


@dataclass(frozen=True, slots=True)
class Shown:
    """One part for a reader: its text in the language asked for, or else in that of the source."""

    kind: str
    key: str
    lang: str
    text: str
    url: str
    #: "source", or the state of the translation: human, machine, checked; "missing" if it is not translated.
    state: str
    stale: bool


def shown_in(said: dict[str, Any], lang: str) -> list[Shown]:
    """The parts of a public text for a reader of `lang`."""
    source = said["languages"][0]
    found = []
    for part in said["parts"]:
        texts = Translated(part["text"])
        has = lang in part["text"]
        state = "source" if lang == source else part["text"][lang]["state"] if has else "missing"
        code = lang if has else source
        text = part["text"][code]["text"]
        stale = texts.is_stale(lang)
        found.append(Shown(part["kind"], part["key"], code, text, part["url"], state, stale))
    return found


def languages_of(said: dict[str, Any]) -> list[str]:
    """Languages a reader can choose: those in which the title stands."""
    title = next((part["text"] for part in said["parts"] if part["kind"] == rule.TITLE), {})
    return [lang for lang in said["languages"] if lang in title]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a language of a text stands: by its weakest part."""

    lang: str
    #: source, checked, human, machine
    state: str
    missing: int
    stale: int


def standing_of(said: dict[str, Any], lang: str) -> Standing:
    """How the text stands in a language: a machine's if any part is, checked only if all are."""
    parts = shown_in(said, lang)
    states = {part.state for part in parts}
    ranked = ("source", rule.MACHINE, rule.HUMAN, rule.CHECKED)
    state = next((state for state in ranked if state in states), rule.HUMAN)
    missing = sum(1 for part in parts if part.state == "missing")
    return Standing(lang, state, missing, sum(1 for part in parts if part.stale))


# What changed -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One part in two versions: its number among its kind now (and before), and the words between them."""

    kind: str
    number: int
    was: int
    runs: list[Run]

    @property
    def state(self) -> str:
        """same, changed, added, removed."""
        kinds = {run.kind for run in self.runs}
        if self.was == 0:
            return "added"
        if self.number == 0:
            return "removed"
        return "same" if kinds <= {"same"} else "changed"


def changes(before: dict[str, Any] | None, after: dict[str, Any], lang: str) -> list[Change]:
    """What a version changed against the one before, in one language, in the order of the newer one.

    What was taken out stands behind what is left of its kind.
    """
    old = _numbered(shown_in(before, lang)) if before else {}
    new = _numbered(shown_in(after, lang))
    found = []
    for kind in rule.KINDS:
        for key, (number, part) in new.items():
            if part.kind == kind:
                was, earlier = old.get(key, (0, None))
                found.append(Change(kind, number, was, words(earlier.text if earlier else "", part.text)))
        for key, (was, gone) in old.items():
            if gone.kind == kind and key not in new:
                found.append(Change(kind, 0, was, words(gone.text, "")))
    return found


def _numbered(parts: list[Shown]) -> dict[str, tuple[int, Shown]]:
    counts: dict[str, int] = {}
    found = {}
    for part in parts:
        counts[part.kind] = counts.get(part.kind, 0) + 1
        found[part.key] = (counts[part.kind], part)
    return found


def since(part: Part, lang: str) -> list[Run]:
    """How the source changed since this translation was made; empty while it is not behind."""
    texts = part.texts
    if not texts.is_stale(lang):
        return []
    made_from = Wording.objects.filter(hash=part.text[lang]["of"]).values_list("text", flat=True).first()
    source = texts.data[texts.source_lang()]["text"] if texts.source_lang() else ""
    return words(made_from or "", source)


# What waits ---------------------------------------------------------------------------------------


def to_translate(version: Version) -> dict[str, int]:
    """Per language, how many parts of a version are missing or behind. One query."""
    said = public_text(version)
    found = {}
    for lang in version.languages[1:]:
        standing = standing_of(said, lang)
        if standing.missing or standing.stale:
            found[lang] = standing.missing + standing.stale
    return found


def to_check(version: Version, lang: str) -> list[Part]:
    """Parts in a language that the partner could confirm: written, not behind, not confirmed yet."""
    return [
        part
        for part in in_order(version.parts.all())
        if part.text.get(lang)
        and part.text[lang]["state"] != rule.CHECKED
        and part.text[lang]["of"]
        and not part.texts.is_stale(lang)
    ]


def is_unpublished(version: Version) -> bool:
    """Whether the texts of a published version differ from what is public of it."""
    return public_text(version) != without_proof(said_by(version))
