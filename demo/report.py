"""What the demo tells on the terminal."""

from asyncio import CancelledError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
import sys
from time import monotonic

_TICK, _CROSS, _PENDING, _SKIPPED = "✓", "✗", "…", "-"


class StepError(Exception):
    """A step did not do what it should."""


class Report:
    """Prints a line for each step: how it went, what was seen and how long it took."""

    def __init__(self) -> None:
        """Look at whether the terminal can overwrite a line."""
        self._live = sys.stdout.isatty()

    @contextmanager
    def step(self, title: str) -> Iterator[Callable[[str], None]]:
        """Tell of a step; the function that is given takes what was seen."""
        seen: list[str] = []
        started = monotonic()
        if self._live:
            print(f"{_PENDING} {title}", end="", flush=True)
        try:
            yield seen.append
        except BaseException as error:
            stopped = isinstance(error, CancelledError)
            reason = "stopped" if stopped else str(error) or type(error).__name__
            self._end(_CROSS, title, [*seen, reason], monotonic() - started)
            raise
        self._end(_TICK, title, seen, monotonic() - started)

    def skip(self, title: str, reason: str) -> None:
        """Tell of a step that is left out."""
        self.line(f"{_SKIPPED} {title}: {reason}")

    def line(self, text: str = "") -> None:
        """Print a line at once, also into a pipe."""
        print(text, flush=True)

    def _end(self, mark: str, title: str, seen: list[str], seconds: float) -> None:
        start = "\r\033[K" if self._live else ""
        what = f": {', '.join(seen)}" if seen else ""
        self.line(f"{start}{mark} {title}{what} ({seconds:.1f} s)")
