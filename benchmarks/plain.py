"""A device of plain entities, as any integration makes them: Home Assistant's own part."""

from datetime import timedelta
import logging
from types import MappingProxyType

from homeassistant.components import binary_sensor, sensor
from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import EntityPlatform
from homeassistant.helpers.update_coordinator import (
    CoordinatorEntity,
    DataUpdateCoordinator,
)
from homeassistant.setup import async_setup_component

from .documents import READINGS

_PLATFORM = "plain"
_OTHERS = 4  # connectivity, alarm, its event and the switch, of a device with alerts
ENTITIES = READINGS + _OTHERS
_LOGGER = logging.getLogger(__name__)

type _Coordinator = DataUpdateCoordinator[None]


class _PlainEntity(CoordinatorEntity[_Coordinator]):
    """An entity of a device."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: _Coordinator, device: int, key: str) -> None:
        super().__init__(coordinator)
        self._attr_unique_id = f"{device}_{key}"
        self._attr_name = f"Cold aisle, {key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(_PLATFORM, str(device))}, name=f"Plain room {device:04}"
        )


class _PlainSensor(_PlainEntity, SensorEntity):
    """A temperature."""

    _attr_device_class = SensorDeviceClass.TEMPERATURE
    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_native_unit_of_measurement = UnitOfTemperature.CELSIUS
    _attr_native_value = 20.0


class _PlainAlarm(_PlainEntity, BinarySensorEntity):
    """A state beside it."""

    _attr_is_on = False


async def add_plain_device(hass: HomeAssistant, index: int) -> None:
    """Add as many entities as a device has by default, without any reading."""
    for domain in (sensor.DOMAIN, binary_sensor.DOMAIN):
        await async_setup_component(hass, domain, {})
    entry: ConfigEntry[None] = ConfigEntry(
        version=1,
        minor_version=1,
        domain=_PLATFORM,
        title=f"Plain room {index:04}",
        data={},
        options={},
        source=SOURCE_USER,
        unique_id=f"plain {index}",
        discovery_keys=MappingProxyType({}),
        subentries_data=None,
    )
    hass.config_entries._entries[entry.entry_id] = entry  # noqa: SLF001
    coordinator: _Coordinator = DataUpdateCoordinator(
        hass, _LOGGER, name=_PLATFORM, config_entry=entry
    )
    await _add(
        hass,
        entry,
        sensor.DOMAIN,
        [
            _PlainSensor(coordinator, index, f"rack {number}")
            for number in range(READINGS)
        ],
    )
    await _add(
        hass,
        entry,
        binary_sensor.DOMAIN,
        [
            _PlainAlarm(coordinator, index, f"rack {number} alarm")
            for number in range(_OTHERS)
        ],
    )


async def _add(
    hass: HomeAssistant, entry: ConfigEntry[None], domain: str, entities: list[Entity]
) -> None:
    platform = EntityPlatform(
        hass=hass,
        logger=_LOGGER,
        domain=domain,
        platform_name=_PLATFORM,
        platform=None,
        scan_interval=timedelta(minutes=1),
        entity_namespace=None,
    )
    platform.config_entry = entry
    platform.async_prepare()
    await platform.async_add_entities(entities)
