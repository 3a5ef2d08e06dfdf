"""How many of its polls a device answers. Pure, with monotonic times in seconds."""

from collections import deque
from datetime import timedelta
from typing import Final

# The share of the polls of the last hour, or of the last eight where a device is polled
# less often. It is known after half of that time.
_WINDOW: Final = 3600.0
_FEWEST: Final = 8
_STEP: Final = 5
# An outage that lasts has an alert of its own: its polls do not count.
_OUTAGE: Final = 300.0


class Availability:
    """Counts the polls of a device that were answered lately."""

    def __init__(self, interval: timedelta, since: float) -> None:
        """Begin without any."""
        self._window = max(_WINDOW, (_FEWEST + 1) * interval.total_seconds())
        self._polls: deque[tuple[float, bool]] = deque()
        self._answered = 0
        """How many of them were."""
        self._since = self._ended = since
        self._silent_since: float | None = None

    def count(self, ended: float, *, answered: bool, in_grace: bool) -> None:
        """Take a poll; one that failed in the grace is part of no outage."""
        self._ended = ended
        if answered:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = ended
        self._polls.append((ended, answered))
        self._answered += answered
        while self._polls and self._polls[0][0] <= ended - self._window:
            self._answered -= self._polls.popleft()[1]
        if self._silent_since is None or in_grace:
            return
        if ended - self._silent_since >= _OUTAGE:
            while self._polls and not self._polls[-1][1]:
                self._polls.pop()

    @property
    def share(self) -> int | None:
        """The share of polls that were answered, in percent, None where it is not known.

        It is rounded to steps, so that it does not change with each poll.
        """
        known = self._ended - self._since >= self._window / 2
        if not known or len(self._polls) < _FEWEST:
            return None
        share = self._answered / len(self._polls)
        return round(share * 100 / _STEP) * _STEP
