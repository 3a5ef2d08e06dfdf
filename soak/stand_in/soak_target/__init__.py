"""Notify actions that hand messages to the soak, and a pulse that tells it what is seen.

The answer to each pulse says which buttons people pressed meanwhile, which of the
actions exist by now, and what the wall clock shows.
"""

import asyncio
from functools import partial
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.typing import ConfigType
from soak.wrong_clock import CLOCK

DOMAIN: Final = "soak_target"
_BEAT_SECONDS: Final = 0.25
_BUTTON: Final = "mobile_app_notification_action"


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Offer the actions, and begin to beat."""
    session = ClientSession(config[DOMAIN]["url"], timeout=ClientTimeout(total=60))
    await _beat(hass, session)
    hass.async_create_background_task(_beat_on(hass, session), "pulse of the soak")
    return True


async def _beat_on(hass: HomeAssistant, session: ClientSession) -> None:
    while True:
        await asyncio.sleep(_BEAT_SECONDS)
        await _beat(hass, session)


async def _beat(hass: HomeAssistant, session: ClientSession) -> None:
    async with session.post("/pulse", json=_seen(hass)) as response:
        told = await response.json()
    CLOCK.ahead = told["ahead"]
    for name, exists in told["actions"].items():
        if exists and not hass.services.has_service("notify", name):
            handle = partial(_send, session, name)
            hass.services.async_register("notify", name, handle)
        elif not exists:
            hass.services.async_remove("notify", name)
    for action in told["pressed"]:
        hass.bus.async_fire(_BUTTON, {"action": action})


async def _send(session: ClientSession, name: str, call: ServiceCall) -> None:
    try:
        async with session.post(f"/message/{name}", json=dict(call.data)) as response:
            if not response.ok:
                raise HomeAssistantError(f"the target answers {response.status}")
    except ClientError as err:
        raise HomeAssistantError(f"the target cannot be reached: {err!r}") from err


def _seen(hass: HomeAssistant) -> dict[str, Any]:
    """Return what somebody who looks at Home Assistant sees."""
    notifications = hass.data.get(persistent_notification.DOMAIN, {})
    return {
        "running": hass.state is CoreState.running,
        "loaded": all(
            entry.state is ConfigEntryState.LOADED
            for entry in hass.config_entries.async_entries()
        ),
        "notifiers": hass.states.async_entity_ids("notify"),
        "issues": [
            issue.issue_id
            for issue in ir.async_get(hass).issues.values()
            if issue.domain == "hwgroup" and issue.active
        ],
        "notifications": {
            name: f"{shown['title']}\n{shown['message']}"
            for name, shown in notifications.items()
        },
        "problem": [
            state.state
            for state in hass.states.async_all("binary_sensor")
            if state.entity_id.endswith("delivery_problem")
        ],
    }
