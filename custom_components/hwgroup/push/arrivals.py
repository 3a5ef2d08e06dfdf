"""Devices that push to a path of theirs before they have an entry."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from time import monotonic
from typing import Any, Self

from homeassistant.config_entries import SOURCE_INTEGRATION_DISCOVERY
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import discovery_flow

from ..client import Address, Call, Identity, Push
from ..const import CONF_PUSH_PATH, DEFAULT_PUSH_PERIOD, DOMAIN
from ..device.pushed import Pushed, async_last_pushes
from ..discovery.known import async_entry_of
from ..discovery.limits import async_may_offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A device that has pushed to a path which no entry has yet."""

    push_path: str
    identity: Identity
    address: str
    """Where it says that its web server is, as it would be typed into a form."""
    parts: int
    """How many readings it has pushed."""

    @property
    def name(self) -> str:
        """What the device calls itself, or what else it is known by."""
        return self.identity.name or self.identity.unique_id or self.address

    @property
    def model(self) -> str:
        """The model, as far as the device tells it."""
        return self.identity.model or "HW group"

    def to_dict(self) -> dict[str, Any]:
        """Return the arrival as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**{**data, "identity": Identity(**data["identity"])})


def is_arrival(data: Mapping[str, Any]) -> bool:
    """Return whether what a flow was started with is one."""
    return CONF_PUSH_PATH in data


@callback
def async_withdraw_offers(hass: HomeAssistant) -> None:
    """Withdraw the cards of devices, as nobody receives what they push any more."""
    flows = hass.config_entries.flow
    for card in flows.async_progress_by_init_data_type(dict, is_arrival):
        if card["handler"] == DOMAIN:
            flows.async_abort(card["flow_id"])


class Arrivals:
    """Tells who waits for a device, and else offers it by a card."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start without anybody who waits."""
        self._hass = hass
        self._waiting: dict[str, asyncio.Future[Arrival]] = {}

    async def async_wait(self, path: str) -> Arrival:
        """Return the first device that pushes to a path."""
        future: asyncio.Future[Arrival] = self._hass.loop.create_future()
        self._waiting[path] = future
        try:
            return await future
        finally:
            del self._waiting[path]

    @callback
    def arrived(self, call: Call, push: Push, document: bytes) -> None:
        """Take note of a device, so that it can be added with what it has pushed."""
        device, path = push.device, call.path
        arrival = Arrival(
            push_path=path,
            identity=device.identity,
            address=str(Address(push.host or call.peer, push.port, tls=False)),
            parts=sum(map(len, (device.sensors, device.inputs, device.outputs))),
        )
        own = timedelta(seconds=push.period or 0)
        async_last_pushes(self._hass)[path] = Pushed(
            device=device,
            document=document,
            period=max(own, DEFAULT_PUSH_PERIOD),
            at=monotonic(),
        )
        waiting = self._waiting.get(path)
        if waiting is not None:
            if not waiting.done():
                waiting.set_result(arrival)
        elif async_entry_of(self._hass, device.identity) is None and async_may_offer(
            self._hass
        ):
            discovery_flow.async_create_flow(
                self._hass,
                DOMAIN,
                context={"source": SOURCE_INTEGRATION_DISCOVERY},
                data=arrival.to_dict(),
            )
