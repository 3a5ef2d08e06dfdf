"""The button that proves that alerts reach their recipients."""

from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alerts.centre import AlertCentre, AlertsConfigEntry
from .const import DOMAIN

PARALLEL_UPDATES = 1

TEST: Final = ButtonEntityDescription(
    key="test", translation_key="test", entity_category=EntityCategory.DIAGNOSTIC
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: AlertsConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the button of the alerts."""
    async_add_entities([HwgTestButton(entry)])


class HwgTestButton(ButtonEntity):
    """Sends a test message to every recipient."""

    _attr_has_entity_name = True
    entity_description = TEST

    def __init__(self, entry: AlertsConfigEntry) -> None:
        """Initialize the button."""
        self._centre: AlertCentre = entry.runtime_data
        self._attr_unique_id = f"{entry.unique_id}_{TEST.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)},
            entry_type=DeviceEntryType.SERVICE,
            name=entry.title,
        )

    @override
    async def async_press(self) -> None:
        """Send the test messages, and fail where one was not accepted."""
        await self._centre.async_test()
