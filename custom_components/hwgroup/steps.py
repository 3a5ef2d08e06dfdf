"""Long work in steps, between which the event loop does what else is due."""

import asyncio
from collections.abc import Iterable
from time import monotonic
from typing import Final

# The loop is held up for so long, and for as long as one step takes.
_SECONDS: Final = 0.01


async def async_in_steps(steps: Iterable[object], seconds: float = _SECONDS) -> None:
    """Take the steps of an iterator, and let the event loop go on every few of them."""
    begin = monotonic()
    for _ in steps:
        if monotonic() - begin >= seconds:
            await asyncio.sleep(0)
            begin = monotonic()
