"""The curve of a reading, of as many points as a picture can show. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from .spans import Span


@dataclass(slots=True)
class Bucket:
    """A part of the period: its mean, weighted by time, and its extremes."""

    seconds: float = 0.0
    total: float = 0.0
    low: float = 0.0
    high: float = 0.0

    @property
    def mean(self) -> float | None:
        """The mean, None where nothing was observed."""
        return self.total / self.seconds if self.seconds else None


class Curve:
    """Takes the spans of a period."""

    def __init__(self, begin: float, end: float, size: int) -> None:
        """Begin with `size` empty buckets of the same length."""
        self._begin = begin
        self._step = (end - begin) / size
        self.buckets: Sequence[Bucket] = [Bucket() for _ in range(size)]

    def add(self, span: Span) -> None:
        """Take the next span."""
        if (seen := span.seen) is None:
            return
        begin = (span.begin - self._begin) / self._step
        end = (span.end - self._begin) / self._step
        for number in range(int(begin), min(int(end) + 1, len(self.buckets))):
            share = min(end, number + 1) - max(begin, number)
            if share <= 0:
                continue
            bucket, is_first = self.buckets[number], not self.buckets[number].seconds
            bucket.low = seen.low if is_first else min(bucket.low, seen.low)
            bucket.high = seen.high if is_first else max(bucket.high, seen.high)
            bucket.seconds += share * self._step
            bucket.total += seen.mean * share * self._step
