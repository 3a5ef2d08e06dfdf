"""Pauses: for a time that always ends, nobody is told of a device, or of anything."""

from collections.abc import Iterator, Mapping
from typing import Final

from ..timeline import Instant

EVERYTHING: Final = "everything"


class Pauses:
    """Since when and until when which devices are paused."""

    def __init__(
        self, until: Mapping[str, Instant], since: Mapping[str, Instant] | None = None
    ) -> None:
        """Take over what was kept. Older code did not keep since when it is."""
        self._until = dict(until)
        self._since = dict(since or {})

    @property
    def are_none(self) -> bool:
        """Whether nothing is paused, nor was until lately."""
        return not self._until

    def begin(self, devices: list[str] | None, until: Instant, now: Instant) -> None:
        """Pause devices by the IDs of their entries, or everything."""
        for scope in [EVERYTHING] if devices is None else devices:
            paused = self._until.get(scope, now) > now
            self._until[scope] = until
            if not paused:
                self._since[scope] = now

    def end(self, devices: list[str] | None) -> None:
        """End pauses before their time; everything ends those of all devices, too."""
        for scope in list(self._until) if devices is None else devices:
            self._until.pop(scope, None)
            self._since.pop(scope, None)

    def until(self, device: str, now: Instant) -> Instant | None:
        """Return until when nobody is told of a device, None if it is not paused."""
        if self.are_none:
            return None  # as nearly always, and asked for each device at each change
        times = (self._until.get(EVERYTHING), self._until.get(device))
        return max((time for time in times if time and time > now), default=None)

    def all_until(self, now: Instant) -> Instant | None:
        """Return until when everything is paused."""
        return self.until(EVERYTHING, now)

    def next_end(self, now: Instant) -> Instant | None:
        """Return when the next pause ends."""
        return min((time for time in self._until.values() if time > now), default=None)

    def spans(self, device: str) -> Iterator[tuple[Instant, Instant]]:
        """Yield since when until when a device is or was paused last."""
        for scope in (EVERYTHING, device):
            since, until = self._since.get(scope), self._until.get(scope)
            if since is not None and until is not None:
                yield since, until

    def as_dict(self) -> dict[str, Instant]:
        """Return until when what is paused; it has to survive a restart."""
        return dict(self._until)

    @property
    def since(self) -> dict[str, Instant]:
        """Since when what is paused, as far as it is known."""
        return dict(self._since)
