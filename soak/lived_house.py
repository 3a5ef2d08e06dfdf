"""A house with twenty devices, whose Home Assistant is started and stopped for years."""

from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
import json
import logging
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, override

from custom_components.hwgroup.alerts.events import EventFeed, FeedItem
from custom_components.hwgroup.alerts.manager import AlertManager
from custom_components.hwgroup.alerts.model import device_of
from custom_components.hwgroup.alerts.rules.event import AlertEvent
from custom_components.hwgroup.const import ALERTS_UNIQUE_ID, DOMAIN
from custom_components.hwgroup.flows.device_form import entry_data
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentry,
)
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from launcher import HomeAssistantProcess, free_port
from worlds.oracle import HYSTERESIS
from worlds.traces import CRITICAL_HIGH, HIGH, Restarted

from .core import running
from .driven import DrivenClock
from .residents import Resident, Watcher
from .troubles import POLL

RELEASES: Final = Path(__file__).parents[1] / "tests" / "upgrade" / "storage"
_ACTIONS: Final = ("it_on_call", "pharmacist", "caretaker")
# Nobody has to say what comes first where a delay is over just as a device is polled.
_OPTIONS: Final = {"poll_interval": int(POLL)}
_RANGE: Final = {
    "quantity": "temperature",
    "device_limits": False,
    "high": HIGH,
    "hysteresis": HYSTERESIS,
    "unit": "°C",
    "delay": 0,
    "severity": "warning",
    "repeat": 0,
}
_RULES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "warm": ("range_rule", _RANGE),
    "warm_for_long": ("range_rule", _RANGE | {"severity": "critical", "delay": 10}),
    "graded": ("range_rule", _RANGE | {"critical_high": CRITICAL_HIGH, "delay": 2}),
    "open": (
        "input_rule",
        {"quantity": "input", "state": "off", "delay": 5}
        | {"severity": "warning", "repeat": 0},
    ),
    "day": ("recipient", {"actions": ["notify.it_on_call"], "entities": []}),
    "late": (
        "recipient",
        {"actions": ["notify.caretaker"], "entities": [], "after": 15}
        | {"quiet_begin": "22:00:00", "quiet_end": "06:00:00"},
    ),
}


class Lines(logging.Handler):
    """Counts the lines of the log, and keeps those that show a defect."""

    def __init__(self) -> None:
        """Begin without any."""
        super().__init__(logging.WARNING)
        self.ours = 0
        self.wrong: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        ours = record.name.startswith(f"custom_components.{DOMAIN}")
        self.ours += ours
        fetching = text.startswith("Error fetching")
        if record.exc_info or (
            ours and record.levelno > logging.WARNING and not fetching
        ):
            self.wrong.append(f"{record.name}: {text} {record.exc_info or ''}")


class OpenFeed(EventFeed):
    """The events of the alerts, for whoever judges them, those of a start, too."""

    reader: Callable[[FeedItem], None]

    @override
    def publish(self, news: FeedItem) -> None:
        OpenFeed.reader(news)
        super().publish(news)


class LivedHouse:
    """Home Assistant with its devices, and a judge for each of them."""

    def __init__(self, folder: Path, clock: DrivenClock) -> None:
        """Belong to a folder, in which there may be a life already."""
        self.folder = folder
        self.clock = clock
        self.residents: list[Resident] = []
        self.watchers: dict[str, Watcher] = {}
        """Those that are judged, by the IDs of their entries."""
        self.notifies = True
        self.is_lenient = False
        """Whether alerts may end that are watched by no judge."""
        self.gone: set[str] = set()
        """The keys of probes that were replaced: each may be missed."""
        self.messages = Counter[str]()
        self.lines = Lines()
        self.wrong: list[str] = []
        self.hass: HomeAssistant
        self.manager: AlertManager
        self.starts = 0
        self._stack = AsyncExitStack()
        logging.getLogger().addHandler(self.lines)
        OpenFeed.reader = self._on_event

    def lay_out(self) -> None:
        """Write what the first release has left behind, with the addresses of now."""
        process = HomeAssistantProcess(self.folder, port=free_port())
        process.prepare("")
        for path in (RELEASES / "0.1.0").iterdir():
            (self.folder / ".storage" / path.name).write_bytes(path.read_bytes())
        places = {each.device.mac.lower(): each.device for each in self.residents}
        file = self.folder / ".storage" / "core.config_entries"
        stored = json.loads(file.read_text("utf-8"))
        for entry in stored["data"]["entries"]:
            if (device := places.get(entry["unique_id"])) is not None:
                entry["data"] |= {"host": device.host, "port": device.port}
        file.write_text(json.dumps(stored), "utf-8")

    async def start(self) -> None:
        """Start Home Assistant, and judge on."""
        self.clock.wait(0)  # what is searched for at the start takes its time
        self.hass = await self._stack.enter_async_context(
            running(self.folder, self._prepare)
        )
        await self.settle()
        self.clock.wait()
        self.starts += 1
        entries = self.hass.config_entries
        alerts = entries.async_entry_for_domain_unique_id(DOMAIN, ALERTS_UNIQUE_ID)
        if alerts is None or alerts.state is not ConfigEntryState.LOADED:
            raise RuntimeError("the alerts are not set up")
        self.manager = alerts.runtime_data
        for entry_id, watcher in self.watchers.items():
            entry = entries.async_get_known_entry(entry_id)
            watcher.entry, watcher.engine = entry, self.manager._engine  # noqa: SLF001
            # The start takes its time, and the polls are counted from within it.
            since = entry.runtime_data.history.availability._since  # noqa: SLF001
            watcher.judge.take(Restarted(since))

    async def stop(self) -> None:
        """Stop Home Assistant, as a restart does."""
        await self._stack.aclose()

    async def settle(self) -> None:
        """Wait until nothing is left to do at this instant."""
        # What is due is taken by the loop in its next turn, and begins in the one after.
        await self.hass.async_block_till_done(wait_background_tasks=True)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def add_rules(self) -> None:
        """Have the rules and recipients of the oracle, besides those that were there."""
        entries = self.hass.config_entries
        alerts = entries.async_entry_for_domain_unique_id(DOMAIN, ALERTS_UNIQUE_ID)
        if alerts is None:
            raise RuntimeError("there are no alerts")
        entries.async_update_entry(alerts, options={"collect_seconds": 0})
        for name, (kind, data) in _RULES.items():
            subentry = ConfigSubentry(
                data=MappingProxyType(data),
                subentry_id=name,
                subentry_type=kind,
                title=name,
                unique_id=None,
            )
            entries.async_add_subentry(alerts, subentry)
        await self.settle()

    async def add(self, resident: Resident) -> ConfigEntry[Any]:
        """Add a device as a user does, unless it is there."""
        entries, device = self.hass.config_entries, resident.device
        unique_id = device.mac.lower()
        known = entries.async_entry_for_domain_unique_id(DOMAIN, unique_id)
        if known is not None:
            entries.async_update_entry(known, options=_OPTIONS)
            return known
        snmp: dict[str, Any] = {"transport": "http"}
        if resident.is_snmp:
            snmp = {"transport": "snmp", "port": device.snmp_port, "version": "2c"}
        entry: ConfigEntry[Any] = ConfigEntry(
            version=1,
            minor_version=2,
            domain=DOMAIN,
            title=device.name,
            data=entry_data({"host": device.url, "snmp": snmp}),
            options=dict(_OPTIONS),
            source=SOURCE_USER,
            unique_id=unique_id,
            discovery_keys=MappingProxyType({}),
            subentries_data=None,
        )
        await entries.async_add(entry)
        await self.settle()
        if entry.state is not ConfigEntryState.LOADED:
            raise RuntimeError(f"{entry.title} is not set up: {entry.reason}")
        return entry

    def judge(self, resident: Resident, entry: ConfigEntry[Any]) -> None:
        """Judge the alerts of a device from now on."""
        watcher = Watcher(resident, entry, self.clock)
        watcher.engine = self.manager._engine  # noqa: SLF001
        watcher.heard = self.clock.steady()
        self.watchers[entry.entry_id] = watcher

    def open_issues(self) -> list[ir.IssueEntry]:
        """Return the repair issues of the integration."""
        return [
            issue
            for issue in ir.async_get(self.hass).issues.values()
            if issue.domain == DOMAIN and issue.active
        ]

    def _prepare(self, hass: HomeAssistant) -> None:
        for name in _ACTIONS:
            hass.services.async_register("notify", name, self._accept)

    async def _accept(self, call: ServiceCall) -> None:
        if not self.notifies:
            raise HomeAssistantError("no network")
        self.messages[call.service] += 1

    def _on_event(self, happened: FeedItem) -> None:
        if not isinstance(happened, AlertEvent) or self.is_lenient:
            return
        alert = happened.alert
        watcher = self.watchers.get(device_of(alert.source))
        known = watcher is not None and watcher.hear(happened)
        if not known and alert.source not in self.gone:
            wall = self.clock.wall()
            self.wrong.append(
                f"{wall:%F %T}: {alert.rule} of {alert.source}: {happened.change}"
            )
