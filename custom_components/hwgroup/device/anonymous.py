"""Reads what answers at an address without sending it a secret."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..client import AuthenticationError, CertificateChangedError, Device
from ..const import (
    CONF_COMMUNITY,
    CONF_CONTROL,
    CONF_SNMP,
    CONF_TRANSPORT,
    CONF_VERSION,
    DEFAULT_COMMUNITY,
    SNMP_VERSION_OF_USERS,
    WAYS_TO_SWITCH,
)
from .failover import Failover, Transport
from .transports import TRANSPORTS, readers_of


def has_secrets(data: Mapping[str, Any]) -> bool:
    """Return whether reading or switching the device of an entry needs a secret."""
    if data[CONF_USERNAME] or data[CONF_PASSWORD] or CONF_CONTROL in data:
        return True
    ways = TRANSPORTS[data[CONF_SNMP][CONF_TRANSPORT]]
    return Transport.SNMP in ways and not _is_public(data[CONF_SNMP])


async def async_read_anonymously(
    hass: HomeAssistant, data: Mapping[str, Any], host: str
) -> Device:
    """Read what answers at another host, over the transports of an entry.

    Only SNMP's default community is sent, which everybody knows. Raises one of the
    HwgError family; AuthenticationError also where nothing could be asked so.
    """
    ways = TRANSPORTS[data[CONF_SNMP][CONF_TRANSPORT]]
    if not _is_public(data[CONF_SNMP]):
        ways = tuple(way for way in ways if way is not Transport.SNMP)
    if not ways:
        raise AuthenticationError("The device cannot be asked without credentials")
    known = {key: value for key, value in data.items() if key not in WAYS_TO_SWITCH}
    stripped = {**known, CONF_HOST: host, CONF_USERNAME: "", CONF_PASSWORD: ""}
    readers = readers_of(hass, stripped)
    device = await Failover({way: readers[way] for way in ways}).read(dt_util.utcnow())
    if readers.trusted is False:
        raise CertificateChangedError("Another certificate is shown there")
    return device


def _is_public(snmp: Mapping[str, Any]) -> bool:
    if snmp[CONF_VERSION] == SNMP_VERSION_OF_USERS:
        return False
    return bool(snmp[CONF_COMMUNITY] == DEFAULT_COMMUNITY)
