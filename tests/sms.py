"""Phones behind simulated SMS gateways, as users add them."""

from typing import Any, Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

SMS: Final = "notify.ann_sms"
CALL: Final = "notify.ann_call"
NUMBER: Final = "+420601234567"
ANN: Final = {"name": "Ann", "number": "+420 601 234 567", "interface": "soap"}


async def add_phone(hass: HomeAssistant, entry: MockConfigEntry, **changes: Any) -> Any:
    """Add a phone by its form: Ann's, but for the changes."""
    flows = hass.config_entries.subentries
    result = await flows.async_init(
        (entry.entry_id, "phone"), context={"source": "user"}
    )
    result = await flows.async_configure(result["flow_id"], ANN | changes)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result
