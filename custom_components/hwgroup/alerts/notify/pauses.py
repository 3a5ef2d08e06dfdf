"""Pauses: for a time that always ends, nobody is told of a device, or of anything."""

from collections.abc import Mapping
from typing import Final

from ..timeline import Instant

EVERYTHING: Final = "everything"


class Pauses:
    """Until when which devices are paused."""

    def __init__(self, until: Mapping[str, Instant]) -> None:
        """Take over what `as_dict` returned."""
        self._until = dict(until)

    def begin(self, devices: list[str] | None, until: Instant) -> None:
        """Pause devices by the IDs of their entries, or everything."""
        for scope in [EVERYTHING] if devices is None else devices:
            self._until[scope] = until

    def end(self, devices: list[str] | None) -> None:
        """End pauses before their time; everything ends those of all devices, too."""
        if devices is None:
            self._until.clear()
            return
        for device in devices:
            self._until.pop(device, None)

    def until(self, device: str, now: Instant) -> Instant | None:
        """Return until when nobody is told of a device, None if it is not paused."""
        times = (self._until.get(EVERYTHING), self._until.get(device))
        return max((time for time in times if time and time > now), default=None)

    def all_until(self, now: Instant) -> Instant | None:
        """Return until when everything is paused."""
        return self.until(EVERYTHING, now)

    def next_end(self, now: Instant) -> Instant | None:
        """Return when the next pause ends."""
        return min((time for time in self._until.values() if time > now), default=None)

    def as_dict(self) -> dict[str, Instant]:
        """Return what has to survive a restart."""
        return dict(self._until)
