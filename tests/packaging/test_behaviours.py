"""Actions, triggers and conditions: each one described, worded and with an icon."""

import json
from typing import Any, Final

import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition, config_validation as cv, service, trigger
from homeassistant.loader import async_get_integration
from homeassistant.setup import async_setup_component

from ..translations import ENGLISH
from . import behaviours
from .code import PACKAGE

ICONS: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text("utf-8"))
# By the file that describes them: what Home Assistant itself reads such a file with.
READERS: Final = {
    "services": service.async_get_all_descriptions,
    "triggers": trigger.async_get_all_descriptions,
    "conditions": condition.async_get_all_descriptions,
}
FILES = pytest.mark.parametrize("file", READERS)
_TARGETS: Final = {str(field) for field in cv.TARGET_SERVICE_FIELDS}


def _described(file: str) -> dict[str, Any]:
    """Return what a file describes, without the parts that several of them share."""
    described = behaviours.described(file)
    return {key: value for key, value in described.items() if key[0] != "."}


@FILES
async def test_descriptions(hass: HomeAssistant, file: str) -> None:
    """Home Assistant takes the file, and each field has a selector."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    for domain, actions in hass.services.async_services().items():
        for name in actions if domain != DOMAIN else ():
            hass.services.async_remove(domain, name)  # theirs may need packages
    read = await READERS[file](hass)
    of_services = read.get(DOMAIN, {})
    taken = {f"{DOMAIN}.{key}": text for key, text in of_services.items()} or read
    for key, description in _described(file).items():
        written = (description or {}).get("fields", {})
        assert set(taken[f"{DOMAIN}.{key}"]["fields"]) == set(written), key
    for description in _described(file).values():
        for name, field in behaviours.described_fields(description).items():
            assert field["selector"], name


@FILES
def test_words(file: str) -> None:
    """Each one has its words, and so has each field; nothing is left over."""
    described, words = _described(file), ENGLISH.get(file, {})
    assert set(words) == set(described)
    for key, description in described.items():
        fields = words[key].get("fields", {})
        assert set(fields) == set(behaviours.described_fields(description))
        if file == "services":
            assert all(field["description"] for field in fields.values())
        sections = {
            name
            for name, field in ((description or {}).get("fields") or {}).items()
            if field and "fields" in field
        }
        assert set(words[key].get("sections", {})) == sections


@FILES
def test_icons(file: str) -> None:
    """Each one has an icon."""
    kind, icons = file.removesuffix("s"), ICONS.get(file, {})
    assert set(icons) == set(_described(file))
    for icon in icons.values():
        assert kind in icon
        assert set(icon) <= {kind, "sections"}


async def test_actions_are_those_described(hass: HomeAssistant) -> None:
    """They are there before any entry is, and take what the file describes."""
    assert await async_setup_component(hass, DOMAIN, {})
    actions = hass.services.async_services_for_domain(DOMAIN)
    described = _described("services")
    assert set(actions) == set(described)
    for name, action in actions.items():
        fields = getattr(action.schema, "schema", None)
        if isinstance(fields, dict):
            taken = {str(field) for field in fields} - _TARGETS
            assert taken == set(behaviours.described_fields(described[name])), name


@pytest.mark.parametrize("file", ["triggers", "conditions"])
async def test_automations_have_what_is_described(
    hass: HomeAssistant, file: str
) -> None:
    """What the automation editor offers is what the code has."""
    integration = await async_get_integration(hass, DOMAIN)
    kind = file.removesuffix("s")
    offered: dict[str, Any] = {}
    if getattr(integration, f"has_{file}"):
        platform = await integration.async_get_platform(kind)
        offered = await getattr(platform, f"async_get_{file}")(hass)
    assert set(offered) == set(_described(file))


def test_choices_are_worded() -> None:
    """Each choice of a selector that is to be translated is."""
    for key, options in behaviours.described_selectors().items():
        assert set(ENGLISH["selector"][key][CONF_OPTIONS]) == options
