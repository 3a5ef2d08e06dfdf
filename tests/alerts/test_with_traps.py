"""An alert does not wait for the next poll where a trap brings the news."""

import asyncio

from custom_components.hwgroup.const import CONF_GRACE
from homeassistant.core import HomeAssistant
from simulator import SimulatedDevice

from ..conftest import AddDevice, AddTraps
from ..traps import Sender, v1_trap
from .conftest import AddAlerts, Notifier


async def test_an_alert_starts_with_the_trap(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    add_traps: AddTraps,
    notifier: Notifier,
) -> None:
    """Trap, poll, alert, message: no clock is moved, and no poll is due."""
    entry = await add_device(device)
    hass.config_entries.async_update_entry(entry, options={CONF_GRACE: 0})
    await hass.config_entries.async_reload(entry.entry_id)
    alerts = await add_alerts(notifier)
    hass.config_entries.async_update_entry(alerts, options={"offline": {"delay": 0}})
    traps = await add_traps()

    await device.unplug()
    with Sender(traps.data["port"], "127.0.0.1") as sender:
        sender.send(v1_trap())
        async with asyncio.timeout(10):
            while not notifier.titles:
                await asyncio.sleep(0)
    assert notifier.titles == ["Server room is offline"]
