"""What is checked when settings change, and every few minutes besides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ...settings import Settings
from ..clock import Clock
from ..config.entry import async_windows
from ..config.missing_targets import async_show_missing
from ..config.options import beat_of, collect_within, needs_healthy_rules
from ..config.unreadable import async_show_unreadable
from ..notify.maintenance import Maintenance
from ..notify.notifier import Notifier
from ..readings.listener import DeviceListener
from ..rules.engine import RuleEngine
from .drill_runner import async_run_drills
from .drills import Drills
from .heartbeat import Heartbeat
from .left_open import async_remind
from .rule_health import RuleHealth
from .unserved import async_show_unserved


@dataclass(kw_only=True, slots=True)
class Upkeep:
    """Finds out whether the alerts are able to do what they are for.

    `on_change` is called when rules watch more or less than before. `is_saved` returns
    whether the state of the alerts is on disk, as far as is known.
    """

    hass: HomeAssistant
    entry: ConfigEntry[Any]
    clock: Clock
    engine: RuleEngine
    notifier: Notifier
    drills: Drills
    maintenance: Maintenance
    listener: DeviceListener
    is_saved: Callable[[], bool]
    on_change: Callable[[], None]
    heartbeat: Heartbeat = field(init=False)
    rules: RuleHealth = field(init=False)
    _started: bool = False
    _left_out: str | None = None
    """A recipient or a window of which the settings cannot be read."""

    def __post_init__(self) -> None:
        """Know nothing of the rules yet, and send no heartbeat."""
        self.heartbeat = Heartbeat(self.hass, self.clock, self._problem)
        self.rules = RuleHealth(self.hass, self.entry)

    @callback
    def start(self) -> None:
        """Check the rules and send heartbeats from now on: all has loaded."""
        self._started = True
        self.check_rules()

    @callback
    def stop(self) -> None:
        """Follow nothing any more."""
        self.maintenance.stop()
        self.heartbeat.stop()

    @callback
    def apply_settings(self) -> None:
        """Collect messages, send heartbeats and drills, and follow targets as they are now."""
        options = Settings(self.entry.options)
        self.notifier.collect(collect_within(options))
        self.heartbeat.configure(beat_of(options))
        self._left_out = async_show_unreadable(self.hass, self.entry)
        self.drill()
        self.apply_windows()
        self.show_missing()

    @callback
    def apply_windows(self) -> bool:
        """Follow what maintenance windows name now, and return whether that is news."""
        return self.maintenance.set_windows(async_windows(self.hass, self.entry))

    @callback
    def show_missing(self) -> None:
        """Show what rules and maintenance windows name and is no more."""
        async_show_missing(self.hass, self.entry)

    @callback
    def check_rules(self, *, all_of_them: bool = True) -> None:
        """Check whether the rules watch anything, and whether anybody gets their alerts.

        Those that are the same as at the last check need not be looked at each time. With
        all of them, devices that nobody polls are looked for, too, and schedules that are
        in no registry.
        """
        if not self._started:
            return
        if all_of_them:
            self.listener.check()
            self.show_missing()
        rules = self.engine.rules
        async_show_unserved(self.hass, self.entry, rules, self.notifier.recipients)
        if self.rules.check(self.engine, all_of_them=all_of_them):
            self.on_change()

    @callback
    def drill(self) -> bool:
        """Send the drills that are due, and return whether there were any."""
        return async_run_drills(
            self.hass,
            Settings(self.entry.options),
            self.notifier,
            self.drills,
            self.clock.read(),
        )

    @callback
    def send_due(self) -> bool:
        """Send the drills and the reminders that are due; return whether there were any."""
        reminded = async_remind(
            self.hass,
            self.maintenance,
            self.notifier,
            self.engine.readings,
            self.clock.read(),
        )
        return self.drill() or reminded

    def _problem(self) -> str | None:
        """Return why alerts may not reach people, None if nothing is wrong."""
        if not self._started:
            return "starting"
        if not self.is_saved():
            return "the alerts cannot be saved"
        if any(self.notifier.problems):
            return "a notifier does not work"
        left_out = self._left_out or self.rules.left_out
        if left_out is not None:
            return f"the settings of {left_out} cannot be read"
        if needs_healthy_rules(Settings(self.entry.options)) and self.rules.problem:
            return self.rules.problem
        return self.listener.problem()
