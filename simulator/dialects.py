"""How each family writes its document and numbers the states."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from .parts import Sensor
from .units import unit_of


class Condition(StrEnum):
    """The condition of a sensor, whatever number a family gives it."""

    INVALID = auto()
    NORMAL = auto()
    LOW = auto()
    HIGH = auto()
    ALARM_LOW = auto()
    ALARM_HIGH = auto()


STE_SCALE = {
    Condition.INVALID: 0,
    Condition.NORMAL: 1,
    Condition.LOW: 2,
    Condition.HIGH: 3,
    Condition.ALARM_LOW: 4,
    Condition.ALARM_HIGH: 5,
}
POSEIDON_SCALE = {
    Condition.INVALID: 2,
    Condition.NORMAL: 0,
    Condition.LOW: 1,
    Condition.HIGH: 1,
    Condition.ALARM_LOW: 2,
    Condition.ALARM_HIGH: 2,
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one family writes its documents."""

    root: str
    namespace: str | None
    scale: Mapping[Condition, int]
    input_tags: tuple[str, ...]
    blanks_units: bool = False
    """Whether the unit of an invalid sensor is empty."""
    celsius_limits: bool = False
    """Whether limits are in Celsius whatever the unit of the value is."""

    def state(self, sensor: Sensor) -> int:
        """Return the state code of a sensor."""
        if sensor.state is not None:
            return sensor.state
        return self.scale[self.condition(sensor)]

    def is_alarm(self, state: int) -> bool:
        """Return whether a state code means an alarm."""
        return state in (
            self.scale[Condition.ALARM_LOW],
            self.scale[Condition.ALARM_HIGH],
        )

    def condition(self, sensor: Sensor) -> Condition:
        """Compare a sensor with its limits."""
        if not sensor.valid:
            return Condition.INVALID
        try:
            value = float(sensor.value)
        except ValueError:
            return Condition.NORMAL
        unit = unit_of(sensor.unit)
        if self.celsius_limits:
            value = unit.to_limits(value)
        high = unit.trips_above if sensor.high is None else sensor.high
        if sensor.low is not None and value < sensor.low:
            return Condition.ALARM_LOW if sensor.notifies else Condition.LOW
        if high is not None and value > high:
            return Condition.ALARM_HIGH if sensor.notifies else Condition.HIGH
        return Condition.NORMAL


_POSEIDON_INPUT = ("ID", "Name", "Number", "Value", "Alarm", "Delay", "State", "cnt")

STE = Dialect(
    root="val:Root",
    namespace="http://www.hw-group.com/XMLSchema/ste/values.xsd",
    scale=STE_SCALE,
    input_tags=("ID", "Name", "Value", "AlarmState"),
    blanks_units=True,
)
POSEIDON = Dialect(
    root="val:Root",
    namespace="http://www.etech.cz/XMLSchema/poseidon/values.xsd",
    scale=POSEIDON_SCALE,
    input_tags=_POSEIDON_INPUT,
    celsius_limits=True,
)
GATEWAY = Dialect(
    root="Root",
    namespace=None,
    scale=POSEIDON_SCALE,
    input_tags=_POSEIDON_INPUT,
)
METERS = Dialect(
    root="Root",
    namespace=None,
    scale=STE_SCALE,
    input_tags=(),
)
"""For families without a document; their sensors have limits nevertheless."""
