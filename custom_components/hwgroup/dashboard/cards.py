"""Cards of Home Assistant, and the one of this integration, as configuration."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

type Card = dict[str, Any]

# Entities are called by their own name where that of their device is above them.
_OWN_NAME: Final = {"type": "entity"}
# A whole row: half of one cuts names on a phone.
_ROW: Final = {"columns": 12}


def section(heading: Card, cards: Iterable[Card]) -> Card:
    """Return a column of cards with a heading."""
    return {"type": "grid", "cards": [heading, *cards]}


def title(text: str, icon: str, **more: Any) -> Card:
    """Return the heading of a section."""
    return {"type": "heading", "heading": text, "icon": icon, **more}


def subtitle(text: str, **more: Any) -> Card:
    """Return a heading within a section."""
    return {"type": "heading", "heading_style": "subtitle", "heading": text, **more}


def tile(entity_id: str, **more: Any) -> Card:
    """Return an entity with its name and state, as wide as its section."""
    return {
        "type": "tile",
        "entity": entity_id,
        "name": _OWN_NAME,
        "grid_options": _ROW,
        **more,
    }


def graph(entity_id: str) -> Card:
    """Return a reading with its last day and its limits."""
    return {"type": "custom:hwgroup-graph", "entity": entity_id}


def named(entity_ids: Iterable[str]) -> list[Card]:
    """Return the rows of a card for entities."""
    return [{"entity": entity_id, "name": _OWN_NAME} for entity_id in entity_ids]


def badge(entity_id: str, color: str, **more: Any) -> Card:
    """Return an entity for the top of a view, in a color while it is active."""
    return {
        "type": "entity",
        "entity": entity_id,
        "name": _OWN_NAME,
        "show_name": True,
        "color": color,
        **more,
    }


def if_state(entity_id: str, state: str) -> list[Mapping[str, Any]]:
    """Return when a card is visible: while an entity has a state."""
    return [{"condition": "state", "entity": entity_id, "state": state}]


def if_above(entity_id: str, value: float) -> list[Mapping[str, Any]]:
    """Return when a card is visible: while a number is above another one."""
    return [{"condition": "numeric_state", "entity": entity_id, "above": value}]
