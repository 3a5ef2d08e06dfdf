"""A site with a recorder and a media folder."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.components.recorder import Recorder
from homeassistant.core import Context, HomeAssistant

from ..site import Site

type Create = Callable[..., Awaitable[list[Path]]]


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Let Home Assistant begin with a recorder."""


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Return the folder of the reports, which is not there yet."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    return tmp_path / "HW group reports"


@pytest.fixture
def create(
    recorder_mock: Recorder, site: Site, quiet_device: None, folder: Path
) -> Create:
    """Return a function that makes a report, and returns its files."""

    async def create(
        begin: datetime | None = None,
        end: datetime | None = None,
        context: Context | None = None,
        **data: Any,
    ) -> list[Path]:
        if begin is not None and end is not None:
            data |= {"begin": begin.isoformat(), "end": end.isoformat()}
        response: Any = await site.hass.services.async_call(
            DOMAIN,
            "create_report",
            data,
            blocking=True,
            return_response=True,
            context=context,
        )
        return [Path(file["path"]) for file in response["files"]]

    return create
