"""The disk takes nothing."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN, LOGGER
from ..plain import as_placeholders


@callback
def async_show_unwritable(hass: HomeAssistant, key: str, problem: str | None) -> None:
    """Show that a file cannot be written, and why; or, for None, that it can be again."""
    if problem is None:
        ir.async_delete_issue(hass, DOMAIN, key)
        return
    LOGGER.debug("A file cannot be written (%s): %s", key, problem)
    ir.async_create_issue(
        hass,
        DOMAIN,
        key,
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders=as_placeholders(reason=problem),
    )
