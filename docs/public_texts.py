"""Which texts visitors read, and whether each public language has them: see docs/translating.md.

`python docs/public_texts.py gather` adds what is missing, empty, to the catalogues of the public languages;
`python docs/public_texts.py review` lists what a machine translated and nobody has read.
"""

from __future__ import annotations

import ast
import re
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "ouna"
#: The public languages beside English and Arabic; those two are gathered app by app.
LANGUAGES = ("de", "fr", "es")
#: The mark of an entry that a machine translated; the native editor deletes it.
MACHINE = "#. machine"
#: Files whose texts reach visitors: pages, mails, papers and the modules that give them words.
PUBLIC = (
    "ui/templates/4*.html", "ui/templates/500.html", "ui/templates/ui/base.html",
    "ui/templates/ui/public.html", "ui/templates/ui/error.html", "ui/templates/ui/refused.html",
    "ui/templates/ui/parts/*", "ui/templates/ui/charts/*", "ui/templatetags/*.py", "ui/formats.py",
    "appeal/templates/appeal/page.html", "appeal/templates/appeal/_*.html",
    "appeal/templates/appeal/changes.html",
    "appeal/templates/appeal/none.html", "appeal/views/texts.py",
    "campaign/templates/campaign/_closed.html",
    "donations/templates/*", "donations/mail.py",
    "donations/models.py", "donations/papers.py", "donations/closing.py", "donations/views/*.py",
    "donations/forms.py", "donations/spoken.py", "funds/templates/funds/account.html", "funds/closing.py",
    "funds/models.py", "pact/templates/pact/page.html", "pact/templates/pact/_building.html",
    "pact/templates/pact/_commitments.html", "pact/templates/pact/_texts.html", "pact/closing.py",
    "pact/words.py", "pact/views/public.py", "quorum/templates/quorum/public.html",
    "quorum/templates/quorum/_history.html", "quorum/templates/quorum/_succession.html",
    "quorum/views/public.py", "quorum/hosts.py", "screening/templates/screening/public.html",
    "spending/templates/spending/public_*.html", "spending/views/public.py", "spending/views/way.py",
    "spending/queries/standing.py", "spending/models.py", "spending/signing.py", "spending/closing.py",
    "treasury/closing.py", "web/templates/web/_*.html", "web/templates/web/books.html",
    "web/templates/web/campaign.html", "web/templates/web/check_file.html",
    "web/templates/web/checkpoints.html", "web/templates/web/empty.html", "web/templates/web/entr*.html",
    "web/templates/web/home.html", "web/templates/web/not_open.html", "web/templates/web/verify.html",
    "web/context.py", "web/kinds.py", "web/found.py", "web/verify_words.py", "web/views/books.py",
    "web/views/entries.py", "web/views/files.py", "web/views/home.py",
)  # fmt: skip
CALLS = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "noop")
LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""


class Text(NamedTuple):
    """A text to translate, with its plural if it counts."""

    one: str
    many: str = ""


def _in_code(source: str) -> set[Text]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name not in CALLS or not isinstance(node, ast.Call):
            continue
        said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name.startswith("ngettext") and len(said) >= 2:
            found.add(Text(said[0], said[1]))
        elif said:
            found.add(Text(said[0]))
    return found


def _in_template(source: str) -> set[Text]:
    code = templatize(source)
    found = set()
    for one, many in re.findall(rf"\bngettext\({LITERAL},\s*{LITERAL}", code):
        found.add(Text(ast.literal_eval(one), ast.literal_eval(many)))
    for one in re.findall(rf"(?<!n)(?:\bgettext|\b_)\({LITERAL}", code):
        found.add(Text(ast.literal_eval(one)))
    return found


def public_files() -> list[Path]:
    """The files whose texts visitors read, in order."""
    every = [p for p in SOURCE.rglob("*") if p.suffix in (".py", ".html", ".txt")]
    return sorted(p for p in every if any(fnmatch(p.relative_to(SOURCE).as_posix(), g) for g in PUBLIC))


def public_texts() -> dict[Text, str]:
    """Each text with the first file that says it."""
    found: dict[Text, str] = {}
    for path in public_files():
        source = path.read_text("utf-8")
        for text in _in_code(source) if path.suffix == ".py" else _in_template(source):
            found.setdefault(text, path.relative_to(SOURCE).as_posix())
    counted = {text.one for text in found if text.many}
    return {
        t: where for t, where in found.items() if re.search(r"\w", t.one) and (t.many or t.one not in counted)
    }


def catalogue(lang: str) -> Path:
    """The one file of a public language."""
    return SOURCE / "locale" / lang / "LC_MESSAGES" / "django.po"


class Entry(NamedTuple):
    """A block of a catalogue: its text, what stands for it, whether only a machine has read it."""

    text: Text
    said: tuple[str, ...]
    machine: bool


def _joined(block: str, key: str) -> str:
    lines = re.search(rf'^{re.escape(key)} ((?:"(?:[^"\\]|\\.)*"\n?)+)', block, re.MULTILINE)
    return "".join(ast.literal_eval(row) for row in lines[1].splitlines()) if lines else ""


def entries(lang: str) -> list[Entry]:
    """What a catalogue holds, without its head."""
    found = []
    for block in catalogue(lang).read_text("utf-8").split("\n\n"):
        one = _joined(block, "msgid")
        if one:
            text = Text(one, _joined(block, "msgid_plural"))
            keys = ("msgstr[0]", "msgstr[1]") if text.many else ("msgstr",)
            found.append(Entry(text, tuple(_joined(block, key) for key in keys), MACHINE in block))
    return found


def missing(lang: str) -> list[tuple[Text, str]]:
    """Public texts that this language does not say, each with its file."""
    said = {entry.text for entry in entries(lang) if all(entry.said)}
    return [(text, where) for text, where in public_texts().items() if text not in said]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def block(text: Text, said: tuple[str, ...], where: str, *, machine: bool) -> str:
    """One entry as a catalogue writes it."""
    rows = [MACHINE] if machine else []
    rows += [f"#: {where}"] if where else []
    rows += ["#, python-format"] if re.search(r"%\(\w+\)[sd]", text.one + text.many) else []
    rows.append(f"msgid {_quoted(text.one)}")
    if text.many:
        rows.append(f"msgid_plural {_quoted(text.many)}")
        rows += [f"msgstr[{n}] {_quoted(word)}" for n, word in enumerate(said)]
    else:
        rows.append(f"msgstr {_quoted(said[0])}")
    return "\n".join(rows)


def gather() -> int:
    """Add what is missing, empty, to each catalogue; how many were added."""
    added = 0
    for lang in LANGUAGES:
        path, known = catalogue(lang), {entry.text for entry in entries(lang)}
        new = [(text, where) for text, where in missing(lang) if text not in known]
        more = [block(t, ("", "") if t.many else ("",), where, machine=False) for t, where in new]
        path.write_text("\n\n".join([path.read_text("utf-8").rstrip("\n"), *more]) + "\n", "utf-8")
        added += len(new)
    return added


def main(wish: str) -> None:
    """`gather` or `review`."""
    if wish == "gather":
        sys.stdout.write(f"{gather()} texts to translate were added.\n")
        return
    for lang in LANGUAGES:
        rows = entries(lang)
        unread = [entry for entry in rows if entry.machine]
        for entry in unread:
            sys.stdout.write(f"{lang}: {entry.text.one}\n    {' / '.join(entry.said)}\n")
        count = f"{len(unread)} of {len(rows)}"
        sys.stdout.write(f"{lang}: {count} translations were made by a machine and await a reader.\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "review")
