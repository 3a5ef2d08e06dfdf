"""What the tests of the alerts share: recipients that say what they got."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.alerts.clock import Machine
from custom_components.hwgroup.alerts.timeline import Boot
from custom_components.hwgroup.const import DOMAIN
from homeassistant.components import persistent_notification
from homeassistant.config_entries import SOURCE_USER, ConfigSubentry
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

type AddAlerts = Callable[..., Awaitable[MockConfigEntry]]

_HANDLING = {"severity": "warning", "delay": 0, "repeat": 0}
_RULES: dict[str, dict[str, Any]] = {
    "range_rule": {"device_limits": False, "hysteresis": 0, "unit": "°C"},
    "input_rule": {"state": "on"},
}


def add_subentry(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str, title: str, /, **data: Any
) -> ConfigSubentry:
    """Keep a rule or a recipient, as its form would."""
    if kind in _RULES:
        data = _HANDLING | _RULES[kind] | data
    subentry = ConfigSubentry(
        data=data, subentry_type=kind, title=title, unique_id=None
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    return subentry


def issues(hass: HomeAssistant) -> list[str]:
    """Return the keys of all open issues."""
    return [
        issue.translation_key or ""
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    ]


def notifications(hass: HomeAssistant) -> list[str]:
    """Return the titles of all that Home Assistant shows of the integration."""
    shown = persistent_notification._async_get_or_create_notifications(hass)
    return [
        notification["title"]
        for notification in shown.values()
        if notification["notification_id"].startswith(DOMAIN)
    ]


def marked(title: str, mark: str) -> str:
    """Return a title as it is with a mark: before the device, if it names one at its end."""
    told, dot, device = title.partition(" · ")
    return f"{told} – {mark}{dot}{device}"


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


class Clocks:
    """The clocks of the machine besides the one by which a test lets time pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin with clocks that are right, in a machine that never slept."""
        self._ahead = self._slept = timedelta(0)
        self._boot, self._booted = 0, 0.0
        utcnow, now = dt_util.utcnow, dt_util.now
        monkeypatch.setattr(dt_util, "utcnow", lambda: utcnow() + self._offset)
        monkeypatch.setattr(dt_util, "now", lambda zone=None: now(zone) + self._offset)
        monkeypatch.setattr(Machine, "boot", lambda _machine: self._boot_now())

    @property
    def _offset(self) -> timedelta:
        return self._ahead + self._slept

    def _boot_now(self) -> Boot:
        awake = time.time() - self._booted
        return Boot(str(self._boot), awake + self._slept.total_seconds())

    def set_wall(self, ahead: timedelta) -> None:
        """Let the wall clock show so much more than it should."""
        self._ahead = ahead

    def reboot(self) -> None:
        """Start the machine anew."""
        self._boot, self._booted = self._boot + 1, time.time()

    def sleep(self, length: timedelta) -> None:
        """Let the machine sleep: only its wall clock and its boot clock go on."""
        self._slept += length


@pytest.fixture
def clocks(freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch) -> Clocks:
    """Return the clocks of the machine; time passes by `elapse`."""
    return Clocks(monkeypatch)


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


async def add_recipient(
    hass: HomeAssistant, entry: MockConfigEntry, notifier: Notifier, **more: object
) -> str:
    """Add a recipient as a user would, and return the ID."""
    known = set(entry.subentries)
    flows = hass.config_entries.subentries
    result = await flows.async_init(
        (entry.entry_id, "recipient"), context={"source": "user"}
    )
    result = await flows.async_configure(
        result["flow_id"],
        {"name": "Pharmacist", "actions": [f"notify.{notifier.action}"], **more},
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    await hass.async_block_till_done(wait_background_tasks=True)
    [new] = set(entry.subentries) - known
    return new
