"""Firmware that is known to be dangerous."""

from dataclasses import replace

import pytest

from custom_components.hwgroup.client import Identity
from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.issues.firmware import (
    ADVISORIES,
    advisories_for,
    version_of,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from simulator import SimulatedDevice

from .conftest import AddDevice, Elapse
from .translations import ENGLISH, placeholders

LEAKY = "firmware_tells_configuration"


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
        assert placeholders(text) <= {"name", "firmware"}


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


async def test_it_goes_with_the_entry(
    hass: HomeAssistant, device: SimulatedDevice, add_device: AddDevice
) -> None:
    """And with that entry only."""
    device.model = replace(device.model, firmware="1.2.1")
    entry = await add_device(device)
    assert _keys(hass) == [LEAKY]
    await hass.config_entries.async_remove(entry.entry_id)
    assert _keys(hass) == []
