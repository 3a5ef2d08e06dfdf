"""What the entities of the alerts share."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ...const import DOMAIN
from ..notify.recipients import Recipient

if TYPE_CHECKING:
    from ..manager import AlertsConfigEntry


class HwgAlertEntity(Entity):
    """An entity on the device of the alerts, updated with each change."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self, entry: AlertsConfigEntry, description: EntityDescription
    ) -> None:
        """Initialize the entity."""
        self.entity_description = description
        self._manager = entry.runtime_data
        self._attr_unique_id = f"{entry.unique_id}_{description.key}"
        self._attr_device_info = alerts_device(entry)

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the alerts from now on."""
        await super().async_added_to_hass()
        self.async_on_remove(self._manager.events.async_add_listener(self._on_change))

    @callback
    def _on_change(self) -> None:
        self.async_write_ha_state()


class HwgRecipientEntity(HwgAlertEntity):
    """An entity of one recipient, on a device of its own."""

    def __init__(
        self,
        entry: AlertsConfigEntry,
        description: EntityDescription,
        recipient: Recipient,
    ) -> None:
        """Initialize the entity."""
        super().__init__(entry, description)
        self._recipient = recipient.id
        self._attr_unique_id = f"{entry.unique_id}_{recipient.id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, recipient.id)},
            entry_type=DeviceEntryType.SERVICE,
            name=recipient.name,
        )

    @callback
    @override
    def _on_change(self) -> None:
        """Follow a new name of the recipient, too."""
        for recipient in self._manager.notifier.recipients:
            if recipient.id == self._recipient and self.device_entry:
                dr.async_get(self.hass).async_update_device(
                    self.device_entry.id, name=recipient.name
                )
        super()._on_change()


def add_recipient_entities(
    entry: AlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    make: Callable[[Recipient], Iterable[Entity]],
) -> None:
    """Add the entities of each recipient that there is, and that there will be."""
    manager = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new() -> None:
        # Home Assistant itself removes what belongs to a recipient that is gone.
        for recipient in manager.notifier.recipients:
            if recipient.id not in known:
                known.add(recipient.id)
                async_add_entities(make(recipient), config_subentry_id=recipient.id)

    add_new()
    entry.async_on_unload(manager.events.async_add_listener(add_new))


def alerts_device(entry: AlertsConfigEntry) -> DeviceInfo:
    """Return the device that stands for the alerts as a whole."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry.entry_id)},
        entry_type=DeviceEntryType.SERVICE,
        name=entry.title,
    )
