"""Documents of real devices, which are kept elsewhere: HWGROUP_CAPTURES names where."""

from dataclasses import dataclass, field
import os
from pathlib import Path

import pytest

from custom_components.hwgroup.client import (
    HwgError,
    Limits,
    MalformedAnswerError,
    Quantity,
    ReadingState,
    ValuesReader,
)
from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import AddDevice, MakeDevice

FOLDER = Path(os.environ.get("HWGROUP_CAPTURES", ""))

pytestmark = pytest.mark.skipif(
    "HWGROUP_CAPTURES" not in os.environ, reason="HWGROUP_CAPTURES is not set"
)

type Reading = tuple[float | None, str | None, Quantity, ReadingState]
type Shown = tuple[str, str | None, str | None]
"""An entity's state, unit and device class."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a document says, and what Home Assistant makes of it."""

    model: str | None
    readings: dict[str, Reading]
    limits: dict[str, Limits]
    contacts: dict[str, tuple[bool, ReadingState]] = field(default_factory=dict)
    outputs: dict[str, bool] = field(default_factory=dict)
    entities: dict[str, Shown]
    """By platform and by what follows the device in the entity's unique ID."""


READINGS = {
    "ste_model33_fw2.1.1.xml": Expected(
        model="HWg-STE",
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
# Documents that are no device's readings, and the error, or None for a device
# without sensors.
OTHERS: dict[str, type[HwgError] | None] = {
    "portal_push_request_spec_example.xml": None,
    "portal_push_response_spec_example_BROKEN.xml": MalformedAnswerError,
    "ste2_model78_fw1.2.1_root_config.xml": None,
}


def test_every_document_is_known() -> None:
    """Somebody has to decide what a new document means."""
    assert {path.name for path in FOLDER.glob("*.xml")} == {*READINGS, *OTHERS}


@pytest.mark.parametrize("name", READINGS)
def test_readings(name: str) -> None:
    """A document is read as it was meant."""
    expected = READINGS[name]
    device = ValuesReader().read((FOLDER / name).read_bytes())
    assert device.identity.model == expected.model
    assert {
        key: (item.value, item.unit.symbol, item.unit.quantity, item.state)
        for key, item in device.sensors.items()
    } == expected.readings
    assert {key: item.limits for key, item in device.sensors.items()} == expected.limits
    assert {
        key: (item.closed, item.state) for key, item in device.inputs.items()
    } == expected.contacts
    assert {key: item.on for key, item in device.outputs.items()} == expected.outputs


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


@pytest.mark.parametrize("name", READINGS)
async def test_entities(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, name: str
) -> None:
    """A device that serves the document ends up as the right entities."""
    device = await make_device("ste2")
    device.override = (FOLDER / name).read_bytes()
    entry = await add_device(device)
    assert entry.state is ConfigEntryState.LOADED

    shown: dict[str, Shown] = {}
    base = f"{entry.unique_id or entry.entry_id}_"
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    for entity in entities:
        part = entity.unique_id.removeprefix(base)
        if not part.startswith(("sensor_", "input_", "output_")):
            continue  # not of a part, but of the device as a whole
        assert entity.platform == DOMAIN
        state = hass.states.get(entity.entity_id)
        assert state is not None
        shown[f"{entity.domain}.{part}"] = (
            state.state,
            state.attributes.get("unit_of_measurement"),
            state.attributes.get("device_class"),
        )
    assert shown == READINGS[name].entities
