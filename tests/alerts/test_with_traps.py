"""An alert does not wait for the next poll where a trap brings the news."""

import asyncio

import pytest

from ..conftest import AddTraps
from ..site import Site
from ..traps import Sender, v1_trap


@pytest.mark.bare
async def test_an_alert_starts_with_the_trap(site: Site, add_traps: AddTraps) -> None:
    """Trap, poll, alert, message: no clock is moved, and no poll is due."""
    site.probe.value, site.probe.high = 5.0, 8.0
    await site.set_up()
    traps = await add_traps()

    site.probe.value = 12.0
    with Sender(traps.data["port"], "127.0.0.1") as sender:
        sender.send(v1_trap())
        async with asyncio.timeout(10):
            while not site.titles:
                await asyncio.sleep(0)
    [title] = site.titles
    assert site.probe.name in title
