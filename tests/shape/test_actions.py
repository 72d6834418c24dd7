"""Every write is an action, and every action leaves a fact."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import ouna

ROOT = Path(__file__).resolve().parents[2]
APPS = ("parties", "campaign", "appeal", "funds", "donations", "treasury", "log")
#: What ends a fact: a record, a journal entry, or saying that nothing changed.
ENDS = {"record", "record_many", "journal", "unchanged", "left_fact", "erase_subject"}
#: Writes that are no facts: the log writes itself, and these tables are work in progress or delivery.
MAY_WRITE = ("/actions", "/log/", "/migrations/", "/demo/")
WRITES = {"create", "bulk_create", "update_or_create", "get_or_create", "delete", "bulk_update"}


def load_all() -> dict[str, object]:
    """All actions, once every module is imported."""
    for module in pkgutil.walk_packages(ouna.__path__, "ouna."):
        if ".actions" in module.name:
            importlib.import_module(module.name)
    from ouna.log import ACTIONS

    return dict(ACTIONS)


def action_functions() -> dict[str, ast.FunctionDef]:
    """Functions decorated as actions, by app and name, read from the source."""
    found = {}
    for app in APPS:
        folder = ROOT / "src" / "ouna" / app
        for path in [*folder.glob("actions.py"), *folder.glob("actions/*.py"), *folder.glob("*.py")]:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and any(
                    "action" in ast.unparse(d) for d in node.decorator_list
                ):
                    found[f"{app}.{node.name}"] = node
    return found


def test_every_action_is_registered() -> None:
    written = {name for name in action_functions() if not name.startswith("log.")}
    registered = {name for name in load_all() if not name.startswith("log.")}
    assert written and written <= registered, written - registered


def test_every_action_ends_in_a_fact_or_is_a_draft() -> None:
    registered, silent, functions = load_all(), [], all_functions()
    for name, node in action_functions().items():
        if getattr(registered.get(name), "draft", False):
            continue
        if not _reaches_a_fact(node, name.split(".")[0], functions, set()):
            silent.append(name)
    assert not silent


Functions = dict[str, dict[str, ast.FunctionDef]]


def all_functions() -> Functions:
    """name → {app: function} of all apps that write."""
    found: Functions = {}
    for app in APPS:
        for path in (ROOT / "src" / "ouna" / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    found.setdefault(node.name, {})[app] = node
    return found


def _reaches_a_fact(node: ast.FunctionDef, app: str, functions: Functions, seen: set[str]) -> bool:
    """Whether a fact is called here, or in a function of ours that is called here."""
    for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in ENDS:
            return True
        if name in seen:
            continue
        seen.add(name)
        known = functions.get(name, {})
        for home in [app] if app in known else known:
            if _reaches_a_fact(known[home], home, functions, seen):
                return True
    return False


def test_nothing_else_writes() -> None:
    """Views, queries, forms and tasks call actions; they never write a table themselves."""
    wrong = []
    for path in (ROOT / "src" / "ouna").rglob("*.py"):
        if any(part in path.as_posix() for part in MAY_WRITE):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in WRITES and ".objects" in ast.unparse(node.func):
                wrong.append(f"{path.relative_to(ROOT / 'src')}:{node.lineno} {ast.unparse(node.func)}")
    assert not wrong
