"""Planned maintenance: while a schedule is on, nobody is told of the devices it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from homeassistant.const import STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

_SILENT: Final = (None, STATE_UNAVAILABLE, STATE_UNKNOWN)


@dataclass(frozen=True, slots=True)
class Window:
    """An entity that is on during maintenance, and the devices, None for all of them."""

    name: str
    entity_id: str
    devices: frozenset[str] | None


class Maintenance:
    """Tells which devices are under maintenance."""

    def __init__(self, hass: HomeAssistant, on_change: CALLBACK_TYPE) -> None:
        """Have no windows yet; `on_change` is called when one opens or closes."""
        self._hass = hass
        self._on_change = on_change
        self._windows: tuple[Window, ...] = ()
        self._unsubscribe: Callable[[], None] | None = None

    @callback
    def set_windows(self, windows: tuple[Window, ...]) -> None:
        """Follow these windows from now on."""
        self.stop()
        self._windows = windows
        self._unsubscribe = async_track_state_change_event(
            self._hass, {window.entity_id for window in windows}, self._on_state
        )

    @callback
    def stop(self) -> None:
        """Follow nothing any more."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    @callback
    def _on_state(self, _event: Event[EventStateChangedData]) -> None:
        self._on_change()

    @property
    def open_windows(self) -> list[Window]:
        """The windows that are open now."""
        return [window for window in self._windows if self._is_open(window)]

    def window_of(self, device: str | None) -> Window | None:
        """Return an open window of a device; for None, one of all devices."""
        for window in self._windows:
            covered = window.devices is None or device in window.devices
            if covered and self._is_open(window):
                return window
        return None

    def _is_open(self, window: Window) -> bool:
        state = self._hass.states.get(window.entity_id)
        if state is None or state.state in _SILENT:
            # A schedule needs its time to load: nobody is told too early.
            return not self._hass.is_running
        return state.state == STATE_ON


@callback
def async_since(hass: HomeAssistant, window: Window) -> datetime | None:
    """Return since when an open window is open, as far as Home Assistant knows."""
    state = hass.states.get(window.entity_id)
    return None if state is None else state.last_changed


@callback
def async_end_of(hass: HomeAssistant, window: Window) -> datetime | None:
    """Return when an open window closes: a schedule and a calendar know that."""
    state = hass.states.get(window.entity_id)
    if state is None:
        return None
    known = state.attributes.get("next_event") or state.attributes.get("end_time")
    end = known if isinstance(known, datetime) else dt_util.parse_datetime(str(known))
    return end and dt_util.as_utc(end)
