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
from simulator import Sensor

from ..conftest import polls
from ..site import Elapse, Notifier, Site

pytestmark = pytest.mark.usefixtures("quiet_device")


@pytest.fixture
async def site(site: Site) -> Site:
    """Return alerts with one rule for a cold store, of which `IT on call` is told."""
    site.add("range_rule", "Cold", quantity="temperature", high=8)
    await site.settle()
    return site


@pytest.mark.parametrize(
    "error",
    [
        "x" * 30_000,
        "line\n\t" * 5_000,
        "Pool(host='nas'): Max retries exceeded with url: /hook?token=s3cret (Caused by)",
        "Refused: 404, message='Not Found', url='https://push.example.com/bot7:s3cret/send'",
        "Cannot reach <HTTPS://ann:s3cret@hook.example.com:8443/T1/s3cret#s3cret>",
    ],
    ids=["long", "many lines", "path", "url", "user"],
)
async def test_the_error_of_a_notifier_is_cut(site: Site, error: str) -> None:
    """A page of HTML fills neither attributes nor issues nor the disk.

    A webhook has its secret in the URL, and these are seen by whoever may see states.
    """
    site.notifier.break_down(error)
    site.probe.value = 9.5
    await site.polls(8)
    delivery_problem = site.state("binary_sensor.hw_group_alerts_delivery_problem")
    [problem] = delivery_problem.attributes["problems"]
    event = site.state("event.hw_group_alerts_alert")
    [issue] = ir.async_get(site.hass).issues.values()
    assert issue.translation_placeholders is not None
    [delivery] = await site.ask("get_deliveries")
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
        assert "s3cret" not in reason
        plain = reason.replace("\\", "")
        assert ("example.com" in plain) == ("example.com" in error)


# Groups of notifiers, which report success whatever their members say


@pytest.fixture
async def groups(hass: HomeAssistant) -> None:
    """Add groups as a configuration file does: before anything else loads notifiers."""
    members = {
        "team": ["it_on_call", "pharmacist"],
        "inner": ["pharmacist", "outer"],
        "outer": ["it_on_call", "inner"],
        "nobody": [],
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
    groups: None, site: Site, second_notifier: Notifier
) -> None:
    """The member is tried again, and nobody else gets the message twice."""
    site.change("IT on call", actions=["notify.team"])
    second_notifier.break_down()
    site.probe.value = 9.5
    await site.polls(8)
    assert len(site.notifier.accepted) == 1
    assert site.issues == ["recipient_unreachable"]
    second_notifier.failing = None
    await site.polls(30)
    assert second_notifier.titles == site.titles
    assert len(site.notifier.accepted) == 1
    assert site.issues == []


async def test_a_member_of_a_group_may_not_be_there(groups: None, site: Site) -> None:
    """That is found before it is needed, also in a group of groups."""
    site.change("IT on call", actions=["notify.outer"])
    await site.elapse(301)
    await site.elapse(301)
    assert site.issues == ["recipient_unreachable"]
    reasons = [reason for _, _, reason in site.alerts.runtime_data.notifier.problems]
    assert reasons == ["notify.pharmacist does not exist"]


async def test_a_group_of_nobody(
    groups: None, site: Site, second_notifier: Notifier
) -> None:
    """It accepts everything, and nobody gets it: the fallback does."""
    site.change(
        "IT on call", actions=["notify.nobody"], fallback_actions=["notify.pharmacist"]
    )
    site.probe.value = 9.5
    await site.polls(8)
    assert len(second_notifier.titles) == 1
    assert site.issues == ["recipient_unreachable"]


async def test_a_group_that_loads_late_changes_nothing(
    groups: None, site: Site, second_notifier: Notifier
) -> None:
    """What a member is owed is kept over a restart, and the others get nothing twice."""
    site.change("IT on call", actions=["notify.team"])
    second_notifier.break_down()
    site.probe.value = 9.5
    await site.polls(2)
    team = site.hass.services.async_services_for_domain("notify")["team"]
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    site.hass.services.async_remove("notify", "team")
    site.hass.set_state(CoreState.starting)
    await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.settle()
    site.hass.services.async_register("notify", "team", cast("Any", team.job.target))
    second_notifier.failing = None
    site.hass.set_state(CoreState.running)
    site.hass.bus.async_fire("homeassistant_started")
    await site.polls(8)
    assert len(site.notifier.accepted) == 1
    assert second_notifier.titles == site.titles


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
    site: Site,
) -> None:
    """It is skipped by the group, without an error."""
    ann, bob = _Mail("Ann"), _Mail("Bob")
    bob._attr_available = False
    await site.hass.data[DATA_COMPONENT].async_add_entities([ann, bob])
    options = {
        "group_type": "notify",
        "name": "All",
        "entities": ["notify.ann", "notify.bob"],
        "hide_members": False,
    }
    group = MockConfigEntry(domain="group", title="All", options=options)
    group.add_to_hass(site.hass)
    assert await site.hass.config_entries.async_setup(group.entry_id)
    site.change("IT on call", actions=[], entities=["notify.all"])
    site.probe.value = 9.5
    await site.polls(8)
    assert len(ann.titles) == 1
    assert site.issues == ["recipient_unreachable"]
    bob._attr_available = True
    bob.async_write_ha_state()
    await site.settle()
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


async def test_a_phone_gets_a_message_once(site: Site, app: _App) -> None:
    """And with its buttons, though both of its notifiers are chosen."""
    entities, actions = ["notify.ann_s_phone"], ["notify.mobile_app_ann_s_phone"]
    site.change("IT on call", entities=entities, actions=actions)
    site.probe.value = 9.5
    await site.polls(2)
    [pushed] = app.pushed
    assert len(pushed["data"]["actions"]) == 2
    [delivery] = await site.ask("get_deliveries")
    assert [delivery["channel"]] == actions


async def test_what_others_keep_may_change(site: Site, app: _App) -> None:
    """Without what is known of phones and groups today, they are notifiers like others."""
    registry, entities = er.async_get(site.hass), []
    for domain in ("mobile_app", "group"):
        entry = MockConfigEntry(domain=domain)
        entry.add_to_hass(site.hass)
        entity = registry.async_get_or_create(
            "notify", domain, "new", config_entry=entry, object_id_base=f"new_{domain}"
        )
        entities.append(entity.entity_id)
        site.hass.states.async_set(entity.entity_id, "unknown")
    actions = ["notify.mobile_app_ann_s_phone"]
    site.change("IT on call", entities=entities, actions=actions)
    site.probe.value = 9.5
    await site.polls(2)
    assert len(app.pushed) == 1
    told = await site.ask("get_deliveries")
    assert {each["channel"] for each in told} == {*actions, *entities}


async def test_a_phone_that_gets_nothing_is_known(site: Site, app: _App) -> None:
    """The action says that all is well, while the push service refuses the message."""
    site.change("IT on call", actions=["notify.mobile_app_ann_s_phone"])
    app.refusal = "Error sending notification to Ann's phone"
    site.probe.value = 9.5
    await site.polls(8)
    assert site.issues == ["recipient_unreachable"]
    reasons = [reason for _, _, reason in site.alerts.runtime_data.notifier.problems]
    assert reasons == [app.refusal]
    app.refusal = ""
    await site.polls(30)
    assert len(app.pushed) == 1
    assert site.issues == []


# Notifiers that are none of one recipient


class _MailToAll(BaseNotificationService):
    """An action that goes to all addresses, each of which has an entity, too."""


async def test_the_form_warns_of_an_action_for_everybody(site: Site, app: _App) -> None:
    """Whoever chooses it for one person would tell all of them."""
    mail = _MailToAll()
    await mail.async_setup(site.hass, "home_assistant", "home_assistant")
    await mail.async_register_services()
    flows = site.hass.config_entries.subentries

    async def labels() -> dict[str, str]:
        """Return what the form calls each action."""
        form = await flows.async_init(
            (site.alerts.entry_id, "recipient"), context={"source": "user"}
        )
        flows.async_abort(form["flow_id"])
        field = form["data_schema"].schema["actions"]
        return {each["value"]: each["label"] for each in field.config["options"]}

    assert (await labels())["notify.home_assistant"] == "notify.home_assistant"
    er.async_get(site.hass).async_get_or_create(
        "notify", _MailToAll.__module__.split(".")[-2], "ann"
    )
    shown = await labels()
    warned = {action for action, label in shown.items() if "caution" in label}
    everybody = {"notify.home_assistant", "notify.notify"}
    assert warned == everybody | {"notify.persistent_notification"}
    assert shown["notify.mobile_app_ann_s_phone"] == "notify.mobile_app_ann_s_phone"
    assert shown["notify.it_on_call"] == "notify.it_on_call"


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
    site: Site, live: Callable[[int], Awaitable[None]]
) -> None:
    """It accepts a message after the time limit, which is no second message."""
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    site.notifier.hook = wait
    site.probe.value = 9.5
    await live(3)
    assert site.titles == []
    gate.set()
    await live(8)
    assert site.notifier.attempts == len(site.titles) == 1
    assert list(site.alerts.runtime_data.notifier.deliveries) == []


async def test_a_message_that_may_come_twice_says_so(
    site: Site, live: Callable[[int], Awaitable[None]]
) -> None:
    """A notifier that does not answer for minutes is called again."""
    site.notifier.hook = asyncio.Event().wait
    site.probe.value = 9.5
    await live(6)
    assert site.notifier.attempts == 1
    site.notifier.hook = None
    await live(8)
    assert site.notifier.attempts == 2
    [accepted] = site.notifier.accepted
    assert "Attempt 3: an earlier one was not answered in time" in accepted["message"]


# Notifiers that come back


@pytest.mark.parametrize("missing_for", [2, 8, 40])
async def test_a_notifier_that_is_registered_again_is_tried_at_once(
    site: Site, missing_for: int
) -> None:
    """Also one that was missing at a single look, or at none."""
    site.notifier.unregister()
    site.probe.value = 9.5
    await site.polls(missing_for)
    site.notifier.register()
    await site.settle()
    assert len(site.titles) == 1
    assert site.issues == []


@pytest.mark.parametrize("missing_for", [2, 8, 40])
@pytest.mark.parametrize("is_removed", [False, True])
async def test_a_notify_entity_that_is_available_again_is_tried_at_once(
    site: Site, missing_for: int, is_removed: bool
) -> None:
    """Its integration was reloaded, or its server was down."""
    mail = _Mail("Mail")
    mail._attr_available = is_removed
    add = site.hass.data[DATA_COMPONENT].async_add_entities
    await add([mail])
    site.change("IT on call", actions=[], entities=["notify.mail"])
    if is_removed:
        await mail.async_remove()
    site.probe.value = 9.5
    await site.polls(missing_for)
    if is_removed:
        await add([mail := _Mail("Mail")])
    else:
        mail._attr_available = True
        mail.async_write_ha_state()
    await site.settle()
    assert len(mail.titles) == 1
    assert site.issues == []


# Notifiers that take no long messages


async def _heat_many(site: Site, notifier: Notifier) -> list[str]:
    """Let many alerts begin while a notifier is down; return what they are about."""
    site.change("Cold", severity="critical")
    notifier.break_down()
    names = [f"Přihrádka v mrazicím boxu číslo {number:03}" for number in range(180)]
    for number in range(2):
        store = await site.make_device(
            "poseidon2_3268", name=f"Hall {number}", mac=f"00:0A:59:10:20:{number}0"
        )
        store.sensors[:] = [
            Sensor(1000 + place, name, "C", 30.0, low=None, high=None)
            for place, name in enumerate(names[90 * number : 90 * number + 90])
        ]
        await site.add_device(store)
    await site.polls(3)
    return names


async def test_no_message_is_too_long_for_a_service(site: Site) -> None:
    """Whichever way it counts 4,096 characters; nothing is left out for that."""
    names = await _heat_many(site, site.notifier)
    accept = site.notifier._handle

    async def limited(call: ServiceCall) -> None:
        whole = f"{call.data['title']}\n{call.data['message']}"
        if max(len(whole.encode()), len(whole.encode("utf-16-le")) // 2) > 4096:
            raise HomeAssistantError("message is too long")
        await accept(call)

    site.hass.services.async_register("notify", site.notifier.action, limited)
    site.notifier.failing = None
    await site.polls(30)
    told = "\n".join(
        f"{each['title']}\n{each['message']}" for each in site.notifier.accepted
    )
    assert [name for name in names if name not in told] == []
    assert len(site.notifier.accepted) < len(names) / 3
    assert site.issues == []


async def test_a_list_of_alerts_is_as_loud_as_the_worst_of_them(site: Site) -> None:
    """On a phone, one button acknowledges all of them."""
    phone = Notifier(site.hass, "mobile_app_phone")
    phone.register()
    site.change("IT on call", actions=["notify.mobile_app_phone"])
    await _heat_many(site, phone)
    phone.failing = None
    await site.polls(30)
    digest = next(each for each in phone.accepted if "(+" in each["title"])
    assert "CRITICAL" in digest["title"]
    assert digest["data"]["push"]["interruption-level"] == "critical"
    listed = len(digest["message"].splitlines())
    acknowledge, _ = digest["data"]["actions"]
    site.hass.bus.async_fire(
        "mobile_app_notification_action", {"action": acknowledge["action"]}
    )
    await site.settle()
    phases = [alert.phase for alert, _, _ in site.alerts.runtime_data.alerts]
    assert phases.count(Phase.ACKNOWLEDGED) == listed > 1
