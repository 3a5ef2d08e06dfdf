"""The port for traps, and the repair issues if it is not available."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client import TrapListener
from ..const import DOMAIN
from ..device.errors import port_problem
from ..plain import as_placeholders
from ..settings import Settings, port

_ISSUE = "traps_port"


def unreadable_port(data: Mapping[str, Any]) -> list[str]:
    """Return the name of the port in the data of an entry where it cannot be read."""
    settings = Settings(data)
    settings.kept(CONF_PORT, port, None)
    return settings.unreadable


@callback
def async_try_port(port: int) -> str | None:
    """Listen on a port for a moment; return what is wrong with it, None if nothing."""
    listener = TrapListener(lambda _: None)
    try:
        listener.open(port)
    except OSError as err:
        return port_problem(err)
    listener.close()
    return None


@callback
def async_show_port_issue(hass: HomeAssistant, problem: str, port: int) -> None:
    """Show that no trap can be received."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _ISSUE,
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=problem,
        translation_placeholders=as_placeholders(port=str(port)),
    )


@callback
def async_clear_port_issue(hass: HomeAssistant) -> None:
    """Delete the issues: the port is available, or not needed any more."""
    ir.async_delete_issue(hass, DOMAIN, _ISSUE)
