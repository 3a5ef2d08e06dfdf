"""Devices that vanish together: one message, and each that stays away by itself."""

from collections.abc import AsyncIterator
from dataclasses import replace
import logging
from random import Random
from types import SimpleNamespace
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import pytest_socket

from custom_components.hwgroup.alerts.health import networks
from custom_components.hwgroup.alerts.model import Reading
from custom_components.hwgroup.alerts.rules.outages import NetworkOutages, network_of
from custom_components.hwgroup.alerts.timeline import Instant
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from simulator import MODELS, SimulatedDevice
from worlds.examples import DEVICE, HOUR, MINUTE, NOON
from worlds.outages import Outages

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier, add_subentry

_LOGGER = logging.getLogger(__name__)

# Pure


def _device(number: int, *, up: bool | None = True, **changes: Any) -> Reading:
    facts = {"address": f"192.168.1.{number}"}
    value = None if up is None else float(up)
    return replace(DEVICE, key=str(number), value=value, facts=facts, **changes)


class _Site:
    """Some devices, and what their network says."""

    def __init__(self, count: int, *, up: bool | None = True) -> None:
        self.networks = NetworkOutages()
        self.value: float | None = None
        self.facts: dict[str, str] = {}
        self.since: Instant | None = None
        for number in range(count):
            self.see(number, up=up)
        assert self.value is None
        self._take(self.networks.keep([str(number) for number in range(count)])[0])

    def see(self, number: int, *, up: bool | None, at: Instant = NOON) -> None:
        """Look at a device."""
        for network in self.networks.update(_device(number, up=up), at):
            self._take(network)

    def _take(self, network: Reading) -> None:
        self.value, self.since = network.value, network.since
        self.facts = dict(network.facts)


@pytest.mark.parametrize(
    ("count", "vanished", "down"),
    [
        (2, 2, False),
        (3, 2, False),
        (3, 3, True),
        (8, 3, False),
        (8, 4, True),
        (8, 7, True),
    ],
)
def test_how_many_are_a_network(count: int, vanished: int, down: bool) -> None:
    """At least three, and half of them."""
    site = _Site(count)
    for number in range(vanished):
        site.see(number, up=False, at=NOON + number * MINUTE)
    assert site.value == (0 if down else 1)
    if down:
        assert site.since == NOON
        assert site.facts == {"down": str(vanished), "total": str(count)}


def test_what_vanishes_at_different_times_has_nothing_to_do_with_each_other() -> None:
    """One every half an hour is no network."""
    site = _Site(4)
    for number in range(4):
        site.see(number, up=False, at=NOON + number * HOUR / 2)
        assert site.value == 1


def test_after_a_start_nothing_is_known_before_it_is_sure() -> None:
    """Three that have been dead for months are no news at a restart."""
    site = _Site(8, up=None)
    assert site.value is None
    for number in range(3):
        site.see(number, up=False)
        assert site.value is None
    for number in range(3, 7):
        site.see(number, up=True)
        assert site.value is None
    site.see(7, up=True)
    assert site.value == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.168.1.7", "network:192.168.1"),
        ("192.168.1.7:8080", "network:192.168.1"),
        ("https://192.168.1.7", "network:192.168.1"),
        ("https://192.168.1.7:8443/values.xml", "network:192.168.1"),
        ("ste2.example.com", "network:*"),
        ("[fe80::1]:80", "network:*"),
        ("", "network:*"),
    ],
)
def test_which_network_a_device_is_in(address: str, network: str) -> None:
    """By its address, however it is written."""
    assert network_of(replace(DEVICE, facts={"address": address})) == network


@pytest.mark.parametrize("seed", range(30))
def test_staggered_failures_are_never_grouped(seed: int) -> None:
    """Whatever the order, more than ten minutes between every two of three."""
    chance = Random(seed)
    site = _Site(8)
    now = NOON
    for number in chance.sample(range(8), 8):
        now += chance.uniform(5.1, 60) * MINUTE
        site.see(number, up=False, at=now)
        assert site.value == 1


# In Home Assistant


@pytest.fixture
async def house(add_device: AddDevice) -> AsyncIterator[list[SimulatedDevice]]:
    """Return five devices of one network."""
    hosts = [f"127.0.3.{number}" for number in range(1, 6)]
    pytest_socket.socket_allow_hosts(["127.0.0.1", *hosts])
    devices = []
    for number, host in enumerate(hosts, 1):
        device = SimulatedDevice(
            MODELS["ste2"], name=f"Room {number}", mac=f"00:0A:59:10:21:{number:02X}"
        )
        await device.start(host=host)
        devices.append(device)
        await add_device(device)
    yield devices
    for device in devices:
        await device.stop()


@pytest.fixture
async def alerts(
    house: list[SimulatedDevice], add_alerts: AddAlerts, notifier: Notifier
) -> MockConfigEntry:
    """Return the alerts of the house."""
    return await add_alerts(notifier)


async def _go(devices: list[SimulatedDevice], elapse: Elapse, minutes: int) -> None:
    for device in devices:
        await device.unplug()
    await polls(elapse, 2 * minutes)


@pytest.mark.usefixtures("alerts")
async def test_an_outage_is_one_message_and_its_end_another(
    house: list[SimulatedDevice], notifier: Notifier, elapse: Elapse
) -> None:
    """Four of five, for a quarter of an hour."""
    await _go(house[:4], elapse, 15)
    [message] = notifier.accepted
    assert "4" in message["title"] + message["message"]
    assert "127.0.3" in message["title"] + message["message"]
    for device in house[:4]:
        await device.plug()
    await polls(elapse, 30)
    assert len(notifier.titles) == 2
    assert "127.0.3" in notifier.titles[1]


@pytest.mark.parametrize("how", ["rule switched off", "devices removed"])
async def test_an_outage_of_which_nothing_more_is_known(
    hass: HomeAssistant,
    house: list[SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    how: str,
) -> None:
    """Who was told hears so, and is not told that it is over."""
    await _go(house, elapse, 10)
    if how == "rule switched off":
        options = {"offline": {"enabled": False}}
        hass.config_entries.async_update_entry(alerts, options=options)
    else:
        for entry in hass.config_entries.async_entries("hwgroup"):
            if entry.title in ("Room 1", "Room 2", "Room 3"):
                await hass.config_entries.async_remove(entry.entry_id)
    await polls(elapse, 4)
    first, *others = notifier.titles[1:]
    if how == "rule switched off":
        assert first == "Offline devices: no longer watched · 127.0.3.*"
        assert others == []
    else:
        assert first.startswith("127.0.3.*: no longer monitored")
        assert sorted(others) == ["Room 4 is offline", "Room 5 is offline"]
    known = "Whether the problem is over is not known."
    assert known in notifier.accepted[1]["message"]


@pytest.mark.usefixtures("alerts")
async def test_an_outage_that_may_be_none_holds_nothing_back(
    hass: HomeAssistant,
    house: list[SimulatedDevice],
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Of one of three nothing is known: whether it is an outage, is never known either."""
    await _go(house[:3], elapse, 4)
    [third] = [
        entry
        for entry in hass.config_entries.async_entries("hwgroup")
        if entry.title == "Room 3"
    ]
    hass.config_entries.async_update_entry(third, version=9)
    await hass.config_entries.async_reload(third.entry_id)
    await polls(elapse, 16)
    assert {"Room 1 is offline", "Room 2 is offline"} <= {*notifier.titles}


@pytest.mark.usefixtures("alerts")
async def test_what_an_outage_silences_is_listed(
    hass: HomeAssistant, house: list[SimulatedDevice], elapse: Elapse
) -> None:
    """The network since when, and by what each of its devices is suppressed."""

    async def ask(action: str) -> Any:
        response = await hass.services.async_call(
            "hwgroup", action, blocking=True, return_response=True
        )
        assert response is not None
        [only] = response.values()
        return only

    await _go(house[:4], elapse, 15)
    alerts = await ask("get_alerts")
    [network] = [each for each in alerts if each["rule"] == "network"]
    [silence] = await ask("get_silences")
    assert silence == {
        "by": "network",
        "name": "127.0.3.*",
        "alert": network["id"],
        "devices": None,
        "since": network["since"],
        "until": None,
    }
    suppressed = [each for each in alerts if each["suppressed_by"] == "network"]
    assert {each["device"] for each in suppressed} == {
        f"Room {number}" for number in range(1, 5)
    }
    assert network["suppressed_by"] is None


@pytest.mark.usefixtures("alerts")
async def test_one_that_stays_away_is_told_of_by_itself(
    house: list[SimulatedDevice], notifier: Notifier, elapse: Elapse
) -> None:
    """When the others are back, and have had their time."""
    await _go(house, elapse, 10)
    assert len(notifier.titles) == 1
    for device in house[1:]:
        await device.plug()
    await polls(elapse, 6)
    assert len(notifier.titles) == 2
    await polls(elapse, 12)
    assert len(notifier.titles) == 3
    assert "Room 1" in notifier.titles[2]
    await house[0].plug()
    await polls(elapse, 4)
    assert len(notifier.titles) == 4
    assert "Room 1" in notifier.titles[3]


async def test_one_that_dies_by_itself_later_is_told_of(
    hass: HomeAssistant,
    house: list[SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Three stay dark for months: a fourth that dies meanwhile is none of them."""
    await _go(house[:3], elapse, 10)
    assert notifier.titles == ["3 of 5 devices are offline · 127.0.3.*"]
    await _go(house[3:4], elapse, 15)
    assert notifier.titles[1:] == ["Room 4 is offline"]
    await house[3].plug()
    await polls(elapse, 4)
    assert notifier.titles[2:] == ["Room 4 is back online"]
    # Nor does that outage keep anything back of one that answers.
    add_subentry(
        hass, alerts, "range_rule", "Warm", quantity="temperature", high=8, repeat=10
    )
    house[4].sensors[0].value = 9.5
    await polls(elapse, 22)
    assert len(notifier.titles) == 5
    assert all("9.5 °C, above 8 °C" in title for title in notifier.titles[3:])


@pytest.mark.parametrize("loaded", [True, False])
async def test_the_rule_is_switched_off_meanwhile(
    hass: HomeAssistant,
    house: list[SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    loaded: bool,
) -> None:
    """Who was told of the network hears that nobody watches it any more."""
    await _go(house[:4], elapse, 10)
    if not loaded:
        await hass.config_entries.async_unload(alerts.entry_id)
    options = {"offline": {"enabled": False}}
    hass.config_entries.async_update_entry(alerts, options=options)
    if not loaded:
        await hass.config_entries.async_setup(alerts.entry_id)
    await polls(elapse, 4)
    assert notifier.titles[1:] == ["Offline devices: no longer watched · 127.0.3.*"]
    text = "The rule Device offline no longer watches the devices that are offline"
    assert notifier.accepted[1]["message"].startswith(text)
    state = hass.states.get("sensor.hw_group_alerts_last_alert_message")
    assert state
    assert "no longer watched" in state.state


@pytest.mark.parametrize("others", [0, 1])
async def test_a_network_is_paused_with_all_of_its_devices(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    house: list[SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    others: int,
) -> None:
    """Their switch is being replaced; one more that goes with them is another matter."""
    registry = dr.async_get(hass)
    paused = [
        device.id
        for device in registry.devices
        if device.name in ("Room 1", "Room 2", "Room 3")
    ]
    assert len(paused) == 3
    await hass.services.async_call(
        "hwgroup",
        "pause",
        {"device_id": paused, "duration": {"hours": 1}},
        blocking=True,
    )
    await _go(house[: 3 + others], elapse, 20)
    assert len(notifier.titles) == others
    await polls(elapse, 100)
    assert notifier.titles == [f"{3 + others} of 5 devices are offline · 127.0.3.*"]


@pytest.mark.usefixtures("alerts")
async def test_single_failures_are_told_one_by_one(
    house: list[SimulatedDevice], notifier: Notifier, elapse: Elapse
) -> None:
    """A quarter of an hour between them."""
    for number, device in enumerate(house[:4], 1):
        await _go([device], elapse, 15)
        assert len(notifier.titles) == number
        assert f"Room {number}" in notifier.titles[-1]


@pytest.mark.usefixtures("alerts")
async def test_two_are_no_network(
    house: list[SimulatedDevice], notifier: Notifier, elapse: Elapse
) -> None:
    """Each has its own message."""
    await _go(house[:2], elapse, 15)
    assert len(notifier.titles) == 2
    assert {"Room 1", "Room 2"} == {
        title.split(":")[0][:6] for title in notifier.titles
    }


@pytest.mark.parametrize("minutes", [3, 10])
async def test_a_restart_in_an_outage(
    hass: HomeAssistant,
    house: list[SimulatedDevice],
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    minutes: int,
) -> None:
    """Before people were told, and after: once, and its end once."""
    await _go(house[:4], elapse, minutes)
    entries = [
        entry
        for entry in hass.config_entries.async_entries("hwgroup")
        if entry is not alerts
    ]
    for entry in (alerts, *entries):
        await hass.config_entries.async_unload(entry.entry_id)
    for entry in (alerts, *entries):
        await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await polls(elapse, 30)
    assert len(notifier.titles) == 1
    for device in house[:4]:
        await device.plug()
    await polls(elapse, 40)
    assert len(notifier.titles) == 2
    assert "4 of 5" in notifier.titles[0]
    assert "127.0.3" in notifier.titles[1]


@pytest.mark.usefixtures("alerts")
@pytest.mark.parametrize("own", [False, True])
async def test_home_assistant_may_be_the_one_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
    house: list[SimulatedDevice],
    notifier: Notifier,
    elapse: Elapse,
    own: bool,
) -> None:
    """Then it says that."""
    address = SimpleNamespace(ip="127.0.0.1" if own else "192.168.1.2")
    adapters = [SimpleNamespace(ips=[address])]
    monkeypatch.setattr(networks.ifaddr, "get_adapters", lambda: adapters)
    await _go(house, elapse, 8)
    [message] = notifier.accepted
    said = message["title"] + message["message"]
    assert ("Home Assistant" in said) is own
    assert ("127.0.3" in said) is not own


@pytest.mark.parametrize(
    ("addresses", "down"),
    [
        ([], True),
        (["127.0.0.1"], True),
        (["127.0.0.1", "169.254.3.4", ("fe80::1", 0, 2), ("::1", 0, 0)], True),
        (["127.0.0.1", "192.168.1.2"], False),
        ([("2001:db8::2", 0, 0)], False),
    ],
)
async def test_when_home_assistant_has_no_network(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    addresses: list[Any],
    down: bool,
) -> None:
    """No address that leads anywhere."""
    adapters = [SimpleNamespace(ips=[SimpleNamespace(ip=ip)]) for ip in addresses]
    monkeypatch.setattr(networks.ifaddr, "get_adapters", lambda: adapters)
    assert await networks.async_own_network_is_down(hass) is down


# Over and over


@pytest.mark.parametrize("seed", [1, 2])
def test_outages_and_single_failures(seed: int) -> None:
    """One message for a network, one for each device that fails by itself."""
    outages = Outages(seed, 4)
    outages.run()
    _LOGGER.info("%s", outages)
    assert not outages.wrong
    assert outages.counts["outages"]
    assert outages.counts["failures"]
    assert outages.counts["messages"] < outages.counts["messages without networks"]
