"""One device over time: what a stumble shows, and what a restart knows."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    flush_store,
)

from custom_components.hwgroup import coordinator
from custom_components.hwgroup.client import ValuesReader
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.coordinator import HwgCoordinator
from custom_components.hwgroup.device.grace import Grace
from custom_components.hwgroup.device.snapshot import device_store
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, EventStateChangedData, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
from simulator import Fault, SimulatedDevice

from .conftest import AddDevice, Elapse, MakeDevice
from .entities import state_of

PROBE = "sensor.server_room_cold_room_1"
ONLINE = "binary_sensor.server_room_connectivity"


def _watch(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Return a list that grows with each state that is written from now on."""
    seen: list[tuple[str, str]] = []

    def note(event: Event[EventStateChangedData]) -> None:
        new = event.data["new_state"]
        seen.append((event.data["entity_id"], new.state if new else "removed"))

    async_track_state_change_event(hass, hass.states.async_entity_ids(), note)
    return seen


async def _restart(
    hass: HomeAssistant, entry: MockConfigEntry, store_written: bool = True
) -> None:
    """Set the entry up again as a new start of Home Assistant would."""
    if store_written:
        await flush_store(entry.runtime_data._store)
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    "fault",
    [Fault.ERROR_500, Fault.TRUNCATED, Fault.HTML, Fault.NOT_FOUND, Fault.DTD],
)
async def test_two_failed_polls_change_nothing(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    fault: Fault,
) -> None:
    """The last reading stays for the grace; the third failure in a row shows."""
    await add_device(device)
    seen = _watch(hass)
    for failures in (1, 2, 2):
        device.fault = fault
        for _ in range(failures):
            await elapse(31)
        device.fault = Fault.NONE
        await elapse(31)
    assert seen == []

    device.fault = fault
    for _ in range(2):
        await elapse(31)
    assert seen == []
    await elapse(31)
    assert state_of(hass, PROBE) == "unavailable"
    assert state_of(hass, ONLINE) == "off"
    await elapse(31)
    device.fault = Fault.NONE
    await elapse(31)
    assert state_of(hass, PROBE) == "4.2"
    assert state_of(hass, ONLINE) == "on"


async def test_an_invalid_reading_between_two_good_ones_changes_nothing(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """A busy device says -999.9 of a healthy probe now and then."""
    await add_device(device)
    seen = _watch(hass)
    for _ in range(3):
        device.sensors[0].valid = False
        await elapse(31)
        device.sensors[0].valid = True
        await elapse(31)
    assert seen == []


@pytest.mark.usefixtures("more_entities")
async def test_a_lost_probe_is_unknown_after_the_grace(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """The device is there, its other probe goes on, and this one has no value."""
    await add_device(device)
    device.sensors[0].valid = False
    device.sensors[1].value = 53.5
    for _ in range(2):
        await elapse(31)
    assert state_of(hass, PROBE) == "4.2"
    assert state_of(hass, "sensor.server_room_corridor") == "53.5"
    await elapse(31)
    assert state_of(hass, PROBE) == "unknown"
    assert state_of(hass, "binary_sensor.server_room_cold_room_1_alarm") == "unknown"
    assert state_of(hass, "sensor.server_room_corridor") == "53.5"
    assert state_of(hass, ONLINE) == "on"
    device.sensors[0].valid = True
    await elapse(31)
    assert state_of(hass, PROBE) == "4.2"


@pytest.mark.usefixtures("more_entities")
async def test_an_alarm_is_not_held_back_by_the_grace(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Grace is for what cannot be read; what can be read counts at once."""
    await add_device(device)
    device.sensors[0].value = 12.5
    await elapse(31)
    assert state_of(hass, PROBE) == "12.5"
    assert state_of(hass, "binary_sensor.server_room_cold_room_1_alarm") == "on"


async def test_unreadable_inputs_and_outputs_are_unknown_after_the_grace(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """A position that the device does not tell is no position."""
    device = await make_device("poseidon2_3268", name="Unit")
    await add_device(device)
    contact, relay = device.inputs[0].name, device.outputs[0].name
    ids = [
        f"binary_sensor.unit_{name.lower().replace(' ', '_')}"
        for name in (contact, relay)
    ]
    before = [state_of(hass, entity_id) for entity_id in ids]
    broken = device.document
    for entry in (b"BinaryInSet", b"BinaryOutSet"):
        head, mark, tail = broken.partition(b"<" + entry)
        tail = tail.replace(b"<Value>0<", b"<Value>?<", 1).replace(
            b"<Value>1<", b"<Value>?<", 1
        )
        broken = head + mark + tail
    device.override = broken
    for _ in range(2):
        await elapse(31)
    assert [state_of(hass, entity_id) for entity_id in ids] == before
    await elapse(31)
    assert "unknown" in [state_of(hass, entity_id) for entity_id in ids]


async def test_another_device_at_the_address_is_not_mixed_in(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """Its readings are nobody's; this device is offline."""
    await add_device(device)
    other = await make_device("ste2", name="Other", mac="00:0A:59:66:66:66")
    other.sensors[0].value = 31.5
    device.override = other.document
    for _ in range(3):
        await elapse(31)
    assert state_of(hass, PROBE) == "unavailable"
    assert state_of(hass, ONLINE) == "off"
    device.override = None
    await elapse(31)
    assert state_of(hass, PROBE) == "4.2"


async def test_polls_are_as_frequent_as_the_user_wants(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Every 30 seconds, after a first wait of 15 to 30 that is the device's own."""
    await add_device(device)
    start = device.requests
    await elapse(14)
    assert device.requests == start
    await elapse(17)
    assert device.requests == start + 1
    for polls in range(2, 6):
        await elapse(31)
        assert device.requests == start + polls


async def test_devices_spread_over_the_interval(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """Set up in the same second, they are not polled in the same second for ever."""
    waits = set()
    for number in range(6):
        device = await make_device("ste", mac=f"00:0A:59:00:00:{number:02X}")
        entry = await add_device(device)
        waits.add(entry.runtime_data.update_interval)
    assert len(waits) == 6
    assert min(waits) >= timedelta(seconds=15)
    assert max(waits) <= timedelta(seconds=30)


async def test_a_silent_device_is_set_up_after_a_restart(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """All entities exist; old readings are not shown as if they were new."""
    entry = await add_device(device)
    entities = set(hass.states.async_entity_ids())
    await device.unplug()
    await _restart(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert set(hass.states.async_entity_ids()) == entities
    assert state_of(hass, PROBE) == "unavailable"
    # One failed poll is no outage yet, not even right after a start.
    assert state_of(hass, ONLINE) == "unknown"
    for _ in range(2):
        await elapse(31)
    assert state_of(hass, ONLINE) == "off"
    await device.plug()
    await elapse(31)
    assert state_of(hass, PROBE) == "4.2"
    assert state_of(hass, ONLINE) == "on"


async def test_a_restart_with_one_lost_poll_shows_no_outage(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Connectivity never says off."""
    entry = await add_device(device)
    seen = _watch(hass)
    device.fault = Fault.ERROR_503
    await _restart(hass, entry)
    device.fault = Fault.NONE
    await elapse(31)
    assert (ONLINE, "off") not in seen
    assert state_of(hass, ONLINE) == "on"


async def test_an_unreadable_probe_keeps_its_unit_over_a_restart(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """A STE2 LITE drops the unit with the value; statistics must not notice."""
    device = await make_device("ste2_lite", name="Unit")
    entry = await add_device(device)
    probe = next(s for s in device.sensors if s.unit == "C")
    probe.valid = False
    assert b"<Units></Units>" in device.document
    entity_id = f"sensor.unit_{probe.name.lower().replace(' ', '_')}"
    await _restart(hass, entry)
    state = hass.states.get(entity_id)
    assert state.state == "unknown"
    assert state.attributes["unit_of_measurement"] == "°C"


@pytest.mark.parametrize(
    "stored",
    [{}, {"identity": {}}, {"identity": 7, "sensors": []}, None],
)
async def test_a_damaged_store_is_no_more_than_forgotten(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    stored: Any,
) -> None:
    """The device is read again, as if it were new."""
    entry = await add_device(device)
    await flush_store(entry.runtime_data._store)
    await hass.config_entries.async_unload(entry.entry_id)
    await device_store(hass, entry).async_save(stored)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state_of(hass, PROBE) == "4.2"


async def test_an_unknown_silent_device_is_tried_again(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Without anything known, Home Assistant's own retry takes over."""
    entry = await add_device(device)
    await flush_store(entry.runtime_data._store)
    await hass.config_entries.async_unload(entry.entry_id)
    await device_store(hass, entry).async_remove()
    await device.unplug()
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.reason == "Nothing answers at the address of the device"
    # The page of all integrations asks what can be added to each device, and only once.
    offered = {"calibration": "no_sensors", "meter": "no_counters"}
    offered |= {"phone": "no_gateway"}
    assert set(entry.supported_subentry_types) == set(offered)
    for kind, reason in offered.items():
        form = await hass.config_entries.subentries.async_init(
            (entry.entry_id, kind), context={"source": "user"}
        )
        assert form["reason"] == reason
    await device.plug()
    await elapse(90)
    assert entry.state is ConfigEntryState.LOADED


async def test_an_unknown_device_that_asks_for_a_password(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """It asks the user at once."""
    entry = await add_device(device)
    await flush_store(entry.runtime_data._store)
    await hass.config_entries.async_unload(entry.entry_id)
    await device_store(hass, entry).async_remove()
    device.credentials = ("admin", "s3cret")
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["step_id"] == "reauth_confirm"


async def test_readings_are_written_down_rarely(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """A new probe soon, a new value when Home Assistant stops: SD cards wear out."""
    entry = await add_device(device)
    key = f"{DOMAIN}.{entry.entry_id}"
    await elapse(1)
    probe = str(device.sensors[0].id)
    assert hass_storage[key]["data"]["sensors"][probe]["value"] == 4.2
    device.sensors[0].value = 5.5
    await elapse(31)
    assert hass_storage[key]["data"]["sensors"][probe]["value"] == 4.2
    await flush_store(entry.runtime_data._store)
    assert hass_storage[key]["data"]["sensors"][probe]["value"] == 5.5


async def test_removal_leaves_nothing_behind(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entity_registry: er.EntityRegistry,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """No entity, no store, no poll."""
    entry = await add_device(device)
    await elapse(1)
    assert f"{DOMAIN}.{entry.entry_id}" in hass_storage
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    polls = device.requests
    await elapse(120)
    assert device.requests == polls
    assert hass.states.async_all() == []
    assert (
        entity_registry.entities.get_entries_for_config_entry_id(entry.entry_id) == []
    )
    assert f"{DOMAIN}.{entry.entry_id}" not in hass_storage


@pytest.mark.parametrize(
    ("owner", "name"),
    [(ValuesReader, "read"), (Grace, "settle"), (coordinator, "async_show_upkeep")],
)
async def test_a_defect_of_ours_is_an_outage_not_a_silence(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
) -> None:
    """Whatever a poll raises, connectivity tells that the device is not read."""
    await add_device(device)

    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(owner, name, broken)
    for _ in range(3):
        await elapse(31)
    assert state_of(hass, ONLINE) == "off"


async def test_an_impossible_uptime_is_an_outage_not_a_silence(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What no calendar can follow counts as a missed poll, and not as the first one."""
    await add_device(device)
    read = ValuesReader.read
    monkeypatch.setattr(
        ValuesReader, "read", lambda *args: replace(read(*args), uptime=10**12)
    )
    for _ in range(3):
        await elapse(31)
    assert state_of(hass, ONLINE) == "off"


async def test_an_impossible_uptime_on_the_wire_stops_no_reading(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """One unusable number costs nothing but itself."""
    await add_device(device)
    device.sensors[0].value = 9.5
    device.override = device.document.replace(b"<UpTime>", b"<UpTime>999999999999")
    await elapse(31)
    assert state_of(hass, PROBE) == "9.5"
    assert state_of(hass, ONLINE) == "on"


async def test_a_slow_device_is_asked_one_thing_at_a_time(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """A refresh that a user asks for waits for the poll that is under way."""
    entry = await add_device(device)
    polling: HwgCoordinator = entry.runtime_data
    device.delay = 0.02
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=31))
    await asyncio.gather(*(polling.async_refresh() for _ in range(3)))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert device.concurrent_peak == 1


async def test_a_reload_and_a_removal_leave_nothing_to_be_written_later(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """What was read last is on disk when the entry is unloaded."""
    entry = await add_device(device)
    key, probe = f"{DOMAIN}.{entry.entry_id}", str(device.sensors[0].id)
    await elapse(1)
    device.sensors[0].value = 5.5
    await elapse(31)
    await hass.config_entries.async_unload(entry.entry_id)
    assert hass_storage[key]["data"]["sensors"][probe]["value"] == 5.5
    await hass.config_entries.async_setup(entry.entry_id)
    device.sensors[0].value = 6.5
    await elapse(31)
    await hass.config_entries.async_remove(entry.entry_id)
    for _ in range(20):
        await elapse(60)
    assert key not in hass_storage


async def test_busy_readings_are_written_now_and_then(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """A thermometer whose tenths never rest is not put off for ever."""
    entry = await add_device(device)
    probe = str(device.sensors[0].id)
    for step in range(40):
        device.sensors[0].value = 4.0 + step / 10
        await elapse(31)
    stored = hass_storage[f"{DOMAIN}.{entry.entry_id}"]["data"]["sensors"][probe]
    assert stored["value"] > 6.0


async def test_a_burst_of_hints_does_not_use_up_the_grace(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Polls out of turn show what is new, and are no record of a lost probe."""
    entry = await add_device(device)
    device.sensors[0].valid = False
    device.sensors[1].value = 53.5
    for _ in range(5):
        await entry.runtime_data.async_follow_hint()
    assert state_of(hass, PROBE) == "4.2"
    assert state_of(hass, "sensor.server_room_corridor") == "53.5"
    for _ in range(3):
        await elapse(31)
    assert state_of(hass, PROBE) == "unknown"


@pytest.mark.parametrize("pause", [5, 20, 29])
async def test_hints_without_end_do_not_stretch_the_grace(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    pause: int,
) -> None:
    """Each of them puts off the poll that would count."""
    entry = await add_device(device)
    device.sensors[0].valid = False
    for _ in range(60 // pause):
        await elapse(pause)
        await entry.runtime_data.async_follow_hint()
    assert state_of(hass, PROBE) == "4.2"
    for _ in range(90 // pause):
        await elapse(pause)
        await entry.runtime_data.async_follow_hint()
    assert state_of(hass, PROBE) == "unknown"


async def test_a_clock_that_is_set_makes_a_silence_neither_longer_nor_shorter(
    device: SimulatedDevice, add_device: AddDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its beginning is told by the clock as it is now."""
    entry = await add_device(device)
    await device.unplug()
    await entry.runtime_data.async_refresh()
    begin = entry.runtime_data.offline_since
    set_back = timedelta(hours=-1)
    utcnow = dt_util.utcnow
    monkeypatch.setattr(dt_util, "utcnow", lambda: utcnow() + set_back)
    moved = entry.runtime_data.offline_since - begin
    assert abs(moved - set_back) < timedelta(seconds=5)
