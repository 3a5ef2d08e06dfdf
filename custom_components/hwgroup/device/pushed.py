"""What devices have pushed last: who receives it puts it here, their readers take it."""

from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from homeassistant.core import HomeAssistant

from ..client import Device
from ..compat import singleton
from .errors import NoPushError
from .intervals import COUNTS_FOR, MISSING_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What a device has pushed, and when by the monotonic clock.

    `period` is after how long it is going to push again.
    """

    device: Device
    document: bytes | None = field(repr=False)
    """None where it came before a restart."""
    period: timedelta
    at: float

    @property
    def age(self) -> timedelta:
        """Return how long ago that was."""
        return timedelta(seconds=monotonic() - self.at)


@singleton("hwgroup_pushed")
def async_last_pushes(_hass: HomeAssistant) -> dict[str, Pushed]:
    """Return the last push of each device by its secret path."""
    return {}


class PushedReader:
    """Reads a device that is not asked: returns what it has pushed last."""

    def __init__(self, hass: HomeAssistant, path: str) -> None:
        """Read what is pushed to a path."""
        self._pushes = async_last_pushes(hass)
        self._path = path

    async def read(self) -> Device:
        """Return what was pushed last.

        Raises NoPushError where that is too old, or nothing was.
        """
        pushed = self._last
        if pushed is None or pushed.age > pushed.period * COUNTS_FOR:
            raise NoPushError("The device has not pushed in time")
        return pushed.device

    @property
    def _last(self) -> Pushed | None:
        return self._pushes.get(self._path)

    @property
    def last_document(self) -> bytes | None:
        """Return the document that was pushed last."""
        return self._last.document if self._last else None

    @property
    def interval(self) -> timedelta | None:
        """Return after how long a push is missing, None before the first one."""
        return self._last.period * MISSING_AFTER if self._last else None

    @property
    def age(self) -> timedelta:
        """Return how long ago the device has pushed."""
        return self._last.age if self._last else timedelta(0)
