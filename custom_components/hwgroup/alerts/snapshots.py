"""Devices as the rules see them."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST

from ..coordinator import HwgConfigEntry, HwgCoordinator
from .model import Snapshot

# A device whose entry cannot be set up is as silent as one that does not answer.
_FAILED = (
    ConfigEntryState.SETUP_RETRY,
    ConfigEntryState.SETUP_ERROR,
    ConfigEntryState.MIGRATION_ERROR,
    ConfigEntryState.FAILED_UNLOAD,
)


def snapshot_of(entry: HwgConfigEntry) -> Snapshot:
    """Return what is known of a device now."""
    if entry.state is ConfigEntryState.LOADED:
        return _snapshot_of_coordinator(entry.runtime_data)
    return Snapshot(
        source=entry.entry_id,
        name=entry.title,
        address=entry.data[CONF_HOST],
        offline=True if entry.state in _FAILED else None,
    )


def _snapshot_of_coordinator(coordinator: HwgCoordinator) -> Snapshot:
    offline = None if coordinator.online is None else not coordinator.online
    return Snapshot(
        source=coordinator.config_entry.entry_id,
        name=coordinator.last_read.identity.name or coordinator.config_entry.title,
        address=str(coordinator.address),
        offline=offline,
        since=coordinator.offline_since,
        reason=coordinator.problem,
        readings=_readings(coordinator) if offline else (),
    )


def _readings(coordinator: HwgCoordinator) -> tuple[str, ...]:
    """Return the last readings in words: `Cold room 4.2 °C`."""
    return tuple(
        " ".join(
            filter(
                None,
                (sensor.name, f"{round(sensor.value, 3):.12g}", sensor.unit.symbol),
            )
        )
        for sensor in coordinator.last_read.sensors.values()
        if sensor.value is not None
    )
