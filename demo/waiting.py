"""Waiting, but not for ever."""

import asyncio
from collections.abc import Awaitable, Callable

from .report import StepError


async def until[Result](
    look: Callable[[], Awaitable[Result | None]],
    *,
    seconds: float,
    what: str,
    every: float = 0.2,
) -> Result:
    """Look again and again until there is something to see."""
    try:
        async with asyncio.timeout(seconds):
            while (result := await look()) is None:
                await asyncio.sleep(every)
            return result
    except TimeoutError:
        raise StepError(f"no {what} within {seconds:.0f} s") from None
