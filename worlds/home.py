"""The pure parts of the alerts, driven through a trace as Home Assistant drives them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from custom_components.hwgroup.alerts.model import Alert, Change
from custom_components.hwgroup.alerts.notify.recipients import (
    Recipient,
    next_notification,
    notifications_due,
)
from custom_components.hwgroup.alerts.readings.device import (
    AgreedLimits,
    DeviceReadings,
)
from custom_components.hwgroup.alerts.rules.conditions import Rule
from custom_components.hwgroup.alerts.rules.engine import AlertEvent, RuleEngine
from custom_components.hwgroup.client import Device, Input, Output, Sensor, name_of
from custom_components.hwgroup.const import DEFAULT_GRACE
from custom_components.hwgroup.device.grace import Grace
from custom_components.hwgroup.device.snapshot import without_readings
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads_array

from .traces import ClockSet, Polled, Restarted, Step

ENTRY = "cold_room"
_CLOCK_TOLERANCE = 5
_BUSY = 100  # looks at one moment, if each asks for the next one at once


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told of an alert."""

    at: float
    recipient: str
    change: Change
    alert: Alert


@dataclass
class _Coordinator:
    """A device over time, as `HwgCoordinator` has it."""

    data: Device
    last_read: Device
    config_entry: Any
    online: bool | None = None
    offline_since: datetime | None = None
    last_contact: datetime | None = None
    problem: str | None = None
    address: str = "192.0.2.10"
    gone: dict[tuple[str, str], Any] = field(default_factory=dict)
    _misses: int = 0
    _silent_at: float | None = None
    _grace: Grace = field(default_factory=lambda: Grace(DEFAULT_GRACE))

    def poll(self, device: Device | None, at: float, now: datetime) -> bool:
        """Take what a poll brings, and return whether anybody is told of it."""
        before = self.data, self.online, self.unsure
        if device is None:
            self._misses += 1
            if self._silent_at is None:
                self._silent_at = at
            # By the clock as it is now, as the coordinator tells it.
            self.offline_since = now - timedelta(seconds=at - self._silent_at)
            if self._misses > DEFAULT_GRACE:
                self.online = False
        else:
            last = self.data
            if self.online is False:
                last = without_readings(last)
                self._grace.begin_anew()
            self.data = self.last_read = self._grace.settle(last, device)
            self.last_contact, self.offline_since = now, None
            self._silent_at = None
            self._misses, self.online = 0, True
        return before != (self.data, self.online, self.unsure)

    @property
    def unsure(self) -> frozenset[tuple[str, str]]:
        """The parts that may only have stumbled."""
        return self._grace.unsure

    def name_of(self, part: Sensor | Input | Output) -> str:
        """Return what a part is called."""
        return name_of(self.data, part, self.gone)


class Home:
    """One device, its rules and its recipients over time.

    `alert_events` and `told` are what has come of it so far, with the time of each.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        recipients: Iterable[Recipient],
        start: datetime,
        first: Device,
        zone: str = "Europe/Prague",
    ) -> None:
        """Know the device from before, and have heard nothing of it yet."""
        self.alert_events: list[tuple[float, AlertEvent]] = []
        self.told: list[Told] = []
        self._rules, self._recipients = tuple(rules), tuple(recipients)
        self._start, self._zone = start, ZoneInfo(zone)
        self._ahead = 0.0
        self._known = first
        self._kept: list[Alert] = []
        self._boot(0.0)

    def _boot(self, at: float) -> None:
        stored = json_loads_array(json_bytes([one.to_dict() for one in self._kept]))
        alerts = [Alert.from_dict(cast(dict[str, Any], one)) for one in stored]
        self.engine = RuleEngine(self._rules, alerts)
        entry = SimpleNamespace(
            entry_id=ENTRY, title="Cold room", state=ConfigEntryState.LOADED
        )
        self._coordinator = entry.runtime_data = _Coordinator(
            without_readings(self._known), self._known, entry
        )
        self._readings = DeviceReadings(
            cast(Any, None), cast(Any, entry), AgreedLimits()
        )
        self._clock = self.clock(at), at
        self._due: float | None = None
        self._next: datetime | None = None
        self._waits = True
        self._look(at)

    def clock(self, at: float) -> datetime:
        """Return what the clock shows."""
        return self._start + timedelta(seconds=at + self._ahead)

    def local(self, at: float) -> datetime:
        """Return what the clock on the wall shows, with summer time."""
        return self.clock(at).astimezone(self._zone)

    def wait(self, until: float) -> None:
        """Let time pass, and wake up when time alone changes something."""
        looks, last = 0, -1.0
        while self._due is not None and self._due < until:
            at = self._due
            looks = looks + 1 if at == last else 0
            if looks >= _BUSY:
                raise RuntimeError("woken up over and over for nothing")
            last = at
            self._handle(self.engine.tick(self._now(at)), at)

    def take(self, step: Step) -> None:
        """Take the next step of a trace, up to which all time has passed."""
        match step:
            case Restarted(at):
                self._boot(at)
            case ClockSet(_, ahead):
                self._ahead = ahead
            case Polled(at, device):
                if self._coordinator.poll(device, at, self.clock(at)):
                    self._look(at)
                self._known = self._coordinator.last_read

    def _now(self, at: float) -> datetime:
        now, (then, before) = self.clock(at), self._clock
        jump = now - then - timedelta(seconds=at - before)
        if abs(jump.total_seconds()) > _CLOCK_TOLERANCE:
            self.engine.shift(jump)
            self._next = now
        self._clock = now, at
        return now

    def _look(self, at: float) -> None:
        now = self._now(at)
        self._handle(self.engine.observe(ENTRY, self._readings.now(), now), at)

    def _handle(self, alert_events: Iterable[AlertEvent], at: float) -> None:
        happened = [(at, alert_event) for alert_event in alert_events]
        self.alert_events += happened
        if self._waits or happened or (self._next and self._next <= self.clock(at)):
            self._next = self._tell(at)
        if self.engine.dirty:
            # What changes later is lost with the process.
            self._kept, self.engine.dirty = list(self.engine.alerts), False
        times = (self.engine.next_due(self.clock(at)), self._next)
        soonest = min(filter(None, times), default=None)
        if soonest is not None:
            wait = (soonest - self.clock(at)).total_seconds()
            self._due = at + max(wait, 0)
        else:
            self._due = None

    def _tell(self, at: float) -> datetime | None:
        now, times = self.local(at), list[datetime | None]()
        active = list(self.engine.active)
        self._waits = len(active) < sum(alert.is_on for alert in self.engine.alerts)
        for known, rule, _ in active:
            alert, told = known, dict(known.told)
            for recipient, change in notifications_due(
                rule, alert, self._recipients, now
            ):
                told[recipient.id] = self.clock(at)
                self.told.append(Told(at, recipient.id, change, alert))
            if told != alert.told:
                alert = replace(alert, told=told)
                self.engine.put(alert)
            times.append(next_notification(rule, alert, self._recipients, now))
        return min(filter(None, times), default=None)
