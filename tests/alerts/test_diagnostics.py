"""What the diagnostics download of the alerts tells."""

import json

from custom_components.hwgroup.diagnostics import async_get_config_entry_diagnostics
from homeassistant.core import HomeAssistant
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse
from .conftest import AddAlerts, Notifier


async def test_alerts(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """How far they are, without a word of what they say to whom."""
    await add_device(device)
    alerts = await add_alerts(notifier)
    hass.config_entries.async_update_entry(
        alerts, options={"heartbeat_url": "http://127.0.0.1:9/ping/secret-of-the-house"}
    )
    notifier.break_down()
    await device.stop()
    for _ in range(20):
        await elapse(31)
    data = await async_get_config_entry_diagnostics(hass, alerts)
    assert [alert["phase"] for alert in data["alerts"]] == ["active"]
    [delivery] = data["owed"]
    assert delivery["kind"] == "action"
    assert delivery["attempts"] >= 1
    assert data["last_sign_of_life"] is None
    assert data["subentries"] == {"recipient": 1}
    for secret in (
        "Server room",
        "IT on call",
        "it_on_call",
        device.host,
        "of-the-house",
    ):
        assert secret not in json.dumps(data)
