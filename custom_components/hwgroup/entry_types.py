"""The types of the config entries that platforms and set-up are called with."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .alerts.manager import AlertsConfigEntry
    from .coordinator import HwgConfigEntry
    from .push.service import PushConfigEntry
    from .traps.service import TrapsConfigEntry

type DeviceOrAlertsConfigEntry = HwgConfigEntry | AlertsConfigEntry
type AnyConfigEntry = DeviceOrAlertsConfigEntry | TrapsConfigEntry | PushConfigEntry
"""A device, the alerts, or the service for traps or for pushes."""
