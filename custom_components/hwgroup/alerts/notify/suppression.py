"""What is kept from people for now: paused, under maintenance, or part of more."""

from datetime import timedelta
from typing import Final

from ..model import Alert, Reading, ReadingKind
from ..rules.built_in import NETWORK, OFFLINE
from ..rules.conditions import Rule
from ..rules.engine import RuleEngine
from ..rules.outages import is_part_of, network_of
from ..timeline import Instant
from .maintenance import Maintenance
from .pauses import Pauses

# Devices of a network that is back are polled one by one; what has not answered by then
# is told of by itself.
_NETWORK_SETTLES: Final = timedelta(minutes=5)
_LOOK_AGAIN: Final = timedelta(minutes=1)


class Suppression:
    """Tells whether people are to be told of an alert now."""

    def __init__(
        self, engine: RuleEngine, pauses: Pauses, maintenance: Maintenance
    ) -> None:
        """Take what there is to ask."""
        self._engine = engine
        self._pauses = pauses
        self._maintenance = maintenance

    def until(self, rule: Rule, reading: Reading, now: Instant) -> Instant | None:
        """Return when to look again, None where nothing keeps it from people."""
        if rule.id == NETWORK:
            # It is about its devices: as long as one of them matters to people, it does.
            times = [
                self.quiet_until(each.device, now) for each in self._lost_with(reading)
            ]
            return min(filter(None, times), default=None) if all(times) else None
        if (quiet := self.quiet_until(reading.device, now)) is not None:
            return quiet
        if rule.id == OFFLINE and self._is_part_of_more(reading, now):
            return now + _LOOK_AGAIN
        return None

    def quiet_until(self, device: str, now: Instant) -> Instant | None:
        """Return when to look again at a device of which nobody is told, else None."""
        if paused := self._pauses.until(device, now):
            return paused
        return now + _LOOK_AGAIN if self._maintenance.covers(device) else None

    def _is_part_of_more(self, device: Reading, now: Instant) -> bool:
        network = self._engine.alert(NETWORK, network_of(device))
        if network is None:
            return False
        if network.ended is None:
            return self._has_vanished_with(network, device)
        return now < network.ended + _NETWORK_SETTLES

    def _lost_with(self, network: Reading) -> list[Reading]:
        """Return the devices that an alert of a network is about."""
        alert = self._engine.alert(NETWORK, network.key)
        return [
            device
            for device in self._engine.readings
            if device.kind is ReadingKind.DEVICE
            and network_of(device) == network.key
            and alert is not None
            and self._has_vanished_with(alert, device)
        ]

    def _has_vanished_with(self, network: Alert, device: Reading) -> bool:
        """Return whether a device fell silent with its network, and not by itself."""
        alert = self._engine.alert(OFFLINE, device.key)
        if alert is None or alert.since is None or network.since is None:
            return False
        return is_part_of(network.since, alert.since)
