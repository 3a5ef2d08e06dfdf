"""The time, by how much it was set, and when to look again."""

from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

# The clock was set if it is so far from where it should be.
_TOLERANCE: Final = timedelta(seconds=5)


class Clock:
    """A clock that notices when it is set: by that nothing has lasted longer."""

    def __init__(self) -> None:
        """Take the time as it is."""
        self._last = (dt_util.utcnow(), monotonic())

    def read(self) -> tuple[datetime, timedelta | None]:
        """Return the time, and by how much it was set since it was read last."""
        now, beat = dt_util.utcnow(), monotonic()
        then, last_beat = self._last
        self._last = (now, beat)
        jump = now - then - timedelta(seconds=beat - last_beat)
        return now, jump if abs(jump) > _TOLERANCE else None


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
