"""The addresses of reports.

For those who do not log in there are links: each has a secret of its own, and ends. The paths that Home Assistant signs end with its next start. Only the hash of a secret is
kept: who reads the storage cannot open a report by it.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any, Final, NamedTuple

from aiohttp import web

from homeassistant.components.http import HomeAssistantView
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..compat import ConfigEntryChange, async_on_entry_changed, singleton
from ..const import DOMAIN
from ..storage import KeptStore
from .files import async_folder
from .shelf import file_of

_VERSION: Final = 1
_PATH: Final = f"/api/{DOMAIN}/reports"
SHELF_PATH: Final = f"/api/{DOMAIN}/report_files"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class _Link(NamedTuple):
    """The names of the files that a secret opens, and until when."""

    files: list[str]
    until: datetime


class Links:
    """The links that have not ended, by the hash of their secret."""

    def __init__(self, store: KeptStore, links: dict[str, _Link]) -> None:
        """Take over what was kept."""
        self._store = store
        self._links = links

    async def async_add(self, files: Iterable[str], until: datetime) -> str:
        """Let a new secret open some files, and return the path that they are below."""
        now = dt_util.utcnow()
        self._links = {
            key: link for key, link in self._links.items() if link.until > now
        }
        secret = token_urlsafe(32)
        self._links[_hash(secret)] = _Link([*files], until)
        await self._store.async_save(self._to_store())
        return f"{_PATH}/{secret}"

    def opens(self, secret: str, name: str) -> bool:
        """Return whether a secret opens a file now."""
        link = self._links.get(_hash(secret))
        return link is not None and name in link.files and link.until > dt_util.utcnow()

    async def async_forget(self) -> None:
        """Let no link open anything any more."""
        self._links = {}
        await self._store.async_remove()

    def _to_store(self) -> dict[str, Any]:
        return {
            "links": {
                key: {"files": link.files, "until": link.until.isoformat()}
                for key, link in self._links.items()
            }
        }


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@singleton("hwgroup_report_links")
async def async_links(hass: HomeAssistant) -> Links:
    """Return the links, as they were kept."""
    store = KeptStore(hass, _VERSION, f"{DOMAIN}.report_links", about="HW group")
    data = await store.async_load() or {}
    try:
        links = {
            str(key): _Link(
                [*map(str, link["files"])],
                dt_util.as_utc(datetime.fromisoformat(link["until"])),
            )
            for key, link in data.get("links", {}).items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as err:
        await store.async_keep_aside(repr(err))
        links = {}
    return Links(store, links)


@callback
def async_address(hass: HomeAssistant, path: str) -> str:
    """Return the address of a path, as far as Home Assistant knows its own."""
    base = hass.config.external_url or hass.config.internal_url or ""
    return f"{base.rstrip('/')}{path}"


@callback
def async_serve_links(hass: HomeAssistant) -> None:
    """Open reports, if Home Assistant has a server, as long as there is any entry."""
    if "http" in hass.config.components:
        hass.http.register_view(_ReportView(hass))
        hass.http.register_view(_ShelfView(hass))

    @callback
    def on_change(change: ConfigEntryChange, _entry: ConfigEntry[Any]) -> None:
        is_last = not hass.config_entries.async_entries(DOMAIN)
        if change is ConfigEntryChange.REMOVED and is_last:
            hass.async_create_task(_async_forget(hass))

    async_on_entry_changed(hass, on_change)


async def _async_forget(hass: HomeAssistant) -> None:
    await (await async_links(hass)).async_forget()


class _ReportView(HomeAssistantView):
    """Sends a file of a report to who has its link."""

    url = f"{_PATH}/{{secret}}/{{name}}"
    name = f"api:{DOMAIN}:report"
    requires_auth = False

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass

    async def get(
        self, _request: web.Request, secret: str, name: str
    ) -> web.StreamResponse:
        """Send the file; what nobody may open does not exist."""
        links = await async_links(self._hass)
        return await _async_send(self._hass, name if links.opens(secret, name) else "")


class _ShelfView(HomeAssistantView):
    """Sends a file of a report to who is logged in, for the media browser."""

    url = f"{SHELF_PATH}/{{name}}"
    name = f"api:{DOMAIN}:report_file"

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass

    async def get(self, _request: web.Request, name: str) -> web.StreamResponse:
        """Send the file; what is no file of a report does not exist."""
        return await _async_send(self._hass, name)


async def _async_send(hass: HomeAssistant, name: str) -> web.StreamResponse:
    path = await hass.async_add_executor_job(file_of, async_folder(hass), name)
    if path is None:
        return web.Response(status=HTTPStatus.NOT_FOUND)
    return web.FileResponse(path, headers=_HEADERS)
