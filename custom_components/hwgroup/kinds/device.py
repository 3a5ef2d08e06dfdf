"""An entry that is a device."""

from collections.abc import Iterator
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..coordinator import HwgConfigEntry, HwgCoordinator
from ..device.readable import unreadable
from ..device.snapshot import device_store
from ..issues.device import async_clear_issues
from ..issues.firmware import is_concerned
from ..sms.hub import is_gateway
from . import EntryKind

_ALWAYS: Final = (
    Platform.BINARY_SENSOR,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.SWITCH,
)
_TO_WRITE: Final = (Platform.BUTTON, Platform.NUMBER)


async def _async_clear(hass: HomeAssistant, entry: HwgConfigEntry) -> None:
    await device_store(hass, entry).async_remove()
    async_clear_issues(hass, entry, known=True)


def _platforms(coordinator: HwgCoordinator) -> list[Platform]:
    """Return those that a device needs.

    Each that has nothing to add would take as much memory and time as some entities.
    """
    if not coordinator.platforms:
        coordinator.platforms = [*_ALWAYS, *_rare(coordinator)]
    return coordinator.platforms


def _rare(coordinator: HwgCoordinator) -> Iterator[Platform]:
    entry = coordinator.config_entry
    if is_gateway(entry):
        yield Platform.NOTIFY
    if is_concerned(coordinator.last_read.identity):
        yield Platform.UPDATE
    registry = er.async_get(coordinator.hass)
    known = {
        entity.domain
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
    }
    for platform in _TO_WRITE:
        # It removes its entities where nothing is written any more.
        if coordinator.readers.writer is not None or platform in known:
            yield platform


KIND: Final = EntryKind(
    make=HwgCoordinator,
    clear=_async_clear,
    unreadable=unreadable,
    platforms=_platforms,
)
