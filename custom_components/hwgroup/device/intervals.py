"""Which devices are never asked, and how late their pushes may be."""

from collections.abc import Mapping
from typing import Any, Final

from ..const import CONF_SNMP, CONF_TRANSPORT
from ..settings import Settings, text
from .failover import Transport

# Until a push counts as missing, in periods: the clock of a device is not exact, and a
# network takes its time. A moment before that, the last one stops counting.
MISSING_AFTER: Final = 1.2
COUNTS_FOR: Final = 1.1


def is_only_pushed(data: Mapping[str, Any]) -> bool:
    """Return whether the device of an entry is never asked."""
    transport = Settings(data).within(CONF_SNMP).get(CONF_TRANSPORT, text, "")
    return transport == Transport.PUSH
