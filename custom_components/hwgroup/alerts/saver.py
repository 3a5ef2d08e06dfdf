"""Writing the state down: at each change before anything is sent, and never twice at once."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback

from .clock import Clock
from .kept import Kept
from .store import SAVE_SECONDS, AlertStore
from .timeline import Instant

# The state is saved again when it is so old: while something is wrong, so that a crash
# is no long gap, and else, so that the time line lacks no more after one.
_SAVE_ALERTS_EVERY: Final = timedelta(minutes=20)
_SAVE_EVERY: Final = timedelta(days=1)
# However many changes there are, and however slow the disk is: messages wait no longer.
_LONGEST_WAIT: Final = timedelta(seconds=SAVE_SECONDS)


class Saver:
    """Saves the state as it is at a moment, with what the clocks show then.

    `keep` returns the state at an instant, at the end of a run or not, `run` runs the work in the background, and
    `on_saved` is called when all changes are on disk, or have waited for it too long.
    """

    def __init__(
        self,
        store: AlertStore,
        clock: Clock,
        keep: Callable[[Instant, bool], Kept],
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
        self._ends = False

    @property
    def has_failed(self) -> bool:
        """Whether the state could not be written down last."""
        return self._store.has_failed

    @property
    def is_saving(self) -> bool:
        """Whether there are changes that are not on disk yet."""
        return self._unsaved > 0

    def is_due(self, *, has_alerts: bool) -> bool:
        """Return whether the state has to be saved again, though nothing has changed."""
        if self.has_failed:
            return True
        every = _SAVE_ALERTS_EVERY if has_alerts else _SAVE_EVERY
        return self._clock.now() - self._saved >= every

    @callback
    def commit(self) -> None:
        """Save a change."""
        self._unsaved += 1
        if self._unsaved == 1:
            self._run(self._async_commit())

    async def _async_commit(self) -> None:
        begun, left = self._clock.now(), 0
        try:
            while commits := self._unsaved:
                await self.async_save()
                self._unsaved -= commits
                if self._clock.now() - begun >= _LONGEST_WAIT:
                    left = self._unsaved
                    break
        finally:
            self._unsaved = 0
        self._on_saved()
        if left:
            self.commit()

    async def async_save(self) -> None:
        """Save the state as it is now."""
        checkpoint = self._clock.checkpoint()
        self._saved = checkpoint.now.instant
        await self._store.async_save(self._keep(self._saved, self._ends), checkpoint)

    @callback
    def follow_stop(self, hass: HomeAssistant) -> CALLBACK_TYPE:
        """Save the state when Home Assistant stops, which unloads nothing then."""

        async def on_stop(_event: Event) -> None:
            await self.async_stop()

        return hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, on_stop)

    async def async_stop(self) -> None:
        """Save the state as the last one of this run."""
        self._ends = True
        await self.async_save()
        await self._store.async_keep_newest()
