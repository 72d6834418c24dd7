"""Scripts that are a land's own beside Latin: by them the name is told from its translation."""

from __future__ import annotations

#: alpha-2 code → scripts as `screening.text.script_of` names them; lands of Latin letters are not listed.
SCRIPTS: dict[str, tuple[str, ...]] = {
    code: tuple(scripts.split("+"))
    for scripts, codes in {
        "ARABIC": "AE AF BH DJ DZ EG EH IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SY TD TN YE XT",
        "CYRILLIC": "BG BY KG KZ MK MN RU TJ UA RS BA ME",
        "GREEK": "GR CY",
        "GEORGIAN": "GE",
        "ARMENIAN": "AM",
        "HEBREW": "IL",
        "ETHIOPIC": "ET ER",
        "DEVANAGARI": "NP",
        "DEVANAGARI+BENGALI+TAMIL+TELUGU+KANNADA+MALAYALAM+GUJARATI+GURMUKHI+ORIYA": "IN",
        "BENGALI": "BD",
        "SINHALA+TAMIL": "LK",
        "THAI": "TH",
        "LAO": "LA",
        "KHMER": "KH",
        "MYANMAR": "MM",
        "TIBETAN": "BT",
        "THAANA": "MV",
        "CJK": "CN TW HK MO",
        "CJK+HIRAGANA+KATAKANA": "JP",
        "HANGUL": "KR KP",
    }.items()
    for code in codes.split()
}
