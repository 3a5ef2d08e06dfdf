"""The port for pushes, and the repair issue if it is not available."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any, Final

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client import try_to_listen
from ..const import CONF_PATH_KEY, DOMAIN
from ..device.errors import port_problem
from ..plain import as_placeholders
from ..settings import Read, Settings, text, whole

_ISSUE = "push_port"
_READ: Final[Mapping[str, Read[Any]]] = {
    CONF_PORT: whole,
    CONF_HOST: text,
    CONF_USERNAME: text,
    CONF_PASSWORD: text,
    CONF_PATH_KEY: bytes.fromhex,
}


def unreadable_receiver(data: Mapping[str, Any]) -> list[str]:
    """Return which settings of the entry that receives pushes cannot be read."""
    settings = Settings(data)
    for key, read in _READ.items():
        settings.kept(key, read, None)
    return settings.unreadable


def readable_receiver(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return those settings of the entry that receives pushes that can be read."""
    left_out = unreadable_receiver(data)
    return {key: value for key, value in data.items() if key not in left_out}


async def async_try_port(host: str, port: int) -> str | None:
    """Listen on a port for a moment; return what is wrong with it, None if nothing."""
    try:
        await try_to_listen(str(ip_address(host)), port)
    except ValueError:
        return "address_not_here"
    except OSError as err:
        return port_problem(err)
    return None


@callback
def async_show_push_issue(hass: HomeAssistant, host: str, port: int) -> None:
    """Show that no push can be received at the port."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _ISSUE,
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key="push_port",
        translation_placeholders=as_placeholders(host=host, port=str(port)),
    )


@callback
def async_clear_push_issue(hass: HomeAssistant) -> None:
    """Delete the issue: the port is available, or not needed any more."""
    ir.async_delete_issue(hass, DOMAIN, _ISSUE)
