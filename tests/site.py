"""A device whose alerts somebody gets, and what happens to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry, flush_store

from custom_components.hwgroup.const import DOMAIN
from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import Notification, UpdateType
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Context, HomeAssistant, ServiceCall, State, callback
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util.hass_dict import HassKey
from simulator import Sensor, SimulatedDevice

type MakeDevice = Callable[..., Awaitable[SimulatedDevice]]
type AddDevice = Callable[..., Awaitable[MockConfigEntry]]
type AddAlerts = Callable[..., Awaitable[MockConfigEntry]]
type Elapse = Callable[[float], Awaitable[None]]

_SHOWN: HassKey[dict[str, Notification]] = HassKey("tests_shown")
_HANDLING = {"severity": "warning", "delay": 0, "repeat": 0}
_RULES: dict[str, dict[str, Any]] = {
    "range_rule": {"device_limits": False, "hysteresis": 0, "unit": "°C"},
    "input_rule": {"state": "on"},
}
METER: dict[str, Any] = {
    "input": "3",
    "kind": "water",
    "unit_of_measurement": "m³",
    "pulses_per_unit": 100,
    "reading": 0,
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


async def click(hass: HomeAssistant, issue: ir.IssueEntry) -> Any:
    """Open an issue and submit it, as a user does."""
    await async_setup_component(hass, "repairs", {})
    manager = repairs_flow_manager(hass)
    assert manager is not None
    result = await manager.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    assert result["step_id"] == "confirm"
    result = await manager.async_configure(result["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def watch_notifications(hass: HomeAssistant) -> None:
    """Follow what Home Assistant shows, as its pages do."""
    shown = hass.data[_SHOWN] = {}

    @callback
    def follow(change: UpdateType, notifications: dict[str, Notification]) -> None:
        for key, notification in notifications.items():
            if change is UpdateType.REMOVED:
                del shown[key]
            else:
                shown[key] = notification

    persistent_notification.async_register_callback(hass, follow)


def shown_notifications(hass: HomeAssistant) -> list[Notification]:
    """Return all that Home Assistant shows of the integration."""
    return [each for key, each in hass.data[_SHOWN].items() if key.startswith(DOMAIN)]


def notifications(hass: HomeAssistant) -> list[str]:
    """Return the titles of all that Home Assistant shows of the integration."""
    return [each["title"] or "" for each in shown_notifications(hass)]


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


@dataclass
class Site:
    """A device, the alerts with one recipient, and time that passes."""

    hass: HomeAssistant
    device: SimulatedDevice
    notifier: Notifier
    """That of the recipient `IT on call`."""
    elapse: Elapse
    make_device: MakeDevice
    add_device: AddDevice
    add_alerts: AddAlerts
    entry: MockConfigEntry = field(init=False)
    """The entry of the device."""
    alerts: MockConfigEntry = field(init=False)
    """The entry of the alerts."""

    async def set_up(self, *notifiers: Notifier, name: str = "IT on call") -> None:
        """Add the device and the alerts, as a user would."""
        self.entry = await self.add_device(self.device)
        self.alerts = await self.add_alerts(*notifiers or (self.notifier,), name=name)

    @property
    def probe(self) -> Sensor:
        """The first probe of the device."""
        return self.device.sensors[0]

    # What happens

    async def settle(self) -> None:
        """Wait until nothing is left to do at this time."""
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def polls(self, count: int = 1) -> None:
        """Let the device be polled so often, and half a minute pass each time."""
        for _ in range(count):
            await self.elapse(30.5)

    async def minutes(self, minutes: float) -> None:
        """Let minutes pass, poll by poll."""
        await self.polls(round(minutes * 2))

    async def restart(self) -> None:
        """Unload everything, as at a stop, and set it up again."""
        await flush_store(self.entry.runtime_data._store)
        for entry in (self.entry, self.alerts):
            await self.hass.config_entries.async_unload(entry.entry_id)
        for entry in (self.entry, self.alerts):
            await self.hass.config_entries.async_setup(entry.entry_id)
        await self.settle()

    # What people do

    def add(self, kind: str, title: str, /, **data: Any) -> ConfigSubentry:
        """Keep a rule or a recipient, as its form would."""
        return add_subentry(self.hass, self.alerts, kind, title, **data)

    async def add_recipient(self, notifier: Notifier, **more: object) -> str:
        """Add a recipient as a user would, and return the ID."""
        return await add_recipient(self.hass, self.alerts, notifier, **more)

    def change(self, title: str, **data: Any) -> None:
        """Change a rule or a recipient."""
        subentry = self.subentry(title)
        self.hass.config_entries.async_update_subentry(
            self.alerts, subentry, data={**subentry.data, **data}
        )

    def set_options(self, **options: Any) -> None:
        """Give the alerts these options, and no others."""
        self.hass.config_entries.async_update_entry(self.alerts, options=options)

    def remove(self, title: str) -> None:
        """Remove a rule or a recipient."""
        subentry = self.subentry(title)
        self.hass.config_entries.async_remove_subentry(
            self.alerts, subentry.subentry_id
        )

    async def call(
        self, action: str, context: Context | None = None, /, **data: Any
    ) -> None:
        """Call an action, such as `hwgroup.snooze`."""
        domain, name = action.split(".")
        await self.hass.services.async_call(
            domain, name, data, blocking=True, context=context
        )
        await self.settle()

    async def ask(self, action: str, **data: Any) -> Any:
        """Return the one thing that an action of the integration answers."""
        response = await self.hass.services.async_call(
            DOMAIN, action, data, blocking=True, return_response=True
        )
        await self.settle()
        assert response is not None
        [only] = response.values()
        return only

    async def answer(self, action: str | None) -> None:
        """Press a button of a notification on a phone."""
        self.hass.bus.async_fire("mobile_app_notification_action", {"action": action})
        await self.settle()

    # What is shown

    def state(self, entity_id: str) -> State:
        """Return the state of an entity that has one."""
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        return state

    def subentry(self, title: str) -> ConfigSubentry:
        """Return the rule or the recipient with a title."""
        subentries = self.alerts.subentries.values()
        [found] = [each for each in subentries if each.title == title]
        return found

    @property
    def issues(self) -> list[str]:
        """The keys of all open issues."""
        return issues(self.hass)

    @property
    def titles(self) -> list[str]:
        """The titles of what the notifier has accepted."""
        return self.notifier.titles
