"""One device that may send traps."""

from collections.abc import Iterable

from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant

from ..coordinator import HwgCoordinator
from ..device.addresses import async_addresses_of
from ..hints import HintedPolls


class TrapSource:
    """Knows the addresses of a device, and polls it after a trap."""

    def __init__(self, hass: HomeAssistant, coordinator: HwgCoordinator) -> None:
        """Know nothing yet; `async_resolve` finds the addresses."""
        self.addresses: Iterable[str] = ()
        self.host: str | None = None
        """What the addresses were looked up for."""
        self.poll_soon = HintedPolls(hass, coordinator).poll_soon
        self._hass = hass
        self.coordinator = coordinator

    async def async_resolve(self) -> Iterable[str]:
        """Look the device's addresses up; what was known stays where that fails."""
        self.host = self.coordinator.config_entry.data[CONF_HOST]
        return await async_addresses_of(self._hass, self.host) or self.addresses

    @property
    def is_outdated(self) -> bool:
        """Whether the device is polled at another host by now."""
        return bool(self.host != self.coordinator.config_entry.data[CONF_HOST])
