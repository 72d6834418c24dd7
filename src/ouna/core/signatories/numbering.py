"""Numbers before entries: `12.`, `(12)`, `№ 12`, `١٢.`, `十二、`, glued (`12Moba`), scanned (`l2.`)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST = 99_999
_HAN = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"十": 10, "零": 0, "两": 2}
_SIGN = r"(?:№|N[º°o]\.?|n[º°]\.?|No\.|no\.|Nr\.?|nr\.?|Num\.?|#|رقم)\s*"
_EXPLICIT = re.compile(
    rf"^\s*(?:{_SIGN}(?P<a>\d{{1,5}})\s*[.)\]:،、．-]?(?=\D|$)"
    r"|[(\[（【]\s*(?P<b>\d{1,5})\s*[)\]）】][.:]?"
    r"|(?P<c>\d{1,5})\s?(?:[.)\]:、．）]|[-–—](?=\s))(?!\d)"
    r"|[.)]\s?(?P<d>\d{1,5})(?=\s))\s*"
)
_BARE = re.compile(r"^\s*(?P<n>\d{1,5})(?P<gap>,?\s+|(?=[^\W\d_]|[«„“\"‘]))(?=\S)")
_ALONE = re.compile(rf"^\s*(?:{_SIGN})?[(\[]?(?P<n>\d{{1,5}})\s*[.)\]:]?\s*$")
_CIRCLED = re.compile("^\\s*([\u2460-\u2473\u2474-\u2487\u2488-\u249b\u24ea\u3251-\u325f])\\s*")
_CHINESE = re.compile(r"^\s*[(（]?(?P<n>[〇零一二两三四五六七八九十百]{1,5})(?:[、．.)）]|\s(?=\S))\s*")
_SCANNED = re.compile(r"^\s*[(\[]?(?P<n>[0-9OoQlI|!iSsBZz]{1,4})\s?(?P<dot>[.)\]:,]|\s)\s*(?=\S)")
_MISREAD = str.maketrans("OoQlI|!iSsBZz", "0001111155822")
_AT_END = re.compile(r"^(?P<rest>.*\S)\s*[.)(]?\s?(?P<n>\d{1,5})\s?[.)(]?\s*$")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A beginning that may be a number. `style`: explicit, bare, glued, alone, scanned, end."""

    number: int
    written: str
    rest: str
    style: str


def numbered(text: str) -> Numbered | None:
    """The number before a line, in any digits, if something there looks like one."""
    if found := _EXPLICIT.match(text):
        digits = next(group for group in found.groups() if group)
        rest = text[found.end() :]
        # 17.10.2026 and 3,5 are no numbers of entries.
        if not rest[:1].isdigit() or found["b"] or found[0][-1].isspace():
            return _made(int(digits), text, found.end(), "explicit" if rest.strip() else "alone")
    if found := _CIRCLED.match(text):
        value = int(unicodedata.numeric(found[1]))
        return _made(value, text, found.end(), "explicit" if text[found.end() :].strip() else "alone")
    if found := _CHINESE.match(text):
        return _made(_chinese(found["n"]), text, found.end(), "explicit")
    if found := _ALONE.match(text):
        return _made(int(found["n"]), text, len(text), "alone")
    if found := _BARE.match(text):
        return _made(int(found["n"]), text, found.end(), "bare" if found["gap"] else "glued")
    return None


def scanned(text: str) -> Numbered | None:
    """A beginning that is a number if letters are taken for the digits they look like."""
    found = _SCANNED.match(text)
    if not found or found["n"].isdigit():
        return None
    if found["dot"].isspace() and not any(c.isdigit() for c in found["n"]):
        return None  # I, S and oo are words
    return _made(int(found["n"].translate(_MISREAD)), text, found.end(), "scanned")


def at_end(text: str) -> Numbered | None:
    """A number at the end of a line, where lines from right to left were written from left to right."""
    found = _AT_END.match(text)
    if not found:
        return None
    return Numbered(int(found["n"]), text[found.end("rest") :].strip(), found["rest"], "end")


def _made(number: int, text: str, end: int, style: str) -> Numbered | None:
    if number > MOST:
        return None
    return Numbered(number, text[:end].strip(), text[end:], style)


def _chinese(text: str) -> int:
    total = current = 0
    for c in text:
        if c == "百":
            total, current = total + (current or 1) * 100, 0
        elif c == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = _HAN[c]
    return total + current
