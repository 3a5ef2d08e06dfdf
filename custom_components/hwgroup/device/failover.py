"""The ways to one device: the better one first, another one while that is dead."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ..client import Device, HwgError

_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=1)


class Transport(StrEnum):
    """A way to read a device."""

    HTTP = "http"
    SNMP = "snmp"


type Readers = Mapping[Transport, Callable[[], Awaitable[Device]]]


class _BackOff:
    """Pauses between tries of a way that fails, from a minute to an hour."""

    def __init__(self) -> None:
        self._pause = timedelta(0)
        self._failed: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        if self._failed is None:
            return True
        # A failure to come is one by a clock that was set back: nobody knows when.
        return not self._failed <= now < self._failed + self._pause

    def failed(self, now: datetime) -> None:
        self._failed = now
        self._pause = min(max(self._pause * 2, _FIRST_PAUSE), _LONGEST_PAUSE)

    def worked(self) -> None:
        self._pause, self._failed = timedelta(0), None


class Failover:
    """Reads a device by the first of its ways that works.

    While another way serves, the first one is tried again with growing pauses; so is
    another way that has never worked, which spares a dead device's network. Only when
    all fail is there an error, and it is that of the first.
    """

    def __init__(self, readers: Readers) -> None:
        """Begin with the first of the ways."""
        self._readers = readers
        self._first = next(iter(readers))
        self._back_off = {transport: _BackOff() for transport in readers}
        self._proven: set[Transport] = set()
        self.serving = self._first
        self.failing_since: datetime | None = None
        """Since when the first way fails while another one serves."""
        self.failure: HwgError | None = None
        """What the first way failed with, None while it works."""

    @property
    def on_first(self) -> bool:
        """Whether the first way serves."""
        return self.serving is self._first

    async def read(self, now: datetime) -> Device:
        """Read the device.

        Raises one of the HwgError family.
        """
        failures: dict[Transport, HwgError] = {}
        for transport in self._order(now):
            try:
                device = await self._readers[transport]()
            except HwgError as err:
                failures[transport] = err
                self._back_off[transport].failed(now)
                if transport is self._first:
                    self.failure = err
            else:
                self._served_by(transport, now)
                return device
        # While nothing serves, the first way is tried at every poll anyway.
        self._back_off[self._first].worked()
        raise failures[self._first]

    def _order(self, now: datetime) -> list[Transport]:
        """Return the ways to try; the first one is always among them."""
        others = [
            transport
            for transport in self._readers
            if transport is not self._first
            and (transport in self._proven or self._back_off[transport].is_due(now))
        ]
        if self.on_first or self._back_off[self._first].is_due(now):
            return [self._first, *others]
        return [*others, self._first]

    def _served_by(self, transport: Transport, now: datetime) -> None:
        self.serving = transport
        self._proven.add(transport)
        self._back_off[transport].worked()
        if transport is self._first:
            self.failing_since = self.failure = None
        else:
            # Not in the future, should the clock have been set back since.
            self.failing_since = min(self.failing_since or now, now)
