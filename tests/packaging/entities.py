"""The entities of the integration: their platforms and translation keys."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from custom_components.hwgroup.entity import PartDescription
from homeassistant.const import Platform
from homeassistant.helpers.entity import Entity, EntityDescription

from .code import MODULES, class_value, subclasses

_PLATFORMS: Final = {
    "".join(part.title() for part in platform.split("_")): platform.value
    for platform in Platform
}


def descriptions() -> Iterator[EntityDescription]:
    """Yield the descriptions of entities that stand in tables of their own."""
    for module in MODULES.values():
        for value in vars(module).values():
            rows = value if isinstance(value, tuple | list) else (value,)
            yield from (row for row in rows if _described_platform(type(row)))


def entity_keys() -> dict[str, set[str]]:
    """Return the translation keys of entities by platform."""
    keys: dict[str, set[str]] = {}
    for description in descriptions():
        if isinstance(description, PartDescription):
            named = {description.key, f"{description.key}_unnamed"}
        else:
            named = {description.translation_key or ""} - {""}
        keys.setdefault(platform(description), set()).update(named)
    for entity in subclasses(Entity):
        if isinstance(key := class_value(entity, "_attr_translation_key"), str):
            keys.setdefault(_entity_platform(entity), set()).add(key)
    return keys


def platform(description: EntityDescription) -> str:
    """Return the platform of an entity with this description."""
    return _described_platform(type(description))


@cache
def _described_platform(kind: type) -> str:
    # Home Assistant makes these classes behind the scenes: all that stays is the name.
    found = (
        _PLATFORMS.get(base.__name__.removesuffix("EntityDescription"), "")
        for base in kind.__mro__
    )
    return next(filter(None, found), "")


def _entity_platform(kind: type[Entity]) -> str:
    return next(
        base.__module__.split(".")[2]
        for base in kind.__mro__
        if base.__module__.startswith("homeassistant.components.")
    )
