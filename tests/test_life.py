"""A year in the life of a device, in a random order from a seed.

More lives than usual: HWGROUP_LIVES=200 scripts/test tests/test_life.py
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from itertools import count
import logging
import os
from random import Random
from typing import Any

import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
from simulator import SimulatedDevice
from simulator.parts import Sensor

from .conftest import AddDevice, Elapse, MakeDevice

LIVES = int(os.environ.get("HWGROUP_LIVES", "5"))
STEPS = 26  # one in two weeks
FORTNIGHT = 14 * 24 * 3600
POLL = 31
GRACE = 3
KINDS = (
    ("sensor", "sensor"),
    ("sensor", "low_limit"),
    ("sensor", "high_limit"),
    ("binary_sensor", "sensor_alarm"),
)
FIRMWARE = ["1.0.4_11717", "1.2.2", "1.2.6", "1.2.8"]
LEAKY = FIRMWARE[:2]
_LOGGER = logging.getLogger(__name__)

type Step = Callable[[], Awaitable[None]]
type Key = tuple[str, str]


class Life:
    """A device, what a user does about it, and what has to hold all the time."""

    def __init__(
        self, hass: HomeAssistant, elapse: Elapse, random: Random, device: Any
    ) -> None:
        """Take a device that is not added yet."""
        self.hass = hass
        self.elapse = elapse
        self.random = random
        self.device: SimulatedDevice = device
        self.entry: Any = None
        self.stranger = SimulatedDevice(device.model, mac="00:0A:59:99:99:99")
        self.shelf: list[Sensor] = []
        self.homes: dict[Key, str] = {}
        """The entity of each domain and unique ID, for ever."""
        self._numbers = count(1)
        self._owned: dict[int, int] = {}
        self._firmware = self.random.randrange(3)
        self.device.model = replace(device.model, firmware=FIRMWARE[self._firmware])
        self.device.sensors = [self._new_probe(), self._new_probe()]

    @property
    def steps(self) -> list[Step]:
        """All that can happen now."""
        return [
            self.new_address,
            self.reboot,
            self.password,
            self.swapped,
            self.added,
            self.moved,
            self.renamed,
            self.updated,
            self.restart,
            self.restart_in_the_dark,
            *([self.removed, self.replaced] if self.device.sensors else []),
            *([self.returned, self.deleted] if self.shelf else []),
        ]

    # What a probe says is its own: no two share a whole degree.

    def _new_probe(self, name: str = "", unit: str = "") -> Sensor:
        number = next(self._numbers)
        probe_id = self.random.randrange(0x100, 0xFFFF) // 128 * 128 + number
        self._owned[probe_id] = number
        return Sensor(
            probe_id,
            name or f"Probe {number}",
            unit or self.random.choice(["C", "%RH"]),
            number + 0.5,
            -50.0,
            99.0,
        )

    def _measure(self) -> None:
        for probe in self.device.sensors:
            probe.value = self._owned[probe.id] + self.random.randrange(1, 10) / 10

    def _unique_id(self, kind: str, probe_id: int) -> str:
        return f"{self.entry.unique_id}_{kind}_{probe_id}"

    def _issues(self, key: str) -> list[ir.IssueEntry]:
        return [
            issue
            for (domain, _), issue in ir.async_get(self.hass).issues.items()
            if domain == DOMAIN and issue.translation_key == key
        ]

    async def _polls(self, times: int) -> None:
        for _ in range(times):
            self._measure()
            await self.elapse(POLL)
            self.check()

    # What happens.

    async def new_address(self) -> None:
        """It answers at another port, and somebody tells Home Assistant."""
        await self.device.stop()
        await self.device.start()
        await self._polls(self.random.randrange(6))
        await self._reconfigure()

    async def _reconfigure(self) -> None:
        flows = self.hass.config_entries.flow
        result = await flows.async_init(
            DOMAIN,
            context={"source": SOURCE_RECONFIGURE, "entry_id": self.entry.entry_id},
        )
        result = await flows.async_configure(
            result["flow_id"],
            {"host": self.device.url, "username": self.entry.data["username"]}
            | {"snmp": {"transport": "http"}},
        )
        assert result["reason"] == "reconfigure_successful"
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def reboot(self) -> None:
        """It is silent for a while."""
        await self.device.unplug()
        await self._polls(self.random.randrange(6))
        await self.device.plug()

    async def password(self) -> None:
        """It gets a password, or loses it."""
        if self.device.credentials is not None:
            self.device.credentials = None
            return
        secret = f"secret{self.random.randrange(999)}"
        self.device.credentials = ("admin", secret)
        if self.entry.data["password"] != secret:
            await self._polls(GRACE + 1)
            await self._reauthenticate(secret)

    async def _reauthenticate(self, secret: str) -> None:
        flows = self.hass.config_entries.flow
        [flow] = flows.async_progress_by_handler(DOMAIN)
        result = await flows.async_configure(
            flow["flow_id"], {"username": "admin", "password": secret}
        )
        assert result["reason"] == "reauth_successful"
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def swapped(self) -> None:
        """Another one, with probes of the same IDs, answers in its place."""
        await self.device.stop()
        self.stranger.sensors = [
            replace(probe, value=90.0) for probe in self.device.sensors
        ]
        await self.stranger.start(port=self.device.port)
        await self._polls(self.random.randrange(1, 6))
        [issue] = self._issues("other_device_answers")
        assert (
            "00:0a:59:99:99:99" in issue.translation_placeholders["stranger_in_title"]
        )
        await self.stranger.stop()
        await self.device.start(port=self.device.port)

    async def added(self) -> None:
        """A new probe is plugged in."""
        place = self.random.randrange(len(self.device.sensors) + 1)
        self.device.sensors.insert(place, self._new_probe())

    async def removed(self) -> None:
        """A probe is plugged out, and kept."""
        place = self.random.randrange(len(self.device.sensors))
        self.shelf.append(self.device.sensors.pop(place))

    async def returned(self) -> None:
        """A probe that was kept is plugged in again."""
        place = self.random.randrange(len(self.shelf))
        self.device.sensors.append(self.shelf.pop(place))

    async def moved(self) -> None:
        """All probes get other sockets."""
        self.random.shuffle(self.device.sensors)

    async def renamed(self) -> None:
        """A probe or the device gets another name."""
        number = next(self._numbers)
        if self.device.sensors and self.random.random() < 0.7:
            self.random.choice(self.device.sensors).name = f"Name {number}"
        else:
            self.device.name = f"Device {number}"

    async def updated(self) -> None:
        """It gets the next firmware."""
        self._firmware = min(self._firmware + 1, len(FIRMWARE) - 1)
        self.device.model = replace(
            self.device.model, firmware=FIRMWARE[self._firmware]
        )

    async def restart(self) -> None:
        """Home Assistant restarts."""
        await self.hass.config_entries.async_unload(self.entry.entry_id)
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def restart_in_the_dark(self) -> None:
        """Things happen while Home Assistant is down, the device is silent at first."""
        await self.hass.config_entries.async_unload(self.entry.entry_id)
        changes = [self.added, self.moved, self.renamed, self.updated]
        for change in self.random.sample(changes, 2):
            await change()
        silent = self.random.random() < 0.5
        if silent:
            await self.device.unplug()
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done(wait_background_tasks=True)
        assert self.entry.state is ConfigEntryState.LOADED
        if silent:
            await self._polls(self.random.randrange(5))
            await self.device.plug()

    async def replaced(self) -> None:
        """A probe is replaced by another one of the same name."""
        place = self.random.randrange(len(self.device.sensors))
        old = self.device.sensors[place]
        new = self._new_probe(old.name, old.unit)
        self.device.sensors[place] = new
        doubtful = any(
            probe.name == old.name
            for probe in (*self.shelf, *self.device.sensors)
            if probe is not new
        )
        self.shelf.append(old)
        await self._polls(GRACE + 1)
        offers = [
            issue
            for issue in self._issues("probe_replaced")
            if (issue.data["old"], issue.data["new"]) == (str(old.id), str(new.id))
        ]
        assert offers or doubtful
        if offers and self.random.random() < 0.7:
            await self._keep_history(offers[0], old, new)

    async def _keep_history(
        self, offer: ir.IssueEntry, old: Sensor, new: Sensor
    ) -> None:
        manager = repairs_flow_manager(self.hass)
        assert manager is not None
        result = await manager.async_init(DOMAIN, data={"issue_id": offer.issue_id})
        result = await manager.async_configure(result["flow_id"], {})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await self.hass.async_block_till_done(wait_background_tasks=True)
        for domain, kind in KINDS:
            home = self.homes.pop((domain, self._unique_id(kind, old.id)), None)
            if home is not None:
                self.homes[domain, self._unique_id(kind, new.id)] = home

    async def deleted(self) -> None:
        """The entities of a probe that is gone for good are deleted."""
        probe = self.random.choice(self.shelf)
        registry = er.async_get(self.hass)
        for domain, kind in KINDS:
            home = self.homes.pop((domain, self._unique_id(kind, probe.id)), None)
            if home is not None:
                registry.async_remove(home)

    # What has to hold.

    def _registered(self) -> Iterator[tuple[Key, er.RegistryEntry]]:
        registry = er.async_get(self.hass)
        for entity in er.async_entries_for_config_entry(registry, self.entry.entry_id):
            yield (entity.domain, entity.unique_id), entity

    def check(self) -> None:
        """At any time: nothing lost, nothing mixed, nothing without a home."""
        found = {key: entity.entity_id for key, entity in self._registered()}
        for key, home in self.homes.items():
            assert found.get(key) == home, key
        self.homes |= found
        assert len(set(self.homes.values())) == len(self.homes)
        for state in self.hass.states.async_all():
            assert state.entity_id in found.values(), state
        for probe_id, number in self._owned.items():
            self._check_value(self._unique_id("sensor", probe_id), number)

    def _check_value(self, unique_id: str, number: int) -> None:
        state = self._state(("sensor", unique_id))
        if state is not None and state.state not in ("unavailable", "unknown"):
            assert int(float(state.state)) == number, state

    def _state(self, key: Key) -> Any:
        return self.hass.states.get(self.homes.get(key, "sensor.none"))

    async def settled(self) -> None:
        """After a fortnight and some polls: everything is as the device says."""
        self._measure()
        await self.elapse(FORTNIGHT)
        await self._polls(GRACE + 1)
        await self._polls(1)
        for probe in self.device.sensors:
            shown = self._state(("sensor", self._unique_id("sensor", probe.id)))
            assert float(shown.state) == probe.value
        for probe in self.shelf:
            for domain, kind in KINDS:
                shown = self._state((domain, self._unique_id(kind, probe.id)))
                assert shown is None or shown.attributes["restored"]
        leaky = self.device.model.firmware in LEAKY
        assert bool(self._issues("firmware_tells_configuration")) is leaky
        assert not self._issues("other_device_answers")
        self._check_device()

    def _check_device(self) -> None:
        page = dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, self.entry.unique_id), self.entry.entry_id
        )
        assert page is not None
        assert page.sw_version == self.device.model.firmware
        assert page.name == self.device.name


def _check_log(caplog: pytest.LogCaptureFixture) -> None:
    """Assert that nothing was said but that the device could not be read."""
    for record in caplog.records:
        if record.levelno >= logging.ERROR:
            assert record.name == "custom_components.hwgroup", record.getMessage()
            assert record.getMessage().startswith("Error fetching"), record
            assert record.exc_info is None
    caplog.clear()


@pytest.mark.parametrize("seed", range(LIVES))
async def test_a_year(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    caplog: pytest.LogCaptureFixture,
    hass_storage: dict[str, Any],
    seed: int,
) -> None:
    """Never lost, never mixed, and nothing left behind in the end."""
    assert await async_setup_component(hass, "repairs", {})
    random = Random(seed)
    device = await make_device("ste2", name="Unit", mac="00:0A:59:10:20:30")
    life = Life(hass, elapse, random, device)
    life.entry = entry = await add_device(device)
    await life.settled()
    for number in range(STEPS):
        step = random.choice(life.steps)
        _LOGGER.info("Seed %s, step %s: %s", seed, number, step.__name__)
        await step()
        await life.settled()
        _check_log(caplog)

    assert f"{DOMAIN}.{entry.entry_id}" in hass_storage
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not list(life._registered())
    assert not hass.states.async_all()
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert not [key for key in ir.async_get(hass).issues if key[0] == DOMAIN]
    assert not [key for key in hass_storage if key.startswith(DOMAIN)]
    requests = device.requests
    await elapse(FORTNIGHT)
    assert device.requests == requests
