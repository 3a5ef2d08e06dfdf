"""HW group monitoring devices in Home Assistant."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .action_choices import async_offer_choices
from .alerts.access import async_start_announcing_manager
from .alerts.chronicle import Chronicle
from .alerts.config.missing_targets import MISSING_PREFIX
from .alerts.config.older import taken_over
from .alerts.config.unreadable import UNREADABLE_PREFIX
from .alerts.entities.switches import async_remove_device_switches
from .alerts.health.drill_runner import OVERDUE_PREFIX
from .alerts.health.rule_health import RULE_PREFIX
from .alerts.health.unserved import UNSERVED_PREFIX
from .alerts.manager import AlertManager, AlertsConfigEntry
from .alerts.notify.problems import async_keep_problems, async_show_no_recipient
from .alerts.store import AlertStore
from .compat import singleton
from .const import (
    ALERTS_UNIQUE_ID,
    DOMAIN,
    ENTRY_MINOR_VERSION,
    PUSH_UNIQUE_ID,
    TRAPS_UNIQUE_ID,
)
from .coordinator import HwgConfigEntry, HwgCoordinator
from .dashboard.frontend import async_setup_frontend
from .device.readable import unreadable
from .device.set_up import UNREADABLE
from .device.snapshot import device_store
from .discovery.moves import async_start_looking_back
from .discovery.search import async_start_searching
from .entry_types import AnyConfigEntry
from .issues.calibration import async_start_reminding
from .issues.device import async_clear_issues
from .issues.not_set_up import async_start_showing_failures
from .issues.registry import async_keep_issues
from .observed.observer import async_observer
from .push.journal import Journal
from .push.port import async_clear_push_issue, unreadable_receiver
from .push.service import PushService
from .push.view import async_setup_view
from .reports.daily import async_start_keeping
from .reports.files import async_start_removing
from .reports.links import async_serve_links
from .services import async_setup_services
from .sms.view import async_setup_answers
from .trail.service import async_trail
from .trail.settings import async_follow_settings
from .traps.port import async_clear_port_issue, unreadable_port
from .traps.service import TrapService

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryKind:
    """What a kind of entry is set up with, and what it leaves behind."""

    make: Callable[[HomeAssistant, Any], Any]
    clear: Callable[[HomeAssistant, Any], Awaitable[None]]
    platforms: list[Platform]
    unreadable: Callable[[Mapping[str, Any]], list[str]] = lambda _: []
    """Returns which settings cannot be read, and have no default."""


def _make_alerts(hass: HomeAssistant, entry: AlertsConfigEntry) -> AlertManager:
    manager = AlertManager(hass, entry)
    Chronicle(hass, manager)
    return manager


async def _async_clear_device(hass: HomeAssistant, entry: HwgConfigEntry) -> None:
    await device_store(hass, entry).async_remove()
    async_clear_issues(hass, entry, known=True)


async def _async_clear_alerts(hass: HomeAssistant, entry: AnyConfigEntry) -> None:
    await AlertStore(hass, entry.title).async_remove()
    async_keep_problems(hass, ())
    async_keep_issues(hass, MISSING_PREFIX)
    async_keep_issues(hass, RULE_PREFIX)
    async_keep_issues(hass, UNREADABLE_PREFIX)
    async_keep_issues(hass, UNSERVED_PREFIX)
    async_show_no_recipient(hass, shown=False)
    async_keep_issues(hass, OVERDUE_PREFIX)
    async_remove_device_switches(hass)


async def _async_clear_traps(hass: HomeAssistant, _entry: AnyConfigEntry) -> None:
    async_clear_port_issue(hass)


async def _async_clear_push(hass: HomeAssistant, _entry: AnyConfigEntry) -> None:
    await Journal(hass).async_remove()
    async_clear_push_issue(hass)


DEVICE: Final = EntryKind(
    make=HwgCoordinator,
    clear=_async_clear_device,
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
# By unique ID; every other entry is a device.
SERVICES: Final[Mapping[str | None, EntryKind]] = {
    ALERTS_UNIQUE_ID: EntryKind(
        make=_make_alerts,
        clear=_async_clear_alerts,
        platforms=[
            Platform.BINARY_SENSOR,
            Platform.BUTTON,
            Platform.EVENT,
            Platform.SENSOR,
            Platform.SWITCH,
            Platform.TODO,
        ],
    ),
    TRAPS_UNIQUE_ID: EntryKind(
        make=TrapService,
        clear=_async_clear_traps,
        platforms=[Platform.SENSOR],
        unreadable=unreadable_port,
    ),
    PUSH_UNIQUE_ID: EntryKind(
        make=PushService,
        clear=_async_clear_push,
        platforms=[Platform.SENSOR],
        unreadable=unreadable_receiver,
    ),
}


def _kind(entry: AnyConfigEntry) -> EntryKind:
    return SERVICES.get(entry.unique_id, DEVICE)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Search for devices from now on, and offer the actions."""
    async_follow_settings(hass, async_trail(hass))
    await async_observer(hass)
    async_setup_services(hass)
    await async_offer_choices(hass)
    async_setup_frontend(hass)
    async_start_announcing_manager(hass)
    async_setup_view(hass)
    async_setup_answers(hass)
    async_start_searching(hass)
    async_start_showing_failures(hass)
    async_start_reminding(hass)
    async_start_removing(hass)
    async_start_keeping(hass)
    async_serve_links(hass)
    async_start_looking_back(hass)
    return True


@singleton("hwgroup_turn")
def _turn(_hass: HomeAssistant) -> asyncio.Lock:
    """Return what has devices add their entities one after the other.

    All of them answer at once at a start, and hundreds in one step of the loop would hold
    up everything else for seconds.
    """
    return asyncio.Lock()


@callback
def _async_take_over(hass: HomeAssistant, entry: AnyConfigEntry) -> None:
    """Bring what earlier code has written into the form of today."""
    of_alerts = entry.unique_id == ALERTS_UNIQUE_ID
    hass.config_entries.async_update_entry(
        entry,
        options=taken_over(entry.options) if of_alerts else entry.options,
        minor_version=max(entry.minor_version, ENTRY_MINOR_VERSION),
    )


async def async_migrate_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> bool:
    """Take an entry over from earlier code; Home Assistant refuses one of a later version."""
    _async_take_over(hass, entry)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> bool:
    """Set up a device, or what serves all of them."""
    kind = _kind(entry)
    # Earlier code that came back for a while leaves its options, and the version as it is.
    _async_take_over(hass, entry)
    if unreadable_settings := kind.unreadable(entry.data):
        raise ConfigEntryError(
            translation_domain=DOMAIN,
            translation_key=UNREADABLE,
            translation_placeholders={"settings": ", ".join(unreadable_settings)},
        )
    entry.runtime_data = runtime = kind.make(hass, entry)
    await runtime.async_start()
    async with _turn(hass):
        await hass.config_entries.async_forward_entry_setups(entry, kind.platforms)
        await asyncio.sleep(0)  # the next one only in another step
    return True


async def async_unload_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> bool:
    """Unload an entry of any kind."""
    return await hass.config_entries.async_unload_platforms(
        entry, _kind(entry).platforms
    )


async def async_remove_entry(hass: HomeAssistant, entry: AnyConfigEntry) -> None:
    """Leave nothing behind."""
    await _kind(entry).clear(hass, entry)
