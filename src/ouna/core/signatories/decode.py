"""Bytes → text: what the file says of itself, else UTF-8, else the likeliest of the old encodings."""

from __future__ import annotations

import codecs
import unicodedata
from functools import lru_cache

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: One byte for each letter; the first of equally likely ones is taken.
_OLD = ("cp1252", "cp1251", "cp1256", "cp1253", "cp1254", "cp1250", "koi8-u", "iso8859-8")
#: So many bytes are enough to judge.
_SAMPLE = 20_000


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding where it was guessed. What cannot be read becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ""
    if wide := _wide(data):
        return data.decode(wide, "replace"), wide
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    whole = data.decode("utf-8", "replace")
    odd = whole.count("\ufffd")
    if odd and odd < 0.1 * (len(whole) - _ascii(whole)) and whole.isascii() is False:
        return whole, ""  # UTF-8 with single damaged bytes
    sample = data[:_SAMPLE]
    best = max(_OLD, key=lambda encoding: _likely(sample, encoding))
    return data.decode(best, "replace"), best


def _ascii(text: str) -> int:
    return sum(c < "\x80" for c in text)


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: every second byte of the spaces and line ends is zero."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or b"\x00" not in sample:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # Two bytes of which one is mostly zero; a text in another script still has zeros at its spaces.
    if odd > 0.02 * len(sample) and odd > 8 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.02 * len(sample) and even > 8 * odd else ""


def _likely(sample: bytes, encoding: str) -> float:
    """Letters of one script in each word speak for an encoding, signs among letters against it."""
    text = sample.decode(encoding, "replace")
    score = 0.0
    before = ""
    for c in text:
        now = _kind(c)
        if c >= "\x80":
            if now in ("?", "sign"):
                score -= 1.5
            elif before and before not in ("?", "sign", "space"):
                score += 1.0 if before == now else -1.5
            else:
                # A capital may begin a word, a small letter of another script hardly does.
                score += 0.5
            if c.isupper() and before == now:
                score -= 1.0
        before = now
    return score


@lru_cache(maxsize=4096)
def _kind(c: str) -> str:
    if c == "\ufffd" or unicodedata.category(c) in ("Cc", "Cn", "Co"):
        return "space" if c in "\n\r\t" else "?"
    if c.isspace() or c in ".,;:()-'\"«»„“”–—":
        return "space"
    if not c.isalpha() and not unicodedata.combining(c):
        return "space" if c.isdigit() else "sign"
    return unicodedata.name(c, "?").split()[0]
