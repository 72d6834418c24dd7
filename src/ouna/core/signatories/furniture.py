"""What stands between the entries: page numbers, headings repeated on each page, titles of the list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ouna.core.signatories.clean import Line
from ouna.core.signatories.countries import key
from ouna.core.signatories.words import HEADINGS, PAGES

_NUMBER = r"[\d〇一二三四五六七八九十ivxl]{1,5}"
_PAGE = re.compile(
    rf"^\W*(?:(?:{PAGES})\.?\s*:?\s*{_NUMBER}(?:\s*(?:/|of|von|de|sur|van|di|из|з|от|από|من|\||-)\s*{_NUMBER})?"
    rf"|第?\s*{_NUMBER}\s*[页頁](?:\s*[,，/共]*\s*{_NUMBER}\s*[页頁])?"
    r"|[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s*/\s*\d{1,4})\W*$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
#: Marks of a scan that stand alone in a line.
_NOTHING = re.compile(r"^[^\w]*$|^[\W_]*[^\W\d_]?[\W_]*$")
#: A heading stands this often.
_OFTEN = 3
#: Lines at the top and at the foot of a page that may be a heading.
_EDGE = 4


def is_page_number(text: str) -> bool:
    """`Page 3 of 9`, `- 3 -`, `3/12`, `صفحة ٣`, `第3页`."""
    return len(text) < 60 and bool(_PAGE.match(text.strip()))


def says_nothing(text: str) -> bool:
    """Signs without letters and digits, or one letter alone."""
    return bool(_NOTHING.match(text.strip()))


def is_heading(text: str) -> bool:
    """A title of a list: `Signatories`, `Liste der Unterzeichnenden:`, `قائمة الموقعين`."""
    if len(text) > 120:
        return False
    words = key(text).split()
    return any(" ".join(words[:count]) in HEADINGS for count in range(len(words), 0, -1)) and len(words) < 12


def repeated(lines: Iterable[Line]) -> frozenset[str]:
    """What comes again and again but for its numbers, as `pattern` gives it."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        if not line.empty:
            pages.setdefault(line.page, []).append(line)
    if len(pages) > 1:
        # Where the pages are known a heading stands at their edges.
        near = [line for page in pages.values() for line in {*page[:_EDGE], *page[-_EDGE:]}]
    else:
        near = [line for page in pages.values() for line in page]
    counted = Counter(pattern(line.text) for line in near)
    return frozenset(text for text, count in counted.items() if count >= _OFTEN and len(text) > 3)


def pattern(text: str) -> str:
    """A line with each number written as one sign."""
    return _DIGITS.sub("#", " ".join(text.split()))
