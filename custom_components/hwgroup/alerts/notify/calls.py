"""The calls of notifiers, which may take longer than an attempt waits for them."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from ...compat import create_eager_task
from ..model import Message
from .recipients import Channel
from .sender import UnansweredError

SEND_TIMEOUT_SECONDS: Final = 30
# A call that takes longer is given up, and the notifier is called again.
GIVEN_UP_AFTER_SECONDS: Final = 120

type _Key = tuple[Channel, Message]


@dataclass(slots=True)
class _Call:
    task: asyncio.Task[None]
    begun: float
    is_awaited: bool = False


class Calls:
    """Calls notifiers, and waits for slow ones in more than one attempt.

    A slow notifier may accept a message after the time limit. A second call would bring
    the message twice, so the next attempt waits for the first call while that is running.
    `on_accepted` is called where a call succeeds that no attempt is waiting for.
    """

    def __init__(self, on_accepted: Callable[[Channel], None]) -> None:
        """Wait for nothing yet."""
        self._on_accepted = on_accepted
        self._calls: dict[_Key, _Call] = {}
        self._limits: dict[Channel, float] = {}
        """How many seconds an attempt waits for a notifier that was slow before."""

    async def async_send(
        self,
        channel: Channel,
        message: Message,
        send: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        """Call a notifier by `send`, or wait for the call that is still running.

        Raises DeliveryError: UnansweredError where there is no answer within the time limit.
        """
        key = channel, message
        call = self._running(key) or self._begin(key, send)
        limit = max(self._limits.get(channel, 0), SEND_TIMEOUT_SECONDS)
        if not call.task.done():
            await self._async_wait(call, limit)
        if not call.task.done():
            raise UnansweredError(f"no answer within {limit:.0f} s")
        self._calls.pop(key, None)
        if call.task.cancelled():
            raise UnansweredError("cancelled")
        call.task.result()

    async def _async_wait(self, call: _Call, seconds: float) -> None:
        call.is_awaited = True
        try:
            await asyncio.wait((call.task,), timeout=seconds)
        except asyncio.CancelledError:
            call.task.cancel()
            raise  # it is Home Assistant that stops
        finally:
            call.is_awaited = False

    def _running(self, key: _Key) -> _Call | None:
        """Return the call to wait for, None where the notifier has to be called."""
        if (call := self._calls.get(key)) is None:
            return None
        task, now = call.task, asyncio.get_running_loop().time()
        if task.done():
            return None if task.cancelled() or task.exception() else call
        if now - call.begun <= GIVEN_UP_AFTER_SECONDS:
            return call
        task.cancel()
        return None

    def _begin(self, key: _Key, send: Callable[[], Coroutine[Any, Any, None]]) -> _Call:
        begun = asyncio.get_running_loop().time()
        call = self._calls[key] = _Call(create_eager_task(send()), begun)
        call.task.add_done_callback(partial(self._on_done, key[0], call))
        return call

    def _on_done(self, channel: Channel, call: _Call, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is None:
            took = task.get_loop().time() - call.begun
            self._limits[channel] = min(2 * took, GIVEN_UP_AFTER_SECONDS)
            if not call.is_awaited and call in self._calls.values():
                self._on_accepted(channel)

    def keep(self, owed: Iterable[_Key]) -> None:
        """Give up the calls for all other messages: nobody is owed them any more."""
        for key in self._calls.keys() - set(owed):
            if not self._calls[key].is_awaited:
                self._calls.pop(key).task.cancel()
