"""The entry that receives pushes."""

from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from ..push.arrivals import async_withdraw_offers
from ..push.journal import Journal
from ..push.port import async_clear_push_issue, unreadable_receiver
from ..push.service import PushConfigEntry, PushService
from . import EntryKind


async def _async_clear(hass: HomeAssistant, _entry: PushConfigEntry) -> None:
    await Journal(hass).async_remove()
    async_clear_push_issue(hass)
    async_withdraw_offers(hass)


KIND: Final = EntryKind(
    make=PushService,
    clear=_async_clear,
    platforms=lambda _: [Platform.SENSOR],
    unreadable=unreadable_receiver,
)
