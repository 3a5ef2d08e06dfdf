"""Listens to coordinators and the clock, and moves the rest."""

import asyncio
from collections.abc import Coroutine, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_ACTIONS,
    CONF_ENTITIES,
    CONF_OFFLINE_DELAY,
    DEFAULT_OFFLINE_DELAY,
    DOMAIN,
)
from ..coordinator import HwgConfigEntry, HwgCoordinator
from ..entries import async_device_entries
from .delivery import DeliveryError, Outbox, async_send
from .lifecycle import Change, advance, due
from .messages import compose, compose_test
from .model import Alert, Channel, ChannelKind, Delivery, Message, Phase, Snapshot
from .problems import (
    async_clear_problem,
    async_keep_problems,
    async_show_no_recipient,
    async_show_problem,
    async_show_undeliverable,
)
from .snapshots import snapshot_of
from .store import AlertStore

_CHANNEL_OPTIONS: Final[Mapping[ChannelKind, str]] = {
    ChannelKind.ENTITY: CONF_ENTITIES,
    ChannelKind.ACTION: CONF_ACTIONS,
}

type AlertsConfigEntry = ConfigEntry[AlertCentre]


class AlertCentre:
    """Watches every device of the installation and tells the recipients."""

    def __init__(self, hass: HomeAssistant, entry: AlertsConfigEntry) -> None:
        """Prepare; `async_start` begins."""
        self._hass = hass
        self._entry = entry
        self._store = AlertStore(hass)
        self._alerts: dict[str, Alert] = {}
        self._outbox: Outbox
        self._started = False
        self._told: list[Channel] = []
        self._watched: dict[HwgCoordinator, CALLBACK_TYPE] = {}
        self._unsub_timer: CALLBACK_TYPE | None = None

    @property
    def alerts(self) -> Iterable[Alert]:
        """What is wrong with devices now."""
        return self._alerts.values()

    @property
    def deliveries(self) -> Iterable[Delivery]:
        """What is still owed to somebody."""
        return self._outbox.deliveries

    async def async_start(self) -> None:
        """Take up what was left by the last run, and watch from now on."""
        alerts, deliveries = await self._store.async_load()
        self._alerts = {alert.source: alert for alert in alerts}
        self._outbox = Outbox(self._hass, deliveries, self._async_save, self._on_result)
        self._entry.async_on_unload(self._stop)
        self._entry.async_on_unload(
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_entry_changed
            )
        )
        # Notifiers need their time to load: what is owed is sent after the start.
        self._entry.async_on_unload(async_at_started(self._hass, self._on_started))
        self._entry.async_on_unload(
            self._entry.add_update_listener(self._async_on_settings_changed)
        )
        self._told = self._channels()
        self._outbox.keep(self._told)
        self._show_problems()
        self._watch()

    async def async_test(self) -> None:
        """Send a test message through every channel at once.

        Raises ServiceValidationError where there is no recipient, and
        HomeAssistantError naming the channels that did not accept it.
        """
        channels = self._channels()
        if not channels:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="no_recipient"
            )
        reasons = await asyncio.gather(
            *(self._async_test_channel(channel) for channel in channels)
        )
        failures = [reason for reason in reasons if reason is not None]
        if failures:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="test_failed",
                translation_placeholders={"failures": "; ".join(failures)},
            )

    async def _async_test_channel(self, channel: Channel) -> str | None:
        recipient = self._recipient(channel)
        message = compose_test(recipient, self._hass.config.language)
        try:
            await async_send(self._hass, channel, message)
        except DeliveryError as err:
            return f"{recipient} ({channel.target}): {err}"
        self._on_result(channel, None)
        self._outbox.retry(channel)
        self._deliver()
        return None

    # What is watched

    @callback
    def _on_entry_changed(self, _change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN and entry is not self._entry:
            self._watch()

    @callback
    def _watch(self) -> None:
        """Listen to the coordinators that there are now."""
        entries = async_device_entries(self._hass)
        coordinators = {
            entry.runtime_data
            for entry in entries
            if entry.state is ConfigEntryState.LOADED
        }
        for coordinator in self._watched.keys() - coordinators:
            self._watched.pop(coordinator)()
        for coordinator in coordinators - self._watched.keys():
            self._watched[coordinator] = coordinator.async_add_listener(
                partial(self._check, [coordinator.config_entry])
            )
        gone = self._alerts.keys() - {entry.entry_id for entry in entries}
        for source in gone:
            del self._alerts[source]
        if gone:
            self._run(self._async_commit())
        self._check(entries)

    @callback
    def _stop(self) -> None:
        for unsubscribe in self._watched.values():
            unsubscribe()
        self._watched.clear()
        self._cancel_timer()

    # What is decided

    @callback
    def _check(self, entries: Iterable[HwgConfigEntry]) -> None:
        """Move the alerts of these devices to where they belong now.

        What has changed is written down before it is acted on.
        """
        now, changed = dt_util.utcnow(), False
        for entry in entries:
            changed |= self._advance(snapshot_of(entry), now)
        if changed:
            self._run(self._async_commit())
        else:
            self._deliver()

    def _advance(self, snapshot: Snapshot, now: datetime) -> bool:
        """Move one alert; return whether there is anything to write down."""
        before = self._alerts.pop(snapshot.source, None)
        alert, change = advance(before, snapshot, now, self._delay)
        if alert is not None:
            self._alerts[snapshot.source] = alert
        if change is not None and (about := alert or before):
            language = self._hass.config.language
            self._tell(compose(change, about, snapshot, now, language), about.source)
        return alert != before

    @property
    def _delay(self) -> timedelta:
        return timedelta(
            minutes=self._entry.options.get(
                CONF_OFFLINE_DELAY, DEFAULT_OFFLINE_DELAY.total_seconds() / 60
            )
        )

    # Who is told

    def _tell(self, message: Message, source: str) -> None:
        channels = self._channels()
        for channel in channels:
            self._outbox.add(channel, message)
        if not channels:
            async_show_undeliverable(self._hass, source, message)

    def _channels(self) -> list[Channel]:
        return [
            Channel(recipient=subentry.subentry_id, kind=kind, target=target)
            for subentry in self._entry.subentries.values()
            for kind, option in _CHANNEL_OPTIONS.items()
            for target in subentry.data[option]
        ]

    def _recipient(self, channel: Channel) -> str:
        return self._entry.subentries[channel.recipient].title

    def _tell_of_active_alerts(self, channels: Iterable[Channel]) -> None:
        """Tell those who are new of what everybody else knows."""
        now, language = dt_util.utcnow(), self._hass.config.language
        for entry in async_device_entries(self._hass):
            alert = self._alerts.get(entry.entry_id)
            if alert is None or alert.phase is not Phase.ACTIVE:
                continue
            message = compose(Change.STARTED, alert, snapshot_of(entry), now, language)
            for channel in channels:
                if not self._outbox.owes(channel, alert.source):
                    self._outbox.add(channel, message)

    @callback
    def _show_problems(self) -> None:
        """Keep to what is still wrong with the recipients that there are now."""
        channels = self._channels()
        async_keep_problems(self._hass, channels)
        async_show_no_recipient(self._hass, shown=not channels)

    async def _async_commit(self) -> None:
        """Write down what has changed, and only then act on it."""
        await self._async_save()
        self._deliver()

    async def _async_save(self) -> None:
        await self._store.async_save(self._alerts.values(), self._outbox.deliveries)

    @callback
    def _on_started(self, _hass: HomeAssistant) -> None:
        self._started = True
        self._deliver()

    @callback
    def _deliver(self) -> None:
        if self._started:
            for channel in self._outbox.due_channels():
                self._run(self._async_deliver(channel))
        self._schedule()

    async def _async_deliver(self, channel: Channel) -> None:
        await self._outbox.async_deliver(channel)
        self._schedule()

    @callback
    def _on_result(self, channel: Channel, reason: str | None) -> None:
        if reason is not None:
            async_show_problem(self._hass, channel, self._recipient(channel), reason)
        elif not self._outbox.owes(channel):
            async_clear_problem(self._hass, channel)

    async def _async_on_settings_changed(
        self, _hass: HomeAssistant, _entry: AlertsConfigEntry
    ) -> None:
        """Follow a new delay, and a change of recipients."""
        channels = self._channels()
        new = [channel for channel in channels if channel not in self._told]
        self._told = channels
        self._outbox.keep(channels, new)
        self._tell_of_active_alerts(new)
        self._show_problems()
        await self._async_save()
        self._check(async_device_entries(self._hass))

    # When to look again

    @callback
    def _schedule(self) -> None:
        """Wake up when time alone changes an alert or a message has to be tried."""
        self._cancel_timer()
        now = dt_util.utcnow()
        dues = (due(alert, self._delay) for alert in self._alerts.values())
        # What is overdue waits for news of its device, not for the clock.
        times = [time for time in dues if time is not None and time > now]
        if self._started and (next_due := self._outbox.next_due) is not None:
            times.append(max(next_due, now))
        if times:
            self._unsub_timer = async_track_point_in_utc_time(
                self._hass, self._on_timer, min(times)
            )

    @callback
    def _cancel_timer(self) -> None:
        if self._unsub_timer is not None:
            self._unsub_timer()
            self._unsub_timer = None

    @callback
    def _on_timer(self, _now: datetime) -> None:
        self._unsub_timer = None
        self._check(async_device_entries(self._hass))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._entry.async_create_background_task(self._hass, work, "hwgroup alerts")
