"""Listening to the registries that targets depend on, for what concerns a device of ours."""

from collections.abc import Callable
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class RegistryChanges:
    """What has changed since the registries were looked at last."""

    devices: set[str] = field(default_factory=set)
    """Devices whose readings may be called, or missed, otherwise: the IDs of their entries."""
    targets: bool = False
    """Whether something that a target can name has come, gone or got another ID."""


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
        on_change: Callable[[RegistryChanges], None],
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
        self._on_change = on_change
        self._changes = RegistryChanges()
        self._debouncer = Debouncer(
            hass,
            LOGGER,
            cooldown=_BURST_SECONDS,
            immediate=False,
            function=self._tell,
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
        ids = (entity_id,) if old is None else (entity_id, old)
        devices = set(filter(None, map(self._index.update, ids)))
        concerned = self._is_named(entity_id)
        if old is not None and self._is_named(old):
            concerned = True
            self._on_rename(old, entity_id)
        if concerned or devices:
            self._changes.devices |= devices
            self._changes.targets |= old is not None or event.data["action"] != "update"
            self._debouncer.async_schedule_call()

    @callback
    def _on_device(self, event: Event[Any]) -> None:
        device_id = event.data["device_id"]
        entry_id = self._entry_of(device_id)
        if entry_id is None and not self._is_named(device_id):
            return
        if entry_id is not None:
            self._changes.devices.add(entry_id)
        self._changes.targets |= event.data["action"] != "update"
        self._index.update_device(device_id)
        self._on_resolve()
        self._debouncer.async_schedule_call()

    def _entry_of(self, device_id: str) -> str | None:
        """Return the ID of the entry of a device of ours, None for any other."""
        device = dr.async_get(self._hass).async_get(device_id)
        if not isinstance(device, dr.DeviceEntry) or device.config_entry_id is None:
            return None
        entry = self._hass.config_entries.async_get_entry(device.config_entry_id)
        return entry.entry_id if entry is not None and entry.domain == DOMAIN else None

    @callback
    def _on_structure(self, _event: Event[Any]) -> None:
        self._changes.targets = True
        self._on_resolve()
        self._debouncer.async_schedule_call()

    @callback
    def _tell(self) -> None:
        changes, self._changes = self._changes, RegistryChanges()
        self._on_change(changes)
