"""The protocol library is fit to be a package of its own."""

import ast
import importlib
from pathlib import Path
import subprocess
import sys
from typing import TypeAliasType

import pytest

from custom_components.hwgroup import client

PACKAGE = Path(client.__file__).parent
MODULES = sorted(PACKAGE.glob("*.py"))
# What else is needed is what `import` finds in Python itself.
REQUIREMENTS = {"aiohttp", "pyasn1", "pymodbus", "pysnmp", "yarl"}


def _imports(module: Path) -> list[tuple[int, str]]:
    """Return the level and the top-level name of each import."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(0, alias.name.partition(".")[0]) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.level, (node.module or "").partition(".")[0]))
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_imports(module: Path) -> None:
    """No module knows Home Assistant, or anything above its own folder."""
    siblings = {path.stem for path in MODULES}
    for level, name in _imports(module):
        if level:
            assert level == 1
            assert name in siblings
        else:
            assert name in REQUIREMENTS | sys.stdlib_module_names


def test_every_requirement_is_used() -> None:
    """The list of requirements is no longer than it must be."""
    names = {
        name for module in MODULES for level, name in _imports(module) if not level
    }
    assert names >= REQUIREMENTS


def test_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder works under another name and in another place."""
    (tmp_path / "hwg_alone").symlink_to(PACKAGE, target_is_directory=True)
    monkeypatch.syspath_prepend(tmp_path)
    alone = importlib.import_module("hwg_alone")
    try:
        device = alone.ValuesReader().read(
            b"<Root><Agent><Model>33</Model></Agent></Root>"
        )
        assert device.identity.model == "HWg-STE"
        assert type(device) is alone.Device is not client.Device
        assert type(device).__module__ == "hwg_alone.model"
    finally:
        for name in [name for name in sys.modules if name.startswith("hwg_alone")]:
            del sys.modules[name]


def test_typed() -> None:
    """Whoever imports it gets its types."""
    assert (PACKAGE / "py.typed").is_file()


def test_public_names() -> None:
    """The public names are sorted as tools sort them, and they exist."""
    assert len(client.__all__) == len(set(client.__all__))
    assert all(hasattr(client, name) for name in client.__all__)
    imported = {
        alias.name
        for node in ast.walk(ast.parse((PACKAGE / "__init__.py").read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    assert imported == set(client.__all__)


def _documented() -> dict[str, str | None]:
    """Return the docstrings of all classes and functions as they are written."""
    return {
        node.name: ast.get_docstring(node)
        for module in MODULES
        for node in ast.parse(module.read_text("utf-8")).body
        if isinstance(node, ast.AsyncFunctionDef | ast.ClassDef | ast.FunctionDef)
    }


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in client.__all__
        if not isinstance(getattr(client, name), TypeAliasType)
    ],
)
def test_docstring(name: str) -> None:
    """Every public name says what it is for."""
    assert _documented()[name]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_module_docstring(module: Path) -> None:
    """And so does every module."""
    assert ast.get_docstring(ast.parse(module.read_text("utf-8")))


@pytest.mark.parametrize(
    "name", [name for name in client.__all__ if name.endswith("Error")]
)
def test_one_family_of_errors(name: str) -> None:
    """Whoever catches HwgError catches them all."""
    assert issubclass(getattr(client, name), client.HwgError)


def test_no_protocol_is_loaded_before_it_is_used() -> None:
    """Neither SNMP nor Modbus: most devices are read over HTTP."""
    code = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r}); import {PACKAGE.name};"
        "print([name for name in sys.modules if name.startswith(('pymodbus', 'pysnmp'))])"
    )
    found = subprocess.run(  # noqa: S603 - our own package
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert found.stdout.strip() == "[]"
