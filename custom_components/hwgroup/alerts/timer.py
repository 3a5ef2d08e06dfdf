"""One point in time at which something has to be looked at again."""

from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time


class Timer:
    """Calls back once, at the time that was set last."""

    def __init__(self, hass: HomeAssistant, on_due: CALLBACK_TYPE) -> None:
        """Wait for nothing yet."""
        self._hass = hass
        self._on_due = on_due
        self._unsubscribe: CALLBACK_TYPE | None = None

    @callback
    def set(self, when: datetime | None) -> None:
        """Call back then, and not at any time that was set before; never for None."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        if when is not None:
            self._unsubscribe = async_track_point_in_utc_time(
                self._hass, self._run, when
            )

    @callback
    def _run(self, _now: datetime) -> None:
        self._unsubscribe = None
        self._on_due()
