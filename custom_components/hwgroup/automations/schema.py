"""A trigger or condition whose configuration one schema describes."""

from typing import ClassVar, cast

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType


class WithSchema:
    """Validates its configuration by its schema; named before what Home Assistant has."""

    _schema: ClassVar[vol.Schema]

    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate the configuration."""
        return cast(ConfigType, cls._schema(config))
