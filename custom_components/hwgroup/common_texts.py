"""Texts of the integration that code has to put together itself."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN


async def async_texts(
    hass: HomeAssistant, category: str, language: str | None = None
) -> Mapping[str, str]:
    """Return what stands below a category, in a language or in Home Assistant's.

    The keys are those below the category, with dots.
    """
    prefix = f"component.{DOMAIN}.{category}."
    texts = await async_get_translations(
        hass, language or hass.config.language, category, {DOMAIN}
    )
    return {key.removeprefix(prefix): text for key, text in texts.items()}


async def async_common_texts(
    hass: HomeAssistant, language: str | None = None
) -> Mapping[str, str]:
    """Return the texts that Home Assistant keeps: titles of entries, of a dashboard."""
    return await async_texts(hass, "common", language)
