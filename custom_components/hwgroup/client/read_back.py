"""Seeing what came of a command: devices are slow, and others may write as well."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, Protocol

from .errors import NotSwitchedError, TakenBackError, WriteRefusedError

# So long it is waited before each look at what became of a command.
READ_BACK_SECONDS: Final = (0.2, 0.3, 0.5, 1.0, 1.0, 2.0)
# As often it has to be seen, one time after the other.
_SEEN_ENOUGH: Final = 2


class OutputControl(Protocol):
    """Switches the outputs of one device, whatever the protocol.

    Raises one of the HwgError family, SwitchingError among them.
    """

    async def switch(self, key: str, *, on: bool) -> None:
        """Switch an output, and return when the device has shown that twice."""


async def looks() -> AsyncIterator[None]:
    """Yield each time that is good for a look at what has become of a command."""
    for pause in READ_BACK_SECONDS:
        await asyncio.sleep(pause)
        yield


async def seen_twice(is_so: Callable[[], Awaitable[bool]]) -> bool | None:
    """Return None once something was seen twice in a row, else if it ever was."""
    seen, ever = 0, False
    async for _ in looks():
        seen = seen + 1 if await is_so() else 0
        ever = ever or seen > 0
        if seen == _SEEN_ENOUGH:
            return None
    return ever


def refuse_unless_switched(seen: bool | None, *, answered: bool) -> None:
    """Raise what became of a command, by what `seen_twice` has returned."""
    if seen is None:
        return
    if seen:
        raise TakenBackError("The output is in its old state again")
    if not answered:
        raise WriteRefusedError("No answer to the command")
    raise NotSwitchedError("The output is still in its old state")
