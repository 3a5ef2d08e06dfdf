"""The documents that the measured devices serve."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from simulator import MODELS, Input, Output, Sensor
from simulator.document import render

READINGS = 20
CHANGED = 16
"""How many of a device's readings usually differ between two polls."""

_MODEL = MODELS["poseidon2_3268"]
_AGENT = {
    "Version": "3.5.0",
    "XmlVer": "1.01",
    "Title": "Poseidon2 3268",
    "DeviceName": "Server room 0000",
    "SerialNumber": "0000000000",
    "Model": "66",
    "MAC": "00:0A:59:00:00:00",
    "IP": "127.0.0.1",
    "MASK": "255.0.0.0",
    "UpTime": "10000",
}
_NAME = _AGENT["DeviceName"].encode()
_MAC = _AGENT["MAC"].encode()
_UPTIME = b"<UpTime>%s<" % _AGENT["UpTime"].encode()
_VALUES = range(180, 270)  # tenths, all of them within the limits below
_UNITS = ("C", "%RH")


@dataclass(frozen=True, slots=True)
class Shape:
    """How many parts a device has, and how many readings change from poll to poll."""

    sensors: int = READINGS
    inputs: int = 0
    outputs: int = 0
    changed: int = 0


TEN_KILOBYTES = Shape(sensors=40, inputs=12, outputs=8)


def documents(shape: Shape, seed: int, count: int = 8) -> list[bytes]:
    """Return documents of one device, to be served in turn and over again."""
    return list(_documents(shape, Random(seed), count))  # noqa: S311


def _documents(shape: Shape, chance: Random, count: int) -> Iterator[bytes]:
    tenths = _tenths(shape, chance)
    first = list(tenths)
    for number in range(count):
        if number:
            for index in range(shape.changed):
                taken = (
                    tenths[index],
                    first[index],
                )  # the first one comes after the last
                tenths[index] = chance.choice([t for t in _VALUES if t not in taken])
        yield _document(shape, tenths)


def sensors(shape: Shape, seed: int) -> list[Sensor]:
    """Return the sensors of which the first document of a device tells."""
    return _sensors(_tenths(shape, Random(seed)))  # noqa: S311


def _tenths(shape: Shape, chance: Random) -> list[int]:
    return [chance.choice(_VALUES) for _ in range(shape.sensors)]


def _sensors(tenths: list[int]) -> list[Sensor]:
    return [
        Sensor(
            id=100 + index,
            name=f"Cold aisle, rack {index + 1}",
            unit=_UNITS[index % len(_UNITS)],
            value=value / 10,
            low=10.0,
            high=60.0,
            hysteresis=0.5,
        )
        for index, value in enumerate(tenths)
    ]


def _document(shape: Shape, tenths: list[int]) -> bytes:
    xml = render(
        _MODEL,
        _AGENT,
        _sensors(tenths),
        [
            Input(index + 1, f"Door of rack {index + 1}")
            for index in range(shape.inputs)
        ],
        [
            Output(151 + index, f"Fan of rack {index + 1}")
            for index in range(shape.outputs)
        ],
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml}'.encode()


def mac(index: int) -> str:
    """Return the MAC of a device."""
    return f"00:0A:59:7B:{index >> 8:02X}:{index & 0xFF:02X}"


def of_device(document: bytes, index: int, seconds: float) -> bytes:
    """Return a document as the device with this number sends it after that time."""
    uptime = int(_AGENT["UpTime"]) + int(seconds)
    return (
        # Names of their own, or Home Assistant would be busy telling them apart.
        document.replace(_NAME, b"Server room %04d" % index, 1)
        .replace(_MAC, mac(index).encode(), 1)
        .replace(_UPTIME, b"<UpTime>%d<" % uptime, 1)
    )


def entity_bomb() -> bytes:
    """Return a small document whose entities expand to a billion words."""
    entities = "".join(
        f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10)
    )
    return (
        f'<?xml version="1.0"?><!DOCTYPE Root [<!ENTITY e0 "lol">{entities}]>'
        "<Root><Agent><DeviceName>&e9;</DeviceName></Agent></Root>"
    ).encode()
