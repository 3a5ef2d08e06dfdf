"""What comes before the plugins of pytest, so that each Home Assistant can be tested.

Home Assistant puts libraries of its own in the place of others, which must not be there
yet. And the package that brings its fixtures belongs to one release only, and comes
after it: what another one no longer has is missed where it is used, not where it is
imported.
"""

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from homeassistant.const import __version__

FIXTURES = "pytest_homeassistant_custom_component"


def _bridge() -> None:
    for module_name, name in _imported():
        module = import_module(module_name)
        if not hasattr(module, name) and not _is_module(module, name):
            setattr(module, name, _missing(f"{module_name}.{name}"))


def _imported() -> Iterator[tuple[str, str]]:
    """Yield each name of Home Assistant that the fixtures import, with its module."""
    package = find_spec(FIXTURES)
    assert package is not None
    assert package.origin is not None
    for source in ("common.py", "plugins.py"):
        path = Path(package.origin).parent / source
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                if module.startswith("homeassistant.") and not node.level:
                    yield from ((module, alias.name) for alias in node.names)


def _is_module(module: ModuleType, name: str) -> bool:
    found = hasattr(module, "__path__") and find_spec(f"{module.__name__}.{name}")
    return bool(found)


def _missing(name: str) -> Callable[..., Any]:
    def missing(*_args: Any, **_named: Any) -> Any:
        raise NotImplementedError(f"Home Assistant {__version__} has no {name}")

    return missing


if f"homeassistant=={__version__}" not in (requires(FIXTURES) or ()):
    _bridge()
