"""The areas of the devices."""

from collections.abc import Mapping

from .api import Api


async def put_into_areas(api: Api, places: Mapping[str, str]) -> None:
    """Put the devices of config entries into areas, by the names of the areas.

    Areas that do not exist are created.
    """
    areas = {
        area["name"]: area["area_id"]
        for area in await api.command("config/area_registry/list")
    }
    for place in places.values():
        if place not in areas:
            area = await api.command("config/area_registry/create", name=place)
            areas[place] = area["area_id"]
    for device in await api.command("config/device_registry/list"):
        for entry_id in places.keys() & set(device["config_entries"]):
            await api.command(
                "config/device_registry/update",
                device_id=device["id"],
                area_id=areas[places[entry_id]],
            )
