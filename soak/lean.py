"""Home Assistant as it is, with wrong clocks, and nothing that the alerts can do without.

It starts in seconds, so that it can be killed often, and waits for seconds where an
installation waits for minutes. Run with the folder of the configuration on the path.
"""

from datetime import timedelta
from pathlib import Path
import sys
from types import ModuleType
from typing import Final

from custom_components.hwgroup.alerts import manager
from custom_components.hwgroup.alerts.notify import attempts, calls, outbox
from custom_components.hwgroup.alerts.rules import lifecycle
from custom_components.hwgroup.observed import observer
from homeassistant import bootstrap
from homeassistant.__main__ import main

from .wrong_clock import CLOCK, WrongClock, WrongMachine

BACK_OFF_SECONDS: Final = (0.2, 0.4, 1, 2)
MOST_OWED: Final = 1000
SEND_TIMEOUT_SECONDS: Final = 2.5
GIVEN_UP_AFTER_SECONDS: Final = 4
FLAPPING_WINDOW: Final = timedelta(seconds=1)
OBSERVED_EVERY: Final = timedelta(seconds=1)


def hurry() -> None:
    """Make all that takes minutes short, and let the clocks be wrong."""
    shorter: dict[tuple[ModuleType, str], object] = {
        (manager, "Machine"): WrongMachine,
        (bootstrap, "DEFAULT_INTEGRATIONS"): frozenset(),
        (bootstrap, "CRITICAL_INTEGRATIONS"): frozenset(),
        (attempts, "BACK_OFF"): tuple(
            timedelta(seconds=seconds) for seconds in BACK_OFF_SECONDS
        ),
        # Each message is counted, so none may become part of another.
        (outbox, "MOST_OWED"): MOST_OWED,
        (calls, "SEND_TIMEOUT_SECONDS"): SEND_TIMEOUT_SECONDS,
        (calls, "GIVEN_UP_AFTER_SECONDS"): GIVEN_UP_AFTER_SECONDS,
        (lifecycle, "FLAPPING_WINDOW"): FLAPPING_WINDOW,
        (observer, "_TICK"): OBSERVED_EVERY,
        (observer, "_SAVE_SECONDS"): OBSERVED_EVERY.total_seconds(),
    }
    for (module, name), value in shorter.items():
        getattr(module, name)  # what is called otherwise one day must not go unnoticed
        setattr(module, name, value)


if __name__ == "__main__":
    hurry()
    vars(CLOCK).update(vars(WrongClock.read(Path.cwd())))
    sys.exit(main())
