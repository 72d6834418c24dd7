"""Sentences of errors are not lost when texts are gathered anew: `make messages` drops what no code names.

The catalogue in `src/ouna/locale` is kept by hand: `make messages` visits the apps alone.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from tests.shape.test_documented import errors, sentences

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ouna"
MARKS = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext")
APPS = sorted(path.parents[1].name for path in SOURCE.glob("*/locale/ar"))


def catalogue(folder: Path) -> set[str]:
    """The texts that a catalogue translates; those set aside as obsolete are not among them."""
    text = (folder / "ar" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    blocks = re.findall(r'^msgid ((?:"(?:[^"\\]|\\.)*"\n)+)', text, re.MULTILINE)
    return {"".join(json.loads(row) for row in block.splitlines()) for block in blocks}


def named(folder: Path) -> set[str]:
    """The texts that an app's code hands to gettext."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                found |= {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
    return found


@pytest.mark.parametrize("app", APPS)
def test_an_errors_sentence_in_an_apps_catalogue_is_named_in_its_code(app: str) -> None:
    said = {text for error in errors() for text in sentences(error)}
    lost = (catalogue(SOURCE / app / "locale") & said) - named(SOURCE / app)
    assert not sorted(lost), f"Name them in src/ouna/{app}/spoken.py."
