"""What the configuration of triggers and conditions says, and whom it targets."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

import voluptuous as vol

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.typing import ConfigType

from ..alerts.readings.targets import async_covers


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
    entity = er.async_get(hass).async_get(entity_id)
    return entity is not None and async_covers(hass, target)(entity)
