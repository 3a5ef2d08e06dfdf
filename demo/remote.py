"""A device at another site: nobody can reach it, so it pushes."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
import socket
from time import monotonic
from typing import Final

from launcher import HOST
from simulator import MODELS, Pusher, PushSource, Sensor
from simulator.state import DeviceState

from .api import Api
from .flows import add_device_that_pushes, receive_pushes
from .report import Report
from .waiting import until

NAME: Final = "Branch office"
# A value that changes is shown after one request of the device, and no poll.
PUSH_SECONDS: Final = 10.0
# Long before the next push that is due.
_WARMER: Final = 1.5


@dataclass
class RemoteSite:
    """The device there, and its entry in Home Assistant."""

    pusher: Pusher
    entry_id: str

    @property
    def sensor(self) -> Sensor:
        """Return a reading to play with."""
        return self.pusher.device.sensors[0]


async def add_remote_site(
    report: Report, stack: AsyncExitStack, api: Api
) -> RemoteSite:
    """Receive pushes, and add a device as a user does: its URL is typed into it."""
    device = DeviceState(MODELS["ste"], name=NAME, mac="00:0A:59:7A:01:01")
    with report.step("Remote site") as seen:
        port = _free_port()
        await receive_pushes(api, port)
        pusher = Pusher(device, "")

        async def type_in(url: str) -> None:
            pusher.url = url
            await pusher.push(PushSource.MANUAL)

        entry = await add_device_that_pushes(api, type_in)
        await pusher.push()
        task = asyncio.create_task(pusher.run())
        stack.callback(task.cancel)
        entities = await api.entities(entry["entry_id"])
        seen(f"{entry['title']} with {len(entities)} entities")
        seen(f"pushes to port {port} every {pusher.period} s")
    return RemoteSite(pusher, entry["entry_id"])


async def push_a_change(report: Report, api: Api, site: RemoteSite) -> None:
    """Let a reading change: the device pushes that at once."""
    with report.step(f"Push of {NAME}") as seen:
        site.sensor.value = round(float(site.sensor.value) + _WARMER, 1)
        wanted, moved = site.sensor.reading, monotonic()
        await site.pusher.push(PushSource.EVENT, only=[site.sensor])

        async def look() -> str | None:
            states = await api.states()
            for entity in await api.entities(site.entry_id):
                state = states.get(entity["entity_id"])
                if state is not None and state["state"] == wanted:
                    return f"{entity['entity_id']} is {wanted}"
            return None

        what = f"{site.sensor.name} at {wanted}"
        seen(await until(look, seconds=PUSH_SECONDS, what=what, every=0.05))
        seen(f"shown within {monotonic() - moved:.1f} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
