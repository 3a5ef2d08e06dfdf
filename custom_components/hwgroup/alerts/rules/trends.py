"""Trend conditions: they look at how a value changes over time.

Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Self

from ..model import Reading
from .history import History
from .units import converter
from .verdict import CALM, FIRING, UNKNOWN, Verdict

# What a 1-Wire thermometer reads between its power-on and its first conversion, in °C
# (data sheet of the DS18B20, "power-on reset value"), and how far from all that came
# before it has to be to be no real temperature.
_POWER_ON: Final = 85.0
_JUMP: Final = 15.0
_STILL_STEEP: Final = 0.75
# The last part of a window, in which a value that comes back does so.
_LATELY: Final = 4
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a trend looks at besides the reading: its history, and the other readings."""

    history: History
    others: Mapping[str, Reading]
    above: bool | None = None
    """The way in which people were told that it holds, None where they were not."""


class Trend:
    """A condition that looks at the history; it has no band in which it is surely quiet."""

    __slots__ = ()
    window: timedelta

    def judge_past(self, reading: Reading, past: Past) -> Verdict:
        """Return whether it is firing."""
        raise NotImplementedError

    def fitted(self, _reading: Reading) -> Self | None:
        """Return the condition in the unit of a reading, None if the unit does not fit."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Trend):
    """A value that changes faster than a limit per hour, in one direction or both."""

    window: timedelta
    per_hour: float
    rising: bool = True
    falling: bool = True
    unit: str | None = None

    def fitted(self, reading: Reading) -> Rate | None:
        """Return the rate in the unit of a reading."""
        if (convert := converter(reading.quantity, self.unit, reading.unit)) is None:
            return None
        per_hour = abs(convert(self.per_hour) - convert(0))
        return replace(self, per_hour=per_hour, unit=reading.unit)

    def judge_past(self, reading: Reading, past: Past) -> Verdict:
        """Compare the slope."""
        if (change := past.history.slope(self.window)) is None:
            return UNKNOWN
        hourly = change * 60
        if self.rising and hourly > self._limit(told=past.above is True):
            return Verdict(True, self.per_hour, above=True)
        if self.falling and -hourly > self._limit(told=past.above is False):
            return Verdict(True, self.per_hour, above=False)
        return CALM

    def _limit(self, *, told: bool) -> float:
        # A slope varies a little: the alert ends when it is clearly less steep.
        return self.per_hour * (_STILL_STEEP if told else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast(Trend):
    """A value that will reach a limit soon, or is beyond one and not returning.

    While it is returning it is quiet, so a freezer that has defrosted causes no alert.
    """

    window: timedelta
    within: timedelta
    low: float | None = None
    high: float | None = None
    unit: str | None = None

    def fitted(self, reading: Reading) -> Forecast | None:
        """Return the limits in the unit of a reading."""
        if (convert := converter(reading.quantity, self.unit, reading.unit)) is None:
            return None
        low = None if self.low is None else convert(self.low)
        high = None if self.high is None else convert(self.high)
        return replace(self, low=low, high=high, unit=reading.unit)

    def judge_past(self, reading: Reading, past: Past) -> Verdict:
        """Compare the limits with the value and its slope."""
        change = past.history.slope(self.window)
        if reading.value is None or change is None:
            return UNKNOWN
        for limit, way in ((self.high, 1), (self.low, -1)):
            if limit is None:
                continue
            distance = (limit - reading.value) * way
            if self._is_reached(distance, way, past, told=past.above is (way > 0)):
                return Verdict(True, limit, above=way > 0)
        return CALM

    def _is_reached(self, distance: float, way: int, past: Past, *, told: bool) -> bool:
        """Return whether a limit so far ahead is reached, at the changes towards it."""
        change = (past.history.slope(self.window) or 0) * way
        within = self.within / _MINUTE
        # A slope varies a little: the alert ends only when it clearly does.
        soon = within / (_STILL_STEEP if told else 1)
        if distance > 0 and (change <= 0 or distance / change > soon):
            return False
        lately = past.history.slope(self.window / _LATELY)
        lately = change if lately is None else lately * way
        if told:
            lately = max(lately, change)
        if distance > 0:
            return lately >= 0
        # Coming back is to be within the limit as soon as it would be beyond it.
        return lately >= 0 or distance / lately > within


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck(Trend):
    """A value that has not changed at all for the window."""

    window: timedelta

    def judge_past(self, reading: Reading, past: Past) -> Verdict:
        """Check when the value changed last."""
        now, since = past.history.now, past.history.unchanged_since
        if now and since and now - since >= self.window:
            return FIRING
        # What is followed only since then may have stood still for long before.
        return CALM if past.history.has_changed else UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerOn(Trend):
    """A thermometer that reads its power-on value, far from what it read before."""

    window: timedelta = timedelta(hours=1)

    def fitted(self, reading: Reading) -> PowerOn | None:
        """Return itself for a thermometer."""
        return self if reading.quantity == "temperature" else None

    def judge_past(self, reading: Reading, past: Past) -> Verdict:
        """Compare with the value before."""
        convert = converter(reading.quantity, "°C", reading.unit)
        at = _POWER_ON if convert is None else convert(_POWER_ON)
        jump = _JUMP if convert is None else convert(_JUMP) - convert(0)
        if reading.value is None or abs(reading.value - at) > 0.01:
            return CALM
        if (before := past.history.before) is None:
            return UNKNOWN
        return FIRING if abs(before - at) > jump else CALM


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins(Trend):
    """Two sensors in the same place that differ by more than a limit."""

    window: timedelta = _MINUTE
    other: str
    """The key of the other reading."""
    by: float
    unit: str | None = None

    def fitted(self, reading: Reading) -> Twins | None:
        """Return the difference in the unit of a reading."""
        if (convert := converter(reading.quantity, self.unit, reading.unit)) is None:
            return None
        by = abs(convert(self.by) - convert(0))
        return replace(self, by=by, unit=reading.unit)

    def judge_past(self, reading: Reading, past: Past) -> Verdict:
        """Compare with the other one."""
        other = past.others.get(self.other)
        if other is None or other.value is None or not other.heard:
            return UNKNOWN
        convert = converter(reading.quantity, other.unit, reading.unit)
        if convert is None or reading.value is None:
            return UNKNOWN
        difference = reading.value - convert(other.value)
        if abs(difference) <= self.by:
            return CALM
        return Verdict(True, self.by, above=difference > 0)
