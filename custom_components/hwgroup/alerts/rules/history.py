"""The recent values of a reading in few samples, and their slope. Pure.

A slope is the median of the slopes between pairs of samples (the Theil-Sen estimator):
single wild readings do not bend it. Only pairs that are half of the samples apart count:
they tell nearly as much as all of them, at a tenth of the cost.
"""

from collections import deque
from datetime import timedelta
from typing import Final

from ..timeline import Instant

# A window is kept as so many samples at most: enough for a slope, cheap for a fleet.
_SAMPLES: Final = 16
# A smaller part of a window is too little for a slope.
_ENOUGH: Final = 0.5
# A total that has fallen to less than such a part has begun anew, as Home Assistant's
# statistics take it, too.
_ANEW: Final = 0.9
_MINUTE: Final = timedelta(minutes=1)

type Sample = tuple[float, float]
"""A time in minutes, and the value then."""


class History:
    """The values of a reading in a time window, as a limited number of samples.

    Samples are taken at fixed times, and an unchanged value counts once a minute. So the
    result depends on the readings only, not on how often somebody looks.
    """

    def __init__(self, window: timedelta) -> None:
        """Begin with an empty window."""
        self.now: Instant | None = None
        """When something was news last, None while nothing is followed."""
        self.unchanged_since: Instant | None = None
        self.before: float | None = None
        """The last value that was another one than now, however long ago."""
        self.has_changed = False
        """Whether it has changed while it was followed without a gap."""
        self._value: float | None = None
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
            self._begin, self.unchanged_since = time, now
        elif self._value is not None:
            self._sample(time, self._value)
        fell = self._value is not None and value < _ANEW * self._value
        if (is_total and fell) or scale != self._scale:
            self._samples.clear()
            self._begin, self._scale = time, scale
        if value != self._value:
            self.has_changed = self.now is not None
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

    def break_off(self) -> None:
        """Empty the window: the values in between are not known."""
        self._samples.clear()
        self._slopes.clear()
        self.now = self.unchanged_since = None
        self.has_changed = False

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
