"""What the forms of actions offer: the recipients and the rules that there are."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.helpers.service import async_set_service_schema
from homeassistant.util.yaml import load_yaml_dict

from .alerts.config.user_rules import RULE_KINDS
from .alerts.messages.words import words
from .alerts.rules.built_in import LOST, OFFLINE
from .compat import ConfigEntryChange, async_on_entry_changed, singleton
from .const import ALERTS_UNIQUE_ID, DOMAIN, SUBENTRY_RECIPIENT

_DESCRIPTIONS: Final = Path(__file__).parent / "services.yaml"
# The recorder keeps the past of these only.
_TRIED: Final = (OFFLINE, LOST)


@singleton("hwgroup_choices")
async def async_offer_choices(hass: HomeAssistant) -> None:
    """Let people choose from names instead of typing them, from now on."""
    described = await hass.async_add_executor_job(load_yaml_dict, str(_DESCRIPTIONS))
    offered: dict[str, list[SelectOptionDict]] = {}

    @callback
    def offer() -> None:
        nonlocal offered
        if (now := dict(_choices(hass))) == offered:
            return
        offered = now
        for action, description in described.items():
            fields = (description or {}).get("fields", {})
            if named := fields.keys() & now.keys():
                filled = {name: _filled(fields[name], now[name]) for name in named}
                schema = {**description, "fields": fields | filled}
                async_set_service_schema(hass, DOMAIN, action, schema)

    @callback
    def on_change(_change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        if entry.unique_id == ALERTS_UNIQUE_ID:
            offer()

    offer()
    async_on_entry_changed(hass, on_change)


def _choices(hass: HomeAssistant) -> Iterator[tuple[str, list[SelectOptionDict]]]:
    """Yield the fields that name something, each with what there is to name now."""
    entry = hass.config_entries.async_entry_for_domain_unique_id(
        DOMAIN, ALERTS_UNIQUE_ID
    )
    subentries = () if entry is None else entry.subentries.values()
    text = words(hass.config.language)
    yield (
        "recipient",
        [
            SelectOptionDict(value=each.title, label=each.title)
            for each in subentries
            if each.subentry_type == SUBENTRY_RECIPIENT
        ],
    )
    yield (
        "rule",
        [
            SelectOptionDict(value=each.title, label=each.title)
            for each in subentries
            if each.subentry_type in RULE_KINDS
        ]
        + [SelectOptionDict(value=rule, label=text[f"rule_{rule}"]) for rule in _TRIED],
    )


def _filled(
    field: Mapping[str, Any], options: list[SelectOptionDict]
) -> dict[str, Any]:
    """Return a field with what it offers; a template may still name anything else."""
    return {
        **field,
        "selector": {"select": {"options": options, "custom_value": True}},
    }
