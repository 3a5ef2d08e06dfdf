"""Texts that Home Assistant keeps as names: titles of entries, headings of a dashboard."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN


async def async_common_texts(
    hass: HomeAssistant, language: str | None = None
) -> Mapping[str, str]:
    """Return what stands below `common`, by key, in a language or in Home Assistant's."""
    prefix = f"component.{DOMAIN}.common."
    texts = await async_get_translations(
        hass, language or hass.config.language, "common", {DOMAIN}
    )
    return {key.removeprefix(prefix): text for key, text in texts.items()}
