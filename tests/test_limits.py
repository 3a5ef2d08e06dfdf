"""The limits that a graph draws: those of the device, and those of rules."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.hwgroup.alerts.model import Severity
from custom_components.hwgroup.alerts.rules.conditions import DeviceAlarm, Range
from custom_components.hwgroup.alerts.rules.limits import Limit, limits_of
from custom_components.hwgroup.alerts.rules.trends import Forecast, Rate
from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from simulator import SimulatedDevice
from worlds.examples import HOUR, rule

from .conftest import AddDevice
from .site import Site

ROOM = "sensor.server_room_cold_room_1"


async def _ask(client: Any, entity_id: str) -> dict[str, Any]:
    await client.send_json_auto_id({"type": "hwgroup/limits", "entity_id": entity_id})
    answer: dict[str, Any] = await client.receive_json()
    await client.close()
    return answer


async def _limits(
    hass_ws_client: WebSocketGenerator, entity_id: str = ROOM
) -> list[tuple[float, bool, str | None]]:
    answer = await _ask(await hass_ws_client(), entity_id)
    return [
        (limit["value"], limit["above"], limit["severity"])
        for limit in answer["result"]["limits"]
    ]


def test_limits_that_are_the_same_are_one() -> None:
    """The worst of the rules counts; a limit of the device needs none."""
    watching = [
        rule(Range(high=8, low=2, unit="°C"), severity=Severity.CRITICAL),
        rule(Range(of_device=True), severity=Severity.INFORMATION),
        rule(DeviceAlarm(), severity=Severity.WARNING),
        rule(Forecast(window=HOUR, within=HOUR, high=8, low=0)),
        rule(Rate(window=HOUR, per_hour=5)),
    ]
    assert limits_of(watching, 2.0, 12.0) == [
        Limit(0, False, Severity.WARNING),
        Limit(2, False, Severity.CRITICAL),
        Limit(8, True, Severity.CRITICAL),
        Limit(12, True, Severity.WARNING),
    ]
    tiered = Range(of_device=True, critical_high=15, unit="°C")
    assert limits_of([rule(tiered)], 2.0, 12.0)[1:] == [
        Limit(12, True, Severity.WARNING),
        Limit(15, True, Severity.CRITICAL),
    ]
    assert limits_of([], None, 12.0) == [Limit(12, True, None)]
    assert limits_of([], None, None) == []


async def test_limits_of_a_device(
    hass_ws_client: WebSocketGenerator,
    device: SimulatedDevice,
    add_device: AddDevice,
) -> None:
    """Whether or not there are alerts."""
    entry = await add_device(device)
    assert await _limits(hass_ws_client) == [(2.0, False, None), (8.0, True, None)]
    assert await _limits(hass_ws_client, "sensor.somebody_elses") == []
    assert await _limits(hass_ws_client, "binary_sensor.server_room_connectivity") == []
    await entry.runtime_data.hass.config_entries.async_unload(entry.entry_id)
    assert await _limits(hass_ws_client) == []


async def test_limits_of_rules(site: Site, hass_ws_client: WebSocketGenerator) -> None:
    """Beside those of the device, which the built-in rule watches."""
    of_device = [(2.0, False, "warning"), (8.0, True, "warning")]
    assert await _limits(hass_ws_client) == of_device
    site.add(
        "range_rule", "Fridges", quantity="temperature", high=7.0, severity="critical"
    )
    await site.settle()
    assert await _limits(hass_ws_client) == [
        (2.0, False, "warning"),
        (7.0, True, "critical"),
        (8.0, True, "warning"),
    ]
    site.remove("Fridges")
    site.probe.high = 9.0
    await site.polls()
    assert await _limits(hass_ws_client) == [
        (2.0, False, "warning"),
        (9.0, True, "warning"),
    ]


async def test_limits_are_in_the_unit_of_the_entity(
    site: Site, hass_ws_client: WebSocketGenerator, entity_registry: er.EntityRegistry
) -> None:
    """As the values beside them."""
    entity_registry.async_update_entity_options(
        ROOM, "sensor", {"unit_of_measurement": "°F"}
    )
    await site.settle()
    limits = await _limits(hass_ws_client)
    assert [value for value, *_ in limits] == pytest.approx([35.6, 46.4])


async def test_who_may_not_see_a_reading_gets_no_limits(
    hass: HomeAssistant,
    site: Site,
    hass_ws_client: WebSocketGenerator,
    hass_admin_user: MockUser,
) -> None:
    """As with its state."""
    hass_admin_user.groups = []
    hass_admin_user.mock_policy({"entities": {"domains": {"light": True}}})
    assert site.alerts.domain == DOMAIN
    answer = await _ask(await hass_ws_client(), ROOM)
    assert answer["error"]["code"] == "unauthorized"
