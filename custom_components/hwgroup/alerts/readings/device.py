"""The readings of devices: one for the device, and one for each of its parts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ...client import Input, Output, Sensor
from ...const import DOMAIN
from ...coordinator import HwgConfigEntry, HwgCoordinator
from ...device.registered import async_device_name
from ...device.set_up import failed_state, is_refused
from ...quantities import is_total
from ..model import SET_UP, Reading, ReadingKind, part_key
from ..timeline import Instant
from .agreed import AgreedLimits

type _Part = Sensor | Input | Output

_SET_UP: Final = {SET_UP: "yes"}
_SEVERAL: Final = 2
_OF_DEVICE: Final = (
    ReadingKind.DEVICE,
    ReadingKind.AVAILABILITY,
    ReadingKind.SENSORS,
)


class DeviceReadings:
    """The readings of one device. An unchanged reading is the same object again.

    `at` returns the instant of a monotonic time in seconds.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: HwgConfigEntry,
        agreed: AgreedLimits,
        at: Callable[[float], Instant],
    ) -> None:
        """Start without parts."""
        self._at = at
        self._agreed = agreed
        self._hass = hass
        self._entry = entry
        self._parts: dict[str, tuple[_Part, Reading]] = {}
        self._counts: tuple[Reading, ...] = ()
        self._silent: Reading | None = None
        """The device itself as of the last look, None while its entry is loaded."""
        self.is_stalled = False
        """Whether it was seen that nobody polls the device, until it is polled again."""

    def now(self) -> list[Reading]:
        """Return the readings of the device itself, of what is counted, and of its parts."""
        entry = self._entry
        loaded = entry.state is ConfigEntryState.LOADED
        if self.is_stalled:
            self.is_stalled = loaded and not entry.runtime_data.is_polled
        if loaded and not self.is_stalled:
            coordinator = entry.runtime_data
            parts = [*self._parts_of(coordinator)]
            self._counts = _availability(coordinator), *_sensors(parts)
            self._silent = None
            return [_device(coordinator, self._at), *self._counts, *parts]
        self._silent = device = self._as_silent()
        self._counts = tuple(map(_unheard, self._counts))
        self._parts = {
            key: (part, _unheard(reading))
            for key, (part, reading) in self._parts.items()
        }
        return [
            device,
            *self._counts,
            *(reading for _, reading in self._parts.values()),
        ]

    def has_news(self) -> bool:
        """Return whether another state of the entry can have changed any reading.

        At a start, hundreds of entries that are not loaded change theirs in one step.
        """
        loaded = self._entry.state is ConfigEntryState.LOADED
        return loaded or self._silent != self._as_silent()

    def _as_silent(self) -> Reading:
        entry = self._entry
        return Reading(
            key=entry.entry_id,
            device=entry.entry_id,
            kind=ReadingKind.DEVICE,
            device_name=async_device_name(self._hass, entry),
            value=0.0 if is_refused(entry) else None,
            facts={"address": str(entry.data.get(CONF_HOST, "")), **_failure(entry)},
        )

    def _parts_of(self, coordinator: HwgCoordinator) -> Iterator[Reading]:
        device, name = coordinator.data, coordinator.device_name
        # Before the first contact, all values are those of the last run.
        online = coordinator.online is True and coordinator.last_contact is not None
        known, self._parts = self._parts, {}
        for kind, parts in (
            (ReadingKind.SENSOR, device.sensors),
            (ReadingKind.INPUT, device.inputs),
            (ReadingKind.OUTPUT, device.outputs),
        ):
            for part in parts.values():
                key = part_key(self._entry.entry_id, kind, part.key)
                # A part within its grace says nothing, not even that it is lost. A
                # value from before still counts.
                sure = part.valid or (kind, part.key) not in coordinator.unsure
                heard = online and sure
                before, reading = known.get(key, (None, None))
                if (
                    reading is None
                    or before is not part
                    or (reading.heard, reading.device_name) != (heard, name)
                    or reading.agreed != self._agreed.of(key)
                ):
                    if isinstance(part, Sensor):
                        self._agreed.learn(key, part)
                    reading = Reading(
                        key=key,
                        device=self._entry.entry_id,
                        kind=kind,
                        device_name=name,
                        name=coordinator.name_of(part) or part.key,
                        heard=heard,
                        agreed=self._agreed.of(key),
                        **_values_of(part),
                    )
                self._parts[key] = part, reading
                yield reading
        yield from self._lacking(coordinator, heard=online)

    def _lacking(
        self, coordinator: HwgCoordinator, *, heard: bool
    ) -> Iterator[Reading]:
        """Yield readings of parts that the device has lost and that are still in use."""
        shown = {
            ReadingKind.SENSOR: coordinator.data.sensors,
            ReadingKind.INPUT: coordinator.data.inputs,
        }
        for (part_kind, key), gone in coordinator.gone.items():
            kind = ReadingKind(part_kind)
            if key in shown[kind] or not self._is_missed(coordinator, kind, key):
                continue
            yield Reading(
                key=part_key(self._entry.entry_id, kind, key),
                device=self._entry.entry_id,
                kind=kind,
                device_name=coordinator.device_name,
                name=gone.name or key,
                quantity=gone.quantity,
                value=None,
                unit=gone.unit,  # without it, no rule of its values would fit
                heard=heard and (kind, key) not in coordinator.unsure,
            )

    def _is_missed(
        self, coordinator: HwgCoordinator, kind: ReadingKind, key: str
    ) -> bool:
        """Return whether a part that the device has lost still has an entity.

        A user who deletes the entity, or hands it to a new probe, does not miss the part.
        """
        unique_id = f"{coordinator.unique_id}_{kind}_{key}"
        return _entity(self._hass, unique_id) is not None


def _failure(entry: HwgConfigEntry) -> dict[str, str]:
    """Return why an entry is not set up; nothing while that is not known yet."""
    if (failed := failed_state(entry)) is not None:
        known = entry.error_reason_translation_key
        return {SET_UP: "no", "reason": known or failed.value}
    if is_refused(entry):
        return {**_SET_UP, "reason": entry.error_reason_translation_key or ""}
    if entry.state is ConfigEntryState.LOADED:
        return {SET_UP: "no", "reason": "not_polled"}
    return {}


@callback
def entity_of(hass: HomeAssistant, reading: Reading) -> str | None:
    """Return the entity that shows a reading; of a device as a whole, its connectivity."""
    if (entry := hass.config_entries.async_get_entry(reading.device)) is None:
        return None
    part = reading.key.removeprefix(f"{entry.entry_id}/").replace("/", "_", 1)
    if reading.kind in _OF_DEVICE:
        part = BinarySensorDeviceClass.CONNECTIVITY
    return _entity(hass, f"{entry.unique_id or entry.entry_id}_{part}")


def _entity(hass: HomeAssistant, unique_id: str) -> str | None:
    registry = er.async_get(hass)
    found = (
        registry.async_get_entity_id(platform, DOMAIN, unique_id)
        for platform in (Platform.SENSOR, Platform.BINARY_SENSOR)
    )
    return next(filter(None, found), None)


def _unheard(reading: Reading) -> Reading:
    return replace(reading, heard=False) if reading.heard else reading


def _values_of(part: _Part) -> dict[str, Any]:
    """Return what a part itself says: the fields of its reading."""
    match part:
        case Sensor():
            return {
                "quantity": part.unit.quantity.value,
                "value": part.value,
                "unit": part.unit.symbol,
                "in_alarm": part.in_alarm,
                "is_total": is_total(part),
                "scale": part.scale,
                "low": part.limits.low,
                "high": part.limits.high,
                "hysteresis": part.limits.hysteresis,
            }
        case Input():
            return {
                "quantity": ReadingKind.INPUT.value,
                "value": None if part.closed is None else float(part.closed),
                "in_alarm": part.in_alarm,
            }
        case Output():
            return {
                "quantity": ReadingKind.OUTPUT.value,
                "value": None if part.on is None else float(part.on),
            }


def _device(coordinator: HwgCoordinator, at: Callable[[float], Instant]) -> Reading:
    silent = coordinator.online is False
    facts = {"address": str(coordinator.address), **_SET_UP}
    if silent:
        facts["reason"] = coordinator.problem or ""
        facts["new_address"] = coordinator.new_address or ""
    return Reading(
        key=coordinator.config_entry.entry_id,
        device=coordinator.config_entry.entry_id,
        kind=ReadingKind.DEVICE,
        device_name=coordinator.device_name,
        value=None if coordinator.online is None else float(coordinator.online),
        since=None if (beat := coordinator.silent_since) is None else at(beat),
        facts=facts,
        parts=tuple(_last_readings(coordinator)) if silent else (),
    )


def _availability(coordinator: HwgCoordinator) -> Reading:
    share = coordinator.history.availability.share
    entry_id = coordinator.config_entry.entry_id
    return Reading(
        key=part_key(entry_id, ReadingKind.AVAILABILITY, "polls"),
        device=entry_id,
        kind=ReadingKind.AVAILABILITY,
        device_name=coordinator.device_name,
        quantity="percentage",
        value=None if share is None else float(share),
        unit="%",
        heard=coordinator.online is True,
    )


def _sensors(parts: Iterable[Reading]) -> Iterator[Reading]:
    """Yield how many of its sensors a device can read; of one alone, it tells itself."""
    sensors = [part for part in parts if part.kind is ReadingKind.SENSOR]
    if len(sensors) < _SEVERAL:
        return
    first, readable = sensors[0], sum(part.value is not None for part in sensors)
    # While only some of them are known, one that can be read tells enough.
    sure = all(part.heard for part in sensors)
    yield Reading(
        key=part_key(first.device, ReadingKind.SENSORS, "all"),
        device=first.device,
        kind=ReadingKind.SENSORS,
        device_name=first.device_name,
        value=float(readable),
        heard=sure or any(part.heard and part.value is not None for part in sensors),
        facts={"total": str(len(sensors))},
    )


def _last_readings(coordinator: HwgCoordinator) -> Iterator[Reading]:
    """Yield the numbers that a device said last."""
    entry_id = coordinator.config_entry.entry_id
    for sensor in coordinator.last_read.sensors.values():
        if sensor.value is not None and sensor.unit.symbol is not None:
            yield Reading(
                key=part_key(entry_id, ReadingKind.SENSOR, sensor.key),
                device=entry_id,
                kind=ReadingKind.SENSOR,
                device_name=coordinator.device_name,
                name=coordinator.name_of(sensor) or sensor.key,
                **_values_of(sensor),
            )
