"""What is kept from people for now: paused, under maintenance, or part of more."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from ..model import Alert, Reading, ReadingKind
from ..rules.built_in import NETWORK, OFFLINE
from ..rules.conditions import Rule
from ..rules.engine import RuleEngine
from ..rules.outages import is_part_of, network_of
from ..timeline import Instant
from .maintenance import Maintenance, OpenWindow, Window
from .pauses import EVERYTHING, Pauses

# Devices of a network that is back are polled one by one; what has not answered by then
# is told of by itself.
_NETWORK_SETTLES: Final = timedelta(minutes=5)
_LOOK_AGAIN: Final = timedelta(minutes=1)


class Silencer(StrEnum):
    """What can suppress the messages about an alert."""

    PAUSE = "pause"
    MAINTENANCE = "maintenance"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Hold:
    """Why no messages are sent now, and when to check that again."""

    by: Silencer
    check_at: Instant
    until: Instant | None = None
    """When it ends, where that is known."""
    window: Window | None = None


class Suppression:
    """Tells whether people are to be told of an alert now."""

    def __init__(
        self, engine: RuleEngine, pauses: Pauses, maintenance: Maintenance
    ) -> None:
        """Take what there is to ask."""
        self._engine = engine
        self._pauses = pauses
        self._maintenance = maintenance

    @property
    def open_windows(self) -> list[Window]:
        """The maintenance windows that are open now."""
        return self._maintenance.open_windows

    @property
    def opened(self) -> dict[str, OpenWindow]:
        """Since when windows are open, by their IDs."""
        return self._maintenance.opened

    @property
    def holds_nothing(self) -> bool:
        """Whether no device can be held now, as nearly always."""
        return self._pauses.are_none and self._maintenance.is_none

    def hold(self, rule: Rule, reading: Reading, now: Instant) -> Hold | None:
        """Return what suppresses an alert now, None where nothing does."""
        if rule.id == NETWORK:
            # It is about its devices: as long as one of them matters to people, it does.
            holds = [
                self.device_hold(each.device, now) for each in self._lost_with(reading)
            ]
            found = [hold for hold in holds if hold is not None]
            if len(found) < len(holds):
                return None
            return min(found, key=lambda hold: hold.check_at, default=None)
        if (hold := self.device_hold(reading.device, now)) is not None:
            return hold
        if rule.id == OFFLINE and self._is_part_of_more(rule, reading, now):
            return Hold(Silencer.NETWORK, now + _LOOK_AGAIN)
        return None

    def device_hold(self, device: str | None, now: Instant) -> Hold | None:
        """Return what suppresses all alerts of a device; for None, of all devices."""
        paused = self._pauses.until(EVERYTHING if device is None else device, now)
        if paused is not None:
            return Hold(Silencer.PAUSE, paused, paused)
        if (window := self._maintenance.window_of(device)) is not None:
            return Hold(Silencer.MAINTENANCE, now + _LOOK_AGAIN, window=window)
        return None

    def _is_part_of_more(self, rule: Rule, device: Reading, now: Instant) -> bool:
        network = self._engine.alert(NETWORK, network_of(device))
        if network is None:
            return False
        if network.ended is None:
            if network.since and not network.is_on:
                # As long as of a device nothing is known, it may never begin.
                settled = network.since + rule.delay + _NETWORK_SETTLES
                return now < settled and self._has_vanished_with(network, device)
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
