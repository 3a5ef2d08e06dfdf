"""What the target of a trigger or a condition covers."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)


@callback
def is_targeted(hass: HomeAssistant, target: Mapping[str, Any], entity_id: str) -> bool:
    """Return whether a target names an entity, at whatever level it does."""
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection(dict(target)), primary_entities_only=False
    )
    return entity_id in selected.referenced | selected.indirectly_referenced
