"""What survives a crash: alerts, messages that are owed, the log of notifications, and settings."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store

from ..const import DOMAIN, LOGGER
from .health.drills import DrillRecord
from .model import Alert
from .notify.log import Delivery
from .timeline import Checkpoint, Instant, Now

STORAGE_VERSION = 1
# 2: the clock, by which the times are instants of the time line.
_MINOR_VERSION = 2
# A time line that agrees with the wall clock.
_AGREED: Final = Now.of(datetime.fromtimestamp(0, UTC))
# Of what is stored, when it happened last.
_WHEN: Final = {"alerts": "seen", "deliveries": "created", "ledger": "settled"}
# A message waits at most so long for the disk.
SAVE_SECONDS: Final = 10
# What reading raises for a dead disk, a file of a later version, or one without sense.
_UNREADABLE: Final = (
    HomeAssistantError,
    KeyError,
    NotImplementedError,
    OSError,
    TypeError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The state of the alerts at a moment."""

    alerts: Iterable[Alert] = ()
    deliveries: Iterable[Delivery] = ()
    log: Iterable[Delivery] = ()
    pauses: Mapping[str, Instant] = field(default_factory=dict)
    limits: Mapping[str, tuple[float | None, float | None]] = field(
        default_factory=dict
    )
    records: Mapping[str, DrillRecord] = field(default_factory=dict)


class AlertStore:
    """Keeps the state of the alert manager on disk."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Name the file; nothing is read yet."""
        self._hass = hass
        # What is written has to outlast a power cut, too.
        self._store: Store[dict[str, Any]] = Store(
            hass,
            STORAGE_VERSION,
            f"{DOMAIN}.alerts",
            atomic_writes=True,
            minor_version=_MINOR_VERSION,
        )

    async def _async_stored(self) -> object:
        try:
            return await self._store.async_load()
        except _UNREADABLE as err:
            # To know nothing of before is better than to watch nothing.
            LOGGER.error("What the alerts knew cannot be read: %s", err)
            return None

    async def async_load(self) -> tuple[Kept, Checkpoint | None]:
        """Return what was saved last, as far as it can be read, and the clocks of then."""
        stored = await self._async_stored()
        return from_plain(stored if isinstance(stored, dict) else {})

    async def async_save(self, kept: Kept, checkpoint: Checkpoint) -> None:
        """Write the state down before anything else happens, if the disk lets it."""
        plain = as_plain(kept, checkpoint)
        saving = self._hass.async_create_task(self._store.async_save(plain))
        try:
            async with asyncio.timeout(SAVE_SECONDS):
                await asyncio.shield(saving)
        except OSError as err:  # or no answer in time
            LOGGER.error("The alerts cannot be written down: %r", err)

    async def async_remove(self) -> None:
        """Leave nothing behind."""
        await self._store.async_remove()


def as_plain(kept: Kept, checkpoint: Checkpoint) -> dict[str, Any]:
    """Return all of it as plain data, with the instants by the wall clock of then.

    So code that knows no time line reads them, too.
    """
    now = checkpoint.now
    return {
        "clock": checkpoint.to_dict(),
        "alerts": [alert.to_dict(now) for alert in kept.alerts],
        "deliveries": [delivery.to_dict(now) for delivery in kept.deliveries],
        "ledger": [delivery.to_dict(now) for delivery in kept.log],
        "pauses": {key: now.write(until) for key, until in kept.pauses.items()},
        "limits": dict(kept.limits),
        "proofs": {key: record.to_dict(now) for key, record in kept.records.items()},
    }


def from_plain(data: Mapping[str, Any]) -> tuple[Kept, Checkpoint | None]:
    """Read what `as_plain` wrote, as far as it can be read, and the clocks of then."""
    checkpoint = _checkpoint(data)
    now = checkpoint.now if checkpoint else _AGREED

    def alert(item: Any) -> Alert:
        return Alert.from_dict(item, now)

    def delivery(item: Any) -> Delivery:
        return Delivery.from_dict(item, now)

    def pause(item: tuple[str, str]) -> tuple[str, Instant]:
        return item[0], now.instant_at(item[1])

    def record(item: tuple[str, Any]) -> tuple[str, DrillRecord]:
        return item[0], DrillRecord.from_dict(item[1], now)

    kept = Kept(
        alerts=list(_readable(data.get("alerts"), alert)),
        deliveries=list(_readable(data.get("deliveries"), delivery)),
        log=list(_readable(data.get("ledger"), delivery)),
        pauses=dict(_readable(_items(data.get("pauses")), pause)),
        limits=dict(_readable(_items(data.get("limits")), _limits)),
        records=dict(_readable(_items(data.get("proofs")), record)),
    )
    return kept, checkpoint


def _checkpoint(data: Mapping[str, Any]) -> Checkpoint | None:
    """Return the clocks of then, None where nothing tells of any time."""
    if "clock" in data:
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            return Checkpoint.from_dict(data["clock"])
    # Code without a time line wrote it: the line agrees with the times that are there.
    last = max(_times(data), default=None)
    return None if last is None else Checkpoint(Now.of(last))


def _times(data: Mapping[str, Any]) -> Iterator[datetime]:
    """Yield when something happened that is stored."""
    for name, when in _WHEN.items():
        items = data.get(name)
        for item in items if isinstance(items, list) else ():
            with suppress(KeyError, TypeError, ValueError):
                yield datetime.fromisoformat(item[when]).astimezone(UTC)


def _readable[ItemT](items: object, read: Callable[[Any], ItemT]) -> Iterator[ItemT]:
    """Read what can be read, and say how much cannot."""
    for item in items if isinstance(items, list) else ():
        try:
            yield read(item)
        except AttributeError, KeyError, TypeError, ValueError:
            LOGGER.warning("An alert or message of an earlier run cannot be read")


def _items(mapping: object) -> list[tuple[Any, Any]]:
    return list(mapping.items()) if isinstance(mapping, dict) else []


def _limits(
    item: tuple[str, tuple[float | None, float | None]],
) -> tuple[str, tuple[float | None, float | None]]:
    key, (low, high) = item
    return key, (low, high)
