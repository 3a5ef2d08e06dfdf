"""Listening to the registries that targets depend on, for what concerns a device of ours."""

from collections.abc import Callable
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)

from ...compat import Debouncer
from ...const import DOMAIN, LOGGER
from .index import TargetIndex

# Changes come in bursts.
_BURST_SECONDS: Final = 2.0


# What of an entity decides about the targets that name it.
_TELLING: Final = frozenset(
    {"area_id", "device_id", "disabled_by", "entity_id", "labels", "unique_id"}
)


@callback
def _may_change_targets(data: er.EventEntityRegistryUpdatedData) -> bool:
    """Return whether an event is more than another name, icon or unit."""
    return data["action"] != "update" or not _TELLING.isdisjoint(data["changes"])


class RegistryListener:
    """Calls back where a change concerns what targets name.

    Most changes are of other integrations: these cost one look-up.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        index: TargetIndex,
        is_named: Callable[[str], bool],
        on_rename: Callable[[str, str], None],
        on_resolve: Callable[[], None],
        on_change: Callable[[], None],
    ) -> None:
        """Prepare to listen.

        `is_named` says whether any target names an ID itself, `on_rename` gets the old
        and the new ID of an entity, `on_resolve` is called where targets name something
        else now, and `on_change` after a burst of changes.
        """
        self._hass = hass
        self._index = index
        self._is_named = is_named
        self._on_rename = on_rename
        self._on_resolve = on_resolve
        self._debouncer = Debouncer(
            hass,
            LOGGER,
            cooldown=_BURST_SECONDS,
            immediate=False,
            function=on_change,
        )

    @callback
    def start(self) -> CALLBACK_TYPE:
        """Listen from now on, until what is returned is called."""
        listen = self._hass.bus.async_listen
        unsubscribe = [
            listen(
                er.EVENT_ENTITY_REGISTRY_UPDATED, self._on_entity, _may_change_targets
            ),
            listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._on_device),
            *(
                listen(event, self._on_structure)
                for event in (
                    ar.EVENT_AREA_REGISTRY_UPDATED,
                    fr.EVENT_FLOOR_REGISTRY_UPDATED,
                    lr.EVENT_LABEL_REGISTRY_UPDATED,
                )
            ),
        ]

        @callback
        def stop() -> None:
            self._debouncer.async_shutdown()
            for forget in unsubscribe:
                forget()

        return stop

    @callback
    def _on_entity(self, event: Event[Any]) -> None:
        entity_id = event.data["entity_id"]
        old: str | None = event.data.get("old_entity_id")  # only of an update
        concerned = self._index.update(entity_id) or self._is_named(entity_id)
        if old is not None:
            concerned |= self._index.update(old)
            if self._is_named(old):
                concerned = True
                self._on_rename(old, entity_id)
        if concerned:
            self._debouncer.async_schedule_call()

    @callback
    def _on_device(self, event: Event[Any]) -> None:
        device_id = event.data["device_id"]
        if self._is_ours(device_id) or self._is_named(device_id):
            self._index.update_device(device_id)
            self._on_structure(event)

    def _is_ours(self, device_id: str) -> bool:
        device = dr.async_get(self._hass).async_get(device_id)
        if not isinstance(device, dr.DeviceEntry) or device.config_entry_id is None:
            return False
        entry = self._hass.config_entries.async_get_entry(device.config_entry_id)
        return entry is not None and entry.domain == DOMAIN

    @callback
    def _on_structure(self, _event: Event[Any]) -> None:
        self._on_resolve()
        self._debouncer.async_schedule_call()
