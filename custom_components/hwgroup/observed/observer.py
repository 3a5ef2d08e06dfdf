"""Keeps when devices were not observed, from one run of Home Assistant to the next.

The recorder cannot tell: it fills the hours of a stop with the last value, and what is
shown while polls fail looks like a value that was read.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..compat import ConfigEntryChange, async_on_entry_changed, singleton
from ..const import DOMAIN
from ..coordinator import HwgCoordinator
from ..entries import async_device_entries, is_device
from ..storage import KeptStore
from .gaps import Cause, Gap, Gaps

_VERSION: Final = 1
_TICK: Final = timedelta(minutes=5)
# After so long without a tick, Home Assistant was asleep.
_LONGEST: Final = 2.5 * _TICK.total_seconds()
# After a crash, so much before it counts as not observed.
_SAVE_SECONDS: Final = 900.0


@singleton("hwgroup_observer")
async def async_observer(hass: HomeAssistant) -> Observer:
    """Keep from the first call on when devices are not observed."""
    store = KeptStore(hass, _VERSION, f"{DOMAIN}.observed", about="HW group")
    observer = Observer(hass, store, await _async_load(store))
    observer.async_start()
    return observer


async def _async_load(store: KeptStore) -> Gaps:
    now = dt_util.utcnow().timestamp()
    if not (data := await store.async_load()):
        return Gaps(now)
    try:
        gaps = Gaps.from_dict(data)
    except (AttributeError, KeyError, TypeError, ValueError) as err:
        await store.async_keep_aside(repr(err))
        return Gaps(now)
    gaps.resume()
    return gaps


async def async_gaps(hass: HomeAssistant, key: str, end: float) -> list[Gap]:
    """Return when a part was not observed, or its device, by its key as a reading."""
    observer = await async_observer(hass)
    return observer.gaps.of({key, key.partition("/")[0]}, end)


async def async_known_since(hass: HomeAssistant) -> float:
    """Return since when it is known what was observed."""
    return (await async_observer(hass)).gaps.since


class Observer:
    """Looks at each device whenever anything about it has changed."""

    def __init__(self, hass: HomeAssistant, store: KeptStore, gaps: Gaps) -> None:
        """Take over what was known."""
        self.gaps = gaps
        self._hass = hass
        self._store = store
        self._heard: dict[str, tuple[HwgCoordinator, CALLBACK_TYPE]] = {}
        self._is_saving = False

    @callback
    def async_start(self) -> None:
        """Look from now on."""
        async_on_entry_changed(self._hass, self._on_entry_changed)
        for entry in async_device_entries(self._hass):
            self._on_entry_changed(ConfigEntryChange.UPDATED, entry)
        async_track_time_interval(
            self._hass, self._on_tick, _TICK, cancel_on_shutdown=True
        )

    @callback
    def _on_tick(self, now: datetime) -> None:
        self.gaps.tick(now.timestamp(), _LONGEST)
        if self.gaps.keys:
            self._save()

    @callback
    def _on_entry_changed(
        self, change: ConfigEntryChange, entry: ConfigEntry[Any]
    ) -> None:
        if change is ConfigEntryChange.REMOVED:
            self._forget(entry.entry_id)
        if not is_device(entry):
            return
        is_loaded = entry.state is ConfigEntryState.LOADED
        coordinator = entry.runtime_data if is_loaded else None
        known, stop = self._heard.get(entry.entry_id, (None, None))
        if coordinator is known:
            return
        if stop is not None:
            stop()
            del self._heard[entry.entry_id]
            if change is not ConfigEntryChange.REMOVED:
                now = dt_util.utcnow().timestamp()
                self.gaps.lose(entry.entry_id, now, Cause.UNAVAILABLE, now)
        if coordinator is not None:
            look = partial(self._look, coordinator)
            self._heard[entry.entry_id] = (
                coordinator,
                coordinator.async_add_listener(look),
            )
            look()

    @callback
    def _look(self, coordinator: HwgCoordinator) -> None:
        gaps, device = self.gaps, coordinator.config_entry.entry_id
        now = dt_util.utcnow().timestamp()
        if (since := coordinator.offline_since) is not None:
            gaps.lose(device, since.timestamp(), Cause.HELD, now)
        elif coordinator.last_contact is not None:
            gaps.see(device, coordinator.last_contact.timestamp())
        unsure = {f"{device}/{kind}/{key}" for kind, key in coordinator.unsure}
        for key in unsure:
            gaps.lose(key, now, Cause.HELD, now)
        for key in gaps.parts_of(device) - unsure:
            gaps.see(key, now)

    def _forget(self, entry_id: str) -> None:
        if entry_id in self.gaps.keys:
            self.gaps.forget(entry_id)
            if not self.gaps.keys:
                self._is_saving = False
                self._hass.async_create_task(self._store.async_remove())

    def _save(self) -> None:
        # Asked for again, the store would wait anew and never write.
        if not self._is_saving:
            self._is_saving = True
            self._store.async_delay_save(self._to_store, _SAVE_SECONDS)

    async def async_write_down(self) -> None:
        """Write down what is known now."""
        if self.gaps.keys:
            await self._store.async_save(self._to_store())

    def _to_store(self) -> dict[str, Any]:
        self._is_saving = False
        return self.gaps.to_dict(dt_util.utcnow().timestamp())
