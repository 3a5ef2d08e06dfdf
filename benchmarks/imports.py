"""Which SNMP libraries are imported to poll a device that speaks HTTP."""

import sys

from .documents import Shape
from .installation import add_device, home_assistant, run, serving
from .report import Row

_LIBRARIES = ("pysnmp", "pyasn1", "pysmi")


def measure(seed: int) -> list[Row]:
    """Count the modules after a device was set up in this process."""
    run(lambda: _set_up(seed))
    found = [name for name in sys.modules if name.startswith(_LIBRARIES)]
    return [
        Row(
            "imports: SNMP modules",
            [len(found)],
            "",
            goal=0,
            note=f"of {len(sys.modules)} modules",
        )
    ]


async def _set_up(seed: int) -> None:
    async with serving(1, Shape(), seed) as devices, home_assistant() as hass:
        await add_device(hass, devices, 0)
        await hass.async_block_till_done()
