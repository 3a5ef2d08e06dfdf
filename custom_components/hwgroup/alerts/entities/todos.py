"""The alerts as a to-do list: what is wrong, and who acknowledged it."""

from collections import deque
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, NoReturn, override

from homeassistant.components.todo import (
    TodoItem,
    TodoItemStatus,
    TodoListEntity,
    TodoListEntityFeature,
)
from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ...compat import CalledEntity
from ...const import DOMAIN, LONGEST_NOTE, LONGEST_SNOOZE
from ...trail.service import async_name_of
from ..as_dict import by_severity
from ..messages.template import async_worded_item
from ..model import Phase
from .entity import HwgAlertEntity

if TYPE_CHECKING:
    from ..manager import AlertsConfigEntry

ALERTS: Final = EntityDescription(key="alerts")

# Values in the texts change without a change of the alert.
_RENEW_WORDS_EVERY: Final = timedelta(minutes=1)
# An open dialog sends back the words that it was opened with. So many earlier words
# of an alert are no new name.
_EARLIER_WORDS: Final = 20
# JavaScript knows no microseconds.
_SAME_TIME: Final = timedelta(seconds=1)


def add_alert_todos(
    entry: AlertsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the list of the alerts."""
    async_add_entities([HwgAlertList(entry, ALERTS)])


class HwgAlertList(CalledEntity, HwgAlertEntity, TodoListEntity):
    """Each alert is an item: ticked while it is acknowledged, due when its snooze ends."""

    _attr_translation_key = "alerts"
    _attr_supported_features = (
        TodoListEntityFeature.UPDATE_TODO_ITEM
        | TodoListEntityFeature.SET_DUE_DATE_ON_ITEM
        | TodoListEntityFeature.SET_DUE_DATETIME_ON_ITEM
        # Without it, the dialog of an item with a description cannot be saved.
        | TodoListEntityFeature.SET_DESCRIPTION_ON_ITEM
    )

    def __init__(
        self, entry: AlertsConfigEntry, description: EntityDescription
    ) -> None:
        """Initialize the list."""
        super().__init__(entry, description)
        self._words: dict[str | None, deque[str | None]] = {}
        """What each item said lately, by its ID."""

    @property
    @override
    def available(self) -> bool:
        """Return whether it is known: at a start, alerts come back with their devices."""
        return self._manager.is_complete

    @override
    async def async_added_to_hass(self) -> None:
        """Show the alerts from now on."""
        await super().async_added_to_hass()
        self._show()
        self.async_on_remove(
            async_track_time_interval(self.hass, self._on_change, _RENEW_WORDS_EVERY)
        )

    @callback
    @override
    def _on_change(self, _now: datetime | None = None) -> None:
        self._show()
        super()._on_change()

    def _show(self) -> None:
        self._attr_todo_items = items = list(self._items())
        earlier, self._words = self._words, {}
        for item in items:
            said = earlier.get(item.uid) or deque(maxlen=_EARLIER_WORDS)
            said += {item.summary, item.description} - set(said)
            self._words[item.uid] = said

    def _items(self) -> Iterator[TodoItem]:
        now, language = self._manager.clock.read(), self.hass.config.language
        for shown in by_severity(self._manager):
            summary, description = async_worded_item(self.hass, shown, now, language)
            alert = shown[0]
            acknowledged = alert.phase is Phase.ACKNOWLEDGED
            snoozed = alert.snoozed_until
            yield TodoItem(
                uid=alert.id,
                summary=summary,
                description=description,
                status=TodoItemStatus.COMPLETED
                if acknowledged
                else TodoItemStatus.NEEDS_ACTION,
                due=now.local(snoozed) if snoozed and snoozed > now.instant else None,
                completed=now.local(alert.acknowledged) if alert.acknowledged else None,
            )

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Acknowledge, snooze, or take that back; what is added to the words is a note.

        Raises ServiceValidationError.
        """
        by = await async_name_of(self.hass, self.take_context())
        known = {each.uid: each for each in self.todo_items or ()}
        if item.uid is None or (before := known.get(item.uid)) is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="unknown_alert",
                translation_placeholders={"alert": str(item.uid)},
            )
        said = self._words[item.uid]
        if item.summary not in (*said, None):
            _refuse_by_hand()
        note = _added(item.description, said)
        actions, due = self._manager.actions, _moment(item.due)
        now = self._manager.clock.read().wall
        snooze = None if _is_same(due, _moment(before.due)) else _snooze(due, now)
        if item.status != before.status:
            if item.status == TodoItemStatus.COMPLETED:
                actions.async_acknowledge([item.uid], by, note=note)
                return  # which ends its snooze, too
            actions.async_unacknowledge([item.uid], by)
        if snooze is not None:
            actions.async_snooze([item.uid], snooze, by)
        if note is not None:
            actions.async_add_note(item.uid, note, by)

    @override
    async def async_create_todo_item(self, item: TodoItem) -> None:
        """Refuse it: alerts begin by rules. Raises ServiceValidationError."""
        _refuse_by_hand()

    @override
    async def async_delete_todo_items(self, uids: list[str]) -> None:
        """Refuse it: alerts end by rules. Raises ServiceValidationError."""
        _refuse_by_hand()


def _added(description: str | None, said: Collection[str | None]) -> str | None:
    """Return what somebody has written into a description, None for nothing.

    `said` are the words that they may have begun with. Raises ServiceValidationError
    for words that were only taken away.
    """
    if description in (*said, None):
        return None
    known = {line for text in said for line in (text or "").splitlines()}
    lines = [line for line in str(description).splitlines() if line not in known]
    begun = [
        next((each for each in known if each and line.startswith(each)), "")
        for line in lines
    ]
    added = (line.removeprefix(own) for line, own in zip(lines, begun, strict=True))
    if not (note := " ".join(" ".join(added).split())):
        _refuse_by_hand()
    return note[:LONGEST_NOTE]


def _refuse_by_hand() -> NoReturn:
    raise ServiceValidationError(
        translation_domain=DOMAIN, translation_key="list_is_fixed"
    )


def _moment(due: date | None) -> datetime | None:
    """Return when an item is due; a day without a time is due when it begins."""
    if due is None or isinstance(due, datetime):
        return due
    return dt_util.start_of_local_day(due)


def _is_same(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < _SAME_TIME


def _snooze(due: datetime | None, now: datetime) -> timedelta:
    """Return for how long an alert is snoozed: not at all where no time is given.

    Raises ServiceValidationError for a time that is over or too far away.
    """
    if due is None:
        return timedelta(0)
    snooze = dt_util.as_utc(due) - dt_util.as_utc(now)
    if not timedelta(0) < snooze <= LONGEST_SNOOZE:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_time_to_snooze",
            translation_placeholders={"days": str(LONGEST_SNOOZE.days)},
        )
    return snooze
