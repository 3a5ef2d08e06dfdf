"""What of the client not everybody needs, imported when it is needed first."""

import asyncio
from collections.abc import Coroutine
from importlib.util import resolve_name
from types import ModuleType
from typing import Any

from homeassistant.core import HomeAssistant

from ..compat import async_import_module


async def async_load_client(hass: HomeAssistant, module: str) -> ModuleType:
    """Import a module of the client off the event loop."""
    name = resolve_name(f"..client.{module}", __package__)
    return await whole(hass, async_import_module(hass, name))


async def whole[T](hass: HomeAssistant, making: Coroutine[Any, Any, T]) -> T:
    """Wait for what all share: whoever gives up waiting must not end it for others."""
    return await asyncio.shield(hass.async_create_task(making))
