"""Nothing that Home Assistant or a library keeps to itself is used, not even in tests."""

import ast
from collections.abc import Iterator

import pytest

from .code import ROOT

FOLDERS = sorted({path.relative_to(ROOT).parts[0] for path in ROOT.glob("*/**/*.py")})
TREES = {
    path: ast.parse(path.read_text("utf-8"))
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.py")
}
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


def _names(tree: ast.AST) -> Iterator[str]:
    """Yield what is defined or written here."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr


OWN = {name for tree in TREES.values() for name in _names(tree)}


def _foreign(tree: ast.AST) -> Iterator[str]:
    """Yield each private name that is defined nowhere in the repository."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if _is_private(name):
                if name not in OWN | FOR_SUBCLASSES and not name.startswith("_attr_"):
                    yield ast.unparse(node)
            case ast.ImportFrom(module=str(module), level=0):
                for alias in node.names:
                    if _is_private(alias.name) and alias.name not in OWN:
                        yield f"{module}.{alias.name}"


def test_folders() -> None:
    """All code is looked through."""
    assert {"custom_components", "simulator", "tests", "soak"} <= set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_private(folder: str) -> None:
    """A name with an underscore may change in any release, without a word."""
    for path, tree in TREES.items():
        if path.is_relative_to(ROOT / folder):
            assert list(_foreign(tree)) == [], path
