"""Real automations that say what they were told."""

from collections.abc import Callable, Mapping
from typing import Any

from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component


async def automate(
    hass: HomeAssistant,
    *triggers: Mapping[str, Any],
    conditions: list[Mapping[str, Any]] | None = None,
    say: str = "{{ trigger.platform }}",
) -> Callable[[], list[str]]:
    """Set an automation up, and return what reads all that it has said so far."""
    said = async_mock_service(hass, "test", "say")
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "alias": "Told",
                "triggers": list(triggers),
                "conditions": conditions or [],
                "actions": {"action": "test.say", "data": {"words": say}},
                "mode": "queued",
            }
        },
    )
    await hass.async_block_till_done()
    return lambda: [call.data["words"] for call in said]


def targets_of(hass: HomeAssistant, entity_id: str) -> dict[str, dict[str, Any]]:
    """Return an entity as a target, at each level at which it can be one.

    Its device is put into one area, and the entity itself into another.
    """
    entities, devices = er.async_get(hass), dr.async_get(hass)
    areas, labels = ar.async_get(hass), lr.async_get(hass)
    area, corner = areas.async_create("Area"), areas.async_create("Corner")
    label, mark = labels.async_create("Label"), labels.async_create("Mark")
    entity = entities.async_get(entity_id)
    assert entity is not None
    assert entity.device_id is not None
    device_id = entity.device_id
    devices.async_update_device(device_id, area_id=area.id, labels={label.label_id})
    entities.async_update_entity(entity_id, area_id=corner.id, labels={mark.label_id})
    return {
        "entity": {"entity_id": entity_id},
        "device": {"device_id": device_id},
        "area": {"area_id": corner.id},
        "label": {"label_id": mark.label_id},
        "label of the device": {"label_id": label.label_id},
    }


TARGETS = ["entity", "device", "area", "label", "label of the device"]
