"""The conditions that the automation editor offers."""

from typing import Final

from homeassistant.core import HomeAssistant

from .automations.alerts import AlertIsActiveCondition, AlertsArePausedCondition
from .automations.connection import DeviceIsOfflineCondition
from .compat import Condition

CONDITIONS: Final[dict[str, type[Condition]]] = {
    "alert_is_active": AlertIsActiveCondition,
    "alerts_are_paused": AlertsArePausedCondition,
    "device_is_offline": DeviceIsOfflineCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions of HW group devices."""
    return CONDITIONS
