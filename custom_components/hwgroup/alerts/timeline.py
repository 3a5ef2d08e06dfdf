"""The time line of the alerts. Pure.

The clock on the wall may be wrong, and may be set at any time. So nothing is decided by
it: whatever decides anything is kept as an instant of one time line that never jumps.
The wall clock is asked only where people or their day matter: quiet hours, and what is
shown or written for them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self, overload

# The wall clock says how long Home Assistant was off where nothing better does. It may
# be wrong by decades: it moves the line by no more than this.
LONGEST_GAP: Final = timedelta(days=366)
_NOTHING: Final = timedelta(0)
# No wall clock is so wrong: another year, or a time that is further away, is none.
YEARS: Final = range(1500, 2500)
_LONGEST_LIFE: Final = timedelta(days=366_000)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A moment on the time line: how long after its origin.

    It is no time of the day: only `Now` knows what the wall clock showed then.
    """

    elapsed: timedelta

    @classmethod
    def of(cls, wall: datetime) -> Self:
        """Return the instant of a time on a line that agrees with the wall clock.

        That is how a line begins, and it is the line of a past that is recorded.
        """
        return cls(wall - _EPOCH)

    def __add__(self, length: timedelta) -> Instant:
        """Return the instant that is so much later."""
        return Instant(self.elapsed + length)

    @overload
    def __sub__(self, other: Instant) -> timedelta: ...
    @overload
    def __sub__(self, other: timedelta) -> Instant: ...
    def __sub__(self, other: Instant | timedelta) -> timedelta | Instant:
        """Return how long it is since another instant, or the instant so much earlier."""
        if isinstance(other, Instant):
            return self.elapsed - other.elapsed
        return Instant(self.elapsed - other)


@dataclass(frozen=True, slots=True)
class Now:
    """One moment on both clocks: the time line, and the wall clock with its zone.

    Other moments are converted by the offset between the two as it is at this one.
    """

    instant: Instant
    wall: datetime

    @classmethod
    def of(cls, wall: datetime) -> Self:
        """Return a moment on a line that agrees with the wall clock."""
        return cls(Instant.of(wall), wall)

    @property
    def ahead(self) -> timedelta:
        """How far the wall clock is ahead of the time line."""
        return Instant.of(self.wall) - self.instant

    def utc(self, instant: Instant) -> datetime:
        """Return an instant by the wall clock, in UTC."""
        return self.wall.astimezone(UTC) + (instant - self.instant)

    def local(self, instant: Instant) -> datetime:
        """Return an instant by the wall clock, in local time."""
        return self.utc(instant).astimezone(self.wall.tzinfo)

    def at(self, instant: Instant) -> Now:
        """Return another moment, by the same offset."""
        return Now(instant, self.local(instant))

    def instant_of(self, wall: datetime) -> Instant:
        """Return the instant at which the wall clock shows a time."""
        return self.instant + _elapsed(self.wall, wall)

    def write(self, instant: Instant | None) -> str | None:
        """Return an instant by the wall clock, as it is stored and shown."""
        return None if instant is None else self.utc(instant).isoformat()

    def instant_at(self, text: str) -> Instant:
        """Read what `write` returned at the same moment.

        Raises OverflowError, TypeError or ValueError for anything else.
        """
        instant = self.instant_of(datetime.fromisoformat(text))
        if abs(instant - self.instant) > _LONGEST_LIFE:
            raise ValueError(f"{text} is not of this time")
        return instant

    def read(self, text: str | None) -> Instant | None:
        """Read what `write` returned at the same moment, or for none."""
        return None if text is None else self.instant_at(text)


def _elapsed(begin: datetime, end: datetime) -> timedelta:
    # In UTC: in local time, an hour comes twice when summer time ends.
    return end.astimezone(UTC) - begin.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing was known, from one instant to another.

    `missing` is how much longer it was than the line says, None where nobody knows.
    """

    begin: Instant
    end: Instant
    missing: timedelta | None = timedelta(0)

    @classmethod
    def of(cls, begin: float, end: float, missing: float) -> Self:
        """Return what has such `seconds`."""
        first, last = (Instant(timedelta(seconds=each)) for each in (begin, end))
        return cls(first, last, timedelta(seconds=missing))

    @property
    def seconds(self) -> tuple[float, float, float]:
        """The gap as plain data, on the time line."""
        lengths = self.begin.elapsed, self.end.elapsed, self.missing or _NOTHING
        begin, end, missing = (each.total_seconds() for each in lengths)
        return begin, end, missing

    def with_missing(self, more: timedelta) -> Gap:
        """Return the gap if the line lacks so much more of it."""
        return Gap(self.begin, self.end, (self.missing or _NOTHING) + more)

    def is_longer_than(self, length: timedelta) -> bool:
        """Return whether it was, or may have been."""
        if self.missing is None:
            return True
        return self.end - self.begin + self.missing > length

    @property
    def last_known(self) -> Instant | None:
        """The instant that `Now` shows as the time at which it really began."""
        return None if self.missing is None else self.begin - self.missing


@dataclass(frozen=True, slots=True)
class Boot:
    """Which start of the machine this is, and how long ago it was, also while it slept."""

    id: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What all clocks showed when the state was saved."""

    now: Now
    boot: Boot | None = None
    """None where the machine does not tell."""
    unsure: tuple[Gap, ...] = ()
    """The gaps of which the line may lack a part: the wall clock was not set since."""

    def resume(
        self, wall: datetime, boot: Boot | None
    ) -> tuple[Instant, timedelta | None]:
        """Return where the line goes on, and how much of the gap it lacks, if any.

        That is None where the gap is sure, as within one start of the machine. Else
        only the wall clock tells, which may be wrong now, or may have been then.
        """
        if boot is not None and self.boot is not None and boot.id == self.boot.id:
            gap = timedelta(seconds=boot.seconds - self.boot.seconds)
            if gap >= _NOTHING:  # else it is not the clock that it seems to be
                return self.now.instant + gap, None
        gap = _elapsed(self.now.wall, wall)
        moved = min(max(gap, _NOTHING), LONGEST_GAP)
        return self.now.instant + moved, gap - moved

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        now = self.now
        return {
            "wall": now.utc(now.instant).isoformat(),
            "ahead_of_line": now.ahead.total_seconds(),
            "boot": self.boot and asdict(self.boot),
            "unsure": [gap.seconds for gap in self.unsure],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote, as JSON gives it back.

        Raises AttributeError, KeyError, OverflowError, TypeError or ValueError for
        anything else.
        """
        wall = datetime.fromisoformat(data["wall"]).astimezone(UTC)
        if wall.year not in YEARS:
            raise ValueError(f"{wall} is no time of a clock")
        ahead, boot = timedelta(seconds=data["ahead_of_line"]), data["boot"]
        return cls(
            Now(Instant.of(wall) - ahead, wall),
            boot and Boot(str(boot["id"]), float(boot["seconds"])),
            tuple(Gap.of(*seconds) for seconds in data.get("unsure", ())),
        )
