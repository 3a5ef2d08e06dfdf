"""Meters of PWR and Perseus, and pulse counters: what the Energy dashboard takes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    mock_restore_cache_with_extra_data,
)
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from custom_components.hwgroup.client import Quantity, Sensor, Unit
from custom_components.hwgroup.device.totals import Course, PulseTotal
from custom_components.hwgroup.quantities import described
from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.energy.validate import async_validate
from homeassistant.components.recorder import Recorder
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from .conftest import AddDevice, Elapse, MakeDevice, polls

WATER: Final = "sensor.cold_water"
ELECTRICITY: Final = "sensor.electricity"
METER: Final = {
    "name": "Cold water",
    "input": "3",
    "kind": "water",
    "unit_of_measurement": "m³",
    "pulses_per_unit": 100,
    "reading": 1290.5,
}


@pytest.mark.parametrize(
    ("name", "unit", "device_class", "state_class"),
    [
        ("Energy import", Unit("kWh", Quantity.ENERGY), "energy", "total_increasing"),
        ("Volume", Unit("m³", Quantity.VOLUME), "volume", "total_increasing"),
        ("Cold water", Unit("m³", Quantity.VOLUME), "water", "total_increasing"),
        ("Studená voda", Unit("L", Quantity.VOLUME), "water", "total_increasing"),
        ("Vodoměr 2", Unit("m³", Quantity.VOLUME), "water", "total_increasing"),
        ("Kaltwasser", Unit("m³", Quantity.VOLUME), "water", "total_increasing"),
        ("Eau froide", Unit("m³", Quantity.VOLUME), "water", "total_increasing"),
        ("Bureau", Unit("m³", Quantity.VOLUME), "volume", "total_increasing"),
        ("Gas boiler", Unit("m³", Quantity.VOLUME), "gas", "total_increasing"),
        ("Plynoměr", Unit("m³", Quantity.VOLUME), "gas", "total_increasing"),
        ("Gaz", Unit("L", Quantity.VOLUME), "gas", "total_increasing"),
        ("Water", Unit("°C", Quantity.TEMPERATURE), "temperature", "measurement"),
        ("Active power", Unit("W", Quantity.POWER), "power", "measurement"),
        ("Voltage L1", Unit("V", Quantity.VOLTAGE), "voltage", "measurement"),
        ("Current L1", Unit("A", Quantity.CURRENT), "current", "measurement"),
        ("Frequency", Unit("Hz", Quantity.FREQUENCY), "frequency", "measurement"),
        ("cos phi", Unit(None, Quantity.OTHER), "power_factor", "measurement"),
        ("Power factor", Unit(None, Quantity.OTHER), "power_factor", "measurement"),
        ("Účiník L1", Unit(None, Quantity.OTHER), "power_factor", "measurement"),
        ("Power factor", Unit("x", Quantity.OTHER), None, "measurement"),
        ("Tariff", Unit(None, Quantity.OTHER), None, "measurement"),
    ],
)
def test_what_a_value_of_a_meter_is(
    name: str, unit: Unit, device_class: str | None, state_class: str
) -> None:
    """By its unit, and by its name where that does not say enough."""
    sensor = Sensor(key="1", name=name, value=1.0, unit=unit)
    found = described(sensor)
    assert (found.device_class, found.state_class) == (device_class, state_class)


@pytest.mark.parametrize(
    ("unit", "state_class"),
    [
        (Unit("h", Quantity.DURATION), "total_increasing"),
        (Unit(None, Quantity.OTHER), "total_increasing"),
        (Unit("W", Quantity.POWER), "measurement"),  # it cannot be one
        (Unit("°C", Quantity.TEMPERATURE), "measurement"),
    ],
)
def test_what_a_perseus_calls_a_total(unit: Unit, state_class: str) -> None:
    """It is one where Home Assistant allows that."""
    sensor = Sensor(key="1", name="Value", value=1.0, unit=unit, counts=True)
    assert described(sensor).state_class == state_class


async def test_perseus(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """Its hours in service are a total, its weather is not."""
    perseus = await make_device("perseus", name="Solar park")
    perseus.snmp_port = await perseus.agent.open("127.0.0.1", 0)
    await add_device(perseus, perseus.host, transport="snmp", port=perseus.snmp_port)
    shown = {
        key: hass.states.get(f"sensor.solar_park_{key}").attributes["state_class"]
        for key in ("hours_in_service", "wind", "pressure")
    }
    assert shown == {
        "hours_in_service": "total_increasing",
        "wind": "measurement",
        "pressure": "measurement",
    }


async def _add_pwr(
    make_device: MakeDevice, add_device: AddDevice, offset: float = 0.0
) -> tuple[SimulatedDevice, MockConfigEntry]:
    pwr = await make_device("pwr", name="Meters")
    pwr.sensor(1001).offset = offset
    pwr.sensor(2001).name = "Cold water"
    pwr.snmp_port = await pwr.agent.open("127.0.0.1", 0)
    entry = await add_device(pwr, pwr.host, transport="snmp", port=pwr.snmp_port)
    return pwr, entry


async def test_a_zero_offset_is_in_the_value(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """What is shown is what the page of the device shows."""
    pwr, _ = await _add_pwr(make_device, add_device, offset=1000.0)
    told = {oid[-3:]: value.content for oid, value in pwr.snmp_rows().items()}
    assert told[6, 1, 1001] == 472136  # what the meter itself says, without the offset
    assert hass.states.get("sensor.meters_energy_import").state == "48213.6"


async def test_a_changed_exponent_is_no_jump(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """A total goes on where it was, also after a restart; other values change."""
    pwr, entry = await _add_pwr(make_device, add_device)
    energy, voltage = pwr.sensor(1001), pwr.sensor(1003)
    energy.value, energy.decimals = 4821.36, 2
    voltage.value, voltage.decimals = 23.14, 2
    await polls(elapse)
    assert _shown(hass) == ("48213.6", 4821.4)
    energy.value = 4822.36
    await polls(elapse)
    assert _shown(hass) == ("48214.6", 4822.4)
    assert hass.states.get("sensor.meters_voltage_l1").state == "23.14"

    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    energy.value = 4823.36
    await polls(elapse)
    assert _shown(hass) == ("48215.6", 4823.4)
    energy.value, energy.decimals = 48216.6, 1  # it is corrected again
    await polls(elapse)
    assert hass.states.get("sensor.meters_energy_import").state == "48215.6"


def _shown(hass: HomeAssistant) -> tuple[str, float]:
    state = hass.states.get("sensor.meters_energy_import")
    assert state is not None
    return state.state, round(state.attributes["device_value"], 1)


def test_the_course_of_a_total() -> None:
    """It jumps neither when the scale changes nor when it changes back."""
    course = Course()
    for value, scale, shown in (
        (100.0, "0:0", 100.0),
        (101.0, "0:0", 101.0),
        (10.2, "-1:0", 101.0),
        (10.4, "-1:0", 101.2),
        (1010.4, "-1:1000", 101.2),
        (104.0, "0:0", 101.2),
        (105.0, "0:0", 102.2),
    ):
        course = course.after(value, scale)
        assert course.shown == pytest.approx(shown)
        assert Course.from_dict(course.to_dict()) == course


@pytest.mark.parametrize("kept", [{}, {"shown": "x", "scale": None, "shift": 0}])
def test_a_course_that_cannot_be_read(kept: Mapping[str, Any]) -> None:
    """It is a new one."""
    assert Course.from_dict(kept) == Course()


@pytest.mark.parametrize(
    ("counters", "pulses"),
    [
        ((5, 5, 8), 3),
        ((5, 0, 2), 2),  # reset, and two since
        ((500, 7), 7),
        ((2**31 - 3, 4), 7),
        ((2**31 - 1, 0), 1),
        ((2**32 - 1, 2), 3),
        ((2**31 + 10, 5), 5),  # far from either end: a reset
        ((2**32 - 2**21, 2**21), 2**22),
        ((2**31 - 2, 2**31 + 3), 5),  # a counter of 32 bits passes the smaller end
        ((2**31 - 5, 2**31 - 9), 2**31 - 9),  # it went back a little: set by hand
    ],
)
def test_counters_that_begin_anew(counters: tuple[int, ...], pulses: int) -> None:
    """At 2^31, at 2^32 or after a reset: what was counted stays counted."""
    total = PulseTotal(per_unit=1.0)
    for counter in counters:
        total = total.after(counter)
        assert PulseTotal.from_dict(total.to_dict()) == total
    assert total.pulses == pulses
    assert replace(total, per_unit=100.0).amount == round(pulses / 100, 6)


@pytest.mark.parametrize(
    "kept", [{}, {"per_unit": None, "base": 0, "pulses": 0, "last": None}]
)
def test_a_total_that_cannot_be_read(kept: Mapping[str, Any]) -> None:
    """It is none."""
    assert PulseTotal.from_dict(kept) is None


@pytest.fixture
async def pump(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device with pulse counters."""
    return await make_device("damocles2_mini", name="Pump house")


async def _add_meter(
    hass: HomeAssistant, entry: MockConfigEntry, **changes: Any
) -> Any:
    flows = hass.config_entries.subentries
    result = await flows.async_init(
        (entry.entry_id, "meter"), context={"source": "user"}
    )
    result = await flows.async_configure(result["flow_id"], METER | changes)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def test_a_pulse_counter_becomes_a_meter(
    hass: HomeAssistant, pump: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """It starts at what the meter shows, and counts in its unit."""
    entry = await add_device(pump)
    assert (await _add_meter(hass, entry))["type"] is FlowResultType.CREATE_ENTRY
    state = hass.states.get(WATER)
    assert state is not None
    assert state.state == "1290.5"
    assert state.attributes["device_class"] == "water"
    assert state.attributes["state_class"] == "total_increasing"
    assert state.attributes["unit_of_measurement"] == "m³"
    pump.input(3).counter += 250
    await polls(elapse)
    assert hass.states.get(WATER).state == "1293.0"
    pump.input(3).counter = 30  # the device was reset
    await polls(elapse)
    assert hass.states.get(WATER).state == "1293.3"
    await pump.unplug()
    await polls(elapse, 4)
    assert hass.states.get(WATER).state == STATE_UNAVAILABLE
    pump.input(3).counter += 10
    await pump.plug()
    await polls(elapse)
    assert hass.states.get(WATER).state == "1293.4"


async def test_what_was_counted_while_home_assistant_was_down(
    hass: HomeAssistant, pump: SimulatedDevice, add_device: AddDevice
) -> None:
    """It is counted at the start."""
    entry = await add_device(pump)
    await _add_meter(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    pump.input(3).counter += 100
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get(WATER).state == "1291.5"


async def test_a_store_that_cannot_be_read(
    hass: HomeAssistant, pump: SimulatedDevice, add_device: AddDevice
) -> None:
    """The meter starts again at what was typed."""
    entry = await add_device(pump)
    mock_restore_cache_with_extra_data(
        hass, [(State(WATER, "77"), {"pulses": "rubbish"})]
    )
    await _add_meter(hass, entry)
    assert hass.states.get(WATER).state == "1290.5"


async def test_another_number_of_pulses_or_another_unit_is_no_jump(
    hass: HomeAssistant, pump: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """What was counted so far stays; Home Assistant shows the unit that it showed."""
    entry = await add_device(pump)
    await _add_meter(hass, entry)
    pump.input(3).counter += 100
    await polls(elapse)
    [subentry] = entry.subentries.values()
    for changes, added, shown in (
        ({"pulses_per_unit": 10}, 0, "1291.5"),
        ({}, 10, "1292.5"),
        ({"unit_of_measurement": "L", "pulses_per_unit": 1}, 0, "1292.5"),
        ({}, 7, "1292.507"),
    ):
        if changes:
            await _reconfigure(hass, entry, subentry.subentry_id, changes)
        pump.input(3).counter += added
        await polls(elapse)
        assert hass.states.get(WATER).state == shown


async def test_another_kind_is_no_other_reading(
    hass: HomeAssistant, pump: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Whoever has chosen the wrong one has read the right number off the meter."""
    entry = await add_device(pump)
    await _add_meter(hass, entry, kind="energy", unit_of_measurement="kWh")
    [subentry] = entry.subentries
    await _reconfigure(hass, entry, subentry, {"kind": "water"})
    await polls(elapse)
    shown = hass.states.get(WATER)
    assert (shown.state, shown.attributes["unit_of_measurement"]) == ("1290.5", "m³")


async def _reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, subentry: str, changes: dict[str, Any]
) -> None:
    flows = hass.config_entries.subentries
    result = await flows.async_init(
        (entry.entry_id, "meter"),
        context={"source": "reconfigure", "subentry_id": subentry},
    )
    kept = {
        key: value for key, value in METER.items() if key not in ("input", "reading")
    }
    wrong = kept | {"kind": "energy", "unit_of_measurement": "L"}
    result = await flows.async_configure(result["flow_id"], wrong)
    assert result["errors"] == {"unit_of_measurement": "unit_mismatch"}
    result = await flows.async_configure(result["flow_id"], kept | changes)
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"kind": "energy"}, {"unit_of_measurement": "unit_mismatch"}),
        ({"unit_of_measurement": "kWh"}, {"unit_of_measurement": "unit_mismatch"}),
        ({"pulses_per_unit": 0}, {"pulses_per_unit": "no_pulses"}),
    ],
)
async def test_the_form_refuses(
    hass: HomeAssistant,
    pump: SimulatedDevice,
    add_device: AddDevice,
    typed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """What makes no sense is said at once."""
    entry = await add_device(pump)
    assert (await _add_meter(hass, entry, **typed))["errors"] == errors
    assert not entry.subentries


async def test_a_meter_is_removed_with_its_entity(
    hass: HomeAssistant, pump: SimulatedDevice, add_device: AddDevice
) -> None:
    """The device and its other entities stay."""
    entry = await add_device(pump)
    await _add_meter(hass, entry)
    [subentry] = entry.subentries
    hass.config_entries.async_remove_subentry(entry, subentry)
    await hass.async_block_till_done(wait_background_tasks=True)
    registry = er.async_get(hass)
    assert registry.async_get(WATER) is None
    assert registry.async_get("sensor.pump_house_water_meter_count") is not None


async def test_only_devices_with_counters_have_meters(
    hass: HomeAssistant,
    pump: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """A meter that is there can still be changed while its device is not loaded."""
    entry = await add_device(pump)
    assert set(entry.supported_subentry_types) == {"calibration", "meter"}
    other = await add_device(await make_device("ste2"))
    assert set(other.supported_subentry_types) == {"calibration"}
    await _add_meter(hass, entry)
    for contact in pump.inputs:
        contact.counter = None
    await entry.runtime_data.async_refresh()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert set(entry.supported_subentry_types) == {"calibration", "meter"}
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "meter"), context={"source": "user"}
    )
    assert result["reason"] == "no_counters"


async def test_the_energy_dashboard_takes_them(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    pump: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """By Home Assistant's own validation, without a single complaint."""
    assert await async_setup_component(hass, "energy", {})
    entry = await add_device(pump)
    await _add_meter(hass, entry)
    await _add_meter(
        hass,
        entry,
        name="Electricity",
        kind="energy",
        unit_of_measurement="kWh",
        pulses_per_unit=1000,
        reading=0,
    )
    await _add_meter(hass, entry, name="Gas", kind="gas", unit_of_measurement="m³")
    await _add_pwr(make_device, add_device)
    manager = await async_get_manager(hass)
    await manager.async_update(
        {
            "energy_sources": [
                {
                    "type": "grid",
                    "stat_energy_from": entity_id,
                    "stat_energy_to": None,
                    "stat_cost": None,
                    "stat_compensation": None,
                    "entity_energy_price": None,
                    "number_energy_price": None,
                    "entity_energy_price_export": None,
                    "number_energy_price_export": None,
                    "cost_adjustment_day": 0,
                }
                for entity_id in (ELECTRICITY, "sensor.meters_energy_import")
            ]
            + [
                {
                    "type": kind,
                    "stat_energy_from": entity_id,
                    "stat_cost": None,
                    "entity_energy_price": None,
                    "number_energy_price": None,
                }
                for kind, entity_id in (
                    ("water", WATER),
                    ("water", "sensor.meters_cold_water"),
                    ("gas", "sensor.gas"),
                )
            ]
        }
    )
    await async_wait_recording_done(hass)
    now = dt_util.utcnow()
    period = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    do_adhoc_statistics(hass, start=period)
    await async_wait_recording_done(hass)
    validated = (await async_validate(hass)).as_dict()
    assert len(validated["energy_sources"]) == 5
    assert not any(validated["energy_sources"])
