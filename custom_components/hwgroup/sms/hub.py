"""One SMS gateway: how its modem is, and one message after the other."""

import asyncio
from datetime import timedelta
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from ..client import (
    HwgError,
    NoGatewayError,
    NoNetworkError,
    SmsGateway,
    SmsInterface,
    SmsQueue,
    SmsQueueFullError,
    SmsRefusedError,
    SmsReply,
    SmsStatus,
    model_of,
)
from ..compat import singleton
from ..const import CONF_ACCEPTED_CODE, LOGGER
from ..coordinator import HwgConfigEntry
from ..device.errors import translated
from ..entries import known_device
from ..settings import Settings, text

_EVERY: Final = timedelta(minutes=1)
# Pauses before each look at the queue: its example in the manual holds five messages, and
# the next one is "missed".
ROOM_SECONDS: Final = (0.0, 1.0, 1.0, 2.0, 2.0, 4.0, 5.0)
# What others wait between two messages, where the queue cannot be asked.
BETWEEN_SECONDS: Final = 2.0
# Pauses before each look at the counter of messages that were sent.
CONFIRM_SECONDS: Final = (2.0, 3.0, 5.0, 5.0)


class SmsHub(DataUpdateCoordinator[SmsStatus]):
    """Asks one gateway how it is, and has it send one message at a time."""

    def __init__(self, hass: HomeAssistant, entry: HwgConfigEntry) -> None:
        """Prepare; nothing is asked yet."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{entry.title} SMS",
            update_interval=_EVERY,
        )
        self._device = entry.runtime_data
        self.queue: SmsQueue | None = None
        """None where the gateway does not say."""
        self._lock = asyncio.Lock()
        self._last = 0.0
        self._started = False
        self.has_answered = False

    @property
    def _accepting(self) -> str | None:
        """The code of a reply that was followed by a message that was sent."""
        data = self._device.config_entry.data
        return Settings(data).get(CONF_ACCEPTED_CODE, text, None)

    @callback
    def _learn(self, code: str | None) -> None:
        """Keep the code over a restart: until it is known, each message takes longer."""
        if code and code != self._accepting:
            entry = self._device.config_entry
            self.hass.config_entries.async_update_entry(
                entry, data={**entry.data, CONF_ACCEPTED_CODE: code}
            )

    @property
    def is_ready(self) -> bool:
        """Whether a message would be sent now, as far as the gateway says."""
        return (
            self.has_answered
            and self.last_update_success
            and self.data.has_network is not False
        )

    @callback
    def async_start(self) -> None:
        """Ask for the first time, unless somebody has done so.

        In the background: a gateway that hangs holds up the start of no other device.
        """
        if not self._started:
            self._started = True
            self._device.config_entry.async_create_background_task(
                self.hass, self.async_refresh(), "hwgroup SMS gateway"
            )

    @override
    async def _async_update_data(self) -> SmsStatus:
        try:
            status = await self._gateway.status()
        except HwgError as err:
            raise translated(UpdateFailed, err) from err
        self.queue = await self._ask_queue()
        self.has_answered = True
        return status

    @property
    def _gateway(self) -> SmsGateway:
        http = self._device.readers.http
        gateway = None if http is None else SmsGateway(http)
        if gateway is None:
            raise NoGatewayError("The gateway is not asked over HTTP")
        return gateway

    async def _ask_queue(self) -> SmsQueue | None:
        try:
            return await self._gateway.queue()
        except HwgError:
            return None

    async def async_send(
        self, number: str, text: str | None, interface: SmsInterface
    ) -> None:
        """Send an SMS, or call where there is no text, and return when it is accepted.

        It is asked for once. Raises one of the HwgError family.
        """
        async with self._lock:
            status = await self._gateway.status()
            if status.has_network is False:
                raise NoNetworkError("The modem has no network")
            await self._wait_for_room()
            await self._send(number, text, interface, status.sent)
            self._last = self.hass.loop.time()
        await self.async_request_refresh()

    async def _send(
        self, number: str, text: str | None, interface: SmsInterface, sent: int | None
    ) -> None:
        failure: HwgError | None = None
        reply = SmsReply(None, None)
        try:
            reply = await self._gateway.send(number, text, interface)
        except HwgError as err:
            failure = err  # the answer is lost; the message may be sent
        known = reply.code is not None and reply.code == self._accepting
        if reply.id is None and not known and not await self._has_sent(sent):
            raise failure or SmsRefusedError("The gateway has not taken the message")
        self._learn(reply.code)

    async def _has_sent(self, before: int | None) -> bool:
        """Return whether the gateway counts another message that was sent."""
        if before is None:
            return False
        for pause in CONFIRM_SECONDS:
            await asyncio.sleep(pause)
            try:
                now = (await self._gateway.status()).sent
            except HwgError:
                continue
            if now is not None and now > before:
                return True
        return False

    async def _wait_for_room(self) -> None:
        """Let the gateway send what it has; raises SmsQueueFullError."""
        queue: SmsQueue | None = None
        for pause in ROOM_SECONDS:
            await asyncio.sleep(pause)
            if (queue := await self._ask_queue()) is None:
                since = self.hass.loop.time() - self._last
                await asyncio.sleep(max(0.0, BETWEEN_SECONDS - since))
                return
            if not queue.waiting:
                return
        if queue is not None and queue.most is not None and queue.waiting >= queue.most:
            raise SmsQueueFullError("The queue of the gateway is full")


@singleton("hwgroup_sms_hubs")
def _hubs(_hass: HomeAssistant) -> dict[str, SmsHub]:
    return {}


def is_gateway(entry: ConfigEntry[Any]) -> bool:
    """Return whether the device of a loaded entry sends SMS for others."""
    device = known_device(entry)
    model = model_of("", device.identity.model or "") if device else None
    return model is not None and model.sms


@callback
def async_hub(hass: HomeAssistant, entry: HwgConfigEntry) -> SmsHub:
    """Return the hub of a gateway, as long as its entry is loaded."""
    hubs = _hubs(hass)
    if entry.entry_id not in hubs:
        hubs[entry.entry_id] = SmsHub(hass, entry)

        @callback
        def forget() -> None:
            del hubs[entry.entry_id]

        entry.async_on_unload(forget)
    return hubs[entry.entry_id]


@callback
def async_other_hub(hass: HomeAssistant, entry_id: str | None) -> SmsHub | None:
    """Return the hub of another gateway, None while that is not loaded."""
    entry = hass.config_entries.async_get_entry(entry_id) if entry_id else None
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        return None
    return async_hub(hass, entry) if is_gateway(entry) else None
