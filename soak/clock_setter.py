"""Sets the clocks of the machine, and knows when the alerts cannot know how long it was off."""

from datetime import datetime
from math import exp, log
from random import Random
from typing import Final

from launcher import HomeAssistantProcess

from .wrong_clock import WrongClock

_MINUTE: Final = 60.0
_LONGEST: Final = 40 * 365 * 24 * 60 * _MINUTE
_REBOOTS: Final = 0.3
_RIGHT: Final = 0.4
_TOLERANCE: Final = 30.0  # for the writing of a file


class ClockSetter:
    """Lets the wall clock be wrong by minutes to decades, and the machine start anew."""

    def __init__(self, random: Random, process: HomeAssistantProcess) -> None:
        """Begin with a clock that is right."""
        self._random = random
        self._process = process
        self.clock = WrongClock()
        self.settings = self.reboots = 0
        self._unsure = False
        """Whether the next setting says how long it was off before this start or others."""

    def set(self) -> bool:
        """Set the wall clock, and return whether that makes the last gap a long one."""
        before, right = self.clock.ahead, self._random.random() < _RIGHT
        error = exp(self._random.uniform(log(_MINUTE), log(_LONGEST)))
        self.clock.ahead = 0.0 if right else error * self._random.choice((-1, 1))
        if self.clock.ahead == before:
            return False
        self.settings += 1
        unsure, self._unsure = self._unsure, False
        return unsure

    def start(self) -> bool:
        """Prepare a start, and return whether the gap before it may seem long."""
        if self._random.random() < _REBOOTS:
            self.clock.boots += 1
            self.reboots += 1
        self.clock.write(self._process.folder)
        return self._has_gained()

    def _has_gained(self) -> bool:
        """Return whether the clocks say that it was off for another time than it was."""
        if (kept := self._process.stored("hwgroup.alerts").get("clock")) is None:
            return False
        is_new_boot = kept["boot"]["id"].rpartition("-")[2] != str(self.clock.boots)
        # What an earlier start left unsure is so still.
        self._unsure = self._unsure or is_new_boot
        file = self._process.folder / ".storage" / "hwgroup.alerts"
        wall = datetime.fromisoformat(kept["wall"]).timestamp()
        was_ahead = wall - file.stat().st_mtime
        return is_new_boot and abs(self.clock.ahead - was_ahead) > _TOLERANCE
