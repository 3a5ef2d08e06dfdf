"""The forms of trends and of maintenance."""

from typing import Any

import pytest

from custom_components.hwgroup.plain import as_placeholders
from homeassistant.data_entry_flow import FlowResultType

from ..site import Site
from .test_flows import HANDLING, ROOM, _Form, in_sections


def _first(kind: str, quantity: str = "temperature") -> dict[str, Any]:
    return {"name": "Trend", "kind": kind, "quantity": quantity}


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("rate", {"per_hour": 2, "direction": "rising", "window": 30}),
        ("forecast", {"high": 8, "within": 60, "window": 30}),
        ("stuck", {"hours": 12}),
        ("power_on", {}),
    ],
)
async def test_each_kind_asks_what_it_needs(
    site: Site, kind: str, asked: dict[str, Any]
) -> None:
    """And shows it again."""
    form = _Form(site, "trend_rule")
    await form.open()
    await form.submit(_first(kind))
    assert form.shown["step_id"] == kind
    assert form.shown["description_placeholders"] == as_placeholders(
        count="1", unit="°C"
    )
    done = await form.submit(asked | in_sections(HANDLING))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert site.subentry("Trend").data.items() >= asked.items()
    await form.open("Trend")
    await form.submit(_first(kind))
    assert form.suggested.items() >= asked.items()


@pytest.mark.parametrize(
    ("kind", "quantity", "error"),
    [("rate", "pressure", "no_reading"), ("twins", "temperature", "not_two")],
)
async def test_a_trend_of_nothing(
    site: Site, kind: str, quantity: str, error: str
) -> None:
    """Twins are two."""
    form = _Form(site, "trend_rule")
    await form.open()
    await form.submit(_first(kind, quantity))
    assert form.shown["errors"] == {"base": error}
    assert form.suggested == _first(kind, quantity)


@pytest.mark.parametrize(
    ("kind", "first", "asked"),
    [
        ("range_rule", {"name": "Trend", "quantity": "temperature"}, {"high": 8}),
        ("trend_rule", _first("stuck"), {"hours": 12}),
    ],
)
async def test_alerts_that_are_unloaded_between_two_steps(
    site: Site, kind: str, first: dict[str, Any], asked: dict[str, Any]
) -> None:
    """Nobody knows the unit of the numbers then, so they are asked for again."""
    form = _Form(site, kind)
    await form.open()
    await form.submit(first)
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    await form.submit(asked | in_sections(HANDLING))
    assert form.shown["errors"] == {"base": "no_reading"}
    await site.hass.config_entries.async_setup(site.alerts.entry_id)
    await site.settle()
    await form.submit(first)
    assert form.suggested.items() >= asked.items()
    await form.submit(asked | in_sections(HANDLING))
    assert site.subentry("Trend").data["unit"] == "°C"


async def test_a_forecast_needs_a_limit(site: Site) -> None:
    """There has to be something that is reached."""
    form = _Form(site, "trend_rule")
    await form.open()
    await form.submit(_first("forecast"))
    await form.submit({"within": 60, "window": 30, **in_sections(HANDLING)})
    assert form.shown["errors"] == {"base": "no_limit"}


async def test_maintenance(site: Site) -> None:
    """A schedule, and what it is about."""
    form = _Form(site, "maintenance")
    await form.open()
    typed = {
        "name": "Cleaning",
        "schedule": "schedule.cleaning",
        "target": {"entity_id": [ROOM]},
    }
    done = await form.submit(typed)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await form.open("Cleaning")
    assert form.suggested == typed | {"remind_hours": 24}
    await form.submit({"name": "Service", "schedule": "schedule.service"})
    kept = {"schedule": "schedule.service", "remind_hours": 24}
    assert site.subentry("Service").data == kept
