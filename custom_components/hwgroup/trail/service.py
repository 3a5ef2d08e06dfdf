"""Keeps the audit trail: whoever does something adds a record, which is on disk soon."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import CALLBACK_TYPE, Context, Event, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..compat import singleton
from ..issues.unwritable import async_show_unwritable
from . import files
from .files import FIRST, LAST
from .record import Changes, Record

_UNWRITABLE: Final = "trail_unwritable"
_TRY_AGAIN_SECONDS: Final = 300
# More than these do not wait for a disk that takes nothing.
_MOST_WAITING: Final = 10_000


@singleton("hwgroup_trail")
@callback
def async_trail(hass: HomeAssistant) -> Trail:
    """Return the audit trail."""
    return Trail(hass)


async def async_name_of(hass: HomeAssistant, context: Context | None) -> str | None:
    """Return the name of the person who asks for something, None for an automation."""
    if context is None or context.user_id is None:
        return None
    user = await hass.auth.async_get_user(context.user_id)
    return user.name if user else None


class Trail:
    """Takes records, and writes them down together."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Write from now on."""
        self._hass = hass
        self._folder = files.trail_folder(hass)
        self._waiting: deque[Record] = deque(maxlen=_MOST_WAITING)
        self._is_writing = False
        self._lock = asyncio.Lock()
        self._stop_waiting: CALLBACK_TYPE | None = None
        hass.bus.async_listen_once(
            EVENT_HOMEASSISTANT_FINAL_WRITE, self._on_final_write
        )

    @callback
    def add(
        self,
        action: str,
        *,
        by: str | None = None,
        via: str = "",
        kind: str = "",
        name: str = "",
        device: str = "",
        changes: Changes | None = None,
        **data: Any,
    ) -> None:
        """Add a record of now; nobody waits until it is on disk."""
        self._waiting.append(
            Record(
                time=dt_util.utcnow(),
                action=action,
                by=by,
                via=via,
                kind=kind,
                name=name,
                device=device,
                changes=changes or {},
                data={key: each for key, each in data.items() if each is not None},
            )
        )
        if not self._is_writing and self._stop_waiting is None:
            self._is_writing = True
            # Not at once, so that the first one has company.
            self._hass.async_create_task(
                self.async_write_down(), "hwgroup audit trail", eager_start=False
            )

    async def async_write_down(self) -> None:
        """Return when all records are on disk, or cannot be for now."""
        async with self._lock:
            try:
                problem = await self._hass.async_add_executor_job(self._write)
            finally:
                self._is_writing = False
        self._show(problem)

    def _write(self) -> str | None:
        """Write what waits, and return why that is not possible, None if it is."""
        while records := tuple(self._waiting):
            try:
                files.append(self._folder, records)
            except OSError as err:
                return str(err) or type(err).__name__
            for _ in records:
                self._waiting.popleft()
        return None

    @callback
    def _show(self, problem: str | None) -> None:
        """Show that records cannot be written down, and try again; or that they can be."""
        if self._stop_waiting is not None:
            self._stop_waiting()
            self._stop_waiting = None
        async_show_unwritable(self._hass, _UNWRITABLE, problem)
        if problem is not None:
            self._stop_waiting = async_call_later(
                self._hass, _TRY_AGAIN_SECONDS, self._on_time
            )

    async def _on_time(self, _now: datetime) -> None:
        self._stop_waiting = None
        await self.async_write_down()

    async def _on_final_write(self, _event: Event[Mapping[str, Any]]) -> None:
        await self.async_write_down()
        if self._stop_waiting is not None:
            self._stop_waiting()

    async def async_measure(self) -> dict[str, Any]:
        """Return how much there is, for diagnostics: no word of what it says."""
        measured: dict[str, Any] = {"waiting": len(self._waiting)}
        try:
            measured |= await self._hass.async_add_executor_job(
                files.measured, self._folder
            )
        except OSError as err:
            measured["problem"] = type(err).__name__
        return measured

    async def async_read[ResultT](
        self,
        make: Callable[[Iterator[Record]], ResultT],
        begin: datetime = FIRST,
        end: datetime = LAST,
    ) -> ResultT:
        """Return what is made of the records from a time on and before another.

        They come in the order in which they were added, and in an executor. Raises
        OSError for files that cannot be read.
        """
        await self.async_write_down()
        return await self._hass.async_add_executor_job(
            lambda: make(files.read(self._folder, begin, end))
        )
