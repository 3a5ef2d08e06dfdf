"""An entry that is a device."""

from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from ..coordinator import HwgConfigEntry, HwgCoordinator
from ..device.readable import unreadable
from ..device.snapshot import device_store
from ..issues.device import async_clear_issues
from . import EntryKind


async def _async_clear(hass: HomeAssistant, entry: HwgConfigEntry) -> None:
    await device_store(hass, entry).async_remove()
    async_clear_issues(hass, entry, known=True)


KIND: Final = EntryKind(
    make=HwgCoordinator,
    clear=_async_clear,
    unreadable=unreadable,
    platforms=[
        Platform.BINARY_SENSOR,
        Platform.BUTTON,
        Platform.EVENT,
        Platform.NOTIFY,
        Platform.NUMBER,
        Platform.SENSOR,
        Platform.SWITCH,
        Platform.UPDATE,
    ],
)
