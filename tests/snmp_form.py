"""Filling in the fields of SNMP: those of a user are there once version 3 is chosen."""

from typing import Any

from homeassistant.core import HomeAssistant

USER = (
    "username",
    "authentication",
    "authentication_key",
    "privacy",
    "privacy_key",
)


async def fill_in(
    hass: HomeAssistant, form: Any, typed: dict[str, Any], *sections: str
) -> Any:
    """Submit the form of a device as a person does, who chooses the version first."""
    asked = {
        name: typed[name]
        for name in sections
        if typed.get(name, {}).get("version") == "3" and not _asks_user(form, name)
    }
    if asked:
        first = {name: _without_user(section) for name, section in asked.items()}
        form = await hass.config_entries.flow.async_configure(
            form["flow_id"], typed | first
        )
        assert form["errors"] == {"base": "snmp_user_required"}
        assert all(_asks_user(form, name) for name in asked)
    return await hass.config_entries.flow.async_configure(form["flow_id"], typed)


def _without_user(section: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if key not in USER}


def _asks_user(form: Any, name: str) -> bool:
    fields = {str(field): part for field, part in form["data_schema"].schema.items()}
    return "username" in fields[name].schema.schema
