"""The simulated devices, which answer the search for devices where they can."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from simulator import MODELS, SearchResponder, SimulatedDevice

from .report import Report

# It has no name of its own.
SMS_GATEWAY: Final = "HWg-SMS-GW3"
# Model, name and place of each device. The last one speaks SNMP only.
DEVICES: Final = (
    ("ste2", "Cold store", "Kitchen"),
    ("poseidon2_3268", "Server room", "Office"),
    ("damocles2_mini", "Pump house", "Garden"),
    ("wld", "Boiler room", "Basement"),
    ("sms_gw3", SMS_GATEWAY, "Office"),
    ("perseus", "Solar park", "Field"),
)
# The port is part of the search, so that only one program can answer at a time.
SEARCH_PORT: Final = 9999
# A device that answers the search is asked at no other port. Not every user may have it.
HTTP_PORT: Final = 80


@dataclass
class Simulation:
    """The devices, by how Home Assistant gets to know them."""

    found: list[SimulatedDevice] = field(default_factory=list)
    """Those that answer the search."""
    told: list[SimulatedDevice] = field(default_factory=list)
    """Those whose address has to be told."""

    @property
    def devices(self) -> list[SimulatedDevice]:
        """Return all of them, in their order."""
        return [*self.found, *self.told]


async def simulate(report: Report, stack: AsyncExitStack) -> Simulation:
    """Start the devices."""
    devices = [
        SimulatedDevice(MODELS[model], name=name, mac=f"00:0A:59:7A:00:{number:02X}")
        for number, (model, name, _) in enumerate(DEVICES, 1)
    ]
    speaking_http = [device for device in devices if device.model.serves_xml]
    with report.step("Simulated devices") as seen:
        found = await _start_where_found(stack, speaking_http, seen)
        told = [device for device in devices if device not in found]
        for device in told:
            stack.push_async_callback(device.stop)
            http = device.model.serves_xml
            # In the network of the others, so that one outage is of all of them.
            host = _host(devices.index(device) + 1) if found else "127.0.0.1"
            await device.start(host, http=http, snmp=not http)
        for device in devices:
            seen(f"{device.name} at {_address(device)}")
    return Simulation(found, told)


async def _start_where_found(
    stack: AsyncExitStack,
    devices: list[SimulatedDevice],
    seen: Callable[[str], None],
) -> list[SimulatedDevice]:
    """Return the devices if the search finds them, and none where that cannot be."""
    responder = SearchResponder(devices)
    try:
        async with AsyncExitStack() as started:
            for number, device in enumerate(devices, 1):
                started.push_async_callback(device.stop)
                await device.start(_host(number), HTTP_PORT)
            started.push_async_callback(responder.stop)
            await responder.start(port=SEARCH_PORT)
            stack.push_async_exit(started.pop_all())
    except OSError as error:
        seen(f"no search finds them, so each is added by address ({error})")
        return []
    return devices


def _host(number: int) -> str:
    return f"127.0.2.{number}"


def _address(device: SimulatedDevice) -> str:
    if device.model.serves_xml:
        return device.url
    return f"udp://{device.host}:{device.snmp_port}"
