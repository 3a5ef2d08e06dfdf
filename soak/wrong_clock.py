"""The clocks of the machine of the soak, as its Home Assistant sees them.

The soak writes them into a file before each start, and sets them with each pulse.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import json
from pathlib import Path
from typing import Final, Self, override

from custom_components.hwgroup.alerts.clock import Machine
from custom_components.hwgroup.alerts.timeline import Boot

FILE: Final = "clocks.json"


@dataclass
class WrongClock:
    """How many seconds the wall clock is ahead, and how often the machine was started."""

    ahead: float = 0.0
    boots: int = 0

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return what the soak has written."""
        return cls(**json.loads((folder / FILE).read_text("utf-8")))

    def write(self, folder: Path) -> None:
        """Write it for the next start."""
        (folder / FILE).write_text(json.dumps(self.__dict__), "utf-8")

    def boot_id(self, known: str) -> str:
        """Return the ID of this start of the machine, by that of the real one."""
        return f"{known}-{self.boots}"


CLOCK: Final = WrongClock()
"""Those of this process."""


class WrongMachine(Machine):
    """The machine by these clocks."""

    @override
    def wall(self) -> datetime:
        return super().wall() + timedelta(seconds=CLOCK.ahead)

    @override
    def boot(self) -> Boot | None:
        known = super().boot()
        return known and replace(known, id=CLOCK.boot_id(known.id))
