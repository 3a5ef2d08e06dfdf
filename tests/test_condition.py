"""Conditions of our own, in real automations."""

from collections.abc import Awaitable, Callable
from typing import Any

import probatio
import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    entity_registry as er,
)
from homeassistant.helpers.condition import async_validate_condition_config
from simulator import SimulatedDevice

from .automations import TARGETS, automate, targets_of
from .conftest import AddDevice, Elapse, MakeDevice, polls
from .site import AddAlerts, Notifier, Site

ONLINE = "binary_sensor.server_room_connectivity"
OTHER_ONLINE = "binary_sensor.cellar_connectivity"
ROOM = "sensor.server_room_cold_room_1"


OFFLINE = "hwgroup.device_is_offline"
ACTIVE = "hwgroup.alert_is_active"
PAUSED = "hwgroup.alerts_are_paused"

type Suppression = Callable[[], Awaitable[bool]]


def _condition(
    key: str, target: dict[str, Any] | None = None, **options: Any
) -> dict[str, Any]:
    """Return a condition as the automation editor writes it."""
    condition: dict[str, Any] = {"condition": key}
    if target is not None:
        condition["target"] = target
    return condition | ({"options": options} if options else {})


async def _asked(hass: HomeAssistant, condition: dict[str, Any]) -> Suppression:
    """Return what runs an automation, and returns whether its condition held."""
    said = await automate(
        hass, {"trigger": "event", "event_type": "ask"}, conditions=[condition]
    )

    async def holds() -> bool:
        before = len(said())
        hass.bus.async_fire("ask")
        await hass.async_block_till_done()
        return len(said()) > before

    return holds


@pytest.mark.parametrize("level", TARGETS)
async def test_a_device_is_offline(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    level: str,
) -> None:
    """From the end of its grace until it answers again."""
    await add_device(device)
    target = targets_of(hass, ONLINE)[level]
    holds = await _asked(hass, _condition(OFFLINE, target))
    assert not await holds()
    await device.unplug()
    await polls(elapse, 2)
    assert not await holds()
    await polls(elapse, 2)
    assert await holds()
    await device.plug()
    await polls(elapse, 2)
    assert not await holds()


async def test_a_device_is_offline_for_some_time(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """And not before."""
    await add_device(device)
    holds = await _asked(
        hass, _condition(OFFLINE, {"entity_id": ONLINE}, **{"for": "00:05:00"})
    )
    await device.unplug()
    await polls(elapse, 11)
    assert not await holds()
    await polls(elapse, 3)
    assert await holds()


async def test_some_devices_or_all_of_them(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """As it was asked for."""
    other = await make_device("ste2", name="Cellar", mac="00:0A:59:10:20:31")
    await add_device(device)
    await add_device(other)
    both = {"entity_id": [ONLINE, OTHER_ONLINE]}
    all_hold = await _asked(hass, _condition(OFFLINE, both, behavior="all"))
    await device.unplug()
    await polls(elapse, 4)
    assert hass.states.get(ONLINE).state == "off"
    assert not await all_hold()
    await other.unplug()
    await polls(elapse, 4)
    assert await all_hold()


async def test_another_connectivity_does_not_count(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """A router of the same area may be offline as it likes."""
    await add_device(device)
    area = ar.async_get(hass).async_create("Cellar")
    registry = er.async_get(hass)
    router = registry.async_get_or_create(
        "binary_sensor", "router", "1", original_device_class="connectivity"
    ).entity_id
    registry.async_update_entity(router, area_id=area.id)
    registry.async_update_entity(ONLINE, area_id=area.id)
    hass.states.async_set(router, "off", {"device_class": "connectivity"})
    holds = await _asked(hass, _condition(OFFLINE, {"area_id": area.id}))
    assert not await holds()
    hass.states.async_set(ONLINE, "off", {"device_class": "connectivity"})
    assert await holds()


@pytest.mark.parametrize("level", TARGETS)
async def test_an_alert_is_active(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    level: str,
) -> None:
    """From its beginning to its end, acknowledged or not; the door is another matter."""
    await add_device(device)
    holds = await _asked(hass, _condition(ACTIVE, targets_of(hass, ROOM)[level]))
    assert not await holds()
    await add_alerts(notifier)
    assert not await holds()
    device.inputs[0].closed = True
    await polls(elapse, 1)
    assert await holds() is ("device" in level)
    device.sensors[0].value = 9.5
    await polls(elapse, 1)
    assert await holds()
    await hass.services.async_call(DOMAIN, "acknowledge", {}, blocking=True)
    assert await holds()
    device.sensors[0].value = 4.0
    device.inputs[0].closed = False
    await polls(elapse, 1)
    assert not await holds()


@pytest.mark.parametrize(
    ("options", "held"),
    [
        ({}, True),
        ({"severity": ["warning", "critical"]}, True),
        ({"severity": "critical"}, False),
    ],
)
async def test_an_alert_of_a_severity_is_active(
    site: Site, options: dict[str, Any], held: bool
) -> None:
    """Of any, where none is chosen, and of any device, where none is."""
    holds = await _asked(site.hass, _condition(ACTIVE, **options))
    site.probe.value = 9.5
    await site.polls(1)
    assert await holds() is held
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    assert not await holds()


@pytest.mark.parametrize("level", ["entity", "device", "label of the device"])
async def test_alerts_of_a_device_are_paused(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    level: str,
) -> None:
    """Until the pause is over; with everything, each device is."""
    await add_device(device)
    targets = targets_of(hass, ONLINE)
    holds = await _asked(hass, _condition(PAUSED, targets[level]))
    assert not await holds()
    await add_alerts(notifier)
    for named in (targets["device"], {}):
        assert not await holds()
        await hass.services.async_call(
            DOMAIN, "pause", {**named, "duration": {"minutes": 5}}, blocking=True
        )
        assert await holds()
        await elapse(299)
        assert await holds()
        await elapse(2)
    assert not await holds()


@pytest.mark.parametrize("named", [False, True], ids=["no target", "the alerts"])
async def test_everything_is_paused(site: Site, named: bool) -> None:
    """The pause of a device is not that of everything."""
    registry = er.async_get(site.hass)
    device_id = registry.async_get(ONLINE).device_id
    alerts_id = registry.async_get("switch.hw_group_alerts_all_alerts").device_id
    target = {"device_id": alerts_id} if named else None
    holds = await _asked(site.hass, _condition(PAUSED, target))
    hour = {"duration": {"hours": 1}}
    await site.hass.services.async_call(
        DOMAIN, "pause", {**hour, "device_id": device_id}, blocking=True
    )
    assert not await holds()
    await site.hass.services.async_call(DOMAIN, "pause", hour, blocking=True)
    assert await holds()
    await site.hass.services.async_call(DOMAIN, "resume", {}, blocking=True)
    assert not await holds()


@pytest.mark.parametrize(("behavior", "held"), [("any", True), ("all", False)])
async def test_some_devices_are_paused(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    behavior: str,
    held: bool,
) -> None:
    """Whether that is enough was asked for."""
    other = await make_device("ste2", name="Cellar", mac="00:0A:59:10:20:31")
    await add_device(device)
    await add_device(other)
    await add_alerts(notifier)
    registry = er.async_get(hass)
    ids = [registry.async_get(entity).device_id for entity in (ONLINE, OTHER_ONLINE)]
    holds = await _asked(
        hass, _condition(PAUSED, {"device_id": ids}, behavior=behavior)
    )
    pause = {"device_id": ids[:1], "duration": {"hours": 1}}
    await hass.services.async_call(DOMAIN, "pause", pause, blocking=True)
    assert await holds() is held
    pause["device_id"] = ids
    await hass.services.async_call(DOMAIN, "pause", pause, blocking=True)
    assert await holds()


async def test_a_target_without_our_devices_is_not_paused(site: Site) -> None:
    """There is nothing that could be."""
    area = ar.async_get(site.hass).async_create("Garden")
    holds = await _asked(
        site.hass, _condition(PAUSED, {"area_id": area.id}, behavior="all")
    )
    await site.hass.services.async_call(
        DOMAIN, "pause", {"duration": {"hours": 1}}, blocking=True
    )
    assert not await holds()


@pytest.mark.parametrize(
    "refused",
    [
        _condition(OFFLINE),
        _condition(OFFLINE, {"entity_id": ONLINE}, behavior="each"),
        _condition(OFFLINE, {"entity_id": ONLINE}, **{"for": "long"}),
        _condition(ACTIVE, severity=["awful"]),
        _condition(ACTIVE, {"room": "cellar"}),
        _condition(ACTIVE, **{"for": "00:05:00"}),
        _condition(PAUSED, behavior="most"),
        _condition("hwgroup.is_out_for_lunch"),
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    refused: dict[str, Any],
) -> None:
    """When the automation is saved, and not when it is too late."""
    await add_device(device)
    with pytest.raises(probatio.Invalid):
        await async_validate_condition_config(hass, cv.CONDITION_SCHEMA(refused))
