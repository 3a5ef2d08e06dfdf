"""Pushes to Home Assistant's own web server, where a reverse proxy may be in front."""

from typing import Final

from homeassistant.components.http import HomeAssistantView
from homeassistant.core import HomeAssistant, callback

from ..client.push_http import Request, Response, respond, unavailable
from ..compat import async_when_setup
from ..const import DOMAIN
from .access import async_push_service

URL: Final = f"/api/{DOMAIN}/push/"


@callback
def async_setup_view(hass: HomeAssistant) -> None:
    """Answer pushes as soon as there is a web server, also while none is kept.

    Whoever answered in place of this view could make a device erase its log.
    """
    async_when_setup(hass, "http", _async_register)


async def _async_register(hass: HomeAssistant, _component: str) -> None:
    hass.http.register_view(PushView(hass))


class PushView(HomeAssistantView):
    """Receives pushes. Devices cannot log in: the secret path says who they are."""

    url = f"{URL}{{path}}"
    name = f"api:{DOMAIN}:push"
    requires_auth = False

    def __init__(self, hass: HomeAssistant) -> None:
        """Look for the service at each push: it comes and goes."""
        self._hass = hass

    async def post(self, request: Request, path: str) -> Response:
        """Answer a push."""
        if (service := async_push_service(self._hass)) is None:
            return unavailable()
        return await respond(request, path, service)
