"""What Home Assistant has but does not document, or documents as not settled yet.

Nothing here is private. Still it may change in any release: then this module is the
only one that changes. docs/contributing.md says what is done when it goes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, override

from homeassistant.components.http import KEY_HASS_USER
from homeassistant.components.websocket_api import current_connection
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    BEHAVIOR_ANY,
    Condition,
    ConditionCheckParams,
    ConditionConfig,
    EntityStateConditionBase,
)
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.http import current_request
from homeassistant.helpers.importlib import async_import_module
from homeassistant.helpers.restore_state import (
    ExtraStoredData,
    RestoredExtraData,
    RestoreEntity,
)
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.target import (
    TargetSelection,
    TargetStateChangedData,
    async_extract_referenced_entity_ids,
    async_track_target_selector_state_change_event,
)
from homeassistant.helpers.trigger import (
    EntityTargetStateTriggerBase,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.setup import async_when_setup
from homeassistant.util.async_ import create_eager_task, gather_with_limited_concurrency
from homeassistant.util.file import WriteError, write_utf8_file_atomic
from homeassistant.util.variance import ignore_variance

from .const import DOMAIN

__all__ = [
    "ATTR_BEHAVIOR",
    "BEHAVIOR_ALL",
    "BEHAVIOR_ANY",
    "CalledEntity",
    "Condition",
    "ConditionCheckParams",
    "ConditionConfig",
    "ConfigEntryChange",
    "Debouncer",
    "DomainSpec",
    "EntityStateConditionBase",
    "EntityTargetStateTriggerBase",
    "ExtraStoredData",
    "RestoreEntity",
    "RestoredExtraData",
    "TargetSelection",
    "TargetStateChangedData",
    "Trigger",
    "TriggerActionRunner",
    "TriggerConfig",
    "TriggerNotTriggeredReporter",
    "WriteError",
    "async_extract_referenced_entity_ids",
    "async_import_module",
    "async_on_entry_changed",
    "async_track_target_selector_state_change_event",
    "async_when_setup",
    "by_itself",
    "create_eager_task",
    "current_user_name",
    "gather_with_limited_concurrency",
    "ignore_variance",
    "singleton",
    "write_utf8_file_atomic",
]


_by_itself: ContextVar[bool] = ContextVar("hwgroup_by_itself", default=False)


@contextmanager
def by_itself() -> Iterator[None]:
    """Let what is done meanwhile be due to nobody.

    A timer that was set while a request was served runs as a part of it for ever.
    """
    token = _by_itself.set(True)
    try:
        yield
    finally:
        _by_itself.reset(token)


class CalledEntity(Entity):
    """An entity that knows in which context its action is called."""

    _attr_has_entity_name = True
    _called_in: Context | None = None

    @callback
    @override
    def async_set_context(self, context: Context) -> None:
        """Keep the context, which an action sets right before it calls the entity."""
        super().async_set_context(context)
        self._called_in = context

    @callback
    def take_context(self) -> Context | None:
        """Return the context of this call, which the next one does not have.

        Nothing may be awaited before. A voice assistant calls entities without any.
        """
        context, self._called_in = self._called_in, None
        return context


def current_user_name() -> str | None:
    """Return the name of the person whose request is being served, None for none."""
    if _by_itself.get():
        return None
    if (connection := current_connection.get()) is not None:
        return connection.user.name
    request = current_request.get()
    user = None if request is None else request.get(KEY_HASS_USER)
    return None if user is None else str(user.name)


@callback
def async_on_entry_changed(
    hass: HomeAssistant, action: Callable[[ConfigEntryChange, ConfigEntry[Any]], None]
) -> CALLBACK_TYPE:
    """Call an action with each change of each entry of the integration.

    It does so until the result is called. Another state of an entry is a change, too.
    """

    @callback
    def on_change(change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if entry.domain == DOMAIN:
            action(change, entry)

    return async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, on_change)
