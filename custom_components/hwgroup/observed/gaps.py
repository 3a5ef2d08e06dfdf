"""The times without an observation, and what was measured in them all the same. Pure.

Times are seconds since 1970 (UTC), by the clock that the recorder goes by, too.
"""

from collections import deque
from collections.abc import (
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    Sequence,
    Set as AbstractSet,
)
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

# Two gaps with less than that in between are one: nothing was polled or pushed there.
_AT_ONCE: Final = 1.0
# Per device or part; a year of a device that loses one poll in a hundred has twice that.
MOST_GAPS: Final = 5000
# So many ticks, an hour, a clock may show a time before the last one that is known: that of
# many a machine is wrong until it has a network. Then the earlier time was the wrong one.
_PATIENCE: Final = 12


class Cause(StrEnum):
    """The causes of time without an observation."""

    UNAVAILABLE = "unavailable"
    """Home Assistant had no value."""
    HELD = "held"
    """Polls failed, and the last value was shown meanwhile."""
    STOPPED = "stopped"
    """Home Assistant did not run, or did not poll."""
    NO_DATA = "no_data"
    """Nothing is known of that time."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Time in which a reading was not observed, whatever is recorded of it."""

    begin: float
    end: float
    cause: Cause


class PastValue(NamedTuple):
    """What a part has measured at a time; a position is 0 or 1."""

    time: float
    value: float
    in_alarm: bool | None = None
    """What the device called it, None where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The gaps of a device, by the ID of its entry, and what it has measured in them."""

    device: str
    gaps: Sequence[Gap]
    values: Mapping[str, Sequence[PastValue]]
    """By the keys of the parts as readings, in the order of their times."""


def stretches(gaps: Iterable[Gap]) -> Iterator[tuple[float, float]]:
    """Yield the begin and the end of what gaps are as one, whatever their causes."""
    last: tuple[float, float] | None = None
    for gap in sorted(gaps, key=lambda gap: gap.begin):
        if last is not None and gap.begin <= last[1] + _AT_ONCE:
            last = last[0], max(last[1], gap.end)
            continue
        if last is not None:
            yield last
        last = gap.begin, gap.end
    if last is not None:
        yield last


class Gaps:
    """The gaps of each device and each part, by its key: that of a part begins with its device's.

    `since` is the begin of all that is known here.
    """

    def __init__(self, since: float) -> None:
        """Begin to know."""
        self.since = self.alive = since
        self._behind = 0
        """How many ticks in a row came before the last one that counts."""
        self._closed: dict[str, deque[Gap]] = {}
        self._open: dict[str, Gap] = {}
        """Gaps that last; their ends mean nothing."""
        self._parts: dict[str, set[str]] = {}
        """The keys of the parts of each device: with each poll, they are looked for."""

    @property
    def keys(self) -> KeysView[str]:
        """The devices and parts of which anything is known."""
        return self._closed.keys()

    def parts_of(self, device: str) -> AbstractSet[str]:
        """Return the parts of a device of which anything is known."""
        return self._parts.get(device, frozenset())

    def _know(self, key: str) -> None:
        if key not in self._closed:
            self._closed[key] = deque()
            device, _, part = key.partition("/")
            if part:
                self._parts.setdefault(device, set()).add(key)

    def resume(self) -> None:
        """Begin anew after a stop: nobody is observed until it is seen."""
        for key in self._closed:
            self.lose(key, self.alive, Cause.STOPPED, self.alive)

    def tick(self, now: float, longest: float) -> None:
        """Take it that all is running; if that took too long, it did not meanwhile."""
        if now < self.alive and self._behind < _PATIENCE:
            self._behind += 1
            return
        self._behind = 0
        if now - self.alive > longest:
            for key in self._closed:
                # What is lost since then was so only when all was running again.
                gap = self._open.get(key)
                end = now if gap is None else gap.begin
                self._close(key, Gap(self.alive, end, Cause.STOPPED))
        self.alive = now

    def see(self, key: str, now: float) -> None:
        """Take it that a device or part is observed from now on."""
        self._know(key)
        if (gap := self._open.pop(key, None)) is not None:
            self._close(key, Gap(gap.begin, now, gap.cause))

    def lose(self, key: str, begin: float, cause: Cause, now: float) -> None:
        """Take it that it is not observed since then; a gap that lasts goes on."""
        self._know(key)
        if now < self.alive:  # the clock is wrong, or was
            begin = self.alive
        self._open.setdefault(key, Gap(begin, begin, cause))

    def forget(self, key: str) -> None:
        """Know nothing of a device and its parts any more."""
        for known in (key, *self._parts.pop(key, ())):
            self._closed.pop(known, None)
            self._open.pop(known, None)

    def of(self, keys: Iterable[str], end: float) -> list[Gap]:
        """Return the gaps of some devices and parts, as far as `end`, by their begin."""
        found = [
            gap
            for key in keys
            for gap in (
                *self._closed.get(key, ()),
                *(
                    Gap(gap.begin, end, gap.cause)
                    for gap in (self._open.get(key),)
                    if gap is not None
                ),
            )
            if gap.begin < end
        ]
        return sorted(found, key=lambda gap: gap.begin)

    def _close(self, key: str, gap: Gap) -> None:
        if gap.end <= gap.begin:  # a clock that was set back
            return
        closed = self._closed[key]
        closed.append(gap)
        if len(closed) > MOST_GAPS:
            self.since = max(self.since, closed.popleft().end)

    def to_dict(self, now: float) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "since": self.since,
            "alive": max(now, self.alive),
            "gaps": {key: [*map(_plain, gaps)] for key, gaps in self._closed.items()},
            "open": {key: _plain(gap) for key, gap in self._open.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises AttributeError, KeyError, TypeError or ValueError for anything else.
        """
        gaps = cls(float(data["since"]))
        gaps.alive = float(data["alive"])
        for key, closed in data["gaps"].items():
            gaps._know(str(key))
            gaps._closed[str(key)].extend(map(_gap, closed))
        gaps._open = {str(key): _gap(gap) for key, gap in data["open"].items()}
        return gaps


def _plain(gap: Gap) -> list[float | str]:
    return [gap.begin, gap.end, gap.cause.value]


def _gap(plain: list[Any]) -> Gap:
    begin, end, cause = plain
    return Gap(float(begin), float(end), Cause(cause))
