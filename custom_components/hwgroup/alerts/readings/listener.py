"""Listens to all devices, also to those that are added later."""

from collections.abc import Callable, Collection
from functools import partial

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ...const import DOMAIN
from ...coordinator import HwgConfigEntry, HwgCoordinator
from ...device.set_up import failed_state
from ...entries import async_device_entries
from ..model import Reading
from ..timeline import Instant
from .device import AgreedLimits, DeviceReadings


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
        self._unsubscribe: dict[HwgCoordinator, CALLBACK_TYPE] = {}

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Listen from now on, until what is returned is called."""
        unsubscribe = async_dispatcher_connect(
            self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_entry_changed
        )
        self._update()

        @callback
        def stop() -> None:
            unsubscribe()
            for forget in self._unsubscribe.values():
                forget()
            self._unsubscribe.clear()

        return stop

    @callback
    def _on_entry_changed(self, _change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            self._update()

    @callback
    def _update(self) -> None:
        """Listen to the coordinators of all loaded entries."""
        entries = {entry.entry_id: entry for entry in async_device_entries(self._hass)}
        loaded = {
            entry.runtime_data
            for entry in entries.values()
            if entry.state is ConfigEntryState.LOADED
        }
        for coordinator in self._unsubscribe.keys() - loaded:
            self._unsubscribe.pop(coordinator)()
        for coordinator in loaded - self._unsubscribe.keys():
            self._unsubscribe[coordinator] = coordinator.async_add_listener(
                partial(self._report, coordinator.config_entry)
            )
        for gone in self._readings.keys() - entries:
            del self._readings[gone]
        for entry in entries.values():
            self._report(entry)
        self._on_devices(entries)

    @callback
    def _report(self, entry: HwgConfigEntry) -> None:
        readings = self._readings.setdefault(
            entry.entry_id, DeviceReadings(self._hass, entry, self._agreed, self._at)
        )
        self._on_readings(entry.entry_id, readings.now())

    @callback
    def look(self) -> None:
        """Read every device again."""
        self._update()

    def problem(self) -> str | None:
        """Return which device is not polled any more, None if all are."""
        for entry in async_device_entries(self._hass):
            if failed_state(entry) is not None:
                return f"{entry.title} is not set up"
        for coordinator in self._unsubscribe:
            if coordinator.history.idle > coordinator.longest_silence:
                return f"{coordinator.name} is not polled"
        return None
