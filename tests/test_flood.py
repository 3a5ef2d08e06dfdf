"""Flood detectors: wet, dry, a cable that is off and a broken one are four things."""

from collections.abc import Callable
from typing import Final

import pytest

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from simulator import Sensor, SimulatedDevice

from .conftest import AddDevice, Elapse, MakeDevice, polls

ALARM: Final = 5
INVALID: Final = 0

type Happens = Callable[[Sensor], None]


def _dry(detector: Sensor) -> None:
    detector.value, detector.state, detector.valid = 0.0, None, True


def _wet(detector: Sensor) -> None:
    detector.value, detector.state, detector.valid = 1.0, ALARM, True


def _cut(detector: Sensor) -> None:
    detector.value, detector.state, detector.valid = 2.0, ALARM, True


def _broken(detector: Sensor) -> None:
    detector.value, detector.state, detector.valid = 3.0, INVALID, True


def _wet_without_a_value(detector: Sensor) -> None:
    """Read -999.9, or 0 over SNMP, with no unit and an alarm."""
    detector.valid, detector.state = False, ALARM


def _assert_shows(hass: HomeAssistant, *shown: str) -> None:
    state = hass.states.get("binary_sensor.unit_floor")
    assert state is not None
    assert state.attributes["device_class"] == "moisture"
    assert (state.state, state.attributes["device_state"]) == shown


async def _add(
    device: SimulatedDevice, add_device: AddDevice, transport: str
) -> Sensor:
    """Add a device of which one detector is left, and return that."""
    device.sensors = [sensor for sensor in device.sensors if sensor.unit == "WLD"]
    [detector] = device.sensors
    detector.name = "Floor"
    detector.extra = {}
    if transport == "snmp":
        device.snmp_port = await device.agent.open("127.0.0.1", 0)
        await add_device(device, transport="snmp", port=device.snmp_port)
    else:
        await add_device(device)
    return detector


@pytest.mark.parametrize("transport", ["http", "snmp"])
@pytest.mark.parametrize("model", ["wld", "ste2_lite"])
async def test_four_things(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    model: str,
    transport: str,
) -> None:
    """Whatever comes after what."""
    device = await make_device(model, name="Unit")
    detector = await _add(device, add_device, transport)
    alarm = "alarm" if (model, transport) == ("wld", "snmp") else "alarm_high"
    for happens, state, told in (
        (_dry, STATE_OFF, "ok"),
        (_wet, STATE_ON, alarm),
        (_cut, STATE_UNKNOWN, "disconnected"),
        (_broken, STATE_UNKNOWN, "invalid"),
        (_dry, STATE_OFF, "ok"),
        (_cut, STATE_UNKNOWN, "disconnected"),
        (_wet, STATE_ON, alarm),
    ):
        happens(detector)
        await polls(elapse, 4)
        _assert_shows(hass, state, told)


@pytest.mark.parametrize(
    ("model", "transport"),
    # Over SNMP a WLD has a number of its own for what cannot be read.
    [("wld", "http"), ("ste2_lite", "http"), ("ste2_lite", "snmp")],
)
async def test_a_wet_detector_without_a_value(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
    model: str,
    transport: str,
) -> None:
    """It is wet with the next poll, and stays so beyond the grace."""
    device = await make_device(model, name="Unit")
    detector = await _add(device, add_device, transport)
    _wet_without_a_value(detector)
    for _ in range(5):
        await polls(elapse, 1)
        state = hass.states.get("binary_sensor.unit_floor")
        assert state is not None
        assert state.state == STATE_ON
    _dry(detector)
    await polls(elapse, 1)
    _assert_shows(hass, STATE_OFF, "ok")


async def test_without_a_cable_there_is_no_resistance(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """A STE2 LITE says so of a detector that it cannot read."""
    device = await make_device("ste2_lite", name="Unit")
    detector = await _add(device, add_device, "http")
    detector.valid, detector.extra = False, {"Resistance": "0"}
    await polls(elapse, 4)
    _assert_shows(hass, STATE_UNKNOWN, "disconnected")
    detector.extra = {"Resistance": "940"}
    await polls(elapse, 4)
    _assert_shows(hass, STATE_UNKNOWN, "invalid")


@pytest.mark.parametrize("transport", ["http", "snmp"])
async def test_four_zones(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    transport: str,
) -> None:
    """Each zone of a WLD2 is a detector of its own."""
    device = await make_device("wld2", name="Unit")
    device.snmp_port = await device.agent.open("127.0.0.1", 0)
    entry = await add_device(device, transport=transport, port=device.snmp_port)
    zones = [f"binary_sensor.unit_zone_{number}" for number in range(1, 5)]
    _wet(device.sensors[1])
    await entry.runtime_data.async_refresh()
    shown = [hass.states.get(zone) for zone in zones]
    assert [state and state.attributes["device_class"] for state in shown] == [
        "moisture"
    ] * 4
    assert [state and state.state for state in shown] == [
        *(STATE_OFF, STATE_ON, STATE_OFF, STATE_OFF)
    ]
