"""A clock that is driven: whatever reads the time in this process reads it here.

Within a step no time passes, so that what is due at an instant happens at it, however
slow the machine is. What hangs for longer than its `patience` lets time pass as it does.
"""

import asyncio
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
import math
import sys
import time
from typing import Final, override

from freezegun import api, freeze_time

from custom_components.hwgroup.alerts.clock import Machine
from custom_components.hwgroup.alerts.timeline import Boot
from homeassistant.util import dt as dt_util
from homeassistant.util.async_ import get_scheduled_timer_handles

_PATIENCE: Final = 2.0


class DrivenClock:
    """The clocks of the machine: one that is steady, and one on the wall."""

    def __init__(self, start: datetime) -> None:
        """Show a time that does not pass."""
        self._start = start
        self._steady = 0.0
        self._set = api.real_monotonic()
        self.patience = _PATIENCE
        self.ahead = 0.0
        """How many seconds the wall clock is ahead."""

    def steady(self) -> float:
        """Return the seconds since the start; no correction changes that."""
        hanging = api.real_monotonic() - self._set - self.patience
        return self._steady + max(hanging, 0.0)

    def wall(self) -> datetime:
        """Return what the clock on the wall shows, in UTC."""
        return self._start + timedelta(seconds=self.steady() + self.ahead)

    def move_to(self, steady: float) -> None:
        """Let time pass until then; it never goes back."""
        self._steady = max(steady, self.steady())
        self._set = api.real_monotonic()

    def wait(self, patience: float = _PATIENCE) -> None:
        """Let time stand still for so many real seconds, and then pass."""
        self.move_to(self.steady())
        self.patience = patience

    def install(self) -> None:
        """Have the whole process go by it, what is imported later, too."""
        freeze_time(self._start).start()
        api.freeze_factories[-1] = lambda: self.wall().replace(tzinfo=None)  # type: ignore[call-overload]
        # Home Assistant keeps a function of the clock that was there before.
        ours: dict[object, Callable[[], object]] = {
            api.fake_monotonic: self.steady,
            dt_util.utcnow: self.wall,
        }
        for module in list(sys.modules.values()):
            names = vars(module)
            for name in ("monotonic", "utcnow", "time_tracker_utcnow"):
                if isinstance(known := names.get(name), Hashable) and known in ours:
                    names[name] = ours[known]
        time.monotonic = self.steady


class DrivenMachine(Machine):
    """The machine by these clocks; it is started anew as often as its number says."""

    clock: DrivenClock
    boots = 0

    @override
    def boot(self) -> Boot | None:
        return Boot(f"boot {self.boots}", self.clock.steady())


class Driver:
    """Lets time pass in an event loop, from each thing that is due to the next one."""

    def __init__(self, clock: DrivenClock, loop: asyncio.AbstractEventLoop) -> None:
        """Have the loop go by the clock."""
        self._clock = clock
        self._loop = loop
        loop.time = clock.steady  # type: ignore[method-assign]

    @property
    def timers(self) -> int:
        """How many timers are set."""
        return sum(
            not timer.cancelled() for timer in get_scheduled_timer_handles(self._loop)
        )

    def next_due(self) -> float:
        """Return when the next timer is due; never where there is none."""
        timers = get_scheduled_timer_handles(self._loop)
        return min(
            (timer.when() for timer in timers if not timer.cancelled()),
            default=float("inf"),
        )

    def step(self, until: float) -> bool:
        """Go to what is due next, or to the end; return whether that is before the end."""
        due = min(self.next_due(), until)
        # After years, the resolution by which the loop sees what is due is lost in a float.
        self._clock.move_to(math.nextafter(due, math.inf))
        return due < until
