"""The simulated devices, which answer the search for devices where they can."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from simulator import MODELS, SearchResponder, SimulatedDevice

from .report import Report

# Model, name and place of each device. The last one speaks SNMP only.
DEVICES: Final = (
    ("ste2", "Cold store", "Kitchen"),
    ("poseidon2_3268", "Server room", "Office"),
    ("damocles2_mini", "Pump house", "Garden"),
    ("wld", "Boiler room", "Basement"),
    ("perseus", "Solar park", "Field"),
)
# The port is part of the search, so that only one program can answer at a time.
SEARCH_PORT: Final = 9999


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
    searchable = await _answer_search(report, stack, speaking_http)
    with report.step("Simulated devices") as seen:
        for number, device in enumerate(devices, 1):
            stack.push_async_callback(device.stop)
            http = device.model.serves_xml
            # Not every system has more than one address of this kind.
            host = f"127.0.2.{number}" if searchable else "127.0.0.1"
            await device.start(host, http=http, snmp=not http)
            seen(f"{device.name} at {_address(device)}")
    if not searchable:
        return Simulation(told=devices)
    others = [device for device in devices if device not in speaking_http]
    return Simulation(found=speaking_http, told=others)


async def _answer_search(
    report: Report, stack: AsyncExitStack, devices: Sequence[SimulatedDevice]
) -> bool:
    """Return whether the devices can answer."""
    responder = SearchResponder(devices)
    try:
        await responder.start(port=SEARCH_PORT)
    except OSError as error:
        reason = f"UDP port {SEARCH_PORT}: {error.strerror or error}"
        report.skip("Search for devices", f"{reason}; they are added by address")
        return False
    stack.push_async_callback(responder.stop)
    return True


def _address(device: SimulatedDevice) -> str:
    if device.model.serves_xml:
        return device.url
    return f"udp://{device.host}:{device.snmp_port}"
