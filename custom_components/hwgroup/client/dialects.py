"""What the families' documents mean, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
import re

from .model import ReadingState, Unit
from .units import STE_UNIT_CODES


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """What two families mean by the same tag."""

    states: Mapping[str, ReadingState]
    limits_in_celsius: bool
    unit_codes: Mapping[int, Unit] = field(default_factory=dict)
    """What a number means that stands where the unit is named."""


# STE-MIB and STE2-MIB; the same codes stand in values.xml of these devices.
STE = Dialect(
    states={
        "0": ReadingState.INVALID,
        "1": ReadingState.OK,
        "2": ReadingState.OUT_OF_RANGE_LOW,
        "3": ReadingState.OUT_OF_RANGE_HIGH,
        "4": ReadingState.ALARM_LOW,
        "5": ReadingState.ALARM_HIGH,
    },
    limits_in_celsius=False,
    unit_codes=STE_UNIT_CODES,
)
# Poseidon2 family manual pp. 81-82 (states), p. 20 (limits stay in Celsius).
POSEIDON = Dialect(
    states={
        "0": ReadingState.OK,
        "1": ReadingState.OUT_OF_RANGE,
        "2": ReadingState.ALARM,
    },
    limits_in_celsius=True,
)
# HWg-Push, "Portal PUSH documentation 4.8.1": a third scale. 2 is an invalid sensor, 3 an
# invalid device. What is out of range need not have raised an alarm.
PUSH = Dialect(
    states={
        "0": ReadingState.INVALID,
        "1": ReadingState.OK,
        "2": ReadingState.INVALID,
        "3": ReadingState.INVALID,
        "4": ReadingState.OUT_OF_RANGE_LOW,
        "5": ReadingState.OUT_OF_RANGE_HIGH,
    },
    limits_in_celsius=False,
)

# By the namespace of the root element. Newer families follow the STE line.
_BY_NAMESPACE: Mapping[str, Dialect] = {
    "http://www.hw-group.com/XMLSchema/ste/values.xsd": STE,
    "http://www.etech.cz/XMLSchema/poseidon/values.xsd": POSEIDON,
}
# By what a product is called. It counts more than the namespace: the start page of a
# STE2 has that of the Poseidon.
_BY_NAME: tuple[tuple[re.Pattern[str], Dialect], ...] = (
    (re.compile(r"\b(Poseidon|Damocles)\d*\b", re.IGNORECASE), POSEIDON),
    (re.compile(r"\b(STE|WLD)\d*\b"), STE),
)


def dialect_of(namespace: str, names: Iterable[str]) -> Dialect | None:
    """Return the dialect of a document, None where nothing tells it.

    `names` are what its Agent calls the product and the model.
    """
    for name in names:
        for pattern, dialect in _BY_NAME:
            if pattern.search(name):
                return dialect
    return _BY_NAMESPACE.get(namespace, STE) if namespace else None


# What stands in AlarmState where there is no State: a flag, or a word for it.
ALARM_FLAGS: Mapping[str, ReadingState] = {
    "0": ReadingState.OK,
    "1": ReadingState.ALARM,
    "inactive": ReadingState.OK,
    "active": ReadingState.ALARM,
}
