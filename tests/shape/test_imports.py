"""The import contracts of pyproject.toml, and what they cannot say: no library of the web in the core."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter import api

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "ouna").rglob("*.py"))
#: The command stays lazy, and the settings are read before anything else may load.
MAY_IMPORT_LATE = ("cli/", "log/__init__.py", "web/wsgi.py", "/apps.py")


def test_imports_only_go_down() -> None:
    api.read_configuration(str(ROOT / "pyproject.toml"))
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, verbose=False) == 0


def imports_of(path: Path) -> list[str]:
    """Names of all modules a file imports."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name == "rules.py"], ids=lambda p: p.parent.name)
def test_rules_are_pure(path: Path) -> None:
    assert not [m for m in imports_of(path) if m.split(".")[0] in ("django", "socket", "requests", "urllib")]


def test_imports_stand_on_top() -> None:
    late = []
    for path in SOURCES:
        if any(part in path.as_posix() for part in MAY_IMPORT_LATE):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                late += [
                    f"{path.name}:{n.lineno}"
                    for n in ast.walk(node)
                    if isinstance(n, ast.Import | ast.ImportFrom)
                ]
    assert not late


def test_no_signals_no_managers_no_service_classes() -> None:
    wrong = []
    for path in SOURCES:
        text = path.read_text()
        for word in ("post_save", "pre_save", "@receiver(", "(models.Manager)", "class Service"):
            if word in text:
                wrong.append((path.name, word))
    assert not wrong
