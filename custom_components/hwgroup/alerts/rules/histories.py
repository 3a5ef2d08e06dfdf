"""The histories of all readings that trends watch, and what outlives a restart. Pure."""

from collections.abc import Iterable, KeysView, Mapping
from datetime import timedelta

from ..timeline import Gap
from .history import History, Unchanged


class Histories:
    """Of each reading, by its key, one history for each window of its trends."""

    def __init__(self, unchanged: Mapping[str, Unchanged]) -> None:
        """Begin with what was known of values when the last run ended."""
        self._histories: dict[str, dict[timedelta, History]] = {}
        self._unchanged = dict(unchanged)
        """What was known of readings that were not seen yet."""

    @property
    def keys(self) -> KeysView[str]:
        """The readings that are followed."""
        return self._histories.keys()

    @property
    def unchanged(self) -> Mapping[str, Unchanged]:
        """What is known of each value: what is followed for longest knows most."""
        known = dict(self._unchanged)
        for key, histories in self._histories.items():
            values = [each.unchanged for each in histories.values()]
            if found := [value for value in values if value is not None]:
                known[key] = min(found, key=lambda value: value.since)
        return known

    def of(self, key: str, window: timedelta) -> History:
        """Return the history of a reading that is followed."""
        return self._histories[key][window]

    def keep(self, key: str, windows: Iterable[timedelta], *, same_unit: bool) -> None:
        """Follow a reading in these windows only; what is in another unit begins anew."""
        known = self._histories.pop(key, {}) if same_unit else {}
        before = self._unchanged.pop(key, None)
        if histories := {
            window: known.get(window) or History(window, before) for window in windows
        }:
            self._histories[key] = histories

    def forget(self, key: str) -> None:
        """Know nothing of a reading any more."""
        self._histories.pop(key, None)
        self._unchanged.pop(key, None)

    def doubt(self, gap: Gap) -> None:
        """Take it that nothing was known in a gap that is longer than the line says."""
        for key, known in list(self._unchanged.items()):
            if known.is_lost_in(gap):
                del self._unchanged[key]
        for histories in self._histories.values():
            for history in histories.values():
                history.doubt(gap)
