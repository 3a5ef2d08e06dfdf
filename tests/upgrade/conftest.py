"""Files of earlier code, and a Home Assistant that finds them."""

from collections.abc import Callable
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from simulator import SimulatedDevice

from .house import House, rewrite

FILES = Path(__file__).parent / "files"


@dataclass
class Installation:
    """What earlier code has left behind: entries, entities and stores."""

    device: MockConfigEntry
    alerts: MockConfigEntry
    entities: dict[str, str]
    """The unique ID of each entity by its ID."""
    told: set[str]
    """The IDs of the alerts of which there are messages, accepted or owed."""


type Restore = Callable[[str], Installation]


def _entry(data: dict[str, Any], device: SimulatedDevice) -> MockConfigEntry:
    kept = dict(data["data"])
    if "port" in kept:
        kept |= {"host": device.host, "port": device.port}
    return MockConfigEntry(
        domain=data["domain"],
        entry_id=data["entry_id"],
        version=data["version"],
        minor_version=data["minor_version"],
        title=data["title"],
        unique_id=data["unique_id"],
        data=kept,
        options=data["options"],
        subentries_data=[
            ConfigSubentryDataWithId(**each) for each in data["subentries"]
        ],
    )


@pytest.fixture
def restore(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    freezer: FrozenDateTimeFactory,
) -> Restore:
    """Return a function that lays out an installation, a minute after it stopped."""

    def restore(name: str) -> Installation:
        freezer.move_to("2026-11-25 12:02:33+00:00")
        device.sensors[0].value, device.sensors[0].high = 12.0, 8.0
        device.sensors[1].value = 30.0
        device.inputs[0].closed = not device.inputs[0].closed
        folder = FILES / name
        for file in folder.glob("hwgroup.*"):
            hass_storage[file.name] = json.loads(file.read_text("utf-8"))
        entries = [
            _entry(data, device)
            for data in json.loads((folder / "entries.json").read_text("utf-8"))
        ]
        entities = json.loads((folder / "entities.json").read_text("utf-8"))
        registry = er.async_get(hass)
        for entry in entries:
            entry.add_to_hass(hass)
        stored = hass_storage["hwgroup.alerts"]["data"]
        messages = (*stored["ledger"], *stored["deliveries"])
        told = {message["alert"] for message in messages}
        found = Installation(*entries, entities, told)
        for entity_id, unique_id in entities.items():
            platform, _, object_id = entity_id.partition(".")
            own = found.alerts if unique_id.startswith("alerts_") else found.device
            registry.async_get_or_create(
                platform,
                "hwgroup",
                unique_id,
                suggested_object_id=object_id,
                config_entry=own,
            )
        return found

    return restore


@pytest.fixture
def house(hass_tmp_config_dir: str, freezer: FrozenDateTimeFactory) -> House:
    """Return a house of this test's own, with nothing in it yet."""
    return House(Path(hass_tmp_config_dir), freezer)


_LIVED: dict[str, str] = {}
"""The files of a house in which somebody has lived, by their names: made once."""


@pytest.fixture
async def lived(
    house: House, device: SimulatedDevice, freezer: FrozenDateTimeFactory
) -> House:
    """Return a house with two alerts: one is acknowledged, of the other a message is owed."""
    device.sensors[0].value, device.sensors[0].high = 12.0, 8.0
    if not _LIVED:
        device.sensors[0].value = 4.0
        async with house.run() as hass:
            await house.add(hass, device)
            device.sensors[0].value = 12.0
            await house.elapse(hass, 1)
            await hass.services.async_call(
                DOMAIN, "acknowledge", {"by": "Ann"}, blocking=True
            )
            await house.elapse(hass, 1)
            house.notifier.break_down()
            device.inputs[0].closed = not device.inputs[0].closed
            await house.elapse(hass, 1)
        for path in house.storage.iterdir():
            _LIVED[path.name] = path.read_text("utf-8")
    device.inputs[0].closed = True
    freezer.move_to("2026-11-25 12:05:00+00:00")
    for name, text in _LIVED.items():
        house.write(name, text)
    rewrite(house, "00:0a:59:10:20:30", lambda entry: _move(entry, device))
    return house


def _move(entry: dict[str, Any], device: SimulatedDevice) -> None:
    entry["data"]["port"] = device.port
