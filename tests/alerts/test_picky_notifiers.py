"""Notifiers that work, but not as one would wish."""

from typing import Any, cast

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from simulator import SimulatedDevice

from ..conftest import AddDevice, Elapse, polls
from .conftest import AddAlerts, Notifier, add_subentry


@pytest.fixture
async def alerts(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
) -> MockConfigEntry:
    """Return alerts with one rule for a cold store, of which `IT on call` is told."""
    device.sensors[0].low = device.sensors[0].high = None
    await add_device(device)
    alerts = await add_alerts(notifier)
    add_subentry(hass, alerts, "range_rule", "Cold", quantity="temperature", high=8)
    await hass.async_block_till_done(wait_background_tasks=True)
    return alerts


@pytest.mark.parametrize(
    "error", ["x" * 30_000, "line\n\t" * 5_000], ids=["long", "many lines"]
)
async def test_the_error_of_a_notifier_is_cut(
    hass: HomeAssistant,
    device: SimulatedDevice,
    alerts: MockConfigEntry,
    notifier: Notifier,
    elapse: Elapse,
    error: str,
) -> None:
    """A page of HTML fills neither attributes nor issues nor the disk."""
    notifier.break_down(error)
    device.sensors[0].value = 9.5
    await polls(elapse, 8)
    delivery_problem = hass.states.get("binary_sensor.hw_group_alerts_delivery_problem")
    assert delivery_problem is not None
    [problem] = delivery_problem.attributes["problems"]
    event = hass.states.get("event.hw_group_alerts_alert")
    assert event is not None
    [issue] = ir.async_get(hass).issues.values()
    assert issue.translation_placeholders is not None
    answer = await hass.services.async_call(
        "hwgroup", "get_deliveries", blocking=True, return_response=True
    )
    assert answer is not None
    [delivery] = cast("list[Any]", answer["deliveries"])
    reasons = [
        problem["reason"],
        event.attributes["reason"],
        issue.translation_placeholders["reason"],
        delivery["reason"],
    ]
    for reason in reasons:
        assert 0 < len(reason) <= 250
        assert error.startswith(reason[:4])
        assert reason.isprintable()
