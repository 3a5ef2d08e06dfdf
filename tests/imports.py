"""Which modules of a package import each other."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _name(module: Path, root: Path) -> str:
    """Return the dotted name of a module; a package is named by its folder."""
    parts = module.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(module: Path, root: Path = ROOT) -> Iterator[str]:
    """Yield the full name of everything that a module imports, wherever it does.

    That includes imports inside functions and those below `if TYPE_CHECKING`.
    """
    package = module.relative_to(root).parts[:-1]
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            parts = (*base, node.module) if node.module else base
            yield from (".".join((*parts, alias.name)) for alias in node.names)


def imports_within(package: Path, root: Path = ROOT) -> dict[str, set[str]]:
    """Return each module of a package with the modules of it that it imports.

    A name that a package exports counts as an import of its `__init__`.
    """
    modules = {_name(module, root): module for module in package.rglob("*.py")}

    def modules_behind(name: str) -> Iterator[str]:
        while name and name not in modules:
            name = name.rpartition(".")[0]
        if name:
            yield name

    return {
        name: {
            imported
            for full_name in imported_names(module, root)
            for imported in modules_behind(full_name)
            if imported != name
        }
        for name, module in modules.items()
    }


def circles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle.

    These are the strongly connected components with more than one module.
    """
    reached = {name: _reached(imports, name) for name in imports}
    groups = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in imports
    }
    return sorted(sorted(group) for group in groups if group)


def _reached(imports: Mapping[str, set[str]], start: str) -> set[str]:
    """Return what a module imports, directly or through others."""
    reached: set[str] = set()
    to_do = [start]
    while to_do:
        new = imports[to_do.pop()] - reached
        reached |= new
        to_do.extend(new)
    return reached
