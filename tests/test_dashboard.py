"""The dashboard of all devices, as the action returns it and the frontend draws it."""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.hwgroup.const import DOMAIN
from homeassistant.components import frontend
from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from simulator import MODELS, Sensor

from .conftest import AddDevice, MakeDevice
from .site import METER, Site, add_subentry

ONLINE = "binary_sensor.{}_connectivity"
# Drawn by the graph of their readings, written in the history, or of no use here.
LEFT_OUT = ("sensor_alarm", "input_alarm", "low_limit", "high_limit", "input_count")


async def _dashboard(hass: HomeAssistant, **data: str) -> dict[str, Any]:
    """Return the views by their paths."""
    assert await async_setup_component(hass, DOMAIN, {})
    answer = await hass.services.async_call(
        DOMAIN, "get_dashboard", data, blocking=True, return_response=True
    )
    assert answer is not None
    views: Any = answer["views"]
    return {view["path"]: view for view in views}


def _headings(view: dict[str, Any], style: str = "title") -> list[str]:
    return [
        card["heading"]
        for section in view["sections"]
        for card in section["cards"]
        if card["type"] == "heading" and card.get("heading_style", "title") == style
    ]


def _entity_ids(config: Any) -> Iterator[str]:
    """Yield each entity that a card shows."""
    if isinstance(config, list):
        for item in config:
            yield from _entity_ids(item)
    elif isinstance(config, dict):
        for key, value in config.items():
            if key == "entity":
                yield value
            elif key == "entity_id" and isinstance(value, list):
                yield from value
            elif key not in ("visibility", "tap_action", "icon_tap_action"):
                yield from _entity_ids(value)


def _put(hass: HomeAssistant, device: str, area: str) -> None:
    """Put a device into an area."""
    entity = er.async_get(hass).async_get(ONLINE.format(device))
    assert entity is not None
    area_id = ar.async_get(hass).async_get_or_create(area).id
    dr.async_get(hass).async_update_device(entity.device_id, area_id=area_id)


# The areas and their devices


async def test_areas_come_by_name_and_the_rest_last(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """Each with its devices by name; a page for their health has the same order."""
    for number, name in enumerate(("cellar", "Attic", "Gate", "Shed")):
        await add_device(
            await make_device("wld", name=name, mac=f"00:0A:59:10:20:3{number}")
        )
    _put(hass, "cellar", "house")
    _put(hass, "attic", "house")
    _put(hass, "gate", "Garden")
    views = await _dashboard(hass)
    assert list(views) == ["overview", "devices", "history"]
    assert _headings(views["overview"]) == ["Garden", "house", "Devices"]
    names = ["Gate", "Attic", "cellar", "Shed"]
    assert _headings(views["overview"], "subtitle") == names
    assert _headings(views["devices"]) == ["Garden", "house", "Devices"]
    shown = [
        card["title"]
        for section in views["devices"]["sections"]
        for card in section["cards"]
        if card["type"] == "entities"
    ]
    assert shown == names


async def test_alerts_come_first(site: Site) -> None:
    """The areas with alerts, and in them the devices with alerts."""
    hass = site.hass
    for number, name in enumerate(("Attic", "Barn")):
        device = await site.make_device(
            "wld", name=name, mac=f"00:0A:59:10:21:3{number}"
        )
        await site.add_device(device)
    for shown, area in (("attic", "A"), ("barn", "B"), ("server_room", "B")):
        _put(hass, shown, area)
    views = await _dashboard(hass)
    assert _headings(views["overview"]) == ["Alerts", "A", "B"]
    assert _headings(views["overview"], "subtitle") == ["Attic", "Barn", "Server room"]
    site.probe.high = 8.0
    site.probe.value = 30.0
    await site.polls()
    views = await _dashboard(hass)
    assert _headings(views["overview"]) == ["Alerts", "B", "A"]
    assert _headings(views["overview"], "subtitle") == ["Server room", "Barn", "Attic"]


@pytest.mark.parametrize(
    "model", sorted(name for name, model in MODELS.items() if model.serves_xml)
)
@pytest.mark.usefixtures("more_entities")
async def test_all_that_a_family_has_is_shown(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
) -> None:
    """Each reading and position once, and the health of the device."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)
    entry = await add_device(await make_device(model))
    known = {
        entity.entity_id
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if (entity.translation_key or "").removesuffix("_unnamed") not in LEFT_OUT
    }
    views = await _dashboard(hass)
    parts = [*_entity_ids(views["overview"])]
    assert len(parts) == len(set(parts))
    assert {*_entity_ids([*views.values()])} == known


async def test_readings_are_graphs_and_positions_are_tiles(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """By their own names: that of the device stands above them."""
    await add_device(await make_device("ste2", name="Attic"))
    [section] = (await _dashboard(hass))["overview"]["sections"]
    cards = [card for card in section["cards"] if card["type"] != "heading"]
    assert [(card["type"], card["entity"]) for card in cards] == [
        ("custom:hwgroup-graph", "sensor.attic_cold_room_1"),
        ("custom:hwgroup-graph", "sensor.attic_corridor"),
        ("tile", "binary_sensor.attic_cold_room_door"),
        ("tile", "binary_sensor.attic_compressor_fault"),
    ]
    # Half a row cuts names on a phone.
    assert all(
        card["name"] == {"type": "entity"} and card["grid_options"] == {"columns": 12}
        for card in cards
        if card["type"] == "tile"
    )


async def test_a_meter_is_not_its_device_once_more(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """A meter or a phone is a device of its own; what is before it is shown once."""
    entry = await add_device(await make_device("damocles2_mini", name="Pump house"))
    before = await _dashboard(hass)
    add_subentry(hass, entry, "meter", "Cold water", **METER)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("sensor.cold_water") is not None
    assert await _dashboard(hass) == before


async def test_what_people_changed_is_followed(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    make_device: MakeDevice,
    add_device: AddDevice,
) -> None:
    """Names, hidden and disabled entities; and what is not loaded stays in its place."""
    entry = await add_device(await make_device("ste2", name="Attic"))
    device_id = entity_registry.async_get(ONLINE.format("attic")).device_id
    dr.async_get(hass).async_update_device(device_id, name_by_user="Loft")
    entity_registry.async_update_entity(
        "sensor.attic_corridor", hidden_by=er.RegistryEntryHider.USER
    )
    entity_registry.async_update_entity(
        "binary_sensor.attic_cold_room_door",
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    shown = ["sensor.attic_cold_room_1", "binary_sensor.attic_compressor_fault"]
    for _ in range(2):
        overview = (await _dashboard(hass))["overview"]
        assert _headings(overview, "subtitle") == ["Loft"]
        assert [*_entity_ids(overview)] == shown
        await hass.config_entries.async_unload(entry.entry_id)


# Many devices


async def _add_many(site: Site) -> None:
    """Let two areas have more than one page has room for."""
    for number, area in enumerate(("A", "B")):
        hall = await site.make_device(
            "poseidon2_3268", name=f"Hall {area}", mac=f"00:0A:59:10:21:0{number}"
        )
        hall.sensors += [
            Sensor(9000 + each, f"Probe {each}", "C", 20.0) for each in range(20)
        ]
        await site.add_device(hall)
    for device, area in (("hall_a", "A"), ("hall_b", "B"), ("server_room", "A")):
        _put(site.hass, device, area)


async def test_many_devices_have_pages_by_area(site: Site) -> None:
    """The first page has the way to them, and what has alerts."""
    await _add_many(site)
    views = await _dashboard(site.hass)
    assert list(views) == ["overview", "area-a", "area-b", "devices", "history"]
    overview = views["overview"]
    assert _headings(overview) == ["Alerts", "Areas"]
    links = [
        card["tap_action"]["navigation_path"]
        for card in overview["sections"][-1]["cards"]
        if card["type"] == "area"
    ]
    assert links == ["area-a", "area-b"]
    assert views["area-a"]["subview"] is True
    assert _headings(views["area-a"], "subtitle") == ["Hall A", "Server room"]
    assert "sensor.hall_a_probe_19" in _entity_ids(views["area-a"])

    site.probe.high = 8.0
    site.probe.value = 30.0
    await site.polls()
    views = await _dashboard(site.hass)
    assert _headings(views["overview"]) == ["Alerts", "A", "Areas"]
    assert _headings(views["overview"], "subtitle") == ["Server room"]
    assert _headings(views["area-a"], "subtitle") == ["Server room", "Hall A"]


async def test_devices_without_an_area_have_a_page_too(site: Site) -> None:
    """A card for areas cannot lead there: its heading does."""
    await _add_many(site)
    entity = er.async_get(site.hass).async_get(ONLINE.format("server_room"))
    dr.async_get(site.hass).async_update_device(entity.device_id, area_id=None)
    views = await _dashboard(site.hass)
    assert _headings(views["elsewhere"], "subtitle") == ["Server room"]
    [link] = [
        card
        for card in views["overview"]["sections"][-1]["cards"]
        if card.get("heading") == "Devices"
    ]
    assert link["tap_action"]["navigation_path"] == "elsewhere"


# The alerts


async def test_the_alerts_can_be_acknowledged_there(site: Site) -> None:
    """One by one in the list, or all of them by a tile that shows no state."""
    overview = (await _dashboard(site.hass))["overview"]
    cards = overview["sections"][0]["cards"]
    [todo] = [card for card in cards if card["type"] == "todo-list"]
    assert todo["entity"] == "todo.hw_group_alerts_alerts"
    assert todo["hide_section_headers"] is True  # none of them says "Completed"
    button = "button.hw_group_alerts_acknowledge_all_alerts"
    [tile] = [card for card in cards if card.get("entity") == button]
    assert tile["hide_state"] is True
    assert tile["tap_action"] == {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": button},
    }


async def test_colors_say_how_bad_it_is(site: Site) -> None:
    """One tile of each color, of which one is visible; and one badge for each state."""
    overview = (await _dashboard(site.hass))["overview"]
    severity = "sensor.hw_group_alerts_highest_severity"
    tiles = {
        card["visibility"][0]["state"]: card["color"]
        for card in overview["sections"][0]["cards"]
        if card.get("entity") == severity
    }
    assert list(tiles) == site.state(severity).attributes["options"]
    assert tiles["critical"] == "red"
    assert len(set(tiles.values())) == len(tiles)
    assert {badge["entity"] for badge in overview["badges"]} == {
        f"sensor.hw_group_alerts_devices_{state}"
        for state in ("ok", "with_alerts", "offline", "unknown", "silenced")
    }


@pytest.mark.usefixtures("more_entities")
async def test_without_alerts_the_devices_tell_what_was(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> None:
    """Their alarms and outages."""
    await add_device(await make_device("wld", name="Attic"))
    views = await _dashboard(hass)
    assert views["overview"]["badges"] == []
    assert _headings(views["overview"]) == ["Devices"]
    assert {*_entity_ids(views["history"])} == {
        "binary_sensor.attic_connectivity",
        "event.attic_address",
        "event.attic_alarm",
    }


async def test_the_messages_of_the_alerts_stand_for_alarms(site: Site) -> None:
    """They tell what the events of the devices do, and more."""
    shown = {*_entity_ids((await _dashboard(site.hass))["history"])}
    assert "sensor.hw_group_alerts_last_alert_message" in shown
    assert "event.server_room_alarm" not in shown


@pytest.mark.parametrize("language", ["cs", "de", "fr"])
async def test_headings_are_in_the_language_of_the_reader(
    site: Site, language: str
) -> None:
    """As the frontend asks for it, else in that of Home Assistant."""

    async def headings(**data: str) -> set[str]:
        views = await _dashboard(site.hass, **data)
        return {
            *_headings(views["overview"]),
            views["devices"]["title"],
            views["history"]["title"],
        }

    english = await headings()
    translated = await headings(language=language)
    assert len(translated) == len(english) == 4
    assert not translated & english
    site.hass.config.language = language
    assert await headings() == translated


# What the frontend gets


async def test_the_frontend_gets_the_module(
    hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    """Its address changes with its content: browsers keep it for a month."""
    hass.data[DATA_EXTRA_MODULE_URL] = frontend.UrlManager(lambda *_: None, [])
    assert await async_setup_component(hass, "http", {})
    hass.config.components.add("frontend")
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    [url] = hass.data[DATA_EXTRA_MODULE_URL].urls
    response = await (await hass_client()).get(url)
    content = await response.read()
    assert b'customElements.define("ll-strategy-dashboard-hwgroup"' in content
    assert "max-age" in response.headers["Cache-Control"]
    assert url.endswith(f"?{crc32(content):08x}")


async def test_it_runs_without_a_frontend(hass: HomeAssistant) -> None:
    """The alerts need none."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    assert DATA_EXTRA_MODULE_URL not in hass.data


async def test_there_may_be_nothing_yet(hass: HomeAssistant) -> None:
    """No card without an entity, which would be an error on the screen."""
    views = await _dashboard(hass)
    assert list(views) == ["overview", "devices"]
    assert [*_entity_ids([*views.values()])] == []
