"""What the graph of the dashboard asks for."""

from typing import Any

import voluptuous as vol

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import websocket_api
from homeassistant.const import CONF_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv

from ..compat import async_import_module


@websocket_api.websocket_command(
    {
        vol.Required("type"): "hwgroup/limits",
        vol.Required(CONF_ENTITY_ID): cv.entity_id,
    }
)
@websocket_api.async_response
async def websocket_limits(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send the limits of a reading, none for what is no reading of a device."""
    entity_id = msg[CONF_ENTITY_ID]
    if not connection.user.permissions.check_entity(entity_id, POLICY_READ):
        raise Unauthorized(entity_id=entity_id, permission=POLICY_READ)
    limits = await async_import_module(hass, f"{__package__}.limits")
    found = limits.async_limits(hass, entity_id)
    connection.send_result(msg["id"], {"limits": found})
