"""Tell which modules are loaded once a device is polled: python -m benchmarks.loaded."""

import json
import sys

from .documents import Shape
from .installation import add_device, home_assistant, run, serving


def modules(seed: int) -> list[str]:
    """Return what is loaded in this process after it has set up a device over HTTP."""
    run(lambda: _set_up(seed))
    return sorted(sys.modules)


async def _set_up(seed: int) -> None:
    async with serving(1, Shape(), seed) as devices, home_assistant() as hass:
        await add_device(hass, devices, 0)
        await hass.async_block_till_done()


if __name__ == "__main__":
    print(json.dumps(modules(0)))  # noqa: T201
