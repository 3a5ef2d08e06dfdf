"""Every key that the code uses is translated, and none is left over."""

import ast
import json
from typing import Any

import pytest

from custom_components.hwgroup import binary_sensor, event, sensor
from custom_components.hwgroup.errors import _KEYS
from custom_components.hwgroup.traps.counters import COUNTERS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from simulator import XML_MODELS

from .conftest import AddDevice, MakeDevice
from .translations import ENGLISH, PACKAGE, placeholders

ICONS: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text())
# Keys of the entities that a device's parts have, and their nameless twins.
PARTS = {
    platform: {
        f"{description.key}{suffix}"
        for group in groups
        for description in group
        for suffix in ("", "_unnamed")
    }
    for platform, groups in {
        "sensor": (sensor.SENSORS, sensor.COUNTERS),
        "binary_sensor": (
            binary_sensor.SENSORS,
            binary_sensor.INPUTS,
            binary_sensor.OUTPUTS,
        ),
    }.items()
}
OTHERS = {
    "button": {"test"},
    "event": {event.ALARM.key},
    "sensor": {sensor.UPTIME.key, sensor.LAST_CONTACT.key, sensor.TRANSPORT.key}
    | {counter.key for counter in COUNTERS},
    "binary_sensor": set(),
}


def _constants() -> set[str]:
    """Return every text that stands in the code."""
    return {
        node.value
        for module in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("platform", sorted(OTHERS))
def test_entities(platform: str) -> None:
    """Each has a name, and one with what its name needs."""
    names = ENGLISH["entity"][platform]
    assert set(names) == PARTS.get(platform, set()) | OTHERS[platform]
    for key, texts in names.items():
        needed = placeholders(texts["name"])
        if key in OTHERS[platform]:
            assert needed == set()
        else:
            assert needed == ({"id"} if key.endswith("_unnamed") else {"name"})


def test_errors_and_exceptions() -> None:
    """The library's errors are words in the form and in the log."""
    keys = set(_KEYS.values()) | {"port_forbidden", "port_in_use"}
    assert set(ENGLISH["config"]["error"]) == keys | {
        "auth_required",
        "invalid_host",
        "invalid_network",
        "no_channel",
    }
    assert set(ENGLISH["exceptions"]) == keys | {"no_recipient", "test_failed"}


@pytest.mark.parametrize("section", ["exceptions", "issues"])
def test_nothing_is_left_over(section: str) -> None:
    """A key that no code names is a leftover."""
    assert set(ENGLISH[section]) <= _constants()


def test_events_are_worded() -> None:
    """Each type of event has its words."""
    types = ENGLISH["entity"]["event"]["alarm"]["state_attributes"]["event_type"]
    assert list(types["state"]) == event.ALARM.event_types


def test_icons_belong_to_entities() -> None:
    """An icon for an entity that does not exist is a leftover."""
    for platform, icons in ICONS["entity"].items():
        assert set(icons) <= set(ENGLISH["entity"][platform])


@pytest.mark.parametrize("model", sorted(XML_MODELS))
async def test_no_entity_is_without_a_name(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, model: str
) -> None:
    """None falls back to the bare name of the device."""
    entry = await add_device(await make_device(model, name="Unit"))
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        assert entity.original_name, entity.entity_id
        assert "{" not in entity.original_name
