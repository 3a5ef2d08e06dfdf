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

from ..conftest import AddDevice, Elapse, MakeDevice
from .conftest import AddAlerts, Notifier, add_recipient, notifications

TEST_BUTTON = "button.hw_group_alerts_send_test_message"


async def _minutes(elapse: Elapse, minutes: float) -> None:
    """Let minutes pass, poll by poll."""
    for _ in range(round(minutes * 2)):
        await elapse(30.5)


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


async def _restart(hass: HomeAssistant, *entries: MockConfigEntry) -> None:
    """Unload everything, as at a stop, and set it up again."""
    [device_entry, _] = entries
    await flush_store(device_entry.runtime_data._store)
    for entry in entries:
        await hass.config_entries.async_unload(entry.entry_id)
    for entry in entries:
        await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_outage_is_two_messages(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """One when it lasts longer than the delay, one when it is over."""
    await add_device(device)
    await add_alerts(notifier)
    await _minutes(elapse, 10)
    assert notifier.titles == []

    await device.unplug()
    await _minutes(elapse, 4.5)
    assert notifier.titles == []
    await _minutes(elapse, 1.5)
    assert notifier.titles == ["Server room is offline"]
    text = notifier.accepted[0]["message"]
    assert f"at 127.0.0.1:{device.port} since " in text
    assert "nothing answers there" in text
    assert "Last readings: Cold room 1: 4.2 °C, Corridor: 52.0 %." in text
    await _minutes(elapse, 60)
    assert len(notifier.titles) == 1

    await device.plug()
    await _minutes(elapse, 1)
    assert notifier.titles[1:] == ["Server room is back online"]
    assert "It was offline for 1 h " in notifier.accepted[1]["message"]
    await _minutes(elapse, 10)
    assert len(notifier.titles) == 2


async def test_a_short_outage_is_no_message(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Neither lost polls nor a reboot of the device."""
    await add_device(device)
    await add_alerts(notifier)
    for fault, minutes in (
        (Fault.ERROR_503, 0.5),
        (Fault.TRUNCATED, 1),
        (Fault.HTML, 4),
    ):
        device.fault = fault
        await _minutes(elapse, minutes)
        device.fault = Fault.NONE
        await _minutes(elapse, 2)
    assert notifier.attempts == 0


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
    await _minutes(elapse, 6)
    assert notifier.titles == ["Server room is offline"]


async def test_a_restart_alone_alerts_nobody(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Not even one whose first poll is lost."""
    entries = [await add_device(device), await add_alerts(notifier)]
    for fault in (Fault.NONE, Fault.ERROR_503):
        device.fault = fault
        await _restart(hass, *entries)
        device.fault = Fault.NONE
        await _minutes(elapse, 10)
    assert notifier.attempts == 0


async def test_a_pending_alert_survives_a_restart(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Its time goes on counting, and its last readings are still known."""
    entries = [await add_device(device), await add_alerts(notifier)]
    await device.unplug()
    await _minutes(elapse, 3)
    await _restart(hass, *entries)
    assert notifier.attempts == 0
    await _minutes(elapse, 2.5)
    assert notifier.titles == ["Server room is offline"]
    assert "Cold room 1: 4.2 °C" in notifier.accepted[0]["message"]


async def test_an_active_alert_survives_a_restart(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It is not told again, and its end is told with its whole length."""
    entries = [await add_device(device), await add_alerts(notifier)]
    await device.unplug()
    await _minutes(elapse, 6)
    await _restart(hass, *entries)
    await _minutes(elapse, 10)
    assert notifier.titles == ["Server room is offline"]
    await device.plug()
    await _minutes(elapse, 1)
    assert notifier.titles[1:] == ["Server room is back online"]
    assert "It was offline for 1" in notifier.accepted[1]["message"]


async def test_an_outage_during_a_restart_is_told(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A device that went with the power and did not come back with it."""
    entries = [await add_device(device), await add_alerts(notifier)]
    await device.unplug()
    await _restart(hass, *entries)
    await _minutes(elapse, 6)
    assert notifier.titles == ["Server room is offline"]
    assert "Cold room 1: 4.2 °C" in notifier.accepted[0]["message"]


async def test_a_device_that_cannot_even_be_set_up_is_offline(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Without a store Home Assistant retries for ever, and people are told."""
    entry = await add_device(device)
    await add_alerts(notifier)
    await flush_store(entry.runtime_data._store)
    await hass.config_entries.async_unload(entry.entry_id)
    await device_store(hass, entry).async_remove()
    await device.unplug()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await _minutes(elapse, 6)
    assert notifier.titles == ["Server room is offline"]
    await device.plug()
    await _minutes(elapse, 12)
    assert notifier.titles[1:] == ["Server room is back online"]


async def test_changed_options_are_no_outage(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A reload of a device's entry neither raises nor clears anything."""
    entry = await add_device(device)
    await add_alerts(notifier)
    await hass.config_entries.async_reload(entry.entry_id)
    await _minutes(elapse, 6)
    assert notifier.attempts == 0
    await device.unplug()
    await _minutes(elapse, 6)
    await hass.config_entries.async_reload(entry.entry_id)
    await _minutes(elapse, 6)
    assert notifier.titles == ["Server room is offline"]


@pytest.mark.parametrize("how", ["removed", "disabled"])
async def test_a_device_that_is_given_up_is_forgotten(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    how: str,
) -> None:
    """Who removes a device or switches it off knows that it is silent."""
    entry = await add_device(device)
    await add_alerts(notifier)
    await device.unplug()
    await _minutes(elapse, 3)
    assert len(hass_storage[f"{DOMAIN}.alerts"]["data"]["alerts"]) == 1
    if how == "removed":
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        await hass.config_entries.async_set_disabled_by(
            entry.entry_id, ConfigEntryDisabler.USER
        )
    await _minutes(elapse, 10)
    assert notifier.attempts == 0
    assert hass_storage[f"{DOMAIN}.alerts"]["data"]["alerts"] == []


async def test_a_device_that_is_disabled_on_its_page_is_missed_by_nobody(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Its entry may be left enabled."""
    entry = await add_device(device)
    await add_alerts(notifier)
    registry = dr.async_get(hass)
    [shown] = dr.async_entries_for_config_entry(registry, entry.entry_id)
    for disabled in (dr.DeviceEntryDisabler.USER, None):
        registry.async_update_device(shown.id, disabled_by=disabled)
        await _minutes(elapse, 1)
        await device.unplug()
        await _minutes(elapse, 8)
        assert bool(notifier.titles) is (disabled is None)
        await device.plug()
        await _minutes(elapse, 1)


async def test_the_delay_is_an_option(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It counts for an outage that has begun already, too."""
    await add_device(device)
    entry = await add_alerts(notifier)
    await device.unplug()
    await _minutes(elapse, 2)
    assert notifier.attempts == 0
    result = await hass.config_entries.options.async_init(entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"],
        {
            rule: {"enabled": True, "severity": "warning", "delay": 0, "repeat": 0}
            for rule in ("offline", "lost", "alarm")
        },
    )
    assert entry.options["offline"]["delay"] == 0
    await hass.async_block_till_done(wait_background_tasks=True)
    assert notifier.titles == ["Server room is offline"]


async def test_a_failed_message_is_tried_again(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """After half a minute; a recovery takes the place of the outage, and is tried now."""
    await add_device(device)
    await add_alerts(notifier)
    notifier.break_down()
    await device.unplug()
    await _minutes(elapse, 5.5)
    assert notifier.attempts == 1
    await elapse(31)
    assert notifier.attempts == 2
    await device.plug()
    notifier.failing = None
    await elapse(31)
    assert notifier.attempts == 3
    assert notifier.titles == ["Server room is back online"]
    assert "It was offline for 6 min" in notifier.accepted[0]["message"]
    assert _issues(hass) == []


async def test_a_channel_that_stays_broken_is_shown(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A repair issue and a notification name the recipient, until a message works."""
    entries = [await add_device(device), await add_alerts(notifier)]
    notifier.break_down("number +420 000 is barred")
    await device.unplug()
    await _minutes(elapse, 18)
    assert notifier.attempts == 4
    [issue] = _issues(hass)
    assert issue.translation_key == "recipient_unreachable"
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_placeholders == as_placeholders(
        recipient="IT on call",
        channel="notify.it_on_call",
        reason="number +420 000 is barred",
    )
    assert sorted(notifications(hass)) == [
        "Alerts do not reach IT on call",
        "Server room is offline",
    ]
    assert "+420 000" not in "".join(
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components")
    )
    await _minutes(elapse, 121)
    assert notifier.attempts == 6  # the message is still owed, and tried every hour

    await _restart(hass, *entries)
    assert len(_issues(hass)) == 1
    with pytest.raises(HomeAssistantError, match="barred"):
        await _press(hass)
    assert len(_issues(hass)) == 1
    notifier.failing = None
    await _press(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert notifier.titles == ["Test message", "Server room is offline"]
    assert _issues(hass) == []
    assert notifications(hass) == []


async def test_an_alert_of_another_device_does_not_hide_what_is_owed(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A notifier that works again brings all that it had missed."""
    first = await make_device("ste", name="First", mac="00:0A:59:00:00:01")
    second = await make_device("ste", name="Second", mac="00:0A:59:00:00:02")
    await add_device(first)
    await add_device(second)
    await add_alerts(notifier)
    notifier.break_down()
    await first.unplug()
    await _minutes(elapse, 20)
    assert len(_issues(hass)) == 1
    notifier.failing = None
    await second.unplug()
    await _minutes(elapse, 70)
    assert notifier.titles == ["Second is offline", "First is offline"]
    assert _issues(hass) == []


async def test_a_flapping_device_fills_no_queue(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """A broken channel is owed the last word about each device."""
    await add_device(device)
    await add_alerts(notifier)
    notifier.break_down()
    for _ in range(6):
        await device.unplug()
        await _minutes(elapse, 6)
        await device.plug()
        await _minutes(elapse, 1)
    assert len(hass_storage[f"{DOMAIN}.alerts"]["data"]["deliveries"]) <= 2


async def test_an_overdue_alert_waits_for_news(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a start the clock alone decides nothing, so it is not asked."""
    entries = [await add_device(device), await add_alerts(notifier)]
    await device.unplug()
    await _minutes(elapse, 3)
    for entry in entries:
        await hass.config_entries.async_unload(entry.entry_id)
    await elapse(600)
    timers: list[Any] = []
    track = clock.async_call_later
    monkeypatch.setattr(
        clock,
        "async_call_later",
        lambda *args: timers.append(args[1]) or track(*args),
    )
    for entry in entries:
        await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert timers == []
    # Nobody knows what was in between: the time counts anew.
    await _minutes(elapse, 6)
    assert notifier.titles == ["Server room is offline"]


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
    for _ in range(10):
        await elapse(30.5)
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


async def test_a_notifier_that_is_cancelled_has_failed(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """It is reloaded while it sends: that ends no more than the attempt."""
    await add_device(device)
    await add_alerts(notifier)

    async def reload() -> None:
        connection = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(connection.cancel)
        await connection

    notifier.hook = reload
    await device.unplug()
    await _minutes(elapse, 5.5)
    assert notifier.attempts == 1
    notifier.hook = None
    await _minutes(elapse, 1)
    assert notifier.titles == ["Server room is offline"]


async def test_an_action_that_is_gone_has_failed(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """And is told as such."""
    await add_device(device)
    await add_alerts(notifier)
    notifier.unregister()
    await device.unplug()
    await _minutes(elapse, 18)
    [issue] = _issues(hass)
    assert issue.translation_placeholders["reason_in_title"] == (
        "notify.it_on_call does not exist"
    )


async def test_what_is_owed_is_sent_after_a_restart(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Once Home Assistant has started, for notifiers need their time to load."""
    entries = [await add_device(device), await add_alerts(notifier)]
    notifier.break_down()
    await device.unplug()
    await _minutes(elapse, 5.5)
    assert notifier.attempts == 1
    notifier.failing = None
    hass.set_state(CoreState.starting)
    await _restart(hass, *entries)
    await device.plug()
    await _minutes(elapse, 5)
    assert notifier.attempts == 1
    hass.set_state(CoreState.running)
    hass.bus.async_fire("homeassistant_started")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert notifier.titles == ["Server room is back online"]


async def test_a_crash_while_sending_repeats_one_message_at_most(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The message is on disk before it is sent, and off it once it is accepted."""
    await add_device(device)
    await add_alerts(notifier)
    on_disk: list[int] = []

    async def look() -> None:
        data = hass_storage[f"{DOMAIN}.alerts"]["data"]
        assert [bool(alert["started"]) for alert in data["alerts"]] == [True]
        on_disk.append(len(data["deliveries"]))

    notifier.hook = look
    await device.unplug()
    await _minutes(elapse, 6)
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
    await _minutes(elapse, 6)
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
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """In one place, and without a reload."""
    await add_device(device)
    entry = await add_alerts(notifier)
    [first] = entry.subentries
    result = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "recipient"), context={"source": "user"}
    )
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], {"name": "Pharmacist"}
    )
    assert result["errors"] == {"base": "no_channel"}
    await hass.config_entries.subentries.async_configure(
        result["flow_id"], {"name": "Pharmacist", "actions": ["notify.pharmacist"]}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    await device.unplug()
    await _minutes(elapse, 6)
    assert notifier.titles == second_notifier.titles == ["Server room is offline"]

    hass.config_entries.async_remove_subentry(entry, first)
    await device.plug()
    await _minutes(elapse, 1)
    assert len(notifier.titles) == 1
    assert len(second_notifier.titles) == 2


async def test_a_removed_recipient_is_owed_nothing(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Neither a message nor a repair issue."""
    await add_device(device)
    entry = await add_alerts(notifier)
    notifier.break_down()
    await device.unplug()
    await _minutes(elapse, 18)
    assert len(_issues(hass)) == 1
    await device.plug()
    await _minutes(elapse, 1)
    attempts = notifier.attempts
    [subentry_id] = entry.subentries
    hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [issue.translation_key for issue in _issues(hass)] == ["no_recipient"]
    assert notifications(hass) == []
    await _minutes(elapse, 20)
    assert notifier.attempts == attempts


async def test_a_recipient_with_another_notifier_gets_what_was_owed(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """The advice of the repair issue loses nothing."""
    await add_device(device)
    entry = await add_alerts(notifier)
    notifier.break_down()
    await device.unplug()
    await _minutes(elapse, 18)
    await device.plug()
    await _minutes(elapse, 1)
    await _set_recipient(hass, entry, [], ["notify.pharmacist"])
    assert second_notifier.titles == ["Server room is back online"]
    assert _issues(hass) == []


async def test_a_new_recipient_is_told_of_what_stands(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    second_notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Of the devices that are offline, and of no other."""
    await add_device(device)
    await add_device(await make_device("ste"))
    entry = await add_alerts(notifier)
    await device.unplug()
    await _minutes(elapse, 6)
    await add_recipient(hass, entry, second_notifier)
    assert notifier.titles == second_notifier.titles == ["Server room is offline"]


async def test_a_recipient_removed_while_a_message_is_on_its_way(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """What becomes of that message is of no interest any more."""
    await add_device(device)
    entry = await add_alerts(notifier)
    [subentry_id] = entry.subentries

    async def leave() -> None:
        hass.config_entries.async_remove_subentry(entry, subentry_id)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    notifier.hook = leave
    notifier.break_down()
    await device.unplug()
    await _minutes(elapse, 20)
    assert notifier.attempts == 1
    assert [issue.translation_key for issue in _issues(hass)] == ["no_recipient"]


async def test_without_recipients_it_is_said_in_home_assistant(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Nobody to tell is a repair issue; an alert then is a notification."""
    await add_device(device)
    entry = await add_alerts(notifier)
    assert _issues(hass) == []
    [subentry_id] = entry.subentries
    hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [issue.translation_key for issue in _issues(hass)] == ["no_recipient"]
    with pytest.raises(ServiceValidationError, match="no recipient"):
        await _press(hass)
    await device.unplug()
    await _minutes(elapse, 6)
    assert notifications(hass) == ["Server room is offline"]
    # A restart forgets what was shown, and the alert goes on.
    hass.data["persistent_notification"].clear()
    await hass.config_entries.async_reload(entry.entry_id)
    await _minutes(elapse, 1)
    assert notifications(hass) == ["Server room is offline"]
    entry.runtime_data.actions.async_acknowledge(None, "Ann")
    await hass.config_entries.async_reload(entry.entry_id)
    await _minutes(elapse, 1)
    assert notifications(hass) == ["Server room is offline – acknowledged"]
    await device.plug()
    await _minutes(elapse, 1)
    assert notifications(hass) == ["Server room is back online"]


async def test_many_devices(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Each has its own alert."""
    devices = [
        await make_device("ste", name=f"Room {n}", mac=f"00:0A:59:00:00:0{n}")
        for n in range(3)
    ]
    for device in devices:
        await add_device(device)
    await add_alerts(notifier)
    await devices[1].unplug()
    await _minutes(elapse, 3)
    await devices[2].unplug()
    await _minutes(elapse, 3)
    assert notifier.titles == ["Room 1 is offline"]
    await _minutes(elapse, 3)
    assert notifier.titles[1:] == ["Room 2 is offline"]
    await devices[1].plug()
    await _minutes(elapse, 1)
    assert notifier.titles[2:] == ["Room 1 is back online"]


async def test_removal_leaves_nothing_behind(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """No store, no issue, no timer, no listener."""
    await add_device(device)
    entry = await add_alerts(notifier)
    notifier.break_down()
    await device.unplug()
    await _minutes(elapse, 18)
    assert len(_issues(hass)) == 1
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert _issues(hass) == []
    assert notifications(hass) == []
    assert f"{DOMAIN}.alerts" not in hass_storage
    attempts = notifier.attempts
    await device.plug()
    await _minutes(elapse, 10)
    assert notifier.attempts == attempts
