"""Who may silence, and see: by the entities that an action changes or tells of."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.const import Platform
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from ..const import ALERTS_UNIQUE_ID, DOMAIN
from .readings.device import entity_of

if TYPE_CHECKING:
    from .manager import AlertManager


async def async_check_control(
    hass: HomeAssistant, context: Context, entity_ids: Iterable[str]
) -> None:
    """Check that a user may control entities; automations, which have none, may.

    Raises Unauthorized, UnknownUser.
    """
    await _async_check(hass, context, entity_ids, POLICY_CONTROL)


async def async_check_read(
    hass: HomeAssistant, context: Context, entity_ids: Iterable[str]
) -> None:
    """Check that a user may see entities; automations, which have none, may.

    Raises Unauthorized, UnknownUser.
    """
    await _async_check(hass, context, entity_ids, POLICY_READ)


async def _async_check(
    hass: HomeAssistant, context: Context, entity_ids: Iterable[str], policy: str
) -> None:
    if context.user_id is None:
        return
    if (user := await hass.auth.async_get_user(context.user_id)) is None:
        raise UnknownUser(context=context, permission=policy, user_id=context.user_id)
    for entity_id in entity_ids:
        if not user.permissions.check_entity(entity_id, policy):
            raise Unauthorized(
                context=context,
                entity_id=entity_id,
                permission=policy,
                user_id=context.user_id,
            )


@callback
def async_entities_of_alerts(
    hass: HomeAssistant, manager: AlertManager, alert_ids: Iterable[str] | None
) -> Iterator[str]:
    """Yield the entities that stand for alerts: those that show the readings.

    All alerts together have a button of their own. It stands for those without an entity,
    too, and for those whose devices are still loading.
    """
    acknowledge_all = _entity(hass, Platform.BUTTON, "acknowledge_all")
    if alert_ids is None:
        yield acknowledge_all
        return
    readings = {alert.id: reading for alert, _, reading in manager.alerts}
    awaited = {alert.id for alert in manager.awaited}
    for alert_id in alert_ids:
        if (reading := readings.get(alert_id)) is not None:
            yield entity_of(hass, reading) or acknowledge_all
        elif alert_id in awaited:
            yield acknowledge_all


@callback
def async_entity_of_past(hass: HomeAssistant, entity_id: str | None) -> str:
    """Return what stands for an alert that is over, by the entity that it had then."""
    if entity_id is not None and er.async_get(hass).async_get(entity_id) is not None:
        return entity_id
    return _entity(hass, Platform.BUTTON, "acknowledge_all")


@callback
def async_switches_of(
    hass: HomeAssistant, devices: Iterable[str] | None
) -> Iterator[str]:
    """Yield the switches of the alerts of devices, by the IDs of their entries.

    For None, yield the switch of all alerts.
    """
    if devices is None:
        yield _entity(hass, Platform.SWITCH, "all_alerts")
        return
    for entry_id in devices:
        entry = hass.config_entries.async_get_entry(entry_id)
        device = entry_id if entry is None else entry.unique_id or entry_id
        yield _entity_id(hass, Platform.SWITCH, f"{device}_alerts")


@callback
def async_button_of(hass: HomeAssistant, key: str, recipient: str | None) -> str:
    """Return a button of a recipient, or of the alerts as a whole."""
    own = key if recipient is None else f"{recipient}_{key}"
    return _entity(hass, Platform.BUTTON, own)


def _entity(hass: HomeAssistant, platform: Platform, key: str) -> str:
    return _entity_id(hass, platform, f"{ALERTS_UNIQUE_ID}_{key}")


def _entity_id(hass: HomeAssistant, platform: Platform, unique_id: str) -> str:
    """Return the ID of an entity; of one that was removed, one that nobody is granted."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(platform, DOMAIN, unique_id)
    return entity_id or f"{platform}.{DOMAIN}"
