"""Which tests have to notice a change of a module: those that name what is in it.

Of the tests that belong to no room, those that import the module itself. What they do not
notice, the other tests of the room may.
"""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path
import re

from ..imports import ROOT

PACKAGE = ROOT / "custom_components" / "hwgroup"
ROOMS = {"client": "client", "alerts/rules": "alerts", "alerts/notify": "alerts"}
"""The rooms that are changed, and the folder of their tests."""
MODULES = tuple(
    module.relative_to(PACKAGE).as_posix()
    for room in ROOMS
    for module in sorted((PACKAGE / room).glob("[!_]*.py"))
)
_TESTS = ROOT / "tests"
# Those that run for long, and those that know of all modules.
_SLOW = (
    "alerts/test_traces.py",
    "alerts/test_scale.py",
    "alerts/test_latency.py",
    "alerts/test_replay.py",
    "alerts/test_wrong_clocks.py",
    "client/test_fuzz.py",
    "client/test_package.py",
)
# What notices a module of which no test names anything.
_BESIDES = {
    "client": ("test_readings", "test_http", "test_snmp", "test_meters", "test_model"),
    "alerts": (
        *("test_rules", "test_range_rules", "test_lifecycle", "test_engine"),
        *("test_outbox", "test_attempts", "test_recipients_behaviour", "test_answers"),
    ),
}


def _names(module: Path) -> set[str]:
    """Return the names that a module defines for others."""
    found = set()
    for node in ast.parse(module.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id for each in targets if isinstance(each, ast.Name)}
    return {name for name in found if not name.startswith("_")}


@cache
def _texts(folder: str) -> dict[str, str]:
    return {
        path.relative_to(_TESTS).as_posix(): path.read_text("utf-8")
        for path in sorted((_TESTS / folder).glob("test_*.py"))
    }


def noticing(module: str) -> tuple[list[str], list[str]]:
    """Return the test files to run for a module, and those to run if these all pass."""
    room = next(folder for name, folder in ROOMS.items() if module.startswith(name))
    path = PACKAGE / module
    words = "|".join(map(re.escape, sorted({path.stem, *_names(path)})))
    named = re.compile(rf"\b({words})\b")
    chosen = {name for name, text in _texts(room).items() if named.search(text)}
    chosen |= {f"{room}/{name}.py" for name in _BESIDES[room]}
    package, stem = path.parent.name, path.stem
    imported = re.compile(rf"\.{package}(\.| import \(?[\w\s,]*\b){re.escape(stem)}\b")
    chosen |= {name for name, text in _texts("").items() if imported.search(text)}
    # First those that most likely notice it: the rest is not run then.
    first = sorted(chosen, key=lambda name: (stem not in name, name))
    return _to_run(first), _to_run(sorted({*_texts(room)} - chosen))


def _to_run(names: Iterable[str]) -> list[str]:
    return [f"tests/{name}" for name in names if name not in _SLOW]
