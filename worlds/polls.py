"""How many polls a device has answered lately, counted anew from all polls each time."""

from collections import deque
from itertools import groupby, islice
from typing import Final

from custom_components.hwgroup.const import DEFAULT_GRACE

from .traces import HOUR, MINUTE

_FEWEST: Final = 8
_OUTAGE: Final = 5 * MINUTE
_KEPT: Final = 200  # those of more than an hour


class Polls:
    """The polls since Home Assistant was started."""

    def __init__(self, at: float) -> None:
        """Know of none."""
        self._begin = at
        self._polls: deque[tuple[float, bool]] = deque(maxlen=_KEPT)

    def share(self, at: float, *, answered: bool) -> int | None:
        """Take a poll, and return the share in percent, by steps of 5.

        None where the device does not answer, or where that is not known yet.
        """
        self._polls.append((at, answered))
        last = islice(reversed(self._polls), DEFAULT_GRACE + 1)
        if not any(answered for _, answered in last):
            return None
        counted = [answered for when, answered in self._counted() if when > at - HOUR]
        if at - self._begin < HOUR / 2 or len(counted) < _FEWEST:
            return None
        return round(20 * sum(counted) / len(counted)) * 5

    def _counted(self) -> list[tuple[float, bool]]:
        """Return all polls but those of outages that have lasted."""
        counted: list[tuple[float, bool]] = []
        for answered, polls in groupby(self._polls, key=lambda poll: poll[1]):
            run = list(polls)
            if answered or run[-1][0] - run[0][0] < _OUTAGE:
                counted += run
        return counted
