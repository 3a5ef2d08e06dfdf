"""Triggers of our own, in real automations."""

from typing import Any

import probatio
import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.helpers.trigger import async_validate_trigger_config
from simulator import SimulatedDevice

from .automations import TARGETS, automate, targets_of
from .conftest import AddDevice, Elapse, MakeDevice, polls
from .site import AddAlerts, Notifier, Site

ONLINE = "binary_sensor.server_room_connectivity"
ROOM = "sensor.server_room_cold_room_1"
DOOR = "binary_sensor.server_room_cold_room_door"

OFFLINE = "hwgroup.device_went_offline"
BACK = "hwgroup.device_came_back_online"
LOST = "hwgroup.probe_lost"
FOUND = "hwgroup.probe_readable_again"
STARTED = "hwgroup.alert_started"
SEEN_TO = "hwgroup.alert_acknowledged"
CLEARED = "hwgroup.alert_cleared"
FAILED = "hwgroup.delivery_failed"


def _trigger(
    key: str, target: dict[str, Any] | None = None, **options: Any
) -> dict[str, Any]:
    """Return a trigger as the automation editor writes it."""
    trigger: dict[str, Any] = {"trigger": key}
    if target is not None:
        trigger["target"] = target
    return trigger | ({"options": options} if options else {})


# Devices


@pytest.mark.parametrize("level", TARGETS)
async def test_a_device_goes_offline_and_comes_back(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    level: str,
) -> None:
    """By the verdict of the integration: lost polls within the grace are no outage."""
    await add_device(device)
    target = targets_of(hass, ONLINE)[level]
    said = await automate(
        hass,
        _trigger(OFFLINE, target),
        _trigger(BACK, target),
        say="{{ trigger.platform }} {{ trigger.entity_id }} {{ trigger.to_state.state }}",
    )
    await device.unplug()
    await polls(elapse, 2)
    assert said() == []
    await polls(elapse, 2)
    assert said() == [f"{OFFLINE} {ONLINE} off"]
    await device.plug()
    await polls(elapse, 2)
    assert said()[1:] == [f"{BACK} {ONLINE} on"]


async def test_a_device_has_to_be_offline_for_some_time(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """One that comes back before is none."""
    await add_device(device)
    said = await automate(
        hass,
        _trigger(OFFLINE, {"entity_id": ONLINE}, **{"for": {"minutes": 5}}),
        say="{{ trigger.for }}",
    )
    await device.unplug()
    await polls(elapse, 9)
    await device.plug()
    await polls(elapse, 15)
    assert said() == []
    await device.unplug()
    await polls(elapse, 11)
    assert said() == []
    await polls(elapse, 3)
    assert said() == ["0:05:00"]


async def test_all_devices_of_a_target_have_to_be_offline(
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """Where that is what was asked for."""
    other = await make_device("ste2", name="Cellar", mac="00:0A:59:10:20:31")
    await add_device(device)
    await add_device(other)
    both = {"entity_id": [ONLINE, "binary_sensor.cellar_connectivity"]}
    said = await automate(hass, _trigger(OFFLINE, both, behavior="all"))
    await device.unplug()
    await polls(elapse, 4)
    assert said() == []
    await other.unplug()
    await polls(elapse, 4)
    assert said() == [OFFLINE]


async def test_a_start_with_a_silent_device_triggers_nothing(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """Nothing was seen to go offline; that it comes back later is seen."""
    entry = await add_device(device)
    await hass.config_entries.async_unload(entry.entry_id)
    await device.unplug()
    target = {"entity_id": ONLINE}
    said = await automate(hass, _trigger(OFFLINE, target), _trigger(BACK, target))
    await hass.config_entries.async_setup(entry.entry_id)
    assert hass.states.get(ONLINE).state == "unknown"
    await polls(elapse, 4)
    assert hass.states.get(ONLINE).state == "off"
    assert said() == []
    await device.plug()
    await polls(elapse, 2)
    assert said() == [BACK]


async def test_a_device_that_is_lost_over_a_reload_went_offline(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """And a reload of one that is offline, or online, tells nothing new."""
    entry = await add_device(device)
    target = {"entity_id": ONLINE}
    said = await automate(hass, _trigger(OFFLINE, target), _trigger(BACK, target))
    await hass.config_entries.async_reload(entry.entry_id)
    await polls(elapse, 2)
    assert hass.states.get(ONLINE).state == "on"
    assert said() == []
    await device.unplug()
    await hass.config_entries.async_reload(entry.entry_id)
    assert said() == []
    await polls(elapse, 4)
    assert said() == [OFFLINE]
    await hass.config_entries.async_reload(entry.entry_id)
    await polls(elapse, 4)
    assert hass.states.get(ONLINE).state == "off"
    assert said() == [OFFLINE]


async def test_other_integrations_have_their_own_connectivity(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """It is in the same area, and none of our business."""
    await add_device(device)
    area = ar.async_get(hass).async_create("Cellar")
    registry = er.async_get(hass)
    router = registry.async_get_or_create(
        "binary_sensor", "router", "1", original_device_class="connectivity"
    ).entity_id
    registry.async_update_entity(router, area_id=area.id)
    registry.async_update_entity(ONLINE, area_id=area.id)
    said = await automate(hass, _trigger(OFFLINE, {"area_id": area.id}))
    for entity_id in (router, ONLINE):
        for state in ("on", "off"):
            hass.states.async_set(
                entity_id, state, {"device_class": "connectivity"}, force_update=True
            )
            await hass.async_block_till_done()
        assert len(said()) == (entity_id == ONLINE)


# Probes


@pytest.mark.parametrize("level", TARGETS)
async def test_a_probe_is_lost_and_readable_again(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
    level: str,
) -> None:
    """After the grace, and by whatever the target names."""
    await add_device(device)
    target = targets_of(hass, ROOM)[level]
    said = await automate(
        hass,
        _trigger(LOST, target),
        _trigger(FOUND, target),
        say="{{ trigger.platform }} {{ trigger.entity_id }} "
        "{{ trigger.name }} of {{ trigger.device }}",
    )
    device.sensors[0].valid = False
    await polls(elapse, 2)
    assert said() == []
    await polls(elapse, 2)
    assert said() == [f"{LOST} {ROOM} Cold room 1 of Server room"]
    device.sensors[0].valid = True
    await polls(elapse, 1)
    assert said()[1:] == [f"{FOUND} {ROOM} Cold room 1 of Server room"]


async def test_a_probe_that_is_gone_is_lost(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """And back when it is there again."""
    await add_device(device)
    target = {"entity_id": ROOM}
    said = await automate(hass, _trigger(LOST, target), _trigger(FOUND, target))
    probe = device.sensors.pop(0)
    await polls(elapse, 4)
    assert said() == [LOST]
    device.sensors.insert(0, probe)
    await polls(elapse, 1)
    assert said() == [LOST, FOUND]


async def test_the_area_of_a_probe_is_its_own(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """The device hangs elsewhere, and so does the other probe."""
    await add_device(device)
    area = targets_of(hass, ROOM)["area"]
    said = await automate(hass, _trigger(LOST, area))
    device.sensors[1].valid = False
    await polls(elapse, 4)
    assert hass.states.get("sensor.server_room_corridor").state == "unknown"
    assert said() == []


async def test_a_silent_device_and_a_reload_lose_no_probe(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """Nobody knows how the probe is then; when it is known again, it is told."""
    entry = await add_device(device)
    target = {"entity_id": ROOM}
    said = await automate(hass, _trigger(LOST, target), _trigger(FOUND, target))
    await hass.config_entries.async_reload(entry.entry_id)
    await device.unplug()
    await polls(elapse, 5)
    await hass.config_entries.async_reload(entry.entry_id)
    await polls(elapse, 5)
    assert said() == []
    device.sensors[0].valid = False
    await device.plug()
    await polls(elapse, 4)
    assert said() == [LOST]


async def test_a_probe_has_to_be_lost_for_some_time(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """An outage of its device in between makes it begin anew."""
    await add_device(device)
    said = await automate(
        hass, _trigger(LOST, {"entity_id": ROOM}, **{"for": "00:05:00"})
    )
    device.sensors[0].valid = False
    await polls(elapse, 9)
    device.sensors[0].valid = True
    await polls(elapse, 10)
    assert said() == []
    device.sensors[0].valid = False
    await polls(elapse, 9)
    await device.unplug()
    await polls(elapse, 15)
    await device.plug()
    await polls(elapse, 9)
    assert said() == []
    await polls(elapse, 5)  # as many more as the grace
    assert said() == [LOST]


async def test_a_stopped_automation_waits_for_nothing(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """Neither for a probe nor for a device."""
    await add_device(device)
    said = await automate(
        hass,
        _trigger(LOST, {"entity_id": ROOM}, **{"for": "00:01:00"}),
        _trigger(OFFLINE, {"entity_id": ONLINE}),
        _trigger(STARTED),
    )
    device.sensors[0].valid = False
    await polls(elapse, 3)
    for action in ("turn_off", "turn_on"):
        await hass.services.async_call(
            "automation", action, {"entity_id": "automation.told"}, blocking=True
        )
    await polls(elapse, 3)
    assert said() == []
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.told"}, blocking=True
    )
    await device.unplug()
    await polls(elapse, 6)
    assert hass.states.get(ONLINE).state == "off"
    assert said() == []


async def test_a_stopped_automation_listens_to_nothing(site: Site) -> None:
    """However often it was started and stopped."""
    await automate(
        site.hass,
        _trigger(LOST, {"entity_id": ROOM}),
        _trigger(OFFLINE, {"entity_id": ONLINE}),
        _trigger(STARTED),
    )

    async def turned(action: str) -> list[int]:
        await site.hass.services.async_call(
            "automation", action, {"entity_id": "automation.told"}, blocking=True
        )
        return [
            site.hass.bus.async_listeners()[er.EVENT_ENTITY_REGISTRY_UPDATED],
            len(site.hass.data[DATA_DISPATCHER][SIGNAL_CONFIG_ENTRY_CHANGED]),
            len(site.entry.runtime_data._listeners),
        ]

    stopped = await turned("turn_off")
    assert all(a > b for a, b in zip(await turned("turn_on"), stopped, strict=True))
    assert await turned("turn_off") == stopped


# Alerts


async def test_the_life_of_an_alert(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """From its beginning to its end; the alerts were set up after the automation."""
    await add_device(device)
    said = await automate(
        hass,
        *map(_trigger, (STARTED, SEEN_TO, CLEARED)),
        say="{{ trigger.platform }} {{ trigger.entity_id }} {{ trigger.alert.name }} "
        "{{ trigger.alert.value }} {{ trigger.alert.acknowledged_by }}",
    )
    await add_alerts(notifier)
    device.sensors[0].value = 9.5
    await polls(elapse, 1)
    assert said() == [f"{STARTED} {ROOM} Cold room 1 9.5 None"]
    await hass.services.async_call(DOMAIN, "acknowledge", {"by": "Eva"}, blocking=True)
    await hass.async_block_till_done()
    assert said()[1:] == [f"{SEEN_TO} {ROOM} Cold room 1 9.5 Eva"]
    device.sensors[0].value = 4.0
    await polls(elapse, 1)
    assert said()[2:] == [f"{CLEARED} {ROOM} Cold room 1 4.0 Eva"]


@pytest.mark.parametrize("level", TARGETS)
async def test_alerts_of_a_target(site: Site, level: str) -> None:
    """The door is part of the device, but only of that."""
    said = await automate(
        site.hass,
        _trigger(STARTED, targets_of(site.hass, ROOM)[level]),
        say="{{ trigger.entity_id }}",
    )
    site.device.inputs[0].closed = True
    await site.polls(1)
    assert said() == ([DOOR] if "device" in level else [])
    site.probe.value = 9.5
    await site.polls(1)
    assert said()[-1:] == [ROOM]


@pytest.mark.parametrize("level", TARGETS)
async def test_an_alert_of_what_is_hidden(
    site: Site, entity_registry: er.EntityRegistry, level: str
) -> None:
    """A dashboard has been cleared up; the alarm counts as before."""
    target = targets_of(site.hass, ROOM)[level]
    entity_registry.async_update_entity(ROOM, hidden_by=er.RegistryEntryHider.USER)
    said = await automate(
        site.hass, _trigger(STARTED, target), say="{{ trigger.entity_id }}"
    )
    site.probe.value = 9.5
    await site.polls(1)
    assert said() == [ROOM]


async def test_an_alert_about_a_device_whose_connectivity_is_disabled(
    site: Site, entity_registry: er.EntityRegistry
) -> None:
    """People are told of it, and so are automations."""
    target = targets_of(site.hass, ONLINE)["device"]
    entity_registry.async_update_entity(
        ONLINE, disabled_by=er.RegistryEntryDisabler.USER
    )
    said = await automate(
        site.hass, _trigger(STARTED, target), say="{{ trigger.entity_id }}"
    )
    await site.device.unplug()
    await site.polls(15)
    assert len(site.titles) == 1
    assert said() == [ONLINE]


async def test_an_alert_about_a_device_is_about_its_connectivity(site: Site) -> None:
    """It is what stands for the device as a whole."""
    said = await automate(
        site.hass,
        _trigger(STARTED, {"entity_id": ONLINE}),
        _trigger(STARTED, {"entity_id": ROOM}),
        say="{{ trigger.entity_id }} {{ trigger.alert.device }}",
    )
    await site.device.unplug()
    await site.polls(15)
    assert said() == [f"{ONLINE} Server room"]


async def test_an_alert_about_a_network_is_about_no_device(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """Who wants to know of it names the alerts as a whole, or no target."""
    devices = [
        await make_device(
            "ste2", name=f"Room {number}", mac=f"00:0A:59:10:20:3{number}"
        )
        for number in range(3)
    ]
    for device in devices:
        await add_device(device)
    await add_alerts(notifier)
    rooms = {"entity_id": [f"binary_sensor.room_{n}_connectivity" for n in range(3)]}
    area = ar.async_get(hass).async_create("Office")
    alerts = er.async_get(hass).async_get("todo.hw_group_alerts_alerts")
    dr.async_get(hass).async_update_device(alerts.device_id, area_id=area.id)
    said = await automate(
        hass,
        _trigger(STARTED) | {"id": "any"},
        _trigger(STARTED, {"device_id": alerts.device_id}) | {"id": "device"},
        _trigger(STARTED, {"entity_id": alerts.entity_id}) | {"id": "entity"},
        _trigger(STARTED, {"area_id": area.id}) | {"id": "area"},
        _trigger(STARTED, rooms) | {"id": "rooms"},
        say="{{ trigger.id }} {{ trigger.alert.rule }} {{ trigger.entity_id }}",
    )
    for device in devices:
        await device.unplug()
    await polls(elapse, 20)
    assert {words for words in said() if " network " in words} == {
        "any network None",
        "device network None",
        "entity network None",
    }


@pytest.mark.parametrize(
    ("severities", "count"), [([], 1), (["warning"], 1), ("critical", 0)]
)
async def test_alerts_of_a_severity(site: Site, severities: Any, count: int) -> None:
    """Of any, where none is chosen."""
    said = await automate(
        site.hass,
        _trigger(STARTED, severity=severities),
        say="{{ trigger.alert.severity }}",
    )
    site.probe.value = 9.5
    await site.polls(1)
    assert said() == ["warning"] * count


async def test_the_alerts_may_be_reloaded_and_go(site: Site) -> None:
    """The automation follows them, and is told once."""
    gone = site.alerts.runtime_data
    before = set(gone.events._readers)
    said = await automate(site.hass, _trigger(STARTED), _trigger(CLEARED))
    triggers = gone.events._readers.keys() - before
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    assert triggers
    assert triggers.isdisjoint(gone.events._readers)
    await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.settle()
    site.probe.value = 9.5
    await site.polls(1)
    assert said() == [STARTED]
    await site.hass.config_entries.async_remove(site.alerts.entry_id)
    site.probe.value = 4.0
    await site.polls(1)
    assert said() == [STARTED]


async def test_a_message_that_failed_is_told_once(site: Site) -> None:
    """When it is declared failed; that it is tried on is no news."""
    said = await automate(
        site.hass,
        _trigger(FAILED),
        say="{{ trigger.delivery.recipient }} {{ trigger.delivery.channel }}: "
        "{{ trigger.delivery.reason }}",
    )
    site.notifier.break_down()
    site.probe.value = 9.5
    await site.polls(3)
    assert site.notifier.attempts == 2
    assert said() == []
    await site.polls(60)
    assert site.notifier.attempts > 3
    assert said() == ["IT on call notify.it_on_call: mail server is down"]


# What is refused


@pytest.mark.parametrize(
    "refused",
    [
        _trigger(OFFLINE),
        _trigger(OFFLINE, {"entity_id": ONLINE}, behavior="some"),
        _trigger(LOST),
        _trigger(LOST, {}),
        _trigger(LOST, {"entity_id": []}),
        _trigger(LOST, {"entity_id": ROOM}, **{"for": "soon"}),
        _trigger(LOST, {"entity_id": ROOM}, behavior="all"),
        _trigger(STARTED, severity=["awful"]),
        _trigger(STARTED, {"room": "cellar"}),
        _trigger(FAILED, {"entity_id": ONLINE}),
        _trigger(FAILED, severity=["critical"]),
        _trigger("hwgroup.went_for_lunch"),
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
        await async_validate_trigger_config(hass, cv.TRIGGER_SCHEMA([refused]))
