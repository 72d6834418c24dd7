"""Errors stand in the docs; every sentence of the interface stands in the Arabic catalogue.

`python -m tests.shape.test_documented` writes docs/errors.md anew.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import trans_real

import ouna
from ouna.core.errors import OunaError

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "ouna"
#: Areas whose errors a person meets in the browser.
SEEN = ("parties", "campaign", "quorum", "screening", "pact", "appeal", "funds", "donations", "treasury")
HEAD = """# Errors

Each error of ours has a code that never changes, says what is the case, and what to do next. In the browser
it is a page, for programs problem details (RFC 9457) with `type` = `urn:ouna:error:<code>`. Written by
`python -m tests.shape.test_documented`.

| code | says | next step |
|---|---|---|
"""


def errors() -> list[type[OunaError]]:
    """All our error classes."""
    for module in pkgutil.walk_packages(ouna.__path__, "ouna."):
        if not module.name.endswith(("__main__", "wsgi")):
            importlib.import_module(module.name)

    def below(cls: type[OunaError]) -> Iterator[type[OunaError]]:
        for sub in cls.__subclasses__():
            yield sub
            yield from below(sub)

    found = {c for c in below(OunaError) if c.__module__.startswith("ouna.")}
    return sorted(found, key=lambda c: (c.code, c.__module__, c.__name__))


def sentences(error: type[OunaError]) -> list[str]:
    """What the class says by itself."""
    return [t for t in ((error.__doc__ or "").strip().split("\n")[0], str(error.next_step)) if t]


def errors_page() -> str:
    """docs/errors.md as it should be."""
    rows = [f"| `{e.code}` | {' | '.join([*sentences(e), ''][:2])} |" for e in errors()]
    return HEAD + "\n".join(dict.fromkeys(rows)) + "\n"


def test_every_error_is_documented() -> None:
    page = (ROOT / "docs" / "errors.md").read_text()
    assert not [e.code for e in errors() if f"| `{e.code}` |" not in page], (
        "python -m tests.shape.test_documented"
    )


def test_every_error_says_what_is_the_case_in_whole_sentences() -> None:
    for error in errors():
        for text in sentences(error):
            assert text[0].isupper() and text.rstrip("`")[-1] in ".:", (error.__name__, text)


# Arabic -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def arabic() -> dict[object, str]:
    """The whole Arabic catalogue."""
    catalogue = trans_real.translation("ar")._catalog
    found: dict[object, str] = {}
    for part in getattr(catalogue, "_catalogs", [catalogue]):
        found |= dict(part)
    return found


def knows(arabic: dict[object, str], text: str) -> bool:
    """Whether the sentence is there, single or in its six plurals."""
    return bool(arabic.get(text) or arabic.get((text, 0)))


def test_every_error_people_meet_speaks_arabic(arabic: dict[object, str]) -> None:
    seen = [e for e in errors() if e.__module__.split(".")[1] in SEEN]
    assert not [t for e in seen for t in sentences(e) if not knows(arabic, t)]


def in_templates() -> Iterator[tuple[str, str]]:
    """(file, text) of {% trans %} and _("…") in templates."""
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text()
        for a, b in re.findall(r"""{%\s*trans(?:late)?\s+(?:"([^"]+)"|'([^']+)')""", text):
            yield path.name, a or b
        for a in re.findall(r"""[=\s]_\("([^"]+)"\)""", text):
            yield path.name, a


def in_code() -> Iterator[tuple[str, str]]:
    """(file, text) of gettext calls with a plain text."""
    for path in SOURCE.rglob("*.py"):
        if "templatetags" in path.parts and "gallery" in path.name:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ("_", "gettext", "gettext_lazy", "ngettext") and isinstance(node.args[0].value, str):
                yield path.name, node.args[0].value


@pytest.mark.parametrize("source", [in_templates, in_code], ids=["templates", "code"])
def test_every_sentence_of_the_interface_is_there_in_arabic(
    arabic: dict[object, str], source: object
) -> None:
    known = [(file, text) for file, text in source() if text.strip()]  # type: ignore[operator]
    assert len(known) > 100
    assert not sorted({(file, text) for file, text in known if not knows(arabic, text)})


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ouna.web.settings")
    os.environ.setdefault("OUNA_TESTING", "1")
    django.setup()
    (ROOT / "docs" / "errors.md").write_text(errors_page())
