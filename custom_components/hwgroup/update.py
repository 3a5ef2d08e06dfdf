"""Whether the firmware of a device has to be updated for its safety."""

from typing import Final, override

from homeassistant.components.update import (
    UpdateDeviceClass,
    UpdateEntity,
    UpdateEntityDescription,
    UpdateEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .common_texts import async_texts
from .coordinator import HwgConfigEntry, HwgCoordinator
from .entity import HwgEntity
from .issues.firmware import advisories_for, version_of
from .plain import as_placeholders

PARALLEL_UPDATES = 0

SECURITY_UPDATE: Final = UpdateEntityDescription(
    key="security_update",
    translation_key="security_update",
    device_class=UpdateDeviceClass.FIRMWARE,
)


async def async_setup_entry(
    _hass: HomeAssistant,
    entry: HwgConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the security update of a device of which there is an advisory."""
    async_add_entities([HwgSecurityUpdate(entry.runtime_data)])


class HwgSecurityUpdate(HwgEntity, UpdateEntity):
    """The firmware that is installed, and the one that is safe.

    Nobody publishes the latest versions for programs to read: what is known are the
    dangerous ones, and with which version that ended.
    """

    _attr_supported_features = UpdateEntityFeature.RELEASE_NOTES

    def __init__(self, coordinator: HwgCoordinator) -> None:
        """Initialize the update of a device."""
        super().__init__(coordinator, SECURITY_UPDATE, SECURITY_UPDATE.key)

    @override
    def _show(self) -> object:
        identity = self.coordinator.last_read.identity
        fixed = [advisory.fixed_in for advisory in advisories_for(identity)]
        self._attr_installed_version = identity.firmware
        self._attr_latest_version = max(
            fixed, key=lambda text: version_of(text) or (), default=identity.firmware
        )
        return self.available, identity.firmware

    @override
    async def async_release_notes(self) -> str | None:
        """Return the advisories that concern the installed firmware, as Markdown."""
        texts = await async_texts(self.hass, "issues")
        identity = self.coordinator.last_read.identity
        values = as_placeholders(
            name=self.coordinator.device_name,
            firmware=str(identity.firmware),
        )
        return "\n\n".join(
            texts[f"{advisory.key}.description"].format_map(values)
            for advisory in advisories_for(identity)
        )
