"""Devices that are said to be elsewhere, or are where they were before.

Announcements can be forged. So none of them has a device asked that answers, no secret
is sent to where one points, and what answers there is compared with what is known.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..client import AuthenticationError, Device, HwgError, Identity
from ..compat import by_itself, singleton
from ..const import CONF_MOVED_FROM, LOGGER
from ..device.addresses import async_addresses_of
from ..device.anonymous import async_read_anonymously, has_secrets
from ..device.evidence import Agreement, agreement
from ..device.first_reading import first_reading
from ..device.intervals import is_only_pushed
from ..device.moved import (
    at_another_host,
    back_again,
    distrusted,
    moved_from,
    settled,
    was_found,
)
from ..device.readable import options_of
from ..device.transports import readers_of
from ..entries import async_device_entries
from ..issues.address import (
    async_clear_new_address,
    async_clear_old_address,
    async_offer_new_address,
    async_offer_old_address,
)
from ..settings import Settings
from .limits import async_may_look

# So many announced addresses of a device are remembered until it is offline.
_MOST_REMEMBERED: Final = 8
_LOOK_BACK_EVERY: Final = timedelta(minutes=1)
_LOOK_BACK_FOR: Final = timedelta(days=7)
# The device is where it was, whatever else it says.
_STILL_THERE: Final = ("certificate", "certificate_changed", "invalid_auth")


@callback
def async_announce(hass: HomeAssistant, entry: ConfigEntry[Any], host: str) -> None:
    """Take note of where a device is said to be, and look there if it is offline."""
    if entry.source == SOURCE_IGNORE or entry.disabled_by is not None:
        return
    if entry.data.get(CONF_HOST) == host or not _follows(entry):
        return
    if is_only_pushed(entry.data):
        return  # it comes by itself, from wherever it is
    if entry.state is ConfigEntryState.LOADED:
        _whereabouts_of(hass, entry).announce(host)
    elif entry.state is ConfigEntryState.SETUP_RETRY:
        known = Device(identity=Identity.from_unique_id(entry.unique_id))
        hass.async_create_background_task(
            _async_look(hass, entry, known, host), "hwgroup announced address"
        )


def _follows(entry: ConfigEntry[Any]) -> bool:
    return options_of(Settings(entry.options)).follow


@singleton("hwgroup_whereabouts")
def _whereabouts(_hass: HomeAssistant) -> dict[str, _Whereabouts]:
    return {}


@callback
def _whereabouts_of(hass: HomeAssistant, entry: ConfigEntry[Any]) -> _Whereabouts:
    """Return what is kept of a device as long as its entry is loaded."""
    kept = _whereabouts(hass)
    if entry.entry_id not in kept:
        kept[entry.entry_id] = _Whereabouts(hass, entry)

        @callback
        def forget() -> None:
            del kept[entry.entry_id]

        entry.async_on_unload(forget)
    return kept[entry.entry_id]


class _Whereabouts:
    """Where one device has been announced; it is looked for there when it is offline."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        self._hass = hass
        self._entry = entry
        self._hosts: dict[str, None] = {}
        self._task: asyncio.Task[None] | None = None
        entry.async_on_unload(entry.runtime_data.async_add_listener(self._on_change))

    @callback
    def announce(self, host: str) -> None:
        """Remember an address as the newest one."""
        self._hosts.pop(host, None)
        self._hosts[host] = None
        if len(self._hosts) > _MOST_REMEMBERED:
            del self._hosts[next(iter(self._hosts))]
        self._on_change()

    @callback
    def _on_change(self) -> None:
        busy = self._task is not None and not self._task.done()
        if _is_lost(self._entry) and not busy:
            self._task = self._entry.async_create_background_task(
                self._hass, self._async_look_around(), "hwgroup announced addresses"
            )

    async def _async_look_around(self) -> None:
        known = self._entry.runtime_data.last_read
        for host in reversed(list(self._hosts)):
            if await _async_look(self._hass, self._entry, known, host):
                return


def _is_lost(entry: ConfigEntry[Any]) -> bool:
    """Return whether a device is offline and may be elsewhere."""
    if entry.state is not ConfigEntryState.LOADED:
        return entry.state is ConfigEntryState.SETUP_RETRY
    coordinator = entry.runtime_data
    return coordinator.online is False and coordinator.problem not in _STILL_THERE


async def _async_look(
    hass: HomeAssistant, entry: ConfigEntry[Any], known: Device, host: str
) -> bool:
    """Look whether a lost device is at an address; return whether it may well be."""
    at_home = await async_addresses_of(hass, entry.data[CONF_HOST])
    if host in at_home or not async_may_look(hass, host):
        return False
    try:
        seen = await async_read_anonymously(hass, entry.data, host)
    except AuthenticationError:
        # That alone proves nothing, but there is no more to be seen from outside.
        agreed = Agreement.SOME if has_secrets(entry.data) else Agreement.NONE
    except HwgError as err:
        LOGGER.debug("%s is not at %s: %s", entry.title, host, err)
        return False
    else:
        agreed = agreement(known, seen)
    if agreed not in (Agreement.SOME, Agreement.FULL) or not _is_lost(entry):
        LOGGER.debug("%s is not at %s: %s", entry.title, host, agreed.name)
        return False
    if agreed is Agreement.FULL and _may_move_by_itself(entry, host):
        data = at_another_host(entry.data, host)
        with by_itself():
            await entry.runtime_data.async_move(data, undone=False)
        return True
    if entry.state is ConfigEntryState.LOADED:
        entry.runtime_data.new_address = host
        entry.runtime_data.async_update_listeners()
    async_offer_new_address(hass, entry, host, proven=agreed is Agreement.FULL)
    return True


def _may_move_by_itself(entry: ConfigEntry[Any], host: str) -> bool:
    """Return whether no user has to decide, and no secret could be lost."""
    return (
        entry.state is ConfigEntryState.LOADED
        and was_found(entry)
        and not has_secrets(entry.data)
        and host not in distrusted(entry.data)
    )


# Devices that were somewhere else before


@callback
def async_start_looking_back(hass: HomeAssistant) -> None:
    """Look now and then whether devices answer where they were before they moved."""
    busy: set[str] = set()

    @callback
    def begin(_when: datetime) -> None:
        for entry in async_device_entries(hass):
            loaded = entry.state is ConfigEntryState.LOADED
            if loaded and CONF_MOVED_FROM in entry.data and entry.entry_id not in busy:
                busy.add(entry.entry_id)
                entry.async_create_background_task(
                    hass, look_back(entry), "hwgroup old address"
                )

    async def look_back(entry: ConfigEntry[Any]) -> None:
        try:
            with by_itself():
                await _async_look_back(hass, entry)
        finally:
            busy.discard(entry.entry_id)

    async_track_time_interval(hass, begin, _LOOK_BACK_EVERY, cancel_on_shutdown=True)


async def _async_look_back(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    if (moved := moved_from(entry.data)) is None:
        _settle(hass, entry)
        return
    host, since = moved
    if dt_util.utcnow() - since > _LOOK_BACK_FOR:
        _settle(hass, entry)
        return
    try:
        seen = await async_read_anonymously(hass, entry.data, host)
    except AuthenticationError:
        if has_secrets(entry.data):
            async_offer_old_address(hass, entry, host)
        return
    except HwgError:
        return
    agreed = agreement(entry.runtime_data.last_read, seen)
    if agreed is Agreement.OTHER:
        _settle(hass, entry)
    elif agreed is Agreement.NONE:
        return
    elif has_secrets(entry.data) or not _follows(entry):
        async_offer_old_address(hass, entry, host)
    else:
        await entry.runtime_data.async_move(back_again(entry.data), undone=True)


@callback
def _settle(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Let a device be where it is: nothing of it is left where it was."""
    hass.config_entries.async_update_entry(entry, data=settled(entry.data))
    async_clear_old_address(hass, entry)


# Moved by a user


async def async_move_by_hand(
    hass: HomeAssistant, entry: ConfigEntry[Any], host: str
) -> bool:
    """Poll a device at an address that a user has confirmed, unless it is not there.

    Its credentials are sent there.
    """
    undone = entry.data.get(CONF_MOVED_FROM) == host
    data = back_again(entry.data) if undone else at_another_host(entry.data, host)
    device = (await first_reading(readers_of(hass, data), failover=True)).device
    if device is None or device.identity.differs_from(_known_identity(entry)):
        return False
    async_clear_new_address(hass, entry)
    async_clear_old_address(hass, entry)
    if entry.state is ConfigEntryState.LOADED:
        await entry.runtime_data.async_move(data, undone=undone)
    else:
        hass.config_entries.async_update_entry(entry, data=data)
        await hass.config_entries.async_reload(entry.entry_id)
    return True


def _known_identity(entry: ConfigEntry[Any]) -> Identity:
    if entry.state is ConfigEntryState.LOADED:
        identity: Identity = entry.runtime_data.last_read.identity
        return identity
    return Identity.from_unique_id(entry.unique_id)
