"""The networks of the devices, and that of Home Assistant itself."""

from collections.abc import Callable, Collection, Coroutine
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import ifaddr

from homeassistant.core import HomeAssistant, callback

from ..model import Reading
from ..rules.built_in import OFFLINE
from ..rules.engine import RuleEngine
from ..rules.event import AlertEvent
from ..rules.outages import NetworkOutages
from ..timeline import Instant


class NetworkObserver:
    """Makes a reading of the network of each device for the engine.

    `on_blame` is called with the reading of a network that is down only because Home
    Assistant has none itself; `run` runs the work that finds out.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        engine: RuleEngine,
        on_blame: Callable[[Reading], None],
        run: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        """Start without devices."""
        self._hass = hass
        self._engine = engine
        self._on_blame = on_blame
        self._run = run
        self._outages = NetworkOutages()

    @callback
    def keep(self, devices: Collection[str], now: Instant) -> list[AlertEvent]:
        """Keep only these devices, by the IDs of their entries."""
        networks = self._outages.keep(devices)
        kept = {*devices, *(each.key for each in networks if not self._is_lost(each))}
        ended = self._engine.keep(kept, now)
        seen = (each for network in networks for each in self._observe(network, now))
        return [*ended, *seen]

    def _is_lost(self, network: Reading) -> bool:
        """Return whether it is down no more only because devices of it were removed."""
        known = self._engine.reading_of.get(network.key)
        return bool(network.value) and known is not None and not known.value

    @callback
    def observe(self, device: Reading, now: Instant) -> list[AlertEvent]:
        """Update the network of a device, and evaluate it if it changed."""
        alert = self._engine.alert(OFFLINE, device.key)
        since = alert.since if alert and alert.since else device.since or now
        networks = self._outages.update(device, since)
        return [each for network in networks for each in self._observe(network, now)]

    def _observe(self, network: Reading, now: Instant) -> list[AlertEvent]:
        alert_events = self._engine.observe(network.key, [network], now)
        if network.value == 0:
            self._run(self._async_blame(network))
        return alert_events

    async def _async_blame(self, network: Reading) -> None:
        """Find out whether it is Home Assistant itself that has no network."""
        down = await async_own_network_is_down(self._hass)
        if down and network in self._engine.readings:  # and has not come back since
            self._on_blame(replace(network, facts={**network.facts, "own": "yes"}))


async def async_own_network_is_down(hass: HomeAssistant) -> bool:
    """Return whether only loopback and link-local addresses are left."""
    return not await hass.async_add_executor_job(_has_address)


def _has_address() -> bool:
    return any(
        not (address.is_loopback or address.is_link_local)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        for address in (ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0]),)
    )
