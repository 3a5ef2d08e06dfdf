"""The curve of a reading, of as many points as a picture can show. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from .spans import Span

# For a picture; what is rounded here is in no number.
_DECIMALS: Final = 3


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
    """Takes the spans of a period, or the curves of its parts."""

    def __init__(self, begin: float, end: float, size: int) -> None:
        """Begin with `size` empty buckets of the same length."""
        self._begin = begin
        self._step = (end - begin) / size
        self.buckets: Sequence[Bucket] = [Bucket() for _ in range(size)]

    def add(self, span: Span) -> None:
        """Take the next span."""
        if (seen := span.seen) is not None:
            self._take(span.begin, span.end, 1.0, (seen.mean, seen.low, seen.high))

    def join(self, later: Self) -> None:
        """Take the curve of a part of the period."""
        for number, bucket in enumerate(later.buckets):
            if (mean := bucket.mean) is not None:
                begin = later._begin + number * later._step
                share = bucket.seconds / later._step
                values = mean, bucket.low, bucket.high
                self._take(begin, begin + later._step, share, values)

    def _take(
        self, since: float, until: float, seen: float, values: tuple[float, ...]
    ) -> None:
        """Take the values of some time, of which a share was seen."""
        mean, low, high = values
        begin = (since - self._begin) / self._step
        end = (until - self._begin) / self._step
        for number in range(max(int(begin), 0), min(int(end) + 1, len(self.buckets))):
            share = (min(end, number + 1) - max(begin, number)) * seen
            if share <= 1e-9:
                continue
            bucket, is_first = self.buckets[number], not self.buckets[number].seconds
            bucket.low = low if is_first else min(bucket.low, low)
            bucket.high = high if is_first else max(bucket.high, high)
            bucket.seconds += share * self._step
            bucket.total += mean * share * self._step

    def convert(self, convert: Callable[[float], float]) -> None:
        """Have the values be in another unit."""
        for bucket in self.buckets:
            if (mean := bucket.mean) is not None:
                bucket.total = convert(mean) * bucket.seconds
                bucket.low, bucket.high = convert(bucket.low), convert(bucket.high)

    def to_list(self) -> list[Any]:
        """Return the buckets as plain data, as short as can be."""
        return [_plain(bucket, self._step) for bucket in self.buckets]

    @classmethod
    def from_list(cls, data: Iterable[Any], begin: float, end: float) -> Self:
        """Read what `to_list` wrote."""
        known = [*data]
        curve = cls(begin, end, len(known))
        curve.buckets = [_bucket(each, curve._step) for each in known]
        return curve


def _plain(bucket: Bucket, step: float) -> Any:
    if (mean := bucket.mean) is None:
        return None
    # Tuples of numbers, other than lists, are nothing for the collector of garbage.
    values = (*(round(each, _DECIMALS) for each in (mean, bucket.low, bucket.high)),)
    if abs(bucket.seconds - step) > 0.5:
        return (*values, round(bucket.seconds))
    return values[0] if len({*values}) == 1 else values


def _bucket(plain: Any, step: float) -> Bucket:
    if plain is None:
        return Bucket()
    values = plain if isinstance(plain, list | tuple) else (plain,) * 3
    mean, low, high = map(float, values[:3])
    seconds = float(values[3]) if len(values) > 3 else step
    return Bucket(seconds, mean * seconds, low, high)
