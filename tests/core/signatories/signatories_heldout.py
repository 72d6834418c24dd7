"""Forms of lists that were written before the reader and that no rule of it was ever fitted to.

They measure; nobody tunes to them. A form that teaches something is copied into `forms` and a new one takes
its place here.
"""

from __future__ import annotations

import csv
import io
import random

import pycountry
import typst
from signatories_invented import several
from signatories_sheets import Form, Sheet, Truth

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def ordinal_and_code_first(r: random.Random) -> Sheet:
    """Nº 1: [CO] Minga de la Escalera Verde = Green Stair Minga"""
    sheet = Sheet(r)
    sheet.noise("Organizaciones firmantes", "")
    for number, one in enumerate(several(r, 24, ("es", "pt", "fr", "tr")), 1):
        truth = Truth(number, one.name, (one.english,), one.code)
        sheet.add(truth, f"Nº {number}: [{one.code}] {one.name} = {one.english}")
    return sheet


def arabic_pages(r: random.Random) -> Sheet:
    """Arabic numbers in brackets, a tab before the land, the heading again on each page."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 36, ("ar",)), 1):
        if number % 12 == 1:
            page = str(number // 12 + 1).translate(_ARABIC_DIGITS)
            sheet.noise("قائمة المنظمات الموقّعة على النداء", f"صفحة {page} من ٣", "")
        digits = str(number).translate(_ARABIC_DIGITS)
        sheet.add(Truth(number, one.name, (), one.code), f"({digits}) {one.name}\t{one.lands[0]}")
    return sheet


def scanned_and_capital(r: random.Random) -> Sheet:
    """Scanned: l for 1, O for 0, the land in capitals after the town, stray marks in between."""
    towns = {"DE": "Köln", "AT": "Graz", "CH": "Chur", "NL": "Zwolle", "BE": "Gent", "TR": "Bursa"}
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 30, ("de", "nl", "tr")), 1):
        digits = str(number).replace("1", r.choice("1l")).replace("0", r.choice("0O"))
        name = one.name
        if r.random() < 0.3:
            sheet.noise(r.choice(("·", "~ .", "|", "_ -")))
        land = f"{towns[one.code]}, {one.lands[1].upper()}"
        if r.random() < 0.3:
            cut = name.index(" ")
            sheet.add(
                Truth(number, name, (), one.code), f"{digits}) {name[:cut]}", f"{name[cut + 1 :]}, {land}"
            )
        else:
            sheet.add(Truth(number, name, (), one.code), f"{digits}) {name}, {land}")
    return sheet


def exported_table(r: random.Random) -> Sheet:
    """A French export: quoted, name and translation in one cell on two lines, a column of e-mails."""
    out = io.StringIO(newline="")
    write = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    write.writerow(["Date", "Organisation", "Sigle", "Courriel", "Pays"])
    sheet, line = Sheet(r), 2
    for at, one in enumerate(several(r, 25, ("uk", "el", "ka", "es", "de")), 1):
        short = (
            "".join(word[0] for word in one.english.replace("-", " ").split()).upper() if at % 3 == 0 else ""
        )
        write.writerow(
            [
                f"2026-03-{at:02}",
                f"{one.name}\n({one.english})",
                short,
                f"bonjour{at}@quince.example",
                one.lands[2],
            ]
        )
        sheet.truths.append(Truth(None, one.name, (one.english,), one.code, short, line, line + 1))
        line += 2
    sheet.data = b"\xef\xbb\xbf" + out.getvalue().encode()
    return sheet


def columns_of_bare_numbers(r: random.Random) -> Sheet:
    """Two columns side by side, numbers without a dot, land in brackets."""
    sheet = Sheet(r)
    found = several(r, 28, ("de", "fr", "nl", "pt", "es"))
    half = len(found) // 2
    for at in range(half):
        left, right = found[at], found[at + half]
        text = f"{at + 1:>3} {left.name} ({left.lands[1]})"
        line = f"{text:<72}{at + 1 + half:>3} {right.name} ({right.lands[1]})"
        for number, one in ((at + 1, left), (at + 1 + half, right)):
            sheet.truths.append(Truth(number, one.name, (), one.code, "", at + 1, at + 1))
        sheet.noise(line)
    return sheet


def under_headings(r: random.Random) -> Sheet:
    """Grouped by land, the land as a heading, square bullets, a slash."""
    sheet = Sheet(r)
    for tongue in ("de", "uk", "pt", "bg", "el"):
        for code, lands in list(several(r, 1, (tongue,))[0].tongue.lands.items())[:1]:
            sheet.noise(lands[1].upper(), "")
            for one in several(r, 5, (tongue,)):
                sheet.add(Truth(None, one.name, (one.english,), code), f"▪ {one.name} / {one.english}")
            sheet.noise("")
    return sheet


def chinese_numbers(r: random.Random) -> Sheet:
    """一、 name （translation） —— land, in Chinese and other scripts."""
    ones = "一二三四五六七八九"
    sheet = Sheet(r)
    sheet.noise("签署组织名单")
    for number, one in enumerate(several(r, 19, ("zh", "ta", "am")), 1):
        written = ones[number - 1] if number < 10 else "十" + (ones[number - 11] if number > 10 else "")
        truth = Truth(number, one.name, (one.english,), one.code)
        sheet.add(truth, f"{written}、{one.name}（{one.english}）——{one.lands[0]}")
    return sheet


def many_hands(r: random.Random) -> Sheet:
    """Each entry typed by somebody else: signs, order and land as each of them likes, some without land."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 50), 1):
        land = r.choice(one.lands)
        kind = r.randrange(8)
        truth = Truth(number, one.name, (one.english,), one.code)
        if kind == 0:
            truth.code = None
            sheet.add(truth, f"{number} {one.name} ({one.english})")
        elif kind == 1:
            sheet.add(truth, f"{number}.) {land} - {one.name} - {one.english}")
        elif kind == 2:
            sheet.add(truth, f"{number}. {one.name}", f"({one.english}) -{land}")
        elif kind == 3:
            sheet.add(truth, f"{number}: {one.name} [{one.english}] {one.code}")
        elif kind == 4:
            truth.translations = ()
            sheet.add(truth, f"{number}.{one.name}, {land}")
        elif kind == 5:
            sheet.add(truth, f"{number}. {one.name} ~ {one.english} ~ {land}.")
        elif kind == 6:
            sheet.add(truth, f"No. {number}  {one.name}; {one.english}; {land}")
        else:
            sheet.add(truth, f"{number}. {one.name} –", f"{one.english} –", land)
    return sheet


def centred_pdf(r: random.Random) -> Sheet:
    """A real PDF of narrow pages: bullets, the land in italics at the end, a running head."""
    sheet = Sheet(r)
    items = []
    for one in several(r, 50, ("de", "nl", "fr", "pt", "es", "bg", "kk", "el", "tr")):
        sheet.truths.append(Truth(None, one.name, (one.english,), one.code, "", 1, 10**6))
        items.append(f"- {one.name} / {one.english}, _{one.lands[0]}_")
    head = '#set page(width: 90mm, height: 140mm, header: [Appeal: a roof for Talmira], numbering: "1")'
    quotes = "#set smartquote(enabled: false)"
    sheet.data = typst.compile("\n".join([head, quotes, *items]).encode())
    return sheet


def pasted_table(r: random.Random) -> Sheet:
    """A table pasted as text: tabs, no headings, empty cells, the land as a code of three letters."""
    three = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 30), 1):
        translated = r.random() < 0.7
        truth = Truth(number, one.name, (one.english,) if translated else (), one.code)
        sheet.add(truth, f"{number}\t{one.name}\t{one.english if translated else ''}\t{three[one.code]}")
    return sheet


HELD_OUT: dict[str, Form] = {
    form.__name__: form
    for form in (
        ordinal_and_code_first,
        arabic_pages,
        scanned_and_capital,
        exported_table,
        columns_of_bare_numbers,
        under_headings,
        chinese_numbers,
        many_hands,
        centred_pdf,
        pasted_table,
    )
}
