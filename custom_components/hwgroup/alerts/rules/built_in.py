"""The built-in rules: on by default, and adjustable in the options."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from ...client import Quantity
from ..model import ReadingKind, Severity
from .conditions import (
    DeviceAlarm,
    Disagreement,
    LimitsChanged,
    Lost,
    NotSetUp,
    Offline,
    Range,
    Rule,
    Selection,
)

LOST: Final = "lost"
# What has one cause is one alert: the cable that all sensors of a device share.
ALL_LOST: Final = "all_lost"
LIMITS: Final = "limits"
# The alert of a network replaces those of its devices, with the same handling.
OFFLINE: Final = "offline"
NOT_SET_UP: Final = "not_set_up"
NETWORK: Final = "network"
ALARM: Final = "alarm"
# Water on the floor is an alarm that nobody wants to read of in the morning.
FLOOD: Final = "flood"
ALARMS: Final = (ALARM, FLOOD)
_LEAKS: Final = frozenset((Quantity.LEAK.value,))
_NO_LEAKS: Final = frozenset(
    (*(each.value for each in Quantity), ReadingKind.INPUT.value)
).difference(_LEAKS)
_NETWORKS: Final = Selection(kinds=frozenset((ReadingKind.NETWORK,)))

BUILT_IN: Final = (
    Rule(
        id=OFFLINE,
        words=OFFLINE,
        condition=Offline(),
        selection=Selection(kinds=frozenset((ReadingKind.DEVICE,))),
        delay=timedelta(minutes=5),
    ),
    Rule(
        id=NOT_SET_UP,
        words=NOT_SET_UP,
        condition=NotSetUp(),
        selection=Selection(kinds=frozenset((ReadingKind.DEVICE,))),
        delay=timedelta(minutes=5),
    ),
    Rule(
        id="availability",
        words="availability",
        condition=Range(low=50, hysteresis=25, unit="%"),
        selection=Selection(kinds=frozenset((ReadingKind.AVAILABILITY,))),
    ),
    Rule(
        id=ALL_LOST,
        words=ALL_LOST,
        condition=Range(low=1),
        selection=Selection(kinds=frozenset((ReadingKind.SENSORS,))),
        delay=timedelta(minutes=1),
    ),
    Rule(
        id=LOST,
        words=LOST,
        condition=Lost(),
        selection=Selection(kinds=frozenset((ReadingKind.SENSOR, ReadingKind.INPUT))),
        delay=timedelta(minutes=1),
    ),
    Rule(
        id=FLOOD,
        words=ALARM,
        condition=DeviceAlarm(),
        selection=Selection(kinds=frozenset((ReadingKind.SENSOR,)), quantities=_LEAKS),
        severity=Severity.CRITICAL,
    ),
    Rule(
        id=ALARM,
        words=ALARM,
        condition=DeviceAlarm(),
        selection=Selection(
            kinds=frozenset((ReadingKind.SENSOR, ReadingKind.INPUT)),
            quantities=_NO_LEAKS,
        ),
    ),
    Rule(
        id=LIMITS,
        words=LIMITS,
        condition=LimitsChanged(),
        selection=Selection(kinds=frozenset((ReadingKind.SENSOR,))),
        severity=Severity.INFORMATION,
        delay=timedelta(minutes=5),
    ),
    Rule(
        id="disagreement",
        words="disagreement",
        condition=Disagreement(),
        selection=Selection(kinds=frozenset((ReadingKind.SENSOR,))),
        severity=Severity.INFORMATION,
        delay=timedelta(minutes=15),
    ),
)


def network_rule(offline: Rule) -> Rule:
    """Return the rule of devices that are offline together, by that of one device."""
    return replace(offline, id=NETWORK, words=NETWORK, selection=_NETWORKS)


_OFFLINE: Final = next(rule for rule in BUILT_IN if rule.id == OFFLINE)
BY_ID: Final[Mapping[str, Rule]] = {
    rule.id: rule for rule in (*BUILT_IN, network_rule(_OFFLINE))
}
