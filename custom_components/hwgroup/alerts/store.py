"""What survives a crash: alerts, messages that are owed, the log of notifications, and settings."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.storage import Store

from ..const import DOMAIN, LOGGER
from .health.drills import DrillRecord
from .model import Alert
from .notify.log import Delivery

STORAGE_VERSION = 1
# An alarm waits no longer for a disk.
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
    """All that the alerts know at a moment."""

    alerts: Iterable[Alert] = ()
    deliveries: Iterable[Delivery] = ()
    log: Iterable[Delivery] = ()
    pauses: Mapping[str, datetime] = field(default_factory=dict)
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
            hass, STORAGE_VERSION, f"{DOMAIN}.alerts", atomic_writes=True
        )

    async def _async_stored(self) -> object:
        try:
            return await self._store.async_load()
        except _UNREADABLE as err:
            # To know nothing of before is better than to watch nothing.
            LOGGER.error("What the alerts knew cannot be read: %s", err)
            return None

    async def async_load(self) -> Kept:
        """Return what was saved last, as far as it can be read."""
        stored = await self._async_stored()
        data = stored if isinstance(stored, dict) else {}
        return Kept(
            alerts=list(_readable(data.get("alerts"), Alert.from_dict)),
            deliveries=list(_readable(data.get("deliveries"), Delivery.from_dict)),
            log=list(_readable(data.get("ledger"), Delivery.from_dict)),
            pauses=dict(_readable(_items(data.get("pauses")), _pause)),
            limits=dict(_readable(_items(data.get("limits")), _limits)),
            records=dict(_readable(_items(data.get("proofs")), _drill_record)),
        )

    async def async_save(self, kept: Kept) -> None:
        """Write the state down before anything else happens, if the disk lets it."""
        saving = self._hass.async_create_task(self._store.async_save(_plain(kept)))
        try:
            async with asyncio.timeout(SAVE_SECONDS):
                await asyncio.shield(saving)
        except OSError as err:  # or no answer in time
            LOGGER.error("The alerts cannot be written down: %r", err)

    async def async_remove(self) -> None:
        """Leave nothing behind."""
        await self._store.async_remove()


def _plain(kept: Kept) -> dict[str, Any]:
    return {
        "alerts": [alert.to_dict() for alert in kept.alerts],
        "deliveries": [delivery.to_dict() for delivery in kept.deliveries],
        "ledger": [delivery.to_dict() for delivery in kept.log],
        "pauses": dict(kept.pauses),
        "limits": dict(kept.limits),
        "proofs": {key: record.to_dict() for key, record in kept.records.items()},
    }


def _readable[ItemT](items: object, read: Callable[[Any], ItemT]) -> Iterator[ItemT]:
    """Read what can be read, and say how much cannot."""
    for item in items if isinstance(items, list) else ():
        try:
            yield read(item)
        except AttributeError, KeyError, TypeError, ValueError:
            LOGGER.warning("An alert or message of an earlier run cannot be read")


def _items(mapping: object) -> list[tuple[Any, Any]]:
    return list(mapping.items()) if isinstance(mapping, dict) else []


def _pause(item: tuple[str, str]) -> tuple[str, datetime]:
    return item[0], datetime.fromisoformat(item[1])


def _limits(
    item: tuple[str, tuple[float | None, float | None]],
) -> tuple[str, tuple[float | None, float | None]]:
    key, (low, high) = item
    return key, (low, high)


def _drill_record(item: tuple[str, dict[str, Any]]) -> tuple[str, DrillRecord]:
    return item[0], DrillRecord.from_dict(item[1])
