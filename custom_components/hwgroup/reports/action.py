"""The action that makes a report; all that it takes is loaded when it is called."""

from datetime import datetime

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util

from ..alerts.readings.index import async_chosen_parts
from ..const import DOMAIN
from .fields import (
    ATTR_BEGIN,
    ATTR_END,
    ATTR_FORMATS,
    ATTR_KEEP,
    ATTR_LANGUAGE,
    ATTR_LINK,
    ATTR_PERIOD,
)
from .files import Written
from .links import async_address, async_links
from .load import async_load_create
from .periods import last
from .request import Request
from .shelf import is_shown


async def async_create_report(call: ServiceCall) -> ServiceResponse:
    """Make a report, and return where its files are."""
    hass = call.hass
    named = call.data.keys() & cv.TARGET_SERVICE_FIELDS.keys()
    begin, end = _period(call)
    request = Request(
        begin=begin,
        end=end,
        chosen=async_chosen_parts(hass, call.data) if named else None,
        language=call.data.get(ATTR_LANGUAGE, hass.config.language),
        formats=call.data[ATTR_FORMATS],
        keep=call.data.get(ATTR_KEEP),
    )
    create = await async_load_create(hass)
    written = await create(hass, request, call.context)
    return written_files(
        written, await _async_link(call, [file.path.name for file in written])
    )


def written_files(written: list[Written], below: str | None = None) -> ServiceResponse:
    """Return where files are; `below` is the address that they are below, if any."""
    return {
        "files": [
            {
                "path": str(file.path),
                "media_content_id": (
                    f"media-source://{DOMAIN}/{file.path.name}"
                    if is_shown(file.path.name)
                    else None
                ),
                "url": below and f"{below}/{file.path.name}",
                "bytes": file.size,
                "sha256": file.sha256,
            }
            for file in written
        ]
    }


async def _async_link(call: ServiceCall, files: list[str]) -> str | None:
    """Return the address that files are below, None where nobody asked for one."""
    if (length := call.data.get(ATTR_LINK)) is None:
        return None
    links = await async_links(call.hass)
    path = await links.async_add(files, dt_util.utcnow() + length)
    return async_address(call.hass, path)


def _period(call: ServiceCall) -> tuple[datetime, datetime]:
    if ATTR_BEGIN in call.data:
        return local(call.data[ATTR_BEGIN]), local(call.data[ATTR_END])
    return last(call.data[ATTR_PERIOD], dt_util.now())


def local(time: datetime) -> datetime:
    """Return a time in the zone of Home Assistant, which it is by where it names none."""
    if time.tzinfo is None:
        return time.replace(tzinfo=dt_util.get_default_time_zone())
    return dt_util.as_local(time)
