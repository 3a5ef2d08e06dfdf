"""From a trap to the poll of the device that sent it: in real time, on the loopback."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
import logging
import socket
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup import hints
from custom_components.hwgroup.client import traps
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.plain import as_placeholders
from custom_components.hwgroup.traps.service import TrapService
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.entity_component import async_update_entity
from homeassistant.helpers.event import async_track_state_change_event
from simulator import SimulatedDevice

from .conftest import AddDevice, AddTraps, Elapse, MakeDevice
from .simulator.helpers import until
from .traps import Sender, v1_trap, v2c_trap

PROBE = "sensor.server_room_cold_room_1"
ALARM = "event.server_room_alarm"
ONLINE = "binary_sensor.server_room_connectivity"
COUNTER = "sensor.hw_group_traps_traps"
DEVICE, STRANGER = "127.0.0.1", "127.0.0.2"

type Known = dict[str, list[str] | Exception]


def _shown(hass: HomeAssistant, entity_id: str) -> str | None:
    state = hass.states.get(entity_id)
    return state.state if state is not None else None


def _service(entry: MockConfigEntry) -> TrapService:
    service: TrapService = entry.runtime_data
    return service


@pytest.fixture
async def entry(add_traps: AddTraps) -> MockConfigEntry:
    """Return the entry of the traps, which listens."""
    return await add_traps()


@pytest.fixture
def service(entry: MockConfigEntry) -> TrapService:
    """Return what listens."""
    return _service(entry)


@pytest.fixture
def known(entry: MockConfigEntry) -> Iterator[Sender]:
    """Return somebody who sends from the address of the devices."""
    with Sender(entry.data["port"], DEVICE) as sender:
        yield sender


@pytest.fixture
def stranger(entry: MockConfigEntry) -> Iterator[Sender]:
    """Return somebody who sends from another address."""
    with Sender(entry.data["port"], STRANGER) as sender:
        yield sender


@pytest.fixture
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a device be polled again almost at once."""
    monkeypatch.setattr(hints, "_PAUSE", timedelta(milliseconds=50))


@pytest.fixture
def names(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Known:
    """Return the addresses that a name stands for, to be changed."""
    names: Known = {}
    look_up = hass.loop.getaddrinfo

    async def answer(host: str, *args: Any, **kwargs: Any) -> Any:
        if host not in names:
            return await look_up(host, *args, **kwargs)
        found = names[host]
        if isinstance(found, Exception):
            raise found
        return [(0, 0, 0, "", (address, 0)) for address in found]

    monkeypatch.setattr(hass.loop, "getaddrinfo", answer)
    return names


@pytest.mark.parametrize(
    "trap",
    [v1_trap(), v2c_trap(), v1_trap(0, 0)],
    ids=["v1", "v2c", "cold start"],
)
async def test_a_trap_is_a_poll(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    trap: bytes,
) -> None:
    """What has changed is shown at once, and what is an alarm as its event."""
    await add_device(device)
    polls = device.requests
    device.sensors[0].high = 8.0
    device.sensors[0].value = 9.5
    known.send(trap)
    await until(lambda: _shown(hass, PROBE) == "9.5")
    assert hass.states.get(ALARM).attributes["event_type"] == "alarm_started"
    assert device.requests == polls + 1


async def test_a_trap_is_not_believed(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    service: TrapService,
) -> None:
    """An alarm that the device does not confirm is none."""
    await add_device(device)
    polls = device.requests
    known.send(v1_trap(6, 3))
    await until(lambda: device.requests == polls + 1)
    await hass.async_block_till_done()
    assert _shown(hass, ALARM) == "unknown"
    assert _shown(hass, PROBE) == "4.2"
    assert (service.received, service.strangers) == (1, 0)


async def test_a_cold_start_renews_what_the_device_says_of_itself(
    hass: HomeAssistant,
    device_registry: dr.DeviceRegistry,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
) -> None:
    """Such as the firmware that it was started for."""
    entry = await add_device(device)
    device.override = device.document.replace(
        b"<Version>1.2.8<", b"<Version>1.2.9<"
    ).replace(b"Server room", b"Data manager")

    def shown() -> tuple[str | None, str | None]:
        [shown] = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        return shown.name, shown.sw_version

    known.send(v1_trap(0, 0))
    await until(lambda: shown() == ("Data manager", "1.2.9"))


async def test_strangers_are_counted_and_dropped(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    stranger: Sender,
    service: TrapService,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody is polled, and nothing of what they send is kept or logged."""
    caplog.set_level(logging.DEBUG)
    await add_device(device)
    polls = device.requests
    for _ in range(3):
        stranger.send(v1_trap(community=b"s3cret"))
    known.send(b"s3cret")
    await until(lambda: service._listener.malformed == 1)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (service.received, service.strangers) == (0, 3)
    assert device.requests == polls
    assert "s3cret" not in caplog.text


async def test_a_flood(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    stranger: Sender,
    service: TrapService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """10,000 forged traps are a handful of polls, and the real one is served."""
    await add_device(device)
    polls, began = device.requests, asyncio.get_running_loop().time()
    tasks: list[str] = []
    create = ConfigEntry.async_create_background_task

    def counted(entry: Any, hass: Any, work: Any, name: str, **options: Any) -> Any:
        tasks.append(name)
        return create(entry, hass, work, name, **options)

    monkeypatch.setattr(ConfigEntry, "async_create_background_task", counted)
    written: list[str] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        written.append(event.data["entity_id"])

    async_track_state_change_event(hass, hass.states.async_entity_ids(), note)
    most_tasks = 0
    for _ in range(100):
        for _ in range(50):
            known.send(v1_trap())
            stranger.send(v2c_trap())
        sent = service.received + service.strangers + 100
        await until(lambda sent=sent: service.received + service.strangers == sent)
        most_tasks = max(most_tasks, len(asyncio.all_tasks()))
    assert (service.received, service.strangers) == (5000, 5000)
    assert written == []

    device.sensors[0].value = 9.5
    known.send(v1_trap())
    await until(lambda: _shown(hass, PROBE) == "9.5")
    seconds = asyncio.get_running_loop().time() - began
    assert device.requests - polls <= seconds / 2 + 2
    assert device.concurrent_peak == 1
    # One that polls the device and one that looks for the stranger, whoever sends.
    assert tasks.count("hwgroup trap stranger") <= seconds / 60 + 1
    assert tasks.count("hwgroup hint") <= seconds / 2 + 2
    assert most_tasks < 20
    assert len(service._sources) == len(service._senders) == 1


async def test_a_trap_during_a_poll_is_followed_by_another_one(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    service: TrapService,
    short_pause: None,
) -> None:
    """The one under way may have read the device before its news, however slow."""
    entry = await add_device(device)
    polls = device.requests
    device.delay = 0.3
    under_way = asyncio.create_task(entry.runtime_data.async_refresh())
    await until(lambda: device.requests == polls + 1)
    known.send(v1_trap())
    await until(lambda: service.received == 1)
    assert not under_way.done()
    await until(lambda: device.requests > polls + 1)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert device.requests == polls + 2
    assert device.concurrent_peak == 1
    await under_way


async def test_a_trap_during_the_pause_is_served_after_it(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    service: TrapService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many there are, it is one poll."""
    monkeypatch.setattr(hints, "_PAUSE", timedelta(seconds=0.3))
    await add_device(device)
    polls = device.requests
    known.send(v1_trap())
    await until(lambda: device.requests == polls + 1)
    for _ in range(5):
        known.send(v1_trap())
    await until(lambda: service.received == 6)
    assert device.requests == polls + 1
    await hass.async_block_till_done(wait_background_tasks=True)
    assert device.requests == polls + 2


async def test_a_device_that_starts_keeps_its_grace(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    service: TrapService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It sends traps before it answers: they do not make an outage of it."""
    monkeypatch.setattr(hints, "_PAUSE", timedelta())
    monkeypatch.setattr(hints, "SHORTEST_POLL_INTERVAL", timedelta())
    entry = await add_device(device)
    await device.unplug()
    for received in range(1, 8):
        count = len(list(entry.runtime_data.history))
        known.send(v1_trap(0, 0))
        await until(lambda count=received: service.received == count)
        await until(lambda count=count: len(list(entry.runtime_data.history)) > count)
    assert _shown(hass, ONLINE) == "on"
    assert _shown(hass, PROBE) == "4.2"


@pytest.mark.parametrize("hints_a_poll", [0, 1, 5])
async def test_hints_make_no_outage_earlier_or_later(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    hints_a_poll: int,
) -> None:
    """A silent device goes offline after the same time, whoever asks for polls."""
    entry = await add_device(device)
    await elapse(30.5)
    await device.unplug()
    seconds = 0.0
    while _shown(hass, ONLINE) == "on":
        for _ in range(hints_a_poll):
            await entry.runtime_data.async_follow_hint()
        pause = 30.5 / (hints_a_poll + 1)
        await elapse(pause)
        seconds += pause
        assert seconds < 200
    assert 90 <= seconds <= 122


async def test_devices_come_and_go(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    service: TrapService,
) -> None:
    """The traps of one that is not loaded are those of a stranger."""
    known.send(v1_trap())
    await until(lambda: service.strangers == 1)
    entry = await add_device(device)
    known.send(v1_trap())
    await until(lambda: service.received == 1)
    await hass.config_entries.async_unload(entry.entry_id)
    known.send(v1_trap())
    await until(lambda: service.strangers == 2)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    known.send(v1_trap())
    await until(lambda: service.received == 2)
    await hass.config_entries.async_remove(entry.entry_id)
    known.send(v1_trap())
    await until(lambda: service.strangers == 3)
    assert service._sources == {}
    assert service._senders == {}


async def test_devices_behind_one_address(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    known: Sender,
    service: TrapService,
) -> None:
    """Each of them may be the one that sent the trap."""
    other = await make_device("ste2", mac="00:0A:59:99:99:99")
    devices = (device, other)
    for simulated in devices:
        await add_device(simulated)
    polls = [simulated.requests for simulated in devices]
    known.send(v1_trap())
    await until(
        lambda: (
            [simulated.requests for simulated in devices]
            == [before + 1 for before in polls]
        )
    )
    assert service.received == 1


async def test_a_name_that_stands_for_another_address(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    stranger: Sender,
    service: TrapService,
    names: Known,
    short_pause: None,
) -> None:
    """The first trap from there is served, too; a stranger looks up once a minute."""
    names[DEVICE] = ["192.0.2.1", "2001:db8::1"]
    await add_device(device)
    assert set(service._senders) == {"192.0.2.1", "2001:db8::1"}
    polls = device.requests
    names[DEVICE] = [STRANGER]
    stranger.send(v1_trap())
    await until(lambda: device.requests == polls + 1)
    assert (service.received, service.strangers) == (0, 1)
    stranger.send(v1_trap())
    await until(lambda: service.received == 1)

    names[DEVICE] = ["192.0.2.1"]
    service._next_look_up = 0.0
    with Sender(service._listener.port, "127.0.0.3") as other:
        other.send(v1_trap())
        await until(lambda: set(service._senders) == {"192.0.2.1"})
        names[DEVICE] = ["127.0.0.3"]
        other.send(v1_trap())
        await until(lambda: service.strangers == 3)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert set(service._senders) == {"192.0.2.1"}


@pytest.mark.parametrize("failure", [OSError("no answer"), UnicodeError("no name")])
async def test_a_name_that_cannot_be_looked_up(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    known: Sender,
    stranger: Sender,
    service: TrapService,
    names: Known,
    failure: Exception,
) -> None:
    """What was known of it stays."""
    await add_device(device)
    names[DEVICE] = failure
    stranger.send(v1_trap())
    await until(lambda: service.strangers == 1)
    await hass.async_block_till_done(wait_background_tasks=True)
    known.send(v1_trap())
    await until(lambda: service.received == 1)


def _issue(hass: HomeAssistant) -> ir.IssueEntry | None:
    return ir.async_get(hass).async_get_issue(DOMAIN, "traps_port")


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (OSError(98, "Address in use"), "port_in_use"),
        (PermissionError(13, "Permission denied"), "port_forbidden"),
    ],
)
async def test_a_port_that_cannot_be_had_at_a_start(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    problem: str,
) -> None:
    """Is a repair that says what to do, until it can be had or nobody wants it."""
    bound = traps._bound

    def refused(_address: str, _port: int) -> socket.socket:
        raise error

    for _ in range(2):
        monkeypatch.setattr(traps, "_bound", refused)
        await hass.config_entries.async_reload(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == problem
        issue = _issue(hass)
        assert issue.translation_key == problem
        assert issue.translation_placeholders == as_placeholders(
            port=str(entry.data["port"])
        )
        monkeypatch.setattr(traps, "_bound", bound)
        await hass.config_entries.async_reload(entry.entry_id)
        assert entry.state is ConfigEntryState.LOADED
        assert _issue(hass) is None

    monkeypatch.setattr(traps, "_bound", refused)
    await hass.config_entries.async_reload(entry.entry_id)
    assert _issue(hass) is not None
    await hass.config_entries.async_remove(entry.entry_id)
    assert _issue(hass) is None


async def test_turned_off(
    hass: HomeAssistant, entry: MockConfigEntry, service: TrapService
) -> None:
    """The port is free at once, and a change of a device is nothing to it."""
    port = entry.data["port"]
    await hass.config_entries.async_unload(entry.entry_id)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((DEVICE, port))
    await hass.config_entries.async_remove(entry.entry_id)
    assert hass.states.async_entity_ids() == []


async def test_home_assistant_stops(
    hass: HomeAssistant, entry: MockConfigEntry, known: Sender
) -> None:
    """The port is free before the process ends, and a late trap does no harm."""
    await hass.async_stop(force=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((DEVICE, entry.data["port"]))
    known.send(v1_trap())


async def test_the_counters(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
    device: SimulatedDevice,
    add_device: AddDevice,
    entry: MockConfigEntry,
    known: Sender,
) -> None:
    """Belong to a service; the one of the strangers is there for who asks for it."""
    await add_device(device)
    [shown] = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert shown.name == "HW group traps"
    assert shown.entry_type is dr.DeviceEntryType.SERVICE
    counters = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert {
        counter.unique_id: (counter.entity_id, counter.disabled) for counter in counters
    } == {
        "traps_traps": (COUNTER, False),
        "traps_stranger_traps": (f"{COUNTER}_from_unknown_devices", True),
    }
    state = hass.states.get(COUNTER)
    assert state.state == "0"
    assert state.attributes["state_class"] == "total_increasing"

    entity_registry.async_update_entity(
        f"{COUNTER}_from_unknown_devices", disabled_by=None
    )
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    with Sender(entry.data["port"], STRANGER) as stranger:
        known.send(v1_trap())
        stranger.send(v1_trap())
        await until(lambda: entry.runtime_data.strangers == 1)
    await async_update_entity(hass, COUNTER)
    await async_update_entity(hass, f"{COUNTER}_from_unknown_devices")
    assert _shown(hass, COUNTER) == "1"
    assert _shown(hass, f"{COUNTER}_from_unknown_devices") == "1"
