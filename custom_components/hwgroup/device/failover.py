"""The transports of one device: the first one, and another while that fails."""

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
    PUSH = "push"
    """Not asked: what it has pushed last counts, as long as it is not too old."""


type Readers = Mapping[Transport, Callable[[], Awaitable[Device]]]


class _BackOff:
    """Pauses between tries of a transport that fails, from a minute to an hour."""

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
    """Reads a device over the first of its transports that works.

    While another transport works, the first one is tried again with growing pauses; so
    is one that has never worked, which spares the network of a dead device. Only if all
    fail, an error is raised: that of the first.
    """

    def __init__(self, readers: Readers) -> None:
        """Start with the first transport."""
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
        """Whether the first transport works."""
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
        # While none works, the first transport is tried at every poll anyway.
        self._back_off[self._first].worked()
        raise failures[self._first]

    def _order(self, now: datetime) -> list[Transport]:
        """Return the transports to try; the first one is always among them."""
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
