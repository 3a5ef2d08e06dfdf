"""Sensors, inputs and outputs in the document."""

import pytest

from simulator import MODELS, AlarmWhen, Sensor, SimulatedDevice

from .helpers import entry, sensor_tag


@pytest.mark.parametrize(
    ("value", "notifies", "ste", "poseidon"),
    [
        (20.0, True, "1", "0"),
        (4.9, False, "2", "1"),
        (30.1, False, "3", "1"),
        (4.9, True, "4", "2"),
        (30.1, True, "5", "2"),
        (5.0, True, "1", "0"),
        ("30.1", True, "5", "2"),
        ("n/a", True, "1", "0"),
    ],
)
def test_state_scales(
    value: float | str, notifies: bool, ste: str, poseidon: str
) -> None:
    """Each family has its own code for the same state."""
    for model, expected in (("ste2", ste), ("poseidon2_3268", poseidon)):
        device = SimulatedDevice(MODELS[model])
        device.sensors = [Sensor(7, "A", "C", value, 5.0, 30.0, notifies=notifies)]
        assert sensor_tag(device, 7, "State") == expected


@pytest.mark.parametrize(
    ("model", "units", "state"),
    [("ste2_lite", "", "0"), ("ste", "", "0"), ("poseidon2_3266", "C", "2")],
)
def test_invalid_sensor(model: str, units: str, state: str) -> None:
    """A lost probe reads -999.9 and has the code of its family."""
    device = SimulatedDevice(MODELS[model])
    device.sensors[0].valid = False
    lost = device.sensors[0].id
    assert sensor_tag(device, lost, "Value") == "-999.9"
    assert sensor_tag(device, lost, "Units") == units
    assert sensor_tag(device, lost, "State") == state


@pytest.mark.parametrize(
    ("unit", "value", "state"),
    [
        ("F", 77.0, "0"),
        ("F", 79.0, "2"),
        ("K", 299.0, "0"),
        ("K", 299.3, "2"),
        ("K", 283.0, "2"),
    ],
)
def test_poseidon_limits_stay_in_celsius(unit: str, value: float, state: str) -> None:
    """Limits are served and compared in Celsius whatever the unit is."""
    device = SimulatedDevice(MODELS["poseidon2_3266"])
    device.sensors = [Sensor(9, "A", unit, value, 10.0, 26.0)]
    assert sensor_tag(device, 9, "Max") == "26.0"
    assert sensor_tag(device, 9, "State") == state


def test_ste_limits_are_in_the_unit_of_the_value() -> None:
    """The STE family compares in the unit of the value."""
    device = SimulatedDevice(MODELS["ste"])
    device.sensors = [Sensor(9, "A", "F", 77.0, 10.0, 26.0)]
    assert sensor_tag(device, 9, "State") == "5"


def test_given_state_is_served_as_it_is() -> None:
    """A state that is set replaces the computed one, also for the alarm."""
    device = SimulatedDevice(MODELS["ste2_lite"])
    sensor = device.sensors[0]
    sensor.state = 4
    assert sensor_tag(device, sensor.id, "State") == "4"
    assert sensor_tag(device, sensor.id, "status/state") == "4"
    assert sensor_tag(device, sensor.id, "status/alarm") == "1"
    sensor.state = 2
    assert sensor_tag(device, sensor.id, "status/alarm") == "0"


def test_tags_of_a_lite_sensor() -> None:
    """STE2 LITE has tags of its own, and its flood probe has one more."""
    device = SimulatedDevice(MODELS["ste2_lite"])
    probe, flood = device.sensors
    assert sensor_tag(device, probe.id, "Exp") == "-1"
    assert sensor_tag(device, probe.id, "Value") == "5.1"
    assert sensor_tag(device, probe.id, "Resistance") is None
    assert sensor_tag(device, flood.id, "Resistance") == "940"
    assert sensor_tag(device, flood.id, "Min") is None


def test_wet_flood_probe() -> None:
    """A wet flood probe is in alarm without a limit."""
    device = SimulatedDevice(MODELS["wld"])
    assert sensor_tag(device, 215, "Value") == "0"
    device.sensor(215).value = 1
    assert sensor_tag(device, 215, "Value") == "1"
    assert sensor_tag(device, 215, "State") == "5"


def test_extra_tags_add_and_replace() -> None:
    """A sensor can add tags to its entry and replace computed ones."""
    device = SimulatedDevice(MODELS["ste"])
    device.sensor(215).extra = {"Units": "", "UnitType": "C"}
    assert sensor_tag(device, 215, "Units") == ""
    assert sensor_tag(device, 215, "UnitType") == "C"


def test_ste_input() -> None:
    """The STE family has whether an input is in alarm, not in which position it would be."""
    device = SimulatedDevice(MODELS["ste2"])
    device.input(1).closed = True
    written = {child.tag: child.text for child in entry(device, "BinaryInSet", 1)}
    assert written == {
        "ID": "1",
        "Name": "Cold room door",
        "Value": "1",
        "AlarmState": "1",
    }


@pytest.mark.parametrize(
    ("alarm_when", "closed", "state"),
    [
        (AlarmWhen.CLOSED, True, "2"),
        (AlarmWhen.CLOSED, False, "0"),
        (AlarmWhen.OPEN, True, "0"),
        (AlarmWhen.OPEN, False, "2"),
        (AlarmWhen.NEVER, True, "0"),
        (AlarmWhen.NEVER, False, "0"),
    ],
)
def test_poseidon_input(alarm_when: AlarmWhen, closed: bool, state: str) -> None:
    """The Poseidon family has the alarm setting and the state of an input."""
    device = SimulatedDevice(MODELS["poseidon2_3268"])
    contact = device.input(2)
    contact.closed, contact.alarm_when = closed, alarm_when
    written = entry(device, "BinaryInSet", 2)
    assert written.findtext("Number") == "I2"
    assert written.findtext("Value") == str(int(closed))
    assert written.findtext("Alarm") == str(alarm_when.value)
    assert written.findtext("State") == state
    assert written.find("cnt") is None


def test_counter_counts_closures() -> None:
    """A Damocles input counts when its contact closes."""
    device = SimulatedDevice(MODELS["damocles2_mini"])
    contact = device.input(2)
    for closed in (True, True, False, True):
        contact.move(closed=closed)
    assert entry(device, "BinaryInSet", 2).findtext("cnt") == "4"


def test_output() -> None:
    """An output has its mode and whether it is on."""
    device = SimulatedDevice(MODELS["poseidon2_3268"])
    device.output(152).on = True
    written = {child.tag: child.text for child in entry(device, "BinaryOutSet", 152)}
    assert written == {
        "ID": "152",
        "Name": "Beacon",
        "Type": "0",
        "Mode": "1",
        "Value": "1",
    }
