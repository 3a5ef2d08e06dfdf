"""Fewer messages: what follows the first one of a group becomes one further message."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from ..messages.digest import is_short_enough
from ..messages.group import compose_group, severest
from ..model import Part, Severity
from ..timeline import Instant
from .attempts import waits
from .log import Delivery
from .recipients import Channel


@dataclass(frozen=True, slots=True)
class _Window:
    """The time after the first message of a group to a channel."""

    ends: Instant
    severity: Severity
    first: Part | None
    """What the first message said, None if that is out of date."""


class Collector:
    """Lets the first message of a group go at once, and those after it wait."""

    def __init__(self, now: Callable[[], Instant]) -> None:
        """Collect nothing, until `within` is set."""
        self.within = timedelta(0)
        self._now = now
        self._windows: dict[tuple[Channel, str], _Window] = {}

    def collect(self, new: Delivery) -> Delivery:
        """Return a delivery as it is owed: at once, or at the end of the time."""
        now, group = self._now(), (new.channel, new.message.group)
        self._forget(new, now)
        if not new.message.group or not self.within:
            return new
        severity = new.message.severity
        window = self._windows.get(group)
        if window is None or severest((window.severity, severity)) != window.severity:
            [first] = new.message.told
            first = replace(first, again=True)
            self._windows[group] = _Window(now + self.within, severity, first)
            return new
        parts = new.message.told
        if window.first is not None:
            parts = (window.first, *parts)
        message = compose_group(new.message, parts)
        return replace(new, message=message, due=max(new.due, window.ends))

    def _forget(self, new: Delivery, now: Instant) -> None:
        """Forget what is over, and first messages that a new one makes stale."""
        for (channel, group), window in [*self._windows.items()]:
            if window.ends <= now:
                del self._windows[channel, group]
            elif (
                channel == new.channel
                and window.first is not None
                and window.first.alert == new.message.alert
            ):
                self._windows[channel, group] = replace(window, first=None)


def joined(
    queue: Iterable[Delivery], new: Delivery, now: Instant
) -> tuple[Delivery, Delivery] | None:
    """Return a message of the same group that waits, and how it is with a new one in it.

    None where there is none that is due in time, or that is short enough then.
    """
    if not new.message.group:
        return None
    for known in queue:
        # What is due before that waits for nothing.
        is_in_time = now < known.due <= new.due
        if known.message.group == new.message.group and is_in_time:
            news = (part for part in new.message.told if not part.again)
            message = compose_group(known.message, (*known.message.told, *news))
            if waits(known) and is_short_enough(message):
                return known, replace(known, message=message)
    return None
