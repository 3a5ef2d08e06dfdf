"""What a single entry says: values, units, limits and states."""

import pytest

from custom_components.hwgroup.client import (
    Limits,
    Quantity,
    ReadingState,
    Unit,
    unit_from_text,
)
from custom_components.hwgroup.client.reading import with_unit
from custom_components.hwgroup.client.units import TABLE

from .helpers import POSEIDON, STE, contact, document, entry, output, read, sensor

UNITS = [
    ("C", "°C", Quantity.TEMPERATURE),
    ("°C", "°C", Quantity.TEMPERATURE),
    ("F", "°F", Quantity.TEMPERATURE),
    ("°F", "°F", Quantity.TEMPERATURE),
    ("K", "K", Quantity.TEMPERATURE),
    ("%RH", "%", Quantity.HUMIDITY),
    ("%", "%", Quantity.PERCENTAGE),
    ("V", "V", Quantity.VOLTAGE),
    ("mV", "mV", Quantity.VOLTAGE),
    ("A", "A", Quantity.CURRENT),
    ("mA", "mA", Quantity.CURRENT),
    ("p", None, Quantity.PULSES),
    ("s", None, Quantity.SWITCH),
    ("WLD", None, Quantity.LEAK),
    ("Pa", "Pa", Quantity.PRESSURE),
    ("lx", "lx", Quantity.ILLUMINANCE),
    ("Lux", "lx", Quantity.ILLUMINANCE),
    ("ppm", "ppm", Quantity.CARBON_DIOXIDE),
    ("CO2 ppm", "ppm", Quantity.CARBON_DIOXIDE),
    ("CO ppm", "ppm", Quantity.CARBON_MONOXIDE),
    ("dB", "dB", Quantity.SOUND_PRESSURE),
    ("ug", "μg/m³", Quantity.DUST),
    ("µg/m³", "μg/m³", Quantity.DUST),  # micro sign
    ("μg/m3", "μg/m³", Quantity.DUST),  # Greek letter
    ("g/m³", "g/m³", Quantity.ABSOLUTE_HUMIDITY),
    ("m/s", "m/s", Quantity.SPEED),
    ("l/min", "L/min", Quantity.FLOW_RATE),
    ("m³/h", "m³/h", Quantity.FLOW_RATE),
    ("Hz", "Hz", Quantity.FREQUENCY),
    ("W/m²", "W/m²", Quantity.IRRADIANCE),
    ("W/m2", "W/m²", Quantity.IRRADIANCE),
    ("VA", "VA", Quantity.APPARENT_POWER),
    ("PF", None, Quantity.POWER_FACTOR),
    ("m³", "m³", Quantity.VOLUME),
    ("h", "h", Quantity.DURATION),
    # A word before the unit says what is measured.
    ("DP C", "°C", Quantity.TEMPERATURE),
    ("DP F", "°F", Quantity.TEMPERATURE),
    ("DP °C", "°C", Quantity.TEMPERATURE),
    ("Dew point  K", "K", Quantity.TEMPERATURE),
    ("Rel. %RH", "%", Quantity.HUMIDITY),
    ("Abs. kPa", "kPa", Quantity.PRESSURE),
    # These do not, and what they are is not known.
    ("k W", "k W", Quantity.OTHER),
    ("m A", "m A", Quantity.OTHER),
    ("mW h", "mW h", Quantity.OTHER),
    ("A h", "A h", Quantity.OTHER),
    ("m / s", "m / s", Quantity.OTHER),
    ("1000 W", "1000 W", Quantity.OTHER),
    ("NH3 ppm", "NH3 ppm", Quantity.OTHER),
    ("Pump s", "Pump s", Quantity.OTHER),
    ("Rain p", "Rain p", Quantity.OTHER),
    ("DP", "DP", Quantity.OTHER),
    ("Gamma", "Gamma", Quantity.OTHER),
    ("ma", "ma", Quantity.OTHER),
    ("MW", "MW", Quantity.POWER),
    ("mW", "mW", Quantity.OTHER),
]
# All but temperature and humidity, which end where a display of four digits does.
BEYOND_DISPLAYS = ["hPa", "W", "lx", "ppm", "mV", "mA", "V", "kWh", "%", "dB", ""]
NO_VALUES = [
    "-999.9",
    "999.9",
    "-9999",
    "-9999.0",
    "nan",
    "-nan",
    "inf",
    "-Infinity",
    "",
    "  ",
    "error",
    "12.5 C",
    "1,234.5",
    "--",
    "0x10",
]
TOO_LARGE = ["1e15", "-1e300"]


def test_the_table_of_units() -> None:
    """Each spelling stands there once, with its source, as it is looked up."""
    texts = [text for row in TABLE for text in row.texts]
    assert len(texts) == len(set(texts))
    for unit, source, spellings in TABLE:
        assert source
        for text in spellings:
            assert unit_from_text(text) == unit
            assert sensor(Units=text, Value="1").unit == unit
        # What was read is what would be read of it.
        if unit.symbol not in (None, "%", "ppm"):
            assert unit_from_text(unit.symbol) == unit


def test_a_text_that_is_no_unit() -> None:
    """It leaves room for the value, the name and the device in a message."""
    assert unit_from_text("fu" * 100) == Unit("fu" * 16, Quantity.OTHER)


@pytest.mark.parametrize("tag", ["Units", "UnitType"])
@pytest.mark.parametrize(("text", "symbol", "quantity"), UNITS)
def test_unit(tag: str, text: str, symbol: str | None, quantity: Quantity) -> None:
    """The unit is the one that the device names, and the value is not touched."""
    item = sensor(**{"Units": "", tag: text, "Value": "1"})
    assert item.unit == Unit(symbol, quantity)
    assert item.value == 1.0
    if quantity in (Quantity.TEMPERATURE, Quantity.HUMIDITY):
        assert sensor(**{"Units": "", tag: text, "Value": "1000"}).value is None


def test_units_before_unit_type() -> None:
    """UnitType is a stopgap."""
    assert sensor(Units="F", UnitType="C").unit.symbol == "°F"


@pytest.mark.parametrize("tag", ["Units", "UnitType", "Unit", "unit"])
@pytest.mark.parametrize(
    ("code", "symbol", "quantity"),
    [
        ("0", None, Quantity.OTHER),
        ("1", "°C", Quantity.TEMPERATURE),
        ("2", "°F", Quantity.TEMPERATURE),
        ("3", "K", Quantity.TEMPERATURE),
        ("4", "%", Quantity.HUMIDITY),
        ("5", None, Quantity.LEAK),
        ("6", "6", Quantity.OTHER),
    ],
)
def test_unit_code(tag: str, code: str, symbol: str | None, quantity: Quantity) -> None:
    """A STE2 numbers its units in some documents, as over SNMP."""
    item = sensor(**{"Units": "", tag: code, "Value": "1"})
    assert item.unit == Unit(symbol, quantity)
    assert item.value == 1.0
    if code != "0":
        assert sensor(POSEIDON, **{"Units": "", tag: code}).unit.symbol == code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("21.5", 21.5),
        ("21,5", 21.5),
        ("-18,0", -18.0),
        ("+3.5", 3.5),
        ("007.5", 7.5),
        ("0", 0.0),
        ("-0.0", 0.0),
        ("999.8", 999.8),
        ("-999.8", -999.8),
        ("\n  4.2\t", 4.2),
    ],
)
def test_value(text: str, value: float) -> None:
    """Values are decimals with a point or a comma."""
    item = sensor(Value=text)
    assert item.value == value
    assert item.valid
    assert item.state is ReadingState.OK


def test_exponent_is_applied_already() -> None:
    """Exp describes the value; it does not scale it."""
    assert sensor(Value="30.5", Exp="-1").value == 30.5


@pytest.mark.parametrize(("namespace", "normal"), [(STE, "1"), (POSEIDON, "0")])
@pytest.mark.parametrize("text", [*NO_VALUES, *TOO_LARGE])
def test_no_value(text: str, namespace: str, normal: str) -> None:
    """What is no reading never becomes a number, and the sensor stays."""
    for unit in ("C", "%RH", "WLD", *filter(None, BEYOND_DISPLAYS)):
        item = sensor(namespace, Units=unit, Value=text, State=normal)
        assert item.value is None
        assert not item.valid
        assert item.state is ReadingState.INVALID


@pytest.mark.parametrize("namespace", [STE, POSEIDON])
@pytest.mark.parametrize("text", ["-1000", "1000.0", "-999.95", "1001.0", "48213.6"])
@pytest.mark.parametrize("unit", ["C", "F", "K", "%RH"])
def test_beyond_the_display(unit: str, text: str, namespace: str) -> None:
    """No temperature and no humidity leaves it: the device has no such value."""
    item = sensor(namespace, Units=unit, Value=text, Max=text)
    assert (item.value, item.state) == (None, ReadingState.INVALID)
    assert item.limits.high is None


@pytest.mark.parametrize(
    ("namespace", "code", "state"),
    [
        (STE, "1", ReadingState.OK),
        (STE, "3", ReadingState.OUT_OF_RANGE_HIGH),
        (STE, "5", ReadingState.ALARM_HIGH),
        (POSEIDON, "0", ReadingState.OK),
        (POSEIDON, "1", ReadingState.OUT_OF_RANGE_HIGH),
        (POSEIDON, "2", ReadingState.ALARM_HIGH),
    ],
)
@pytest.mark.parametrize("value", ["1000.0", "1001.0", "1200", "48213.6", "123456789"])
@pytest.mark.parametrize("unit", BEYOND_DISPLAYS)
def test_large_values(
    unit: str, value: str, namespace: str, code: str, state: ReadingState
) -> None:
    """The state says whether there is a reading, not its size: the alarm stays, too."""
    item = sensor(
        namespace, Units=unit, Value=value, State=code, Min="-1000", Max="999.8"
    )
    assert (item.value, item.state) == (float(value), state)
    assert item.limits == Limits(-1000.0, 999.8)
    low = sensor(namespace, Units=unit, Value=f"-{value}", State=code)
    assert low.value == -float(value)


@pytest.mark.parametrize("unit", BEYOND_DISPLAYS)
@pytest.mark.parametrize("limit", ["1000.0", "1200", "5000", "-1000"])
def test_large_limits(unit: str, limit: str) -> None:
    """Limits have the size that their readings can have."""
    item = sensor(POSEIDON, Units=unit, Value="12", Min=limit, Max=limit, Hyst=limit)
    assert item.limits == Limits(*[float(limit)] * 3)


@pytest.mark.parametrize("namespace", [STE, POSEIDON])
@pytest.mark.parametrize("unit", ["C", "W", "p", "s", "WLD"])
def test_zero_has_no_sign(unit: str, namespace: str) -> None:
    """Neither a value nor a limit: "-0.0" would be shown as such."""
    item = sensor(namespace, Units=unit, Value="-0.0", Min="-0", Max="-0.0", Hyst="-0")
    shown = (item.value, item.limits.low, item.limits.high, item.limits.hysteresis)
    assert list(map(str, shown)) == ["0.0"] * 4


def test_zero_has_no_sign_after_conversion() -> None:
    """-17.78 °C are a little less than 0 °F."""
    assert str(sensor(POSEIDON, Units="F", Min="-17.78").limits.low) == "0.0"


def test_value_tag_missing() -> None:
    """An entry without a value is a sensor without a value."""
    (item,) = read(document(entry(ID="5", Name="Probe", Units="C"))).sensors.values()
    assert (item.key, item.value, item.state) == ("5", None, ReadingState.INVALID)


@pytest.mark.parametrize(
    ("namespace", "code", "state"),
    [
        (STE, "1", ReadingState.OK),
        (STE, "5", ReadingState.ALARM_HIGH),
        (STE, "4", ReadingState.ALARM_LOW),
        (POSEIDON, "0", ReadingState.OK),
        (POSEIDON, "2", ReadingState.ALARM),
    ],
)
@pytest.mark.parametrize("unit", ["", " ", "\n"])
def test_no_unit(unit: str, namespace: str, code: str, state: ReadingState) -> None:
    """A sensor without a unit measures all the same."""
    item = sensor(namespace, Units=unit, Value="12.3", State=code)
    assert (item.value, item.state) == (12.3, state)
    assert item.unit == Unit(None, Quantity.OTHER)


@pytest.mark.parametrize(
    ("namespace", "tags"),
    [
        (STE, {"Value": "21.5", "State": "0"}),
        (STE, {"Value": "0.0", "State": "0"}),
        (STE, {"Value": "-999.9", "State": "1"}),
        (STE, {"Value": "-999.9"}),
        (STE, {"Value": "", "State": "9"}),
        (POSEIDON, {"Value": "-999.9", "State": "2"}),
        (POSEIDON, {"Value": "999.9", "State": "0"}),
    ],
)
def test_a_lost_probe_without_a_unit(namespace: str, tags: dict[str, str]) -> None:
    """Devices drop the unit of a probe that they cannot read: it may have one."""
    item = sensor(namespace, Units="", **tags)
    assert item.unit == Unit(None, Quantity.UNKNOWN)
    assert (item.value, item.state) == (None, ReadingState.INVALID)


@pytest.mark.parametrize("code", ["2", "3", "4", "5"])
def test_an_alarm_without_a_value_and_a_unit(code: str) -> None:
    """It is no reading, but of a leak detector it is water."""
    item = sensor(Value="-999.9", Units="", State=code)
    assert (item.value, item.in_alarm, item.valid) == (None, None, False)
    assert item.unit == Unit(None, Quantity.UNKNOWN)
    assert with_unit(item, Unit(None, Quantity.LEAK)).value == 1.0
    assert with_unit(item, Unit("°C", Quantity.TEMPERATURE)).value is None


def test_plausible_value_of_an_invalid_sensor() -> None:
    """The device's word counts more than the number."""
    item = sensor(Value="46.7", State="0")
    assert (item.value, item.state) == (None, ReadingState.INVALID)


def test_one_bad_entry_harms_no_other() -> None:
    """Neither an unreadable value nor an empty name keeps others from being read."""
    device = read(
        document(
            entry(ID="1", Name="", Units="C", Value="1.0"),
            entry(ID="2", Name="Text", Units="C", Value="broken"),
            entry(ID="3", Name="Lost", Units="", Value="-999.9"),
            entry(ID="4", Name="Good", Units="C", Value="4.0"),
        )
    )
    assert {key: item.value for key, item in device.sensors.items()} == {
        "1": 1.0,
        "2": None,
        "3": None,
        "4": 4.0,
    }


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_empty_name(name: str) -> None:
    """A name can be empty."""
    assert sensor(Name=name).name == ""
    assert contact(Name=name).name == ""
    assert output(Name=name).name == ""


def test_no_name() -> None:
    """A name can be missing."""
    item = read(document(entry(ID="1", Units="C", Value="1"))).sensors["1"]
    assert item.name == ""


@pytest.mark.parametrize(
    ("ids", "keys"),
    [
        (["7", "7"], ["7", "7_2"]),
        (["7", "8", "7", "7"], ["7", "8", "7_2", "7_3"]),
        (["7_2", "7", "7"], ["7_2", "7", "7_3"]),
        (["7", "7", "7_2"], ["7", "7_2", "7_2_2"]),
        (["", ""], ["unnumbered", "unnumbered_2"]),
        ([" 7 ", "\n"], ["7", "unnumbered"]),
    ],
)
def test_ids(ids: list[str], keys: list[str]) -> None:
    """Entries with the same ID, or none, are all there."""
    values = [str(float(index)) for index in range(len(ids))]
    sensors = [
        entry(ID=identifier, Name="Probe", Units="C", Value=value)
        for identifier, value in zip(ids, values, strict=True)
    ]
    device = read(document(*sensors))
    assert {key: str(item.value) for key, item in device.sensors.items()} == dict(
        zip(keys, values, strict=True)
    )
    assert [item.key for item in device.sensors.values()] == keys


def test_ids_of_inputs_and_outputs() -> None:
    """Sensors, inputs and outputs are numbered each on their own."""
    same = entry(ID="1", Name="x", Units="C", Value="1")
    device = read(document(same, inputs=same * 2, outputs=same + entry(Value="0")))
    assert list(device.sensors) == ["1"]
    assert list(device.inputs) == ["1", "1_2"]
    assert list(device.outputs) == ["1", "unnumbered"]


@pytest.mark.parametrize(
    ("unit", "limits"),
    [
        ("C", Limits(-10.0, 30.0, 0.5)),
        ("F", Limits(14.0, 86.0, 0.9)),
        ("DP C", Limits(-10.0, 30.0, 0.5)),
        ("DP F", Limits(14.0, 86.0, 0.9)),
        ("DP K", Limits(263.15, 303.15, 0.5)),
        ("K", Limits(263.15, 303.15, 0.5)),
        ("%RH", Limits(-10.0, 30.0, 0.5)),
    ],
)
@pytest.mark.parametrize("namespace", [POSEIDON, ""])
def test_limits_in_celsius(namespace: str, unit: str, limits: Limits) -> None:
    """A Poseidon's limits are in Celsius whatever its unit; they are converted."""
    item = sensor(namespace, Units=unit, Min="-10.0", Max="30.0", Hyst="0.5")
    assert item.limits == limits


@pytest.mark.parametrize("unit", ["C", "F", "K", "%RH"])
def test_limits_in_the_unit(unit: str) -> None:
    """A STE's limits are in the unit of the reading."""
    item = sensor(STE, Units=unit, Min="14.0", Max="86.0", Hyst="1.8")
    assert item.limits == Limits(14.0, 86.0, 1.8)


@pytest.mark.parametrize("namespace", [STE, POSEIDON])
@pytest.mark.parametrize("unit", ["C", "F"])
@pytest.mark.parametrize("text", ["", "-999.9", "999.9", "nan", "none"])
def test_no_limit(text: str, unit: str, namespace: str) -> None:
    """A limit that is no number is none."""
    item = sensor(namespace, Units=unit, Min=text, Max="30", Hyst=text)
    assert item.limits.low is None
    assert item.limits.high is not None
    assert item.limits.hysteresis is None
    assert sensor(namespace, Units=unit).limits == Limits()
    # What the limits are does not depend on which of them is none.
    item = sensor(namespace, Units=unit, Min="5", Max="30", Hyst=text)
    assert item.limits.low is not None
    assert item.limits.hysteresis is None


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("0", ReadingState.INVALID),
        ("1", ReadingState.OK),
        ("2", ReadingState.OUT_OF_RANGE_LOW),
        ("3", ReadingState.OUT_OF_RANGE_HIGH),
        ("4", ReadingState.ALARM_LOW),
        ("5", ReadingState.ALARM_HIGH),
        (" 5 ", ReadingState.ALARM_HIGH),
    ],
)
def test_ste_state(code: str, state: ReadingState) -> None:
    """The STE line counts from invalid."""
    assert sensor(STE, State=code).state is state


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("0", ReadingState.OK),
        ("1", ReadingState.OUT_OF_RANGE),
        ("2", ReadingState.ALARM),
    ],
)
def test_poseidon_state(code: str, state: ReadingState) -> None:
    """Poseidons count from normal."""
    assert sensor(POSEIDON, State=code).state is state


@pytest.mark.parametrize(
    ("value", "code", "state"),
    [
        ("9.9", "1", ReadingState.OUT_OF_RANGE_LOW),
        ("30.1", "1", ReadingState.OUT_OF_RANGE_HIGH),
        ("9.9", "2", ReadingState.ALARM_LOW),
        ("30.1", "2", ReadingState.ALARM_HIGH),
        # Within the limits, as under hysteresis: still an alarm.
        ("10.0", "2", ReadingState.ALARM),
        ("30.0", "2", ReadingState.ALARM),
        # The device decides whether there is an alarm, not the limits.
        ("30.1", "0", ReadingState.OK),
    ],
)
def test_direction_from_limits(value: str, code: str, state: ReadingState) -> None:
    """Poseidons do not tell the direction; their limits do."""
    item = sensor(POSEIDON, Value=value, State=code, Min="10.0", Max="30.0")
    assert item.state is state


@pytest.mark.parametrize(
    ("value", "state"),
    [("49.9", ReadingState.ALARM_LOW), ("86.1", ReadingState.ALARM_HIGH)],
)
def test_direction_from_converted_limits(value: str, state: ReadingState) -> None:
    """The direction is found in the unit of the reading."""
    item = sensor(POSEIDON, Units="F", Value=value, State="2", Min="10", Max="30")
    assert item.state is state


@pytest.mark.parametrize("namespace", [STE, POSEIDON])
@pytest.mark.parametrize("code", ["6", "99", "-1", "x", "1.0"])
def test_unknown_state(namespace: str, code: str) -> None:
    """A code that nobody knows is an alarm rather than nothing."""
    assert sensor(namespace, State=code).state is ReadingState.ALARM
    assert contact(namespace, State=code).state is ReadingState.ALARM


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("0", ReadingState.OK),
        ("1", ReadingState.ALARM),
        ("Active", ReadingState.ALARM),
        ("Inactive", ReadingState.OK),
        ("INACTIVE", ReadingState.OK),
        ("Unheard of", ReadingState.ALARM),
        ("", ReadingState.OK),
    ],
)
@pytest.mark.parametrize("namespace", [STE, POSEIDON])
def test_alarm_state(namespace: str, text: str, state: ReadingState) -> None:
    """AlarmState is a flag or a word, in every family."""
    assert sensor(namespace, AlarmState=text).state is state
    assert contact(namespace, AlarmState=text).state is state


def test_state_before_alarm_state() -> None:
    """State says more than AlarmState."""
    assert sensor(State="4", AlarmState="0").state is ReadingState.ALARM_LOW


@pytest.mark.parametrize("tag", ["status", "Status"])
def test_nested_state(tag: str) -> None:
    """The state can be one level deeper."""
    nested = {tag: "<state>4</state><alarm>1</alarm>"}
    assert sensor(**nested).state is ReadingState.ALARM_LOW


@pytest.mark.parametrize(
    "status", ["", "1", "<alarm>1</alarm>", "<state></state>", "<state/>"]
)
def test_nested_state_that_says_nothing(status: str) -> None:
    """An empty status is no alarm."""
    assert sensor(status=status).state is ReadingState.OK


@pytest.mark.parametrize("state", ["<state>5</state>", ""])
@pytest.mark.parametrize(
    "more",
    [
        "<ID>9</ID><Name>Other</Name><Value>99.0</Value>",
        "<Units>F</Units><Min>90</Min><Max>100</Max><Hyst>7</Hyst>",
        "<Units/><Value/><ID/><Name/>",
        "<Resistance>0</Resistance><AlarmState>0</AlarmState>",
    ],
)
def test_a_nested_state_is_a_state_only(state: str, more: str) -> None:
    """What else stands beside it is not the sensor's."""
    plain = sensor(status=state)
    assert sensor(status=f"{more}{state}") == plain
    assert sensor(status=f"{state}{more}") == plain
    assert plain.key == "1"
    assert contact(status=f"{state}<Value>1</Value><cnt>7</cnt>") == contact(
        status=state
    )


def test_state_before_nested_state() -> None:
    """The nested state only repeats the other one."""
    item = sensor(State="5", status="<state>1</state>")
    assert item.state is ReadingState.ALARM_HIGH


def test_no_state() -> None:
    """A device that tells no state raises no alarm."""
    assert sensor().state is ReadingState.OK
    assert contact().state is ReadingState.OK


@pytest.mark.parametrize(
    ("tags", "value", "state"),
    [
        ({"Value": "0", "State": "1"}, 0.0, ReadingState.OK),
        ({"Value": "0.0", "State": "1"}, 0.0, ReadingState.OK),
        ({"Value": "1", "State": "5"}, 1.0, ReadingState.ALARM_HIGH),
        ({"Value": "1", "State": "1"}, 1.0, ReadingState.OK),
        ({"Value": "0", "State": "4"}, 1.0, ReadingState.ALARM_LOW),
        ({"Value": "-999.9", "State": "2"}, 1.0, ReadingState.OUT_OF_RANGE_LOW),
        ({"Value": "", "State": "5"}, 1.0, ReadingState.ALARM_HIGH),
        (
            {"Value": "-999.9", "status": "<state>2</state>"},
            1.0,
            ReadingState.OUT_OF_RANGE_LOW,
        ),
        ({"Value": "-999.9", "State": "0"}, None, ReadingState.INVALID),
        ({"Value": "1", "State": "0"}, None, ReadingState.INVALID),
        ({"Value": "-999.9", "State": "1"}, None, ReadingState.INVALID),
        ({"Value": "2", "State": "1"}, None, ReadingState.DISCONNECTED),
        ({"Value": "2", "State": "5"}, None, ReadingState.DISCONNECTED),
        ({"Value": "3.0", "State": "4"}, None, ReadingState.INVALID),
        ({"Value": "wet", "State": "1"}, None, ReadingState.INVALID),
    ],
)
@pytest.mark.parametrize(
    "detector",
    [
        {"Units": "WLD"},
        {"Units": "", "Resistance": "0"},
        {"Units": "WLD", "Resistance": "940"},
        {"Units": "V", "Resistance": "940"},
    ],
)
def test_leak(
    detector: dict[str, str],
    tags: dict[str, str],
    value: float | None,
    state: ReadingState,
) -> None:
    """A detector is dry, wet, cut off or unreadable; a wet one is never lost."""
    item = sensor(**detector, **tags)
    if detector.get("Resistance") == "0" and tags.get("State") == "0":
        state = ReadingState.DISCONNECTED
    assert item.unit == Unit(None, Quantity.LEAK)
    assert (item.value, item.state) == (value, state)


@pytest.mark.parametrize(
    ("value", "wet"),
    [
        *(
            ("0", 0.0),
            ("0.0", 0.0),
            ("0.1", 1.0),
            ("1", 1.0),
            ("10", 1.0),
            ("10.0", 1.0),
        ),
        *(("0.2", None), ("2", None), ("20", None), ("0.3", None), ("30", None)),
        *(("5", None), ("100", None), ("-10", None)),
    ],
)
def test_scales_of_leak_detectors(value: str, wet: float | None) -> None:
    """Dry is 0, and wet is 1, 10 or a tenth: no document says which."""
    for unit in ("5", "WLD"):
        item = sensor(Units=unit, Value=value, State="1")
        assert (item.value, item.unit.quantity) == (wet, Quantity.LEAK)
        alarm = sensor(Units=unit, Value=value, State="5")
        lost = value in ("0.2", "2", "20", "0.3", "30")
        assert (alarm.value, alarm.in_alarm) == ((None, None) if lost else (1.0, True))


@pytest.mark.parametrize("unit", ["WLD", "", "C"])
def test_model_with_leak_detectors_only(unit: str) -> None:
    """A model 43 measures nothing else, whatever unit it names."""
    tags = entry(ID="1", Name="Floor", Units=unit, Value="0", State="1")
    (item,) = read(document(tags, agent={"Model": "43"})).sensors.values()
    assert item.unit.quantity is Quantity.LEAK
    assert item.value == 0.0


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0.0), ("999", 999.0), ("1000", 1000.0), ("4294967295", 4294967295.0)],
)
def test_pulses(text: str, value: float) -> None:
    """A count goes beyond the range of what is measured."""
    item = sensor(Units="p", Value=text)
    assert (item.value, item.state) == (value, ReadingState.OK)


@pytest.mark.parametrize("text", ["-1", *NO_VALUES])
def test_no_pulses(text: str) -> None:
    """A count is never below zero."""
    assert sensor(Units="p", Value=text).value is None


@pytest.mark.parametrize(
    ("value", "closed"), [("0", False), ("1", True), (" 1 ", True)]
)
def test_position(value: str, closed: bool) -> None:
    """Contacts and relays have two positions."""
    assert contact(Value=value).closed is closed
    assert contact(Value=value).valid
    assert output(Value=value).on is closed
    assert output(Value=value).valid


ODD_POSITIONS = ["", "2", "-999.9", "on", "On", "closed", "10", "-1", "1.0", "0x1"]


@pytest.mark.parametrize("value", ODD_POSITIONS)
@pytest.mark.parametrize(
    "alarm", [{"State": "1"}, {"State": "2"}, {"State": "7"}, {"AlarmState": "Active"}]
)
@pytest.mark.parametrize("namespace", [STE, POSEIDON, ""])
def test_an_alarm_of_an_odd_position(
    namespace: str, alarm: dict[str, str], value: str
) -> None:
    """The contact is in alarm, wherever it is."""
    item = contact(namespace, Value=value, **alarm)
    assert item.closed is None
    assert item.valid
    assert item.in_alarm
    assert contact(namespace, Value=value).in_alarm is None


def test_an_alarm_without_a_position() -> None:
    """An entry need not say where the contact is."""
    inputs = entry(ID="1", Name="Door", State="2")
    (item,) = read(document(inputs=inputs)).inputs.values()
    assert (item.closed, item.in_alarm) == (None, True)


@pytest.mark.parametrize("value", ODD_POSITIONS)
def test_no_position(value: str) -> None:
    """Anything else is no position."""
    assert contact(Value=value).closed is None
    assert not contact(Value=value).valid
    assert output(Value=value).on is None
    assert not output(Value=value).valid


@pytest.mark.parametrize("namespace", [STE, POSEIDON, ""])
@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("0", ReadingState.OK),
        ("1", ReadingState.OUT_OF_RANGE),
        ("2", ReadingState.ALARM),
    ],
)
def test_state_of_an_input(namespace: str, code: str, state: ReadingState) -> None:
    """Inputs have one scale in every family."""
    assert contact(namespace, State=code).state is state


@pytest.mark.parametrize("setting", ["0", "1", "2"])
def test_alarm_setting_of_an_input(setting: str) -> None:
    """When an input is to raise an alarm is not whether it does."""
    assert contact(Alarm=setting).state is ReadingState.OK
    assert contact(Alarm=setting, Value="1").state is ReadingState.OK


@pytest.mark.parametrize("tag", ["cnt", "Cnt", "CNT"])
def test_counter(tag: str) -> None:
    """The spelling of the counter's tag is not known for sure."""
    assert contact(**{tag: "4294967295"}).counter == 4294967295


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "1e3"])
def test_no_counter(text: str) -> None:
    """A counter that is no count is none."""
    assert contact(cnt=text).counter is None


def test_numbers_beyond_all_counters() -> None:
    """No store has room for them, and no calendar."""
    assert contact(cnt="4294967296").counter is None
    assert contact(cnt="9" * 30).counter is None
    agent = {"UpTime": "9" * 12}
    assert read(document(agent=agent)).uptime is None


def test_input_without_a_counter() -> None:
    """Most inputs count nothing."""
    assert contact().counter is None


@pytest.mark.parametrize(
    ("state", "alarm"),
    [(state, state not in ("ok", "invalid", "disconnected")) for state in ReadingState],
)
def test_which_states_are_alarms(state: ReadingState, alarm: bool) -> None:
    """Everything is but what is normal or unknown."""
    assert state.is_alarm is alarm
