"""A sign of life to somebody outside: only while all is healthy."""

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.alerts.health.heartbeat import async_call
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse
from ..outside import Outside
from ..traps import free_port
from .alarms import heat
from .conftest import AddAlerts, Notifier, add_subentry


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    """Return whoever waits for the heartbeats."""
    async with Outside.serve() as outside:
        yield outside


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    outside: Outside,
    freezer: FrozenDateTimeFactory,
) -> MockConfigEntry:
    """Return alerts of one device that send a sign of life in each minute."""
    await add_device(device)
    entry = await add_alerts(notifier)
    options = {"heartbeat_url": outside.url, "heartbeat_minutes": 1}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def _minutes(elapse: Elapse, count: int) -> None:
    for _ in range(2 * count):
        await elapse(30.5)


@pytest.mark.usefixtures("alerts")
async def test_a_sign_of_life_while_all_is_well(
    outside: Outside, elapse: Elapse
) -> None:
    """In each minute one, also in an alarm and while a device is silent."""
    await _minutes(elapse, 5)
    assert outside.beats == 5


@pytest.mark.usefixtures("alerts")
async def test_an_alarm_is_no_illness(
    device: SimulatedDevice, outside: Outside, elapse: Elapse, notifier: Notifier
) -> None:
    """People are told of it, and that is all that has to work."""
    heat(device)
    await _minutes(elapse, 2)
    await device.unplug()
    await _minutes(elapse, 8)
    assert len(notifier.accepted) == 2
    assert outside.beats == 10


@pytest.mark.usefixtures("alerts")
async def test_none_while_nobody_can_be_told(
    device: SimulatedDevice, outside: Outside, elapse: Elapse, notifier: Notifier
) -> None:
    """A notifier is broken; and again when it works."""
    notifier.break_down()
    heat(device)
    await _minutes(elapse, 15)
    beats = outside.beats
    await _minutes(elapse, 10)
    assert outside.beats == beats
    notifier.failing = None
    await _minutes(elapse, 70)
    assert notifier.accepted
    assert outside.beats > beats


@pytest.mark.parametrize("stops", [False, True])
async def test_a_rule_that_watches_nothing(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    outside: Outside,
    elapse: Elapse,
    stops: bool,
) -> None:
    """It stops the signs of life only where somebody wants that."""
    options = {**alerts.options, "heartbeat_rules": stops}
    hass.config_entries.async_update_entry(alerts, options=options)
    rule = add_subentry(
        hass, alerts, "range_rule", "Vaccines", quantity="pressure", high=8
    )
    await _minutes(elapse, 1)
    beats = outside.beats
    await _minutes(elapse, 5)
    assert outside.beats == beats + (0 if stops else 5)
    hass.config_entries.async_remove_subentry(alerts, rule.subentry_id)
    await _minutes(elapse, 1)
    beats = outside.beats
    await _minutes(elapse, 5)
    assert outside.beats == beats + 5


@pytest.mark.usefixtures("alerts")
async def test_none_while_a_notifier_does_not_exist(
    outside: Outside, elapse: Elapse, notifier: Notifier
) -> None:
    """Found before it is needed."""
    notifier.unregister()
    await _minutes(elapse, 11)
    beats = outside.beats
    await _minutes(elapse, 5)
    assert outside.beats == beats


async def test_none_while_a_device_is_not_polled(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    outside: Outside,
    elapse: Elapse,
) -> None:
    """Whatever has stopped its timer."""
    [entry] = [
        entry
        for entry in hass.config_entries.async_entries("hwgroup")
        if entry is not alerts
    ]
    await _minutes(elapse, 1)
    assert outside.beats == 1
    await entry.runtime_data.async_shutdown()
    await _minutes(elapse, 4)
    beats = outside.beats
    assert beats < 5
    await _minutes(elapse, 5)
    assert outside.beats == beats
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await _minutes(elapse, 3)
    assert outside.beats == beats + 3


async def test_a_clock_that_is_set_is_no_illness(
    hass: HomeAssistant,
    alerts: MockConfigEntry,
    outside: Outside,
    elapse: Elapse,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The device will be polled in its time, which is not now."""
    [entry] = [
        entry
        for entry in hass.config_entries.async_entries("hwgroup")
        if entry is not alerts
    ]
    hass.config_entries.async_update_entry(entry, options={"poll_interval": 600})
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await _minutes(elapse, 2)
    beats, real = outside.beats, dt_util.utcnow
    monkeypatch.setattr(dt_util, "utcnow", lambda: real() + timedelta(days=1))
    await _minutes(elapse, 2)
    assert outside.beats == beats + 2


@pytest.mark.usefixtures("alerts")
async def test_what_is_refused_was_no_sign(
    outside: Outside, elapse: Elapse, alerts: MockConfigEntry
) -> None:
    """It is sent again at the next time, and none of it is an error here."""
    outside.status = 500
    await _minutes(elapse, 3)
    assert outside.beats == 3
    assert alerts.runtime_data.upkeep.heartbeat.last is None
    outside.status = 204
    await _minutes(elapse, 1)
    assert alerts.runtime_data.upkeep.heartbeat.last is not None


async def test_none_after_the_alerts_are_unloaded(
    hass: HomeAssistant, alerts: MockConfigEntry, outside: Outside, elapse: Elapse
) -> None:
    """And none after the URL is removed."""
    await _minutes(elapse, 1)
    hass.config_entries.async_update_entry(alerts, options={})
    await hass.async_block_till_done(wait_background_tasks=True)
    await _minutes(elapse, 3)
    assert outside.beats == 1
    hass.config_entries.async_update_entry(
        alerts, options={"heartbeat_url": outside.url, "heartbeat_minutes": 1}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    await _minutes(elapse, 1)
    assert outside.beats == 2
    await hass.config_entries.async_unload(alerts.entry_id)
    await _minutes(elapse, 3)
    assert outside.beats == 2


async def test_the_form_refuses_a_url_that_does_not_answer(
    hass: HomeAssistant, alerts: MockConfigEntry, outside: Outside
) -> None:
    """A sign of life that arrives nowhere would be missed by nobody."""
    flows, typed = hass.config_entries.options, {"drill_days": 30}
    form = await flows.async_init(alerts.entry_id)
    nowhere = f"http://127.0.0.1:{free_port()}/beat"
    for url in (nowhere, "ftp://127.0.0.1/beat", "beat", f"{outside.url}/nothing"):
        form = await flows.async_configure(
            form["flow_id"],
            typed | {"heartbeat_url": url, "heartbeat_minutes": 5},
        )
        assert form["errors"] == {"heartbeat_url": "heartbeat_unreachable"}
    beats = outside.beats
    done = await flows.async_configure(
        form["flow_id"],
        typed | {"heartbeat_url": outside.url, "heartbeat_minutes": 5},
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert outside.beats == beats + 1


async def test_whatever_is_no_url_answers_nothing(hass: HomeAssistant) -> None:
    """Without an error."""
    for url in ("", "http://", "http://[", "file:///etc/passwd"):
        assert await async_call(hass, url) is False


@pytest.mark.usefixtures("alerts")
@pytest.mark.parametrize("seed", [1])
async def test_a_year_of_a_notifier_that_vanishes_now_and_then(
    outside: Outside, elapse: Elapse, notifier: Notifier, seed: int
) -> None:
    """Each time the signs of life end within a quarter of an hour, and come back."""
    chance, vanished = Random(seed), 0
    for _ in range(52):
        await elapse(7 * 86400)
        await _watch(elapse, minutes=3)
        if chance.random() < 0.3:
            vanished += 1
            notifier.unregister()
            await _watch(elapse, minutes=12)
            beats = outside.beats
            await _watch(elapse, minutes=3)
            assert outside.beats == beats
            notifier.register()
            await elapse(3700)  # what it was owed meanwhile is tried within an hour
            await _watch(elapse, minutes=7)
        beats = outside.beats
        await _watch(elapse, minutes=3)
        assert outside.beats == beats + 3
    assert vanished > 5


async def _watch(elapse: Elapse, *, minutes: int) -> None:
    for _ in range(minutes):
        await elapse(61)
