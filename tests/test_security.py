"""What docs/security.md says, where no other test does."""

from typing import override

from homeassistant.core import HomeAssistant
from simulator import MODELS, SimulatedDevice
from simulator.connection import Request

from .conftest import AddDevice


class Listening(SimulatedDevice):
    """A device that remembers what it was asked."""

    asked: set[tuple[str, str]]

    @override
    def _admits(self, request: Request) -> bool:
        self.asked.add((request.method, request.path))
        return super()._admits(request)


async def test_nothing_is_written(hass: HomeAssistant, add_device: AddDevice) -> None:
    """Over HTTP the document is fetched, over SNMP variables are read."""
    device = Listening(MODELS["poseidon2_3268"], name="Unit")
    device.asked = set()
    await device.start(snmp=True)
    entry = await add_device(device, transport="auto", port=device.snmp_port)
    await entry.runtime_data.async_refresh()
    device.credentials = ("admin", "s3cret")  # so that SNMP is asked
    await entry.runtime_data.async_refresh()
    assert device.agent.requests > 0
    assert device.agent.bulk_requests == device.agent.set_requests == 0
    assert device.asked == {("GET", "/values.xml")}
    await device.stop()
