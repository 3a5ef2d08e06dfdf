"""The flows of the integration: their steps, and which of them a user sees."""

import ast
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
import sys
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

import custom_components.hwgroup as integration
from custom_components.hwgroup.const import (
    SERVICE_UNIQUE_IDS,
    SUBENTRY_METER,
    SUBENTRY_PHONE,
)
from homeassistant.config_entries import (
    ConfigFlow,
    ConfigSubentryData,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.data_entry_flow import FlowHandler

from .code import called, calls, class_node, name_of, subclasses, texts

# A device has some of them only if it has what they need, or has one already.
OF_DEVICES = tuple(
    ConfigSubentryData(data={}, subentry_type=kind, title=kind, unique_id=None)
    for kind in (SUBENTRY_METER, SUBENTRY_PHONE)
)
# What shows a step, and the part of the translations that words it.
_SHOWS = {
    "async_show_form": "step",
    "async_show_menu": "step",
    "async_show_progress": "progress",
}


def flows() -> Mapping[tuple[str, ...], set[type[FlowHandler[Any, Any, Any]]]]:
    """Return the flows by the part of the translations that words them."""
    found: dict[tuple[str, ...], set[type]] = {
        ("config",): subclasses(ConfigFlow),
        ("options",): subclasses(OptionsFlow),
    }
    for kind, flow in subentry_flows().items():
        found["config_subentries", kind] = {flow}
    return found


def subentry_flows() -> dict[str, type[ConfigSubentryFlow]]:
    """Return the flows of subentries of whatever entry by their kind."""
    handlers = [flow for flow in subclasses(ConfigFlow) if "domain" in _declared(flow)]
    return {
        kind: flow
        for handler in handlers
        for unique_id in (None, *SERVICE_UNIQUE_IDS)
        for kind, flow in handler.async_get_supported_subentry_types(
            MockConfigEntry(unique_id=unique_id, subentries_data=OF_DEVICES)
        ).items()
    }


def _declared(flow: type) -> set[str | None]:
    """Return the keywords that a class is declared with."""
    return {word.arg for word in class_node(flow).keywords}


def shown(flow: type) -> dict[str, set[str]]:
    """Return the steps of a flow that a user sees, by how they are worded.

    A method of a flow's own that shows a step has its ID as the first argument.
    """
    bases = [
        (sys.modules[base.__module__], class_node(base))
        for base in flow.__mro__
        if base.__module__.startswith(
            (integration.__name__, "homeassistant.components")
        )
    ]
    shows = _shows([base for _, base in bases])
    found: dict[str, set[str]] = {"step": set(), "progress": set()}
    for _, base in bases:
        found["step"] |= _aliases(base)
    for module, base in bases:
        for call in ast.walk(base):
            if isinstance(call, ast.Call) and (name := name_of(call.func)) in shows:
                given = [word.value for word in call.keywords if word.arg == "step_id"]
                for value in chain(given, call.args[:1]):
                    found[shows[name]] |= texts(module, value)
    return found


def _aliases(base: ast.ClassDef) -> set[str]:
    """Return the steps that share a method, which shows whichever of them it is."""
    return {
        target.id.removeprefix("async_step_")
        for node in base.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.startswith("async_step_")
    }


def _shows(classes: Sequence[ast.ClassDef]) -> dict[str, str]:
    """Return the methods that show a step, directly or through another of them."""
    shows = dict(_SHOWS)
    methods = [
        (method.name, called(method))
        for node in classes
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and "step_id" in {argument.arg for argument in method.args.args}
    ]
    for _ in methods:
        for name, uses in methods:
            for known in uses & set(shows):
                shows[name] = shows[known]
    return shows


def steps(flow: type) -> set[str]:
    """Return all steps that a flow has, seen or not."""
    prefix = "async_step_"
    return {name.removeprefix(prefix) for name in dir(flow) if name.startswith(prefix)}


def menu_options() -> set[str]:
    """Return what menus offer, as far as it stands in the code."""
    return {
        option
        for module, call in calls("async_show_menu")
        for word in call.keywords
        if word.arg == "menu_options" and isinstance(word.value, ast.List)
        for item in word.value.elts
        for option in texts(module, item)
    }


def in_all[T](classes: set[type], find: Callable[[type], set[T]]) -> set[T]:
    """Return what is found in any of some classes."""
    return set[T]().union(*map(find, classes))
