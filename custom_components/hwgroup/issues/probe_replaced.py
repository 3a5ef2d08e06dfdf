"""The repair issue that lets a new probe continue the history of an old one."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from ..const import DOMAIN
from ..device.probes import Replacement
from ..device.registered import async_device_name
from ..plain import as_placeholders
from .registry import async_keep_issues, issue_id

_KIND: Final = "replaced"
# What the unique IDs of a sensor's entities begin with, after the device's.
_ENTITIES: Final = (
    *("sensor", "sensor_alarm", "low_limit", "high_limit"),
    *("set_low_limit", "set_high_limit", "set_hysteresis"),
)


@callback
def async_show_replaced(
    hass: HomeAssistant, entry: ConfigEntry[Any], replacements: Iterable[Replacement]
) -> None:
    """Show an offer for each replacement whose old probe has entities left."""
    shown = {
        issue_id(entry, _KIND, f"{replacement.old}_{replacement.new}"): replacement
        for replacement in replacements
        if any(
            not entity.disabled
            for entity in _entities(hass, entry, replacement.old).values()
        )
    }
    async_keep_issues(hass, issue_id(entry, _KIND), shown)
    for known, replacement in shown.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            known,
            data={
                "entry_id": entry.entry_id,
                "old": replacement.old,
                "new": replacement.new,
            },
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="probe_replaced",
            translation_placeholders=as_placeholders(
                name=async_device_name(hass, entry),
                probe=replacement.name,
                old=replacement.old,
                new=replacement.new,
            ),
        )


@callback
def async_hand_over(
    hass: HomeAssistant, entry: ConfigEntry[Any], old: str, new: str
) -> None:
    """Make the entities of the old probe those of the new one, which loses its own."""
    registry = er.async_get(hass)
    olds, news = _entities(hass, entry, old), _entities(hass, entry, new)
    for key, entity in olds.items():
        if key in news:
            registry.async_remove(news[key].entity_id)
        registry.async_update_entity(
            entity.entity_id, new_unique_id=_unique_id(entry, key[1], new)
        )


def _entities(
    hass: HomeAssistant, entry: ConfigEntry[Any], probe: str
) -> Mapping[tuple[str, str], er.RegistryEntry]:
    """Return a probe's entities by their domain and kind."""
    kinds = {_unique_id(entry, kind, probe): kind for kind in _ENTITIES}
    return {
        (entity.domain, kinds[entity.unique_id]): entity
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if entity.unique_id in kinds
    }


def _unique_id(entry: ConfigEntry[Any], kind: str, probe: str) -> str:
    return f"{entry.unique_id or entry.entry_id}_{kind}_{probe}"
