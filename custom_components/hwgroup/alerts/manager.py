"""Brings rules, readings, time and recipients together."""

from collections.abc import Collection, Coroutine, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started

from ..observed.past import async_past_readers
from ..steps import async_in_steps
from ..trail.service import async_trail
from .actions import Actions
from .clock import Clock, Machine, Timer
from .config.entry import ConfiguredRules
from .config.recipients import recipients_of
from .events import EventFeed
from .health.drills import Drills
from .health.networks import NetworkObserver
from .health.upkeep import Upkeep
from .hindsight.looker import Looker
from .kept import Kept
from .model import Reading
from .notify.dispatcher import Dispatcher
from .notify.log import Delivery
from .notify.maintenance import Maintenance
from .notify.mobile_app import async_listen_to_answers
from .notify.notifier import Notifier
from .notify.pauses import Pauses
from .notify.suppression import Suppression
from .put_off import async_put_off
from .readings.agreed import AgreedLimits
from .readings.listener import DeviceListener
from .readings.registries import RegistryChanges
from .rules.engine import RuleEngine
from .rules.event import AlertEvent
from .saver import Saver
from .seen import Seen
from .store import AlertStore
from .timeline import Instant, Now

_CHECK_EVERY: Final = timedelta(minutes=5)

type AlertsConfigEntry = ConfigEntry[AlertManager]


class AlertManager(Seen):
    """Evaluates the readings of all devices and notifies the recipients.

    `actions` takes what people do, `events` says what happens, `notifier` sends it.
    """

    clock: Clock
    actions: Actions
    notifier: Notifier
    pauses: Pauses
    drills: Drills
    suppression: Suppression
    saver: Saver
    upkeep: Upkeep

    def __init__(self, hass: HomeAssistant, entry: AlertsConfigEntry) -> None:
        """Prepare; `async_start` begins."""
        self._hass = hass
        self._entry = entry
        self._store = AlertStore(hass, entry.title)
        self._agreed = AgreedLimits()
        self._started = False
        self._timer = Timer(hass, self._on_timer)
        starting = ConfigEntryState.SETUP_IN_PROGRESS
        self.events = EventFeed(lambda: entry.state is starting)

    async def async_start(self) -> None:
        """Load the state of the last run, and start to listen."""
        hass, entry, on_unload = self._hass, self._entry, self._entry.async_on_unload
        machine, known = Machine(), recipients_of(entry)
        kept, checkpoint, _ = await self._store.async_load(known, machine.wall())
        self.clock = clock = Clock(machine, checkpoint)
        self.saver = Saver(self._store, clock, self._keep, self._run, self._deliver)
        self._listener = DeviceListener(
            hass, self._agreed, clock.at, self._on_devices, self._on_readings
        )
        self.pauses = Pauses(kept.pauses, kept.paused)
        self._maintenance = Maintenance(hass, clock.now, kept.windows, self._notify)
        self._rules = rules = ConfiguredRules(hass, entry, self._on_registries_changed)
        on_unload(rules.follow_registries())
        await rules.async_read()
        followed = self._agreed.follow(rules.now())
        self._engine = RuleEngine(followed, kept.alerts, kept.unchanged)
        self._networks = NetworkObserver(hass, self._engine, self._on_blame, self._run)
        self.notifier = Notifier(
            hass,
            clock,
            recipients_of(entry),
            [*kept.log, *kept.deliveries],
            self.saver.async_save,
            self._on_delivery,
            self._deliver,
        )
        self.suppression = Suppression(self._engine, self.pauses, self._maintenance)
        self._dispatcher = Dispatcher(
            hass, self._engine, self.notifier, self.suppression, self.events.publish
        )
        self._looker = Looker(
            hass=hass,
            clock=clock,
            engine=self._engine,
            dispatcher=self._dispatcher,
            pauses=self.pauses,
            maintenance=self._maintenance,
            looked=dict(kept.looked),
            look_at=self._listener.look_at,
            async_on_news=self._async_on_past,
        )
        self._agreed.restore(kept.limits, kept.units)
        self.drills = Drills(kept.records)
        self.actions = Actions(
            clock=clock,
            engine=self._engine,
            notifier=self.notifier,
            dispatcher=self._dispatcher,
            pauses=self.pauses,
            drills=self.drills,
            agreed=self._agreed,
            trail=async_trail(hass),
            on_change=self._on_action,
            put_off=async_put_off(hass),
        )
        self.upkeep = Upkeep(
            hass=hass,
            entry=entry,
            clock=clock,
            engine=self._engine,
            notifier=self.notifier,
            drills=self.drills,
            maintenance=self._maintenance,
            listener=self._listener,
            is_saved=lambda: not self.saver.has_failed,
            on_change=self.events.inform,
        )
        self.upkeep.apply_settings()
        on_unload(self._async_stop)
        on_unload(self.saver.follow_stop(hass))
        on_unload(self._listener.start())
        on_unload(async_past_readers(hass).async_add(self._looker.async_look))
        on_unload(entry.add_update_listener(self._async_on_settings_changed))
        await async_in_steps(self._listener.look())
        on_unload(async_listen_to_answers(hass, self.actions.async_take_answer))
        # Notifiers need their time to load: what is owed is sent after the start.
        on_unload(async_at_started(hass, self._on_started))
        on_unload(async_track_time_interval(hass, self._check_notifiers, _CHECK_EVERY))

    async def _async_stop(self) -> None:
        self._timer.set(None)
        self.upkeep.stop()
        self.notifier.stop()
        await self.saver.async_stop()

    # What is observed

    @callback
    def _on_devices(self, devices: Collection[str]) -> None:
        now = self._now()
        self._handle(self._networks.keep(devices, now.instant), now)

    @callback
    def _on_readings(self, device: str, readings: list[Reading]) -> None:
        now = self._now()
        alert_events = self._engine.observe(device, readings, now.instant)
        alert_events += self._networks.observe(readings[0], now.instant)
        self._handle(alert_events, now)
        if not self._is_complete and self.is_complete:
            self.events.inform()
        self.actions.catch_up()

    @callback
    def _on_blame(self, network: Reading) -> None:
        now = self._now()
        self._handle(self._engine.observe(network.key, [network], now.instant), now)

    async def _async_on_past(self) -> None:
        """Act on what was told of the past; return when it is written down."""
        now = self._now()
        self._handle(self._engine.tick(now.instant), now)
        self._notify()
        await self.saver.async_save()

    def _now(self) -> Now:
        """Return the time, after whatever has happened to the clocks was taken in."""
        now = self.clock.read()
        for gap in self.clock.take_gaps():
            self._engine.doubt(gap, now.instant)
        if self.clock.was_set():
            # Quiet hours end at another instant, and a crash must not go by the old time.
            self._dispatcher.next_due = now.instant
            self.notifier.follow_wall_clock()
            self._engine.dirty = True
        return now

    def _handle(self, alert_events: list[AlertEvent], now: Now) -> None:
        """Notify people of what has happened; it is written down before it is sent."""
        for alert_event in alert_events:
            if alert_event.change.is_end:
                self._dispatcher.announce(alert_event, now)
            else:
                self.events.publish(alert_event)
        if self._engine.dirty or self._dispatcher.is_due(now.instant):
            self._dispatcher.dispatch(now)
        if self._engine.dirty:
            self._commit()

    def _on_action(self) -> None:
        self.upkeep.send_due()
        self._notify()
        self.events.inform()  # who has done something sees it at once

    def _notify(self) -> None:
        """Notify people of what is not suppressed any more; then see if limits are agreed."""
        self._dispatcher.dispatch(self._now())
        self._commit()
        self._listener.look_at(self._agreed.take_changed())

    # Settings

    async def _async_on_settings_changed(
        self, _hass: HomeAssistant, _entry: AlertsConfigEntry
    ) -> None:
        self.notifier.set_recipients(recipients_of(self._entry))
        self.upkeep.apply_settings()
        self._apply_rules()
        self.upkeep.check_rules(all_of_them=False)
        self._notify()

    def _on_registries_changed(self, changes: RegistryChanges) -> None:
        work = async_in_steps(self._take_in(changes), 0)
        self._entry.async_create_task(self._hass, work)

    def _take_in(self, changes: RegistryChanges) -> Iterator[None]:
        if changes.targets:
            self.upkeep.show_missing()
            yield
        changed = self._apply_rules() | self.upkeep.apply_windows()
        yield
        if changed or changes.targets:
            self.upkeep.check_rules(all_of_them=False)
            yield
        if changed:
            self._notify()
        self._listener.look_at(changes.devices)  # a probe that nobody misses any more

    def _apply_rules(self) -> bool:
        """Apply the rules to what they target now, and return whether that is news."""
        now, rules = self._now(), self._agreed.follow(self._rules.now())
        if changed := rules != list(self._engine.rules):
            self._handle(self._engine.set_rules(rules, now.instant), now)
        return changed

    # Written down, and sent

    def _commit(self) -> None:
        """Write down what has changed, and only then act on it."""
        self._engine.dirty = False
        self.saver.commit()

    def _keep(self, now: Instant, ends: bool) -> Kept:
        return Kept(
            alerts=self._engine.kept(now),
            deliveries=self.notifier.kept,
            log=self.notifier.log,
            pauses=self.pauses.as_dict(),
            paused=self.pauses.since,
            windows=self._maintenance.opened,
            limits=self._agreed,
            units=self._agreed.units,
            records=self.drills.records,
            looked=self._looker.looked,
            unchanged=self._engine.histories.unchanged if ends else {},
        )

    @callback
    def _on_started(self, _hass: HomeAssistant) -> None:
        self._started = True
        self.upkeep.start()
        self.notifier.update_channels()
        self._deliver()

    @callback
    def _deliver(self) -> None:
        if not self.saver.is_saving:
            for channel in self.notifier.due_channels() if self._started else ():
                self._run(self._async_deliver(channel))
            self.events.inform()  # only now: messages would have to wait for it
        self._schedule()

    async def _async_deliver(self, channel: Any) -> None:
        await self.notifier.async_deliver(channel)
        self._schedule()

    @callback
    def _on_delivery(self, delivery: Delivery) -> None:
        self.events.publish(delivery)
        self.events.inform()

    @callback
    def _check_notifiers(self, _now: datetime) -> None:
        if self._started:
            self.notifier.check_channels()
            self.upkeep.check_rules()
            if self.upkeep.send_due() or self.saver.is_due(has_alerts=any(self.alerts)):
                self._commit()
            self._on_timer()  # whatever has stopped it, nothing waits for longer

    # When to look again

    @callback
    def _schedule(self) -> None:
        """Set the timer to when the next alert, message or pause is due."""
        self._timer.set(None)
        if self.saver.is_saving:
            return  # what comes after it begins with this
        now = self.clock.now()
        times = [
            self._engine.next_due(now),
            self._dispatcher.next_due,
            self.pauses.next_end(now),
            self.notifier.next_due if self._started else None,
        ]
        if (soonest := min(filter(None, times), default=None)) is not None:
            self._timer.set(soonest - now)

    @callback
    def _on_timer(self) -> None:
        now = self._now()
        self._handle(self._engine.tick(now.instant), now)
        self._deliver()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._entry.async_create_background_task(self._hass, work, "hwgroup alerts")
