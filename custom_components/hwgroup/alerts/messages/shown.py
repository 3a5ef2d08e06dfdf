"""Alerts with their numbers as Home Assistant shows them, for all that people read."""

from collections.abc import Callable
from dataclasses import replace

from homeassistant.core import HomeAssistant, callback

from ..model import Alert, Reading
from ..readings.shown import async_shown
from ..rules.conditions import Rule
from ..rules.event import AlertEvent
from ..rules.other_unit import in_other_unit
from ..rules.units import converter

type _Convert = Callable[[float], float]


@callback
def async_event_as_shown(hass: HomeAssistant, event: AlertEvent) -> AlertEvent:
    """Return what has become of an alert, in the unit that people see."""
    alert, reading = async_as_shown(hass, event.alert, event.rule, event.reading)
    return replace(event, alert=alert, reading=reading)


@callback
def async_as_shown(
    hass: HomeAssistant, alert: Alert, rule: Rule, reading: Reading
) -> tuple[Alert, Reading]:
    """Return an alert and its reading in the unit that people see."""
    shown, convert = _reading_as_shown(hass, reading)
    return in_other_unit(alert, rule, convert), shown


@callback
def async_reading_as_shown(hass: HomeAssistant, reading: Reading) -> Reading:
    """Return a reading in the unit that people see."""
    return _reading_as_shown(hass, reading)[0]


def _reading_as_shown(
    hass: HomeAssistant, reading: Reading
) -> tuple[Reading, _Convert]:
    shown = async_shown(hass, reading)
    unit, convert = shown.unit, converter(reading.quantity, reading.unit, shown.unit)
    if convert is None:
        unit, convert = reading.unit, float
    agreed = reading.agreed
    return (
        replace(
            reading,
            unit=unit,
            decimals=shown.decimals,
            value=_each(convert, reading.value),
            low=_each(convert, reading.low),
            high=_each(convert, reading.high),
            agreed=agreed and (_each(convert, agreed[0]), _each(convert, agreed[1])),
            parts=tuple(async_reading_as_shown(hass, part) for part in reading.parts),
        ),
        convert,
    )


def _each(convert: _Convert, value: float | None) -> float | None:
    return None if value is None else convert(value)
