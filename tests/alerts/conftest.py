"""What the tests of the alerts share."""

from datetime import timedelta
import time

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.hwgroup.alerts.clock import Machine
from custom_components.hwgroup.alerts.timeline import Boot
from homeassistant.util import dt as dt_util

from ..site import (
    AddAlerts,
    Notifier,
    add_recipient,
    add_subentry,
    issues,
    marked,
    notifications,
)

__all__ = [
    "AddAlerts",
    "Notifier",
    "add_recipient",
    "add_subentry",
    "issues",
    "marked",
    "notifications",
]


class Clocks:
    """The clocks of the machine besides the one by which a test lets time pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin with clocks that are right, in a machine that never slept."""
        self._ahead = self._slept = timedelta(0)
        self._boot, self._booted = 0, 0.0
        utcnow, now = dt_util.utcnow, dt_util.now
        monkeypatch.setattr(dt_util, "utcnow", lambda: utcnow() + self._offset)
        monkeypatch.setattr(dt_util, "now", lambda zone=None: now(zone) + self._offset)
        monkeypatch.setattr(Machine, "boot", lambda _machine: self._boot_now())

    @property
    def _offset(self) -> timedelta:
        return self._ahead + self._slept

    def _boot_now(self) -> Boot:
        awake = time.time() - self._booted
        return Boot(str(self._boot), awake + self._slept.total_seconds())

    def set_wall(self, ahead: timedelta) -> None:
        """Let the wall clock show so much more than it should."""
        self._ahead = ahead

    def reboot(self) -> None:
        """Start the machine anew."""
        self._boot, self._booted = self._boot + 1, time.time()

    def sleep(self, length: timedelta) -> None:
        """Let the machine sleep: only its wall clock and its boot clock go on."""
        self._slept += length


@pytest.fixture
def clocks(freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch) -> Clocks:
    """Return the clocks of the machine; time passes by `elapse`."""
    return Clocks(monkeypatch)
