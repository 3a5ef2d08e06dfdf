"""A Home Assistant core within this process, with a folder of its own."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final, cast

from aiohttp import ThreadedResolver

from custom_components.hwgroup.const import DOMAIN
from homeassistant import bootstrap, loader
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import Base
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.helpers.aiohttp_client import DATA_RESOLVER, HassAsyncDNSResolver
from homeassistant.helpers.entity_values import EntityValues
from homeassistant.helpers.recorder import async_initialize_recorder
from homeassistant.setup import async_setup_component
from homeassistant.util.async_ import get_scheduled_timer_handles

ZONE: Final = "Europe/Prague"
# Besides the core itself.
_COMPONENTS: Final = ("repairs", "recorder", DOMAIN)
# Which Home Assistant a timer belongs to: each of them has an object of its own.
_LIFE: Final[ContextVar[object]] = ContextVar("life", default=None)


@asynccontextmanager
async def running(
    folder: Path, prepare: Callable[[HomeAssistant], None]
) -> AsyncIterator[HomeAssistant]:
    """Start Home Assistant with all that is in the folder, and stop it at the end.

    `prepare` is called before the integration is set up.
    """
    life = object()
    _LIFE.set(life)
    hass = HomeAssistant(str(folder))
    loader.async_setup(hass)
    hass.config.skip_pip = True
    # The usual one asks the local network for names; here are only addresses.
    hass.data[DATA_RESOLVER] = cast(HassAsyncDNSResolver, ThreadedResolver())
    hass.config_entries = ConfigEntries(hass, {})
    await loader.async_get_custom_components(hass)
    await bootstrap.async_load_base_functionality(hass)
    await async_process_ha_core_config(hass, {"time_zone": ZONE, "language": "en"})
    async_initialize_recorder(hass)
    prepare(hass)
    for domain in (*sorted(bootstrap.CORE_INTEGRATIONS), *_COMPONENTS):
        if not await async_setup_component(hass, domain, {}):
            raise RuntimeError(f"{domain} is not set up")
    await hass.async_start()
    try:
        yield hass
    finally:
        await hass.async_stop(force=True)
        _end_timers(hass, life)
        # The mark that the loop is about to end, too; here the next one runs in it.
        vars(hass.loop).pop("_shutdown_run_callback_threadsafe", None)
        _forget()


def _forget() -> None:
    """Empty the caches of the process, which keep something of each start."""
    # Of each entity: there is room for 16,384.
    EntityValues.get.cache_clear()
    # Of each connection to a database: the statements that were compiled for it.
    for mapper in Base.registry.mappers:
        vars(mapper).get("_compiled_cache", {}).clear()


def _end_timers(hass: HomeAssistant, life: object) -> None:
    """End what a stopped Home Assistant still waits for, as the end of its process does.

    Else it goes on in this loop beside the next one, and writes its state over theirs.
    """
    for timer in get_scheduled_timer_handles(hass.loop):
        if timer.get_context().get(_LIFE) is life:
            timer.cancel()


async def recorded(hass: HomeAssistant) -> None:
    """Wait until all that has happened is in the database."""
    await get_instance(hass).async_block_till_done()
