"""Example readings, rules and alerts, for the worlds and for tests of the pure parts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from custom_components.hwgroup.alerts.model import Alert, Reading, ReadingKind
from custom_components.hwgroup.alerts.rules.conditions import (
    Condition,
    Range,
    Rule,
    Selection,
)
from custom_components.hwgroup.alerts.timeline import Instant, Now

NOON_UTC: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOON: Final = Instant.of(NOON_UTC)
NOW: Final = Now.of(NOON_UTC)
"""Noon on both clocks."""
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)

DEVICE: Final = Reading(
    key="a", device="a", kind=ReadingKind.DEVICE, device_name="Cold store", value=1.0
)
SENSOR: Final = Reading(
    key="a/sensor/1",
    device="a",
    kind=ReadingKind.SENSOR,
    device_name="Cold store",
    name="Freezer",
    quantity="temperature",
    value=5.0,
    unit="°C",
)
INPUT: Final = Reading(
    key="a/input/1",
    device="a",
    kind=ReadingKind.INPUT,
    device_name="Cold store",
    name="Door",
    quantity="input",
    value=0.0,
)


def reading(value: float | None = 5.0, **changes: Any) -> Reading:
    """Return a thermometer with this value."""
    return replace(SENSOR, value=value, **changes)


def rule(condition: Condition | None = None, **changes: Any) -> Rule:
    """Return a rule that watches all readings; without a condition, above 8 °C."""
    changed: dict[str, Any] = {
        "id": "rule",
        "words": "range",
        "condition": condition or Range(high=8),
        "selection": Selection(kinds=frozenset(ReadingKind)),
    } | changes
    return Rule(**changed)


def alert(**changes: Any) -> Alert:
    """Return an alert that has been active since noon."""
    changed: dict[str, Any] = {
        "rule": "rule",
        "source": SENSOR.key,
        "since": NOON,
        "seen": NOON,
        "started": NOON,
        "starts": (NOON,),
    } | changes
    return Alert(**changed)


class NoMaintenance:
    """Nothing is under maintenance."""

    def window_of(self, device: str | None) -> None:
        """Return no window."""
