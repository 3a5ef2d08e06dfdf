"""What survives a crash: the alerts and the messages that are owed."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store

from ..const import DOMAIN, LOGGER
from .model import Alert, Delivery

STORAGE_VERSION = 1


class AlertStore:
    """Keeps the state of the alert centre on disk."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Name the file; nothing is read yet."""
        self._store: Store[dict[str, list[dict[str, Any]]]] = Store(
            hass, STORAGE_VERSION, f"{DOMAIN}.alerts"
        )

    async def async_load(self) -> tuple[list[Alert], list[Delivery]]:
        """Return what was saved last, as far as it can be read."""
        data = await self._store.async_load() or {}
        return (
            list(_readable(data.get("alerts"), Alert.from_dict)),
            list(_readable(data.get("deliveries"), Delivery.from_dict)),
        )

    async def async_save(
        self, alerts: Iterable[Alert], deliveries: Iterable[Delivery]
    ) -> None:
        """Write the state down before anything else happens."""
        await self._store.async_save(
            {
                "alerts": [alert.to_dict() for alert in alerts],
                "deliveries": [delivery.to_dict() for delivery in deliveries],
            }
        )

    async def async_remove(self) -> None:
        """Leave nothing behind."""
        await self._store.async_remove()


def _readable[ItemT](
    items: object, read: Callable[[dict[str, Any]], ItemT]
) -> Iterator[ItemT]:
    """Read what can be read, and say how much cannot."""
    for item in items if isinstance(items, list) else ():
        try:
            yield read(item)
        except KeyError, TypeError, ValueError:
            LOGGER.warning("An alert or message of an earlier run cannot be read")
