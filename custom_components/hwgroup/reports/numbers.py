"""The numbers of a reading in a period. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..observed.gaps import Cause


@dataclass(frozen=True, slots=True)
class Extreme:
    """The lowest or highest value, and when it was seen first.

    `is_hourly` says that it was at some time of the hour that begins then.
    """

    value: float
    time: float
    is_hourly: bool


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch of time out of range or without an observation; the longest is the greatest."""

    seconds: float
    begin: float
    worst: float | None = field(default=None, compare=False)
    cause: Cause | None = field(default=None, compare=False)
    is_hourly: bool = field(default=False, compare=False)
    """Whether it is known by the hour only: then it is at most so long."""

    @property
    def end(self) -> float:
        """When it ended."""
        return self.begin + self.seconds


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit; with `above`, what lies above it is out of range, else what lies below."""

    value: float
    above: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """What was beyond a limit.

    An excursion lasts from the first value beyond the limit to the next one that is not.
    Time without an observation is part of no excursion at its end, and of one in the
    middle; `seconds` never has it.
    """

    threshold: Threshold
    begin: float
    end: float
    """The days for which it was set: from the begin of the first to the end of the last."""
    seconds: float
    undecided: float
    """Seconds of hours that had values on both sides of the limit."""
    count: int
    longest: tuple[Stretch, ...]
    """Excursions, by their begin: all of them, or so many of the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What there is to say of a reading in a period, in its unit. Times are in seconds."""

    begin: float
    end: float
    observed: float
    hourly: float
    """How much of it is known by hourly means only."""
    lowest: Extreme | None
    highest: Extreme | None
    mean: float | None
    """Weighted by time."""
    kinetic: float | None
    """The mean kinetic temperature."""
    beyond: tuple[Beyond, ...]
    out_of_range: float
    """Seconds beyond any limit, at most: what is beyond two limits on one side counts once."""
    missing: dict[Cause, float]
    gaps: tuple[Stretch, ...]

    @property
    def coverage(self) -> float | None:
        """The share of the period that was observed, 0 to 1; None for no time at all."""
        length = self.end - self.begin
        return self.observed / length if length > 0 else None


@dataclass(frozen=True, slots=True)
class Kelvin:
    """How the unit of a temperature becomes kelvin, and back."""

    of: Callable[[float], float]
    back: Callable[[float], float]
