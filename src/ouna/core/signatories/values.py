"""What a list of signatories says, as values: records, countries, doubts."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Doubts that leave a line to a person: it is kept as it stands and is no entry that was understood.
FOR_A_PERSON = frozenset({"unreadable", "page_heading", "heading", "outside_list", "too_long"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at. `code` and `says` are for those who translate, `text` is English."""

    code: str
    says: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The doubt as one English sentence."""
        return TEXTS[self.code].format(**dict(self.says))


def doubt(code: str, **says: str) -> Doubt:
    """A doubt with what it says, the parts in the order of their names."""
    return Doubt(code, tuple(sorted(says.items())))


@dataclass(frozen=True, slots=True)
class Country:
    """A country as written, and its ISO 3166-1 alpha-2 code; None where the text fits several or none."""

    code: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a list, or lines that are none and are kept for a person.

    Texts stand as written, in NFC, without invisible controls; what seems wrong is a doubt. `first` and
    `last` count the lines of the file from 1 (rows of a workbook, lines of the text of a PDF).
    """

    number: int | None
    short: str
    name: str
    translations: tuple[str, ...]
    country: Country | None
    doubts: tuple[Doubt, ...]
    first: int
    last: int

    @property
    def for_a_person(self) -> bool:
        """Whether it was not understood as an entry: a heading, a page number, a line that says nothing."""
        return any(one.code in FOR_A_PERSON for one in self.doubts)

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it; what was only kept aside is no doubt."""
        return any(one.code != "aside" for one in self.doubts)

    def doubted(self, *more: Doubt) -> Record:
        """The same with further doubts, none twice."""
        return replace(self, doubts=tuple(dict.fromkeys((*self.doubts, *more))))


@dataclass(frozen=True, slots=True)
class Reading:
    """A list, read completely: every line that is not empty lies in a record's `first` to `last`.

    A line that holds several entries lies in several; each of them then has the doubt `shared_line`.
    `format` is text, table, workbook or pdf.
    """

    format: str
    lines: tuple[str, ...]
    records: tuple[Record, ...]


TEXTS = {
    "unreadable": "This cannot be read as an entry: for a person.",
    "page_heading": "This looks like a page heading or a page number.",
    "heading": "This looks like a heading of the list.",
    "outside_list": "This stands before the first or after the last entry.",
    "too_long": "This line is longer than any name: for a person.",
    "shared_line": "The line holds several entries.",
    "joined_lines": "The entry was joined from several lines.",
    "hyphen_joined": "A hyphen at the end of a line was taken out; with it: {proposal}.",
    "number_missing": "The entry has no number, though the others have one.",
    "number_glued": "The number is glued to the name.",
    "number_read": "The number {written} was read as {number}.",
    "number_order": "The number {number} does not follow {before}.",
    "number_doubtful": "The beginning {written} may be a number.",
    "number_at_end": "The number {number} stands at the end of the line.",
    "controls_removed": "Invisible marks that turn the direction of text were taken out.",
    "signs_removed": "Control characters were taken out.",
    "signs_damaged": "Some characters are damaged beyond reading.",
    "encoding_guessed": "The file does not say its encoding; it was read as {encoding}.",
    "presentation_forms": "The letters came as printed shapes and were written as plain letters.",
    "turned_order": "The letters seem to stand in reverse; turned, it reads: {proposal}.",
    "digit_in_word": "Digits stand inside a word; perhaps: {proposal}.",
    "letters_alike": "Letters that look alike may be mistaken; perhaps: {proposal}.",
    "accents_broken": "Accents are broken; perhaps: {proposal}.",
    "spaces_lost": "A space may be lost; perhaps: {proposal}.",
    "spaces_between": "The letters stand apart; perhaps: {proposal}.",
    "stray_marks": "There are stray marks: {marks}",
    "bracket_open": "A bracket is not closed or not opened.",
    "country_unknown": "{text} is no country that is known.",
    "country_alike": "{text} is no country that is known; perhaps {proposal}.",
    "country_ambiguous": "{text} may be more than one country: {codes}.",
    "country_read": "The country {text} was read as {country} in spite of damaged letters.",
    "country_word": "The country was taken from the word {text}.",
    "country_unparted": "The country {text} follows the name without a sign between; it may be part of it.",
    "country_of_heading": "The country stands in the heading above.",
    "country_second": "A second country is named: {text}.",
    "place": "The words {text} before the country were taken for a place.",
    "short_or_country": "{text} may be a short name or a country.",
    "short_or_name": "{text} may be a short name or the name.",
    "name_second": "The name in the land's own script stands second and was taken as the name.",
    "parted_by_script": "Name and translation were told apart by their scripts alone.",
    "mixed_scripts": "A word mixes letters of several scripts.",
    "no_letters": "The name holds no letters.",
    "left_over": "Not understood: {text}",
    "aside": "Kept aside: {text}",
    "between": "Between its lines stands what is no part of it: {text}",
    "repeated": "The same line stands in the list more than once.",
}
