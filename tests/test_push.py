"""From a push to the entities of the device: over real sockets, on the loopback."""

import asyncio
from datetime import timedelta
from pathlib import Path
import threading
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.hwgroup.client import snmp_session
from custom_components.hwgroup.compat import WriteError
from custom_components.hwgroup.device.pushed import async_last_pushes
from custom_components.hwgroup.push import journal
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from simulator import MODELS, PushSource, SimulatedDevice
from simulator.state import DeviceState

from .conftest import AddDevice, AddPush, Elapse, MakeDevice
from .push import add_pushing, service_of
from .simulator.helpers import until

PROBE = "sensor.cold_store_cold_room_1"
DOOR = "binary_sensor.cold_store_cold_room_door"
ONLINE = "binary_sensor.cold_store_connectivity"


def _shown(hass: HomeAssistant, entity_id: str) -> str | None:
    state = hass.states.get(entity_id)
    return state.state if state is not None else None


def kill(hass: HomeAssistant) -> None:
    """Forget what is in memory only."""
    async_last_pushes(hass).clear()


def fill_disk(file: Path) -> None:
    """Let a file be one that cannot be written."""
    file.unlink()
    file.mkdir()
    (file / "in the way").touch()


def free_disk(file: Path) -> None:
    """Let it be possible to write the file again."""
    (file / "in the way").unlink()
    file.rmdir()


def content(file: Path) -> bytes | None:
    """Return what is in a file, None where there is none."""
    return file.read_bytes() if file.exists() else None


@pytest.fixture
def remote() -> DeviceState:
    """Return a STE2 that nobody can reach."""
    return DeviceState(MODELS["ste2"])


@pytest.fixture
async def receiver(add_push: AddPush) -> MockConfigEntry:
    """Return the entry that receives pushes."""
    return await add_push()


@pytest.mark.usefixtures("more_entities")
async def test_a_device_that_only_pushes(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """It has the entities that a polled one has, with what it pushes."""
    entry, pusher = await add_pushing(hass, receiver, remote)
    assert entry.state is ConfigEntryState.LOADED
    assert entry.title == "Cold store"
    assert entry.unique_id == remote.mac.lower()
    assert _shown(hass, PROBE) == "4.2"
    assert _shown(hass, DOOR) == "off"
    assert _shown(hass, ONLINE) == "on"
    assert _shown(hass, "sensor.cold_store_protocol_in_use") == "push"
    # Whether a position is an alarm is not said, and "off" would be a lie.
    assert _shown(hass, "binary_sensor.cold_store_cold_room_door_alarm") == "unknown"

    remote.sensors[0].value = 9.4
    reply = await pusher.push()
    assert reply.status == 200
    assert reply.tag("Status") == "0"
    assert _shown(hass, PROBE) == "9.4"
    assert _shown(hass, "binary_sensor.cold_store_cold_room_1_alarm") == "on"
    [device] = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.model == "STE2"
    assert device.connections == {("mac", remote.mac.lower())}


async def test_what_the_device_is_told(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """The period of its options, and the time; an obedient device follows."""
    entry, pusher = await add_pushing(hass, receiver, remote)
    assert pusher.period == 900  # until it was added, nothing was kept
    reply = await pusher.push()
    assert pusher.period == 300
    now = reply.tag("Timestamp")
    assert now is not None
    assert int(now) > 1_700_000_000
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert [str(field) for field in result["data_schema"].schema] == [
        "push_period",
        "grace",
        "limit_entities",
    ]
    await hass.config_entries.options.async_configure(
        result["flow_id"], {"push_period": 60, "grace": 1}
    )
    await hass.async_block_till_done()
    await pusher.push()
    assert pusher.period == 60


async def test_an_event_changes_what_it_holds(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """An AutoPush may hold the changed part only: all others stay."""
    _, pusher = await add_pushing(hass, receiver, remote)
    remote.inputs[0].move(closed=True)
    await pusher.push(PushSource.EVENT, only=[remote.inputs[0]])
    assert _shown(hass, DOOR) == "on"
    assert _shown(hass, PROBE) == "4.2"


@pytest.mark.parametrize("how", [{"chunked": True}, {"credentials": ("a", "b")}])
async def test_what_http_allows(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    remote: DeviceState,
    how: dict[str, Any],
) -> None:
    """A body in pieces, and credentials that nobody asked for."""
    await add_pushing(hass, receiver, remote, **how)
    assert _shown(hass, PROBE) == "4.2"


async def test_missed_pushes(
    hass: HomeAssistant,
    elapse: Elapse,
    add_push: AddPush,
    remote: DeviceState,
) -> None:
    """Two may be missing; a third one makes the device offline, and a push online."""
    entry, pusher = await add_pushing(hass, await add_push(), remote)
    remote.sensors[0].value = 5.0
    await pusher.push()  # which tells it the period
    await pusher.push()
    for _ in range(2):
        await elapse(361)
        assert _shown(hass, ONLINE) == "on"
        assert _shown(hass, PROBE) == "5.0"
        assert entry.runtime_data.problem == "no_push"
    await elapse(361)
    assert _shown(hass, ONLINE) == "off"
    assert _shown(hass, PROBE) == "unavailable"
    await pusher.push()
    assert _shown(hass, ONLINE) == "on"
    assert _shown(hass, PROBE) == "5.0"


async def test_a_device_with_a_period_of_its_own(
    hass: HomeAssistant, elapse: Elapse, add_push: AddPush, remote: DeviceState
) -> None:
    """One that goes on pushing every 15 minutes misses nothing."""
    entry, pusher = await add_pushing(hass, await add_push(), remote, obedient=False)
    await pusher.push()
    assert pusher.period == 900
    for _ in range(4):
        for _ in range(3):
            await elapse(300)
            assert entry.runtime_data.problem is None
        await pusher.push()
    assert [poll.problem for poll in entry.runtime_data.history] == [None] * 6


async def test_the_last_contact_is_the_push(
    hass: HomeAssistant,
    elapse: Elapse,
    add_push: AddPush,
    remote: DeviceState,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Not the moment in which somebody looked at it again."""
    entry, pusher = await add_pushing(hass, await add_push(), remote)
    await pusher.push()
    contact = entry.runtime_data.last_contact
    freezer.tick(timedelta(minutes=2))
    await entry.runtime_data.async_refresh()
    assert entry.runtime_data.last_contact == contact


# Another way to a device that is polled


@pytest.fixture
async def polled(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[SimulatedDevice, MockConfigEntry]:
    """Return a device that is polled by whatever answers, and has no agent."""
    monkeypatch.setattr(snmp_session, "TIMEOUT_SECONDS", 0.05)
    device = await make_device("ste2", name="Cold store")
    return device, await add_device(device, transport="auto", port=9)


@pytest.mark.usefixtures("more_entities")
async def test_a_polled_device_that_pushes_is_polled(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    polled: tuple[SimulatedDevice, MockConfigEntry],
) -> None:
    """What it says when it is asked counts, not what it has pushed."""
    device, entry = polled
    added, pusher = await add_pushing(hass, receiver, device)
    assert added is entry
    assert entry.data["snmp"]["transport"] == "auto"
    requests = device.requests
    document = pusher.document(PushSource.EVENT)
    device.sensors[0].value = 9.4
    assert (await pusher.send(document)).tag("Status") == "0"
    await until(lambda: _shown(hass, PROBE) == "9.4")
    assert device.requests == requests + 1
    assert _shown(hass, "sensor.cold_store_protocol_in_use") == "http"


@pytest.mark.usefixtures("more_entities")
async def test_a_polled_device_that_does_not_answer(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    polled: tuple[SimulatedDevice, MockConfigEntry],
) -> None:
    """Its pushes are shown meanwhile, and its answers when it has some again."""
    device, entry = polled
    _, pusher = await add_pushing(hass, receiver, device)
    await device.unplug_http()
    device.sensors[0].value = 5.5
    await pusher.push(PushSource.EVENT)
    await until(lambda: _shown(hass, PROBE) == "5.5")
    assert _shown(hass, ONLINE) == "on"
    assert _shown(hass, "sensor.cold_store_protocol_in_use") == "push"
    limits = entry.runtime_data.data.sensors[str(device.sensors[0].id)].limits
    assert (limits.low, limits.high) == (2.0, 8.0)  # known from before


async def test_a_device_that_is_polled_by_http_alone(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """Its pushes are hints and nothing else."""
    device = await make_device("ste2", name="Cold store")
    entry = await add_device(device)
    _, pusher = await add_pushing(hass, receiver, device)
    assert list(entry.runtime_data.readers) == ["http"]
    await device.unplug_http()
    await pusher.push(PushSource.EVENT)
    await until(lambda: entry.runtime_data.problem == "cannot_connect")


# What is kept over a restart


async def test_a_restart(
    hass: HomeAssistant,
    elapse: Elapse,
    add_push: AddPush,
    remote: DeviceState,
) -> None:
    """A device was told that its push was kept, and it is: also after a kill."""
    receiver = await add_push()
    entry, pusher = await add_pushing(hass, receiver, remote)
    remote.sensors[0].value = 6.6
    await pusher.push()
    kill(hass)
    await hass.config_entries.async_reload(receiver.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert _shown(hass, PROBE) == "6.6"
    assert _shown(hass, ONLINE) == "on"


async def test_a_long_stop(
    hass: HomeAssistant,
    elapse: Elapse,
    add_push: AddPush,
    remote: DeviceState,
) -> None:
    """What was pushed long ago says nothing about now."""
    receiver = await add_push()
    entry, pusher = await add_pushing(hass, receiver, remote)
    await pusher.push()
    for each in (receiver, entry):
        await hass.config_entries.async_unload(each.entry_id)
    kill(hass)
    await elapse(7200)
    for each in (receiver, entry):
        await hass.config_entries.async_setup(each.entry_id)
    await hass.async_block_till_done()
    assert _shown(hass, PROBE) == "unavailable"
    await pusher.push()
    assert _shown(hass, PROBE) == "4.2"


@pytest.mark.parametrize("damage", [b"\x00\xff", b'{"path":1}\n', b"[]\n\n{\n"])
async def test_a_torn_journal(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    remote: DeviceState,
    push_journal: Path,
    damage: bytes,
) -> None:
    """A line that cannot be read is no reason to lose the others."""
    entry, pusher = await add_pushing(hass, receiver, remote)
    await pusher.push()
    with push_journal.open("ab") as file:
        file.write(damage)
    kill(hass)
    await hass.config_entries.async_reload(receiver.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    assert _shown(hass, PROBE) == "4.2"
    remote.sensors[0].value = 7.7
    assert (await pusher.push()).tag("Status") == "0"
    kill(hass)
    await hass.config_entries.async_reload(receiver.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    assert _shown(hass, PROBE) == "7.7"


async def test_a_disk_that_is_full(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    remote: DeviceState,
    push_journal: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The device is told that nothing was kept, and pushes the same again later."""
    entry, pusher = await add_pushing(hass, receiver, remote)
    fill_disk(push_journal)
    document = pusher.document()
    for _ in range(2):
        reply = await pusher.send(document)
        assert reply.status == 503
        assert reply.tag("Status") == "1"
    assert service_of(receiver).counts["not_kept"] == 2
    assert caplog.text.count("Pushes cannot be kept") == 1
    free_disk(push_journal)
    assert (await pusher.send(document)).tag("Status") == "0"
    remote.sensors[0].value = 8.8
    assert (await pusher.push()).tag("Status") == "0"
    kill(hass)
    await hass.config_entries.async_reload(receiver.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    assert _shown(hass, PROBE) == "8.8"


async def test_a_disk_that_is_full_at_the_start(
    hass: HomeAssistant, receiver: MockConfigEntry, push_journal: Path
) -> None:
    """Nothing is received as long as nothing can be kept."""
    await hass.config_entries.async_unload(receiver.entry_id)
    fill_disk(push_journal)
    await hass.config_entries.async_setup(receiver.entry_id)
    assert receiver.state is ConfigEntryState.SETUP_RETRY
    assert receiver.error_reason_translation_key == "journal_unwritable"


async def test_a_journal_that_grows(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    remote: DeviceState,
    push_journal: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is written anew with the last push of each device, and with the next one."""
    entry, pusher = await add_pushing(hass, receiver, remote)
    monkeypatch.setattr(journal, "_SMALL", 0)
    monkeypatch.setattr(journal, "_LARGER_THAN_NEEDED", 2)
    for _ in range(8):
        remote.sensors[0].nudge(1)
        await pusher.push()
        written = content(push_journal)
        assert written is not None
        assert 1 <= written.count(b"\n") <= 4
    kill(hass)
    await hass.config_entries.async_reload(receiver.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    assert _shown(hass, PROBE) == remote.sensors[0].reading


async def test_a_journal_that_cannot_be_written_anew(
    receiver: MockConfigEntry,
    hass: HomeAssistant,
    remote: DeviceState,
    push_journal: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is confirmed then, and the next try writes it anew."""
    _, pusher = await add_pushing(hass, receiver, remote)
    monkeypatch.setattr(journal, "_SMALL", -1)
    monkeypatch.setattr(journal, "_LARGER_THAN_NEEDED", 0)
    await pusher.push()
    with monkeypatch.context() as broken:

        def fail(*_args: object, **_more: object) -> None:
            raise WriteError(OSError(28, "No space left on device"))

        broken.setattr(journal, "write_utf8_file_atomic", fail)
        assert (await pusher.push()).tag("Status") == "1"
    assert (await pusher.push()).tag("Status") == "0"


async def test_many_at_once(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """However many come at once, each is kept before it is told so."""
    _, pusher = await add_pushing(hass, receiver, remote)
    replies = await asyncio.gather(*(pusher.push() for _ in range(20)))
    assert {reply.tag("Status") for reply in replies} == {"0"}
    assert service_of(receiver).counts["kept"] == 20


async def test_changes_of_two_sensors_at_once(
    hass: HomeAssistant, receiver: MockConfigEntry, remote: DeviceState
) -> None:
    """Each document has one of them only, and neither takes the other one back."""
    _, pusher = await add_pushing(hass, receiver, remote)
    for sensor, value in zip(remote.sensors, (9.9, 55.5), strict=True):
        sensor.value = value
    await asyncio.gather(
        *(pusher.push(PushSource.EVENT, [each]) for each in remote.sensors)
    )
    assert _shown(hass, PROBE) == "9.9"
    assert _shown(hass, "sensor.cold_store_corridor") == "55.5"


async def test_the_service_is_reloaded_while_a_push_is_written(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    add_push: AddPush,
    remote: DeviceState,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the device was told is kept is there afterwards."""
    assert await async_setup_component(hass, "http", {})
    receiver = await add_push()
    entry, pusher = await add_pushing(hass, receiver, remote)
    client, path = await hass_client_no_auth(), pusher.url.rpartition("/")[2]
    begun, closing = asyncio.Event(), asyncio.Event()
    free, written = threading.Event(), threading.Event()
    append, close = journal.Journal._append, journal.Journal.async_close
    in_time: list[bool] = []

    def slowly(*args: Any) -> None:
        hass.loop.call_soon_threadsafe(begun.set)
        free.wait(5)
        append(*args)
        written.set()

    async def close_after(closed: journal.Journal) -> None:
        closing.set()
        await close(closed)
        in_time.append(written.is_set())

    monkeypatch.setattr(journal.Journal, "_append", slowly)
    monkeypatch.setattr(journal.Journal, "async_close", close_after)
    remote.sensors[0].value = 7.7
    pushing = hass.async_create_task(
        client.post(f"/api/hwgroup/push/{path}", data=pusher.document())
    )
    await begun.wait()
    reloading = hass.async_create_task(
        hass.config_entries.async_reload(receiver.entry_id)
    )
    await closing.wait()
    free.set()
    assert (await pushing).status == 200
    assert await reloading
    assert in_time == [True]
    kill(hass)
    for each in (receiver, entry):
        await hass.config_entries.async_reload(each.entry_id)
    assert _shown(hass, PROBE) == "7.7"


async def test_the_log_of_a_time_in_which_it_was_disabled(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    remote: DeviceState,
    elapse: Elapse,
) -> None:
    """Nobody has observed it then, so it is to fill the gap that there is."""
    entry, pusher = await add_pushing(hass, receiver, remote)
    await pusher.push()
    set_disabled = hass.config_entries.async_set_disabled_by
    await set_disabled(entry.entry_id, ConfigEntryDisabler.USER)
    for _ in range(3):
        pusher.measure(dt_util.utcnow().timestamp())
        await elapse(3600)
    assert not (await pusher.push()).erases_log
    await set_disabled(entry.entry_id, None)
    hass.set_state(CoreState.starting)
    assert (await pusher.push()).erases_log
    owed = service_of(receiver).backfill.owed(pusher.url.rpartition("/")[2])
    # The last value is the reading.
    assert len(owed["sensor", str(remote.sensors[0].id)]) == 2


async def test_nothing_is_left(
    hass: HomeAssistant,
    receiver: MockConfigEntry,
    remote: DeviceState,
    push_journal: Path,
) -> None:
    """Neither of a device that was removed, nor of the service."""
    entry, pusher = await add_pushing(hass, receiver, remote)
    await pusher.push()
    await hass.config_entries.async_remove(entry.entry_id)
    await hass.config_entries.async_reload(receiver.entry_id)
    assert content(push_journal) == b""
    await hass.config_entries.async_remove(receiver.entry_id)
    assert content(push_journal) is None
    with pytest.raises(ConnectionError):
        await pusher.push()
