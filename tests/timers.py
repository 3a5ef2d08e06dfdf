"""What is due when a test has moved a frozen clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import event
from homeassistant.util.async_ import get_scheduled_timer_handles

# Home Assistant spreads what is due at the same time over half a second.
_SPREAD = timedelta(microseconds=event.RANDOM_MICROSECOND_MAX)


def run_due_timers(hass: HomeAssistant) -> None:
    """Run the timers that are due, as `async_fire_time_changed` does.

    That one makes two mocks for each timer, which took a third of the time of tests in
    which much time passes.
    """
    now = datetime.now(UTC) + _SPREAD
    due = hass.loop.time() + _SPREAD.total_seconds()
    with (
        patch.object(event, "time_tracker_utcnow", lambda: now),
        patch.object(event, "time_tracker_timestamp", now.timestamp),
    ):
        for timer in list(get_scheduled_timer_handles(hass.loop)):
            if (
                isinstance(timer, asyncio.TimerHandle)
                and not timer.cancelled()
                and timer.when() <= due
            ):
                timer._run()
                timer.cancel()
