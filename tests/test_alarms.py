"""Which alarms began and ended, decided over pictures of a device."""

from dataclasses import replace

import pytest

from custom_components.hwgroup.client import (
    Device,
    Identity,
    Input,
    ReadingState,
    Sensor,
)
from custom_components.hwgroup.device.alarms import AlarmChange, AlarmTracker

OK = Sensor(key="1", name="Cold room", value=4.0)
HIGH = replace(OK, value=9.0, state=ReadingState.ALARM_HIGH)
LOST = replace(OK, value=None, state=ReadingState.INVALID)
CLOSED = Input(key="1", name="Door", closed=True, state=ReadingState.ALARM)
OPEN = replace(CLOSED, closed=False, state=ReadingState.OK)


def _device(*parts: Sensor | Input) -> Device:
    return Device(
        identity=Identity(),
        sensors={part.key: part for part in parts if isinstance(part, Sensor)},
        inputs={part.key: part for part in parts if isinstance(part, Input)},
    )


@pytest.fixture
def watch() -> AlarmTracker:
    """Return a watch that has seen a device without an alarm."""
    watch = AlarmTracker()
    assert watch.update(_device(OK, OPEN)) == []
    return watch


def test_a_start_and_an_end(watch: AlarmTracker) -> None:
    """Are told once each, of sensors and of inputs with the same key."""
    started = [
        AlarmChange("sensor", HIGH, started=True),
        AlarmChange("input", CLOSED, started=True),
    ]
    assert watch.update(_device(HIGH, CLOSED)) == started
    assert watch.update(_device(HIGH, CLOSED)) == []
    assert watch.update(_device(HIGH, OPEN)) == [
        AlarmChange("input", OPEN, started=False)
    ]
    assert watch.update(_device(OK, OPEN)) == [AlarmChange("sensor", OK, started=False)]


def test_another_direction_is_the_same_alarm(watch: AlarmTracker) -> None:
    """And so is a limit that the device raises its alarm for later."""
    watch.update(_device(HIGH))
    for state in (ReadingState.ALARM_LOW, ReadingState.OUT_OF_RANGE_HIGH):
        assert watch.update(_device(replace(HIGH, state=state))) == []


@pytest.mark.parametrize("gone", [_device(LOST, OPEN), _device(OPEN), _device()])
def test_a_part_that_is_not_read_keeps_its_alarm(
    watch: AlarmTracker, gone: Device
) -> None:
    """It neither ends nor begins again."""
    watch.update(_device(HIGH, OPEN))
    assert watch.update(gone) == []
    assert watch.update(_device(HIGH, OPEN)) == []
    assert watch.update(gone) == []
    assert watch.update(_device(OK, OPEN)) == [AlarmChange("sensor", OK, started=False)]


def test_what_is_an_alarm_at_first_began_before() -> None:
    """It is told when it ends."""
    watch = AlarmTracker()
    assert watch.update(_device(HIGH)) == []
    assert watch.update(_device(HIGH)) == []
    assert watch.update(_device(OK)) == [AlarmChange("sensor", OK, started=False)]


def test_what_cannot_be_read_at_first_counts_when_it_can() -> None:
    """Better an alarm that began before than none."""
    watch = AlarmTracker()
    watch.update(_device(LOST))
    assert watch.update(_device(HIGH)) == [AlarmChange("sensor", HIGH, started=True)]
    assert watch.update(_device(OK)) == [AlarmChange("sensor", OK, started=False)]


@pytest.mark.parametrize("first", [[], [LOST]])
def test_a_part_that_is_new_and_in_alarm(
    watch: AlarmTracker, first: list[Sensor]
) -> None:
    """Is a new alarm, also when it could not be read at once."""
    new = [replace(part, key="2") for part in first]
    assert watch.update(_device(OK, OPEN, *new)) == []
    alarm = replace(HIGH, key="2")
    assert watch.update(_device(OK, OPEN, alarm)) == [
        AlarmChange("sensor", alarm, started=True)
    ]
