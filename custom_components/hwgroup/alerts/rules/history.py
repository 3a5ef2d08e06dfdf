"""The recent values of a reading in few samples, and their slope. Pure.

A slope is the median of the slopes between pairs of samples (the Theil-Sen estimator):
single wild readings do not bend it. Only pairs that are half of the samples apart count:
they tell nearly as much as all of them, at a tenth of the cost.
"""

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ..timeline import Gap, Instant

# A window is kept as so many samples at most: enough for a slope, cheap for a fleet.
_SAMPLES: Final = 16
# A smaller part of a window is too little for a slope.
_ENOUGH: Final = 0.5
# A total that has fallen to less than such a part has begun anew, as Home Assistant's
# statistics take it, too.
_ANEW: Final = 0.9
# A value that is the same after a gap of so long, as of a restart, has not changed.
_SHORT_GAP: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)

type Sample = tuple[float, float]
"""A time in minutes, and the value then."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A value, since when it is the same, and until when that is known.

    The time in which nothing was known is left out.
    """

    value: float
    since: Instant
    seen: Instant

    def begin(self, value: float, now: Instant) -> Instant:
        """Return since when a value that is known again is the same."""
        gap = now - self.seen
        return self.since + gap if value == self.value and gap <= _SHORT_GAP else now

    def is_lost_in(self, gap: Gap) -> bool:
        """Return whether it means nothing after a gap that the time line lacks."""
        return self.seen <= gap.begin and gap.is_longer_than(_SHORT_GAP)


class History:
    """The values of a reading in a time window, as a limited number of samples.

    Samples are taken at fixed times, and an unchanged value counts once a minute. So the
    result depends on the readings only, not on how often somebody looks.
    """

    def __init__(self, window: timedelta, unchanged: Unchanged | None = None) -> None:
        """Begin with an empty window, after what was known in the last run."""
        self.now: Instant | None = None
        """When something was news last, None while nothing is followed."""
        self.unchanged_since: Instant | None = None
        self.before: float | None = None
        """The last value that was another one than now, however long ago."""
        self.has_changed = False
        """Whether it has changed since the last gap, or in it."""
        self._before_gap = unchanged
        self._value = None if unchanged is None else unchanged.value
        self._scale: str | None = None
        self._begin = self._time = 0.0
        self._length = window / _MINUTE
        self._samples: deque[Sample] = deque()
        self._slopes: dict[timedelta, float | None] = {}

    def add(
        self,
        now: Instant,
        value: float,
        *,
        is_total: bool,
        scale: str | None,
    ) -> None:
        """Add a value; one that has begun anew has no slope to those before.

        That is a total that fell, or what is on another scale.
        """
        if self.now is not None and value == self._value:
            now = max(whole_minute(now), self.now)
            if now == self.now:
                return
        self._slopes.clear()
        time = now.elapsed / _MINUTE
        if self.now is None:
            known = self._before_gap or Unchanged(value, now, now)
            self._begin, self.unchanged_since = time, known.begin(value, now)
        elif self._value is not None:
            self._sample(time, self._value)
        fell = self._value is not None and value < _ANEW * self._value
        if (is_total and fell) or scale != self._scale:
            self._samples.clear()
            self._begin, self._scale = time, scale
        if value != self._value:
            self.has_changed = self._value is not None
            self.before, self._value = self._value, value
            self.unchanged_since = now
        self.now, self._time = now, time

    def _sample(self, time: float, value: float) -> None:
        """Add samples of the value until now."""
        step, begin = self._length / _SAMPLES, time - self._length
        first = max(int(self._time // step), int(begin // step)) + 1
        for number in range(first, int(time // step) + 1):
            self._samples.append((number * step, value))
        while self._samples and self._samples[0][0] < begin:
            self._samples.popleft()

    @property
    def unchanged(self) -> Unchanged | None:
        """What is known of the value that does not change, None before there is any."""
        if self.now and self.unchanged_since and self._value is not None:
            return Unchanged(self._value, self.unchanged_since, self.now)
        return self._before_gap

    def break_off(self) -> None:
        """Empty the window: the values in between are not known."""
        self._before_gap = self.unchanged
        self._samples.clear()
        self._slopes.clear()
        self.now = self.unchanged_since = None
        self.has_changed = False

    def doubt(self, gap: Gap) -> None:
        """Take it that nothing was known in a gap that is longer than the line says."""
        if self.now and self.now <= gap.begin:
            self.break_off()
        if self._before_gap and self._before_gap.is_lost_in(gap):
            self._before_gap = None
            if self.unchanged_since:
                self.unchanged_since = max(self.unchanged_since, gap.end)

    def slope(self, window: timedelta) -> float | None:
        """Return the change per minute in a window, None if too little of it is known."""
        if window not in self._slopes:
            self._slopes[window] = self._slope(window / _MINUTE)
        return self._slopes[window]

    def _slope(self, length: float) -> float | None:
        if self._value is None or self._time - self._begin < length * _ENOUGH:
            return None
        begin = self._time - length
        samples = [sample for sample in self._samples if sample[0] >= begin]
        return slope([*samples, (self._time, self._value)])


def whole_minute(now: Instant) -> Instant:
    """Return the start of the minute."""
    return now - now.elapsed % _MINUTE


def slope(samples: list[Sample]) -> float | None:
    """Return the change per minute, None where there are too few samples to tell."""
    half = max(1, len(samples) // 2)
    pairs = zip(samples, samples[half:], strict=False)
    slopes = sorted(
        (value - before) / (time - begin)
        for (begin, before), (time, value) in pairs
        if time > begin
    )
    if len(slopes) < 2:
        return None
    middle = len(slopes) // 2
    return (slopes[middle] + slopes[~middle]) / 2
