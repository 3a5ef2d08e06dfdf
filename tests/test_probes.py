"""Probes that come and go, move and are replaced."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.hwgroup.client import Device, Identity, Quantity, Sensor, Unit
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.device.probes import (
    _REMEMBERED,
    ProbeTracker,
    Replacement,
)
from custom_components.hwgroup.plain import as_placeholders
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
from simulator import SimulatedDevice
from simulator.parts import Sensor as Probe

from .conftest import AddDevice, Elapse, polls
from .translations import ENGLISH, placeholders

ROOM = "sensor.server_room_cold_room_1"
ALARM = "binary_sensor.server_room_cold_room_1_alarm"
OLD, NEW = "31324", "4711"


def _device(*probes: tuple[str, str, Quantity]) -> Device:
    return Device(
        identity=Identity(),
        sensors={
            key: Sensor(key=key, name=name, value=1.0, unit=Unit(None, quantity))
            for key, name, quantity in probes
        },
    )


T, H = Quantity.TEMPERATURE, Quantity.HUMIDITY


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ([("1", "A", T)], [("2", "A", T)], [("1", "2")]),
        ([("1", "A", T)], [("2", "B", T)], []),
        ([("1", "A", T)], [("2", "A", H)], []),
        ([("1", "", T)], [("2", "", T)], []),
        ([("1", "A", T)], [("1", "A", T), ("2", "A", T)], []),
        # The other one of that name was there all along.
        ([("1", "A", T), ("2", "A", T)], [("2", "A", T)], []),
        # Which of them is it?
        ([("1", "A", T)], [("2", "A", T), ("3", "A", T)], []),
        ([("1", "A", T), ("2", "A", T)], [("3", "A", T)], []),
        (
            [("1", "A", T), ("2", "B", T)],
            [("3", "B", T), ("4", "A", T)],
            [("1", "4"), ("2", "3")],
        ),
    ],
)
def test_which_replacements_are_seen(
    before: list[Any], after: list[Any], pairs: list[tuple[str, str]]
) -> None:
    """The same name and quantity, a new ID, and no doubt."""
    tracker = ProbeTracker()
    tracker.update(_device(*before), _device(*before))
    tracker.update(_device(*after), _device(*after))
    found = list(tracker.replacements(_device(*after)))
    assert [(item.old, item.new) for item in found] == pairs


def test_a_probe_in_its_grace_is_not_replaced_yet() -> None:
    """The new one that came meanwhile is seen when the grace is over."""
    tracker = ProbeTracker()
    old, new = _device(("1", "A", T)), _device(("2", "A", T))
    held = _device(("1", "A", T), ("2", "A", T))
    tracker.update(old, old)
    tracker.update(new, held)
    assert not list(tracker.replacements(held))
    tracker.update(new, new)
    assert list(tracker.replacements(new)) == [Replacement("1", "2", "A")]
    tracker.update(held, held)
    assert not list(tracker.replacements(held))


def test_of_a_chain_the_last_one_counts() -> None:
    """What the first was replaced by has taken its place, confirmed or not."""
    tracker = ProbeTracker()
    for key in "123":
        device = _device((key, "A", T))
        tracker.update(device, device)
    assert list(tracker.replacements(device)) == [Replacement("2", "3", "A")]


def test_a_new_probe_can_come_days_and_a_restart_later() -> None:
    """And be given the name of the old one later still."""
    tracker = ProbeTracker()
    empty, nameless = _device(), _device(("2", "Sensor 2", T))
    tracker.update(_device(("1", "A", T)), _device(("1", "A", T)))
    tracker.update(empty, empty)
    tracker = ProbeTracker.from_dict(empty, tracker.to_dict())
    tracker.update(nameless, nameless)
    assert not list(tracker.replacements(nameless))
    named = _device(("2", "A", T))
    tracker.update(named, named)
    assert [item.new for item in tracker.replacements(named)] == ["2"]


def test_what_is_remembered_is_bounded() -> None:
    """A device that invents IDs fills no disk."""
    tracker = ProbeTracker()
    for number in range(_REMEMBERED * 2):
        device = _device((str(number), "A", T))
        tracker.update(device, device)
    assert len(tracker.to_dict()["gone"]) == _REMEMBERED


def _replace(device: SimulatedDevice, probe_id: int = int(NEW)) -> Probe:
    """Put another probe in the place of the first one, and return the old one."""
    old = device.sensors[0]
    device.sensors[0] = Probe(probe_id, old.name, old.unit, 5.5, old.low, old.high)
    return old


def _offers(hass: HomeAssistant) -> list[ir.IssueEntry]:
    return [
        issue
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.translation_key == "probe_replaced"
    ]


async def _restart(hass: HomeAssistant, entry: Any) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("more_entities")
async def test_a_probe_that_is_gone_can_be_deleted_and_can_come_back(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """The UI lets a user delete what no entity stands for, which is "restored"."""
    assert await async_setup_component(hass, "config", {})
    await add_device(device)
    probe = device.sensors.pop(0)
    await polls(elapse, 2)
    assert hass.states.get(ROOM).state == "4.2"
    await polls(elapse, 1)
    for entity_id in (ROOM, ALARM):
        state = hass.states.get(entity_id)
        assert state.state == "unavailable"
        assert state.attributes["restored"] is True

    device.sensors.insert(0, probe)
    await polls(elapse, 1)
    assert hass.states.get(ROOM).state == "4.2"
    assert "restored" not in hass.states.get(ROOM).attributes

    device.sensors.pop(0)
    await polls(elapse, 4)
    client = await hass_ws_client(hass)
    for entity_id in (ROOM, ALARM):
        await client.send_json_auto_id(
            {"type": "config/entity_registry/remove", "entity_id": entity_id}
        )
        assert (await client.receive_json())["success"]
        assert hass.states.get(entity_id) is None
    await polls(elapse, 4)
    assert er.async_get(hass).async_get(ROOM) is None

    device.sensors.insert(0, probe)
    await polls(elapse, 1)
    assert hass.states.get(ROOM).state == "4.2"


async def test_a_probe_keeps_its_entity_in_another_socket(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """Its ID is its own, so its place in the document is nothing to it."""
    await add_device(device)
    device.sensors.reverse()
    device.sensors[1].value = 6.6
    await polls(elapse, 1)
    assert hass.states.get(ROOM).state == "6.6"
    assert hass.states.get("sensor.server_room_corridor").state == "52.0"


async def test_a_probe_keeps_its_entity_through_a_pause(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """It is plugged out, Home Assistant restarts, and it is plugged in elsewhere."""
    entry = await add_device(device)
    before = er.async_get(hass).async_get(ROOM)
    probe = device.sensors.pop(0)
    await polls(elapse, 4)
    await _restart(hass, entry)
    assert hass.states.get(ROOM).attributes["restored"] is True
    device.sensors.append(probe)
    await polls(elapse, 1)
    assert hass.states.get(ROOM).state == "4.2"
    assert er.async_get(hass).async_get(ROOM).id == before.id
    assert not _offers(hass)


@pytest.mark.parametrize("restarted", [False, True])
async def test_the_history_goes_over_to_the_new_probe(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    restarted: bool,
) -> None:
    """The entities of the old one stay, with all that a user has made of them."""
    assert await async_setup_component(hass, "repairs", {})
    entry = await add_device(device)
    hass.config_entries.async_update_entry(entry, options={"limit_entities": True})
    await _restart(hass, entry)
    registry = er.async_get(hass)
    registry.async_update_entity(ROOM, name="Milk", icon="mdi:cow")
    before = {entity: registry.async_get(entity).id for entity in (ROOM, ALARM)}
    _replace(device)
    await polls(elapse, 2)
    assert not _offers(hass)
    await polls(elapse, 1)
    if restarted:
        await _restart(hass, entry)
    [offer] = _offers(hass)
    assert hass.states.get(ROOM).state == "unavailable"
    assert offer.translation_placeholders == as_placeholders(
        name="Server room", probe="Cold room 1", old=OLD, new=NEW
    )
    assert placeholders(ENGLISH["issues"]["probe_replaced"]["title"]) <= set(
        offer.translation_placeholders
    )

    manager = repairs_flow_manager(hass)
    assert manager is not None
    result = await manager.async_init(
        DOMAIN, context={"issue_id": offer.issue_id}, data={"issue_id": offer.issue_id}
    )
    assert result["step_id"] == "confirm"
    result = await manager.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)

    assert not _offers(hass)
    assert hass.states.get(ROOM).state == "5.5"
    assert {entity: registry.async_get(entity).id for entity in before} == before
    assert registry.async_get(ROOM).unique_id.endswith(f"_sensor_{NEW}")
    assert registry.async_get(ROOM).name == "Milk"
    keys = [
        entity.unique_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
    ]
    assert not [key for key in keys if key.endswith(f"_{OLD}")]
    assert len([key for key in keys if key.endswith(f"_{NEW}")]) == 4
    await polls(elapse, 4)
    await _restart(hass, entry)
    assert not _offers(hass)


async def test_entities_that_the_new_probe_has_no_more(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """A user may have deleted some of them meanwhile."""
    assert await async_setup_component(hass, "repairs", {})
    await add_device(device)
    _replace(device)
    await polls(elapse, 4)
    registry = er.async_get(hass)
    registry.async_remove(f"{ROOM}_2")
    [offer] = _offers(hass)
    manager = repairs_flow_manager(hass)
    result = await manager.async_init(DOMAIN, data={"issue_id": offer.issue_id})
    await manager.async_configure(result["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get(ROOM).state == "5.5"
    assert not _offers(hass)


async def test_the_offer_is_gone_when_the_old_probe_is_back(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Whoever still has the form open is told so."""
    assert await async_setup_component(hass, "repairs", {})
    await add_device(device)
    old = _replace(device)
    await polls(elapse, 4)
    [offer] = _offers(hass)
    manager = repairs_flow_manager(hass)
    result = await manager.async_init(DOMAIN, data={"issue_id": offer.issue_id})

    device.sensors.append(old)
    await polls(elapse, 1)
    assert not _offers(hass)
    result = await manager.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.ABORT
    words = ENGLISH["issues"]["probe_replaced"]["fix_flow"]["abort"]
    assert list(words) == [result["reason"]]
    assert hass.states.get(ROOM).state == "4.2"
    assert hass.states.get(f"{ROOM}_2").state == "5.5"


async def test_the_offer_is_gone_with_the_old_entities_or_the_entry(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """Without a history there is none to be kept."""
    entry = await add_device(device)
    _replace(device)
    await polls(elapse, 4)
    assert _offers(hass)
    await hass.config_entries.async_unload(entry.entry_id)
    assert not _offers(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert _offers(hass)

    registry = er.async_get(hass)
    for entity_id in (ROOM, ALARM):
        registry.async_remove(entity_id)
    await polls(elapse, 1)
    assert not _offers(hass)

    _replace(device, 4712)
    await polls(elapse, 4)
    assert _offers(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not _offers(hass)
