"""Devices that live for years, and what the oracle knows of each of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from custom_components.hwgroup.alerts.manager import AlertManager
from custom_components.hwgroup.alerts.model import Alert, Change
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.event import AlertEvent
from custom_components.hwgroup.alerts.timeline import Instant
from custom_components.hwgroup.client import (
    Device,
    Identity,
    Input as HeardInput,
    Limits,
    Quantity,
    ReadingState,
    Sensor as HeardSensor,
    Unit,
)
from homeassistant.config_entries import ConfigEntry
from simulator import MODELS, Fault, Input, Sensor, SimulatedDevice, SnmpFault
from worlds.home import ENTRY, Told
from worlds.judge import Judge
from worlds.oracle import RECIPIENTS
from worlds.traces import DEVICE_HIGH, DEVICE_HYSTERESIS

from .core import ZONE
from .driven import DrivenClock

CALM: Final = 4.0
FREEZER, SHELF, DOOR = "215", "216", "1"
# Temperatures of probes that nobody has an eye on, in their units.
_COOL: Final = {"C": CALM, "F": 40.0, "K": 277.0}
_PROBES: Final = {FREEZER: "Freezer", SHELF: "Shelf"}


class Resident:
    """A device with a freezer, a shelf and a door, whatever else it has."""

    def __init__(self, number: int, model: str, name: str, mac: str) -> None:
        """Make a device that is not plugged in yet."""
        self.device = SimulatedDevice(MODELS[model], name=name, mac=mac)
        self.is_snmp = False
        self.number = number
        for sensor in self.device.sensors:
            sensor.value = _COOL.get(sensor.unit, sensor.value)
            sensor.low = sensor.high = None
        for contact in self.device.inputs:
            contact.alarm_when, contact.closed = 2, True
        self.door: Input = self.device.inputs[0]
        self.probes = {
            slot: Sensor(5000 + 100 * number + place, title, "C", CALM)
            for place, (slot, title) in enumerate(_PROBES.items())
        }
        self.probes[FREEZER].high = DEVICE_HIGH
        self.probes[FREEZER].hysteresis = DEVICE_HYSTERESIS
        self.device.sensors += self.probes.values()
        self.is_out = False
        """Whether it gives no answer that counts."""

    def replace(self, slot: str, probe_id: int) -> tuple[str, str]:
        """Put another probe in the place of one; return the keys of both."""
        old = self.probes[slot]
        new = replace(old, id=probe_id)
        self.device.sensors[self.device.sensors.index(old)] = new
        self.probes[slot] = new
        return str(old.id), str(new.id)

    async def fail(self, fault: Fault | None) -> None:
        """Give no answer from now on: with a fault, or unplugged without one."""
        self.is_out = True
        if self.is_snmp:
            self.device.agent.fault = SnmpFault.GEN_ERR
        elif fault is None:
            await self.device.unplug()
        else:
            self.device.fault = fault

    async def recover(self) -> None:
        """Answer again."""
        self.is_out = False
        self.device.fault = Fault.NONE
        self.device.agent.fault = SnmpFault.NONE
        if not self.device.plugged:
            await self.device.plug()

    def answer(self) -> Device | None:
        """Return what an answer of now says to the oracle, None for none."""
        if self.is_out:
            return None
        return Device(
            identity=Identity(),
            sensors={slot: self._heard(slot) for slot in self.probes},
            inputs={DOOR: HeardInput(key=DOOR, name="Door", closed=self.door.closed)},
        )

    def _heard(self, slot: str) -> HeardSensor:
        probe = self.probes[slot]
        value = float(probe.value) if probe.valid else None
        state = ReadingState.OK
        if value is None:
            state = ReadingState.INVALID
        elif probe.high is not None and value > probe.high:
            state = ReadingState.ALARM_HIGH
        return HeardSensor(
            key=slot,
            name=probe.name,
            value=value,
            unit=Unit("°C", Quantity.TEMPERATURE),
            state=state,
            limits=Limits(),
        )

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield the end of each key of a reading, and what the oracle calls it."""
        yield "", ""
        yield "/availability/polls", "/availability/polls"
        for slot, probe in self.probes.items():
            yield f"/sensor/{probe.id}", f"/sensor/{slot}"
        yield f"/input/{self.door.id}", f"/input/{DOOR}"


@dataclass
class Watcher:
    """A device as its judge watches it, by the keys of the oracle."""

    resident: Resident
    entry: ConfigEntry[Any]
    clock: DrivenClock
    judge: Judge = field(init=False)
    engine: RuleEngine = field(init=False)
    heard: float = 0.0
    """When the last of its polls has ended that was judged."""
    on: list[tuple[Alert, str]] = field(default_factory=list)
    """The alerts of the device that are on now, each with the ID of its rule."""
    _news: list[tuple[float, AlertEvent | Told]] = field(default_factory=list)
    _told: dict[tuple[str, str, str], Instant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin to judge."""
        self.judge = Judge(
            self.resident.device.name,
            self,
            since=self.clock.steady(),
            put_off=frozenset(("alarm",)),
        )

    def _there(self, source: str) -> str | None:
        end = source.removeprefix(self.entry.entry_id)
        return next(
            (ENTRY + ours for own, ours in self.resident.parts() if own == end), None
        )

    def _here(self, source: str) -> str:
        end = source.removeprefix(ENTRY)
        own = next(own for own, ours in self.resident.parts() if ours == end)
        return self.entry.entry_id + own

    def alert(self, rule: str, source: str) -> Alert | None:
        """Return an alert, whatever it is like."""
        return self.engine.alert(rule, self._here(source))

    def active(self) -> Iterable[tuple[Alert, str]]:
        """Return the alerts that are on, each with the ID of its rule."""
        for alert, rule in self.on:
            if (there := self._there(alert.source)) is not None:
                yield replace(alert, source=there), rule

    def take_news(self) -> list[tuple[float, AlertEvent | Told]]:
        """Return what has happened since this was asked last, in order."""
        news, self._news = self._news, []
        return sorted(news, key=lambda item: item[0])

    @property
    def has_news(self) -> bool:
        """Whether anything has happened."""
        return bool(self._news)

    def local(self, at: float) -> datetime:
        """Return what the clock on the wall shows."""
        seconds = at - self.clock.steady()
        wall = self.clock.wall().timestamp() + seconds
        return datetime.fromtimestamp(wall, ZoneInfo(ZONE))

    def hear(self, alert_event: AlertEvent) -> bool:
        """Take what has become of an alert; return False where the oracle has no such rule."""
        alert, change = alert_event.alert, alert_event.change
        source = self._there(alert.source)
        if source is None or not self.judge.knows(alert.rule, source):
            return False
        if change is Change.STARTED or change.is_end:
            event = replace(alert_event, alert=replace(alert, source=source))
            self._news.append((self.clock.steady(), event))
        return True

    def notice_told(self, manager: AlertManager) -> None:
        """Take who was told, by what each alert says of that."""
        if not self.on:
            return
        now, beat = manager.clock.now(), self.clock.steady()
        for alert, _ in self.active():
            for recipient in RECIPIENTS:
                instant = alert.told.get(recipient.id)
                key = (alert.rule, alert.source, recipient.id)
                if instant is None or self._told.get(key) == instant:
                    continue
                self._told[key] = instant
                at = beat - (now - instant).total_seconds()
                told = Told(at, recipient.id, Change.STARTED, alert)
                self._news.append((at, told))
