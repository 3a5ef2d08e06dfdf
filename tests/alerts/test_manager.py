"""From a device that falls silent to the person who is told."""

import asyncio
from datetime import timedelta
import time
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, flush_store

from custom_components.hwgroup.alerts import clock
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device.snapshot import device_store
from custom_components.hwgroup.plain import as_placeholders
from homeassistant.components import persistent_notification
from homeassistant.components.notify import (
    DATA_COMPONENT,
    NotifyEntity,
    NotifyEntityFeature,
)
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, event, issue_registry as ir
from simulator import Fault, SimulatedDevice

from ..conftest import AddDevice, polls
from ..site import METER, AddAlerts, Elapse, Notifier, Site, add_subentry, notifications

TEST_BUTTON = "button.hw_group_alerts_send_test_message"


async def _press(hass: HomeAssistant) -> None:
    await hass.services.async_call(
        "button", "press", {"entity_id": TEST_BUTTON}, blocking=True
    )


def _issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    ]


async def test_an_outage_is_two_messages(site: Site) -> None:
    """One when it lasts longer than the delay, one when it is over."""
    await site.minutes(10)
    assert site.titles == []

    await site.device.unplug()
    await site.minutes(4.5)
    assert site.titles == []
    await site.minutes(1.5)
    assert site.titles == ["Server room is offline"]
    text = site.notifier.accepted[0]["message"]
    assert f"at 127.0.0.1:{site.device.port} since " in text
    assert "nothing answers there" in text
    assert "Last readings: Cold room 1: 4.2 °C, Corridor: 52.0 %." in text
    await site.minutes(60)
    assert site.titles.count("Server room is offline") == 1

    await site.device.plug()
    await site.minutes(1)
    assert site.titles[1:] == ["Server room is back online"]
    assert "It was offline for 1 h " in site.notifier.accepted[1]["message"]
    await site.minutes(10)
    assert len(site.titles) == 2


async def test_a_short_outage_is_no_message(site: Site) -> None:
    """Neither lost polls nor a reboot of the device."""
    for fault, minutes in (
        (Fault.ERROR_503, 0.5),
        (Fault.TRUNCATED, 1),
        (Fault.HTML, 4),
    ):
        site.device.fault = fault
        await site.minutes(minutes)
        site.device.fault = Fault.NONE
        await site.minutes(2)
    assert site.notifier.attempts == 0


async def test_the_order_of_setting_up_does_not_matter(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A device that is added after the alerts is watched, too."""
    await add_alerts(notifier)
    await add_device(device)
    await device.unplug()
    await polls(elapse, 12)
    assert notifier.titles == ["Server room is offline"]


async def test_a_restart_alone_alerts_nobody(site: Site) -> None:
    """Not even one whose first poll is lost."""
    for fault in (Fault.NONE, Fault.ERROR_503):
        site.device.fault = fault
        await site.restart()
        site.device.fault = Fault.NONE
        await site.minutes(10)
    assert site.notifier.attempts == 0


async def test_a_pending_alert_survives_a_restart(site: Site) -> None:
    """Its time goes on counting, and its last readings are still known."""
    await site.device.unplug()
    await site.minutes(3)
    await site.restart()
    assert site.notifier.attempts == 0
    await site.minutes(2.5)
    assert site.titles == ["Server room is offline"]
    assert "Cold room 1: 4.2 °C" in site.notifier.accepted[0]["message"]


async def test_an_active_alert_survives_a_restart(site: Site) -> None:
    """It is not told again, and its end is told with its whole length."""
    await site.device.unplug()
    await site.minutes(6)
    await site.restart()
    await site.minutes(10)
    assert site.titles == ["Server room is offline"]
    await site.device.plug()
    await site.minutes(1)
    assert site.titles[1:] == ["Server room is back online"]
    assert "It was offline for 1" in site.notifier.accepted[1]["message"]


async def test_an_outage_during_a_restart_is_told(site: Site) -> None:
    """A device that went with the power and did not come back with it."""
    await site.device.unplug()
    await site.restart()
    await site.minutes(6)
    assert site.titles == ["Server room is offline"]
    assert "Cold room 1: 4.2 °C" in site.notifier.accepted[0]["message"]


async def test_a_device_that_cannot_even_be_set_up_is_offline(site: Site) -> None:
    """Without a store Home Assistant retries for ever, and people are told."""
    await flush_store(site.entry.runtime_data._store)
    await site.hass.config_entries.async_unload(site.entry.entry_id)
    await device_store(site.hass, site.entry).async_remove()
    await site.device.unplug()
    await site.hass.config_entries.async_setup(site.entry.entry_id)
    assert site.entry.state is ConfigEntryState.SETUP_RETRY
    await site.minutes(6)
    assert site.titles == ["Server room is offline"]
    await site.device.plug()
    await site.minutes(12)
    assert site.titles[1:] == ["Server room is back online"]


async def test_changed_options_are_no_outage(site: Site) -> None:
    """A reload of a device's entry neither raises nor clears anything."""
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    await site.minutes(6)
    assert site.notifier.attempts == 0
    await site.device.unplug()
    await site.minutes(6)
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    await site.minutes(6)
    assert site.titles == ["Server room is offline"]


@pytest.mark.parametrize("how", ["removed", "disabled"])
async def test_a_device_that_is_given_up_is_forgotten(
    site: Site, hass_storage: dict[str, Any], how: str
) -> None:
    """Who removes a device or switches it off knows that it is silent."""
    await site.device.unplug()
    await site.minutes(3)
    assert len(hass_storage[f"{DOMAIN}.alerts"]["data"]["alerts"]) == 1
    if how == "removed":
        await site.hass.config_entries.async_remove(site.entry.entry_id)
    else:
        await site.hass.config_entries.async_set_disabled_by(
            site.entry.entry_id, ConfigEntryDisabler.USER
        )
    await site.minutes(10)
    assert site.notifier.attempts == 0
    assert hass_storage[f"{DOMAIN}.alerts"]["data"]["alerts"] == []


async def test_a_device_that_is_disabled_on_its_page_is_missed_by_nobody(
    site: Site,
) -> None:
    """Its entry may be left enabled."""
    registry = dr.async_get(site.hass)
    [shown] = dr.async_entries_for_config_entry(registry, site.entry.entry_id)
    for disabled in (dr.DeviceEntryDisabler.USER, None):
        registry.async_update_device(shown.id, disabled_by=disabled)
        await site.minutes(1)
        await site.device.unplug()
        await site.minutes(8)
        assert bool(site.titles) is (disabled is None)
        await site.device.plug()
        await site.minutes(1)


async def test_a_meter_that_is_disabled_on_its_page_is_not_its_device(
    site: Site,
) -> None:
    """A meter or a phone is a device of its own, and says nothing of the one before it."""
    add_subentry(site.hass, site.entry, "meter", "Cold water", **METER)
    await site.settle()
    registry = dr.async_get(site.hass)
    main, meter = dr.async_entries_for_config_entry(registry, site.entry.entry_id)
    assert meter.name == "Cold water"
    registry.async_update_device(meter.id, disabled_by=dr.DeviceEntryDisabler.USER)
    await site.minutes(1)
    await site.device.unplug()
    await site.minutes(6)
    assert site.titles == ["Server room is offline"]
    registry.async_update_device(main.id, disabled_by=dr.DeviceEntryDisabler.USER)
    registry.async_update_device(meter.id, disabled_by=None)
    await site.device.plug()
    await site.minutes(1)
    await site.device.unplug()
    await site.minutes(8)
    assert site.titles.count("Server room is offline") == 1


async def test_the_delay_is_an_option(site: Site) -> None:
    """It counts for an outage that has begun already, too."""
    await site.device.unplug()
    await site.minutes(2)
    assert site.notifier.attempts == 0
    result = await site.hass.config_entries.options.async_init(site.alerts.entry_id)
    result = await site.hass.config_entries.options.async_configure(
        result["flow_id"],
        {
            "rules": ["offline"],
            "offline": {"severity": "warning", "delay": 0, "repeat": 0},
        },
    )
    assert site.alerts.options["offline"]["delay"] == 0
    await site.settle()
    assert site.titles == ["Server room is offline"]


async def test_a_failed_message_is_tried_again(site: Site) -> None:
    """After half a minute; a recovery takes the place of the outage, and is tried now."""
    site.notifier.break_down()
    await site.device.unplug()
    await site.minutes(5.5)
    assert site.notifier.attempts == 1
    await site.elapse(31)
    assert site.notifier.attempts == 2
    await site.device.plug()
    site.notifier.failing = None
    await site.elapse(31)
    assert site.notifier.attempts == 3
    assert site.titles == ["Server room is back online"]
    assert "It was offline for 6 min" in site.notifier.accepted[0]["message"]
    assert site.issues == []


async def test_a_channel_that_stays_broken_is_shown(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """A repair issue and a notification name the recipient, until a message works."""
    site.notifier.break_down("number +420 000 is barred")
    await site.device.unplug()
    await site.minutes(18)
    assert site.notifier.attempts == 4
    [issue] = _issues(site.hass)
    assert issue.translation_key == "recipient_unreachable"
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_placeholders == as_placeholders(
        recipient="IT on call",
        channel="notify.it_on_call",
        reason="number +420 000 is barred",
    )
    assert sorted(notifications(site.hass)) == [
        "Alerts do not reach IT on call",
        "Server room is offline",
    ]
    assert "+420 000" not in "".join(
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components")
    )
    await site.minutes(121)
    assert (
        site.notifier.attempts == 6
    )  # the message is still owed, and tried every hour

    await site.restart()
    assert len(site.issues) == 1
    with pytest.raises(HomeAssistantError, match="barred"):
        await _press(site.hass)
    assert len(site.issues) == 1
    site.notifier.failing = None
    await _press(site.hass)
    await site.settle()
    assert site.titles == ["Test message", "Server room is offline"]
    assert site.issues == []
    assert notifications(site.hass) == ["Test message accepted"]


async def test_an_alert_of_another_device_does_not_hide_what_is_owed(
    site: Site,
) -> None:
    """A notifier that works again brings all that it had missed."""
    second = await site.make_device("ste", name="Second")
    await site.add_device(second)
    site.notifier.break_down()
    await site.device.unplug()
    await site.minutes(20)
    assert len(site.issues) == 1
    site.notifier.failing = None
    await second.unplug()
    await site.minutes(70)
    assert site.titles == ["Second is offline", "Server room is offline"]
    assert site.issues == []


async def test_a_flapping_device_fills_no_queue(
    site: Site, hass_storage: dict[str, Any]
) -> None:
    """A broken channel is owed the last word about each device."""
    site.notifier.break_down()
    for _ in range(6):
        await site.device.unplug()
        await site.minutes(6)
        await site.device.plug()
        await site.minutes(1)
    assert len(hass_storage[f"{DOMAIN}.alerts"]["data"]["deliveries"]) <= 2


async def test_an_overdue_alert_waits_for_news(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a start the clock alone decides nothing, so it is not asked."""
    await site.device.unplug()
    await site.minutes(3)
    for entry in (site.entry, site.alerts):
        await site.hass.config_entries.async_unload(entry.entry_id)
    await site.elapse(600)
    timers: list[Any] = []
    track = clock.async_call_later
    monkeypatch.setattr(
        clock,
        "async_call_later",
        lambda *args: timers.append(args[1]) or track(*args),
    )
    for entry in (site.entry, site.alerts):
        await site.hass.config_entries.async_setup(entry.entry_id)
    await site.settle()
    assert timers == []
    # Nobody knows what was in between: the time counts anew.
    await site.minutes(6)
    assert site.titles == ["Server room is offline"]


async def test_a_clock_that_is_set_back_puts_nothing_off(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing else happens, only the timer can notice it."""
    called = asyncio.Event()
    waiting = clock.Timer(hass, called.set)
    waiting.set(timedelta(milliseconds=50))
    yesterday = time.time() - 86400
    monkeypatch.setattr(event, "time_tracker_timestamp", lambda: yesterday)
    async with asyncio.timeout(2):
        await called.wait()


async def test_one_dead_channel_delays_no_other(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not even one that never answers."""
    await add_device(device)
    await add_alerts(notifier, second_notifier)
    hanging = asyncio.Event()

    async def hang() -> None:
        hanging.set()
        await asyncio.Event().wait()

    notifier.hook = hang
    await device.unplug()
    await polls(elapse, 10)
    # From here on something waits for ever, so nothing may be waited for.
    monkeypatch.setattr(hass, "async_block_till_done", lambda **_: asyncio.sleep(0))
    for _ in range(4):
        await elapse(30.5)
        for _ in range(50):
            await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await hanging.wait()
    monkeypatch.undo()
    assert second_notifier.titles == ["Server room is offline"]


async def test_a_notifier_that_never_answers_has_failed(
    hass: HomeAssistant,
    add_alerts: AddAlerts,
    notifier: Notifier,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The time limit makes a failure of it."""
    monkeypatch.setattr(
        "custom_components.hwgroup.alerts.notify.calls.SEND_TIMEOUT_SECONDS", 0.01
    )
    await add_alerts(notifier)
    notifier.hook = asyncio.Event().wait
    with pytest.raises(HomeAssistantError, match="no answer within"):
        await _press(hass)


async def test_a_notifier_that_is_cancelled_has_failed(site: Site) -> None:
    """It is reloaded while it sends: that ends no more than the attempt."""

    async def reload() -> None:
        connection = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(connection.cancel)
        await connection

    site.notifier.hook = reload
    await site.device.unplug()
    await site.minutes(5.5)
    assert site.notifier.attempts == 1
    site.notifier.hook = None
    await site.minutes(1)
    assert site.titles == ["Server room is offline"]


async def test_an_action_that_is_gone_has_failed(site: Site) -> None:
    """And is told as such."""
    site.notifier.unregister()
    await site.device.unplug()
    await site.minutes(18)
    [issue] = _issues(site.hass)
    assert issue.translation_placeholders["reason_in_title"] == (
        "notify.it_on_call does not exist"
    )


async def test_what_is_owed_is_sent_after_a_restart(site: Site) -> None:
    """Once Home Assistant has started, for notifiers need their time to load."""
    site.notifier.break_down()
    await site.device.unplug()
    await site.minutes(5.5)
    assert site.notifier.attempts == 1
    site.notifier.failing = None
    site.hass.set_state(CoreState.starting)
    await site.restart()
    await site.device.plug()
    await site.minutes(5)
    assert site.notifier.attempts == 1
    site.hass.set_state(CoreState.running)
    site.hass.bus.async_fire("homeassistant_started")
    await site.settle()
    assert site.titles == ["Server room is back online"]


async def test_a_crash_while_sending_repeats_one_message_at_most(
    site: Site, hass_storage: dict[str, Any]
) -> None:
    """The message is on disk before it is sent, and off it once it is accepted."""
    on_disk: list[int] = []

    async def look() -> None:
        data = hass_storage[f"{DOMAIN}.alerts"]["data"]
        assert [bool(alert["started"]) for alert in data["alerts"]] == [True]
        on_disk.append(len(data["deliveries"]))

    site.notifier.hook = look
    await site.device.unplug()
    await site.minutes(6)
    assert on_disk == [1]
    assert hass_storage[f"{DOMAIN}.alerts"]["data"]["deliveries"] == []


@pytest.mark.parametrize(
    "stored", [{"alerts": [{}], "deliveries": [7]}, {"alerts": 3}, {}]
)
async def test_a_damaged_store_is_no_more_than_forgotten(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    stored: dict[str, Any],
) -> None:
    """Alerts go on."""
    hass_storage[f"{DOMAIN}.alerts"] = {
        "version": 1,
        "minor_version": 1,
        "key": f"{DOMAIN}.alerts",
        "data": stored,
    }
    await add_device(device)
    entry = await add_alerts(notifier)
    assert entry.state is ConfigEntryState.LOADED
    await device.unplug()
    await polls(elapse, 12)
    assert notifier.titles == ["Server room is offline"]


class _Mail(NotifyEntity):
    """A notify entity of another integration."""

    def __init__(self, name: str, features: NotifyEntityFeature) -> None:
        self._attr_name = name
        self._attr_supported_features = features
        self.sent: list[tuple[str, str | None]] = []

    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Keep the message."""
        self.sent.append((message, title))


async def test_notify_entities(
    hass: HomeAssistant, notifier: Notifier, add_alerts: AddAlerts
) -> None:
    """With and without titles; missing and unavailable ones have failed."""
    titled = _Mail("Titled", NotifyEntityFeature.TITLE)
    plain = _Mail("Plain", NotifyEntityFeature(0))
    entry = await add_alerts(notifier)
    await hass.data[DATA_COMPONENT].async_add_entities([titled, plain])
    await _set_recipient(hass, entry, ["notify.titled", "notify.plain"])
    await _press(hass)
    text = (
        "Alerts of your HW group devices will reach IT on call this way."
        " Nothing has happened; no action is needed."
    )
    assert titled.sent == [(text, "Test message")]
    assert plain.sent == [(f"Test message\n{text}", None)]

    plain._attr_available = False
    plain.async_write_ha_state()
    await _set_recipient(hass, entry, ["notify.plain", "notify.gone", "notify.titled"])
    with pytest.raises(HomeAssistantError) as err:
        await _press(hass)
    assert err.value.translation_key == "test_failed"
    assert err.value.translation_placeholders == {
        "failures": (
            'IT on call (notify.plain): "notify.plain is unavailable";'
            ' IT on call (notify.gone): "notify.gone does not exist"'
        )
    }
    assert len(titled.sent) == 2


async def _set_recipient(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entities: list[str],
    actions: list[str] | None = None,
    name: str = "IT on call",
) -> None:
    """Change the first recipient as a user would."""
    [subentry_id, *_] = entry.subentries
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"),
        context={"source": "reconfigure", "subentry_id": subentry_id},
    )
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"],
        {"name": name, "entities": entities, "actions": actions or []},
    )
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_recipients_are_added_changed_and_removed(
    site: Site, second_notifier: Notifier
) -> None:
    """In one place, and without a reload."""
    [first] = site.alerts.subentries
    result = await site.hass.config_entries.subentries.async_init(
        (site.alerts.entry_id, "recipient"), context={"source": "user"}
    )
    result = await site.hass.config_entries.subentries.async_configure(
        result["flow_id"], {"name": "Pharmacist"}
    )
    assert result["errors"] == {"base": "no_channel"}
    await site.hass.config_entries.subentries.async_configure(
        result["flow_id"], {"name": "Pharmacist", "actions": ["notify.pharmacist"]}
    )
    await site.settle()
    await site.device.unplug()
    await site.minutes(6)
    assert site.titles == second_notifier.titles == ["Server room is offline"]

    site.hass.config_entries.async_remove_subentry(site.alerts, first)
    await site.device.plug()
    await site.minutes(1)
    assert site.titles.count("Server room is offline") == 1
    assert len(second_notifier.titles) == 2


async def test_a_removed_recipient_is_owed_nothing(
    site: Site, second_notifier: Notifier
) -> None:
    """Neither a message nor a repair issue."""
    site.notifier.break_down()
    await site.device.unplug()
    await site.minutes(18)
    assert len(site.issues) == 1
    await site.device.plug()
    await site.minutes(1)
    attempts = site.notifier.attempts
    site.remove("IT on call")
    await site.settle()
    assert site.issues == ["no_recipient"]
    assert notifications(site.hass) == []
    await site.minutes(20)
    assert site.notifier.attempts == attempts


async def test_a_recipient_with_another_notifier_gets_what_was_owed(
    site: Site, second_notifier: Notifier
) -> None:
    """The advice of the repair issue loses nothing."""
    site.notifier.break_down()
    await site.device.unplug()
    await site.minutes(18)
    await site.device.plug()
    await site.minutes(1)
    await _set_recipient(site.hass, site.alerts, [], ["notify.pharmacist"])
    assert second_notifier.titles == ["Server room is back online"]
    assert site.issues == []


async def test_a_new_recipient_is_told_of_what_stands(
    site: Site, second_notifier: Notifier
) -> None:
    """Of the devices that are offline, and of no other."""
    await site.add_device(await site.make_device("ste"))
    await site.device.unplug()
    await site.minutes(6)
    await site.add_recipient(second_notifier)
    assert site.titles == second_notifier.titles == ["Server room is offline"]


async def test_a_recipient_removed_while_a_message_is_on_its_way(site: Site) -> None:
    """What becomes of that message is of no interest any more."""
    [subentry_id] = site.alerts.subentries

    async def leave() -> None:
        site.hass.config_entries.async_remove_subentry(site.alerts, subentry_id)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    site.notifier.hook = leave
    site.notifier.break_down()
    await site.device.unplug()
    await site.minutes(20)
    assert site.notifier.attempts == 1
    assert site.issues == ["no_recipient"]


async def test_without_recipients_it_is_said_in_home_assistant(site: Site) -> None:
    """Nobody to tell is a repair issue; an alert then is a notification."""
    assert site.issues == []
    site.remove("IT on call")
    await site.settle()
    assert site.issues == ["no_recipient"]
    with pytest.raises(ServiceValidationError, match="no recipient"):
        await _press(site.hass)
    await site.device.unplug()
    await site.minutes(6)
    assert notifications(site.hass) == ["Server room is offline"]
    # A restart forgets what was shown, and the alert goes on.
    persistent_notification.async_dismiss_all(site.hass)
    await site.hass.config_entries.async_reload(site.alerts.entry_id)
    await site.minutes(1)
    assert notifications(site.hass) == ["Server room is offline"]
    site.alerts.runtime_data.actions.async_acknowledge(None, "Ann")
    await site.hass.config_entries.async_reload(site.alerts.entry_id)
    await site.minutes(1)
    assert notifications(site.hass) == ["Server room is offline – acknowledged"]
    await site.device.plug()
    await site.minutes(1)
    assert notifications(site.hass) == ["Server room is back online"]


async def test_many_devices(site: Site) -> None:
    """Each has its own alert."""
    first, second = [
        await site.make_device("ste", name=f"Room {n}", mac=f"00:0A:59:00:00:0{n}")
        for n in (1, 2)
    ]
    for device in (first, second):
        await site.add_device(device)
    await first.unplug()
    await site.minutes(3)
    await second.unplug()
    await site.minutes(3)
    assert site.titles == ["Room 1 is offline"]
    await site.minutes(3)
    assert site.titles[1:] == ["Room 2 is offline"]
    await first.plug()
    await site.minutes(1)
    assert site.titles[2:] == ["Room 1 is back online"]


async def test_removal_leaves_nothing_behind(
    site: Site, hass_storage: dict[str, Any]
) -> None:
    """No store, no issue, no timer, no listener."""
    site.notifier.break_down()
    await site.device.unplug()
    await site.minutes(18)
    assert len(site.issues) == 1
    await site.hass.config_entries.async_remove(site.alerts.entry_id)
    await site.settle()
    assert site.issues == []
    assert notifications(site.hass) == []
    assert f"{DOMAIN}.alerts" not in hass_storage
    attempts = site.notifier.attempts
    await site.device.plug()
    await site.minutes(10)
    assert site.notifier.attempts == attempts
