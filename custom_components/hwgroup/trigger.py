"""The triggers that the automation editor offers."""

from typing import Final

from homeassistant.core import HomeAssistant

from .automations.alerts import (
    AlertAcknowledgedTrigger,
    AlertClearedTrigger,
    AlertStartedTrigger,
    DeliveryFailedTrigger,
)
from .automations.connection import (
    DeviceCameBackOnlineTrigger,
    DeviceWentOfflineTrigger,
)
from .automations.probes import ProbeLostTrigger, ProbeReadableAgainTrigger
from .compat import Trigger

TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "alert_acknowledged": AlertAcknowledgedTrigger,
    "alert_cleared": AlertClearedTrigger,
    "alert_started": AlertStartedTrigger,
    "delivery_failed": DeliveryFailedTrigger,
    "device_came_back_online": DeviceCameBackOnlineTrigger,
    "device_went_offline": DeviceWentOfflineTrigger,
    "probe_lost": ProbeLostTrigger,
    "probe_readable_again": ProbeReadableAgainTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers of HW group devices."""
    return TRIGGERS
