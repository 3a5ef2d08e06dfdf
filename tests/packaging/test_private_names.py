"""Nothing that Home Assistant or a library keeps to itself is used, not even in tests."""

import ast
from collections.abc import Iterator
from functools import cache
import inspect
from pathlib import Path
import textwrap

import pytest

from .code import MODULES, ROOT

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
# The same, or what the base class says is to be overridden.
OVERRIDDEN = FOR_SUBCLASSES | {
    "_async_migrate_func",
    "_async_refresh_finished",
    "_async_update_data",
    "_handle_coordinator_update",
    "_unrecorded_attributes",
}
# On the list of docs/contributing.md with all that their classes have for subclasses.
UNSETTLED = ("homeassistant.helpers.condition", "homeassistant.helpers.trigger")


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


def _body(own: type) -> list[ast.AST]:
    return list(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(own)))))


def _of_itself(node: ast.AST) -> str:
    """Return the name if a class defines it for itself, or an object asks itself for it."""
    match node:
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return _defined(node)


@cache
def _private_names(own: type) -> set[str]:
    names = filter(_is_private, map(_of_itself, _body(own)))
    return {name for name in names if not name.startswith("_attr_")}


def _ours() -> set[type]:
    found = (each for module in MODULES.values() for each in vars(module).values())
    return {
        each
        for each in found
        if inspect.isclass(each) and each.__module__.startswith("custom_components.")
    }


def test_nothing_private_of_a_base() -> None:
    """Not even under a name that we use elsewhere, or that would take the place of it."""
    for ours in _ours():
        for base in ours.__mro__:
            if base.__module__.startswith("homeassistant.") and not (
                base.__module__.startswith(UNSETTLED)
            ):
                shared = _private_names(ours) & _private_names(base)
                assert shared <= OVERRIDDEN, (ours, base)
