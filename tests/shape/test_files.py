"""Files stay small, say what they are, and name no drawer."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [p for p in sorted((ROOT / "src" / "ouna").rglob("*.py")) if "migrations" not in p.parts]
#: About 400 and 40 are meant; beyond these a file is cut in two.
MOST_LINES, MOST_OF_A_FUNCTION = 500, 70


def test_no_file_is_a_drawer() -> None:
    drawers = {"utils", "helpers", "common", "base", "misc", "lib"}
    assert not [p for p in SOURCES if p.stem in drawers or p.parent.name in drawers]


def test_files_are_short() -> None:
    assert not {p.name: n for p in SOURCES if (n := len(p.read_text().splitlines())) > MOST_LINES}


def test_functions_are_short() -> None:
    long = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > MOST_OF_A_FUNCTION:
                    long.append((path.name, node.name, lines))
    assert not long


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT / "src").as_posix())
def test_every_module_says_what_it_is(path: Path) -> None:
    text = path.read_text()
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "A module begins with what it is."


def test_every_public_function_says_what_it_does() -> None:
    silent = []
    for path in SOURCES:
        if path.name == "apps.py":
            continue
        tree = ast.parse(path.read_text())
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                is_overload = any(getattr(d, "id", "") == "overload" for d in node.decorator_list)
                if not ast.get_docstring(node) and not is_overload:
                    silent.append(f"{path.relative_to(ROOT / 'src')}:{node.name}")
    assert not silent
