"""Loads what makes reports, which takes its time, when the first one is made."""

from collections.abc import Awaitable, Callable

from homeassistant.core import Context, HomeAssistant

from .files import Written
from .request import Request

type Create = Callable[[HomeAssistant, Request, Context], Awaitable[list[Written]]]


async def async_load_create(hass: HomeAssistant) -> Create:
    """Return what makes a report."""
    return await hass.async_add_import_executor_job(_load)


def _load() -> Create:
    from .make import async_create  # noqa: PLC0415

    return async_create
