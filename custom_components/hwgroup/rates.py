"""How often somebody may push or report: in all, from one address, and to one path."""

from collections import Counter
from math import inf
from typing import Final

_SECONDS: Final = 60.0
# 10,000 devices that push every 15 minutes are 670 in a minute, and after an outage all
# of them come at once.
_MOST: Final = 20_000
# Devices behind one router, or behind a proxy that does not name them.
_MOST_OF_PEER: Final = 1200
# A device may send AutoPushes besides.
_MOST_TO_PATH: Final = 60
# At the same time.
_MOST_OPEN: Final = 128
_MOST_OPEN_OF_PEER: Final = 32


class Rates:
    """Counts the pushes of the current minute, and those that are under way."""

    def __init__(self) -> None:
        """Start with none."""
        self._since = -inf
        self._all = 0
        self._of_peer: Counter[str] = Counter()
        self._to_path: Counter[str] = Counter()
        self._open: Counter[str] = Counter()

    def allows_peer(self, peer: str, now: float) -> bool:
        """Count a request by its sender; `now` is a monotonic time in seconds."""
        if not 0 <= now - self._since < _SECONDS:
            self._since, self._all = now, 0
            self._of_peer.clear()
            self._to_path.clear()
        is_one_too_many = peer not in self._of_peer and len(self._of_peer) >= _MOST
        if is_one_too_many or self._of_peer[peer] >= _MOST_OF_PEER:
            return False
        self._of_peer[peer] += 1
        return True

    def allows_path(self, path: str) -> bool:
        """Count a push to a path that is known to be right.

        Only these count in all: who tries paths, from however many addresses, takes
        nothing from those who know theirs.
        """
        self._to_path[path] += 1
        if self._all >= _MOST or self._to_path[path] > _MOST_TO_PATH:
            return False
        self._all += 1
        return True

    def begin(self, peer: str) -> bool:
        """Count a push as under way, unless there are too many."""
        if self._open.total() >= _MOST_OPEN or self._open[peer] >= _MOST_OPEN_OF_PEER:
            return False
        self._open[peer] += 1
        return True

    def end(self, peer: str) -> None:
        """Count a push as done."""
        self._open[peer] -= 1
        if not self._open[peer]:
            del self._open[peer]
