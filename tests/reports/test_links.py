"""Links to reports: they open their files and nothing else, and end."""

from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.hwgroup.const import DOMAIN
from custom_components.hwgroup.reports.links import async_links
from custom_components.hwgroup.reports.request import Format
from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from ..site import Site, issues
from .conftest import Create

REFUSED = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
KEY = f"{DOMAIN}.report_links"


@pytest.fixture
async def server(recorder_mock: Recorder, hass: HomeAssistant) -> None:
    """Let Home Assistant have a server, before the integration is set up."""
    assert await async_setup_component(hass, "http", {})


async def _linked(site: Site, **data: Any) -> list[dict[str, Any]]:
    response: Any = await site.hass.services.async_call(
        DOMAIN,
        "create_report",
        {"period": "day", **data},
        blocking=True,
        return_response=True,
    )
    files: list[dict[str, Any]] = response["files"]
    return files


@pytest.mark.usefixtures("server")
async def test_a_link_opens_the_files_of_its_report(
    hass_client_no_auth: ClientSessionGenerator, create: Create, site: Site
) -> None:
    """Without logging in, until its time is over."""
    files = await _linked(site, link={"days": 2}, formats=[*Format])
    assert len(files) == len(Format) + 1
    client = await hass_client_no_auth()
    for file in files:
        answer = await client.get(file["url"])
        assert answer.status == HTTPStatus.OK
        assert sha256(await answer.read()).hexdigest() == file["sha256"]
        assert answer.headers["Cache-Control"] == "no-store"
    [pdf] = (file["url"] for file in files if file["url"].endswith(".pdf"))
    assert (await client.get(pdf)).content_type == "application/pdf"
    await site.elapse(timedelta(days=2).total_seconds())
    for file in files:
        assert (await client.get(file["url"])).status == HTTPStatus.NOT_FOUND


@pytest.mark.usefixtures("server")
async def test_nothing_else_is_opened(
    hass_client_no_auth: ClientSessionGenerator,
    create: Create,
    site: Site,
    folder: Path,
) -> None:
    """Neither another report, nor any other file, nor one that was removed."""
    one = await _linked(site, link={"days": 2})
    other = await _linked(site)
    assert {file["url"] for file in other} == {None}
    (folder.parent / "secrets.yaml").write_text("password: s3cret")
    below, _, name = one[0]["url"].rpartition("/")
    client = await hass_client_no_auth()
    for address in (
        f"{below}/{Path(other[0]['path']).name}",
        f"{below}/..%2Fsecrets.yaml",
        f"{below}/%2e%2e%2fsecrets.yaml",
        f"{below[:-1]}/{name}",
        f"/api/hwgroup/reports/x/{name}",
    ):
        # Home Assistant refuses a way out of a folder before anybody sees it.
        assert (await client.get(address)).status in REFUSED, address
    await site.hass.async_add_executor_job(Path(one[0]["path"]).unlink)
    assert (await client.get(one[0]["url"])).status == HTTPStatus.NOT_FOUND


async def test_a_link_outlasts_a_restart(
    create: Create, hass_storage: dict[str, Any], site: Site
) -> None:
    """What is kept does not say the secret; old links are forgotten."""
    files = await _linked(site, link={"days": 2})
    secret, _, name = (
        files[0]["url"].removeprefix("/api/hwgroup/reports/").partition("/")
    )
    assert secret not in json.dumps(hass_storage[KEY])
    site.hass.data.pop("hwgroup_report_links")
    assert (await async_links(site.hass)).opens(secret, name)
    await site.elapse(timedelta(days=3).total_seconds())
    await _linked(site, link={"days": 2})
    assert len(hass_storage[KEY]["data"]["links"]) == 1


async def test_links_go_with_the_last_entry(
    create: Create, hass_storage: dict[str, Any], site: Site
) -> None:
    """The reports stay."""
    files = await _linked(site, link={"days": 2})
    entries = site.hass.config_entries
    for entry in entries.async_entries(DOMAIN):
        assert KEY in hass_storage
        await entries.async_remove(entry.entry_id)
        await site.settle()
    assert KEY not in hass_storage
    assert await site.hass.async_add_executor_job(Path(files[0]["path"]).exists)


async def test_links_that_cannot_be_read(
    create: Create, hass_storage: dict[str, Any], site: Site
) -> None:
    """They are kept aside, and there are none."""
    hass_storage[KEY] = {
        "version": 1,
        "minor_version": 1,
        "key": KEY,
        "data": {"links": {"a": {"files": 1}}},
    }
    assert not (await async_links(site.hass)).opens("a", "b")
    assert issues(site.hass) == ["store_unreadable"]


@pytest.mark.parametrize(
    ("external", "internal", "begin"),
    [
        (
            "https://home.example.com",
            "http://10.0.0.2:8123",
            "https://home.example.com/",
        ),
        (None, "http://10.0.0.2:8123", "http://10.0.0.2:8123/"),
        (None, None, "/"),
    ],
)
async def test_a_link_begins_with_the_address_of_home_assistant(
    create: Create, site: Site, external: str | None, internal: str | None, begin: str
) -> None:
    """As far as it is known, the external one first."""
    await site.hass.config.async_update(external_url=external, internal_url=internal)
    for file in await _linked(site, link={"days": 2}):
        assert file["url"].startswith(f"{begin}api/hwgroup/reports/")
