"""Alarms as events, as a poll of the device confirms them."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import flush_store

from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event
from simulator import AlarmWhen, Fault, SimulatedDevice

from .conftest import AddDevice, Elapse

ALARM = "event.server_room_alarm"


@pytest.fixture
def events(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return the events that have been fired so far."""
    fired: list[dict[str, Any]] = []
    moments: set[str] = set()

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        if state is not None and _is_event(state) and state.state not in moments:
            moments.add(state.state)
            names = ("event_type", "part", "kind", "device_state", "value")
            fired.append({name: state.attributes[name] for name in names})

    async_track_state_change_event(hass, ALARM, note)
    return fired


def _is_event(state: State) -> bool:
    return state.state not in ("unknown", "unavailable")


def _heat(device: SimulatedDevice, value: float = 30.0) -> None:
    device.sensors[0].high = 8.0
    device.sensors[0].value = value


async def test_an_alarm_starts_and_ends(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    events: list[dict[str, Any]],
) -> None:
    """One event each, with what the device said."""
    await add_device(device)
    state = hass.states.get(ALARM)
    assert state.state == "unknown"
    assert state.attributes["event_types"] == ["alarm_started", "alarm_ended"]
    await elapse(31)
    assert events == []

    _heat(device)
    await elapse(31)
    device.sensors[0].value = 31.0
    await elapse(31)
    started = {
        "event_type": "alarm_started",
        "part": "Cold room 1",
        "kind": "sensor",
        "device_state": "alarm_high",
        "value": 30.0,
    }
    assert events == [started]

    device.sensors[0].value = 4.0
    await elapse(31)
    await elapse(31)
    ended = started | {"event_type": "alarm_ended", "device_state": "ok", "value": 4.0}
    assert events == [started, ended]


async def test_several_at_once(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    events: list[dict[str, Any]],
) -> None:
    """Each is an event of its own; a part without a name is told by its ID."""
    device.inputs[0].name = ""
    device.inputs[0].alarm_when = AlarmWhen.CLOSED
    device.inputs[0].move(closed=False)
    await add_device(device)
    _heat(device)
    device.inputs[0].move(closed=True)
    await elapse(31)
    assert [(event["event_type"], event["kind"]) for event in events] == [
        ("alarm_started", "sensor"),
        ("alarm_started", "input"),
    ]
    assert events[1] == {
        "event_type": "alarm_started",
        "part": str(device.inputs[0].id),
        "kind": "input",
        "device_state": "alarm",
        "value": True,
    }


async def test_an_alarm_that_began_before(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    events: list[dict[str, Any]],
) -> None:
    """Is no event at a start or a reload; its end is one."""
    _heat(device)
    entry = await add_device(device)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await elapse(31)
    assert events == []
    device.sensors[0].value = 4.0
    await elapse(31)
    assert [event["event_type"] for event in events] == ["alarm_ended"]


async def test_a_device_that_is_silent_at_the_start(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    events: list[dict[str, Any]],
) -> None:
    """What it says first is compared with what was known before."""
    entry = await add_device(device)
    await flush_store(entry.runtime_data._store)
    await hass.config_entries.async_unload(entry.entry_id)
    await device.unplug()
    _heat(device)
    await hass.config_entries.async_setup(entry.entry_id)
    await elapse(31)
    assert hass.states.get(ALARM).state == "unavailable"
    await device.plug()
    await elapse(31)
    assert [event["event_type"] for event in events] == ["alarm_started"]
    device.sensors[0].value = 4.0
    await elapse(31)
    assert [event["event_type"] for event in events[1:]] == ["alarm_ended"]


async def test_a_lost_probe_and_a_lost_device_end_nothing(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    events: list[dict[str, Any]],
) -> None:
    """The alarm is the same one when they are back."""
    await add_device(device)
    _heat(device)
    await elapse(31)
    for change in (
        lambda: setattr(device.sensors[0], "valid", False),
        lambda: setattr(device.sensors[0], "valid", True),
        lambda: setattr(device, "fault", Fault.ERROR_500),
        lambda: setattr(device, "fault", Fault.NONE),
    ):
        change()
        for _ in range(4):
            await elapse(31)
    assert [event["event_type"] for event in events] == ["alarm_started"]
