"""The time, and by how much it was set."""

from datetime import datetime, timedelta
from time import monotonic
from typing import Final

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
