"""What the configuration of triggers and conditions says, and whom it targets."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.typing import ConfigType

from ..alerts.readings.targets import async_targeted


class WithSchema:
    """Validates its configuration by its schema; named before what Home Assistant has."""

    _schema: ClassVar[vol.Schema]

    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the configuration."""
        return cast(ConfigType, cls._schema(config))


@callback
def is_targeted(hass: HomeAssistant, target: Mapping[str, Any], entity_id: str) -> bool:
    """Return whether a target names an entity, at whatever level it does."""
    if (entity := er.async_get(hass).async_get(entity_id)) is None:
        return False
    device = dr.async_get(hass).async_get(entity.device_id or "")
    return async_targeted(hass, target).covers(entity, device)
