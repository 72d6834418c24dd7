"""What paper refuses: text it cannot show truly, symbols that are not plain, sums that contradict."""

from __future__ import annotations

from ouna.core.errors import Broken, Refused


class PaperRefused(Refused):
    """This cannot be printed as it stands. `fields["field"]` names the part of the document."""

    code = "paper_refused"
    next_step = "Correct the named part and print again."


class TextHidden(PaperRefused):
    """The text holds invisible characters that change its direction, or controls."""

    code = "paper_text_hidden"
    next_step = "Type the text again instead of pasting it."


class TextTooLong(PaperRefused):
    """The text is longer than its place on the page."""

    code = "paper_text_too_long"
    next_step = "Shorten the text."


class NoGlyph(PaperRefused):
    """The fonts we ship have no picture for a character of this text: it would print as an empty box."""

    code = "paper_no_glyph"
    next_step = "Give the text in Latin letters too, for example as `readable` writes it."


class SymbolRefused(PaperRefused):
    """The symbol is not a plain QR picture of lines on a square."""

    code = "paper_symbol_refused"
    next_step = "Pass the SVG of a QR symbol as segno writes it."


class LanguageUnknown(PaperRefused):
    """There is no catalogue of words on paper in this language."""

    code = "paper_language_unknown"
    next_step = "Choose one of the languages of `LANGUAGES`, or add a file to the catalogue."


class TypesettingFailed(Broken):
    """The page could not be set."""

    code = "typesetting_failed"
    next_step = "Try again; if it stays, compare the installed `typst` with the locked version."
