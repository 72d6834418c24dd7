"""Takes one rule out of the book's code, for the twin of its test: without the guard, the wrong is let in."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import types
from collections.abc import Iterator
from contextlib import contextmanager

from ouna.core import book


def modules() -> list[types.ModuleType]:
    """All modules of the book."""
    found = pkgutil.walk_packages(book.__path__, book.__name__ + ".")
    return [importlib.import_module(m.name) for m in found if not m.ispkg]


def said_by(node: ast.AST) -> str | None:
    """What a `raise RuleBroken(step, what)` statement says, if that is what the node is."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        call = node.exc
        if isinstance(call.func, ast.Name) and call.func.id == "RuleBroken":
            what = call.args[1]
            return what.value if isinstance(what, ast.Constant) else None
    return None


def all_rules() -> set[str]:
    """What every rule of the book says when it is broken."""
    trees = [ast.parse(inspect.getsource(m)) for m in modules()]
    return {w for tree in trees for node in ast.walk(tree) if (w := said_by(node))}


class _Without(ast.NodeTransformer):
    def __init__(self, what: str) -> None:
        self.what = what

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return ast.copy_location(ast.Pass(), node) if said_by(node) == self.what else node


def _functions(module: types.ModuleType, what: str) -> Iterator[tuple[types.FunctionType, types.CodeType]]:
    tree = ast.parse(inspect.getsource(module))
    for owner in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef))]:
        for node in owner.body:
            if not isinstance(node, ast.FunctionDef) or what not in {said_by(n) for n in ast.walk(node)}:
                continue
            node.decorator_list = []
            lone = ast.fix_missing_locations(ast.Module([_Without(what).visit(node)], []))
            flags = __import__("__future__").annotations.compiler_flag
            namespace: dict[str, object] = {}
            exec(compile(lone, module.__file__ or "", "exec", flags), dict(vars(module)), namespace)
            place = module if owner is tree else getattr(module, owner.name)
            yield vars(place)[node.name], namespace[node.name].__code__  # type: ignore[attr-defined]


@contextmanager
def without(what: str) -> Iterator[None]:
    """The book without the rule that says `what`."""
    found = [pair for module in modules() for pair in _functions(module, what)]
    assert found, what
    kept = [(function, function.__code__) for function, _ in found]
    try:
        for function, code in found:
            function.__code__ = code
        yield
    finally:
        for function, code in kept:
            function.__code__ = code
