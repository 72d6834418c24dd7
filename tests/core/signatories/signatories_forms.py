"""Forms of lists that the reader was written with. What is measured on them says what it can do at best."""

from __future__ import annotations

import io
import random
import unicodedata

import typst
import xlsxwriter
from signatories_invented import FOREIGN, Organisation, several
from signatories_sheets import Form, Sheet, Truth

_LATIN = ("de", "nl", "fr", "pt", "es", "tr")


def initials(one: Organisation) -> str:
    """A short name from the English one."""
    return "".join(word[0] for word in one.english.replace("-", " ").split()).upper()


def numbered_lines(r: random.Random) -> Sheet:
    """1. name (translation) – land, with every sign after the number."""
    sheet = Sheet(r)
    sheet.noise("Signatories", "")
    for number, one in enumerate(several(r, 40), 1):
        sign = r.choice((".", ")", ".)", " -"))
        dash = r.choice(("–", "—", "-"))
        truth = Truth(number, one.name, (one.english,), one.code)
        sheet.add(truth, f"{number}{sign} {one.name} ({one.english}) {dash} {r.choice(one.lands)}")
    return sheet


def any_order(r: random.Random) -> Sheet:
    """Name, translation in brackets and land in any order."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 40), 1):
        land = r.choice(one.lands)
        line = r.choice(
            (
                f"{one.name} ({one.english}) – {land}",
                f"{one.name} – {land} ({one.english})",
                f"{land} – {one.name} ({one.english})",
                f"{land}: {one.name} ({one.english})",
                f"{one.name} – {one.english} – {land}",
                f"{one.name} ({one.english}, {land})",
            )
        )
        sheet.add(Truth(number, one.name, (one.english,), one.code), f"({number}) {line}")
    return sheet


def glued_and_missing(r: random.Random) -> Sheet:
    """Numbers glued to the name (12Moba), or missing."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 40), 1):
        kind = r.random()
        truth = Truth(number, one.name, (), one.code)
        if kind < 0.3 and not one.name[0].isdigit():
            sheet.add(truth, f"{number}{one.name}, {one.lands[0]}")
        elif kind < 0.45 and 1 < number < 40:
            truth.number = None
            sheet.add(truth, f"{one.name}, {one.lands[0]}")
        else:
            sheet.add(truth, f"{number}. {one.name}, {one.lands[0]}")
    return sheet


def broken_lines(r: random.Random) -> Sheet:
    """Names broken over lines, words with a hyphen at the end of a line, soft hyphens, hard spaces."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 40), 1):
        text = f"{number}. {one.name} – {one.lands[0]}"
        places = [at for at, c in enumerate(text) if c == " " and at > 4]
        if r.random() < 0.6 and places:
            at = r.choice(places)
            text = text[:at] + "\n" + text[at + 1 :]
        elif r.random() < 0.5 and one.tongue.native == one.tongue.latin and len(one.name) > 12:
            at = text.index(" ", 5) - 3
            if text[at - 1].isalpha() and text[at].islower():
                text = text[:at] + "-\n" + text[at:]
        text = text.replace(" ", "\u00a0", 2) if r.random() < 0.3 else text
        if r.random() < 0.3:
            text = text[:8] + "\u00ad" + text[8:]
        sheet.add(Truth(number, one.name, (), one.code), *text.split("\n"))
    return sheet


def pages(r: random.Random) -> Sheet:
    """A running head and page numbers between the entries."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 60), 1):
        if number % 15 == 1:
            page = number // 15 + 1
            sheet.noise("\fA Roof for Talmira – Open appeal", "")
            sheet.noise(f"Page {page} of 4" if page % 2 else f"- {page} -")
        land = r.choice(one.lands)
        truth = Truth(number, one.name, (one.english,), one.code)
        sheet.add(truth, f"{number}. {one.name} / {one.english} / {land}")
    return sheet


def bullets(r: random.Random) -> Sheet:
    """Bullets, towns before lands, codes in brackets, flags."""
    towns = dict(
        pair.split("=")
        for pair in "DE=Köln AT=Graz CH=Chur NL=Zwolle BE=Gent FR=Brest SN=Thiès PT=Faro BR=Recife MZ=Beira "
        "CO=Pasto DO=Moca PE=Cusco TR=Bursa".split()
    )
    sheet = Sheet(r)
    for one in several(r, 40, _LATIN):
        town = towns[one.code]
        end = r.choice(
            (f" – {town}, {one.lands[0]}", f" ({one.code})", f" – {flag(one.code)}", f", {town} ({one.code})")
        )
        sheet.add(Truth(None, one.name, (), one.code), f"• {one.name}{end}")
    return sheet


def short_names(r: random.Random) -> Sheet:
    """Abbreviations in brackets after the name or before it with a dash."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 40), 1):
        short = initials(one)
        truth = Truth(number, one.name, (one.english,), one.code, short)
        line = r.choice(
            (
                f"{one.name} ({short}) – {one.english} – {one.lands[1]}",
                f"{one.name} ({one.english}, {short}), {one.lands[1]}",
                f"{short} – {one.name} ({one.english}) – {one.lands[1]}",
            )
        )
        sheet.add(truth, f"№ {number} {line}")
    return sheet


def scanned(r: random.Random) -> Sheet:
    """0 for O, 1 for l, l for 1 in numbers, a lost dot, marks between lines, lands with one digit in them."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 40, ("de", "fr", "pt", "nl")), 1):
        digits = str(number)
        if r.random() < 0.3:
            digits = digits.replace("1", "l").replace("0", "O")
        land = one.lands[1]
        if r.random() < 0.4:
            land = r.choice((land.replace("o", "0", 1), land.replace("l", "1", 1), land.replace("a", "4", 1)))
        if r.random() < 0.15:
            sheet.noise(r.choice(("~", "·  ·", "|")))
        truth = Truth(number, one.name, (one.english,), one.code)
        sheet.add(truth, f"{digits}. {one.name} ({one.english}) – {land}")
    return sheet


def arabic_list(r: random.Random) -> Sheet:
    """From right to left, Arabic digits, marks of direction, translation after a slash."""
    table = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    sheet = Sheet(r)
    sheet.noise("الموقّعون:")
    for number, one in enumerate(several(r, 36, ("ar",)), 1):
        mark = "\u200f" if r.random() < 0.5 else ""
        digits = str(number).translate(table)
        truth = Truth(number, one.name, (one.english,), one.code)
        sheet.add(truth, f"{mark}{digits}. {one.name} / {one.english}، {one.lands[0]}{mark}")
    return sheet


def shaped_arabic(r: random.Random) -> Sheet:
    """Text of a PDF with Arabic letters in their printed shapes."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 24, ("ar",)), 1):
        name, land = (_shaped(text) for text in (one.name, one.lands[0]))
        sheet.add(Truth(number, one.name, (), one.code), f"{number}- {name} - {land}")
    return sheet


_ENDING = "اأإآدذرزوةىؤء"


def _shaped(text: str) -> str:
    """Each letter in the shape that its place in the word gives it."""
    out = []
    for word in text.split(" "):
        for at, c in enumerate(word):
            before = at > 0 and word[at - 1] not in _ENDING
            after = at + 1 < len(word) and c not in _ENDING
            form = {(0, 0): "ISOLATED", (0, 1): "INITIAL", (1, 0): "FINAL", (1, 1): "MEDIAL"}[before, after]
            try:
                out.append(unicodedata.lookup(f"{unicodedata.name(c)} {form} FORM"))
            except KeyError:
                out.append(c)
        out.append(" ")
    return "".join(out).strip()


def two_columns(r: random.Random) -> Sheet:
    """Two columns with dots after the numbers."""
    sheet = Sheet(r)
    found = several(r, 30, _LATIN)
    for at in range(15):
        left, right = found[at], found[at + 15]
        line = f"{at + 1}. {left.name}, {left.lands[0]}".ljust(70)
        line += f"{at + 16}. {right.name}, {right.lands[0]}"
        for number, one in ((at + 1, left), (at + 16, right)):
            sheet.truths.append(Truth(number, one.name, (), one.code, "", at + 1, at + 1))
        sheet.noise(line)
    return sheet


def semicolon_table(r: random.Random) -> Sheet:
    """CSV in an old encoding, with headings in German."""
    sheet = Sheet(r)
    lines = ["Nr;Organisation;Abkürzung;Übersetzung;Land"]
    for number, one in enumerate(several(r, 40, ("de", "fr", "pt", "es")), 1):
        lines.append(f"{number};{one.name};{initials(one)};{one.english};{one.lands[2]}")
        truth = Truth(number, one.name, (one.english,), one.code, initials(one), number + 1, number + 1)
        sheet.truths.append(truth)
    sheet.data = "\r\n".join(lines).encode("cp1252")
    return sheet


def workbook(r: random.Random) -> Sheet:
    """A workbook with a title above the table, all scripts."""
    out = io.BytesIO()
    sheet = Sheet(r)
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "List of signatories, as of today")
        page.write_row(2, 0, ["No.", "Name", "English", "Country", "E-mail"])
        for number, one in enumerate(several(r, 40), 1):
            mail = f"hello{number}@quince.example"
            page.write_row(2 + number, 0, [number, one.name, one.english, one.lands[1], mail])
            line = 3 + number
            sheet.truths.append(Truth(number, one.name, (one.english,), one.code, "", line, line))
    sheet.data = out.getvalue()
    return sheet


def blocks(r: random.Random) -> Sheet:
    """A block of lines for each: name, translation in brackets, land."""
    sheet = Sheet(r)
    for one in several(r, 30):
        sheet.add(Truth(None, one.name, (one.english,), one.code), one.name, f"({one.english})", one.lands[0])
        sheet.noise("")
    return sheet


def by_script_alone(r: random.Random) -> Sheet:
    """Name, translation and land with nothing but spaces between, in tabs or wide gaps."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 40, FOREIGN), 1):
        gap = r.choice(("\t", "     ", " ....... "))
        truth = Truth(number, one.name, (one.english,), one.code)
        sheet.add(truth, f"{number}. {one.name}{gap}{one.english}{gap}{one.lands[1]}")
    return sheet


def labels(r: random.Random) -> Sheet:
    """What each line is stands before it."""
    sheet = Sheet(r)
    for one in several(r, 20):
        truth = Truth(None, one.name, (one.english,), one.code)
        sheet.add(truth, f"Organisation: {one.name}", f"English name: {one.english}", f"Land: {one.lands[2]}")
        sheet.noise("")
    return sheet


def flag(code: str) -> str:
    """The flag of a land, as two signs of Unicode."""
    return "".join(chr(0x1F1E6 + ord(c) - 65) for c in code)


def blocks_with_flags(r: random.Random) -> Sheet:
    """Three lines for each: number and name, translation, flag."""
    sheet = Sheet(r)
    for number, one in enumerate(several(r, 18), 1):
        truth = Truth(number, one.name, (one.english,), one.code)
        sheet.add(truth, f"#{number} {one.name}", f"   {one.english}", f"   {flag(one.code)}")
        sheet.noise("")
    return sheet


def columns_of_a_pdf(r: random.Random) -> Sheet:
    """A real PDF of two columns, names wrapped as the columns are wide, page numbers below."""
    sheet = Sheet(r)
    items = []
    for number, one in enumerate(several(r, 60, ("de", "nl", "fr", "pt", "es", "el", "uk")), 1):
        sheet.truths.append(Truth(number, one.name, (one.english,), one.code, "", 1, 10**6))
        items.append(f"{number}\\. {one.name} ({one.english}) – {one.lands[1]}")
    head = '#set page(paper: "a5", numbering: "1 / 1", columns: 2)'
    quotes = "#set smartquote(enabled: false)"
    sheet.data = typst.compile("\n\n".join([head, quotes, "#set text(size: 9pt)", *items]).encode())
    return sheet


FORMS: dict[str, Form] = {
    form.__name__: form
    for form in (
        numbered_lines, any_order, glued_and_missing, broken_lines, pages, bullets, short_names, scanned,
        arabic_list, shaped_arabic, two_columns, semicolon_table, workbook, blocks, by_script_alone, labels,
        blocks_with_flags, columns_of_a_pdf,
    )
}  # fmt: skip
