"""The types of the config entries that platforms and set-up are called with."""

from .alerts.manager import AlertsConfigEntry
from .coordinator import HwgConfigEntry
from .traps.service import TrapsConfigEntry

type DeviceOrAlertsConfigEntry = HwgConfigEntry | AlertsConfigEntry
type AnyConfigEntry = DeviceOrAlertsConfigEntry | TrapsConfigEntry
"""A device, the alerts, or the service for traps."""
