"""Takes the spans of a reading, and finds its numbers. Pure, in bounded memory.

The tallies of days that follow one another can be joined: the result is that of all of
their spans, so a day need not be read again to be part of a longer period.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import exp, log
from typing import Any, Final, Self

from ..observed.gaps import Cause
from .limits import Limits
from .numbers import Extreme, Kelvin, Numbers, Stretch, Threshold
from .spans import Span
from .stretches import Stretches, gap_of

type Convert = Callable[[float], float]

# The heat of activation by the gas constant, in kelvin: 83.144 kJ/mol by 8.3144 J/(mol K),
# as for the mean kinetic temperature of USP <1160>.
_ACTIVATION: Final = 10_000.0
# Where it is computed from, so that no exponent is out of reach.
_REFERENCE: Final = 293.15
# No probe measures less; what is said to be colder is no temperature.
_COLDEST: Final = 50.0


class _Gaps:
    """Takes spans, and finds the time without an observation by its causes."""

    def __init__(self) -> None:
        self.missing: dict[Cause, float] = {}
        self.found = Stretches()

    def add(self, span: Span) -> None:
        if span.seen is not None:
            self.found.end()
            return
        self.missing[span.cause] = self.missing.get(span.cause, 0) + span.seconds
        self.found.extend(Stretch(span.seconds, span.begin, cause=span.cause))

    def join(self, later: Self) -> None:
        for cause, seconds in later.missing.items():
            self.missing[cause] = self.missing.get(cause, 0) + seconds
        self.found.join(later.found)


class _Means:
    """Takes spans, and finds the means, weighted by time."""

    def __init__(self, kelvin: Kelvin | None) -> None:
        self.observed = self.hourly = self.total = self.rate = 0.0
        self._kelvin = kelvin

    def add(self, span: Span) -> None:
        if (seen := span.seen) is None:
            return
        self.observed += span.seconds
        if seen.is_hourly:
            self.hourly += span.seconds
        self.total += seen.mean * span.seconds
        if self._kelvin is not None:
            temperature = max(self._kelvin.of(seen.mean), _COLDEST)
            exponent = _ACTIVATION * (1 / _REFERENCE - 1 / temperature)
            self.rate += exp(exponent) * span.seconds

    def join(self, later: Self) -> None:
        self.observed += later.observed
        self.hourly += later.hourly
        self.total += later.total
        self.rate += later.rate

    @property
    def mean(self) -> float | None:
        return self.total / self.observed if self.observed else None

    @property
    def kinetic(self) -> float | None:
        if self._kelvin is None or not self.rate:
            return None
        rate = log(self.rate / self.observed)
        return self._kelvin.back(1 / (1 / _REFERENCE - rate / _ACTIVATION))


def _extreme(
    known: Extreme | None, value: float, span: Span, *, above: bool
) -> Extreme:
    if known is not None and (value <= known.value if above else value >= known.value):
        return known
    return Extreme(value, span.begin, span.seen is not None and span.seen.is_hourly)


def _farther(
    one: Extreme | None, other: Extreme | None, *, above: bool
) -> Extreme | None:
    if one is None or other is None:
        return one or other
    is_farther = other.value > one.value if above else other.value < one.value
    return other if is_farther else one


class Tally:
    """Takes the spans of a reading in a period, which follow one another."""

    def __init__(
        self, thresholds: Iterable[Threshold] = (), kelvin: Kelvin | None = None
    ) -> None:
        """Begin; `kelvin` is for temperatures: nothing else has a mean kinetic one."""
        self._means, self._gaps = _Means(kelvin), _Gaps()
        self._limits = Limits(thresholds)
        self._lowest: Extreme | None = None
        self._highest: Extreme | None = None

    def add(self, span: Span) -> None:
        """Take the next span."""
        self._means.add(span)
        self._gaps.add(span)
        self._limits.add(span)
        if span.seen is not None:
            self._lowest = _extreme(self._lowest, span.seen.low, span, above=False)
            self._highest = _extreme(self._highest, span.seen.high, span, above=True)

    def join(
        self, later: Self, begin: float, end: float, *, limits: bool = True
    ) -> None:
        """Take all that another one has found in the time that follows, in the same unit.

        A tally that takes others takes no spans. The limits of the other one can be
        left out.
        """
        self._means.join(later._means)
        self._gaps.join(later._gaps)
        if limits:
            self._limits.join(later._limits, begin, end)
        self._lowest = _farther(self._lowest, later._lowest, above=False)
        self._highest = _farther(self._highest, later._highest, above=True)

    def convert(self, convert: Convert) -> None:
        """Have all values be in another unit, which has to be as fine as this one."""
        means = self._means
        if means.observed:
            means.total = convert(means.total / means.observed) * means.observed
        self._limits.convert(convert)
        for name in ("_lowest", "_highest"):
            if (extreme := getattr(self, name)) is not None:
                setattr(self, name, replace(extreme, value=convert(extreme.value)))

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The limits that it goes by."""
        return self._limits.thresholds

    @property
    def doubt(self) -> float:
        """Seconds of which no states are known."""
        return self._means.hourly + self._gaps.missing.get(Cause.NO_DATA, 0.0)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known of the time."""
        return not self._means.observed and self._gaps.missing.keys() <= {Cause.NO_DATA}

    def result(self, begin: float, end: float) -> Numbers:
        """Return the numbers of the period that all spans together are."""
        means, gaps = self._means, self._gaps
        return Numbers(
            begin=begin,
            end=end,
            observed=means.observed,
            hourly=means.hourly,
            lowest=self._lowest,
            highest=self._highest,
            mean=means.mean,
            kinetic=means.kinetic,
            beyond=self._limits.result(begin, end),
            out_of_range=self._limits.out_of_range,
            gaps=gaps.found.by_begin(),
            missing=gaps.missing,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        means, gaps = self._means, self._gaps
        return {
            "means": [means.observed, means.hourly, means.total, means.rate],
            "lowest": _plain_extreme(self._lowest),
            "highest": _plain_extreme(self._highest),
            "limits": self._limits.to_list(),
            "missing": {cause.value: each for cause, each in gaps.missing.items()},
            "gaps": gaps.found.to_list(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises AttributeError, KeyError, TypeError or ValueError for anything else.
        """
        new = cls()
        means, gaps = new._means, new._gaps
        means.observed, means.hourly, means.total, means.rate = map(
            float, data["means"]
        )
        new._lowest = _read_extreme(data["lowest"])
        new._highest = _read_extreme(data["highest"])
        new._limits = Limits.from_list(data["limits"])
        gaps.missing = {
            Cause(key): float(each) for key, each in data["missing"].items()
        }
        gaps.found.take_up(data["gaps"], gap_of)
        return new


def _plain_extreme(extreme: Extreme | None) -> list[Any] | None:
    if extreme is None:
        return None
    return [extreme.value, extreme.time, extreme.is_hourly]


def _read_extreme(data: list[Any] | None) -> Extreme | None:
    if data is None:
        return None
    value, time, is_hourly = data
    return Extreme(float(value), float(time), bool(is_hourly))
