"""What is kept from people for now: paused, under maintenance, or part of more."""

from datetime import datetime, timedelta
from typing import Final

from .engine import Engine
from .maintenance import Maintenance
from .model import Reading
from .networks import network_of
from .quiet import Pauses
from .rules import Rule
from .settings import NETWORK, OFFLINE

# Devices of a network that is back are polled one by one; what has not answered by then
# is told of by itself.
_NETWORK_SETTLES: Final = timedelta(minutes=5)
_LOOK_AGAIN: Final = timedelta(minutes=1)


class Holds:
    """Tells whether people are to be told of an alert now."""

    def __init__(
        self, engine: Engine, pauses: Pauses, maintenance: Maintenance
    ) -> None:
        """Take what there is to ask."""
        self._engine = engine
        self._pauses = pauses
        self._maintenance = maintenance

    def until(self, rule: Rule, reading: Reading, now: datetime) -> datetime | None:
        """Return when to look again, None where nothing keeps it from people."""
        if paused := self._pauses.until(reading.device, now):
            return paused
        if self._maintenance.covers(reading.device) or (
            rule.id == OFFLINE and self._is_part_of_more(reading, now)
        ):
            return now + _LOOK_AGAIN
        return None

    def _is_part_of_more(self, device: Reading, now: datetime) -> bool:
        network = self._engine.alert(NETWORK, network_of(device))
        if network is None:
            return False
        if network.ended is None:
            return network.since is not None
        return now < network.ended + _NETWORK_SETTLES
