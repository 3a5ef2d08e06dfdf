"""Whether a rule holds, reading by reading."""

from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest

from custom_components.hwgroup.alerts.model import Reading, ReadingKind
from custom_components.hwgroup.alerts.rules.built_in import BUILT_IN
from custom_components.hwgroup.alerts.rules.conditions import (
    Condition,
    DeviceAlarm,
    Disagreement,
    Lost,
    Offline,
    Position,
    Range,
    Selection,
)
from custom_components.hwgroup.alerts.rules.verdict import (
    CALM,
    FIRING,
    UNKNOWN,
    Verdict,
)
from worlds.examples import DEVICE, INPUT, SENSOR, reading

from ..imports import ROOT
from ..translations import ENGLISH

ABOVE, BELOW = Verdict(True, 8, True), Verdict(True, 2, False)
BOTH = Range(low=2, high=8, hysteresis=1)
OF_DEVICE = Range(of_device=True, low=-1, high=99, hysteresis=3)
LIMITED = {"low": 2, "high": 8}
WIDE = LIMITED | {"hysteresis": 1}
CRITICAL = Range(high=8, critical_high=12, hysteresis=1)


@pytest.mark.parametrize(
    ("condition", "seen", "told", "verdict"),
    [
        (Offline(), replace(DEVICE, value=1.0), None, CALM),
        (Offline(), replace(DEVICE, value=0.0), None, FIRING),
        (Offline(), replace(DEVICE, value=None), None, UNKNOWN),
        (Lost(), reading(5), None, CALM),
        (Lost(), reading(0.0), None, CALM),
        (Lost(), reading(None), None, FIRING),
        (Lost(), reading(None, heard=False), None, UNKNOWN),
        (Lost(), reading(5, heard=False), None, UNKNOWN),
        # A contact in alarm whose position is unknown has something to tell.
        (Lost(), replace(INPUT, value=None, in_alarm=True), None, CALM),
        (Lost(), replace(INPUT, value=None, in_alarm=None), None, FIRING),
        (DeviceAlarm(), replace(INPUT, value=None, in_alarm=True), None, FIRING),
        (DeviceAlarm(), reading(5, in_alarm=False, **LIMITED), None, CALM),
        (DeviceAlarm(), reading(9, in_alarm=None, **LIMITED), None, UNKNOWN),
        (DeviceAlarm(), reading(9, in_alarm=True, heard=False), None, UNKNOWN),
        (DeviceAlarm(), reading(9, in_alarm=True, **LIMITED), None, ABOVE),
        (DeviceAlarm(), reading(1, in_alarm=True, **LIMITED), None, BELOW),
        # Within its hysteresis the device still calls it an alarm.
        (DeviceAlarm(), reading(5, in_alarm=True, **LIMITED), None, FIRING),
        (DeviceAlarm(), reading(None, in_alarm=True, **LIMITED), None, FIRING),
        (DeviceAlarm(), replace(INPUT, in_alarm=True), None, FIRING),
        # At the limit is not beyond it.
        (BOTH, reading(8), None, CALM),
        (BOTH, reading(2), None, CALM),
        (BOTH, reading(8.001), None, ABOVE),
        (BOTH, reading(1.999), None, BELOW),
        (BOTH, reading(None), None, UNKNOWN),
        (BOTH, reading(9, heard=False), None, UNKNOWN),
        # Once told, it has to come back by the hysteresis, on that side alone.
        (BOTH, reading(7.5), True, ABOVE),
        (BOTH, reading(7), True, CALM),
        (BOTH, reading(7.5), False, CALM),
        (BOTH, reading(2.5), False, BELOW),
        (BOTH, reading(3), False, CALM),
        (BOTH, reading(1), True, BELOW),
        (Range(high=8), reading(8), True, CALM),
        (Range(high=8), reading(8.1), True, ABOVE),
        (Range(high=0, hysteresis=1), reading(-0.5), True, Verdict(True, 0, True)),
        # Near the critical limit, nobody knows; back by the hysteresis is not beyond it.
        (CRITICAL, reading(12), None, Verdict(True, 8, True, harder=None)),
        (CRITICAL, reading(12.1), None, Verdict(True, 12, True, harder=True)),
        (CRITICAL, reading(11.5), True, Verdict(True, 8, True, harder=None)),
        (CRITICAL, reading(11), True, Verdict(True, 8, True, harder=False)),
        # Within the hysteresis, the device may be right with or without an alarm.
        (Disagreement(), reading(9, in_alarm=False, **WIDE), None, CALM),
        (Disagreement(), reading(9.1, in_alarm=False, **WIDE), None, FIRING),
        (Disagreement(), reading(7.1, in_alarm=True, **WIDE), None, CALM),
        (Disagreement(), reading(7, in_alarm=True, **WIDE), None, FIRING),
        # Limits of the device; its own hysteresis goes before that of the rule.
        (OF_DEVICE, reading(9, **LIMITED), None, ABOVE),
        (OF_DEVICE, reading(9), None, CALM),
        (OF_DEVICE, reading(5.5, **LIMITED), True, ABOVE),
        (OF_DEVICE, reading(5.5, hysteresis=1, **LIMITED), True, CALM),
        (OF_DEVICE, reading(7.5, hysteresis=0, **LIMITED), True, CALM),
        (Position(True), replace(INPUT, value=1.0), None, FIRING),
        (Position(True), replace(INPUT, value=0.0), None, CALM),
        (Position(False), replace(INPUT, value=0.0), None, FIRING),
        (Position(False), replace(INPUT, value=None), None, UNKNOWN),
        (Position(False), replace(INPUT, value=0.0, heard=False), None, UNKNOWN),
    ],
)
def test_a_verdict(
    condition: Condition, seen: Reading, told: bool | None, verdict: Verdict
) -> None:
    """What cannot be read says nothing; noise at a limit is told once."""
    assert condition.evaluate(seen, told) == verdict


@pytest.mark.parametrize(
    "condition",
    [
        *(Offline(), Lost(), DeviceAlarm(), Position(True), Position(False)),
        *(BOTH, Range(low=2), Range(high=8), Range(), OF_DEVICE),
    ],
)
def test_a_band_is_where_nothing_holds(condition: Condition) -> None:
    """Each value inside is calm, for whoever was not told before."""
    seen = reading(0, in_alarm=False, **LIMITED)
    band = condition.band(seen)
    assert band is not None
    for value in (-inf, -1, 0, 0.4, 0.6, 1, 1.99, 2, 5, 8, 8.01, inf):
        if band[0] <= value <= band[1]:
            assert condition.evaluate(replace(seen, value=value), None) == CALM


@pytest.mark.parametrize(
    ("quantity", "unit", "of_reading", "fitted"),
    [
        ("temperature", None, "°C", (2, 8, 1)),
        ("temperature", "°C", "°C", (2, 8, 1)),
        ("temperature", "°C", "°F", (35.6, 46.4, 1.8)),
        ("temperature", "°C", "K", (275.15, 281.15, 1)),
        ("voltage", "V", "mV", (2000, 8000, 1000)),
        ("humidity", "%", "°C", None),
        ("other", "lx", "ppm", None),
        ("temperature", "°C", None, None),
    ],
)
def test_limits_in_the_unit_of_a_reading(
    quantity: str,
    unit: str | None,
    of_reading: str,
    fitted: tuple[float, float, float] | None,
) -> None:
    """A distance is converted as a distance: 1 °C is 1.8 °F, not 33.8."""
    condition = replace(BOTH, unit=unit)
    found = condition.fitted(reading(quantity=quantity, unit=of_reading))
    if fitted is None:
        assert found is None
    else:
        assert found is not None
        numbers = (found.low, found.high, found.hysteresis)
        assert numbers == pytest.approx(fitted)


def test_what_no_unit_changes() -> None:
    """A missing limit stays missing; for limits of the device, any unit will do."""
    fahrenheit = reading(unit="°F")
    assert Range(high=0, unit="°C").fitted(fahrenheit) == Range(high=32, unit="°F")
    of_device = replace(OF_DEVICE, unit="°C")
    assert of_device.fitted(fahrenheit).hysteresis == pytest.approx(5.4)
    assert of_device.fitted(reading(quantity="other", unit="ppm")) is of_device
    assert Lost().fitted(fahrenheit) == Lost()


@pytest.mark.parametrize(
    ("selection", "covered"),
    [
        (Selection(kinds=frozenset((ReadingKind.SENSOR,))), True),
        (Selection(kinds=frozenset((ReadingKind.INPUT,))), False),
        (Selection(kinds=frozenset(ReadingKind), keys=frozenset((SENSOR.key,))), True),
        (Selection(kinds=frozenset(ReadingKind), keys=frozenset()), False),
        (
            Selection(kinds=frozenset(ReadingKind), quantities=frozenset(("leak",))),
            False,
        ),
        (
            Selection(kinds=frozenset(ReadingKind), ignored=frozenset((SENSOR.key,))),
            False,
        ),
    ],
)
def test_what_a_rule_watches(selection: Selection, covered: bool) -> None:
    """A target that names nothing watches nothing."""
    assert selection.covers(SENSOR) is covered


def test_the_built_in_rules_are_those_of_the_docs() -> None:
    """In their order, each with its name, its delay and its severity."""
    names = ENGLISH["selector"]["built_in_rule"]["options"]
    docs = (ROOT / "docs" / "alerts.md").read_text("utf-8")
    rows = docs.partition("| Built in |")[2].partition("\n\n")[0].splitlines()[2:]
    told = [[cell.strip() for cell in row.split("|")] for row in rows]
    assert [(name, delay, severity) for _, name, _, delay, severity, _ in told] == [
        (names[rule.id], f"{minutes} min" if minutes else "0", rule.severity)
        for rule in BUILT_IN
        for minutes in [rule.delay // timedelta(minutes=1)]
    ]
