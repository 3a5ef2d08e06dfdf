"""One device over time: poll, grace, identity."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, override
from zlib import crc32

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .client import (
    AuthenticationError,
    Device,
    HwgError,
    Identity,
    Input,
    Names,
    Output,
    Sensor,
)
from .compat import ignore_variance
from .const import LOGGER
from .device.alarms import PartKind
from .device.errors import OtherDeviceError, error_key, translated
from .device.failover import Failover, Transport
from .device.grace import Grace
from .device.moved import Move
from .device.poll_history import PollHistory
from .device.probes import Gone, ProbeTracker
from .device.readable import options_of, unreadable_writing, without_unreadable_writing
from .device.registered import async_device_name, async_register
from .device.snapshot import (
    SAVE_READINGS_AFTER,
    async_load_snapshot,
    completed,
    device_store,
    outline,
    without_readings,
)
from .device.transports import address_of, readers_of
from .issues.certificate import async_keep_pin
from .issues.device import async_clear_issues, async_show_upkeep
from .issues.other_device import async_show_swapped
from .issues.unreadable import async_show_unreadable
from .settings import Settings

type HwgConfigEntry = ConfigEntry[HwgCoordinator]

_UPTIME_JITTER = timedelta(minutes=1)


class HwgCoordinator(DataUpdateCoordinator[Device]):
    """Polls one device and tells what it says, minus its stumbles.

    `online` is None until it is known: a first poll that fails says little yet.
    `problem` is the translation key of the last poll's error, None for a good one.
    """

    config_entry: HwgConfigEntry

    def __init__(self, hass: HomeAssistant, entry: HwgConfigEntry) -> None:
        """Prepare to poll; `async_start` begins."""
        super().__init__(
            hass, LOGGER, config_entry=entry, name=entry.title, always_update=False
        )
        self.platforms: list[Platform] = []
        """Of which it was set up, empty before that."""
        self.move: Move | None = None
        """How the device has moved last since the start."""
        self.new_address: str | None = None
        """Where it may be while it is offline; a user has to decide that."""
        self._connect()
        self.online: bool | None = None
        self._told: tuple[object, ...] = ()
        self.silent_since: float | None = None
        """The monotonic time of the first of the polls that have failed since."""
        self.problem: str | None = None
        self.last_contact: datetime | None = None
        self.boot_time: datetime | None = None
        options = Settings(entry.options)
        chosen = options_of(options)
        self._interval, self._grace_polls = chosen.interval_of(entry.data), chosen.grace
        wrong = options.unreadable + unreadable_writing(entry.data)
        async_show_unreadable(hass, entry, wrong)
        self.history = PollHistory(self._interval)
        self._grace = Grace(self._grace_polls)
        self._probes = ProbeTracker()
        self._names: Names | None = None
        self._misses = 0
        self.known_at_start: Device | None = None
        self._last_read: Device | None = None
        self._save_pending = False
        self._hinted = False
        self._counted = monotonic()
        self._store = device_store(hass, entry)
        self._steady = ignore_variance(lambda boot_time: boot_time, _UPTIME_JITTER)

    @property
    def unique_id(self) -> str:
        """What the unique IDs of this device's entities begin with."""
        return self.config_entry.unique_id or self.config_entry.entry_id

    @property
    def device_name(self) -> str:
        """What people call the device."""
        return async_device_name(self.hass, self.config_entry)

    @property
    def transport(self) -> Transport:
        """What the device is read by now."""
        return self._failover.serving

    @property
    def last_read(self) -> Device:
        """The device with its last readings, however old they are."""
        return self._last_read or self.data

    def name_of(self, part: Sensor | Input | Output) -> str:
        """Return what a part is called, told from others of its name; may be empty."""
        self._names = self._names or Names(self.data, self.gone)
        return self._names.of(part)

    @property
    def offline_since(self) -> datetime | None:
        """When the first of the polls failed that have failed since, by today's clock.

        A clock that was set meanwhile makes a silence neither longer nor shorter.
        """
        if self.silent_since is None:
            return None
        return dt_util.utcnow() - timedelta(seconds=monotonic() - self.silent_since)

    @property
    def is_polled(self) -> bool:
        """Whether polls end as they should: else something is wrong with polling itself."""
        return self.history.idle <= 3 * self._interval + timedelta(minutes=1)

    @property
    def unsure(self) -> frozenset[tuple[str, str]]:
        """The parts that lack a reading and may only have stumbled: kind and key."""
        return self._grace.unsure

    @property
    def gone(self) -> Mapping[tuple[PartKind, str], Gone]:
        """The probes and inputs that the device had once and has no more, by kind and key."""
        return self._probes.gone

    def _connect(self) -> None:
        """Poll by what the entry says."""
        data = without_unreadable_writing(self.config_entry.data)
        self.address = address_of(data)
        self.readers = readers_of(self.hass, data)
        self._failover = Failover(self.readers)

    async def async_reconnect(self, data: Mapping[str, Any]) -> None:
        """Keep new data of the entry, and poll the device by them from now on."""
        self.hass.config_entries.async_update_entry(self.config_entry, data=data)
        self._connect()
        self._async_register(self.last_read)
        await self.async_refresh()

    async def async_move(self, data: Mapping[str, Any], *, undone: bool) -> None:
        """Poll the device at another address from now on."""
        self.move = Move(self.address.host, data[CONF_HOST], undone)
        LOGGER.info("%s: moved from %s to %s", self.name, self.move.old, self.move.new)
        await self.async_reconnect(data)

    async def async_start(self) -> None:
        """Poll for the first time.

        A device that is known from before is set up even when it is silent, so that
        its entities and its alert exist. Raises ConfigEntryNotReady for one that is
        not known, ConfigEntryAuthFailed where that one refuses its credentials.
        """
        self.config_entry.async_on_unload(self._async_stop)
        if (loaded := await async_load_snapshot(self._store)) is None:
            await self.async_config_entry_first_refresh()
        else:
            known, self._probes = loaded
            self._last_read = self.known_at_start = known
            self.data = without_readings(known)
            await self.async_refresh()
        self._async_register(self.last_read)
        # Devices that are set up together are not polled together for ever.
        phase = crc32(self.unique_id.encode()) / 2**32
        self.update_interval = self._interval * (1 + phase) / 2

    async def async_follow_hint(self) -> None:
        """Poll now, as anybody may ask: a failure is no miss, unless a poll is due."""
        self.readers.expect_changes()
        self._hinted = True
        try:
            await self.async_refresh()
        finally:
            self._hinted = False

    async def _async_stop(self) -> None:
        known = await self.async_write_down()
        async_clear_issues(self.hass, self.config_entry, known=known)

    async def async_write_down(self) -> bool:
        """Write down what was read last; return whether that is anything."""
        if known := self._last_read is not None:
            await self._store.async_save(self._to_store())
        return known

    @override
    async def _async_update_data(self) -> Device:
        self.update_interval = self._interval = self.readers.interval or self._interval
        self.history.begin()
        try:
            device = await self._failover.read(dt_util.utcnow())
            if device.identity.differs_from(self._known_identity):
                async_show_swapped(self.hass, self.config_entry, device.identity)
                raise OtherDeviceError(f"{device.identity.unique_id} answers")
            return self._reached(device)
        except HwgError as err:
            return self._missed(err)
        except Exception as err:  # noqa: BLE001
            # Whatever keeps a device from being read, its alarm must not be silent.
            LOGGER.debug("%s: unexpected error", self.name, exc_info=True)
            return self._missed(HwgError(repr(err)))

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        async_keep_pin(self.hass, self.config_entry, self.readers.pin)
        # What changes without the data is no change that the base class tells of.
        if self._told != (told := self._besides()):
            self._told = told
            self.async_update_listeners()

    def _besides(self) -> tuple[object, ...]:
        return (
            self.online,
            self.problem,
            self.boot_time,
            self.transport,
            self.unsure,
            self.move,
            self.readers.trusted,
            self.history.availability.share,
        )

    @property
    def _known_identity(self) -> Identity:
        if self._last_read is not None:
            return self._last_read.identity
        return Identity.from_unique_id(self.config_entry.unique_id)

    def _missed(self, err: HwgError) -> Device:
        """Hold what is shown for as long as the grace lasts, then raise."""
        self._misses += self._counts()
        self.problem = error_key(err)
        in_grace = self.online is True and self._misses <= self._grace_polls
        self.history.end(dt_util.utcnow(), self.problem, self.transport, in_grace)
        if self.silent_since is None:
            self.silent_since = monotonic()
        if in_grace:
            LOGGER.debug("%s: failed poll %s: %s", self.name, self._misses, err)
            return self.data
        if self.online is not False and self._misses > self._grace_polls:
            self.online = False
        if isinstance(err, AuthenticationError):
            if self._last_read is None:
                raise translated(ConfigEntryAuthFailed, err) from err
            # Raising that error here would end polling until somebody reacts.
            self.config_entry.async_start_reauth(self.hass)
        raise translated(UpdateFailed, err) from err

    def _reached(self, device: Device) -> Device:
        if self._last_read is not None:
            device = completed(device, self._last_read, first=self._failover.on_first)
        read = device
        if self.data is not None:
            before = self.data
            if self.online is False:
                # What was read before the outage says nothing about now.
                before = without_readings(before)
                self._grace.begin_anew()
            device = self._grace.settle(before, device, counts=self._counts())
        if self._probes.update(read, device):
            self._names = None
        self._remember(device)
        async_show_upkeep(
            self.hass, self.config_entry, device, self._probes, self._failover
        )
        contact = dt_util.utcnow() - self.readers.age(self.transport)
        if device.uptime is not None:
            self.boot_time = self._steady(contact - timedelta(seconds=device.uptime))
        # Last, so that a defect above counts as a missed poll.
        self._misses, self.online = 0, True
        self.silent_since = self.problem = self.new_address = None
        self.last_contact = contact
        self.history.end(dt_util.utcnow(), None, self.transport)
        return device

    def _counts(self) -> bool:
        """Return whether a poll counts for the grace: one at each interval does.

        A hint puts off the regular poll, and counts only in its place.
        """
        now = monotonic()
        if self._hinted and now - self._counted < self._interval.total_seconds():
            return False
        self._counted = now
        return True

    def _remember(self, device: Device) -> None:
        """Keep what a restart needs if the device is silent then."""
        last, self._last_read = self._last_read, device
        changed = last != device
        if last is None or (changed and outline(last) != outline(device)):
            self._names = None
            self._store.async_delay_save(self._to_store)
            self._async_register(last)
        elif changed and not self._save_pending:
            # Asked for again, the store would wait anew and never write.
            self._save_pending = True
            self._store.async_delay_save(self._to_store, SAVE_READINGS_AFTER)

    def _to_store(self) -> dict[str, Any]:
        self._save_pending = False
        return self.last_read.to_dict() | self._probes.to_dict()

    @callback
    def _async_register(self, before: Device | None) -> None:
        now, before = self.last_read, before or self.last_read
        async_register(
            self.hass, self.config_entry, before.identity, now.identity, self.address
        )
