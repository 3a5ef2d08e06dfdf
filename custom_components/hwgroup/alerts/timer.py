"""One point in time at which something has to be looked at again."""

from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util


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
            # By no clock that can be set: whoever is called looks at that one.
            wait = max((when - dt_util.utcnow()).total_seconds(), 0)
            self._unsubscribe = async_call_later(self._hass, wait, self._run)

    @callback
    def _run(self, _now: datetime) -> None:
        self._unsubscribe = None
        self._on_due()
