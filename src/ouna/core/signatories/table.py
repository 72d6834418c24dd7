"""Rows of cells → records: by the headings of the columns, or by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ouna.core.signatories.clean import LONGEST, clean
from ouna.core.signatories.countries import Countries, key
from ouna.core.signatories.fields import fields, short_like
from ouna.core.signatories.numbering import numbered
from ouna.core.signatories.values import Country, Doubt, Record, doubt
from ouna.core.signatories.words import LABELS

#: Rows in which the headings of the columns are looked for, and rows by which columns are judged.
_HEAD, _SAMPLE = 12, 400
_WHOLE = re.compile(r"^\s*[(#№]*\s*(\d{1,6})\s*[.)]*(?:\.0+)?\s*$")
_ASIDE = re.compile(r"@|https?:|www\.|^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|^\+?[\d ()/-]{6,}$")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells with the lines of the file that they stand on."""

    first: int
    last: int
    cells: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()

    @property
    def text(self) -> str:
        """All cells as one text."""
        return " | ".join(cell.strip() for cell in self.cells if cell.strip())


def cleaned(first: int, last: int, cells: Sequence[str]) -> Row:
    """A row whose cells went through `clean`; lines within a cell are kept apart by tabs."""
    found = [clean(re.sub(r"\s*[\r\n]+\s*", "\t", cell)) for cell in cells]
    doubts = dict.fromkeys(one for _, several in found for one in several)
    return Row(first, last, tuple(text.strip() for text, _ in found), tuple(doubts))


def label_of(cell: str) -> str:
    """What a heading of a column says: number, name, short, translation, country, other; else empty."""
    folded = key(cell)
    if not folded or len(folded) > 60:
        return ""
    for label, words in LABELS.items():
        if folded in words:
            return label
    parts = [part for part in re.split(r"[/()|,\n\t]", cell) if part.strip()]
    labels = {found for part in parts if len(parts) > 1 and (found := label_of(part))}
    if len(labels) == 1:
        return labels.pop()
    return "translation" if labels == {"name", "translation"} else ""


def heading_row(rows: Sequence[Row]) -> int | None:
    """The place of the row that holds the headings of the columns."""
    for at, row in enumerate(rows[:_HEAD]):
        labels = [label_of(cell) for cell in row.cells if cell]
        known = [label for label in labels if label]
        if "name" in known and len(known) >= 2 and len(known) >= 0.5 * len(labels):
            return at
        if {"number", "country"} <= set(known) and len(known) >= 0.6 * len(labels):
            return at
    return None


def records(rows: Sequence[Row], countries: Countries) -> list[Record]:
    """A record for each row that is not empty; headings and rows that say nothing are for a person."""
    head = heading_row(rows)
    width = max((len(row.cells) for row in rows), default=0)
    roles = _roles(rows, head, width, countries)
    out: list[Record] = []
    for at, row in enumerate(rows):
        if not row.text:
            continue
        if head is not None and at < head:
            out.append(left(row, "outside_list"))
        elif head is not None and (at == head or row.cells == rows[head].cells):
            out.append(left(row, "heading" if at == head else "page_heading"))
        else:
            out.append(_record(row, roles, countries))
    return out


def left(row: Row, code: str) -> Record:
    """A row that is kept for a person."""
    return Record(None, "", row.text, (), None, (*row.doubts, doubt(code)), row.first, row.last)


def _roles(rows: Sequence[Row], head: int | None, width: int, countries: Countries) -> list[str]:
    if head is not None:
        roles = [label_of(cell) or "other" for cell in rows[head].cells]
        roles += ["other"] * (width - len(roles))
        guessed = _guessed(rows[head + 1 :], width, countries)
        # Two columns of names: the second one holds translations.
        for at, role in enumerate(roles):
            if role == "name" and "name" in roles[:at]:
                roles[at] = "translation"
            if role == "other" and guessed[at] == "country" and "country" not in roles:
                roles[at] = "country"
        if "name" in roles:
            return roles
        for at, role in enumerate(guessed):
            if role == "name" and roles[at] in ("other", "translation"):
                roles[at] = "name"
        return roles
    return _guessed(rows, width, countries)


def _guessed(rows: Sequence[Row], width: int, countries: Countries) -> list[str]:
    """Roles of columns by what stands in them."""
    roles: list[str] = []
    for at in range(width):
        cells = [row.cells[at] for row in rows[:_SAMPLE] if at < len(row.cells) and row.cells[at]]
        roles.append(_role(cells, countries))
    for role in ("number", "country", "short"):
        places = [at for at, one in enumerate(roles) if one == role]
        for at in places[1:]:
            roles[at] = "other" if role != "short" else "translation"
    texts = [at for at, one in enumerate(roles) if one == "text"]
    for at in texts:
        roles[at] = "name" if at == texts[0] else "translation"
    if not texts and "short" in roles:
        roles[roles.index("short")] = "name"
    return roles


def _role(cells: list[str], countries: Countries) -> str:
    if not cells:
        return "other"
    few = 0.6 * len(cells)
    if sum(bool(_WHOLE.match(cell)) for cell in cells) >= 0.8 * len(cells):
        return "number"
    if sum(bool(_ASIDE.search(cell)) for cell in cells) >= few:
        return "other"
    if sum(countries.find(cell) is not None for cell in cells) >= few:
        return "country"
    if sum(short_like(cell) for cell in cells) >= few:
        return "short"
    return "text"


def _record(row: Row, roles: list[str], countries: Countries) -> Record:
    by: dict[str, list[str]] = {}
    for cell, role in zip(row.cells, roles, strict=False):
        if cell:
            by.setdefault(role, []).append(cell)
    doubts = list(row.doubts)
    names = by.get("name", [])
    if not names:
        # No name, but a translation: it is the only name there is.
        names = by.pop("translation", [])[:1] if len(by.get("translation", [])) == 1 else []
    if not names or not any(c.isalpha() for c in names[0]):
        return left(row, "unreadable")
    number = _number(by, doubts)
    name, number = _glued(names[0], number, doubts)
    if len(name) > LONGEST:
        return left(row, "too_long")
    found = fields(name, countries)
    doubts += found.doubts
    country = _country(by.get("country", []), countries, doubts)
    if country is None:
        country = found.country
    elif found.country is not None and found.country.code != country.code:
        doubts.append(doubt("country_second", text=found.country.text))
    elif found.country is not None:
        doubts.append(doubt("left_over", text=found.country.text))
    short = found.short
    for one in by.get("short", []):
        if short and one != short:
            doubts.append(doubt("left_over", text=one))
        short = short or one
    translations = [*found.translations, *by.get("translation", []), *names[1:]]
    parted = dict.fromkeys(one for text in translations for one in text.split("\t") if one.strip())
    doubts += [doubt("aside", text=text) for text in by.get("other", [])]
    told = tuple(dict.fromkeys(doubts))
    return Record(number, short, found.name, tuple(parted), country, told, row.first, row.last)


def _number(by: dict[str, list[str]], doubts: list[Doubt]) -> int | None:
    number = None
    for text in by.get("number", []):
        if number is None and (found := _WHOLE.match(text)):
            number = int(found[1])
        else:
            doubts.append(doubt("left_over", text=text))
    return number


def _glued(name: str, number: int | None, doubts: list[Doubt]) -> tuple[str, int | None]:
    """A number that stands before the name in its own cell."""
    if number is None and (found := numbered(name)) and found.style == "explicit":
        doubts.append(doubt("number_doubtful", written=found.written))
        return found.rest, found.number
    return name, number


def _country(cells: list[str], countries: Countries, doubts: list[Doubt]) -> Country | None:
    if not cells:
        return None
    text = ", ".join(cells)
    if (found := countries.find(text)) is None:
        # A place with it, or a damaged name: read as the end of an entry is.
        read = fields(f"? – {text}", countries)
        if read.country is None or read.translations:
            doubts.append(doubt("country_unknown", text=text))
            return Country(None, text)
        doubts += [one for one in read.doubts if one.code.startswith("country")]
        return Country(read.country.code, text)
    if len(found.codes) > 1:
        doubts.append(doubt("country_ambiguous", text=text, codes=", ".join(found.codes)))
    return Country(found.code, text)
