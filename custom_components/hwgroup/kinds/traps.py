"""The entry that listens for traps."""

from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from ..traps.port import async_clear_port_issue, unreadable_port
from ..traps.service import TrapsConfigEntry, TrapService
from . import EntryKind


async def _async_clear(hass: HomeAssistant, _entry: TrapsConfigEntry) -> None:
    async_clear_port_issue(hass)


KIND: Final = EntryKind(
    make=TrapService,
    clear=_async_clear,
    platforms=lambda _: [Platform.SENSOR],
    unreadable=unreadable_port,
)
