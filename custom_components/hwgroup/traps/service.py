"""The trap listener: traps of known devices have them polled."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_PORT, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady

from ..client import TrapListener
from ..compat import ConfigEntryChange, async_on_entry_changed
from ..const import DOMAIN, LOGGER
from ..coordinator import HwgConfigEntry
from ..device.errors import port_problem
from ..entries import async_device_entries, is_device
from .port import async_clear_port_issue, async_show_port_issue
from .source import TrapSource

# How often a stranger can have the names of the devices looked up again.
_LOOK_UP_EVERY: Final = timedelta(minutes=1)

type TrapsConfigEntry = ConfigEntry[TrapService]


class TrapService:
    """Polls the devices that send traps, and counts the traps of all others.

    The sender's address decides, and it can be forged: so a trap is never believed,
    only followed by a poll, and nothing is kept of one.
    """

    def __init__(self, hass: HomeAssistant, entry: TrapsConfigEntry) -> None:
        """Prepare; `async_start` begins."""
        self.received = 0
        self.strangers = 0
        self._hass = hass
        self._entry = entry
        self._listener = TrapListener(self._on_trap)
        self._sources: dict[str, TrapSource] = {}
        """The devices, by the IDs of their entries."""
        self._senders: dict[str, list[TrapSource]] = {}
        """The devices by the addresses that they send from."""
        self._next_look_up = 0.0

    async def async_start(self) -> None:
        """Start to listen, and look up the addresses of the devices.

        Raises ConfigEntryNotReady if the port is not available.
        """
        self._open()
        self._entry.async_on_unload(self._listener.close)
        # Entries are not unloaded then, and another process may want the port.
        self._entry.async_on_unload(
            self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._on_stop)
        )
        self._entry.async_on_unload(
            async_on_entry_changed(self._hass, self._on_entry_changed)
        )
        self._watch(
            entry
            for entry in async_device_entries(self._hass)
            if entry.state is ConfigEntryState.LOADED
        )

    def _open(self) -> None:
        port = int(self._entry.data[CONF_PORT])
        try:
            self._listener.open(port)
        except OSError as err:
            problem = port_problem(err)
            async_show_port_issue(self._hass, problem, port)
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN,
                translation_key=problem,
                translation_placeholders={"port": str(port)},
            ) from err
        async_clear_port_issue(self._hass)

    @callback
    def _on_stop(self, _event: Event) -> None:
        self._listener.close()

    # Who is known

    @callback
    def _on_entry_changed(
        self, change: ConfigEntryChange, entry: ConfigEntry[Any]
    ) -> None:
        """Know this device while it is loaded: at a start there is a change of each."""
        if not is_device(entry):
            return
        removed = change is ConfigEntryChange.REMOVED
        if removed or entry.state is not ConfigEntryState.LOADED:
            self._forget(entry.entry_id)
        else:
            self._watch([entry])

    @callback
    def _watch(self, entries: Iterable[HwgConfigEntry]) -> None:
        """Know these devices, and look up the addresses that are not known."""
        sources = [self._source_of(entry) for entry in entries]
        if outdated := [source for source in sources if source.is_outdated]:
            self._entry.async_create_background_task(
                self._hass, self._async_look_up(outdated), "hwgroup trap senders"
            )

    def _source_of(self, entry: HwgConfigEntry) -> TrapSource:
        source = self._sources.get(entry.entry_id)
        if source is None or source.coordinator is not entry.runtime_data:
            self._forget(entry.entry_id)
            source = TrapSource(self._hass, entry.runtime_data)
            self._sources[entry.entry_id] = source
        return source

    def _forget(self, entry_id: str) -> None:
        if (source := self._sources.pop(entry_id, None)) is not None:
            self._strike(source)

    async def _async_look_up(self, sources: Iterable[TrapSource]) -> None:
        await asyncio.gather(*(self._async_learn(source) for source in sources))

    async def _async_learn(self, source: TrapSource) -> None:
        """Order a device by the addresses that it sends from now."""
        found = await source.async_resolve()
        self._strike(source)
        if self._sources.get(source.coordinator.config_entry.entry_id) is source:
            source.addresses = found
            for address in found:
                self._senders.setdefault(address, []).append(source)

    def _strike(self, source: TrapSource) -> None:
        for address in source.addresses:
            self._senders[address].remove(source)
            if not self._senders[address]:
                del self._senders[address]
        source.addresses = ()

    # What they send

    @callback
    def _on_trap(self, sender: str) -> None:
        if sender in self._senders:
            self.received += 1
            self._poll(sender)
            return
        self.strangers += 1
        now = self._hass.loop.time()
        if now >= self._next_look_up:
            self._next_look_up = now + _LOOK_UP_EVERY.total_seconds()
            self._entry.async_create_background_task(
                self._hass, self._async_look_again(sender), "hwgroup trap stranger"
            )

    async def _async_look_again(self, sender: str) -> None:
        """Find out whether the stranger is a device with a new address."""
        LOGGER.debug("A trap from %s, which is no device known so far", sender)
        await self._async_look_up(list(self._sources.values()))
        self._poll(sender)

    @callback
    def _poll(self, sender: str) -> None:
        for source in self._senders.get(sender, ()):
            source.poll_soon()
