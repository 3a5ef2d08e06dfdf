"""Runs a rule on the history of the recorder; nothing is sent or changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ...const import DOMAIN
from ...recorded import async_check_recorder, async_in_recorder, states
from ..messages.formats import duration_text, number_text, rounded
from ..messages.shown import async_reading_as_shown
from ..messages.words import words
from ..model import Reading, ReadingKind
from ..readings.device import entity_of
from ..rules.conditions import (
    DeviceAlarm,
    Disagreement,
    LimitsChanged,
    NotSetUp,
    Range,
    Rule,
)
from ..rules.trends import Twins
from ..rules.units import converter
from ..timeline import Instant, Now
from .replay import Moment, PastAlert, Proposal, Series, proposal, replay

_NOT_RECORDED: Final = (DeviceAlarm, Disagreement, LimitsChanged, NotSetUp)
_POSITIONS: Final = {STATE_ON: 1.0, STATE_OFF: 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The alerts that a rule would have raised in a number of days."""

    rule: Rule
    days: int
    end: Now
    alerts: list[PastAlert]
    proposal: Proposal | None

    def text(self, language: str) -> str:
        """Return it in words."""
        text = words(language)
        if not self.alerts:
            return text["replay_none"].format(days=self.days)
        lengths = sorted(alert.length(self.end.instant) for alert in self.alerts)
        told = text["replay_one" if len(lengths) == 1 else "replay_some"].format(
            days=self.days,
            count=len(lengths),
            shortest=duration_text(lengths[0], text),
            longest=duration_text(lengths[-1], text),
        )
        return f"{told} {self._proposed(text)}".strip()

    def _proposed(self, text: Mapping[str, str]) -> str:
        if self.proposal is None:
            return ""
        rule, count = self.proposal.rule, self.proposal.alerts
        if isinstance(rule.condition, Range) and rule.condition != self.rule.condition:
            value = number_text(rule.condition.hysteresis, rule.condition.unit, text)
            return text["replay_hysteresis"].format(value=value, count=count)
        return text["replay_delay"].format(
            value=duration_text(rule.delay, text), count=count
        )

    @callback
    def to_response(self, hass: HomeAssistant) -> dict[str, Any]:
        """Return it as the response of an action."""
        return {
            "text": self.text(hass.config.language),
            "days": self.days,
            "count": len(self.alerts),
            "alerts": [_as_dict(hass, alert, self.end) for alert in self.alerts],
        }


@callback
def _as_dict(hass: HomeAssistant, alert: PastAlert, end: Now) -> dict[str, Any]:
    reading = async_reading_as_shown(hass, replace(alert.reading, value=alert.worst))
    return {
        "device": reading.device_name,
        "name": reading.name,
        "started": end.write(alert.started),
        "ended": end.write(alert.ended),
        "seconds": alert.length(end.instant).total_seconds(),
        "worst": None if reading.value is None else rounded(reading.value),
        "unit": reading.unit,
    }


async def async_try(
    hass: HomeAssistant, rule: Rule, readings: Iterable[Reading], days: int
) -> Outcome:
    """Run a rule over the last days of the readings that it watches.

    Raises HomeAssistantError where there is no recorder, where it is behind, or where it
    does not keep what the rule looks at: alarms and limits of a device are not recorded.
    """
    await async_check_recorder(hass)
    twin = rule.condition.other if isinstance(rule.condition, Twins) else None
    entities = {
        entity_id: reading
        for reading in readings
        if reading.kind not in (ReadingKind.AVAILABILITY, ReadingKind.SENSORS)
        and (rule.selection.covers(reading) or reading.key == twin)
        and (entity_id := entity_of(hass, reading))
    }
    if not entities or isinstance(rule.condition, _NOT_RECORDED):
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_past")
    end = Now.of(dt_util.utcnow())
    return await async_in_recorder(hass, _try, hass, rule, entities, end, days)


def _try(
    hass: HomeAssistant,
    rule: Rule,
    entities: Mapping[str, Reading],
    end: Now,
    days: int,
) -> Outcome:
    series = [
        _series(hass, entity_id, reading, end.wall - timedelta(days=days), end.wall)
        for entity_id, reading in entities.items()
    ]
    alerts = replay(rule, series, end.instant)
    return Outcome(
        rule=rule,
        days=days,
        end=end,
        alerts=alerts,
        proposal=proposal(rule, series, end.instant, len(alerts)),
    )


def _series(
    hass: HomeAssistant,
    entity_id: str,
    reading: Reading,
    start: datetime,
    end: datetime,
) -> Series:
    known = states(hass, entity_id, start, end)
    return Series(reading, [_moment(state, start, reading) for state in known])


def _moment(state: State, start: datetime, reading: Reading) -> Moment:
    time = Instant.of(max(state.last_changed, start))
    if state.state in _POSITIONS:
        return Moment(time, _POSITIONS[state.state])
    try:
        value = float(state.state)
    except ValueError:
        return Moment(time, None, heard=state.state != STATE_UNAVAILABLE)
    # People see it in the unit that they chose, and rules in that of the device.
    shown = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, reading.unit)
    convert = converter(reading.quantity, shown, reading.unit)
    return Moment(time, value if convert is None else convert(value))
