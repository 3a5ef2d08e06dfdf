"""Where gateways report what comes in: at Home Assistant's own web server."""

from typing import Final

from homeassistant.components.http import HomeAssistantView
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.network import NoURLAvailableError, get_url

from ..client.push_http import Request, Response, respond
from ..compat import async_when_setup
from ..const import DOMAIN
from .answers import async_answers

_URL: Final = f"/api/{DOMAIN}/sms/"


@callback
def async_answer_url(hass: HomeAssistant, path: str) -> str:
    """Return the URL to type into a gateway."""
    try:
        own = get_url(hass, allow_external=False, allow_cloud=False)
    except NoURLAvailableError:
        own = "http://homeassistant.local:8123"
    return f"{own}{_URL}{path}"


@callback
def async_setup_answers(hass: HomeAssistant) -> None:
    """Take what gateways report as soon as there is a web server."""
    async_when_setup(hass, "http", _async_register)


async def _async_register(hass: HomeAssistant, _component: str) -> None:
    hass.http.register_view(AnswerView(hass))


class AnswerView(HomeAssistantView):
    """Takes reports. Gateways cannot log in: the secret path says who they are.

    They call a service at a host, so one may add the name of the service to the path.
    """

    url = f"{_URL}{{path}}"
    extra_urls = [f"{url}/service.xml"]  # noqa: RUF012
    name = f"api:{DOMAIN}:sms"
    requires_auth = False

    def __init__(self, hass: HomeAssistant) -> None:
        """Remember whose gateways these are."""
        self._hass = hass

    async def post(self, request: Request, path: str) -> Response:
        """Answer a report."""
        return await respond(request, path, async_answers(self._hass))
