"""What the frontend gets: the module with the dashboard's strategy and its graph."""

from pathlib import Path
from typing import Final
from zlib import crc32

from homeassistant.components import websocket_api
from homeassistant.components.frontend import add_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant, callback

from ..compat import async_when_setup
from ..const import DOMAIN
from .websocket import websocket_limits

MODULE: Final = Path(__file__).parent / "module.js"
URL: Final = f"/{DOMAIN}/dashboard.js"


@callback
def async_setup_frontend(hass: HomeAssistant) -> None:
    """Serve the module as soon as there is a frontend, if there ever is."""
    websocket_api.async_register_command(hass, websocket_limits)
    async_when_setup(hass, "frontend", _async_serve)


async def _async_serve(hass: HomeAssistant, _component: str) -> None:
    content = await hass.async_add_executor_job(MODULE.read_bytes)
    await hass.http.async_register_static_paths([StaticPathConfig(URL, str(MODULE))])
    # Browsers keep it; another one is another address.
    add_extra_js_url(hass, f"{URL}?{crc32(content):08x}")
