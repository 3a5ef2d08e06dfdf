"""Notifiers that work, but not as one would wish."""

import asyncio
from collections.abc import Awaitable, Callable
import logging
from typing import Any, cast

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.alerts.model import Phase
from homeassistant.components.notify import (
    DATA_COMPONENT,
    BaseNotificationService,
    NotifyEntity,
    NotifyEntityFeature,
)
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
from simulator import Sensor, SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice, polls
from .conftest import AddAlerts, Notifier, add_subentry, issues


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return alerts with one rule for a cold store, of which `IT on call` is told."""
    device.sensors[0].low = device.sensors[0].high = None
    await add_device(device)
    alerts = await add_alerts(notifier)
    add_subentry(hass, alerts, "range_rule", "Cold", quantity="temperature", high=8)
    await hass.async_block_till_done(wait_background_tasks=True)
    return alerts


@pytest.mark.parametrize(
    "error", ["x" * 30_000, "line\n\t" * 5_000], ids=["long", "many lines"]
)
async def test_the_error_of_a_notifier_is_cut(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    error: str,
) -> None:
    """A page of HTML fills neither attributes nor issues nor the disk."""
    notifier.break_down(error)
    device.sensors[0].value = 9.5
    await polls(elapse, 8)
    delivery_problem = hass.states.get("binary_sensor.hw_group_alerts_delivery_problem")
    assert delivery_problem is not None
    [problem] = delivery_problem.attributes["problems"]
    event = hass.states.get("event.hw_group_alerts_alert")
    assert event is not None
    [issue] = ir.async_get(hass).issues.values()
    assert issue.translation_placeholders is not None
    answer = await hass.services.async_call(
        "hwgroup", "get_deliveries", blocking=True, return_response=True
    )
    assert answer is not None
    [delivery] = cast("list[Any]", answer["deliveries"])
    reasons = [
        problem["reason"],
        event.attributes["reason"],
        issue.translation_placeholders["reason"],
        delivery["reason"],
    ]
    for reason in reasons:
        assert 0 < len(reason) <= 250
        assert error.startswith(reason[:4])
        assert reason.isprintable()


def _change(
    hass: HomeAssistant, alerts: MockConfigEntry, title: str, **data: Any
) -> None:
    [subentry] = [each for each in alerts.subentries.values() if each.title == title]
    hass.config_entries.async_update_subentry(
        alerts, subentry, data={**subentry.data, **data}
    )


# Groups of notifiers, which report success whatever their members say


@pytest.fixture
async def groups(hass: HomeAssistant) -> None:
    """Add groups as a configuration file does: before anything else loads notifiers."""
    members = {
        "team": ["it_on_call", "pharmacist"],
        "inner": ["pharmacist", "outer"],
        "outer": ["it_on_call", "inner"],
    }
    platforms = [
        {
            "platform": "group",
            "name": name,
            "services": [{"action": each} for each in of],
        }
        for name, of in members.items()
    ]
    assert await async_setup_component(hass, "notify", {"notify": platforms})
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_a_group_does_not_hide_that_a_member_refuses(
    hass: HomeAssistant,
    groups: None,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The member is tried again, and nobody else gets the message twice."""
    _change(hass, alerts, "IT on call", actions=["notify.team"])
    second_notifier.break_down()
    device.sensors[0].value = 9.5
    await polls(elapse, 8)
    assert len(notifier.accepted) == 1
    assert issues(hass) == ["recipient_unreachable"]
    second_notifier.failing = None
    await polls(elapse, 30)
    assert second_notifier.titles == notifier.titles
    assert len(notifier.accepted) == 1
    assert issues(hass) == []


async def test_a_member_of_a_group_may_not_be_there(
    hass: HomeAssistant,
    groups: None,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """That is found before it is needed, also in a group of groups."""
    _change(hass, alerts, "IT on call", actions=["notify.outer"])
    await elapse(301)
    await elapse(301)
    assert issues(hass) == ["recipient_unreachable"]
    reasons = [reason for _, _, reason in alerts.runtime_data.notifier.problems]
    assert reasons == ["notify.pharmacist does not exist"]


async def test_a_group_that_loads_late_changes_nothing(
    hass: HomeAssistant,
    groups: None,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """What a member is owed is kept over a restart, and the others get nothing twice."""
    _change(hass, alerts, "IT on call", actions=["notify.team"])
    second_notifier.break_down()
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    team = hass.services.async_services_for_domain("notify")["team"]
    await hass.config_entries.async_unload(alerts.entry_id)
    hass.services.async_remove("notify", "team")
    hass.set_state(CoreState.starting)
    await hass.config_entries.async_setup(alerts.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    hass.services.async_register("notify", "team", cast("Any", team.job.target))
    second_notifier.failing = None
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await polls(elapse, 8)
    assert len(notifier.accepted) == 1
    assert second_notifier.titles == notifier.titles


class _Mail(NotifyEntity):
    """A notify entity of another integration."""

    _attr_supported_features = NotifyEntityFeature.TITLE

    def __init__(self, name: str) -> None:
        self._attr_name = name
        self._attr_unique_id = name
        self.titles: list[str | None] = []

    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Keep the title."""
        self.titles.append(title)


async def test_a_group_of_entities_does_not_hide_one_that_is_unavailable(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    elapse: Elapse,
) -> None:
    """It is skipped by the group, without an error."""
    ann, bob = _Mail("Ann"), _Mail("Bob")
    bob._attr_available = False
    await hass.data[DATA_COMPONENT].async_add_entities([ann, bob])
    options = {
        "group_type": "notify",
        "name": "All",
        "entities": ["notify.ann", "notify.bob"],
        "hide_members": False,
    }
    group = MockConfigEntry(domain="group", title="All", options=options)
    group.add_to_hass(hass)
    assert await hass.config_entries.async_setup(group.entry_id)
    _change(hass, alerts, "IT on call", actions=[], entities=["notify.all"])
    device.sensors[0].value = 9.5
    await polls(elapse, 8)
    assert len(ann.titles) == 1
    assert issues(hass) == ["recipient_unreachable"]
    bob._attr_available = True
    bob.async_write_ha_state()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert bob.titles == ann.titles
    assert len(ann.titles) == 1


# Phones


class _App(BaseNotificationService):
    """The notify platform of the app: one action for each phone."""

    def __init__(self) -> None:
        self.pushed: list[dict[str, Any]] = []
        self.refusal = ""

    @property
    def targets(self) -> dict[str, str]:
        """Return the webhooks of the phones by their names."""
        return {"Ann's phone": "webhook"}

    async def async_send_message(self, message: str, **kwargs: Any) -> None:
        """Keep a message, or only log that the push service refuses it."""
        if self.refusal:
            logging.getLogger("homeassistant.components.mobile_app.notify").error(
                self.refusal
            )
            return
        self.pushed.append({"message": message, **kwargs})


@pytest.fixture
async def app(hass: HomeAssistant) -> _App:
    """Return the app with Ann's phone, which has an action and an entity."""
    assert await async_setup_component(hass, "notify", {})
    app = _App()
    await app.async_setup(hass, "notify", "mobile_app")
    await app.async_register_services()
    phone = MockConfigEntry(domain="mobile_app", data={"webhook_id": "webhook"})
    phone.add_to_hass(hass)
    entity = er.async_get(hass).async_get_or_create(
        "notify",
        "mobile_app",
        "phone",
        config_entry=phone,
        object_id_base="ann_s_phone",
    )
    assert entity.entity_id == "notify.ann_s_phone"
    hass.states.async_set("notify.ann_s_phone", "unknown")
    return app


async def test_a_phone_gets_a_message_once(
    hass: HomeAssistant,
    app: _App,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    elapse: Elapse,
) -> None:
    """And with its buttons, though both of its notifiers are chosen."""
    entities, actions = ["notify.ann_s_phone"], ["notify.mobile_app_ann_s_phone"]
    _change(hass, alerts, "IT on call", entities=entities, actions=actions)
    device.sensors[0].value = 9.5
    await polls(elapse, 2)
    [pushed] = app.pushed
    assert len(pushed["data"]["actions"]) == 2
    answer = await hass.services.async_call(
        "hwgroup", "get_deliveries", blocking=True, return_response=True
    )
    assert answer is not None
    [delivery] = cast("list[Any]", answer["deliveries"])
    assert [delivery["channel"]] == actions


async def test_a_phone_that_gets_nothing_is_known(
    hass: HomeAssistant,
    app: _App,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    elapse: Elapse,
) -> None:
    """The action says that all is well, while the push service refuses the message."""
    _change(hass, alerts, "IT on call", actions=["notify.mobile_app_ann_s_phone"])
    app.refusal = "Error sending notification to Ann's phone"
    device.sensors[0].value = 9.5
    await polls(elapse, 8)
    assert issues(hass) == ["recipient_unreachable"]
    reasons = [reason for _, _, reason in alerts.runtime_data.notifier.problems]
    assert reasons == [app.refusal]
    app.refusal = ""
    await polls(elapse, 30)
    assert len(app.pushed) == 1
    assert issues(hass) == []


# Slow notifiers


@pytest.fixture
def live(
    hass: HomeAssistant, elapse: Elapse, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Awaitable[None]]:
    """Return a function that lets half minutes pass while a notifier is still busy."""

    async def settle(**_: bool) -> None:
        for _ in range(3000):  # time stands still, and what is sent takes its turns
            await asyncio.sleep(0)

    async def live(count: int) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(hass, "async_block_till_done", settle)
            await polls(elapse, count)

    return live


async def test_a_slow_notifier_is_called_once(
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Callable[[int], Awaitable[None]],
) -> None:
    """It accepts a message after the time limit, which is no second message."""
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    notifier.hook = wait
    device.sensors[0].value = 9.5
    await live(3)
    assert notifier.titles == []
    gate.set()
    await live(8)
    assert notifier.attempts == len(notifier.titles) == 1
    assert list(alerts.runtime_data.notifier.deliveries) == []


async def test_a_message_that_may_come_twice_says_so(
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    live: Callable[[int], Awaitable[None]],
) -> None:
    """A notifier that does not answer for minutes is called again."""
    notifier.hook = asyncio.Event().wait
    device.sensors[0].value = 9.5
    await live(6)
    assert notifier.attempts == 1
    notifier.hook = None
    await live(8)
    assert notifier.attempts == 2
    [accepted] = notifier.accepted
    assert "Attempt 3: an earlier one was not answered in time" in accepted["message"]


# Notifiers that come back


@pytest.mark.parametrize("missing_for", [2, 8, 40])
async def test_a_notifier_that_is_registered_again_is_tried_at_once(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    missing_for: int,
) -> None:
    """Also one that was missing at a single look, or at none."""
    notifier.unregister()
    device.sensors[0].value = 9.5
    await polls(elapse, missing_for)
    notifier.register()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(notifier.titles) == 1
    assert issues(hass) == []


@pytest.mark.parametrize("missing_for", [2, 8, 40])
@pytest.mark.parametrize("is_removed", [False, True])
async def test_a_notify_entity_that_is_available_again_is_tried_at_once(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    elapse: Elapse,
    missing_for: int,
    is_removed: bool,
) -> None:
    """Its integration was reloaded, or its server was down."""
    mail = _Mail("Mail")
    mail._attr_available = is_removed
    add = hass.data[DATA_COMPONENT].async_add_entities
    await add([mail])
    _change(hass, alerts, "IT on call", actions=[], entities=["notify.mail"])
    if is_removed:
        await mail.async_remove()
    device.sensors[0].value = 9.5
    await polls(elapse, missing_for)
    if is_removed:
        await add([mail := _Mail("Mail")])
    else:
        mail._attr_available = True
        mail.async_write_ha_state()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(mail.titles) == 1
    assert issues(hass) == []


# Notifiers that take no long messages


async def _heat_many(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> list[str]:
    """Let many alerts begin while a notifier is down; return what they are about."""
    _change(hass, alerts, "Cold", severity="critical")
    notifier.break_down()
    names = [f"Přihrádka v mrazicím boxu číslo {number:03}" for number in range(180)]
    for number in range(2):
        store = await make_device(
            "poseidon2_3268", name=f"Hall {number}", mac=f"00:0A:59:10:20:{number}0"
        )
        store.sensors[:] = [
            Sensor(1000 + place, name, "C", 30.0, low=None, high=None)
            for place, name in enumerate(names[90 * number : 90 * number + 90])
        ]
        await add_device(store)
    await polls(elapse, 3)
    return names


async def test_no_message_is_too_long_for_a_service(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Whichever way it counts 4,096 characters; nothing is left out for that."""
    names = await _heat_many(hass, make_device, add_device, alerts, notifier, elapse)
    accept = notifier._handle

    async def limited(call: ServiceCall) -> None:
        whole = f"{call.data['title']}\n{call.data['message']}"
        if max(len(whole.encode()), len(whole.encode("utf-16-le")) // 2) > 4096:
            raise HomeAssistantError("message is too long")
        await accept(call)

    hass.services.async_register("notify", notifier.action, limited)
    notifier.failing = None
    await polls(elapse, 30)
    told = "\n".join(
        f"{each['title']}\n{each['message']}" for each in notifier.accepted
    )
    assert [name for name in names if name not in told] == []
    assert len(notifier.accepted) < len(names) / 3
    assert issues(hass) == []


async def test_a_list_of_alerts_is_as_loud_as_the_worst_of_them(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    alerts: MockConfigEntry,
    elapse: Elapse,
) -> None:
    """On a phone, one button acknowledges all of them."""
    phone = Notifier(hass, "mobile_app_phone")
    phone.register()
    _change(hass, alerts, "IT on call", actions=["notify.mobile_app_phone"])
    await _heat_many(hass, make_device, add_device, alerts, phone, elapse)
    phone.failing = None
    await polls(elapse, 30)
    digest = next(each for each in phone.accepted if "(+" in each["title"])
    assert "CRITICAL" in digest["title"]
    assert digest["data"]["push"]["interruption-level"] == "critical"
    listed = len(digest["message"].splitlines())
    acknowledge, _ = digest["data"]["actions"]
    hass.bus.async_fire(
        "mobile_app_notification_action", {"action": acknowledge["action"]}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    phases = [alert.phase for alert, _, _ in alerts.runtime_data.alerts]
    assert phases.count(Phase.ACKNOWLEDGED) == listed > 1
