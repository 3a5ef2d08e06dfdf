"""Documents damaged at random: a device or an HwgError, and nothing else.

Each example has a seed of its own, which a failure names.
"""

from random import Random

import pytest

from custom_components.hwgroup.client import (
    Device,
    HwgError,
    Quantity,
    Sensor,
    ValuesReader,
)

from .damage import (
    ITERATIONS,
    damaged,
    delete,
    duplicate,
    flip,
    insert,
    overwrite,
    truncate,
)
from .helpers import FIXTURES

DOCUMENTS = [path.read_bytes() for path in sorted(FIXTURES.glob("*.xml"))]
PIECES = [
    *(
        b"<",
        b">",
        b"/",
        b"&",
        b"\0",
        b"\xff",
        b"\xc3",
        b"\xe9",
        b"]]>",
        b"<!--",
        b"-->",
    ),
    *(b"<![CDATA[", b"<!DOCTYPE", b"<html", b"<?xml?>", b"&amp;", b"&x;", b"&#0;"),
    *(b"-999.9", b"nan", b"inf", b"1e999", b"9" * 400, b",", b"\xef\xbb\xbf"),
    *(b"<Entry/>", b"<ID>1</ID>", b"<State>7</State>", b"<Units></Units>"),
    *(b"<status><state>2</state></status>", b"<SenSet/>", b"windows-1250", b"cp037"),
    *("٣".encode(), "²".encode(), b"\xed\xa0\x80", b"xmlns:val=''", b"<a:b/>"),
    *(
        b"-9999",
        b"1250.5",
        b"DP C",
        b"5",
        b"<Unit>5</Unit>",
        b"&#10;",
        "\u202e".encode(),
    ),
]


def _replace_text(data: bytearray, random: Random) -> None:
    """Put something between two tags, which most often stays well-formed."""
    texts = [at for at, byte in enumerate(data) if byte == ord(">")]
    start = random.choice(texts or [0])
    end = data.find(b"<", start)
    data[start + 1 : end] = random.choice(PIECES)


MUTATIONS = (
    *(flip, overwrite, delete, duplicate, insert(PIECES)),
    *(_replace_text, _replace_text, _replace_text, truncate),
)


def _damaged(seed: int) -> bytes:
    random = Random(seed)
    return damaged(random.choice(DOCUMENTS), random, MUTATIONS)


def _read(reader: ValuesReader, data: bytes) -> Device | None:
    """Return the device, or nothing where there is none."""
    try:
        return reader.read(data)
    except HwgError:
        return None


def _is_value(value: float, quantity: Quantity) -> bool:
    largest = 999.9 if quantity in ("temperature", "humidity") else 1e15
    return abs(value) < largest and abs(value) != 999.9


def _is_without_value(sensor: Sensor) -> bool:
    unknown = sensor.state.is_alarm and sensor.unit.quantity == "unknown"
    return sensor.state in ("invalid", "disconnected") or unknown


def _is_sound(device: Device) -> bool:
    """Return whether a device keeps the promises of the model."""
    return all(
        (sensor.value is None) == _is_without_value(sensor)
        and (sensor.value is None or _is_value(sensor.value, sensor.unit.quantity))
        for sensor in device.sensors.values()
    ) and all(
        part.key == key
        for parts in (device.sensors, device.inputs, device.outputs)
        for key, part in parts.items()
    )


def test_damaged_documents() -> None:
    """Damage is read or refused, and never matters to the next document."""
    one_device = ValuesReader()
    read = refused = 0
    for seed in range(ITERATIONS):
        data = _damaged(seed)
        try:
            device = _read(ValuesReader(), data)
            again = _read(one_device, data)
        except Exception as err:
            err.add_note(f"{seed=}: {data!r}")
            raise
        assert again == device, f"{seed=}: {data!r}"
        assert device is None or _is_sound(device), f"{seed=}: {data!r}"
        read += device is not None
        refused += device is None
    # Damage that is always refused, or never, would try little.
    assert min(read, refused) > ITERATIONS // 10


@pytest.mark.parametrize("size", [1, 10, 1000])
def test_noise(size: int) -> None:
    """Bytes at random are no device."""
    random = Random(size)
    for _ in range(300):
        data = random.randbytes(size)
        assert _read(ValuesReader(), data) is None, data
        assert _read(ValuesReader(), b"<Root>" + data) is None, data
