"""The address of a device in its entry: where it was before, and how it came there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntry,
)
from homeassistant.const import CONF_HOST
from homeassistant.util import dt as dt_util

from ..const import CONF_DISTRUSTED, CONF_FOUND, CONF_MOVED_AT, CONF_MOVED_FROM
from ..settings import Settings, moment, text

_DISCOVERED: Final = (SOURCE_DHCP, SOURCE_INTEGRATION_DISCOVERY)


@dataclass(frozen=True, slots=True)
class Move:
    """A device that is polled at another address."""

    old: str
    new: str
    undone: bool
    """Whether it went back to where it had been before."""


def was_found(entry: ConfigEntry[Any]) -> bool:
    """Return whether the address of an entry was found, rather than typed by a user."""
    return bool(entry.data.get(CONF_FOUND, entry.source in _DISCOVERED))


def moved_from(data: Mapping[str, Any]) -> tuple[str, datetime] | None:
    """Return where a device that has moved was before, and when it left.

    None where that cannot be read.
    """
    settings = Settings(data)
    host = settings.get(CONF_MOVED_FROM, text, None)
    left = settings.get(CONF_MOVED_AT, moment, None)
    return None if host is None or left is None else (host, left)


def distrusted(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the hosts to which a device does not move by itself."""
    return Settings(data).each(CONF_DISTRUSTED, text)


def at_another_host(data: Mapping[str, Any], host: str) -> dict[str, Any]:
    """Return the data of an entry whose device has moved."""
    return {
        **data,
        CONF_HOST: host,
        CONF_DISTRUSTED: [each for each in distrusted(data) if each != host],
        CONF_MOVED_FROM: data[CONF_HOST],
        CONF_MOVED_AT: dt_util.utcnow().isoformat(),
    }


def back_again(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an entry whose device is back; the other host is distrusted."""
    return {
        **settled(data),
        CONF_HOST: data[CONF_MOVED_FROM],
        CONF_DISTRUSTED: [*distrusted(data), data[CONF_HOST]],
    }


def settled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an entry without where its device was before."""
    left = (CONF_MOVED_FROM, CONF_MOVED_AT)
    return {key: value for key, value in data.items() if key not in left}
