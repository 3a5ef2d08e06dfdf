"""The values of a HWg-PWR: what its web page shows, not what the meter says."""

from random import Random

import pytest

from custom_components.hwgroup.client import Sensor
from custom_components.hwgroup.client.family import Oid, Value

from .helpers import read_agent

type Cells = dict[Oid, Value]


async def _meter(
    value: Value | None,
    exponent: Value | None,
    text: str | None,
    offset: Value | None = 0,
    state: int = 1,
) -> Sensor:
    """Return what is read of one value of a meter."""
    cells: Cells = {(1, 3, 1, 2, 1, 1005): b"Water", (1, 3, 1, 8, 1, 1005): state}
    told = {5: exponent, 6: value, 7: text and text.encode(), 9: offset}
    cells |= {
        (1, 3, 1, column, 1, 1005): content
        for column, content in told.items()
        if content is not None
    }
    return (await read_agent((4, 6), cells)).sensors["1_1005"]


@pytest.mark.parametrize(
    ("value", "exponent", "text", "offset", "shown"),
    [
        (231, -1, "23.1", 0, 23.1),
        (482136, -1, "48213.6", 0, 48213.6),
        (12, 2, "1200", 0, 1200.0),
        (7, 0, "7", 0, 7.0),
        # The offset is of the meter's value, or of the one that is shown.
        (1000, -1, "105.0", 50, 105.0),
        (1000, -1, "150.0", 50, 150.0),
        (1000, -1, "95.0", -50, 95.0),
        (1000, -1, "50.0", -50, 50.0),
        (1000, 2, "100050", 50, 100050.0),
        # Or the text does not have it.
        (1000, -1, "100.0", 50, 100.0),
        # A decimal comma, and fewer digits than there are.
        (231, -1, "23,1", 0, 23.1),
        (231, -1, "23", 0, 23.0),
        (239, -1, "24", 0, 24.0),
        (482136254, -4, "48213.62", 0, 48213.62),
        # Cut off: eight characters are too few.
        (1234567890, -1, "12345678", 0, 123456789.0),
        (1234567890, -1, "12345678", 10, 123456789.0),
        (1234567890, -1, "12345679", 10, 123456790.0),
        (1234567890, -1, "12345688", 1000, 123456889.0),
        (-1234567, 1, "-1234567", 0, -12345670.0),
        # Something else than the integers: of another time, or of nothing.
        (250, -1, "23.1", 0, 25.0),
        (250, -1, "0", 0, 25.0),
        (0, -1, "0.0", 0, 0.0),
        (1000, -1, "104.9", 50, 105.0),
        # No text, or none that is a number.
        (231, -1, "", 0, 23.1),
        (231, -1, None, 0, 23.1),
        (231, -1, "error", 0, 23.1),
        (231, -1, "nan", 0, 23.1),
        (1000, -1, None, 50, 105.0),
        (1000, -1, "", -50, 95.0),
        # A firmware without the one or the other.
        (231, -1, "23.1", None, 23.1),
        (231, None, "231", 0, 231.0),
        (None, None, "23.1", 0, 23.1),
        (None, -1, "", 0, None),
        (b"text", -1, "23.1", 0, 23.1),
        (231, b"text", "23.1", 0, 23.1),
        (231, -1, "23.1", b"text", 23.1),
    ],
)
async def test_the_value_that_is_shown(
    value: Value | None,
    exponent: Value | None,
    text: str | None,
    offset: Value | None,
    shown: float | None,
) -> None:
    """The text, unless the integers beside it make something else."""
    read = await _meter(value, exponent, text, offset)
    assert read.value == shown


@pytest.mark.parametrize(("value", "text"), [(0, ""), (231, "23.1"), (0, "0.0")])
async def test_an_invalid_value(value: int, text: str) -> None:
    """The state says that there is none."""
    assert (await _meter(value, -1, text, state=0)).value is None


@pytest.mark.parametrize("text", ["1000", "-999.9", "999.9", "-9999"])
async def test_no_number_stands_for_none(text: str) -> None:
    """A meter has a state for it."""
    read = await _meter(round(float(text) * 10), -1, text)
    assert read.value == float(text)
    assert read.valid


async def test_any_value() -> None:
    """What is read is what is shown, to the last digit that is shown."""
    for seed in range(2000):
        random = Random(seed)
        value = random.randrange(-(10**6), 10 ** random.randint(1, 9))
        exponent, offset = random.randint(-3, 3), random.choice((0, 0, 7, -500, 123456))
        scale = 10.0**exponent
        final = random.choice((value * scale + offset, (value + offset) * scale))
        text = f"{final:.{max(-exponent, 0)}f}"
        read = await _meter(value, exponent, text[:8], offset)
        assert read.value is not None
        cut = len(text) > 8
        step = 1.0 if "." not in text[:8] else 10.0 ** -len(text[:8].partition(".")[2])
        # Without the text nobody knows what the offset is of.
        known = not cut or "." in text[:8]
        assert not known or abs(read.value - final) <= step, seed
