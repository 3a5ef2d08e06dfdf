"""An update of the integration is not noticed."""

from typing import Any

import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..site import Elapse, Notifier
from .conftest import FILES, Restore

VERSIONS = sorted(folder.name for folder in FILES.iterdir())


async def _ask(hass: HomeAssistant, action: str) -> list[dict[str, Any]]:
    response = await hass.services.async_call(
        DOMAIN, action, {}, blocking=True, return_response=True
    )
    assert response is not None
    [answer] = response.values()
    return answer  # type: ignore[return-value]


@pytest.mark.parametrize("version", VERSIONS)
async def test_an_update_is_not_noticed(
    hass: HomeAssistant, restore: Restore, elapse: Elapse, version: str
) -> None:
    """Entities, alerts, acknowledgements, pauses and owed messages go on."""
    notifier = Notifier(hass, "it_on_call")
    notifier.register()
    before = restore(version)
    await hass.config_entries.async_setup(before.device.entry_id)
    await elapse(31)
    assert before.device.state is ConfigEntryState.LOADED
    assert before.alerts.state is ConfigEntryState.LOADED

    registry = er.async_get(hass)
    now = {
        entity.entity_id: entity.unique_id
        for entity in registry.entities.values()
        if entity.platform == DOMAIN
    }
    assert before.entities.items() <= now.items()

    alerts = {
        (each["rule"], each["name"]): each for each in await _ask(hass, "get_alerts")
    }
    assert {
        key: (each["phase"], each["acknowledged_by"]) for key, each in alerts.items()
    } == {
        ("alarm", "Cold room 1"): ("acknowledged", "Ann"),
        ("Cold store", "Cold room 1"): ("active", None),
        ("alarm", "Cold room door"): ("active", None),
        ("Doors", "Cold room door"): ("active", None),
    }
    assert {each["since"][:16] for each in alerts.values()} == {"2026-11-25T12:01"}
    assert {each["id"] for each in alerts.values()} == before.told

    assert hass.states.get("switch.server_room_alerts").state == "off"
    accepted = [
        each
        for each in await _ask(hass, "get_deliveries")
        if each["state"] == "accepted"
    ]
    assert len(accepted) == 5, "two were owed when the earlier code stopped"
    assert len(notifier.titles) == 2
