"""The last polls of one device, and how many of them it answered."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from .failover import Transport

MOST_POLLS: Final = 50
# The availability is the share of the polls of the last hour that were answered, or of
# the last eight where a device is polled less often. It is known after half of the hour.
_WINDOW: Final = 3600.0
_FEWEST: Final = 8
_STEP: Final = 5
# An outage that lasts has an alert of its own: from then on its polls do not count.
_OUTAGE: Final = 300.0


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

    def __init__(self) -> None:
        """Begin without any."""
        self._polls: deque[Poll] = deque(maxlen=MOST_POLLS)
        self._answered: deque[tuple[float, bool]] = deque()
        """When polls ended, and whether they were answered."""
        self._silent_since: float | None = None
        self._since = monotonic()
        self._begun = 0.0
        self._ended = monotonic()

    def __iter__(self) -> Iterator[Poll]:
        """Return the polls, oldest first."""
        return iter(self._polls)

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
        """Keep the poll that was begun; one in the grace is part of no outage."""
        self._ended = monotonic()
        self._polls.append(Poll(now, self._ended - self._begun, problem, transport))
        self._count(self._ended, answered=problem is None, in_grace=in_grace)

    def _count(self, ended: float, *, answered: bool, in_grace: bool) -> None:
        if answered or self._silent_since is None:
            self._silent_since = None if answered else ended
        silence = ended - (self._silent_since or ended)
        if in_grace or silence < _OUTAGE:
            self._answered.append((ended, answered))
        polls = self._answered
        while len(polls) > _FEWEST and polls[0][0] <= ended - _WINDOW:
            polls.popleft()

    @property
    def availability(self) -> int | None:
        """Return the share of polls that were answered in the last hour, in percent.

        It is rounded to steps, and None where too little is known.
        """
        polls = self._answered
        if self._ended - self._since < _WINDOW / 2 or len(polls) < _FEWEST:
            return None
        share = sum(answered for _, answered in polls) / len(polls)
        return round(share * 100 / _STEP) * _STEP
