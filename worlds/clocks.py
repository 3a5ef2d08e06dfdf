"""A house whose clocks are wrong by a seed, and the same house with clocks that are right.

Everything that decides anything in the alerts is the real thing, with a restart in the
middle; only Home Assistant, devices and notifiers are not. Time is counted in seconds
that have really passed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from math import exp, log
from random import Random
from types import SimpleNamespace
from typing import Any, Final, cast, override

from custom_components.hwgroup.alerts.clock import Clock, Machine
from custom_components.hwgroup.alerts.health.drills import DrillRecord, Drills
from custom_components.hwgroup.alerts.kept import Kept, as_plain, from_plain
from custom_components.hwgroup.alerts.model import Change, Message, Reading, ReadingKind
from custom_components.hwgroup.alerts.notify.dispatcher import Dispatcher
from custom_components.hwgroup.alerts.notify.outbox import Outbox
from custom_components.hwgroup.alerts.notify.pauses import Pauses
from custom_components.hwgroup.alerts.notify.recipients import (
    Channel,
    ChannelKind,
    QuietHours,
    Recipient,
)
from custom_components.hwgroup.alerts.notify.sender import DeliveryError
from custom_components.hwgroup.alerts.notify.suppression import Suppression
from custom_components.hwgroup.alerts.rules.built_in import BUILT_IN, network_rule
from custom_components.hwgroup.alerts.rules.conditions import Range, Rule, Selection
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.event import AlertEvent
from custom_components.hwgroup.alerts.rules.outages import NetworkOutages
from custom_components.hwgroup.alerts.rules.trends import Rate
from custom_components.hwgroup.alerts.timeline import Boot, Instant, Now
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads_object

from .examples import NoMaintenance, reading

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
YEAR: Final = 365 * DAY

_BEGIN: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)
STOP: Final = 2 * HOUR
"""When Home Assistant stops."""
ALL_RIGHT: Final = 3 * HOUR
"""When the wall clock is right at last, after the start."""
PERIOD: Final = timedelta(days=30)
_DRILL_EVERY: Final = 27 * DAY
_LOOK: Final = 5 * MINUTE
_HOURS: Final = 24 * 45
"""For so long there are drills after the rest is over."""
_SAVE_EVERY: Final = timedelta(minutes=20)
_MOMENT: Final = 1e-3
_MAIL: Final = Channel(recipient="ann", kind=ChannelKind.ACTION, target="notify.mail")
RECIPIENTS: Final = (
    Recipient(id="ann", name="Ann", channels=(_MAIL,)),
    Recipient(id="bob", name="Bob", channels=(), after=timedelta(minutes=45)),
    Recipient(
        id="cid",
        name="Cid",
        channels=(),
        quiet=QuietHours(begin=time(22), end=time(6)),
    ),
)


def _rule(name: str, *devices: str, **changes: Any) -> Rule:
    changed: dict[str, Any] = {
        "id": name,
        "words": "range",
        "condition": Range(high=8),
        "selection": Selection(
            kinds=frozenset((ReadingKind.SENSOR,)),
            keys=frozenset(f"{device}/sensor/1" for device in devices),
        ),
    } | changes
    return Rule(**changed)


_OFFLINE: Final = replace(BUILT_IN[0], delay=timedelta(minutes=15))
_RULES: Final = (
    _rule("delayed", "begun", "new", delay=timedelta(minutes=10)),
    _rule("repeated", "repeated", repeat=timedelta(minutes=30)),
    _rule("plain", "escalated", "paused", "pausing", "snoozed", "flapping", "night"),
    _rule(
        "steep",
        "steep",
        condition=Rate(window=timedelta(minutes=30), per_hour=3),
    ),
    _OFFLINE,
    network_rule(_OFFLINE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with the clocks: seconds, and how far the wall clock is ahead."""

    off: float
    """How long Home Assistant is off."""
    reboot: bool = False
    """Whether the machine starts anew, too."""
    crash: bool = False
    """Whether nothing is saved when it stops."""
    before: tuple[tuple[float, float], ...] = ()
    """When the wall clock is set before, and what it is ahead from then on."""
    ahead: float = 0.0
    """At the start."""
    after: tuple[tuple[float, float], ...] = ()
    """The same after the start."""

    @classmethod
    def of(cls, seed: int) -> Trouble:
        """Choose it."""
        chance = Random(seed)
        before = tuple(
            (chance.uniform(0, STOP - 10 * MINUTE), _some_error(chance))
            for _ in range(chance.randrange(3))
        )
        at, after = 0.0, list[tuple[float, float]]()
        for _ in range(chance.randrange(4)):
            at += _between(chance, 10, HOUR / 2)
            after.append((at, _some_error(chance)))
        at += _between(chance, 10, HOUR)
        return cls(
            off=_between(chance, MINUTE, 5 * DAY),
            reboot=chance.random() < 0.7,
            crash=chance.random() < 0.5,
            before=tuple(sorted(before)),
            ahead=_some_error(chance),
            after=(*after, (at, 0.0)),
        )

    @property
    def right(self) -> Trouble:
        """The same without a wrong clock."""
        return replace(self, before=(), ahead=0.0, after=())

    @property
    def gained(self) -> float:
        """By how much the clock that tells it says that Home Assistant was off longer."""
        if not self.reboot:
            return 0.0
        return self.ahead - (self.before[-1][1] if self.before else 0.0)

    @property
    def set_ahead(self) -> bool:
        """Whether the first setting after a start of the machine is one ahead."""
        set_to = (ahead for _, ahead in self.after if ahead != self.ahead)
        return self.reboot and next(set_to, self.ahead) > self.ahead


def _between(chance: Random, least: float, most: float) -> float:
    """Return a number of any order of magnitude."""
    return exp(chance.uniform(log(least), log(most)))


def _some_error(chance: Random) -> float:
    if chance.random() < 0.3:
        return 0.0
    return _between(chance, MINUTE, 40 * YEAR) * chance.choice((-1, 1))


class _Machine(Machine):
    """A machine that counts the seconds that have really passed."""

    def __init__(self) -> None:
        """Begin with clocks that are right."""
        self.at = self.ahead = self.saved = self._booted = 0.0
        self._boots = 0

    def reboot(self) -> None:
        """Start the machine anew."""
        self._booted, self._boots = self.at, self._boots + 1

    @override
    def monotonic(self) -> float:
        return self.at - self._booted + 1000

    @override
    def wall(self) -> datetime:
        return _BEGIN + timedelta(seconds=self.at + self.ahead)

    @override
    def boot(self) -> Boot:
        return Boot(str(self._boots), self.at - self._booted)


class _Dispatcher(Dispatcher):
    """Says only which device it is about."""

    @override
    def _write_to(
        self, recipient: Recipient, alert_event: AlertEvent, now: Now
    ) -> None:
        device = alert_event.alert.source.partition("/")[0]
        self._notifier.owe(recipient, Message(title=device, text=""))


@dataclass
class House:
    """Lives through a trouble, and keeps when which decision was made."""

    trouble: Trouble
    decisions: dict[str, list[float]] = field(default_factory=dict)
    """The seconds at which something was told or done, by what it was."""
    missing: float = 0.0
    """By how much less the time line has moved than it was off; negative for more."""

    def live(self) -> House:
        """Do so, for two months."""
        self._machine = _Machine()
        self._works = False
        self._plain: dict[str, Any] = {}
        self._boot()
        drill = self._clock.now() - timedelta(days=20)
        self._drills = Drills({"ann": DrillRecord(since=drill, sent=drill)})
        start = STOP + self.trouble.off
        for at, act in sorted(self._script(start), key=lambda item: item[0]):
            self._wait(at)
            self._machine.at = at
            act()
            self._settle()
        return self

    def _script(self, start: float) -> list[tuple[float, Callable[[], None]]]:
        """Return what happens, and when."""

        def heat(device: str, value: float = 9.0) -> Callable[[], None]:
            return lambda: self._see(device, value)

        # The first eleven o'clock at night after all clocks are right.
        night = ((start + ALL_RIGHT - 11 * HOUR) // DAY + 1) * DAY + 11 * HOUR
        script: list[tuple[float, Callable[[], None]]] = [
            (0.0, heat("calm", 4.0)),
            (STOP - 80 * MINUTE, heat("repeated")),
            (STOP - 40 * MINUTE, self._owe),
            *((STOP - at, heat("flapping")) for at in (40 * MINUTE, 20 * MINUTE)),
            *((STOP - at, heat("flapping", 4.0)) for at in (35 * MINUTE, 15 * MINUTE)),
            (STOP - 30 * MINUTE, heat("escalated")),
            (STOP - 25 * MINUTE, lambda: self._pause("paused")),
            (STOP - 20 * MINUTE, heat("paused")),
            (STOP - 15 * MINUTE, heat("snoozed")),
            (STOP - 10 * MINUTE, self._snooze),
            (STOP - 5 * MINUTE, heat("begun")),
            (STOP, self._stop),
            (start, self._start),
            (start + 5 * MINUTE, lambda: self._pause("pausing")),
            (start + 10 * MINUTE, heat("flapping")),
            (start + 15 * MINUTE, heat("pausing")),
            (start + 20 * MINUTE, heat("new")),
            (night, heat("night")),
            *(
                (start + (30 + 4 * number) * MINUTE, self._lose(f"lost {number}"))
                for number in range(3)
            ),
            *(
                (start + number * MINUTE, heat("steep", _steep(number)))
                for number in range(1, 150)
            ),
            *((at, self._set(ahead)) for at, ahead in self.trouble.before),
            *((start + at, self._set(ahead)) for at, ahead in self.trouble.after),
        ]
        script += [
            (number * _LOOK, self._look) for number in range(1, int(STOP / _LOOK))
        ]
        script += [(start + number * _LOOK, self._look) for number in range(1, 60)]
        script += [(start + ALL_RIGHT, lambda: self._end("steep"))]
        script += [(night + 8 * HOUR, lambda: self._end(*(rule.id for rule in _RULES)))]
        script += [(night + at * HOUR, self._look) for at in range(int(_HOURS))]
        return script

    # What happens

    def _set(self, ahead: float) -> Callable[[], None]:
        return lambda: setattr(self._machine, "ahead", ahead)

    def _see(self, device: str, value: float) -> None:
        now = self._now()
        self._values[device] = value
        key = f"{device}/sensor/1"
        seen = reading(value, key=key, device=device, device_name=device)
        self._take(self._engine.observe(device, [_device(device), seen], now.instant))

    def _lose(self, device: str) -> Callable[[], None]:
        def lose() -> None:
            now = self._now()
            lost = replace(_device(device), value=0.0, since=now.instant)
            self._take(self._engine.observe(device, [lost], now.instant))
            for network in self._networks.update(lost, now.instant):
                seen = self._engine.observe(network.key, [network], now.instant)
                self._take(seen)

        return lose

    def _pause(self, device: str) -> None:
        now = self._clock.now()
        self._pauses.begin([device], now + timedelta(hours=1), now)

    def _snooze(self) -> None:
        until = self._clock.now() + timedelta(hours=1)
        for alert in list(self._engine.alerts):
            if alert.source == "snoozed/sensor/1":
                self._engine.put(replace(alert, snoozed_until=until))

    def _owe(self) -> None:
        self._outbox.add(_MAIL, Message(title="owed", text=""))

    def _look(self) -> None:
        """Look as Home Assistant does every few minutes."""
        now = self._now()
        due = self._drills.due(PERIOD, now.instant)
        self._drills.mark_sent(due, now.instant)
        for recipient in due:
            self._drills.answered(recipient, now.instant)
            self._decide("drill")
        old = now.instant - self._saved >= _SAVE_EVERY
        if old and any(alert.is_on for alert in self._engine.alerts):
            self._save()

    def _end(self, *rules: str) -> None:
        """Follow these rules no more: they would only take time."""
        left = [rule for rule in self._engine.rules if rule.id not in rules]
        self._engine.set_rules(left, self._now().instant)

    # Restarts

    def _stop(self) -> None:
        if not self.trouble.crash:
            self._save()

    def _start(self) -> None:
        self._machine.ahead = self.trouble.ahead
        if self.trouble.reboot:
            self._machine.reboot()
        self._works = True
        at, instant = self._machine.saved, self._saved
        self._boot()
        moved = self._clock.now() - instant
        self.missing = self._machine.at - at - moved.total_seconds()
        for device, value in list(self._values.items()):
            self._see(device, value)

    def _boot(self) -> None:
        kept, checkpoint, _ = from_plain(self._plain)
        self._clock = Clock(self._machine, checkpoint)
        self._engine = RuleEngine(_RULES, kept.alerts)
        self._pauses = Pauses(kept.pauses)
        self._outbox = Outbox(
            kept.deliveries,
            self._clock.now,
            lambda _channel, _message: self._clock.now(),
            lambda *_messages: None,
        )
        self._drills = Drills(kept.records)
        self._networks = NetworkOutages()
        self._values: dict[str, float] = {} if not self._plain else self._values
        devices = [f"lost {number}" for number in range(3)]
        for device in devices:
            self._networks.update(_device(device), self._clock.now())
        self._networks.keep(devices)
        maintenance = cast(Any, NoMaintenance())
        hass = SimpleNamespace(is_running=True, config=SimpleNamespace(language="en"))
        notifier = SimpleNamespace(
            recipients=RECIPIENTS, owe=self._on_owed, language_of=lambda _: "en"
        )
        self._dispatcher = _Dispatcher(
            cast(Any, hass),
            self._engine,
            cast(Any, notifier),
            Suppression(self._engine, self._pauses, maintenance),
            lambda _event: None,
        )
        self._saved = self._clock.now()

    def _save(self) -> None:
        checkpoint = self._clock.checkpoint()
        self._saved, self._machine.saved = checkpoint.now.instant, self._machine.at
        kept = Kept(
            alerts=self._engine.kept(self._saved),
            deliveries=self._outbox.deliveries,
            pauses=self._pauses.as_dict(),
            records=self._drills.records,
        )
        self._plain = json_loads_object(json_bytes(as_plain(kept, checkpoint)))
        self._engine.dirty = False

    # Time

    def _now(self) -> Now:
        now = self._clock.read()
        for gap in self._clock.take_gaps():
            self._engine.doubt(gap, now.instant)
        if self._clock.was_set():
            self._dispatcher.next_due = now.instant
            self._outbox.follow_quiet_hours()
            self._engine.dirty = True
        return now

    def _wait(self, until: float) -> None:
        """Let time pass, and do what time alone brings."""
        if STOP <= self._machine.at < until and not self._works:
            return  # it is off
        while (due := self._next_due()) is not None:
            at = self._machine.at + max((due - self._clock.now()).total_seconds(), 0)
            at += _MOMENT
            if at >= until:
                return
            self._machine.at = at
            self._settle()

    def _next_due(self) -> Instant | None:
        now = self._clock.now()
        times = (
            self._engine.next_due(now),
            self._dispatcher.next_due,
            self._pauses.next_end(now),
            self._outbox.next_due,
        )
        return min((each for each in times if each is not None), default=None)

    def _settle(self) -> None:
        now = self._now()
        self._take(self._engine.tick(now.instant))
        if self._engine.dirty or self._dispatcher.is_due(now.instant):
            self._dispatcher.dispatch(now)
        self._outbox.reserve(_MAIL)
        while (delivery := self._outbox.due(_MAIL)) is not None:
            error = None if self._works else DeliveryError("down")
            self._outbox.settle(delivery, error)
            if error is None:
                self._decide("retry")
        self._outbox.release(_MAIL)
        if self._engine.dirty:
            self._save()

    # What comes of it

    def _decide(self, what: str) -> None:
        self.decisions.setdefault(what, []).append(self._machine.at)

    def _take(self, alert_events: list[AlertEvent]) -> None:
        for alert_event in alert_events:
            alert = alert_event.alert
            if alert_event.change is Change.STARTED:
                self._decide(f"{alert.source.partition('/')[0]} started")
                if alert.flapping:
                    self._decide("flapping told")

    def _on_owed(self, recipient: Recipient, message: Message) -> None:
        self._decide(f"{message.title} to {recipient.id}")


def _device(device: str) -> Reading:
    return Reading(
        key=device,
        device=device,
        kind=ReadingKind.DEVICE,
        device_name=device,
        value=1.0,
        facts={"address": f"192.168.1.{len(device)}"},
    )


def _steep(minute: int) -> float:
    """Return a value that rises by 1 an hour, and by 12 after a while."""
    return 4 + minute / 60 + max(minute - 100, 0) * 11 / 60
