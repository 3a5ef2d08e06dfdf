"""The blueprint that makes a report of each period."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)

from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse

from .conftest import Automate

FILES = [
    {"path": "/media/a.csv", "url": "/x/a.csv", "bytes": 1, "sha256": "1"},
    {"path": "/media/a.pdf", "url": "/x/a.pdf", "bytes": 2, "sha256": "2"},
    {"path": "/media/a.json", "url": "/x/a.json", "bytes": 3, "sha256": "3"},
]


@pytest.fixture
async def made(hass: HomeAssistant) -> list[ServiceCall]:
    """Return the reports that were asked for."""
    await hass.config.async_set_time_zone("UTC")
    return async_mock_service(
        hass,
        "hwgroup",
        "create_report",
        response={"files": FILES},
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _reach(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, time: str
) -> None:
    freezer.move_to(f"{time}:00+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("day", ["2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02"]),
        ("week", ["2026-11-30"]),  # a Monday
        ("month", ["2026-12-01"]),
    ],
)
async def test_it_comes_after_each_period(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    automate: Automate,
    made: list[ServiceCall],
    period: str,
    due: list[str],
) -> None:
    """On its first day, at the time that the user chose."""
    freezer.move_to("2026-11-29 05:00:00+00:00")
    await automate("report", period=period, at="06:00:00")
    for day in ("2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02"):
        await _reach(hass, freezer, f"{day} 05:59")
        before = len(made)
        await _reach(hass, freezer, f"{day} 06:00")
        assert len(made) - before == (day in due), day


async def test_the_message_has_the_link(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    automate: Automate,
    tell: Callable[..., Any],
    told: list[ServiceCall],
    made: list[ServiceCall],
) -> None:
    """In the language of the report, which is of what the user chose."""
    freezer.move_to("2026-11-29 05:00:00+00:00")
    await automate(
        "report",
        readings={"area_id": ["store"]},
        period="day",
        language="cs",
        link_days=7,
        report_actions=tell("report", "link", "files"),
    )
    await _reach(hass, freezer, "2026-11-29 06:00")
    [call] = made
    assert call.data == {
        "area_id": ["store"],
        "period": "day",
        "language": "cs",
        "formats": ["pdf", "csv"],
        "link": {"days": 7},
        "keep": {"days": 400},
    }
    [message] = told
    assert message.data["title"] == "Zpráva o měření"
    assert message.data["message"] == message.data["link"] == "/x/a.pdf"
    assert message.data["files"] == FILES
