"""The last polls of one device, for diagnostics, and how many of them it answered."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from .availability import Availability
from .failover import Transport

MOST_POLLS: Final = 50


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll: when it ended, how long it took in seconds, and how it went."""

    ended: datetime
    duration: float
    problem: str | None
    transport: Transport
    """What served, or what had served before where nothing did."""

    def to_dict(self) -> dict[str, Any]:
        """Return the poll as plain data."""
        return {
            "ended": self.ended.isoformat(timespec="milliseconds"),
            "ms": round(self.duration * 1000),
            "outcome": self.problem or "ok",
            "transport": self.transport.value,
        }


class PollHistory:
    """Keeps a limited number of polls."""

    def __init__(self, interval: timedelta) -> None:
        """Begin without any."""
        self._polls: deque[Poll] = deque(maxlen=MOST_POLLS)
        self._begun = 0.0
        self._ended = monotonic()
        self.availability = Availability(interval, self._ended)

    def __iter__(self) -> Iterator[Poll]:
        """Return the polls, oldest first."""
        return iter(self._polls)

    @property
    def ended(self) -> float:
        """When the last poll ended, by the monotonic clock."""
        return self._ended

    @property
    def idle(self) -> timedelta:
        """How long no poll has ended, by the monotonic clock."""
        return timedelta(seconds=monotonic() - self._ended)

    def begin(self) -> None:
        """Start to measure a poll."""
        self._begun = monotonic()

    def end(
        self,
        now: datetime,
        problem: str | None,
        transport: Transport,
        in_grace: bool = False,
    ) -> None:
        """Keep the poll that was begun; `in_grace` is one that failed in the grace."""
        self._ended = monotonic()
        self._polls.append(Poll(now, self._ended - self._begun, problem, transport))
        answered = problem is None
        self.availability.count(self._ended, answered=answered, in_grace=in_grace)
