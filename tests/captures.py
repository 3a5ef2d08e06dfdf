"""What the captures of real devices mean.

HWGROUP_CAPTURES names the folders where they are kept, separated as in PATH.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import os
from pathlib import Path
from typing import Literal

from custom_components.hwgroup.client import (
    HwgError,
    Limits,
    MalformedAnswerError,
    Quantity,
    ReadingState,
)

SUFFIXES = (".snmprec", ".xml")
CAPTURES = {
    path.name: path
    for folder in filter(None, os.environ.get("HWGROUP_CAPTURES", "").split(os.pathsep))
    for path in Path(folder).iterdir()
    if path.suffix in SUFFIXES
}
"""The captured documents and recordings by their file names."""

type Version = Literal["1", "2c"]
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
    versions: tuple[Version, ...] = ("1", "2c")
    """What the agent speaks."""


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
            "12571": (None, None, Quantity.LEAK, ReadingState.DISCONNECTED),
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
            "binary_sensor.output_151": ("off", None, None),
            "binary_sensor.output_152": ("off", None, None),
        },
    ),
}


def _numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def _inputs(closed: Mapping[str, bool], named: Iterable[str] = ()) -> dict[str, Shown]:
    """Return the entities of inputs; those with names of the factory show no alarm yet."""
    positions = {key: "on" if on else "off" for key, on in closed.items()}
    return {
        f"binary_sensor.input_{key}": (state, None, None)
        for key, state in positions.items()
    } | {f"binary_sensor.input_alarm_{key}": ("off", None, "problem") for key in named}


def _counts(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Return the entities of pulse counters."""
    return {
        f"sensor.input_count_{key}": (str(count), None, None)
        for key, count in counts.items()
    }


def _outputs(on: Mapping[str, bool]) -> dict[str, Shown]:
    """Return the entities of outputs."""
    return {
        f"binary_sensor.output_{key}": ("on" if is_on else "off", None, None)
        for key, is_on in on.items()
    }


def _alarms(states: Mapping[str, str]) -> dict[str, Shown]:
    """Return the entities of the readings' alarms."""
    return {
        f"binary_sensor.sensor_alarm_{key}": (state, None, "problem")
        for key, state in states.items()
    }


_HUMIDITIES = {"8202": 30.3, "1350": 29.6, "5716": 28.7, "8028": 20.6}
_TEMPERATURES = {"2350": 24.9, "9028": 31.1, "49531": 25.7, "9202": 23.6}
_INPUTS = [str(number) for number in range(1, 7)]
_FREEZERS = {
    "21288": -10.3,
    "33640": -13.7,
    "55178": 6.8,
    "2726": -23.2,
    "45961": -20.0,
}
_RELAYS = {number: int(number) <= 154 for number in _numbers(151, 162)}

RECORDINGS = {
    # Perseus: the column of texts, as the one of integers says 0.74 as 74, 44.1 as 440.
    "perseus240_librenms.snmprec": Expected(
        model="Perseus Energy 240",
        firmware="1.0.4_11717",
        readings={
            "2_2001": (646.0, "h", Quantity.DURATION, ReadingState.OK),
            "401_401001": (0.74, "°C", Quantity.TEMPERATURE, ReadingState.OK),
            "401_401002": (44.1, "%", Quantity.HUMIDITY, ReadingState.OK),
            "401_401003": (1000.0, "hPa", Quantity.PRESSURE, ReadingState.OK),
            "401_401004": (1.8, "m/s", Quantity.SPEED, ReadingState.OK),
            "401_401005": (229.0, "°", Quantity.OTHER, ReadingState.OK),
        },
        limits=dict.fromkeys(
            ["2_2001", *(f"401_40100{number}" for number in range(1, 6))], Limits()
        ),
        entities={
            "sensor.sensor_2_2001": ("646.0", "h", "duration"),
            "sensor.sensor_401_401001": ("0.74", "°C", "temperature"),
            "sensor.sensor_401_401002": ("44.1", "%", "humidity"),
            "sensor.sensor_401_401003": ("1000.0", "hPa", "pressure"),
            "sensor.sensor_401_401004": ("1.8", "m/s", "speed"),
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
    # It speaks v1 only, and has no sensor.
    "damocles_mini_v1.0.11.snmprec": Expected(
        model="Damocles MINI",
        firmware="1.0.11",
        readings={},
        limits={},
        contacts=dict.fromkeys(_INPUTS[:4], (False, ReadingState.OK)),
        outputs={"151": False, "152": False},
        entities=_inputs(dict.fromkeys(_INPUTS[:4], False))
        | _counts(dict.fromkeys(_INPUTS[:4], 0))
        | _outputs({"151": False, "152": False}),
        versions=("1",),
    ),
    # Two of its three probes are lost: state "invalid", and -9999 tenths.
    "poseidon2250_v1.0.13_two_probes_lost.snmprec": Expected(
        model="Poseidon 2250",
        firmware="1.0.13",
        readings={
            "873": (None, "%", Quantity.HUMIDITY, ReadingState.INVALID),
            "1873": (None, "°C", Quantity.TEMPERATURE, ReadingState.INVALID),
            "100": (24.5, "°C", Quantity.TEMPERATURE, ReadingState.OK),
        },
        limits={"873": Limits(), "1873": Limits(), "100": Limits()},
        contacts=dict.fromkeys(_INPUTS[:4], (False, ReadingState.OK)),
        outputs={"151": False, "152": False},
        entities={
            "sensor.sensor_873": ("unknown", "%", "humidity"),
            "sensor.sensor_1873": ("unknown", "°C", "temperature"),
            "sensor.sensor_100": ("24.5", "°C", "temperature"),
        }
        | _alarms({"873": "unknown", "1873": "unknown", "100": "off"})
        | _inputs(dict.fromkeys(_INPUTS[:4], False), named=_INPUTS[:4])
        | _outputs({"151": False, "152": False}),
    ),
    # Noise and dust are "universal" to the MIB: only the texts tell their units. The
    # value and the raw one differ, and the text of one value is older than its number.
    "poseidon2_3266_v3.8.0_universal_units.snmprec": Expected(
        model="Poseidon2 3266",
        firmware="3.8.0",
        readings={
            "7141": (80.8, "%", Quantity.HUMIDITY, ReadingState.OK),
            "11011": (50.1, "dB", Quantity.SOUND_PRESSURE, ReadingState.OK),
            "11523": (40.0, "μg/m³", Quantity.DUST, ReadingState.OK),
            "6885": (24.2, "°C", Quantity.TEMPERATURE, ReadingState.OK),
        },
        limits=dict.fromkeys(["7141", "11011", "11523", "6885"], Limits()),
        contacts=dict.fromkeys(_INPUTS[:5], (False, ReadingState.OK)),
        outputs=dict.fromkeys(_numbers(151, 158), False),
        entities={
            "sensor.sensor_7141": ("80.8", "%", "humidity"),
            "sensor.sensor_11011": ("50.1", "dB", "sound_pressure"),
            "sensor.sensor_11523": ("40.0", "μg/m³", None),
            "sensor.sensor_6885": ("24.2", "°C", "temperature"),
        }
        | _alarms(dict.fromkeys(["7141", "11011", "11523", "6885"], "off"))
        | _inputs(dict.fromkeys(_INPUTS[:5], False), named=["5"])
        | _counts(dict.fromkeys(_INPUTS[:5], 0))
        | _outputs(dict.fromkeys(_numbers(151, 158), False)),
    ),
    # Twelve inputs and a monitor of its connection, four relays and eight virtual outputs.
    "poseidon2_4002_v3.8.4.snmprec": Expected(
        model="Poseidon2 4002",
        firmware="3.8.4",
        readings={
            "343": (22.5, "%", Quantity.HUMIDITY, ReadingState.OK),
            "8459": (25.0, "%", Quantity.HUMIDITY, ReadingState.OK),
            "40199": (232.6, "V", Quantity.VOLTAGE, ReadingState.OK),
            "39500": (31.0, "°C", Quantity.TEMPERATURE, ReadingState.OK),
            "59523": (34.7, "°C", Quantity.TEMPERATURE, ReadingState.OK),
        },
        limits=dict.fromkeys(["343", "8459", "40199", "39500", "59523"], Limits()),
        contacts=dict.fromkeys(_numbers(1, 13), (False, ReadingState.OK)),
        outputs=_RELAYS,
        entities={
            "sensor.sensor_343": ("22.5", "%", "humidity"),
            "sensor.sensor_8459": ("25.0", "%", "humidity"),
            "sensor.sensor_40199": ("232.6", "V", "voltage"),
            "sensor.sensor_39500": ("31.0", "°C", "temperature"),
            "sensor.sensor_59523": ("34.7", "°C", "temperature"),
        }
        | _alarms(dict.fromkeys(["343", "8459", "40199", "39500", "59523"], "off"))
        | _inputs(dict.fromkeys(_numbers(1, 13), False), named=["3", "13"])
        | _counts(dict.fromkeys(_numbers(1, 13), 0) | {"1": 8, "3": 7})
        | _outputs(_RELAYS),
    ),
    # Freezers: below zero, and limits that were never meant for them. The codes tell the
    # units, for there are no texts; the raw values are those of other probes.
    "poseidon3265_v3.0.4_freezers.snmprec": Expected(
        model="Poseidon 3265",
        firmware="3.0.4",
        readings={
            key: (value, "°C", Quantity.TEMPERATURE, ReadingState.OK)
            for key, value in _FREEZERS.items()
        },
        limits={
            "21288": Limits(-33.0, 25.0, 0.0),
            "33640": Limits(-35.0, 0.0, 0.0),
            "55178": Limits(0.0, 15.0, 0.0),
            "2726": Limits(-33.0, 0.0, 0.0),
            "45961": Limits(-35.0, 0.0, 0.0),
        },
        entities={
            f"sensor.sensor_{key}": (str(value), "°C", "temperature")
            for key, value in _FREEZERS.items()
        }
        | _alarms(dict.fromkeys(_FREEZERS, "off")),
    ),
}


# Documents that are no device's readings, and the error, or None for a device
# without sensors.
OTHERS: dict[str, type[HwgError] | None] = {
    "portal_push_request_spec_example.xml": None,
    "portal_push_response_spec_example_BROKEN.xml": MalformedAnswerError,
    "ste2_model78_fw1.2.1_root_config.xml": None,
}
