"""A sign of life to somebody outside: only while all is healthy."""

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import pytest

from custom_components.hwgroup.alerts.health.heartbeat import async_call
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util

from ..outside import Outside
from ..site import Site
from ..traps import free_port
from .alarms import heat


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    """Return whoever waits for the heartbeats."""
    async with Outside.serve() as outside:
        yield outside


@pytest.fixture
async def site(site: Site, outside: Outside) -> Site:
    """Return alerts of one device that send a sign of life in each minute."""
    site.set_options(heartbeat_url=outside.url, heartbeat_minutes=1)
    await site.settle()
    return site


async def test_a_sign_of_life_while_all_is_well(outside: Outside, site: Site) -> None:
    """In each minute one, also in an alarm and while a device is silent."""
    await site.minutes(5)
    assert outside.beats == 5


async def test_an_alarm_is_no_illness(site: Site, outside: Outside) -> None:
    """People are told of it, and that is all that has to work."""
    heat(site.device)
    await site.minutes(2)
    await site.device.unplug()
    await site.minutes(8)
    assert len(site.notifier.accepted) == 2
    assert outside.beats == 10


async def test_none_while_nobody_can_be_told(site: Site, outside: Outside) -> None:
    """A notifier is broken; and again when it works."""
    site.notifier.break_down()
    heat(site.device)
    await site.minutes(15)
    beats = outside.beats
    await site.minutes(10)
    assert outside.beats == beats
    site.notifier.failing = None
    await site.minutes(70)
    assert site.notifier.accepted
    assert outside.beats > beats


@pytest.mark.parametrize("stops", [False, True])
async def test_a_rule_that_watches_nothing(
    site: Site, outside: Outside, stops: bool
) -> None:
    """It stops the signs of life only where somebody wants that."""
    site.set_options(**site.alerts.options, heartbeat_rules=stops)
    site.add("range_rule", "Vaccines", quantity="pressure", high=8)
    await site.settle()
    await site.minutes(1)
    beats = outside.beats
    await site.minutes(5)
    assert outside.beats == beats + (0 if stops else 5)
    site.remove("Vaccines")
    await site.settle()
    await site.minutes(1)
    beats = outside.beats
    await site.minutes(5)
    assert outside.beats == beats + 5


async def test_none_while_a_notifier_does_not_exist(
    outside: Outside, site: Site
) -> None:
    """Found before it is needed."""
    site.notifier.unregister()
    await site.minutes(11)
    beats = outside.beats
    await site.minutes(5)
    assert outside.beats == beats


async def test_none_while_a_device_is_not_polled(site: Site, outside: Outside) -> None:
    """Whatever has stopped its timer."""
    await site.minutes(1)
    assert outside.beats == 1
    await site.entry.runtime_data.async_shutdown()
    await site.minutes(4)
    beats = outside.beats
    assert beats < 5
    await site.minutes(5)
    assert outside.beats == beats
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    await site.settle()
    await site.minutes(3)
    assert outside.beats == beats + 3


async def test_a_clock_that_is_set_is_no_illness(
    site: Site, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device will be polled in its time, which is not now."""
    site.hass.config_entries.async_update_entry(
        site.entry, options={"poll_interval": 600}
    )
    await site.hass.config_entries.async_reload(site.entry.entry_id)
    await site.settle()
    await site.minutes(2)
    beats, real = outside.beats, dt_util.utcnow
    monkeypatch.setattr(dt_util, "utcnow", lambda: real() + timedelta(days=1))
    await site.minutes(2)
    assert outside.beats == beats + 2


async def test_what_is_refused_was_no_sign(outside: Outside, site: Site) -> None:
    """It is sent again at the next time, and none of it is an error here."""
    outside.status = 500
    await site.minutes(3)
    assert outside.beats == 3
    assert site.alerts.runtime_data.upkeep.heartbeat.last is None
    outside.status = 204
    await site.minutes(1)
    assert site.alerts.runtime_data.upkeep.heartbeat.last is not None


async def test_none_after_the_alerts_are_unloaded(site: Site, outside: Outside) -> None:
    """And none after the URL is removed."""
    await site.minutes(1)
    site.set_options()
    await site.settle()
    await site.minutes(3)
    assert outside.beats == 1
    site.set_options(heartbeat_url=outside.url, heartbeat_minutes=1)
    await site.settle()
    await site.minutes(1)
    assert outside.beats == 2
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    await site.minutes(3)
    assert outside.beats == 2


async def test_the_form_refuses_a_url_that_does_not_answer(
    site: Site, outside: Outside
) -> None:
    """A sign of life that arrives nowhere would be missed by nobody."""
    flows = site.hass.config_entries.options
    form = await flows.async_init(site.alerts.entry_id)
    nowhere = f"http://127.0.0.1:{free_port()}/beat"
    for url in (nowhere, "ftp://127.0.0.1/beat", "beat", f"{outside.url}/nothing"):
        form = await flows.async_configure(
            form["flow_id"],
            {"rules": [], "more": {"heartbeat_url": url, "heartbeat_minutes": 5}},
        )
        assert form["errors"] == {"base": "heartbeat_unreachable"}
    beats = outside.beats
    done = await flows.async_configure(
        form["flow_id"],
        {"rules": [], "more": {"heartbeat_url": outside.url, "heartbeat_minutes": 5}},
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert outside.beats == beats + 1


async def test_whatever_is_no_url_answers_nothing(hass: HomeAssistant) -> None:
    """Without an error."""
    for url in ("", "http://", "http://[", "file:///etc/passwd"):
        assert await async_call(hass, url) is False


@pytest.mark.parametrize("seed", [1])
async def test_half_a_year_of_a_notifier_that_vanishes_now_and_then(
    outside: Outside, site: Site, seed: int
) -> None:
    """Each time the signs of life end within a quarter of an hour, and come back."""
    chance, vanished = Random(seed), 0
    for _ in range(26):
        await site.elapse(7 * 86400)
        await _watch(site, minutes=3)
        if chance.random() < 0.3:
            vanished += 1
            site.notifier.unregister()
            await _watch(site, minutes=12)
            beats = outside.beats
            await _watch(site, minutes=3)
            assert outside.beats == beats
            site.notifier.register()
            # What it was owed meanwhile is tried within an hour.
            await site.elapse(3700)
            await _watch(site, minutes=7)
        beats = outside.beats
        await _watch(site, minutes=3)
        assert outside.beats == beats + 3
    assert vanished > 3


async def _watch(site: Site, *, minutes: int) -> None:
    for _ in range(minutes):
        await site.elapse(61)
