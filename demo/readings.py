"""What a device itself says of its sensors, and what Home Assistant shows of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from aiohttp import ClientError, ClientSession, ClientTimeout

from simulator import SimulatedDevice

from .api import Api
from .report import StepError

# Home Assistant may show a temperature in another unit than the device.
TO_CELSIUS: Final[Mapping[str, Callable[[float], float]]] = {
    "F": lambda value: (value - 32) / 1.8,
    "K": lambda value: value - 273.15,
}


@dataclass(frozen=True)
class Reading:
    """A sensor as the device tells of it."""

    id: str
    name: str
    value: float
    unit: str

    def equals(self, state: str, unit: str) -> bool:
        """Return whether a state of Home Assistant says the same."""
        if state in ("on", "off"):
            return (self.value > 0) is (state == "on")
        try:
            shown = _comparable(float(state), unit.removeprefix("°"))
        except ValueError:
            return False
        return abs(shown - _comparable(self.value, self.unit)) < 0.05


def _comparable(value: float, unit: str) -> float:
    return TO_CELSIUS[unit](value) if unit in TO_CELSIUS else value


async def device_readings(url: str) -> list[Reading]:
    """Ask a device for its readings."""
    base = url.rstrip("/").removesuffix("/values.xml")
    if "://" not in base:
        base = f"http://{base}"
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=10)) as session,
            session.get(f"{base}/values.xml") as response,
        ):
            response.raise_for_status()
            document = ET.fromstring(await response.read())
    except (ClientError, TimeoutError, ET.ParseError) as error:
        raise StepError(f"{base} cannot be read: {error}") from error
    return [_reading(entry) for entry in document.iterfind("SenSet/Entry")]


def _reading(entry: ET.Element) -> Reading:
    def text(tag: str) -> str:
        return (entry.findtext(tag) or "").strip()

    return Reading(text("ID"), text("Name"), float(text("Value")), text("Units"))


def simulated_readings(device: SimulatedDevice) -> list[Reading]:
    """Return what a simulated device measures, for one that has no document."""
    return [
        Reading(
            f"{sensor.meter}_{sensor.id}" if device.meters else str(sensor.id),
            sensor.name,
            float(sensor.reading),
            sensor.unit,
        )
        for sensor in device.sensors
    ]


async def compare(api: Api, entry_id: str, readings: list[Reading]) -> str:
    """Return what both say, or fail at the first difference."""
    entities = await api.entities(entry_id)
    states = await api.states()
    seen = []
    for reading in readings:
        ending = f"_sensor_{reading.id}"
        entity_id = next(
            (e["entity_id"] for e in entities if e["unique_id"].endswith(ending)), None
        )
        if entity_id is None or entity_id not in states:
            raise StepError(f"no entity for {reading.name}")
        state = states[entity_id]
        unit = state["attributes"].get("unit_of_measurement", "")
        shown = f"{state['state']} {unit}".strip()
        if not reading.equals(state["state"], unit):
            raise StepError(f"{reading.name} is {reading.value}, but {shown} is shown")
        seen.append(f"{reading.name} {shown}")
    return ", ".join(seen)
