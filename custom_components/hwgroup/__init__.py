"""HW group monitoring devices in Home Assistant."""

import asyncio

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .alerts.access import async_start_announcing_manager
from .alerts.early_answers import async_phone_answers
from .compat import singleton
from .const import DOMAIN, ENTRY_MINOR_VERSION
from .dashboard.frontend import async_setup_frontend
from .device.set_up import UNREADABLE
from .discovery.moves import async_start_looking_back
from .discovery.search import async_start_searching
from .entry_types import AnyConfigEntry
from .issues.calibration import async_start_reminding
from .issues.not_set_up import async_start_showing_failures
from .kinds import EntryKind, async_kind_of
from .observed.observer import async_observer
from .push.view import async_setup_view
from .reports.daily import async_start_keeping
from .reports.due import async_start_reporting
from .reports.files import async_start_removing
from .reports.links import async_serve_links
from .services import async_setup_services
from .sms.view import async_setup_answers
from .trail.service import async_trail
from .trail.settings import async_follow_settings

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Search for devices from now on, and offer the actions."""
    async_follow_settings(hass, async_trail(hass))
    await async_observer(hass)
    async_setup_services(hass)
    async_setup_frontend(hass)
    async_start_announcing_manager(hass)
    async_phone_answers(hass)
    async_setup_view(hass)
    async_setup_answers(hass)
    async_start_searching(hass)
    async_start_showing_failures(hass)
    async_start_reminding(hass)
    async_start_removing(hass)
    async_start_keeping(hass)
    async_serve_links(hass)
    async_start_reporting(hass)
    async_start_looking_back(hass)
    return True


@singleton("hwgroup_turn")
def _turn(_hass: HomeAssistant) -> asyncio.Lock:
    """Return what has devices begin, and add their entities, one after the other.

    All of them do so at once at a start, and hundreds in one step of the loop would hold
    up everything else for seconds.
    """
    return asyncio.Lock()


@callback
def _async_take_over(
    hass: HomeAssistant, entry: AnyConfigEntry, kind: EntryKind
) -> None:
    """Bring what earlier code has written into the form of today."""
    hass.config_entries.async_update_entry(
        entry,
        options=kind.taken_over(entry.options),
        minor_version=max(entry.minor_version, ENTRY_MINOR_VERSION),
    )


async def async_migrate_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> bool:
    """Take an entry over from earlier code; Home Assistant refuses one of a later version."""
    _async_take_over(hass, entry, await async_kind_of(hass, entry))
    return True


async def async_setup_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> bool:
    """Set up a device, or what serves all of them."""
    async with _turn(hass):
        await asyncio.sleep(0)  # at a start, hundreds begin in the same step
    kind = await async_kind_of(hass, entry)
    await kind.prepare(hass)
    # Earlier code that came back for a while leaves its options, and the version as it is.
    _async_take_over(hass, entry, kind)
    if unreadable_settings := kind.unreadable(entry.data):
        raise ConfigEntryError(
            translation_domain=DOMAIN,
            translation_key=UNREADABLE,
            translation_placeholders={"settings": ", ".join(unreadable_settings)},
        )
    entry.runtime_data = runtime = kind.make(hass, entry)
    await runtime.async_start()
    platforms = kind.platforms(runtime)
    async with _turn(hass):
        await hass.config_entries.async_forward_entry_setups(entry, platforms)
        await asyncio.sleep(0)  # the next one only in another step
    return True


async def async_unload_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> bool:
    """Unload an entry of any kind."""
    kind = await async_kind_of(hass, entry)
    platforms = kind.platforms(entry.runtime_data)
    return await hass.config_entries.async_unload_platforms(entry, platforms)


async def async_remove_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> None:
    """Leave nothing behind."""
    kind = await async_kind_of(hass, entry)
    await kind.clear(hass, entry)
