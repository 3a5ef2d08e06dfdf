"""Options of the alerts that earlier code has written. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from ...const import CONF_DELAY
from ..rules.built_in import OFFLINE

# Version 0.1.0 had one rule: a device is offline. It reads this key for ever.
_OFFLINE_DELAY: Final = "offline_delay"


def taken_over(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options as the code of today reads them; what was there stays there."""
    if _OFFLINE_DELAY not in options or OFFLINE in options:
        return dict(options)
    return {**options, OFFLINE: {CONF_DELAY: options[_OFFLINE_DELAY]}}


def with_older_keys(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options with what earlier code reads of them, if it comes back."""
    return {**options, _OFFLINE_DELAY: options[OFFLINE][CONF_DELAY]}
