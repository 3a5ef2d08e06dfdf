"""Nothing that Home Assistant or a library keeps to itself is used, not even in tests."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from .code import ROOT

FOLDERS = sorted({path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/**/*.py")})
# What Home Assistant documents for classes that come from its own.
FOR_SUBCLASSES = {
    "_abort_if_unique_id_configured",
    "_get_entry",
    "_get_reauth_entry",
    "_get_reconfigure_entry",
    "_get_reconfigure_subentry",
    "_trigger_event",
}


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _defined(node: ast.AST) -> str:
    """Return the name that is defined or written here, if any is."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node.name
        case ast.Name(ctx=ast.Store()):
            return node.id
        case ast.Attribute(ctx=ast.Store()):
            return node.attr
    return ""


def _used(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each private name that may be of others, with what it is part of."""
    match node:
        case ast.Attribute(attr=name) if _is_private(name):
            if name not in FOR_SUBCLASSES and not name.startswith("_attr_"):
                yield name, ast.unparse(node)
        case ast.ImportFrom(module=str(module), level=0):
            for alias in node.names:
                if _is_private(alias.name):
                    yield alias.name, f"{module}.{alias.name}"


@cache
def _names() -> tuple[set[str], dict[Path, list[tuple[str, str]]]]:
    """Return all names that the repository defines, and by module those it uses."""
    own, used = set[str](), {}
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
            own.update(map(_defined, nodes))
            used[path] = [use for node in nodes for use in _used(node)]
    return own, used


def test_folders() -> None:
    """All code is looked through."""
    assert {"custom_components", "simulator", "tests", "soak"} <= set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_private(folder: str) -> None:
    """A name with an underscore may change in any release, without a word."""
    own, used = _names()
    for path, uses in used.items():
        if path.is_relative_to(ROOT / folder):
            assert [use for name, use in uses if name not in own] == [], path
