"""What Home Assistant does not document: each of it in one module, and on one list."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
import re

import pytest

from ..imports import imported_names
from .code import PACKAGE, ROOT, trees

DOCS = (ROOT / "docs" / "contributing.md").read_text("utf-8")
# What the developer documentation of Home Assistant describes.
DOCUMENTED = (
    "auth.permissions.const",
    "components.binary_sensor",
    "components.button",
    "components.diagnostics",
    "components.event",
    "components.http",
    "components.media_player",
    "components.media_source",
    "components.network",
    "components.notify",
    "components.number",
    "components.persistent_notification",
    "components.repairs",
    "components.sensor",
    "components.switch",
    "components.todo",
    "components.update",
    "components.websocket_api",
    "config_entries",
    "const",
    "core",
    "data_entry_flow",
    "exceptions",
    "helpers.aiohttp_client",
    "helpers.area_registry",
    "helpers.config_validation",
    "helpers.device_registry",
    "helpers.discovery_flow",
    "helpers.dispatcher",
    "helpers.entity",
    "helpers.entity_platform",
    "helpers.entity_registry",
    "helpers.event",
    "helpers.floor_registry",
    "helpers.issue_registry",
    "helpers.label_registry",
    "helpers.network",
    "helpers.selector",
    "helpers.service_info",
    "helpers.start",
    "helpers.storage",
    "helpers.template",
    "helpers.typing",
    "helpers.update_coordinator",
    "util.dt",
    "util.slugify",
)


def _listed(head: str) -> dict[str, str]:
    """Return where each of it is used, by the table with this head."""
    found = {}
    table = DOCS.partition(f"| {head} |")[2].partition("\n\n")[0]
    for row in re.findall(r"^\| (`.+)$", table, re.MULTILINE):
        names, module, otherwise = row.strip(" |").split(" | ")
        assert otherwise
        for name in re.findall(r"`([\w.]+)`", names):
            found[name] = module.strip("`")
    return found


LISTED = _listed("Of `homeassistant`")
OF_OTHERS = _listed("Of others")


def _starts(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


@cache
def _imported() -> dict[str, set[str]]:
    """Return the modules that import each name of Home Assistant."""
    found = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for name in imported_names(path):
            if name.startswith("homeassistant."):
                module = path.relative_to(PACKAGE).as_posix()
                found[name.removeprefix("homeassistant.")].add(module)
    return found


@pytest.mark.parametrize("listed", sorted(LISTED))
def test_one_module(listed: str) -> None:
    """It is used, and imported nowhere else."""
    modules = set[str]().union(
        *(used for name, used in _imported().items() if _starts(name, listed))
    )
    assert modules == {LISTED[listed]}


def test_the_list_is_complete() -> None:
    """Whatever is not on it is documented."""
    others = {
        name for name in _imported() if not any(_starts(name, each) for each in LISTED)
    }
    assert {
        name for name in others if not any(_starts(name, each) for each in DOCUMENTED)
    } == set()


def _names(node: ast.AST) -> Iterator[str]:
    """Yield what a part of the code is called, or says."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name):
            yield name
        case ast.Attribute():
            yield ".".join(ast.unparse(node).split(".")[-2:])


@cache
def _named() -> dict[str, set[str]]:
    """Return the modules in which something is named."""
    found = defaultdict(set)
    for path, tree in trees().items():
        for node in ast.walk(tree):
            for name in _names(node):
                found[name].add(path.relative_to(PACKAGE).as_posix())
    return found


@pytest.mark.parametrize("listed", sorted(OF_OTHERS))
def test_of_other_integrations(listed: str) -> None:
    """It is known in one module, too."""
    assert _named()[listed] == {OF_OTHERS[listed]}


def test_no_other_module_is_known_by_name() -> None:
    """Such as by its logger."""
    names = {name for name in _named() if name.startswith("homeassistant.")}
    assert names <= set(OF_OTHERS)
