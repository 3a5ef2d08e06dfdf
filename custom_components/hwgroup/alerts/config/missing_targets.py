"""Repair issues for rules, maintenance windows and reports that name something deleted."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    issue_registry as ir,
    label_registry as lr,
)

from ...compat import TargetSelection
from ...const import CONF_EXCLUDE, CONF_RECIPIENTS, CONF_SCHEDULE, CONF_TARGET, DOMAIN
from ...issues.registry import async_keep_issues
from ...plain import as_placeholders
from ...settings import Settings, target, text

MISSING_PREFIX: Final = "missing_"
ISSUE_KEYS: Final[Mapping[str, str]] = {
    CONF_TARGET: "target_missing",
    CONF_SCHEDULE: "schedule_missing",
    CONF_RECIPIENTS: "report_recipient_missing",
}


@callback
def async_show_missing(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Show an issue for each target that has lost a part, and no other.

    Home Assistant changes no target when a label is deleted, say: what is not watched
    any more would be missed by nobody.
    """
    shown = {
        f"{MISSING_PREFIX}{key}_{subentry.subentry_id}": (key, subentry.title, missing)
        for subentry in entry.subentries.values()
        for key, find in (
            (CONF_TARGET, _of_target),
            (CONF_SCHEDULE, _schedule),
            (CONF_RECIPIENTS, partial(_recipients, entry)),
        )
        if (missing := ", ".join(sorted(find(hass, subentry.data))))
    }
    async_keep_issues(hass, MISSING_PREFIX, shown)
    for issue_id, (key, name, missing) in shown.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=ISSUE_KEYS[key],
            translation_placeholders=as_placeholders(
                name=name, missing=missing, alerts=entry.title
            ),
        )


@callback
def async_lacks_target(hass: HomeAssistant, data: Mapping[str, Any]) -> bool:
    """Return whether the target of a rule names something that is no more."""
    return any(True for _ in _of_target(hass, data))


def _of_target(hass: HomeAssistant, data: Mapping[str, Any]) -> Iterator[str]:
    if not (named := Settings(data).get(CONF_TARGET, target, None)):
        return
    yield from _missing(hass, named)
    yield from _missing(hass, named.get(CONF_EXCLUDE, {}))


def _missing(hass: HomeAssistant, named: Mapping[str, Any]) -> Iterator[str]:
    chosen = TargetSelection(dict(named))
    yield from chosen.entity_ids - er.async_get(hass).entities.keys()
    devices, floors = dr.async_get(hass), fr.async_get(hass)
    areas, labels = ar.async_get(hass), lr.async_get(hass)
    for ids, find in (
        (chosen.device_ids, devices.async_get),
        (chosen.area_ids, areas.async_get_area),
        (chosen.floor_ids, floors.async_get_floor),
        (chosen.label_ids, labels.async_get_label),
    ):
        yield from (each for each in ids if find(each) is None)


def _schedule(hass: HomeAssistant, data: Mapping[str, Any]) -> Iterator[str]:
    entity_id = Settings(data).get(CONF_SCHEDULE, text, None)
    if entity_id is None or entity_id in er.async_get(hass).entities:
        return
    # One that is not registered is there once Home Assistant has loaded it.
    if hass.is_running and hass.states.get(entity_id) is None:
        yield entity_id


def _recipients(
    entry: ConfigEntry[Any], _hass: HomeAssistant, data: Mapping[str, Any]
) -> Iterator[str]:
    for recipient in Settings(data).each(CONF_RECIPIENTS, text):
        if recipient not in entry.subentries:
            yield recipient
