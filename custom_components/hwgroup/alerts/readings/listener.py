"""Listens to all devices, also to those that are added later."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ...compat import ConfigEntryChange, async_on_entry_changed
from ...coordinator import HwgConfigEntry, HwgCoordinator
from ...device.set_up import failed_state
from ...entries import async_device_entries, is_device
from ..model import Reading
from ..timeline import Instant
from .agreed import AgreedLimits
from .device import DeviceReadings


class DeviceListener:
    """Reports which devices there are, and the readings of each."""

    def __init__(
        self,
        hass: HomeAssistant,
        agreed: AgreedLimits,
        at: Callable[[float], Instant],
        on_devices: Callable[[Collection[str]], None],
        on_readings: Callable[[str, list[Reading]], None],
    ) -> None:
        """Prepare to listen; devices are named by the IDs of their entries."""
        self._hass = hass
        self._agreed = agreed
        self._at = at
        self._on_devices = on_devices
        self._on_readings = on_readings
        self._readings: dict[str, DeviceReadings] = {}
        self._heard: dict[str, tuple[HwgCoordinator, CALLBACK_TYPE]] = {}
        """The coordinators that are listened to, and what ends that."""
        self._idle: dict[str, float] = {}
        """When the last polls ended of the devices that were idle as of the last check."""

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Listen from now on, until what is returned is called."""
        unsubscribe = async_on_entry_changed(self._hass, self._on_entry_changed)
        self._follow_all()

        @callback
        def stop() -> None:
            unsubscribe()
            for entry_id in list(self._heard):
                self._turn_away(entry_id)

        return stop

    @callback
    def _on_entry_changed(
        self, change: ConfigEntryChange, entry: ConfigEntry[Any]
    ) -> None:
        """Look at this device alone: at a start there is such a change of each."""
        if not is_device(entry):
            return
        removed = change is ConfigEntryChange.REMOVED
        if removed or entry.disabled_by is not None or entry.source == SOURCE_IGNORE:
            self._turn_away(entry.entry_id)
            if self._readings.pop(entry.entry_id, None) is not None:
                self._on_devices(self._readings)
        else:
            self._follow(entry)
            if self._readings[entry.entry_id].has_news():
                self._report(entry.entry_id)

    def _follow_all(self) -> None:
        entries = {entry.entry_id: entry for entry in async_device_entries(self._hass)}
        for gone in self._readings.keys() - entries:
            self._turn_away(gone)
            del self._readings[gone]
        for entry in entries.values():
            self._follow(entry)

    def _follow(self, entry: HwgConfigEntry) -> None:
        if entry.entry_id not in self._readings:
            self._readings[entry.entry_id] = DeviceReadings(
                self._hass, entry, self._agreed, self._at
            )
        self._listen_to(entry)

    def _listen_to(self, entry: HwgConfigEntry) -> None:
        """Listen to the coordinator of an entry while it is loaded."""
        loaded = entry.state is ConfigEntryState.LOADED
        coordinator = entry.runtime_data if loaded else None
        known, _ = self._heard.get(entry.entry_id, (None, None))
        if coordinator is known:
            return
        self._turn_away(entry.entry_id)
        if coordinator is not None:
            self._heard[entry.entry_id] = (
                coordinator,
                coordinator.async_add_listener(partial(self._report, entry.entry_id)),
            )

    def _turn_away(self, entry_id: str) -> None:
        _, forget = self._heard.pop(entry_id, (None, None))
        if forget is not None:
            forget()

    @callback
    def _report(self, entry_id: str) -> None:
        if (readings := self._readings.get(entry_id)) is not None:
            self._on_readings(entry_id, readings.now())

    @callback
    def look_at(self, devices: Iterable[str]) -> None:
        """Read some devices again, by the IDs of their entries."""
        for entry_id in devices:
            self._report(entry_id)

    def look(self) -> Iterator[None]:
        """Read every device again, one in each step, and then report which there are."""
        self._follow_all()
        for entry_id in list(self._readings):
            self._report(entry_id)
            yield
        self._on_devices(self._readings)

    @callback
    def check(self) -> None:
        """Report devices that are not polled any more: their readings say nothing of now.

        That they are not at a single look may be because Home Assistant was busy.
        """
        idle = {
            entry_id: coordinator.history.ended
            for entry_id, (coordinator, _) in self._heard.items()
            if not coordinator.is_polled
        }
        stalled = dict(idle.items() & self._idle.items())
        self._idle = idle
        for entry_id, readings in self._readings.items():
            if entry_id in stalled or readings.is_stalled:
                readings.is_stalled = entry_id in stalled
                self._on_readings(entry_id, readings.now())

    def problem(self) -> str | None:
        """Return which device is not polled any more, None if all are."""
        for entry in async_device_entries(self._hass):
            if failed_state(entry) is not None:
                return f"{entry.title} is not set up"
        for coordinator, _ in self._heard.values():
            if not coordinator.is_polled:
                return f"{coordinator.name} is not polled"
        return None
