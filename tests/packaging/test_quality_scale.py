"""The quality scale: every rule, with evidence that is there and code that agrees."""

import ast
from collections.abc import Callable, Mapping
from pathlib import Path
import re
import tomllib
from typing import Any, Final

import pytest

from custom_components.hwgroup.config_flow import HwgConfigFlow
from custom_components.hwgroup.const import DOMAIN, SHORTEST_POLL_INTERVAL
from homeassistant import components
from homeassistant.const import Platform
from homeassistant.data_entry_flow import FlowError
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.entity import Entity
from homeassistant.util.yaml import load_yaml_dict

from ..translations import ENGLISH
from . import code
from .behaviours import described
from .code import MANIFEST, PACKAGE, ROOT
from .flows import steps

RULES: dict[str, dict[str, str]] = load_yaml_dict(PACKAGE / "quality_scale.yaml")[
    "rules"
]
CORE = Path(components.__path__[0])
# An integration of the highest tier has every rule that Home Assistant has.
ALL: Final = load_yaml_dict(CORE / "peblar" / "quality_scale.yaml")["rules"]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BLUEPRINTS = sorted((ROOT / "blueprints").rglob("*.yaml"))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_EVIDENCE: Final = re.compile(
    r"(?P<path>[\w./@-]+\.(?:ambr|json|md|png|py|toml|typed|yaml)|scripts/\w+)"
    r"(?:::(?P<test>\w+))?(?:#(?P<heading>[\w-]+))?"
)


def _evidence(rule: str) -> list[re.Match[str]]:
    return list(_EVIDENCE.finditer(RULES[rule]["comment"]))


def _is_there(evidence: re.Match[str]) -> bool:
    """Return whether the file, and what is named of it, exists."""
    path = next(
        (
            path
            for room in (ROOT, PACKAGE)
            if (path := room / evidence["path"]).is_file()
        ),
        None,
    )
    if path is None:
        return False
    text = path.read_text("utf-8", errors="replace")
    if test := evidence["test"]:
        return re.search(rf"^(async )?def {test}\(", text, re.MULTILINE) is not None
    return evidence["heading"] is None or evidence["heading"] in _anchors(text)


def _anchors(text: str) -> set[str]:
    """Return what a link can point to in a document."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in headings}


def test_every_rule_is_answered() -> None:
    """None is forgotten, and none is made up."""
    assert set(RULES) == set(ALL)


@pytest.mark.parametrize("rule", RULES)
def test_evidence(rule: str) -> None:
    """What is done names where that shows; what is not has a reason."""
    answer = RULES[rule]
    assert answer["status"] in {"done", "exempt", "todo"}
    assert answer["comment"]
    if answer["status"] == "done":
        assert _evidence(rule)
        missing = [found[0] for found in _evidence(rule) if not _is_there(found)]
        assert missing == []


def _has(name: str) -> bool:
    return (PACKAGE / name).is_file()


def _step(name: str) -> bool:
    return name in steps(HwgConfigFlow)


def _functions(module: str) -> set[str]:
    return {
        node.name
        for node in code.trees()[PACKAGE / module].body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _each_platform_says_how_many_at_a_time() -> bool:
    platforms = [name for name in Platform if _has(f"{name}.py")]
    return bool(platforms) and all(
        hasattr(code.MODULES[PACKAGE / f"{name}.py"], "PARALLEL_UPDATES")
        for name in platforms
    )


def _each_entity_has_its_own_name() -> bool:
    return all(
        code.class_value(entity, "_attr_has_entity_name")
        for entity in code.subclasses(Entity)
    )


# What Home Assistant calls with a config entry, and as which argument.
_TAKE_ENTRY: Final[Mapping[str, int]] = {
    "async_get_config_entry_diagnostics": 1,
    "async_get_device_diagnostics": 1,
    "async_migrate_entry": 1,
    "async_remove_config_entry_device": 1,
    "async_remove_entry": 1,
    "async_setup_entry": 1,
    "async_unload_entry": 1,
}


def _without_typed_entry() -> list[str]:
    """Return the functions whose entry is not typed by an alias that ends so.

    As hassfest looks, which does not do so for custom integrations.
    """
    return [
        f"{path.name}: {node.name}"
        for path, tree in code.trees().items()
        if path.parent == PACKAGE
        for node in tree.body
        if isinstance(node, ast.AsyncFunctionDef) and node.name in _TAKE_ENTRY
        if not _is_typed_entry(node.args.args[_TAKE_ENTRY[node.name]].annotation)
    ]


def _is_typed_entry(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Name) and bool(
        re.fullmatch(r"[A-Za-z][A-Za-z0-9]+ConfigEntry", annotation.id)
    )


def _untranslated() -> list[str]:
    """Return the exceptions that are shown as they stand in the code."""
    return [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path, tree in code.trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        if _is_shown(getattr(code.MODULES[path], code.name_of(node.exc.func), None))
        if "translation_key" not in {word.arg for word in node.exc.keywords}
    ]


def _is_shown(kind: object) -> bool:
    # The end of a flow is worded in the flow's own part of the translations, and what
    # a user may not do by Home Assistant itself.
    return (
        isinstance(kind, type)
        and issubclass(kind, HomeAssistantError)
        and not issubclass(kind, FlowError | Unauthorized)
    )


def _documented(name: str) -> bool:
    """Return whether each action, trigger or condition is named in a document."""
    texts = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    keys = [key for key in described(name) if not key.startswith(".")]
    return bool(keys) and all(
        f"{DOMAIN}.{key}" in texts or ENGLISH[name][key]["name"] in texts
        for key in keys
    )


def _examples_are_linked() -> bool:
    texts = "\n".join(path.read_text("utf-8") for path in DOCUMENTS)
    return bool(BLUEPRINTS) and all(path.name in texts for path in BLUEPRINTS)


# What can be read from the files: whether a rule is kept.
CHECKS: Final[Mapping[str, Callable[[], bool]]] = {
    "action-exceptions": lambda: _has("services.yaml"),
    "action-setup": lambda: _has("services.yaml"),
    "appropriate-polling": lambda: SHORTEST_POLL_INTERVAL.total_seconds() >= 5,
    "brands": lambda: _has("brand/icon.png"),
    "common-modules": lambda: _has("coordinator.py") and _has("entity.py"),
    "config-entry-unloading": lambda: "async_unload_entry" in _functions("__init__.py"),
    "config-flow": lambda: MANIFEST["config_flow"] is True,
    "config-flow-test-coverage": lambda: (
        "--fail-under=100" in (ROOT / "scripts" / "test").read_text("utf-8")
    ),
    "diagnostics": lambda: (
        "async_get_config_entry_diagnostics" in _functions("diagnostics.py")
    ),
    "discovery": lambda: _step("dhcp") and bool(MANIFEST["dhcp"]),
    "discovery-update-info": lambda: {"registered_devices": True} in MANIFEST["dhcp"],
    "docs-actions": lambda: _documented("services"),
    "docs-conditions": lambda: _documented("conditions"),
    "docs-examples": _examples_are_linked,
    "docs-triggers": lambda: _documented("triggers"),
    "entity-translations": lambda: _has("translations/en.json"),
    "exception-translations": lambda: not _untranslated(),
    "has-entity-name": _each_entity_has_its_own_name,
    "icon-translations": lambda: _has("icons.json"),
    "inject-websession": lambda: any(code.calls("async_get_clientsession")),
    "integration-owner": lambda: bool(MANIFEST["codeowners"]),
    "parallel-updates": _each_platform_says_how_many_at_a_time,
    "reauthentication-flow": lambda: _step("reauth"),
    "reconfiguration-flow": lambda: _step("reconfigure"),
    "repair-issues": lambda: any(code.calls("async_create_issue")),
    "runtime-data": lambda: (
        not any("hass.data[DOMAIN]" in path.read_text("utf-8") for path in code.MODULES)
        and not _without_typed_entry()
    ),
    "strict-typing": lambda: (
        PROJECT["tool"]["mypy"]["strict"] is True
        and "custom_components/hwgroup" in PROJECT["tool"]["mypy"]["files"]
        and _has("client/py.typed")
        and not _without_typed_entry()
    ),
    "test-coverage": lambda: PROJECT["tool"]["coverage"]["report"]["fail_under"] >= 95,
    "unique-config-entry": lambda: any(code.calls("_abort_if_unique_id_configured")),
}


@pytest.mark.parametrize("rule", CHECKS)
def test_the_code_agrees(rule: str) -> None:
    """What is said to be done is, and what is done is said to be."""
    assert CHECKS[rule]() is (RULES[rule]["status"] == "done"), _untranslated()
