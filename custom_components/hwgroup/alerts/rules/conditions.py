"""Does this rule hold for this reading? Pure: values in, verdicts out."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from math import inf
from typing import Final, Protocol, Self

from ..model import SET_UP, Alert, Reading, ReadingKind, Severity
from .trends import Trend
from .units import converter
from .verdict import CALM, FIRING, UNKNOWN, Verdict

type Band = tuple[float, float]
"""The lowest and the highest value at which a rule does not hold."""

EVERYTHING: Final[Band] = (-inf, inf)
_HALF: Final = 0.5  # between the two positions of a contact


class Condition(Protocol):
    """What a rule asks of a reading."""

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Return whether it holds.

        `above` is the way in which people were told that a limit is crossed, None where
        they were not told: only then a value has to come back beyond the hysteresis.
        """

    def band(self, reading: Reading) -> Band | None:
        """Return where it surely does not hold for a reading without an alarm.

        None where that depends on more than the value.
        """

    def fitted(self, reading: Reading) -> Condition | None:
        """Return the condition in the unit of a reading, None where it has no sense."""


class _Unitless:
    """A condition that no unit changes."""

    __slots__ = ()

    def fitted(self, _reading: Reading) -> Self:
        """Return the condition as it is."""
        return self


@dataclass(frozen=True, slots=True)
class Offline(_Unitless):
    """A device does not answer."""

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Return whether the device is silent."""
        if reading.value is None:
            return UNKNOWN
        return CALM if reading.value else FIRING

    def band(self, reading: Reading) -> Band | None:
        """Return the value of a device that answers."""
        return _HALF, inf


@dataclass(frozen=True, slots=True)
class NotSetUp(_Unitless):
    """Home Assistant cannot set up the entry of a device: nobody polls it."""

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Return whether it has failed; unknown while it is being set up."""
        if (set_up := reading.facts.get(SET_UP)) is None:
            return UNKNOWN
        return CALM if set_up == "yes" else FIRING

    def band(self, reading: Reading) -> Band | None:
        """Return the value of a device that answers."""
        return _HALF, inf


@dataclass(frozen=True, slots=True)
class Lost(_Unitless):
    """A sensor or an input cannot be read, though its device answers."""

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Return whether there is no value, nor an alarm of an unknown position."""
        if not reading.heard:
            return UNKNOWN
        return FIRING if reading.value is None and not reading.in_alarm else CALM

    def band(self, reading: Reading) -> Band | None:
        """Return every value: each one is a value."""
        return EVERYTHING


@dataclass(frozen=True, slots=True)
class DeviceAlarm(_Unitless):
    """The device itself calls it an alarm, by the limits that are set there."""

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Tell what the device says."""
        if not reading.heard or reading.in_alarm is None:
            return UNKNOWN
        if not reading.in_alarm:
            return UNKNOWN if _is_in_doubt(reading, above) else CALM
        value = reading.value
        if value is not None and reading.high is not None and value > reading.high:
            return Verdict(True, reading.high, above=True)
        if value is not None and reading.low is not None and value < reading.low:
            return Verdict(True, reading.low, above=False)
        return FIRING

    def band(self, reading: Reading) -> Band | None:
        """Return every value: the alarm does not depend on it."""
        return EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A value beyond a limit, and once told, until it is back by the hysteresis.

    The numbers are in `unit`, that of the reading where it is None. `of_device` takes
    the limits that are set on the device instead, and where it tells one, its hysteresis.
    Beyond the critical limits an alert is critical, whatever the rule is.
    """

    low: float | None = None
    high: float | None = None
    critical_low: float | None = None
    critical_high: float | None = None
    hysteresis: float = 0
    of_device: bool = False
    unit: str | None = None

    def fitted(self, reading: Reading) -> Range | None:
        """Return the limits in the unit of a reading."""
        convert = converter(reading.quantity, self.unit, reading.unit)
        if convert is None:
            has_own = self.critical_low is not None or self.critical_high is not None
            return self if self.of_device and not has_own else None
        low, high, critical_low, critical_high = (
            None if limit is None else convert(limit)
            for limit in (self.low, self.high, self.critical_low, self.critical_high)
        )
        return replace(
            self,
            low=low,
            high=high,
            critical_low=critical_low,
            critical_high=critical_high,
            hysteresis=abs(convert(self.hysteresis) - convert(0)),
            unit=reading.unit,
        )

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Compare the value with the limits."""
        value = reading.value
        if value is None or not reading.heard:
            return UNKNOWN
        low, high, hysteresis = self._limits(reading)
        sides = ((high, self.critical_high, True), (low, self.critical_low, False))
        # A wide hysteresis must not hide the limits of the other side.
        for back, (limit, critical, way) in product((0.0, hysteresis), sides):
            excess = _excess(value, limit, way), _excess(value, critical, way)
            if not _beyond(max(excess), back, above is way):
                continue
            if excess[1] > 0:
                return Verdict(True, critical, way, harder=True)
            near = None if excess[1] > -hysteresis else False
            return Verdict(True, critical if limit is None else limit, way, near)
        if self.of_device and _is_in_doubt(reading, above):
            return UNKNOWN
        return CALM

    def band(self, reading: Reading) -> Band | None:
        """Return what lies between the limits."""
        low, high, _ = self._limits(reading)
        lows, highs = (low, self.critical_low), (high, self.critical_high)
        return (
            max(-inf if limit is None else limit for limit in lows),
            min(inf if limit is None else limit for limit in highs),
        )

    def _limits(self, reading: Reading) -> tuple[float | None, float | None, float]:
        if not self.of_device:
            return self.low, self.high, self.hysteresis
        hysteresis = reading.hysteresis
        return (
            reading.low,
            reading.high,
            self.hysteresis if hysteresis is None else hysteresis,
        )


def has_no_limit(reading: Reading, above: bool | None) -> bool:
    """Return whether the device has no limit on the side on which one was crossed."""
    if above is None:
        return False
    return (reading.high if above else reading.low) is None


def _is_in_doubt(reading: Reading, above: bool | None) -> bool:
    """Return whether the limit that was crossed was moved away, and nobody has accepted that.

    Without the limit, or beyond the one that people know of, nobody knows whether the
    value is back.
    """
    if above is None or reading.agreed in (None, (reading.low, reading.high)):
        return False
    known = reading.agreed[1 if above else 0]
    still_beyond = reading.value is not None and _excess(reading.value, known, above)
    return has_no_limit(reading, above) or still_beyond > 0


def _excess(value: float, limit: float | None, above: bool) -> float:
    """Return by how much a value is above or below a limit."""
    if limit is None:
        return -inf
    return value - limit if above else limit - value


def _beyond(excess: float, hysteresis: float, told: bool) -> bool:
    # Told once, a value has to come back by the hysteresis, and by none to the limit.
    return excess > 0 or (told and hysteresis > 0 and excess > -hysteresis)


@dataclass(frozen=True, slots=True)
class Position(_Unitless):
    """A contact, a flood detector or an output that is on, or that is off."""

    on: bool

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Return whether it is in that position."""
        if reading.value is None or not reading.heard:
            return UNKNOWN
        return FIRING if (reading.value > _HALF) == self.on else CALM

    def band(self, reading: Reading) -> Band | None:
        """Return the other position."""
        return (-inf, _HALF) if self.on else (_HALF, inf)


@dataclass(frozen=True, slots=True)
class LimitsChanged(_Unitless):
    """Somebody has changed a limit on the device, and nobody has seen to it."""

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Compare with the limits that people know of."""
        if reading.agreed is None or not reading.heard:
            return UNKNOWN
        return CALM if (reading.low, reading.high) == reading.agreed else FIRING

    def band(self, reading: Reading) -> Band | None:
        """Return every value as long as the limits are those that people know of."""
        known = reading.agreed in (None, (reading.low, reading.high))
        return EVERYTHING if known else None


@dataclass(frozen=True, slots=True)
class Disagreement(_Unitless):
    """The device tells of an alarm within its own limits, or of none beyond them."""

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Compare what the device says with its value and its limits."""
        if reading.value is None or reading.in_alarm is None or not reading.heard:
            return UNKNOWN
        hysteresis = reading.hysteresis or 0
        excess = max(
            -inf if reading.high is None else reading.value - reading.high,
            -inf if reading.low is None else reading.low - reading.value,
        )
        if excess == -inf:
            return UNKNOWN
        # Within the hysteresis both are right, for it depends on what was before.
        agrees = excess > -hysteresis if reading.in_alarm else excess <= hysteresis
        return CALM if agrees else FIRING

    def band(self, reading: Reading) -> Band | None:
        """Return what lies between the limits of the device."""
        return (
            -inf if reading.low is None else reading.low,
            inf if reading.high is None else reading.high,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which readings a rule watches: all of these kinds, as far as nothing is named."""

    kinds: frozenset[ReadingKind]
    keys: frozenset[str] | None = None
    quantities: frozenset[str] | None = None
    ignored: frozenset[str] = frozenset()

    def covers(self, reading: Reading) -> bool:
        """Return whether it is one of them."""
        return (
            reading.kind in self.kinds
            and reading.key not in self.ignored
            and (self.keys is None or reading.key in self.keys)
            and (self.quantities is None or reading.quantity in self.quantities)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What people want to be told of.

    `words` names what `messages.py` says about it; `message` is a template in the words
    of the user instead. An alert starts after the rule has held for `delay`, and is
    repeated at the interval of `repeat` until somebody acknowledges it.
    """

    id: str
    name: str = ""
    words: str
    condition: Condition | Trend
    selection: Selection
    severity: Severity = Severity.WARNING
    delay: timedelta = timedelta(0)
    repeat: timedelta | None = None
    message: str | None = None

    def of(self, alert: Alert) -> Rule:
        """Return the rule as it is for an alert, which may be critical by its value."""
        return replace(self, severity=Severity.CRITICAL) if alert.harder else self
