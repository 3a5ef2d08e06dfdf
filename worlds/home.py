"""The pure parts of the alerts, driven through a trace as Home Assistant drives them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Self, cast
from zoneinfo import ZoneInfo

from custom_components.hwgroup.alerts.clock import Clock, Machine
from custom_components.hwgroup.alerts.model import Alert, Change, Phase
from custom_components.hwgroup.alerts.notify.recipients import (
    Recipient,
    next_notification,
    notifications_due,
)
from custom_components.hwgroup.alerts.readings.agreed import AgreedLimits
from custom_components.hwgroup.alerts.readings.device import DeviceReadings
from custom_components.hwgroup.alerts.rules.answers import (
    acknowledged,
    acknowledgement_end,
    reminded,
)
from custom_components.hwgroup.alerts.rules.conditions import Rule
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.event import AlertEvent
from custom_components.hwgroup.alerts.timeline import Boot, Instant, Now
from custom_components.hwgroup.client import Device, Input, Names, Output, Sensor
from custom_components.hwgroup.const import DEFAULT_GRACE, DEFAULT_POLL_INTERVAL
from custom_components.hwgroup.device.availability import Availability
from custom_components.hwgroup.device.grace import Grace
from custom_components.hwgroup.device.snapshot import without_readings
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads_array

from .traces import Answered, ClockSet, Polled, Restarted, Step

ENTRY = "cold_room"
_SAVE_EVERY = timedelta(minutes=20)
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
    device_name: str = "Cold room"
    online: bool | None = None
    silent_since: float | None = None
    last_contact: float | None = None
    problem: str | None = None
    address: str = "192.0.2.10"
    new_address: str | None = None
    gone: dict[tuple[str, str], Any] = field(default_factory=dict)
    availability: Availability = field(kw_only=True)
    _misses: int = 0
    _grace: Grace = field(default_factory=lambda: Grace(DEFAULT_GRACE))

    @property
    def history(self) -> Self:
        """What knows of the last polls."""
        return self

    def poll(self, device: Device | None, at: float) -> bool:
        """Take what a poll brings, and return whether anybody is told of it."""
        before = self._shown
        if device is None:
            self._misses += 1
            if self.silent_since is None:
                self.silent_since = at
            if self._misses > DEFAULT_GRACE:
                self.online = False
        else:
            last = self.data
            if self.online is False:
                last = without_readings(last)
                self._grace.begin_anew()
            self.data = self.last_read = self._grace.settle(last, device)
            self.last_contact, self.silent_since = at, None
            self._misses, self.online = 0, True
        in_grace = (
            device is None and self._misses <= DEFAULT_GRACE and bool(self.online)
        )
        self.availability.count(at, answered=device is not None, in_grace=in_grace)
        return before != self._shown

    @property
    def _shown(self) -> tuple[object, ...]:
        return self.data, self.online, self.unsure, self.availability.share

    @property
    def unsure(self) -> frozenset[tuple[str, str]]:
        """The parts that may only have stumbled."""
        return self._grace.unsure

    def name_of(self, part: Sensor | Input | Output) -> str:
        """Return what a part is called."""
        return Names(self.data, self.gone).of(part)


class _Machine(Machine):
    """A machine that was started long before, with a wall clock that is set."""

    def __init__(self, start: datetime) -> None:
        """Begin at a time by a clock that is right."""
        self.at = self.ahead = 0.0
        self._start = start

    def monotonic(self) -> float:
        """Return the seconds that have really passed."""
        return self.at

    def wall(self) -> datetime:
        """Return what the wall clock shows."""
        return self._start + timedelta(seconds=self.at + self.ahead)

    def boot(self) -> Boot:
        """Return that it runs on, whatever happens to Home Assistant."""
        return Boot("one", self.at)


class Home:
    """One device, its rules and its recipients over time.

    `take_news` returns what has come of it.
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
        self._news: list[tuple[float, AlertEvent | Told]] = []
        self._rules, self._recipients = tuple(rules), tuple(recipients)
        self._machine, self._zone = _Machine(start), ZoneInfo(zone)
        self._clock = Clock(self._machine)
        self._known = first
        self._kept: list[Alert] = []
        self._checkpoint = self._clock.checkpoint()
        self._boot(0.0)

    def _boot(self, at: float) -> None:
        self._machine.at, then = at, self._checkpoint
        stored = json_loads_array(
            json_bytes([one.to_dict(then.now) for one in self._kept])
        )
        alerts = [
            Alert.from_dict(cast(dict[str, Any], one), then.now) for one in stored
        ]
        self._clock = Clock(self._machine, then)
        self.engine = RuleEngine(self._rules, alerts)
        entry = SimpleNamespace(
            entry_id=ENTRY, title="Cold room", state=ConfigEntryState.LOADED
        )
        self._coordinator = entry.runtime_data = _Coordinator(
            without_readings(self._known),
            self._known,
            entry,
            availability=Availability(DEFAULT_POLL_INTERVAL, at),
        )
        self._readings = DeviceReadings(
            cast(Any, None), cast(Any, entry), AgreedLimits(), self._clock.at
        )
        self._due: float | None = None
        self._next: Instant | None = None
        self._waits = True
        self._look(at)

    def local(self, at: float) -> datetime:
        """Return what the clock on the wall shows, with summer time."""
        self._machine.at = at
        return self._machine.wall().astimezone(self._zone)

    def alert(self, rule: str, source: str) -> Alert | None:
        """Return an alert, whatever it is like."""
        return self.engine.alert(rule, source)

    def active(self) -> Iterable[tuple[Alert, str]]:
        """Return the alerts that are on, each with the ID of its rule."""
        return [(alert, rule.id) for alert, rule, _ in self.engine.active]

    def take_news(self) -> list[tuple[float, AlertEvent | Told]]:
        """Return what has happened since this was asked last, in order."""
        news, self._news = self._news, []
        return sorted(news, key=lambda item: item[0])

    def wait(self, until: float) -> None:
        """Let time pass, and wake up when time alone changes something."""
        looks, last = 0, -1.0
        while self._due is not None and self._due < until:
            at = self._due
            looks = looks + 1 if at == last else 0
            if looks >= _BUSY:
                raise RuntimeError("woken up over and over for nothing")
            last = at
            now = self._now(at)
            self._handle(self.engine.tick(now.instant), now)

    def take(self, step: Step) -> None:
        """Take the next step of a trace, up to which all time has passed."""
        match step:
            case Restarted(at):
                self._boot(at)
            case ClockSet(_, ahead):
                self._machine.ahead = ahead
            case Answered(at):
                self._acknowledge(self._now(at))
            case Polled(at, device):
                if self._coordinator.poll(device, at):
                    self._look(at)
                self._known = self._coordinator.last_read
                self._save_in_time(at)

    def _acknowledge(self, now: Now) -> None:
        for alert, _, _ in list(self.engine.active):
            if alert.phase is Phase.ACTIVE:
                self.engine.put(acknowledged(alert, "Ann", now.instant))
        self._next = now.instant
        self._handle((), now)

    def _now(self, at: float) -> Now:
        self._machine.at = at
        now = self._clock.read()
        for gap in self._clock.take_gaps():
            self.engine.doubt(gap, now.instant)
        if self._clock.was_set():
            self._next, self.engine.dirty = now.instant, True
        return Now(now.instant, now.wall.astimezone(self._zone))

    def _look(self, at: float) -> None:
        now = self._now(at)
        readings = self._readings.now()
        self._handle(self.engine.observe(ENTRY, readings, now.instant), now)

    def _handle(self, alert_events: Iterable[AlertEvent], now: Now) -> None:
        at = self._machine.at
        happened = [(at, alert_event) for alert_event in alert_events]
        self._news += happened
        is_due = self._next is not None and self._next <= now.instant
        if self._waits or happened or is_due or self.engine.dirty:
            self._next = self._tell(now)
        if self.engine.dirty:
            self._save(now)
        times = (self.engine.next_due(now.instant), self._next)
        soonest = min((time for time in times if time is not None), default=None)
        if soonest is not None:
            self._due = at + max((soonest - now.instant).total_seconds(), 0)
        else:
            self._due = None

    def _save(self, now: Now) -> None:
        """Keep what is there: what changes later is lost with the process."""
        self._kept, self.engine.dirty = list(self.engine.kept(now.instant)), False
        self._checkpoint = self._clock.checkpoint()

    def _save_in_time(self, at: float) -> None:
        now = self._now(at)
        old = now.instant - self._checkpoint.now.instant >= _SAVE_EVERY
        if old and any(alert.is_on for alert in self.engine.alerts):
            self._save(now)

    def _tell(self, now: Now) -> Instant | None:
        times = list[Instant | None]()
        active = list(self.engine.active)
        self._waits = len(active) < sum(alert.is_on for alert in self.engine.alerts)
        for known, rule, _ in active:
            alert, told = reminded(rule, known, now.instant), dict(known.told)
            self.engine.put(alert)
            times.append(acknowledgement_end(rule, alert))
            for recipient, change in notifications_due(
                rule, alert, self._recipients, now
            ):
                told[recipient.id] = now.instant
                at = self._machine.at
                self._news.append((at, Told(at, recipient.id, change, alert)))
            if told != alert.told:
                alert = replace(alert, told=told)
                self.engine.put(alert)
            times.append(next_notification(rule, alert, self._recipients, now))
        return min((time for time in times if time is not None), default=None)
