"""An alert does not wait for the next poll where a trap brings the news."""

import asyncio

from simulator import SimulatedDevice

from ..conftest import AddDevice, AddTraps
from ..traps import Sender, v1_trap
from .conftest import AddAlerts, Notifier


async def test_an_alert_starts_with_the_trap(
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    add_traps: AddTraps,
    notifier: Notifier,
) -> None:
    """Trap, poll, alert, message: no clock is moved, and no poll is due."""
    device.sensors[0].value, device.sensors[0].high = 5.0, 8.0
    await add_device(device)
    await add_alerts(notifier)
    traps = await add_traps()

    device.sensors[0].value = 12.0
    with Sender(traps.data["port"], "127.0.0.1") as sender:
        sender.send(v1_trap())
        async with asyncio.timeout(10):
            while not notifier.titles:
                await asyncio.sleep(0)
    [title] = notifier.titles
    assert device.sensors[0].name in title
