"""The database of Home Assistant fails: alerts need none."""

from contextlib import closing
import sqlite3
from typing import Any

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from homeassistant.components.recorder import Recorder, get_instance

from ..alerts.alarms import cool, heat
from ..site import Site


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Let Home Assistant begin with a recorder."""


@pytest.mark.parametrize("recorder_db_url", ["file"], indirect=True)
async def test_a_locked_database(recorder_mock: Recorder, site: Site) -> None:
    """An alert is told while the recorder waits, and its end as well."""
    await async_wait_recording_done(site.hass)
    path = get_instance(site.hass).db_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        heat(site.device)
        await site.polls(2)
        [title] = site.titles
        assert title == "Cold room 1: 30.0 °C, alarm · Server room"
        other.execute("ROLLBACK")
    cool(site.device)
    await site.polls(2)
    assert len(site.titles) == 2
    await async_wait_recording_done(site.hass)
