"""Helpers that read documents and wait for what happens behind a socket."""

import asyncio
from collections.abc import Callable
from xml.etree import ElementTree as ET

from simulator import SimulatedDevice

STE = "http://www.hw-group.com/XMLSchema/ste/values.xsd"
POSEIDON = "http://www.etech.cz/XMLSchema/poseidon/values.xsd"


def root_of(device: SimulatedDevice) -> ET.Element:
    """Return the parsed document of a device."""
    return ET.fromstring(device.document)


def agent_of(device: SimulatedDevice) -> dict[str, str | None]:
    """Return the Agent element of the document of a device."""
    return {child.tag: child.text for child in root_of(device).iterfind("Agent/*")}


def entry(device: SimulatedDevice, part_set: str, part_id: int) -> ET.Element:
    """Return the entry of a sensor, input or output."""
    found = root_of(device).find(f"{part_set}/Entry[ID='{part_id}']")
    assert found is not None
    return found


def sensor_tag(device: SimulatedDevice, sensor_id: int, tag: str) -> str | None:
    """Return the text of a tag of a sensor."""
    return entry(device, "SenSet", sensor_id).findtext(tag)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something is true on the other side of a socket."""
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0)


async def ask(
    device: SimulatedDevice, head: str = "GET /values.xml HTTP/1.1"
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send a plain GET request and return the streams."""
    reader, writer = await asyncio.open_connection(device.host, device.port)
    writer.write(f"{head}\r\nHost: device\r\n\r\n".encode())
    await writer.drain()
    return reader, writer
