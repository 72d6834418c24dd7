"""Writes docs/map.md from the docstrings of the packages: `make map`. A test fails when it is behind."""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "ouna"
TARGET = ROOT / "docs" / "map.md"
#: From the top: what stands higher may import what stands lower, never the other way (pyproject.toml).
ORDER = (
    "cli", "web", "demo", "treasury", "donations", "spending", "funds", "pact", "appeal", "quorum", "screening", "campaign",
    "parties", "log", "ui", "verify", "core",
)  # fmt: skip
#: Folders that Django or the template language asks for; they say nothing of their own.
SKIPPED = {"migrations", "templatetags"}

INTRO = """# The map

Written by `make map` from the packages' own docstrings. Do not edit it by hand.

Imports only go down this page: what stands higher may use what stands lower. `ui` and `verify` are strangers
to each other. `make check` holds this (import-linter, in `pyproject.toml`).

Inside a package the files have fixed names: `errors.py` refusals · `rules.py` pure decisions · `models.py`
tables · `queries.py` reads · `actions.py` writes · `forms.py`, `views.py`, `urls.py` and `templates/` the
pages · `tasks.py` periodic work · `checks.py` invariants · `desk.py` what waits for whom · `retention.py`
what is forgotten and when. A file that grew became a package of the same name.
"""


def docstring_of(folder: Path) -> str:
    """The docstring of a package, indentation cleaned; empty if it has none."""
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    return inspect.cleandoc(ast.get_docstring(tree) or "")


def parts_of(folder: Path) -> list[Path]:
    """The packages inside a package, at any depth, in order of their names."""
    found = (init.parent for init in folder.rglob("__init__.py") if init.parent != folder)
    return sorted(path for path in found if path.name not in SKIPPED)


def render() -> str:
    """The whole page. Raises: SystemExit for a package that is not in ORDER or has no docstring."""
    there = {init.parent.name for init in SOURCE.glob("*/__init__.py")}
    if there - set(ORDER):
        raise SystemExit(f"Say in docs/make_map.py where these packages stand: {sorted(there - set(ORDER))}")
    lines = [INTRO]
    for name in (n for n in ORDER if n in there):
        lines += [f"## `ouna.{name}`", "", _said(SOURCE / name), ""]
        for part in parts_of(SOURCE / name):
            dotted = ".".join(part.relative_to(SOURCE).parts)
            first = _said(part).split("\n\n")[0].replace("\n", " ")
            lines.append(f"- `ouna.{dotted}`: {first}")
        if parts_of(SOURCE / name):
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _said(folder: Path) -> str:
    text = docstring_of(folder)
    if not text:
        raise SystemExit(f"The package {folder.relative_to(ROOT)} has no docstring.")
    # Indented blocks are samples of code: for the reader of the source, not for the map.
    blocks = [block for block in text.split("\n\n") if not block.startswith("    ")]
    return "\n\n".join(blocks)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        raise SystemExit(
            0 if TARGET.read_text(encoding="utf-8") == render() else "docs/map.md is behind: make map"
        )
    TARGET.write_text(render(), encoding="utf-8")
