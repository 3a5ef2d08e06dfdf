"""The ways to one device: the better one first, another one while that is dead."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from .client import Device, HwgError

_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=1)


class Transport(StrEnum):
    """A way to read a device."""

    HTTP = "http"
    SNMP = "snmp"


type Readers = Mapping[Transport, Callable[[], Awaitable[Device]]]


class Failover:
    """Reads a device by the first of its ways that works.

    A first way that fails is tried again after a pause that grows from a minute to an
    hour. Only when all ways fail is there an error, and it is that of the first.
    """

    def __init__(self, readers: Readers) -> None:
        """Begin with the first of the ways."""
        self._readers = readers
        self._first = next(iter(readers))
        self._pause = _FIRST_PAUSE
        self._retry_at: datetime | None = None
        self.serving = self._first
        self.failing_since: datetime | None = None
        """Since when the first way fails while another one serves."""
        self.failure: HwgError | None = None

    @property
    def on_first(self) -> bool:
        """Whether the first way serves."""
        return self.serving is self._first

    async def read(self, now: datetime) -> Device:
        """Read the device.

        Raises one of the HwgError family.
        """
        for transport in self._order(now):
            try:
                device = await self._readers[transport]()
            except HwgError as err:
                if transport is self._first:
                    self.failure = err
                    self._postpone(now)
                last = err
            else:
                self._served_by(transport, now)
                return device
        raise self.failure or last

    def _order(self, now: datetime) -> list[Transport]:
        others = [
            transport for transport in self._readers if transport is not self._first
        ]
        if self._retry_at is not None and now < self._retry_at and others:
            return [*others, self._first]
        return [self._first, *others]

    def _postpone(self, now: datetime) -> None:
        self._retry_at = now + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _served_by(self, transport: Transport, now: datetime) -> None:
        self.serving = transport
        if transport is self._first:
            self._pause, self._retry_at = _FIRST_PAUSE, None
            self.failing_since = self.failure = None
        else:
            self.failing_since = self.failing_since or now
