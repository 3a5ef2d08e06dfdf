"""What real devices said: HWGROUP_CAPTURES names the folder where that is kept.

Documents are served over HTTP, recordings of agents over SNMP.
"""

import asyncio
from dataclasses import dataclass, field
import os
from pathlib import Path
from typing import Literal

import pytest

from custom_components.hwgroup.client import (
    Community,
    Device,
    HwgError,
    Limits,
    MalformedAnswerError,
    Quantity,
    ReadingState,
    SnmpClient,
    ValuesReader,
)
from custom_components.hwgroup.client.family import ENTERPRISE
from custom_components.hwgroup.client.snmp_session import (
    AgentSession,
    close_engine,
    create_engine,
)
from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from simulator import SimulatedAgent, SnmpRecording

from .conftest import AddDevice, MakeDevice

FOLDER = Path(os.environ.get("HWGROUP_CAPTURES", ""))
SUFFIXES = (".snmprec", ".xml")

pytestmark = pytest.mark.skipif(
    "HWGROUP_CAPTURES" not in os.environ, reason="HWGROUP_CAPTURES is not set"
)

type Reading = tuple[float | None, str | None, Quantity, ReadingState]
type Shown = tuple[str, str | None, str | None]
"""An entity's state, unit and device class."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a device says, and what Home Assistant makes of it."""

    model: str | None
    firmware: str | None
    readings: dict[str, Reading]
    limits: dict[str, Limits]
    contacts: dict[str, tuple[bool, ReadingState]] = field(default_factory=dict)
    outputs: dict[str, bool] = field(default_factory=dict)
    entities: dict[str, Shown]
    """By platform and by what follows the device in the entity's unique ID."""


DOCUMENTS = {
    "ste_model33_fw2.1.1.xml": Expected(
        model="HWg-STE",
        firmware="2.1.1",
        readings={
            "215": (31.3, "°C", Quantity.TEMPERATURE, ReadingState.OK),
            "216": (57.4, "%", Quantity.HUMIDITY, ReadingState.OK),
        },
        limits={
            "215": Limits(5.0, 35.0, 0.0),
            "216": Limits(40.0, 60.0, 0.0),
        },
        entities={
            "sensor.sensor_215": ("31.3", "°C", "temperature"),
            "sensor.sensor_216": ("57.4", "%", "humidity"),
            "binary_sensor.sensor_alarm_215": ("off", None, "problem"),
            "binary_sensor.sensor_alarm_216": ("off", None, "problem"),
        },
    ),
    "ste2lite_model102_elharess_abridged.xml": Expected(
        model=None,
        firmware=None,
        readings={
            "6686": (None, None, Quantity.UNKNOWN, ReadingState.INVALID),
            "12571": (None, None, Quantity.LEAK, ReadingState.INVALID),
            "16145": (30.5, "°C", Quantity.TEMPERATURE, ReadingState.OK),
        },
        limits={"6686": Limits(), "12571": Limits(), "16145": Limits()},
        entities={
            "sensor.sensor_6686": ("unknown", None, None),
            "binary_sensor.sensor_12571": ("unknown", None, "moisture"),
            "sensor.sensor_16145": ("30.5", "°C", "temperature"),
            "binary_sensor.sensor_alarm_6686": ("unknown", None, "problem"),
            "binary_sensor.sensor_alarm_12571": ("unknown", None, "problem"),
            "binary_sensor.sensor_alarm_16145": ("off", None, "problem"),
        },
    ),
    "poseidon_manual_setup_example_inouts_sensors.xml": Expected(
        model=None,
        firmware=None,
        readings={"57856": (23.0, "°C", Quantity.TEMPERATURE, ReadingState.OK)},
        limits={"57856": Limits(-1.5, 24.6, 0.0)},
        contacts={
            "1": (False, ReadingState.OK),
            "2": (False, ReadingState.OK),
            "3": (False, ReadingState.OK),
        },
        outputs={"151": False, "152": False},
        entities={
            "sensor.sensor_57856": ("23.0", "°C", "temperature"),
            "binary_sensor.sensor_alarm_57856": ("off", None, "problem"),
            "binary_sensor.input_1": ("off", None, None),
            "binary_sensor.input_2": ("off", None, None),
            "binary_sensor.input_3": ("off", None, None),
            "binary_sensor.input_alarm_1": ("off", None, "problem"),
            "binary_sensor.input_alarm_2": ("off", None, "problem"),
            "binary_sensor.input_alarm_3": ("off", None, "problem"),
            "binary_sensor.output_151": ("off", None, None),
            "binary_sensor.output_152": ("off", None, None),
        },
    ),
}
_HUMIDITIES = {"8202": 30.3, "1350": 29.6, "5716": 28.7, "8028": 20.6}
_TEMPERATURES = {"2350": 24.9, "9028": 31.1, "49531": 25.7, "9202": 23.6}
_INPUTS = [str(number) for number in range(1, 7)]

RECORDINGS = {
    # Perseus: the column of texts, as the one of integers says 0.74 as 74, 44.1 as 440.
    "perseus240_librenms.snmprec": Expected(
        model="Perseus Energy 240",
        firmware="1.0.4_11717",
        readings={
            "2_2001": (646.0, "h", Quantity.OTHER, ReadingState.OK),
            "401_401001": (0.74, "°C", Quantity.TEMPERATURE, ReadingState.OK),
            "401_401002": (44.1, "%", Quantity.HUMIDITY, ReadingState.OK),
            "401_401003": (1000.0, "hPa", Quantity.PRESSURE, ReadingState.OK),
            "401_401004": (1.8, "m/s", Quantity.OTHER, ReadingState.OK),
            "401_401005": (229.0, "°", Quantity.OTHER, ReadingState.OK),
        },
        limits=dict.fromkeys(
            ["2_2001", *(f"401_40100{number}" for number in range(1, 6))], Limits()
        ),
        entities={
            "sensor.sensor_2_2001": ("646.0", "h", None),
            "sensor.sensor_401_401001": ("0.74", "°C", "temperature"),
            "sensor.sensor_401_401002": ("44.1", "%", "humidity"),
            "sensor.sensor_401_401003": ("1000.0", "hPa", "pressure"),
            "sensor.sensor_401_401004": ("1.8", "m/s", None),
            "sensor.sensor_401_401005": ("229.0", "°", None),
            "binary_sensor.sensor_alarm_2_2001": ("off", None, "problem"),
        }
        | {
            f"binary_sensor.sensor_alarm_401_40100{number}": ("off", None, "problem")
            for number in range(1, 6)
        },
    ),
    "poseidon4002_librenms.snmprec": Expected(
        model="Poseidon 4002",
        firmware="2.0.15",
        readings={
            key: (value, "%", Quantity.HUMIDITY, ReadingState.OK)
            for key, value in _HUMIDITIES.items()
        }
        | {
            key: (value, "°C", Quantity.TEMPERATURE, ReadingState.OK)
            for key, value in _TEMPERATURES.items()
        },
        limits=dict.fromkeys(_HUMIDITIES | _TEMPERATURES, Limits(10.0, 60.0, 0.0)),
        contacts=dict.fromkeys(_INPUTS, (False, ReadingState.OK)),
        outputs={"151": False, "152": False},
        entities={
            f"sensor.sensor_{key}": (str(value), "%", "humidity")
            for key, value in _HUMIDITIES.items()
        }
        | {
            f"sensor.sensor_{key}": (str(value), "°C", "temperature")
            for key, value in _TEMPERATURES.items()
        }
        | {
            f"binary_sensor.sensor_alarm_{key}": ("off", None, "problem")
            for key in _HUMIDITIES | _TEMPERATURES
        }
        | {f"binary_sensor.input_{key}": ("off", None, None) for key in _INPUTS}
        | {
            f"binary_sensor.input_alarm_{key}": ("off", None, "problem")
            for key in _INPUTS
        }
        | {
            f"binary_sensor.output_{key}": ("off", None, None) for key in ("151", "152")
        },
    ),
    # Recorded without the columns that name the sensors, their IDs and units.
    "ste2r2_librenms.snmprec": Expected(
        model="STE2 r2",
        firmware="1.5.5_2394",
        readings={
            "1": (0.0, None, Quantity.OTHER, ReadingState.OK),
            "2": (20.3, None, Quantity.OTHER, ReadingState.OK),
        },
        limits={"1": Limits(), "2": Limits()},
        contacts=dict.fromkeys(["1", "2"], (False, ReadingState.OK)),
        entities={
            "sensor.sensor_1": ("0.0", None, None),
            "sensor.sensor_2": ("20.3", None, None),
            "binary_sensor.sensor_alarm_1": ("off", None, "problem"),
            "binary_sensor.sensor_alarm_2": ("off", None, "problem"),
            "binary_sensor.input_1": ("off", None, None),
            "binary_sensor.input_2": ("off", None, None),
            "binary_sensor.input_alarm_1": ("off", None, "problem"),
            "binary_sensor.input_alarm_2": ("off", None, "problem"),
        },
    ),
    "ste_fusioninventory824_one_invalid.derived.snmprec": Expected(
        model="HWg-STE",
        firmware=None,
        readings={
            "215": (20.6, "°C", Quantity.TEMPERATURE, ReadingState.OK),
            "216": (None, None, Quantity.UNKNOWN, ReadingState.INVALID),
        },
        limits={"215": Limits(), "216": Limits()},
        entities={
            "sensor.sensor_215": ("20.6", "°C", "temperature"),
            "sensor.sensor_216": ("unknown", None, None),
            "binary_sensor.sensor_alarm_215": ("off", None, "problem"),
            "binary_sensor.sensor_alarm_216": ("unknown", None, "problem"),
        },
    ),
    # Recorded without the system group: the tables tell the family.
    "wld_fusioninventory824.derived.snmprec": Expected(
        model=None,
        firmware=None,
        readings={"215": (0.0, None, Quantity.LEAK, ReadingState.OK)},
        limits={"215": Limits()},
        entities={
            "binary_sensor.sensor_215": ("off", None, "moisture"),
            "binary_sensor.sensor_alarm_215": ("off", None, "problem"),
        },
    ),
}


# Documents that are no device's readings, and the error, or None for a device
# without sensors.
OTHERS: dict[str, type[HwgError] | None] = {
    "portal_push_request_spec_example.xml": None,
    "portal_push_response_spec_example_BROKEN.xml": MalformedAnswerError,
    "ste2_model78_fw1.2.1_root_config.xml": None,
}


def test_every_capture_is_known() -> None:
    """Somebody has to decide what a new one means."""
    found = {path.name for path in FOLDER.iterdir() if path.suffix in SUFFIXES}
    assert found == {*DOCUMENTS, *OTHERS, *RECORDINGS}


def _assert_says(device: Device, expected: Expected) -> None:
    assert device.identity.model == expected.model
    assert device.identity.firmware == expected.firmware
    assert {
        key: (item.value, item.unit.symbol, item.unit.quantity, item.state)
        for key, item in device.sensors.items()
    } == expected.readings
    assert {key: item.limits for key, item in device.sensors.items()} == expected.limits
    assert {
        key: (item.closed, item.state) for key, item in device.inputs.items()
    } == expected.contacts
    assert {key: item.on for key, item in device.outputs.items()} == expected.outputs


def _states(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, State]:
    """Return the states by platform and by what follows the device in the ID."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    base = f"{entry.unique_id or entry.entry_id}_"
    states: dict[str, State] = {}
    for entity in entities:
        assert entity.platform == DOMAIN
        if state := hass.states.get(entity.entity_id):
            states[f"{entity.domain}.{entity.unique_id.removeprefix(base)}"] = state
    return states


def _parts_of(states: dict[str, State]) -> dict[str, Shown]:
    """Return what is shown of sensors, inputs and outputs, not of the device itself."""
    return {
        name: (
            state.state,
            state.attributes.get("unit_of_measurement"),
            state.attributes.get("device_class"),
        )
        for name, state in states.items()
        if name.partition(".")[2].startswith(("sensor_", "input_", "output_"))
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_readings(name: str) -> None:
    """A document is read as it was meant."""
    _assert_says(ValuesReader().read((FOLDER / name).read_bytes()), DOCUMENTS[name])


@pytest.mark.parametrize("name", OTHERS)
def test_others(name: str) -> None:
    """Other documents are refused, or bring no sensors that are none."""
    document, error = (FOLDER / name).read_bytes(), OTHERS[name]
    if error is not None:
        with pytest.raises(error):
            ValuesReader().read(document)
    else:
        device = ValuesReader().read(document)
        assert device.sensors == device.inputs == device.outputs == {}


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_entities(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, name: str
) -> None:
    """A device that serves the document ends up as the right entities."""
    device = await make_device("ste2")
    device.override = (FOLDER / name).read_bytes()
    entry = await add_device(device)
    assert entry.state is ConfigEntryState.LOADED
    assert _parts_of(_states(hass, entry)) == DOCUMENTS[name].entities


def _told(recording: SnmpRecording, *ending: int) -> str | None:
    """Return a text of the recording, by the end of its OID."""
    for oid, (_, content) in recording.items():
        ours = oid[: len(ENTERPRISE)] == ENTERPRISE
        if ours and oid[-len(ending) :] == ending and isinstance(content, bytes):
            return content.decode()
    return None


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("name", RECORDINGS)
async def test_readings_over_snmp(name: str, version: Literal["1", "2c"]) -> None:
    """An agent is read as it was meant, and what it says of itself is kept."""
    recording = SnmpRecording.load(FOLDER / name)
    engine = await asyncio.get_running_loop().run_in_executor(None, create_engine)
    try:
        async with SimulatedAgent(recording) as agent:
            credentials = Community(version)
            session = AgentSession(engine, agent.host, agent.port, credentials)
            client = SnmpClient(session)
            device = await client.read()
            assert await client.read() == device
    finally:
        close_engine(engine)

    _assert_says(device, RECORDINGS[name])
    mac, serial = _told(recording, 70, 1, 0), _told(recording, 100, 2, 0)
    assert device.identity.mac == (mac and mac.lower())
    assert device.identity.serial == serial
    texts = {content for _, content in recording.values()}
    for part in (*device.sensors.values(), *device.inputs.values()):
        assert not part.name or part.name.encode() in texts


@pytest.mark.parametrize("name", RECORDINGS)
async def test_entities_over_snmp(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    add_device: AddDevice,
    name: str,
) -> None:
    """A device that only has the agent ends up as the right entities."""
    recording, expected = SnmpRecording.load(FOLDER / name), RECORDINGS[name]
    async with SimulatedAgent(recording) as agent:
        entry = await add_device(
            agent, agent.host, transport="snmp", port=agent.port, version="1"
        )
        assert entry.state is ConfigEntryState.LOADED

    states = _states(hass, entry)
    assert _parts_of(states) == expected.entities
    assert states["sensor.transport"].state == "snmp"
    for key, limits in expected.limits.items():
        attributes = states[f"binary_sensor.sensor_alarm_{key}"].attributes
        assert attributes.get("low_limit") == limits.low
        assert attributes.get("high_limit") == limits.high
    mac, serial = _told(recording, 70, 1, 0), _told(recording, 100, 2, 0)
    assert entry.unique_id == (mac.lower() if mac else serial)
    [shown] = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert (shown.model, shown.sw_version) == (expected.model, expected.firmware)
