"""The clock of the alerts: where it is on the time line, and what the wall clock shows."""

from datetime import datetime, timedelta
from pathlib import Path
import sys
import time
from time import monotonic
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .timeline import Boot, Checkpoint, Gap, Instant, Now

# The wall clock was set, or the machine slept, if the clocks differ by more.
_TOLERANCE: Final = timedelta(seconds=1)
# A wall clock that is behind where it was before a start has so long to be set. If it
# is not, nobody knows how long Home Assistant was off.
_SET_WITHIN: Final = timedelta(minutes=15)
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Machine:
    """The clocks of the machine: the only place in the alerts where they are read."""

    def __init__(self) -> None:
        """Find out which start of the machine this is, where it tells."""
        self._boot_id: str | None = None
        if sys.platform == "linux" and _BOOT_ID.exists():
            self._boot_id = _BOOT_ID.read_text().strip()

    def monotonic(self) -> float:
        """Return the seconds that it has been awake since some time in the past."""
        return monotonic()

    def wall(self) -> datetime:
        """Return what the wall clock shows, in UTC."""
        return dt_util.utcnow()

    def boot(self) -> Boot | None:
        """Return how long ago it was started, None where it does not tell."""
        if sys.platform != "linux" or self._boot_id is None:
            return None
        return Boot(self._boot_id, time.clock_gettime(time.CLOCK_BOOTTIME))


class Clock:
    """Follows the time line, and notices what happens to the other clocks meanwhile."""

    def __init__(self, machine: Machine, last: Checkpoint | None = None) -> None:
        """Go on from the last checkpoint, or begin a line that agrees with the wall."""
        self._machine = machine
        self._began = machine.monotonic()
        wall = machine.wall()
        self._start = Instant.of(wall)
        self._unsure: list[Gap] = []
        """The times before this start, and others, of which the line may lack a part."""
        if last is not None:
            self._unsure = [*last.unsure]
            self._start, missing = last.resume(wall, machine.boot())
            if missing is not None:
                # Of the starts of the machine before this one, nothing else is unsure.
                self._unsure = [gap for gap in last.unsure if _is_behind(gap)]
                self._unsure.append(Gap(last.now.instant, self._start, missing))
        self._last = self._start
        self._offset = Instant.of(wall) - self._start
        self._slept = self._asleep()
        self._was_set = False
        self._gaps: list[Gap] = []
        if any(map(_lacks, self._unsure)):
            self._judge(timedelta(0))

    def at(self, beat: float) -> Instant:
        """Return the instant at which the monotonic clock showed so many seconds."""
        return self._start + timedelta(seconds=beat - self._began)

    def now(self) -> Instant:
        """Return the instant of now."""
        return self.at(self._machine.monotonic())

    def read(self) -> Now:
        """Return this moment on both clocks."""
        now, wall = self.now(), self._machine.wall()
        offset = Instant.of(wall) - now
        self._compare(now, offset)
        # The offset stays until the clock is set, so that shown times do not vary.
        return Now(now, dt_util.as_local(wall + (self._offset - offset)))

    def checkpoint(self) -> Checkpoint:
        """Return what has to be saved with the state."""
        now = self.read()
        return Checkpoint(now, self._machine.boot(), tuple(self._unsure))

    def was_set(self) -> bool:
        """Return whether the wall clock was set since this was asked last."""
        was_set, self._was_set = self._was_set, False
        return was_set

    def take_gaps(self) -> list[Gap]:
        """Return the gaps of which the line lacks a part, each of them once."""
        gaps, self._gaps = self._gaps, []
        return gaps

    def _compare(self, now: Instant, offset: timedelta) -> None:
        """See whether the machine slept, or its wall clock was set."""
        if (slept := self._asleep() - self._slept) > _TOLERANCE:
            # The wall clock went on meanwhile: that is not to be set.
            self._slept += slept
            self._offset += slept
            self._was_set = True
            self._gaps.append(Gap(self._last, now, slept))
        self._last = now
        jump = offset - self._offset
        if abs(jump) > _TOLERANCE:
            self._offset = offset
            self._was_set = True
            # The first time after a start: then it was wrong at the start.
            self._judge(jump)
        elif self._unsure and now - self._start > _SET_WITHIN:
            behind = [gap for gap in self._unsure if _is_behind(gap)]
            self._unsure = [gap for gap in self._unsure if gap not in behind]
            self._gaps += (Gap(gap.begin, gap.end, None) for gap in behind)

    def _judge(self, jump: timedelta) -> None:
        """Decide what the line lacks, by how much the wall clock was wrong."""
        judged = [gap.with_missing(jump) for gap in self._unsure]
        self._unsure = []
        self._gaps += filter(_lacks, judged)

    def _asleep(self) -> timedelta:
        """Return how long the machine has slept, and more by what is always the same."""
        boot = self._machine.boot()
        awake = self._machine.monotonic()
        return timedelta(seconds=boot.seconds - awake if boot else 0)


def _lacks(gap: Gap) -> bool:
    """Return whether the line lacks a part of a gap."""
    return gap.missing is not None and gap.missing > timedelta(0)


def _is_behind(gap: Gap) -> bool:
    """Return whether the wall clock has gone back in a gap: then it was wrong."""
    return gap.missing is not None and gap.missing < -_TOLERANCE


class Timer:
    """Calls back once, after the time that was set last."""

    def __init__(self, hass: HomeAssistant, on_due: CALLBACK_TYPE) -> None:
        """Wait for nothing yet."""
        self._hass = hass
        self._on_due = on_due
        self._unsubscribe: CALLBACK_TYPE | None = None

    @callback
    def set(self, wait: timedelta | None) -> None:
        """Call back after that time, and not at any that was set before; None: never."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        if wait is not None:
            # By the monotonic clock, as the time line.
            seconds = max(wait.total_seconds(), 0)
            self._unsubscribe = async_call_later(self._hass, seconds, self._run)

    @callback
    def _run(self, _now: datetime) -> None:
        self._unsubscribe = None
        self._on_due()
