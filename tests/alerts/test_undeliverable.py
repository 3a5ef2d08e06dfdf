"""Messages that a notifier refuses for ever, while it accepts others."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice, polls
from .conftest import AddAlerts, Notifier, add_subentry, issues, notifications

EAST = "Cold room 1: 9.5 °C, above 8 °C · East"


class _Picky:
    """A notifier that refuses everything about the device East."""

    def __init__(self, hass: HomeAssistant, notifier: Notifier) -> None:
        self.refused: list[ServiceCall] = []
        self.error: Exception = HomeAssistantError("cannot parse entities")
        self.is_picky: Callable[[str], bool] = lambda text: "East" in text
        self._accept = notifier._handle
        hass.services.async_register("notify", notifier.action, self.handle)

    async def handle(self, call: ServiceCall) -> None:
        """Accept or refuse a message."""
        if self.is_picky(f"{call.data.get('title', '')} {call.data['message']}"):
            self.refused.append(call)
            raise self.error
        await self._accept(call)


@pytest.fixture
async def devices(
    make_device: MakeDevice, add_device: AddDevice
) -> dict[str, SimulatedDevice]:
    """Return two cold stores, which set off no alarm of their own."""
    stores = {}
    for number, name in enumerate(("East", "West"), 1):
        store = await make_device("ste2", name=name, mac=f"00:0A:59:10:20:{number}0")
        store.sensors[0].low = store.sensors[0].high = None
        await add_device(store)
        stores[name] = store
    return stores


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    devices: dict[str, SimulatedDevice],
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
) -> MockConfigEntry:
    """Return alerts with one rule and one recipient."""
    alerts = await add_alerts(notifier)
    add_subentry(hass, alerts, "range_rule", "Cold", quantity="temperature", high=8)
    await hass.async_block_till_done(wait_background_tasks=True)
    return alerts


@pytest.fixture
def picky(hass: HomeAssistant, alerts: MockConfigEntry, notifier: Notifier) -> _Picky:
    """Return the notifier of the recipient, which refuses some messages."""
    return _Picky(hass, notifier)


type Live = Callable[[int], Awaitable[None]]


@pytest.fixture
def live(hass: HomeAssistant, elapse: Elapse) -> Live:
    """Return a function that lets ten minutes pass so often, with a test after each."""

    async def live(count: int) -> None:
        for _ in range(count):
            await polls(elapse, 20)
            await hass.services.async_call(
                "hwgroup", "send_test", blocking=True, return_response=True
            )
            await hass.async_block_till_done(wait_background_tasks=True)

    return live


def _change(
    hass: HomeAssistant, alerts: MockConfigEntry, title: str, **data: Any
) -> None:
    [subentry] = [each for each in alerts.subentries.values() if each.title == title]
    hass.config_entries.async_update_subentry(
        alerts, subentry, data={**subentry.data, **data}
    )


async def _deliveries(hass: HomeAssistant, state: str) -> list[Any]:
    answer = await hass.services.async_call(
        "hwgroup", "get_deliveries", blocking=True, return_response=True
    )
    assert answer is not None
    deliveries = cast("list[Any]", answer["deliveries"])
    return [each for each in deliveries if each["state"] == state]


def _problem(hass: HomeAssistant) -> str:
    state = hass.states.get("binary_sensor.hw_group_alerts_delivery_problem")
    assert state is not None
    return state.state


async def test_a_refused_message_is_no_broken_notifier(
    hass: HomeAssistant,
    devices: dict[str, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    picky: _Picky,
    elapse: Elapse,
) -> None:
    """Only the message itself goes to the fallback; the sign of life stays."""
    _change(hass, alerts, "IT on call", fallback_actions=["notify.pharmacist"])
    devices["East"].sensors[0].value = 9.5
    await polls(elapse, 8)
    assert second_notifier.titles == [EAST]
    assert _problem(hass) == "on"
    west = devices["West"].sensors[0]
    west.value = 9.5
    await polls(elapse, 2)
    # Until then, nobody could know that the notifier accepts anything.
    assert second_notifier.titles[1:] == notifier.titles
    for value in (5.0, 9.5):
        west.value = value
        await polls(elapse, 20)
    assert len(notifier.titles) == 3
    # Who was told that it begins is told that it is over, and nothing else.
    assert second_notifier.titles[2:] == ["Cold room 1: 5.0 °C, back in range · West"]
    assert _problem(hass) == "off"
    assert issues(hass) == []


@pytest.mark.parametrize("restarts", [False, True])
async def test_an_undeliverable_message_is_shown_and_blocks_nothing(
    hass: HomeAssistant,
    devices: dict[str, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    picky: _Picky,
    live: Live,
    elapse: Elapse,
    restarts: bool,
) -> None:
    """After half an hour, and after it was refused as plain short text, too."""
    devices["East"].sensors[0].value = 9.5
    await polls(elapse, 6)
    await live(2)
    assert await _deliveries(hass, "undeliverable") == []
    await live(2)
    [undeliverable] = await _deliveries(hass, "undeliverable")
    assert undeliverable["title"] == EAST
    assert undeliverable["due"] is undeliverable["settled"] is None
    plain = picky.refused[-1].data
    assert dict(plain) == {
        "message": "Cold room 1: 9.5 C, above 8 C , East. Cold room 1 has been above 8 C"
        " since 04:00. Rule: Cold."
    }
    if restarts:
        await hass.config_entries.async_reload(alerts.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    [issue] = ir.async_get(hass).issues.values()
    assert issue.translation_key == "undeliverable"
    assert issue.translation_placeholders is not None
    assert "above 8" in issue.translation_placeholders["message_in_title"]
    assert _problem(hass) == "off"
    refused = len(picky.refused)
    await live(2)
    assert len(picky.refused) == refused
    assert list(alerts.runtime_data.notifier.deliveries) == []


@pytest.mark.parametrize("by_action", [False, True])
async def test_an_undeliverable_message_is_dismissed(
    hass: HomeAssistant,
    devices: dict[str, SimulatedDevice],
    alerts: MockConfigEntry,
    picky: _Picky,
    live: Live,
    elapse: Elapse,
    by_action: bool,
) -> None:
    """By an action, or where it is shown; the log goes on to know of it."""
    assert await async_setup_component(hass, "repairs", {})
    devices["East"].sensors[0].value = 9.5
    await polls(elapse, 6)
    await live(4)
    [undeliverable] = await _deliveries(hass, "undeliverable")
    assert notifications(hass) == [EAST]
    message = undeliverable["message"]
    manager = repairs_flow_manager(hass)
    assert manager is not None
    [issue] = ir.async_get(hass).issues.values()
    flow = await manager.async_init("hwgroup", data={"issue_id": issue.issue_id})
    assert flow["type"] is FlowResultType.FORM
    if by_action:
        await hass.services.async_call(
            "hwgroup", "dismiss", {"messages": message}, blocking=True
        )
    result = await manager.async_configure(flow["flow_id"], {})
    ends = FlowResultType.ABORT if by_action else FlowResultType.CREATE_ENTRY
    assert result["type"] is ends
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issues(hass) == notifications(hass) == []
    [dismissed] = await _deliveries(hass, "undeliverable")
    assert dismissed["message"] == message
    assert dismissed["settled"] is not None
    with pytest.raises(ServiceValidationError, match="no undeliverable message"):
        await hass.services.async_call(
            "hwgroup", "dismiss", {"messages": message}, blocking=True
        )
    await hass.services.async_call("hwgroup", "dismiss", blocking=True)


async def test_a_service_that_refuses_a_sign_gets_plain_words(
    hass: HomeAssistant,
    devices: dict[str, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    picky: _Picky,
    live: Live,
    elapse: Elapse,
) -> None:
    """It takes letters and digits, say, but no sign for degrees."""
    picky.is_picky = lambda text: "East" in text and not text.isascii()
    devices["East"].sensors[0].value = 9.5
    await polls(elapse, 6)
    await live(4)
    [plain] = [each for each in notifier.accepted if "East" in each["message"]]
    assert plain["message"].startswith("Cold room 1: 9.5 C, above 8 C")
    assert await _deliveries(hass, "undeliverable") == []
    assert issues(hass) == notifications(hass) == []


@pytest.mark.parametrize("error", [TimeoutError(), None])
async def test_what_is_not_refused_is_never_undeliverable(
    hass: HomeAssistant,
    devices: dict[str, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    picky: _Picky,
    live: Live,
    elapse: Elapse,
    error: Exception | None,
) -> None:
    """A notifier that does not answer may have a bad day, and so may its network."""
    if error is None:
        # Nothing is accepted in between: it is the notifier that does not work.
        picky.is_picky = lambda _: True
    else:
        picky.error = error
    devices["East"].sensors[0].value = 9.5
    await polls(elapse, 6)
    await live(12)
    assert await _deliveries(hass, "undeliverable") == []
    picky.is_picky = lambda _: False
    await live(4)
    assert EAST in notifier.titles


async def test_an_outage_makes_no_message_undeliverable(
    hass: HomeAssistant,
    devices: dict[str, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    picky: _Picky,
    live: Live,
    elapse: Elapse,
) -> None:
    """Though another message was accepted when it had just begun."""
    devices["East"].sensors[0].value = 9.5
    await polls(elapse, 6)
    await live(1)
    picky.is_picky = lambda _: True
    await live(12)
    assert await _deliveries(hass, "undeliverable") == []
    picky.is_picky = lambda _: False
    await live(4)
    assert EAST in notifier.titles


async def test_newer_news_are_tried_at_once(
    devices: dict[str, SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    picky: _Picky,
    elapse: Elapse,
) -> None:
    """That an alert is over does not wait for the next attempt of what it replaces."""
    east = devices["East"].sensors[0]
    east.value = 9.5
    await polls(elapse, 40)
    picky.is_picky = lambda _: False
    await polls(elapse, 4)
    assert notifier.titles == []
    east.value = 5.0
    await polls(elapse, 2)
    assert notifier.titles == ["Cold room 1: 5.0 °C, back in range · East"]
