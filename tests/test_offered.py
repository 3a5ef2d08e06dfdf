"""What the automation editor offers for a target."""

import pytest
from pytest_homeassistant_custom_component.common import (
    MockEntityPlatform,
    MockToggleEntity,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from simulator import SimulatedDevice

from .conftest import AddDevice
from .site import AddAlerts, Notifier

ABOUT_ALERTS = {
    "triggers": {"alert_started", "alert_acknowledged", "alert_cleared"},
    "conditions": {"alert_is_active", "alerts_are_paused"},
}
ABOUT_DEVICES = {
    "triggers": {
        *ABOUT_ALERTS["triggers"],
        "device_went_offline",
        "device_came_back_online",
        "probe_lost",
        "probe_readable_again",
    },
    "conditions": {*ABOUT_ALERTS["conditions"], "device_is_offline"},
}


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
async def test_it_is_offered_where_it_can_be_of_use(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    kind: str,
) -> None:
    """For a device of ours and for the alerts as a whole, and for no other entity."""
    assert await async_setup_component(hass, "automation", {})
    await add_device(device)
    await add_alerts(notifier)
    stranger = MockToggleEntity("on", "Lamp")
    await MockEntityPlatform(
        hass, domain="switch", platform_name="lamps"
    ).async_add_entities([stranger])
    client = await hass_ws_client(hass)

    async def offered(target: dict[str, list[str | None]]) -> set[str]:
        await client.send_json_auto_id(
            {"type": f"get_{kind}_for_target", "target": target}
        )
        found = (await client.receive_json())["result"]
        return {
            key.removeprefix("hwgroup.") for key in found if key.startswith("hwgroup.")
        }

    entities = er.async_get(hass)
    of_device = entities.async_get("binary_sensor.server_room_connectivity")
    of_alerts = entities.async_get("switch.hw_group_alerts_all_alerts")
    assert of_device is not None
    assert of_alerts is not None
    assert await offered({"entity_id": [stranger.entity_id]}) == set()
    assert await offered({"device_id": [of_device.device_id]}) == ABOUT_DEVICES[kind]
    assert ABOUT_ALERTS[kind] <= await offered({"device_id": [of_alerts.device_id]})
