"""What is only in memory is written down before Home Assistant makes a backup.

Each file is written at once and whole, also while it is being copied. What has to fit
together is in one file: alerts, messages that are owed and accepted limits.
"""

from homeassistant.core import HomeAssistant

from .alerts.access import is_alerts
from .const import DOMAIN
from .entries import is_device
from .observed.observer import async_observer
from .trail.service import async_trail


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Write everything down."""
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        if is_device(entry):
            await entry.runtime_data.async_write_down()
        elif is_alerts(entry):
            await entry.runtime_data.saver.async_save()
    await (await async_observer(hass)).async_write_down()
    await async_trail(hass).async_write_down()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Go on: nothing was held up."""
