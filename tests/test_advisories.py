"""Firmware that is known to be dangerous."""

from dataclasses import replace

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.hwgroup.client import Identity
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.issues.firmware import (
    ADVISORIES,
    advisories_for,
    version_of,
)
from custom_components.hwgroup.plain import as_placeholders
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from simulator import XML_MODELS, SimulatedDevice

from .conftest import AddDevice, Elapse, MakeDevice
from .translations import ENGLISH, placeholders

LEAKY = "firmware_tells_configuration"
UPDATE = "update.server_room_security_update"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1.2.2", (1, 2, 2)),
        ("1.0.4_11717", (1, 0, 4)),
        ("2.10", (2, 10)),
        ("1.2.2 beta", (1, 2, 2)),
        ("", None),
        ("v?", None),
        ("beta", None),
        ("7", None),
        ("..", None),
    ],
)
def test_version(text: str, version: tuple[int, ...] | None) -> None:
    """What cannot be understood is no version."""
    assert version_of(text) == version


@pytest.mark.parametrize(
    ("model", "firmware", "affected"),
    [
        ("STE2", "1.2.2", True),
        ("STE2", "1.1.10", True),
        ("STE2", "1.0.4_11717", True),
        ("STE2", "1.2.6", False),
        ("STE2", "1.2.10", False),
        ("STE2", "2.0", False),
        ("STE2", "unknown", False),
        ("STE2", None, False),
        ("STE2 LITE", "1.2.2", False),
        ("STE2 r2", "1.0.4_11717", False),
        ("HWg-STE", "1.2.2", False),
        (None, "1.2.2", False),
    ],
)
def test_which_devices_are_affected(
    model: str | None, firmware: str | None, affected: bool
) -> None:
    """That very model only, and no firmware that cannot be compared."""
    found = [
        item.key for item in advisories_for(Identity(model=model, firmware=firmware))
    ]
    assert found == ([LEAKY] if affected else [])


@pytest.mark.parametrize("key", [advisory.key for advisory in ADVISORIES])
def test_every_advisory_has_its_words(key: str) -> None:
    """Title and text use what they are given, and no more."""
    for text in ENGLISH["issues"][key].values():
        assert placeholders(text) <= as_placeholders(name="", firmware="").keys()


def _keys(hass: HomeAssistant) -> list[str | None]:
    return [
        issue.translation_key
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    ]


async def test_shown_until_the_update(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice, elapse: Elapse
) -> None:
    """The device page shows the new firmware then, without a reload."""
    device.model = replace(device.model, firmware="1.2.2")
    entry = await add_device(device)
    assert _keys(hass) == [LEAKY]
    await elapse(31)
    assert _keys(hass) == [LEAKY]

    device.model = replace(device.model, firmware="1.2.8")
    await elapse(31)
    assert _keys(hass) == []
    page = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, str(entry.unique_id)), entry.entry_id
    )
    assert page is not None
    assert page.sw_version == "1.2.8"


async def test_the_device_page_shows_what_is_installed_and_what_is_safe(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    device: SimulatedDevice,
    add_device: AddDevice,
    elapse: Elapse,
) -> None:
    """With the advisory as the notes, until the update is done."""
    device.model = replace(device.model, firmware="1.0.4_11717")
    await add_device(device)
    state = hass.states.get(UPDATE)
    assert state is not None
    assert state.state == STATE_ON
    assert state.attributes["installed_version"] == "1.0.4_11717"
    assert state.attributes["latest_version"] == "1.2.6"
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {"type": "update/release_notes", "entity_id": UPDATE}
    )
    notes = (await client.receive_json())["result"]
    assert r"firmware 1\.0\.4\_11717" in notes
    assert "change the passwords" in notes

    device.model = replace(device.model, firmware="1.3.0")
    await elapse(31)
    state = hass.states.get(UPDATE)
    assert state is not None
    assert state.state == STATE_OFF
    assert state.attributes["installed_version"] == "1.3.0"
    assert state.attributes["latest_version"] == "1.3.0"


@pytest.mark.parametrize("model", sorted(XML_MODELS))
async def test_a_model_without_an_advisory_has_no_update(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, model: str
) -> None:
    """Nothing is known of its firmware, not even that it is up to date."""
    device = await make_device(model)
    await add_device(device)
    assert len(hass.states.async_all("update")) == (device.model.product == "STE2")


async def test_it_goes_with_the_entry(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """And with that entry only."""
    device.model = replace(device.model, firmware="1.2.1")
    entry = await add_device(device)
    assert _keys(hass) == [LEAKY]
    await hass.config_entries.async_remove(entry.entry_id)
    assert _keys(hass) == []
