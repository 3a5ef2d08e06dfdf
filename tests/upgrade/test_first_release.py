"""An update from 0.1.0, on the files that it has left behind, and back to it."""

from collections.abc import Mapping
from pathlib import Path
import shutil
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.hwgroup.alerts.store import MINOR_VERSION
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from simulator import SimulatedDevice

from ..alerts.conftest import Notifier
from ..site import MakeDevice
from .house import House, alerts_entry, ask, issues, rewrite

STORAGE = Path(__file__).parent / "storage"
# Of the devices that have lived with that version, by their unique IDs.
DEVICES = {
    "00:0a:59:10:20:30": ("ste2", "Server room"),
    "00:0a:59:10:20:31": ("ste_plus", "Cold store"),
    "00:0a:59:10:20:32": ("ste2", "Shed"),
}


class Past:
    """A house as an earlier version has left it, and its devices."""

    def __init__(
        self, house: House, freezer: FrozenDateTimeFactory, devices: Mapping[str, Any]
    ) -> None:
        """Lay nothing out yet."""
        self.house = house
        self.devices: Mapping[str, SimulatedDevice] = devices
        self.pharmacist: Notifier
        self._freezer = freezer

    async def lay_out(self, version: str, now: str) -> None:
        """Put the files of a version in their place; only Cold store answers."""
        self._freezer.move_to(now)
        for path in (STORAGE / version).iterdir():
            shutil.copy(path, self.house.storage / path.name)
        for unique_id, device in self.devices.items():
            port = device.port
            rewrite(
                self.house,
                unique_id,
                lambda entry, port=port: entry["data"].update(port=port),
            )
        for name in ("Server room", "Shed"):
            await self.named(name).stop()

    def named(self, name: str) -> SimulatedDevice:
        """Return a device by its name."""
        return next(each for each in self.devices.values() if each.name == name)

    def prepare(self, hass: HomeAssistant) -> None:
        """Offer the second notifier, too."""
        self.pharmacist = Notifier(hass, "pharmacist")
        self.pharmacist.register()

    def registered(self) -> dict[str, str]:
        """Return the unique IDs of the entities in the file, by their IDs."""
        entities = self.house.read("core.entity_registry")["data"]["entities"]
        return {
            each["id"]: f"{each['entity_id']} {each['unique_id']}" for each in entities
        }


@pytest.fixture
async def past(
    house: House, freezer: FrozenDateTimeFactory, make_device: MakeDevice
) -> Past:
    """Return a house in which nothing is yet."""
    devices = {
        unique_id: await make_device(model, name=name, mac=unique_id.upper())
        for unique_id, (model, name) in DEVICES.items()
    }
    return Past(house, freezer, devices)


OWED = ["Cold store is back online", "Shed is offline"]


async def test_an_update_from_the_first_release(past: Past) -> None:
    """What is owed is sent, what is known is told to nobody again, and its end is told."""
    await past.lay_out("0.1.0", "2026-11-25 11:45:00+00:00")
    before = past.registered()
    async with past.house.run(past.prepare) as hass:
        for entry in hass.config_entries.async_entries("hwgroup"):
            assert entry.state is ConfigEntryState.LOADED
            assert (entry.version, entry.minor_version) == (1, 2)
        known = er.async_get(hass).entities.values()
        now = {each.id: f"{each.entity_id} {each.unique_id}" for each in known}
        assert before.items() <= now.items()
        assert hass.states.get("sensor.vaccines") is not None

        await past.house.elapse(hass, 3)
        assert sorted(past.house.notifier.titles) == OWED
        assert sorted(past.pharmacist.titles) == OWED
        assert issues(hass) == {}
        alerts = await ask(hass, "get_alerts")
        assert {each["name"]: each["since"][:16] for each in alerts} == {
            "Server room": "2026-11-25T11:05",
            "Shed": "2026-11-25T11:21",
        }
        options = alerts_entry(hass).options
        assert options["offline"]["delay"] == options["offline_delay"] == 12

        for name in ("Server room", "Shed"):
            device = past.named(name)
            await device.start(port=device.port)
        await past.house.elapse(hass, 2)
        for notifier in (past.house.notifier, past.pharmacist):
            assert sorted(notifier.titles[2:]) == [
                "Server room is back online",
                "Shed is back online",
            ]


async def test_the_delay_of_the_first_release_is_kept(past: Past) -> None:
    """It is that of the rule from now on."""
    await past.lay_out("0.1.0", "2026-11-25 11:45:00+00:00")
    cold = past.named("Cold store")
    async with past.house.run(past.prepare) as hass:
        await past.house.elapse(hass, 3)
        del past.house.notifier.accepted[:]
        await cold.stop()
        await past.house.elapse(hass, 11)
        assert past.house.notifier.titles == []
        await past.house.elapse(hass, 4)
        assert past.house.notifier.titles == ["Cold store is offline"]


async def test_back_from_the_first_release(past: Past) -> None:
    """What it has left out on its first save is known again, and its own alerts go on."""
    await past.lay_out("back_from_0.1.0", "2026-11-25 11:40:00+00:00")
    room = past.named("Server room")
    await room.start(port=room.port)
    room.sensors[0].value, room.sensors[0].high = 12.0, 8.0
    left = past.house.read("hwgroup.alerts")
    assert (left["minor_version"], left["data"].keys()) == (
        1,
        {"alerts", "deliveries"},
    )
    newest = past.house.read("hwgroup.alerts.newest")["data"]
    async with past.house.run(past.prepare) as hass:
        await past.house.elapse(hass, 3)
        alerts = {each["name"]: each for each in await ask(hass, "get_alerts")}
        assert {name: each["phase"] for name, each in alerts.items()} == {
            "Cold room 1": "acknowledged",
            "Cold room door": "active",
            "Shed": "active",
        }
        assert alerts["Cold room 1"]["acknowledged_by"] == "Ann"
        for notifier in (past.house.notifier, past.pharmacist):
            [title] = notifier.titles
            assert "Cold room door" in title, "which was owed before"
        assert hass.states.get("switch.cold_store_alerts").state == "off"
    now = past.house.read("hwgroup.alerts")
    assert now["minor_version"] == MINOR_VERSION
    assert now["data"].keys() == newest.keys() | {"looked", "unchanged", "units"}, (
        "later"
    )
    for name in ("proofs", "pauses", "paused", "limits"):
        assert now["data"][name] == newest[name], name


async def test_without_the_copy(past: Past) -> None:
    """What is not there cannot be known: nothing fails, and nothing is told twice."""
    await past.lay_out("back_from_0.1.0", "2026-11-25 11:40:00+00:00")
    (past.house.storage / "hwgroup.alerts.newest").write_text("[", "utf-8")
    async with past.house.run(past.prepare) as hass:
        await past.house.elapse(hass, 3)
        assert [each["name"] for each in await ask(hass, "get_alerts")] == ["Shed"]
        assert past.house.notifier.titles == []
