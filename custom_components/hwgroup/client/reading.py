"""What a device says of a sensor → Sensor: the same for every protocol.

The state decides whether there is a reading. A number alone says that there is none only
where a manual says so.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from .model import Limits, Quantity, ReadingState, Sensor, Unit
from .units import PLAIN, UNKNOWN, limits_from_celsius

# What stands for "no value" where devices have a display of four digits: -999.9 for a
# lost probe (recordings of a Poseidon 2250 and a STE2 LITE; -9999 is the same without
# its exponent), and +999.9 as the other end (Poseidon2 family manual p. 20).
_SENTINELS: Final = (-999.9, 999.9, -9999.0)
# What these displays show, which no temperature or humidity can leave.
_DISPLAY_LIMIT: Final = 999.9
_ON_DISPLAY: Final = (Quantity.TEMPERATURE, Quantity.HUMIDITY)
# Beyond, a float holds no tenths any more: it is no reading of anything.
_LARGEST: Final = 1e15

# What a leak detector says (HWg-WLD-MIB). Nobody has documented the scale of a STE2,
# whose other values are tenths: so each code as it is, as tenths, and times ten.
_DRY, _WET, _CABLE_OFF, _BROKEN = range(4)
_LEAK_CODES: Final[Mapping[float, int]] = {
    value: code
    for code in (_DRY, _WET, _CABLE_OFF, _BROKEN)
    for value in (code / 10, code, code * 10)
}

_DIRECTED: Final[Mapping[ReadingState, tuple[ReadingState, ReadingState]]] = {
    ReadingState.OUT_OF_RANGE: (
        ReadingState.OUT_OF_RANGE_LOW,
        ReadingState.OUT_OF_RANGE_HIGH,
    ),
    ReadingState.ALARM: (ReadingState.ALARM_LOW, ReadingState.ALARM_HIGH),
}
_WITHOUT_READING: Final = (ReadingState.INVALID, ReadingState.DISCONNECTED)
_STE_ALARMS: Final = frozenset(
    state for directed in _DIRECTED.values() for state in directed
)


def interpreted(
    said: Sensor, *, on_display: bool = True, limits_in_celsius: bool = False
) -> Sensor:
    """Return a sensor as the model has it, from one as the device says it.

    `on_display` tells that its family has a display, whose numbers can stand for none.
    """
    unit, state = said.unit, said.state
    limits = _limits(said.limits, unit, on_display, limits_in_celsius)
    value = _VALUES.get(unit.quantity, _measured)(
        _number(said.value, unit.quantity, on_display), state
    )
    if value is None or state in _WITHOUT_READING:
        value, state = None, _without_value(said)
        # Devices drop the unit of a probe that they cannot read.
        unit = UNKNOWN if unit == PLAIN else unit
    else:
        state = _directed(state, value, limits)
    # By identity: a zero without its sign is another one.
    if (
        value is said.value
        and unit is said.unit
        and limits is said.limits
        and state is said.state
    ):
        return said
    # Anew rather than by `replace`, which takes as long as all of the above.
    return Sensor(
        key=said.key,
        name=said.name,
        value=value,
        unit=unit,
        limits=limits,
        state=state,
        scale=said.scale,
        counts=said.counts,
    )


def _without_value(said: Sensor) -> ReadingState:
    """Return the state of a sensor that has no reading."""
    if said.unit.quantity is Quantity.LEAK:
        off = said.state is ReadingState.DISCONNECTED or _leak_code(said) == _CABLE_OFF
        return ReadingState.DISCONNECTED if off else ReadingState.INVALID
    # Of the families that have a code for "invalid", and drop the unit with it, one that
    # says "alarm" instead may be a wet leak detector: `with_unit` reads it as one.
    nameless = said.unit in (PLAIN, UNKNOWN)
    return (
        said.state if nameless and said.state in _STE_ALARMS else ReadingState.INVALID
    )


def _leak_code(said: Sensor) -> int | None:
    return None if said.value is None else _LEAK_CODES.get(said.value)


def with_unit(sensor: Sensor, unit: Unit) -> Sensor:
    """Read a sensor that names no unit in the one that is known of it."""
    return interpreted(replace(sensor, unit=unit))


def _number(value: float | None, quantity: Quantity, on_display: bool) -> float | None:
    """Return a number that is one, without the sign of zero."""
    limit = _DISPLAY_LIMIT if on_display and quantity in _ON_DISPLAY else _LARGEST
    # Written so that not-a-number is beyond the limit, too.
    if value is None or not -limit < value < limit:
        return None
    return None if on_display and value in _SENTINELS else value or 0.0


def _limits(limits: Limits, unit: Unit, on_display: bool, in_celsius: bool) -> Limits:
    """Return limits in the unit of their reading."""
    low = _number(limits.low, unit.quantity, on_display)
    high = _number(limits.high, unit.quantity, on_display)
    hysteresis = _number(limits.hysteresis, unit.quantity, on_display)
    same = low is limits.low and high is limits.high
    if not same or hysteresis is not limits.hysteresis:
        limits = Limits(low, high, hysteresis)
    return limits_from_celsius(limits, unit) if in_celsius else limits


def _measured(value: float | None, _state: ReadingState) -> float | None:
    return value


def _counted(value: float | None, _state: ReadingState) -> float | None:
    return value if value is not None and value >= 0 else None


def _switched(value: float | None, _state: ReadingState) -> float | None:
    """Return 0 for off and 1 for on, whatever the scale."""
    return None if value is None or value < 0 else float(value > 0)


def _wetness(value: float | None, state: ReadingState) -> float | None:
    """Return 0 for a dry leak detector, 1 for a wet one, None for neither.

    Reports of wet detectors differ: value 1, or no value and a state of alarm. A cable
    that is off and a broken probe are neither, in alarm or not.
    """
    code = None if value is None else _LEAK_CODES.get(value)
    if code in (_CABLE_OFF, _BROKEN):
        return None
    if state.is_alarm:
        return 1.0
    return None if code is None else float(code)


_VALUES: Final[
    Mapping[Quantity, Callable[[float | None, ReadingState], float | None]]
] = {
    Quantity.PULSES: _counted,
    Quantity.SWITCH: _switched,
    Quantity.LEAK: _wetness,
}


def _directed(state: ReadingState, value: float, limits: Limits) -> ReadingState:
    """Add the direction to a state where only the limits tell it."""
    if (directions := _DIRECTED.get(state)) is None:
        return state
    below, above = directions
    if limits.low is not None and value < limits.low:
        return below
    if limits.high is not None and value > limits.high:
        return above
    return state
