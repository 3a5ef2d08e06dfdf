"""The reports in the media browser of Home Assistant."""

from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.reports.request import Format
from homeassistant.components.media_player import BrowseError
from homeassistant.components.media_source import (
    Unresolvable,
    async_browse_media,
    async_resolve_media,
)
from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from ..site import Site
from ..trail.rows import export
from .conftest import Create

ROOT = f"media-source://{DOMAIN}"


@pytest.fixture
async def server(recorder_mock: Recorder, hass: HomeAssistant, folder: Path) -> None:
    """Let Home Assistant have a server and media, before the integration is set up."""
    folder.parent.mkdir(exist_ok=True)
    for component in ("http", "media_source"):
        assert await async_setup_component(hass, component, {})


async def _titles(hass: HomeAssistant, media: str = ROOT) -> list[str]:
    return [each.title for each in (await async_browse_media(hass, media)).children]


@pytest.mark.usefixtures("server")
async def test_reports_are_listed(create: Create, site: Site, folder: Path) -> None:
    """The newest first, each with its files; nothing else that is in the folder."""
    assert await _titles(site.hass) == []
    await create(period="week", formats=["csv"])
    await site.elapse(timedelta(minutes=1).total_seconds())
    files = await create(period="day", keep={"days": 1}, formats=[*Format])
    [trail, _] = await export(site.hass)  # for administrators, and nothing to browse
    for name in ("notes.pdf", ".x.pdf.part", f"9999-99-99_{files[0].name[11:]}"):
        (folder / name).write_text("")
    shown = await async_browse_media(site.hass, ROOT)
    assert shown.title == "HW group reports"
    assert [each.title for each in shown.children] == [
        "24 Nov 2026 – 25 Nov 2026 (created 25 Nov 2026 04:01)",
        "16 Nov 2026 – 23 Nov 2026 (created 25 Nov 2026 04:00)",
    ]
    first = shown.children[0].media_content_id
    assert await _titles(site.hass, first) == sorted(file.name for file in files)
    assert trail.is_file()
    await site.elapse(timedelta(days=2).total_seconds())
    assert len(await _titles(site.hass)) == 1


@pytest.mark.usefixtures("server")
async def test_a_report_is_opened(
    create: Create,
    site: Site,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """By those who browse the media; the address that they get ends."""
    [file, _] = await create(period="day", formats=["pdf"])
    socket = await hass_ws_client()
    await socket.send_json_auto_id(
        {
            "type": "media_source/resolve_media",
            "media_content_id": f"{ROOT}/{file.name}",
        }
    )
    answer = (await socket.receive_json())["result"]
    assert answer["mime_type"] == "application/pdf"
    client = await hass_client_no_auth()
    sent = await client.get(answer["url"])
    assert (sent.status, sent.content_type) == (HTTPStatus.OK, "application/pdf")
    assert await sent.read() == file.read_bytes()
    unsigned = answer["url"].partition("?")[0]
    assert (await client.get(unsigned)).status == HTTPStatus.UNAUTHORIZED
    # What sends files takes them from where they are.
    assert (
        await async_resolve_media(site.hass, f"{ROOT}/{file.name}", None)
    ).path == file


@pytest.mark.usefixtures("server")
async def test_no_other_file_is_opened(
    create: Create, site: Site, folder: Path, hass_client: ClientSessionGenerator
) -> None:
    """Neither in the folder, nor beside it, nor one that is gone."""
    [file, _] = await create(period="day", formats=["pdf"])
    (folder.parent / file.name).write_bytes(file.read_bytes())
    (folder / "secrets.json").write_text("{}")
    client = await hass_client()
    names = (
        "secrets.json",
        f"../{file.name}",
        f"x%2F..%2F{file.name}",
        f"{file.name}/..",
    )
    for name in (*names, f"..%2F{file.name}", "", file.name.replace("-", "/", 1)):
        with pytest.raises(Unresolvable):
            await async_resolve_media(site.hass, f"{ROOT}/{name}", None)
        status = (await client.get(f"/api/hwgroup/report_files/{name}")).status
        assert status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST), name
    await site.hass.async_add_executor_job(file.unlink)
    with pytest.raises(Unresolvable):
        await async_resolve_media(site.hass, f"{ROOT}/{file.name}", None)
    with pytest.raises(BrowseError):
        await async_browse_media(site.hass, f"{ROOT}/{file.name}")
    site.hass.config.media_dirs = {}
    assert await _titles(site.hass) == []
