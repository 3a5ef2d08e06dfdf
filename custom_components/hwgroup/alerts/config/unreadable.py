"""Repair issues for settings of the alerts that cannot be read.

Those of a rule that is left out are shown with what else keeps a rule from its work.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final, NamedTuple

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN, SUBENTRY_MAINTENANCE, SUBENTRY_RECIPIENT, SUBENTRY_REPORT
from ...issues.registry import async_keep_issues
from ...plain import as_placeholders
from ...settings import Settings, UnreadableSettingError
from .built_in import built_in_rules
from .entry import async_window
from .options import beat_of, collect_within, drill_period_of, needs_healthy_rules
from .recipients import recipient_of
from .reports import report_plan
from .user_rules import target_of, user_rule

UNREADABLE_PREFIX: Final = "unreadable_settings_"
DEFAULT_USED: Final = "settings_unreadable"
LEFT_OUT: Final = {
    SUBENTRY_RECIPIENT: "recipient_left_out",
    SUBENTRY_MAINTENANCE: "maintenance_left_out",
    SUBENTRY_REPORT: "report_left_out",
}


class _Unreadable(NamedTuple):
    """Something of the alerts, the settings of it that cannot be read, and what follows."""

    id: str
    name: str
    settings: list[str]
    issue: str


@callback
def async_show_unreadable(hass: HomeAssistant, entry: ConfigEntry[Any]) -> str | None:
    """Show what cannot be read, and return the name of what is left out therefore."""
    shown = {f"{UNREADABLE_PREFIX}{each.id}": each for each in _unreadable(hass, entry)}
    async_keep_issues(hass, UNREADABLE_PREFIX, shown)
    for issue_id, each in shown.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=each.issue,
            translation_placeholders=as_placeholders(
                name=each.name, settings=", ".join(each.settings), alerts=entry.title
            ),
        )
    left_out = (each.name for each in shown.values() if each.issue != DEFAULT_USED)
    return next(left_out, None)


def _unreadable(hass: HomeAssistant, entry: ConfigEntry[Any]) -> Iterator[_Unreadable]:
    options = Settings(entry.options)
    for read in (beat_of, collect_within, drill_period_of, needs_healthy_rules):
        read(options)
    list(built_in_rules(options))
    if options.unreadable:
        yield _Unreadable("options", entry.title, options.unreadable, DEFAULT_USED)
    for subentry in entry.subentries.values():
        settings = Settings(subentry.data)
        issue = _issue_of(hass, subentry, settings)
        if issue and settings.unreadable:
            key, name = subentry.subentry_id, str(subentry.title)
            yield _Unreadable(key, name, settings.unreadable, issue)


def _issue_of(
    hass: HomeAssistant, subentry: ConfigSubentry, settings: Settings
) -> str | None:
    """Read a subentry, and return what issue its settings are, if they are one."""
    kind = subentry.subentry_type
    if kind == SUBENTRY_RECIPIENT:
        is_read = recipient_of(subentry, settings) is not None
    elif kind == SUBENTRY_MAINTENANCE:
        is_read = async_window(hass, subentry, settings) is not None
    elif kind == SUBENTRY_REPORT:
        is_read = report_plan(subentry, settings) is not None
    else:
        with suppress(UnreadableSettingError):
            target_of(settings)
            user_rule(kind, subentry.subentry_id, "", settings, None)
            return DEFAULT_USED
        return None
    return DEFAULT_USED if is_read else LEFT_OUT[kind]
