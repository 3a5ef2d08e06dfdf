"""What entities knew before a restart: real ones, by whatever Home Assistant keys it."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..site import MakeDevice
from .house import House, device_entry

METER = {
    "name": "Cold water",
    "input": "3",
    "kind": "water",
    "unit_of_measurement": "m³",
    "pulses_per_unit": 100,
    "reading": 1290.5,
}
ALARM = "event.pump_house_alarm"
ALERT = "event.hw_group_alerts_alert"
LAST = "sensor.hw_group_alerts_last_alert_message"
# Renamed by the user while Home Assistant runs.
WATER, RENAMED = "sensor.cold_water", "sensor.water_of_the_house"


async def _add_meter(hass: HomeAssistant) -> None:
    flows = hass.config_entries.subentries
    result = await flows.async_init(
        (device_entry(hass).entry_id, "meter"), context={"source": "user"}
    )
    result = await flows.async_configure(result["flow_id"], METER)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)


def _known(hass: HomeAssistant, *entity_ids: str) -> dict[str, Any]:
    """Return the states, with what is no detail of the run."""
    found = {}
    for entity_id in entity_ids:
        state = hass.states.get(entity_id)
        assert state is not None, entity_id
        found[entity_id] = state.state, dict(state.attributes)
    return found


async def test_states_come_back(house: House, make_device: MakeDevice) -> None:
    """Events, the last message and the total of a meter, also under another entity ID."""
    device = await make_device(
        "damocles2_mini", name="Pump house", mac="00:0A:59:10:20:30"
    )
    async with house.run() as hass:
        await house.add(hass, device)
        await _add_meter(hass)
        await house.elapse(hass, 1)
        device.input(3).counter += 100
        device.inputs[0].closed = not device.inputs[0].closed
        await house.elapse(hass, 1)
        er.async_get(hass).async_update_entity(WATER, new_entity_id=RENAMED)
        await hass.async_block_till_done(wait_background_tasks=True)
        await house.elapse(hass, 1)
        before = _known(hass, ALARM, ALERT, LAST)
        assert dt_util.parse_datetime(before[ALARM][0]) is not None
        assert dt_util.parse_datetime(before[ALERT][0]) is not None
        assert "Pump house" in before[LAST][0]
        assert _known(hass, RENAMED)[RENAMED][0] == "1291.5"
    await device.unplug()

    async with house.run() as hass:
        assert _known(hass, ALERT, LAST) == {
            each: before[each] for each in (ALERT, LAST)
        }
        await device.plug()
        device.input(3).counter += 20
        await house.elapse(hass, 1)
        assert _known(hass, ALARM)[ALARM] == before[ALARM]
        assert _known(hass, RENAMED)[RENAMED][0] == "1291.7"
        assert hass.states.get(WATER) is None
