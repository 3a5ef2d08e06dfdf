"""What a person sees of an entity, and does with it."""

from homeassistant.core import HomeAssistant


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return the state of an entity that there is."""
    state = hass.states.get(entity_id)
    assert state is not None, entity_id
    return state.state


async def turn(hass: HomeAssistant, entity_id: str, state: str) -> None:
    """Switch an entity `on` or `off`."""
    await hass.services.async_call(
        "switch", f"turn_{state}", {"entity_id": entity_id}, blocking=True
    )
