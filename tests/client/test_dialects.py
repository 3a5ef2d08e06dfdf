"""Every family's document, read as a whole."""

import pytest

from custom_components.hwgroup.client import (
    Device,
    Identity,
    Input,
    Limits,
    Output,
    Quantity,
    ReadingState,
    Sensor,
    Unit,
)
from simulator import XML_MODELS, SimulatedDevice

from .helpers import FIXTURES, fixture, read

CELSIUS = Unit("°C", Quantity.TEMPERATURE)
FAHRENHEIT = Unit("°F", Quantity.TEMPERATURE)
KELVIN = Unit("K", Quantity.TEMPERATURE)
HUMIDITY = Unit("%", Quantity.HUMIDITY)
LEAK = Unit(None, Quantity.LEAK)
NO_UNIT = Unit(None, Quantity.UNKNOWN)


def _keyed[PartT: Sensor | Input | Output](*parts: PartT) -> dict[str, PartT]:
    return {part.key: part for part in parts}


EXPECTED = {
    "ste": Device(
        identity=Identity(
            mac="00:0a:59:aa:00:01", name="Archive", model="HWg-STE", firmware="2.1.3"
        ),
        sensors=_keyed(
            Sensor(
                key="215",
                name="Shelf",
                value=18.4,
                unit=CELSIUS,
                limits=Limits(10.0, 25.0, 0.5),
            ),
            Sensor(
                key="216",
                name="Shelf humidity",
                value=61.2,
                unit=HUMIDITY,
                limits=Limits(30.0, 60.0, 0.0),
                state=ReadingState.OUT_OF_RANGE_HIGH,
            ),
        ),
    ),
    "ste_plus": Device(
        identity=Identity(
            mac="00:0a:59:aa:00:02",
            name="Greenhouse",
            model="HWg-STE plus",
            firmware="1.3.1",
        ),
        sensors=_keyed(
            Sensor(
                key="215",
                name="Seedlings",
                value=9.9,
                unit=CELSIUS,
                limits=Limits(12.0, 30.0, 1.0),
                state=ReadingState.ALARM_LOW,
            )
        ),
        inputs=_keyed(
            Input(key="1", name="Door", closed=True),
            Input(key="2", name="Tank float", closed=False, state=ReadingState.ALARM),
        ),
    ),
    "ste2": Device(
        identity=Identity(
            mac="00:0a:59:aa:00:03", name="Cold store", model="STE2", firmware="1.2.7"
        ),
        sensors=_keyed(
            Sensor(
                key="4444",
                name="Cold room",
                value=39.6,
                unit=FAHRENHEIT,
                limits=Limits(35.0, 46.0, 0.0),
            ),
            Sensor(
                key="5555",
                name="Corridor",
                value=301.2,
                unit=KELVIN,
                limits=Limits(280.0, 300.0, 1.0),
                state=ReadingState.ALARM_HIGH,
            ),
            Sensor(
                key="6666",
                name="Lost probe",
                value=None,
                unit=NO_UNIT,
                limits=Limits(2.0, 8.0, 0.0),
                state=ReadingState.INVALID,
            ),
        ),
        inputs=_keyed(
            Input(key="1", name="Cold room door", closed=False),
            Input(key="2", name="", closed=True),
        ),
    ),
    "ste2_lite": Device(
        identity=Identity(
            mac="00:0a:59:aa:00:04",
            name="Pharmacy fridge",
            model="STE2 LITE",
            firmware="1.5.2",
        ),
        sensors=_keyed(
            Sensor(
                key="7001",
                name="Fridge top",
                value=5.1,
                unit=CELSIUS,
                limits=Limits(2.0, 8.0, 0.2),
            ),
            Sensor(
                key="7002",
                name="Floor",
                value=1.0,
                unit=LEAK,
                state=ReadingState.ALARM_HIGH,
            ),
            Sensor(
                key="7003",
                name="Cut cable",
                value=None,
                unit=LEAK,
                state=ReadingState.DISCONNECTED,
            ),
            Sensor(
                key="7004",
                name="Fridge door",
                value=9.0,
                unit=CELSIUS,
                limits=Limits(2.0, 8.0, 0.2),
                state=ReadingState.ALARM_HIGH,
            ),
        ),
    ),
    "ste2_r2": Device(
        identity=Identity(
            mac="00:0a:59:aa:00:05",
            serial="6000000105",
            name="Rack A",
            model="STE2 R2",
            firmware="1.4.7",
        ),
        sensors=_keyed(
            Sensor(
                key="25825",
                name="Rack A top",
                value=-3.5,
                unit=CELSIUS,
                limits=Limits(15.0, 32.0, 0.0),
                state=ReadingState.OUT_OF_RANGE_LOW,
            )
        ),
        inputs=_keyed(
            Input(key="1", name="Smoke", closed=True, state=ReadingState.ALARM)
        ),
    ),
    "poseidon2_3268": Device(
        identity=Identity(
            serial="6000000106",
            name="Server room",
            model="Poseidon2 3268",
            firmware="3.5.1",
        ),
        sensors=_keyed(
            Sensor(
                key="48",
                name="Intake",
                value=21.5,
                unit=CELSIUS,
                limits=Limits(15.0, 28.0, 0.5),
            ),
            Sensor(
                key="49",
                name="Exhaust",
                value=104.0,
                unit=FAHRENHEIT,
                limits=Limits(50.0, 100.4, 0.9),
                state=ReadingState.ALARM_HIGH,
            ),
            Sensor(
                key="50",
                name="Freezer",
                value=250.2,
                unit=KELVIN,
                limits=Limits(253.15, 263.15, 0.5),
                state=ReadingState.OUT_OF_RANGE_LOW,
            ),
            Sensor(
                key="51",
                name="Humidity",
                value=41.0,
                unit=HUMIDITY,
                limits=Limits(20.0, 70.0, 0.0),
            ),
            Sensor(
                key="52",
                name="Loop",
                value=12.5,
                unit=Unit("mA", Quantity.CURRENT),
                limits=Limits(4.0, 20.0, 0.0),
            ),
            Sensor(
                key="53",
                name="Cable",
                value=0.0,
                unit=Unit(None, Quantity.SWITCH),
                limits=Limits(0.0, 0.0, 0.0),
            ),
            Sensor(
                key="57344",
                name="Lost",
                value=None,
                unit=CELSIUS,
                limits=Limits(0.0, 30.0, 0.0),
                state=ReadingState.INVALID,
            ),
        ),
        inputs=_keyed(
            Input(key="1", name="Door", closed=True),
            Input(key="2", name="Fire panel", closed=True, state=ReadingState.ALARM),
            Input(key="3", name="Spare", closed=False, state=ReadingState.OUT_OF_RANGE),
        ),
        outputs=_keyed(
            Output(key="151", name="Fan", on=True, automatic=False),
            Output(key="152", name="Beacon", on=False, automatic=True),
        ),
    ),
    "poseidon2_old": Device(
        identity=Identity(
            serial="6000000107", model="Poseidon2 3266", firmware="2.0.1"
        ),
        sensors=_keyed(
            Sensor(
                key="240",
                name="Old one",
                value=31.5,
                unit=CELSIUS,
                limits=Limits(5.0, 30.0),
                state=ReadingState.ALARM_HIGH,
            ),
            Sensor(
                key="241",
                name="Other one",
                value=12.1,
                unit=Unit("V", Quantity.VOLTAGE),
            ),
        ),
    ),
    "damocles2": Device(
        identity=Identity(
            mac="00:0a:59:aa:00:08",
            serial="6000000108",
            name="Pump house",
            model="Damocles2 MINI",
            firmware="1.1.6",
        ),
        inputs=_keyed(
            Input(key="1", name="Gate", closed=True, counter=87),
            Input(key="2", name="Water meter", closed=False, counter=4294967295),
        ),
        outputs=_keyed(Output(key="151", name="Pump", on=True, automatic=False)),
    ),
    "wld": Device(
        identity=Identity(
            mac="00:0a:59:aa:00:09",
            name="Boiler room",
            model="HWg-WLD",
            firmware="1.0.8",
        ),
        sensors=_keyed(
            Sensor(key="215", name="Boiler floor", value=0.0, unit=LEAK),
            Sensor(
                key="216",
                name="Sump",
                value=1.0,
                unit=LEAK,
                state=ReadingState.ALARM_HIGH,
            ),
        ),
    ),
    "sms_gateway": Device(
        identity=Identity(serial="6000000110", model="HWg-SMS-GW3", firmware="1.2.1")
    ),
    "unknown_model": Device(
        identity=Identity(mac="00:0a:59:aa:00:0b", model="HWg-Next", firmware="0.9.0"),
        sensors=_keyed(
            Sensor(
                key="1",
                name="Pressure",
                value=987.6,
                unit=Unit("hPa", Quantity.PRESSURE),
                limits=Limits(950.0, 980.0),
                state=ReadingState.OUT_OF_RANGE_HIGH,
            )
        ),
    ),
}


def test_every_fixture_is_expected_to_read_as_something() -> None:
    """No document lies about unread."""
    assert {path.stem for path in FIXTURES.glob("*.xml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_document(name: str) -> None:
    """All that a document says ends up in the device, in the document's order."""
    device = read(fixture(name))
    assert device == EXPECTED[name]
    assert list(device.sensors) == list(EXPECTED[name].sensors)


@pytest.mark.parametrize(
    ("name", "uptime"),
    [("ste", None), ("ste2", 86400), ("poseidon2_3268", 3600), ("sms_gateway", 777)],
)
def test_uptime(name: str, uptime: int | None) -> None:
    """Some devices tell how long they have been running."""
    assert read(fixture(name)).uptime == uptime


SIMULATED_UNITS = {
    "C": CELSIUS,
    "F": FAHRENHEIT,
    "K": KELVIN,
    "%RH": HUMIDITY,
    "V": Unit("V", Quantity.VOLTAGE),
    "A": Unit("A", Quantity.CURRENT),
    "s": Unit(None, Quantity.SWITCH),
    "WLD": LEAK,
}


@pytest.mark.parametrize("model", XML_MODELS)
def test_simulated_model(model: str) -> None:
    """What is read of a model's document is what the model measures."""
    simulated = SimulatedDevice(XML_MODELS[model])
    device = read(simulated.document)
    assert {key: (s.name, s.value, s.unit) for key, s in device.sensors.items()} == {
        str(s.id): (s.name, s.value, SIMULATED_UNITS[s.unit]) for s in simulated.sensors
    }
    assert {
        key: (i.name, i.closed, i.state.is_alarm, i.counter)
        for key, i in device.inputs.items()
    } == {str(i.id): (i.name, i.closed, i.active, i.counter) for i in simulated.inputs}
    assert {key: (o.name, o.on) for key, o in device.outputs.items()} == {
        str(o.id): (o.name, o.on) for o in simulated.outputs
    }
    assert all(s.state is ReadingState.OK for s in device.sensors.values())


@pytest.mark.parametrize("model", XML_MODELS)
def test_simulated_model_without_probes(model: str) -> None:
    """A lost probe stays in the device, without a value."""
    simulated = SimulatedDevice(XML_MODELS[model])
    for probe in simulated.sensors:
        probe.valid = False
    device = read(simulated.document)
    assert [s.key for s in device.sensors.values()] == [
        str(s.id) for s in simulated.sensors
    ]
    assert not any(s.valid for s in device.sensors.values())
    assert all(s.state is ReadingState.INVALID for s in device.sensors.values())


@pytest.mark.parametrize("model", XML_MODELS)
def test_simulated_identity(model: str) -> None:
    """Every model can be told from all others."""
    simulated = SimulatedDevice(XML_MODELS[model])
    identity = read(simulated.document).identity
    assert identity.model == simulated.model.product
    assert identity.firmware == simulated.model.firmware
    assert identity.unique_id in (simulated.mac.lower(), simulated.serial)
