"""The areas of devices that are added together: one form for all of them."""

from collections.abc import Iterable

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import AreaSelector

from .sighting import Sighting


def area_field(sighting: Sighting) -> str:
    """Return the field for the area of a device, which is shown as it is."""
    return f"{sighting.name} ({sighting.address})"


def areas_schema(sightings: Iterable[Sighting]) -> vol.Schema:
    """Return the form that asks for the area of each device."""
    return vol.Schema(
        {vol.Optional(area_field(sighting)): AreaSelector() for sighting in sightings}
    )


@callback
def async_put_into_area(
    hass: HomeAssistant, entry: ConfigEntry, area_id: str | None
) -> None:
    """Put a device that has just been added into an area, if one was chosen."""
    registry = dr.async_get(hass)
    for device in dr.async_entries_for_config_entry(registry, entry.entry_id):
        if area_id is not None:
            registry.async_update_device(device.id, area_id=area_id)
