"""What was switched last, and whether somebody else takes that back (pure)."""

from collections.abc import Mapping
from typing import Final

from ..client import Output

# A HWg-WLD that drives an output repeats its command every 10 seconds (application note
# AN43): three polls show that, and a person who thinks better of it takes longer.
HELD_SECONDS: Final = 90.0
# Once may be a person at the device.
_TAKEN_BACK: Final = 2


class Commands:
    """Compares what outputs show with what they were switched to a moment ago."""

    def __init__(self) -> None:
        """Begin without a command."""
        self._open: dict[str, tuple[bool, float]] = {}
        self._taken_back: dict[str, int] = {}

    @property
    def contested(self) -> set[str]:
        """The outputs whose last commands were taken back, one after the other."""
        return {key for key, count in self._taken_back.items() if count >= _TAKEN_BACK}

    def switched(self, key: str, *, on: bool, now: float) -> None:
        """Take note of a command that the device has confirmed, at a time in seconds."""
        self._open[key] = on, now

    def taken_back(self, key: str) -> None:
        """Take note of a command that was seen to be taken back at once."""
        self._open.pop(key, None)
        self._taken_back[key] = self._taken_back.get(key, 0) + 1

    def seen(self, outputs: Mapping[str, Output], now: float) -> None:
        """Compare what the device shows now."""
        for key, (on, since) in list(self._open.items()):
            output = outputs.get(key)
            if now - since > HELD_SECONDS:
                del self._open[key]
                self._taken_back.pop(key, None)
            elif output is not None and output.on is (not on):
                self.taken_back(key)
