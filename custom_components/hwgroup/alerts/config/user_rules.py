"""The rules of the user, as their subentries keep them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback

from ...const import (
    CONF_BY,
    CONF_CRITICAL_HIGH,
    CONF_CRITICAL_LOW,
    CONF_DELAY,
    CONF_DEVICE_LIMITS,
    CONF_DIRECTION,
    CONF_HIGH,
    CONF_HOURS,
    CONF_HYSTERESIS,
    CONF_KIND,
    CONF_LOW,
    CONF_MESSAGE,
    CONF_PER_HOUR,
    CONF_QUANTITY,
    CONF_REPEAT,
    CONF_SEVERITY,
    CONF_STATE,
    CONF_TARGET,
    CONF_UNIT,
    CONF_WINDOW,
    CONF_WITHIN,
    SUBENTRY_INPUT_RULE,
    SUBENTRY_RANGE_RULE,
    SUBENTRY_TREND_RULE,
)
from ..model import ReadingKind, Severity
from ..readings.index import async_chosen_parts
from ..readings.kinds import kinds_of, unit_of
from ..rules.conditions import Position, Range, Rule, Selection
from ..rules.trends import Forecast, PowerOn, Rate, Stuck, Trend, Twins

_PARTS: Final = frozenset((ReadingKind.SENSOR, ReadingKind.INPUT, ReadingKind.OUTPUT))


@callback
def async_chosen_by(hass: HomeAssistant, data: Mapping[str, Any]) -> Selection:
    """Return what a rule watches: what it names, or all readings of its quantity."""
    target = data.get(CONF_TARGET)
    return _selection(data, async_chosen_parts(hass, target) if target else None)


def _selection(data: Mapping[str, Any], keys: frozenset[str] | None) -> Selection:
    return Selection(kinds=_PARTS, quantities=kinds_of(data[CONF_QUANTITY]), keys=keys)


def handling(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every rule has besides its condition."""
    return {
        "severity": Severity(data[CONF_SEVERITY]),
        "delay": timedelta(minutes=data[CONF_DELAY]),
        "repeat": timedelta(minutes=data[CONF_REPEAT]) or None,
        "message": data.get(CONF_MESSAGE),
    }


def _minutes(data: Mapping[str, Any], key: str) -> timedelta:
    return timedelta(minutes=data[key])


POWER_ON: Final = "power_on"
TWINS: Final = "twins"

type _Condition = Range | Position | Trend

# The condition of a rule, by its name in the words of messages.
_CONDITIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], _Condition]]] = {
    "range": lambda data: Range(
        low=data.get(CONF_LOW),
        high=data.get(CONF_HIGH),
        critical_low=data.get(CONF_CRITICAL_LOW),
        critical_high=data.get(CONF_CRITICAL_HIGH),
        hysteresis=data[CONF_HYSTERESIS],
        of_device=data[CONF_DEVICE_LIMITS],
        unit=data.get(CONF_UNIT),
    ),
    "position": lambda data: Position(data[CONF_STATE] == "on"),
    "rate": lambda data: Rate(
        window=_minutes(data, CONF_WINDOW),
        per_hour=data[CONF_PER_HOUR],
        rising=data[CONF_DIRECTION] != "falling",
        falling=data[CONF_DIRECTION] != "rising",
        unit=data.get(CONF_UNIT),
    ),
    "forecast": lambda data: Forecast(
        window=_minutes(data, CONF_WINDOW),
        within=_minutes(data, CONF_WITHIN),
        low=data.get(CONF_LOW),
        high=data.get(CONF_HIGH),
        unit=data.get(CONF_UNIT),
    ),
    "stuck": lambda data: Stuck(window=timedelta(hours=data[CONF_HOURS])),
    POWER_ON: lambda _: PowerOn(),
}
TREND_KINDS: Final = ("rate", "forecast", "stuck", POWER_ON, TWINS)
# What the words call the rules of a kind of subentry; those of a trend say it.
_WORDS: Final[Mapping[str, str | None]] = {
    SUBENTRY_RANGE_RULE: "range",
    SUBENTRY_INPUT_RULE: "position",
    SUBENTRY_TREND_RULE: None,
}
RULE_KINDS: Final = tuple(_WORDS)


def user_rule(
    kind: str,
    rule_id: str,
    name: str,
    data: Mapping[str, Any],
    keys: frozenset[str] | None,
) -> Rule:
    """Return a rule of a kind of subentry, by its name and its data.

    `keys` are those of the readings that its target names, None for all.
    """
    unit = unit_of(data[CONF_QUANTITY], data.get(CONF_UNIT))
    data = {**data, CONF_UNIT: unit}
    words = _WORDS[kind] or data[CONF_KIND]
    selection = _selection(data, keys)
    condition: _Condition
    if words == TWINS:
        condition, selection = _twins(data, selection)
    else:
        condition = _CONDITIONS[words](data)
    return Rule(
        id=rule_id,
        name=name,
        words=words,
        condition=condition,
        selection=selection,
        **handling(data),
    )


def _twins(data: Mapping[str, Any], selection: Selection) -> tuple[Twins, Selection]:
    """Watch one of two readings, and compare it with the other."""
    first, *others = sorted(selection.keys or ()) or [""]
    condition = Twins(
        other=others[0] if others else "", by=data[CONF_BY], unit=data.get(CONF_UNIT)
    )
    return condition, replace(selection, keys=frozenset((first,)))
