"""People are told of devices by the names that they gave them."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier

type Rename = Callable[[HomeAssistant, SimulatedDevice, MockConfigEntry], None]


def _device_page(
    hass: HomeAssistant, _device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    registry = dr.async_get(hass)
    [known] = dr.async_entries_for_config_entry(registry, entry.entry_id)
    registry.async_update_device(known.id, name_by_user="Cold store")


def _entry_title(
    hass: HomeAssistant, _device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    hass.config_entries.async_update_entry(entry, title="Cold store")


def _both(hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry) -> None:
    _device_page(hass, device, entry)
    hass.config_entries.async_update_entry(entry, title="Cellar")


def _device_itself(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    device.name = "Cold store"


def _title_before_the_device(
    hass: HomeAssistant, device: SimulatedDevice, entry: MockConfigEntry
) -> None:
    _entry_title(hass, device, entry)
    device.name = "Cellar"


@pytest.mark.parametrize(
    "rename",
    [_device_page, _entry_title, _both, _device_itself, _title_before_the_device],
)
async def test_a_device_is_called_as_people_call_it(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
    rename: Rename,
) -> None:
    """In messages, in lists and in repair issues, wherever it was renamed."""
    entry = await add_device(device)
    await add_alerts(notifier)
    rename(hass, device, entry)
    await polls(elapse, 2)
    device.sensors[0].value = 30.0
    await polls(elapse)
    assert notifier.titles == ["Cold room 1: 30.0 °C, alarm · Cold store"]
    response: Any = await hass.services.async_call(
        DOMAIN, "get_alerts", {}, blocking=True, return_response=True
    )
    assert [alert["device"] for alert in response["alerts"]] == ["Cold store"]

    device.mac = "00:0A:59:99:99:99"
    await polls(elapse)
    [issue] = [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key == "other_device_answers"
    ]
    assert issue.translation_placeholders["name_in_title"] == "Cold store"
    await polls(elapse, 14)
    assert notifier.titles[1:] == ["Cold store is offline"]
