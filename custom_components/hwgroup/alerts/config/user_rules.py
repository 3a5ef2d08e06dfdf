"""The rules of the user, as their subentries keep them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
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
from ...settings import (
    Settings,
    UnreadableSettingError,
    distance,
    flag,
    minutes,
    number,
    one_of,
    optional,
    span,
    target,
    text,
)
from ..model import ReadingKind, Severity
from ..readings.index import async_chosen_parts
from ..readings.kinds import kinds_of, unit_of
from ..rules.conditions import Position, Range, Rule, Selection
from ..rules.left_out import LeftOut
from ..rules.trends import Forecast, PowerOn, Rate, Stuck, Trend, Twins

_PARTS: Final = frozenset((ReadingKind.SENSOR, ReadingKind.INPUT, ReadingKind.OUTPUT))


@callback
def async_chosen_by(hass: HomeAssistant, data: Mapping[str, Any]) -> Selection:
    """Return what a rule watches: what it names, or all readings of its quantity."""
    named = data.get(CONF_TARGET)
    keys = async_chosen_parts(hass, named) if named else None
    return _selection(data[CONF_QUANTITY], keys)


def _selection(quantity: str, keys: frozenset[str] | None) -> Selection:
    return Selection(kinds=_PARTS, quantities=kinds_of(quantity), keys=keys)


def _handling(settings: Settings) -> dict[str, Any]:
    """Return what every rule has besides its condition."""
    return {
        "severity": settings.kept(CONF_SEVERITY, Severity, Severity.WARNING),
        "delay": settings.kept(CONF_DELAY, minutes, timedelta(0)),
        "repeat": settings.kept(CONF_REPEAT, minutes, None) or None,
        "message": settings.get(CONF_MESSAGE, text, None),
    }


POWER_ON: Final = "power_on"
TWINS: Final = "twins"
_span: Final = partial(span, "minutes")
# Whether a position is on; whether a rate is rising, and whether it is falling.
_POSITIONS: Final = {"on": True, "off": False}
_DIRECTIONS: Final = {
    "both": (True, True),
    "rising": (True, False),
    "falling": (False, True),
}

type _Condition = Range | Position | Trend


def _range(settings: Settings, unit: str | None) -> Range:
    limits = {
        key: settings.get(key, number, None)
        for key in (CONF_LOW, CONF_HIGH, CONF_CRITICAL_LOW, CONF_CRITICAL_HIGH)
    }
    of_device = settings.kept(CONF_DEVICE_LIMITS, flag, False)
    if not of_device and set(limits.values()) == {None}:
        settings.needed(CONF_HIGH, number)
    hysteresis = settings.kept(CONF_HYSTERESIS, distance, 0)
    return Range(**limits, hysteresis=hysteresis, of_device=of_device, unit=unit)


def _rate(settings: Settings, unit: str | None) -> Rate:
    rising, falling = settings.kept(
        CONF_DIRECTION, _DIRECTIONS.__getitem__, _DIRECTIONS["both"]
    )
    return Rate(
        window=settings.needed(CONF_WINDOW, _span),
        per_hour=settings.needed(CONF_PER_HOUR, distance),
        rising=rising,
        falling=falling,
        unit=unit,
    )


def _forecast(settings: Settings, unit: str | None) -> Forecast:
    low, high = (settings.get(key, number, None) for key in (CONF_LOW, CONF_HIGH))
    if low is high is None:
        settings.needed(CONF_HIGH, number)
    return Forecast(
        window=settings.needed(CONF_WINDOW, _span),
        within=settings.needed(CONF_WITHIN, _span),
        low=low,
        high=high,
        unit=unit,
    )


# The condition of a rule, by its name in the words of messages.
_CONDITIONS: Final[Mapping[str, Callable[[Settings, str | None], _Condition]]] = {
    "range": _range,
    "position": lambda settings, _: Position(
        settings.needed(CONF_STATE, _POSITIONS.__getitem__)
    ),
    "rate": _rate,
    "forecast": _forecast,
    "stuck": lambda settings, _: Stuck(
        window=settings.needed(CONF_HOURS, partial(span, "hours"))
    ),
    POWER_ON: lambda *_: PowerOn(),
}
TREND_KINDS: Final = ("rate", "forecast", "stuck", POWER_ON, TWINS)
# What the words call the rules of a kind of subentry; those of a trend say it.
_WORDS: Final[Mapping[str, str | None]] = {
    SUBENTRY_RANGE_RULE: "range",
    SUBENTRY_INPUT_RULE: "position",
    SUBENTRY_TREND_RULE: None,
}
RULE_KINDS: Final = tuple(_WORDS)


def target_of(settings: Settings) -> Mapping[str, Any] | None:
    """Return what a rule or a window names, None for all.

    Raises UnreadableSettingError where that cannot be read.
    """
    return settings.given(CONF_TARGET, target) or None


def user_rule(
    kind: str,
    rule_id: str,
    name: str,
    settings: Settings,
    keys: frozenset[str] | None,
) -> Rule:
    """Return a rule of a kind of subentry, by its name and its settings.

    `keys` are those of the readings that its target names, None for all. What cannot be
    read takes its default. Raises UnreadableSettingError where there is none.
    """
    if kind not in _WORDS:
        raise UnreadableSettingError(kind)
    quantity = settings.needed(CONF_QUANTITY, text)
    unit = unit_of(quantity, settings.given(CONF_UNIT, partial(optional, text)))
    words = _WORDS[kind] or settings.needed(CONF_KIND, partial(one_of, TREND_KINDS))
    selection = _selection(quantity, keys)
    condition: _Condition
    if words == TWINS:
        condition, selection = _twins(settings, unit, selection)
    else:
        condition = _CONDITIONS[words](settings, unit)
    return Rule(
        id=rule_id,
        name=name,
        words=words,
        condition=condition,
        selection=selection,
        **_handling(settings),
    )


def left_out(rule_id: str, name: str, setting: str) -> Rule:
    """Return what stands for a rule with a setting that cannot be read."""
    return Rule(
        id=rule_id,
        name=name,
        words="range",
        condition=LeftOut(setting),
        selection=Selection(kinds=_PARTS),
        severity=Severity.INFORMATION,
    )


def _twins(
    settings: Settings, unit: str | None, selection: Selection
) -> tuple[Twins, Selection]:
    """Watch one of two readings, and compare it with the other."""
    first, *others = sorted(selection.keys or ()) or [""]
    by = settings.needed(CONF_BY, distance)
    condition = Twins(other=others[0] if others else "", by=by, unit=unit)
    return condition, replace(selection, keys=frozenset((first,)))
