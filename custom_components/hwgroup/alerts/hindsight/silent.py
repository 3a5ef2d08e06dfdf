"""When nobody was to be told of a device, as far as that is known afterwards."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from homeassistant.const import STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State

from ...recorded import async_in_recorder, async_records, states
from ..notify.maintenance import Maintenance
from ..notify.pauses import Pauses
from ..timeline import Instant, Now

type Span = tuple[Instant, Instant]

# An entity that is not there for a while has not turned off: it may be loading.
_SILENT: Final = (STATE_UNAVAILABLE, STATE_UNKNOWN)
_LOADS_WITHIN: Final = timedelta(minutes=10)


async def async_silent_spans(
    hass: HomeAssistant,
    pauses: Pauses,
    maintenance: Maintenance,
    device: str,
    begin: Instant,
    now: Now,
) -> list[Span]:
    """Return when a device was paused or under maintenance since an instant.

    A window that opened and closed while Home Assistant did not run is not known. One is
    closed for as long as its entity is not there.
    """
    spans = list(pauses.spans(device))
    opened, is_open = maintenance.opened, maintenance.open_windows
    for window in maintenance.windows_of(device):
        if window in is_open and (known := opened.get(window.id)) is not None:
            spans.append((known.opened, now.instant))
        if async_records(hass):
            found = await async_in_recorder(
                hass, states, hass, window.entity_id, now.utc(begin), now.wall
            )
            spans += open_spans(found, now)
    return spans


def open_spans(found: Iterable[State], now: Now) -> Iterator[Span]:
    """Yield when an entity was on."""
    since: datetime | None = None
    lost: datetime | None = None
    for state in found:
        if state.state in _SILENT:
            lost = lost or state.last_changed
            continue
        if since is not None:
            yield _span(since, state.last_changed, lost, now)
        since, lost = state.last_changed if state.state == STATE_ON else None, None
    if since is not None:
        yield _span(since, now.wall, lost, now)


def _span(since: datetime, until: datetime, lost: datetime | None, now: Now) -> Span:
    if lost is not None:
        until = min(until, lost + _LOADS_WITHIN)
    return now.instant_of(since), now.instant_of(until)
