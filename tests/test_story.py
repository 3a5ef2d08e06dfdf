"""A device's life over two protocols, told by the alerts: from end to end."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.hwgroup import coordinator as coordinator_module
from custom_components.hwgroup.alerts import clock
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from simulator import MODELS, SimulatedDevice

from .conftest import AddDevice
from .site import AddAlerts, Notifier


@pytest.mark.usefixtures("more_entities")
async def test_http_then_snmp_then_http_then_silence_then_back(
    hass: HomeAssistant,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No false offline alert while one way answers, and no lost one when none does."""
    monkeypatch.setattr(
        "custom_components.hwgroup.client.snmp_session.TIMEOUT_SECONDS", 0.1
    )
    device = SimulatedDevice(MODELS["ste2"], name="Unit", mac="00:0A:59:10:20:30")
    await device.start(snmp=True)
    entry = await add_device(device, transport="auto", port=device.snmp_port)
    await add_alerts(notifier)
    coordinator: Any = entry.runtime_data
    now = dt_util.utcnow()
    monkeypatch.setattr(dt_util, "utcnow", lambda: now)
    for module in (clock, coordinator_module):
        monkeypatch.setattr(module, "monotonic", lambda: now.timestamp())  # noqa: PLW0108

    async def minutes(count: int) -> None:
        nonlocal now
        for _ in range(2 * count):
            now += timedelta(seconds=30)
            await coordinator.async_refresh()
            async_fire_time_changed(hass, now)
            await hass.async_block_till_done(wait_background_tasks=True)

    def shown(entity_id: str) -> str:
        state = hass.states.get(entity_id)
        assert state is not None
        return state.state

    await minutes(2)
    await device.unplug_http()
    device.sensors[0].value = 5.5
    await minutes(20)
    assert shown("sensor.unit_protocol_in_use") == "snmp"
    assert shown("sensor.unit_cold_room_1") == "5.5"
    assert notifier.titles == []

    await device.plug_http()
    device.sensors[0].value = 6.5
    await minutes(20)
    assert shown("sensor.unit_protocol_in_use") == "http"
    assert shown("sensor.unit_cold_room_1") == "6.5"
    assert notifier.titles == []

    await device.unplug()
    await minutes(4)
    assert notifier.titles == []
    await minutes(3)
    assert notifier.titles == ["Unit is offline"]
    assert shown("binary_sensor.unit_connectivity") == "off"

    await device.plug_snmp()
    await minutes(1)
    assert notifier.titles == ["Unit is offline", "Unit is back online"]
    assert shown("sensor.unit_protocol_in_use") == "snmp"
    await device.plug_http()
    await minutes(60)
    assert shown("sensor.unit_protocol_in_use") == "http"
    assert len(notifier.titles) == 2
    await device.stop()
