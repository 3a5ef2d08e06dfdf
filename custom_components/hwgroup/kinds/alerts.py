"""The entry of the alerts."""

from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from ..action_choices import async_offer_choices
from ..alerts.chronicle import Chronicle
from ..alerts.config.missing_targets import MISSING_PREFIX
from ..alerts.config.older import taken_over
from ..alerts.config.unreadable import UNREADABLE_PREFIX
from ..alerts.entities.switches import async_remove_device_switches
from ..alerts.health.drill_runner import OVERDUE_PREFIX
from ..alerts.health.rule_health import RULE_PREFIX
from ..alerts.health.unserved import UNSERVED_PREFIX
from ..alerts.manager import AlertManager, AlertsConfigEntry
from ..alerts.notify.problems import async_keep_problems, async_show_no_recipient
from ..alerts.store import AlertStore
from ..issues.registry import async_keep_issues
from ..reports.due import async_forget_reports
from . import EntryKind


def _make(hass: HomeAssistant, entry: AlertsConfigEntry) -> AlertManager:
    manager = AlertManager(hass, entry)
    Chronicle(hass, manager)
    return manager


async def _async_clear(hass: HomeAssistant, entry: AlertsConfigEntry) -> None:
    await AlertStore(hass, entry.title).async_remove()
    async_keep_problems(hass, ())
    async_keep_issues(hass, MISSING_PREFIX)
    async_keep_issues(hass, RULE_PREFIX)
    async_keep_issues(hass, UNREADABLE_PREFIX)
    async_keep_issues(hass, UNSERVED_PREFIX)
    async_show_no_recipient(hass, shown=False)
    async_keep_issues(hass, OVERDUE_PREFIX)
    async_remove_device_switches(hass)
    await async_forget_reports(hass)


KIND: Final = EntryKind(
    make=_make,
    clear=_async_clear,
    prepare=async_offer_choices,
    taken_over=taken_over,
    platforms=lambda _: [
        Platform.BINARY_SENSOR,
        Platform.BUTTON,
        Platform.EVENT,
        Platform.SENSOR,
        Platform.SWITCH,
        Platform.TODO,
    ],
)
