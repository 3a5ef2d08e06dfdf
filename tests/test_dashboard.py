"""The view of all devices that a user pastes into a dashboard."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.client import (
    Device,
    Identity,
    Input,
    Output,
    Quantity,
    Sensor,
    Unit,
)
from custom_components.hwgroup.const import ALERTS_UNIQUE_ID, DOMAIN
from custom_components.hwgroup.dashboard import (
    Card,
    ShownDevice,
    async_dashboard_view,
    dashboard_view,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from simulator import MODELS, SimulatedDevice

from .conftest import AddDevice, MakeDevice

HEADINGS = {"alerts": "Alerts", "device_health": "Device health"}
CELSIUS = Unit("°C", Quantity.TEMPERATURE)


def _cards(view: Card, section: int, kind: str) -> list[Card]:
    return [card for card in view["sections"][section]["cards"] if card["type"] == kind]


def _headings(view: Card) -> list[str]:
    return [section["cards"][0]["heading"] for section in view["sections"]]


def _entity_ids(config: Any) -> Iterator[str]:
    """Yield each entity that a card names."""
    if isinstance(config, list):
        for item in config:
            yield from _entity_ids(item)
    elif isinstance(config, dict):
        for key, value in config.items():
            if key == "entity":
                yield value
            elif key == "entity_id":
                yield from value
            else:
                yield from _entity_ids(value)


def test_each_reading_is_drawn_with_its_limits() -> None:
    """As lines of one graph, as far as their entities are enabled."""
    device = Device(
        identity=Identity(),
        sensors={
            "1": Sensor(key="1", name="Top", value=5.0, unit=CELSIUS),
            "2": Sensor(key="2", name="Bottom", value=5.0, unit=CELSIUS),
        },
    )
    view = dashboard_view(
        {},
        [
            ShownDevice(
                "Fridge",
                device,
                {
                    "sensor_1": "sensor.top",
                    "high_limit_1": "sensor.top_high_limit",
                    "low_limit_1": "sensor.top_low_limit",
                    "sensor_2": "sensor.bottom",
                },
            )
        ],
        HEADINGS,
    )
    assert [list(_entity_ids(card)) for card in _cards(view, 1, "history-graph")] == [
        ["sensor.top", "sensor.top_low_limit", "sensor.top_high_limit"],
        ["sensor.bottom"],
    ]


def test_what_has_positions_is_a_tile() -> None:
    """A detector, an input and an output have no line."""
    leak = Sensor(key="1", name="Leak", value=0.0, unit=Unit(quantity=Quantity.LEAK))
    device = Device(
        identity=Identity(),
        sensors={"1": leak},
        inputs={"1": Input(key="1", name="Door", closed=True)},
        outputs={"1": Output(key="1", name="Siren", on=False)},
    )
    entity_ids = {"sensor_1": "b.leak", "input_1": "b.door", "output_1": "b.siren"}
    view = dashboard_view({}, [ShownDevice("Cellar", device, entity_ids)], HEADINGS)
    tiles = _cards(view, 1, "tile")
    assert list(_entity_ids(tiles)) == ["b.leak", "b.door", "b.siren"]
    assert not _cards(view, 1, "history-graph")


def test_nothing_to_show_is_no_card() -> None:
    """Cards without an entity would be errors on the screen."""
    view = dashboard_view(
        {}, [ShownDevice("Empty", Device(identity=Identity()), {})], HEADINGS
    )
    assert _headings(view) == ["Alerts", "Empty", "Device health"]
    assert [len(section["cards"]) for section in view["sections"]] == [1, 1, 1]


@pytest.mark.parametrize("language", ["cs", "de", "fr"])
async def test_headings_are_in_the_language_of_home_assistant(
    hass: HomeAssistant, language: str
) -> None:
    """As the names of entities are."""
    assert await async_setup_component(hass, DOMAIN, {})
    english = _headings(await async_dashboard_view(hass))
    hass.config.language = language
    translated = _headings(await async_dashboard_view(hass))
    assert len(translated) == len(english) == 2
    assert not set(translated) & set(english)


async def test_devices_come_by_name_with_their_alerts_and_health(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """First what is wrong, then the readings, then how the devices are."""
    await add_device(await make_device("wld", name="cellar"))
    await add_device(await make_device("ste2", name="Attic"))
    await add_device(await make_device("damocles2_mini", name="Gate"))
    view = await async_dashboard_view(hass)
    assert _headings(view) == ["Alerts", "Attic", "cellar", "Gate", "Device health"]
    [timeline] = _cards(view, 0, "logbook")
    assert timeline["target"]["entity_id"][:2] == [
        "event.attic_alarm",
        "binary_sensor.attic_connectivity",
    ]
    *_, alarms = _cards(view, 1, "history-graph")
    assert list(_entity_ids(alarms)) == [
        "binary_sensor.attic_cold_room_1_alarm",
        "binary_sensor.attic_corridor_alarm",
        "binary_sensor.attic_cold_room_door_alarm",
        "binary_sensor.attic_compressor_fault_alarm",
    ]
    assert [card["title"] for card in _cards(view, 4, "entities")] == [
        "Attic",
        "cellar",
        "Gate",
    ]
    assert list(_entity_ids(_cards(view, 4, "entities")[0])) == [
        "binary_sensor.attic_connectivity",
        "sensor.attic_protocol_in_use",
        "sensor.attic_uptime",
        "update.attic_security_update",
    ]


@pytest.mark.parametrize(
    "model", sorted(name for name, model in MODELS.items() if model.serves_xml)
)
async def test_all_that_a_family_has_is_shown_once(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
) -> None:
    """Below its device, in the health or among the alerts; but for pulse counts."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)
    entry = await add_device(await make_device(model))
    there = {
        entity.entity_id
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if "_input_count_" not in entity.unique_id
    }
    view = await async_dashboard_view(hass)
    assert set(_entity_ids(view)) == there
    below_devices = list(_entity_ids(view["sections"][1:]))
    assert len(below_devices) == len(set(below_devices))


async def test_the_news_of_the_alerts_stand_for_those_of_the_devices(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    entity_registry: er.EntityRegistry,
) -> None:
    """What stands is above it, with the button that acknowledges all."""
    await add_device(device)
    alerts = MockConfigEntry(domain=DOMAIN, unique_id=ALERTS_UNIQUE_ID)
    alerts.add_to_hass(hass)
    news, active, button = (
        entity_registry.async_get_or_create(
            platform, DOMAIN, f"{ALERTS_UNIQUE_ID}_{key}", config_entry=alerts
        ).entity_id
        for platform, key in (
            ("sensor", "latest"),
            ("sensor", "active_alerts"),
            ("button", "acknowledge_all"),
        )
    )
    view = await async_dashboard_view(hass)
    assert list(_entity_ids(_cards(view, 0, "tile"))) == [active, button]
    [timeline] = _cards(view, 0, "logbook")
    assert timeline["target"]["entity_id"] == [
        news,
        "binary_sensor.server_room_connectivity",
        "event.server_room_address",
    ]


async def test_hidden_and_disabled_entities_and_unloaded_devices_are_left_out(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """A view names nothing that is not there, and devices as the user does."""
    entry = await add_device(device)
    entity_registry.async_update_entity(
        "sensor.server_room_corridor", hidden_by=er.RegistryEntryHider.USER
    )
    [known] = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    device_registry.async_update_device(known.id, name_by_user="Rack")
    view = await async_dashboard_view(hass)
    assert _headings(view) == ["Alerts", "Rack", "Device health"]
    readings, _ = _cards(view, 1, "history-graph")
    assert list(_entity_ids(readings)) == ["sensor.server_room_cold_room_1"]
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert _headings(await async_dashboard_view(hass)) == ["Alerts", "Device health"]
