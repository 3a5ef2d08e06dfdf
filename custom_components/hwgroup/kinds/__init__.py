"""What an entry of the integration can be; loaded when the first of a kind is set up."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from ..compat import async_import_module
from ..const import SERVICE_UNIQUE_IDS
from ..entry_types import AnyConfigEntry

_DEVICE: Final = "device"


async def _async_nothing(_hass: HomeAssistant) -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryKind:
    """What a kind of entry is set up with, and what it leaves behind."""

    make: Callable[[HomeAssistant, Any], Any]
    clear: Callable[[HomeAssistant, Any], Awaitable[None]]
    platforms: Callable[[Any], list[Platform]]
    """Returns of which platforms what was made has entities, the same until it is unloaded."""
    prepare: Callable[[HomeAssistant], Awaitable[None]] = _async_nothing
    """Does what is done once, however often such an entry is set up."""
    unreadable: Callable[[Mapping[str, Any]], list[str]] = lambda _: []
    """Returns which settings cannot be read, and have no default."""
    taken_over: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda options: (
        options
    )
    """Returns options that earlier code has written in the form of today."""


async def async_kind_of(hass: HomeAssistant, entry: AnyConfigEntry) -> EntryKind:
    """Return what an entry is, imported off the event loop.

    The module of a service is called by its unique ID; every other entry is a device.
    """
    name = entry.unique_id if entry.unique_id in SERVICE_UNIQUE_IDS else _DEVICE
    module = await async_import_module(hass, f"{__name__}.{name}")
    kind: EntryKind = module.KIND
    return kind
