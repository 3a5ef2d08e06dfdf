"""Writing the state down: at each change before anything is sent, and never twice at once."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from homeassistant.core import callback

from .clock import Clock
from .store import AlertStore, Kept
from .timeline import Instant

# A state is saved again before it is so old. So a crash is no long gap for an alert.
_SAVE_EVERY: Final = timedelta(minutes=20)


class Saver:
    """Saves the state as it is at a moment, with what the clocks show then.

    `keep` returns the state at an instant, `run` runs the work in the background, and
    `on_saved` is called when all changes are on disk.
    """

    def __init__(
        self,
        store: AlertStore,
        clock: Clock,
        keep: Callable[[Instant], Kept],
        run: Callable[[Coroutine[Any, Any, None]], None],
        on_saved: Callable[[], None],
    ) -> None:
        """Begin with what was loaded just now."""
        self._store = store
        self._clock = clock
        self._keep = keep
        self._run = run
        self._on_saved = on_saved
        self._saved = clock.now()
        self._unsaved = 0

    @property
    def is_saving(self) -> bool:
        """Whether there are changes that are not on disk yet."""
        return self._unsaved > 0

    @property
    def is_old(self) -> bool:
        """Whether it is long ago that the state was saved."""
        return self._clock.now() - self._saved >= _SAVE_EVERY

    @callback
    def commit(self) -> None:
        """Save a change."""
        self._unsaved += 1
        if self._unsaved == 1:
            self._run(self._async_commit())

    async def _async_commit(self) -> None:
        try:
            while commits := self._unsaved:
                await self.async_save()
                self._unsaved -= commits
        finally:
            self._unsaved = 0
        self._on_saved()

    async def async_save(self) -> None:
        """Save the state as it is now."""
        checkpoint = self._clock.checkpoint()
        self._saved = checkpoint.now.instant
        await self._store.async_save(self._keep(self._saved), checkpoint)
