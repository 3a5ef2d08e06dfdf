"""An alert does not wait where the device pushes what has changed."""

from time import monotonic

import pytest

from simulator import MODELS, PushSource
from simulator.state import DeviceState

from ..conftest import AddPush
from ..push import add_pushing
from ..simulator.helpers import until
from ..site import AddAlerts, Notifier, Site


async def test_an_autopush_reaches_a_recipient_within_a_second(
    hass: object,
    add_push: AddPush,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> None:
    """In real time: push, disk, reading, alert, message."""
    device = DeviceState(MODELS["ste2"], name="Remote store")
    _, pusher = await add_pushing(notifier.hass, await add_push(), device)
    await add_alerts(notifier)
    await pusher.push()

    device.sensors[0].value = 12.0
    begun = monotonic()
    await pusher.push(PushSource.EVENT, only=[device.sensors[0]])
    await until(lambda: bool(notifier.titles))
    assert monotonic() - begun < 1.0
    [title] = notifier.titles
    assert "Cold room 1" in title
    assert "12" in title


@pytest.mark.bare
async def test_a_device_that_no_longer_pushes(site: Site, add_push: AddPush) -> None:
    """It is offline after three pushes that are missing, with the reason."""
    device = DeviceState(MODELS["ste2"], name="Remote store", mac="00:0A:59:77:00:01")
    device.sensors[0].value = 5.0
    _, pusher = await add_pushing(site.hass, await add_push(), device)
    site.alerts = await site.add_alerts(site.notifier)
    for _ in range(2):
        await pusher.push()
    for _ in range(2):
        await site.elapse(361)
        assert not site.titles
    for _ in range(3):
        await site.elapse(361)
    [title] = site.titles
    assert "Remote store" in title
    [message] = site.notifier.accepted
    assert "it has not pushed" in message["message"]
    await pusher.push()
    await site.settle()
    assert len(site.titles) == 2
