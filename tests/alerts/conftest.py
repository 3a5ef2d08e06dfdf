"""What the tests of the alerts share: recipients that say what they got."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError

type AddAlerts = Callable[..., Awaitable[MockConfigEntry]]


@dataclass
class Notifier:
    """A legacy notify action that keeps what it accepts, and fails on request."""

    hass: HomeAssistant
    action: str
    accepted: list[dict[str, Any]] = field(default_factory=list)
    attempts: int = 0
    failing: Exception | None = None
    hook: Callable[[], Awaitable[None]] | None = None

    def register(self) -> None:
        """Offer the action to Home Assistant."""
        self.hass.services.async_register("notify", self.action, self._handle)

    def unregister(self) -> None:
        """Take the action away."""
        self.hass.services.async_remove("notify", self.action)

    async def _handle(self, call: ServiceCall) -> None:
        self.attempts += 1
        if self.hook is not None:
            await self.hook()
        if self.failing is not None:
            raise self.failing
        self.accepted.append(dict(call.data))

    def break_down(self, reason: str = "mail server is down") -> None:
        """Accept nothing until `failing` is None again."""
        self.failing = HomeAssistantError(reason)

    @property
    def titles(self) -> list[str]:
        """Return the titles of what was accepted."""
        return [message["title"] for message in self.accepted]


@pytest.fixture
def notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier of the recipient `IT on call`."""
    notifier = Notifier(hass, "it_on_call")
    notifier.register()
    return notifier


@pytest.fixture
def second_notifier(hass: HomeAssistant) -> Notifier:
    """Return another notifier, which no recipient uses yet."""
    notifier = Notifier(hass, "pharmacist")
    notifier.register()
    return notifier


@pytest.fixture
def add_alerts(hass: HomeAssistant) -> AddAlerts:
    """Return a function that sets the alerts up as a user would."""

    async def add(*notifiers: Notifier, name: str = "IT on call") -> MockConfigEntry:
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], {"next_step_id": "alerts"}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"],
            {
                "name": name,
                "actions": [f"notify.{notifier.action}" for notifier in notifiers],
            },
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY, result
        await hass.async_block_till_done(wait_background_tasks=True)
        return result["result"]

    return add
