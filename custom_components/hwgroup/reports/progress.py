"""Shows how far a report is, if it takes long."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import UpdateType
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..const import DOMAIN
from ..dates import period_text
from .words import report_words

_NOTIFICATION: Final = f"{DOMAIN}_report"
_EVERY: Final = timedelta(seconds=5)


class Progress:
    """Counts the readings that are done, in each part of the work."""

    def __init__(
        self,
        hass: HomeAssistant,
        begin: datetime,
        end: datetime,
        *,
        readings: int,
        parts: int,
    ) -> None:
        """Begin; in each part, all readings are done one after the other."""
        self._hass = hass
        self._begin, self._end = begin, end
        self._readings, self._parts = readings, parts
        self._done = 0

    @callback
    def step(self) -> None:
        """Take it that a reading is done."""
        self._done += 1

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show a notification while the block lasts, until somebody dismisses it."""
        stop = async_track_time_interval(
            self._hass, self._show, _EVERY, cancel_on_shutdown=True
        )

        @callback
        def on_change(change: UpdateType, notifications: Mapping[str, Any]) -> None:
            if change is UpdateType.REMOVED and _NOTIFICATION in notifications:
                stop()

        forget = persistent_notification.async_register_callback(self._hass, on_change)
        try:
            yield
        finally:
            forget()
            stop()
            persistent_notification.async_dismiss(self._hass, _NOTIFICATION)

    @callback
    def _show(self, _now: datetime) -> None:
        language = self._hass.config.language
        text = report_words(language)
        part, done = divmod(self._done, self._readings)
        key = "progress" if part < self._parts else "progress_files"
        persistent_notification.async_create(
            self._hass,
            text[key].format(
                done=done, count=self._readings, part=part + 1, parts=self._parts
            ),
            title=f"{text['title']} · {period_text(self._begin, self._end, language)}",
            notification_id=_NOTIFICATION,
        )
