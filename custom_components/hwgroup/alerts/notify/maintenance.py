"""Planned maintenance: while a schedule is on, nobody is told of the devices it is for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

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

from ...const import SUBENTRY_MAINTENANCE
from ...trail.service import async_trail
from ..timeline import Instant, Now

_SILENT: Final = (None, STATE_UNAVAILABLE, STATE_UNKNOWN)
# What is reloaded is not there for a moment: a window that was open stays so.
_RELOADED_WITHIN: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Window:
    """An entity that is on during maintenance, and the devices, None for all of them.

    Where nothing closes it by itself, recipients are reminded after each `remind_after`,
    or never.
    """

    id: str
    name: str
    entity_id: str
    devices: frozenset[str] | None
    remind_after: timedelta | None


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """Since when a window is open, and when recipients were reminded of it last."""

    opened: Instant
    reminded: Instant | None = None

    def to_dict(self, now: Now) -> dict[str, str | None]:
        """Return it as plain data, its instants by the clock of `now`."""
        return {
            "opened": now.write(self.opened),
            "reminded": now.write(self.reminded),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], now: Now) -> Self:
        """Read what `to_dict` wrote at the same moment, as JSON gives it back.

        Raises KeyError, OverflowError, TypeError or ValueError for anything else.
        """
        return cls(now.instant_at(data["opened"]), now.read(data["reminded"]))


class Maintenance:
    """Tells which devices are under maintenance, and since when."""

    def __init__(
        self,
        hass: HomeAssistant,
        now: Callable[[], Instant],
        opened: Mapping[str, OpenWindow],
        on_change: CALLBACK_TYPE,
    ) -> None:
        """Have no windows yet; `on_change` is called when one opens or closes.

        `opened` are those that were open in the last run, by their IDs.
        """
        self._hass = hass
        self._now = now
        self._on_change = on_change
        self._windows: tuple[Window, ...] = ()
        self._opened = dict(opened)
        self._silent: dict[str, Instant] = {}
        """Since when the entities of open windows are not there, by the windows' IDs."""
        self._unsubscribe: Callable[[], None] | None = None

    @callback
    def set_windows(self, windows: tuple[Window, ...]) -> bool:
        """Follow these windows from now on, and return whether they are others."""
        if windows == self._windows:
            return False
        self.stop()
        self._windows = windows
        self._note()
        self._unsubscribe = async_track_state_change_event(
            self._hass, {window.entity_id for window in windows}, self._on_state
        )
        return True

    @callback
    def stop(self) -> None:
        """Follow nothing any more."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    @callback
    def _on_state(self, _event: Event[EventStateChangedData]) -> None:
        self._note()
        self._on_change()

    def _note(self) -> None:
        """Note since when windows are open, and record which open and close."""
        known, self._opened = self._opened, {}
        silent, self._silent = self._silent, {}
        for window in self._windows:
            state = self._state_of(window)
            # An entity that is not there now has not turned off.
            if state in _SILENT and window.id in known:
                self._opened[window.id] = known[window.id]
                self._silent[window.id] = silent.get(window.id, self._now())
            elif state == STATE_ON:
                self._opened[window.id] = known.get(window.id, OpenWindow(self._now()))
        names = {window.id: window.name for window in self._windows}
        for key in sorted({*known} ^ {*self._opened}):
            async_trail(self._hass).add(
                "window_opened" if key in self._opened else "window_closed",
                kind=SUBENTRY_MAINTENANCE,
                name=names.get(key, ""),
                window=key,
                devices=self._devices_of(key),
            )

    def _devices_of(self, key: str) -> list[str] | None:
        """Return the devices of a window by its ID, None for all."""
        return next(
            (
                sorted(window.devices)
                for window in self._windows
                if window.id == key and window.devices is not None
            ),
            None,
        )

    @property
    def is_none(self) -> bool:
        """Whether there is no window, open or not."""
        return not self._windows

    @property
    def opened(self) -> dict[str, OpenWindow]:
        """Since when windows are open, by their IDs; it has to survive a restart."""
        return dict(self._opened)

    @callback
    def mark_reminded(self, window: Window, now: Instant) -> None:
        """Note that recipients were reminded of an open window."""
        self._opened[window.id] = OpenWindow(self._opened[window.id].opened, now)

    @property
    def open_windows(self) -> list[Window]:
        """The windows that are open now."""
        return [window for window in self._windows if self._is_open(window)]

    def windows_of(self, device: str) -> list[Window]:
        """Return all windows of a device, open or not."""
        return [
            window
            for window in self._windows
            if window.devices is None or device in window.devices
        ]

    def window_of(self, device: str | None) -> Window | None:
        """Return an open window of a device; for None, one of all devices."""
        for window in self._windows:
            covered = window.devices is None or device in window.devices
            if covered and self._is_open(window):
                return window
        return None

    def _is_open(self, window: Window) -> bool:
        state = self._state_of(window)
        if state in _SILENT:
            # A schedule needs its time to load: nobody is told too early.
            since = self._silent.get(window.id)
            is_reloaded = since and self._now() - since < _RELOADED_WITHIN
            return bool(is_reloaded) or not self._hass.is_running
        return state == STATE_ON

    def _state_of(self, window: Window) -> str | None:
        state = self._hass.states.get(window.entity_id)
        return None if state is None else state.state


@callback
def async_end_of(hass: HomeAssistant, window: Window) -> datetime | None:
    """Return when an open window closes: a schedule and a calendar know that."""
    state = hass.states.get(window.entity_id)
    if state is None:
        return None
    known = state.attributes.get("next_event") or state.attributes.get("end_time")
    end = known if isinstance(known, datetime) else dt_util.parse_datetime(str(known))
    return end and dt_util.as_utc(end)
