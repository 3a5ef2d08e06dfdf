"""Receives what devices push: who may, what becomes of it, and what they are answered."""

from base64 import b64encode
from hmac import compare_digest
from http import HTTPStatus
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
    EVENT_HOMEASSISTANT_STOP,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.util import dt as dt_util

from ..admission import Admission
from ..client import (
    Call,
    HwgError,
    Identity,
    Push,
    PushListener,
    Reply,
    push_answer,
    read_push,
)
from ..compat import ConfigEntryChange, async_on_entry_changed
from ..const import CONF_PATH_KEY, DOMAIN, LOGGER
from ..coordinator import HwgConfigEntry
from ..device.errors import port_problem
from ..device.readable import options_of
from ..entries import async_device_entries, is_device
from ..settings import Settings
from .arrivals import Arrivals
from .inbox import Inbox
from .owners import push_path_of
from .paths import is_path
from .port import async_clear_push_issue, async_show_push_issue

_UNAVAILABLE: Final = HTTPStatus.SERVICE_UNAVAILABLE

type PushConfigEntry = ConfigEntry[PushService]


class PushService(Admission):
    """Believes a device whose secret path and identity are right, and counts all others.

    A device erases its log when it is told that all was kept. So it is told so only when
    that is true, and that nothing was kept in every other case.
    """

    def __init__(self, hass: HomeAssistant, entry: PushConfigEntry) -> None:
        """Prepare; `async_start` begins."""
        super().__init__()
        self.arrivals = Arrivals(hass)
        self.listener = PushListener(self)
        self._hass = hass
        self.entry = entry
        self._inbox = Inbox(hass)
        self.backfill = self._inbox.backfill
        self._owners: dict[str, HwgConfigEntry] = {}
        """The devices by their paths."""
        self._paths: dict[str, str] = {}
        """The paths of the devices, by the IDs of their entries."""
        self._peers: dict[str, str] = {}
        self._keeps_nothing = False

    @property
    def received(self) -> int:
        """How many pushes of known devices have come."""
        return self.counts["kept"] + self.counts["repeated"]

    @property
    def refused(self) -> int:
        """How many others have come."""
        return self.counts.total() - self.received - self.counts["moved"]

    async def async_start(self) -> None:
        """Read what was pushed before, and receive more.

        Raises ConfigEntryNotReady where nothing can be kept, or the port is not available.
        """
        for entry in async_device_entries(self._hass):
            self.know(entry)
        try:
            await self._inbox.async_load(self._owners.keys())
        except OSError as err:
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN, translation_key="journal_unwritable"
            ) from err
        await self._async_open()
        self.entry.async_on_unload(self._async_close)
        self.entry.async_on_unload(self.listener.close)
        self.entry.async_on_unload(
            self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._on_stop)
        )
        self.entry.async_on_unload(
            async_on_entry_changed(self._hass, self._on_entry_changed)
        )

    async def _async_open(self) -> None:
        host, port = self.entry.data[CONF_HOST], int(self.entry.data[CONF_PORT])
        try:
            if port:
                await self.listener.open(host, port)
        except OSError as err:
            async_show_push_issue(self._hass, host, port)
            raise ConfigEntryNotReady(
                translation_domain=DOMAIN,
                translation_key=port_problem(err),
                translation_placeholders={"port": str(port)},
            ) from err
        async_clear_push_issue(self._hass)

    async def _async_close(self) -> None:
        """Let whoever comes next find all that a device was told is kept."""
        self._stopped = True
        await self._inbox.async_close()

    async def _on_stop(self, _event: Event) -> None:
        self._stopped = True
        await self.listener.close()

    # Who has which path

    @callback
    def _on_entry_changed(
        self, change: ConfigEntryChange, entry: ConfigEntry[Any]
    ) -> None:
        """Look at this device only: at a start there is a change of each."""
        if not is_device(entry):
            return
        if change is ConfigEntryChange.REMOVED or entry.disabled_by is not None:
            self._forget(entry.entry_id)
        else:
            self.know(entry)

    @callback
    def know(self, entry: HwgConfigEntry) -> None:
        """Take what comes to the path of a device for its pushes.

        A path is that of one device, also where two entries have it.
        """
        path = push_path_of(entry)
        if self._owners.get(path or "", entry).entry_id != entry.entry_id:
            path = None
        if path != self._paths.get(entry.entry_id):
            self._forget(entry.entry_id)
        if path is not None:
            self._paths[entry.entry_id] = path
            self._owners[path] = entry

    @callback
    def _forget(self, entry_id: str) -> None:
        if (path := self._paths.pop(entry_id, None)) is not None:
            del self._owners[path]
            self._inbox.forget(path)
            self._peers.pop(path, None)

    # What comes

    async def receive(self, call: Call, document: bytes) -> Reply:
        """Keep what an admitted device has pushed."""
        try:
            push = read_push(document)
        except HwgError as err:
            LOGGER.debug("A push from %s cannot be read: %s", call.peer, err)
            return self._refuse("unreadable", HTTPStatus.BAD_REQUEST)
        if (entry := self._owners.get(call.path)) is None:
            self.arrivals.arrived(call, push, document)
            return self._refuse("not_added", _UNAVAILABLE)
        if not push.device.identity.is_same_as(_identity_of(entry)):
            LOGGER.debug(
                "%s pushes to the path of %s",
                push.device.identity.unique_id,
                entry.title,
            )
            return self._refuse("other_device", HTTPStatus.FORBIDDEN)
        self._note_peer(call)
        return await self._async_keep(entry, call.path, push, document)

    async def _async_keep(
        self, entry: HwgConfigEntry, path: str, push: Push, document: bytes
    ) -> Reply:
        if self._inbox.knows(path, push, document):
            self.counts["repeated"] += 1
        else:
            try:
                await self._inbox.async_keep(entry, path, push, document)
            except OSError as err:
                self._note_kept(str(err))
                return self._refuse("not_kept", _UNAVAILABLE)
            self._note_kept(None)
            self.counts["kept"] += 1
        return Reply(
            HTTPStatus.OK,
            push_answer(
                period=round(
                    options_of(Settings(entry.options)).push_period.total_seconds()
                ),
                now=round(dt_util.utcnow().timestamp()),
            ),
        )

    @override
    def _has_path(self, path: str) -> bool:
        return is_path(self.entry.data[CONF_PATH_KEY], path)

    @override
    def _is_allowed(self, call: Call) -> bool:
        data = self.entry.data
        if not data[CONF_USERNAME]:
            return True
        scheme, _, given = call.authorization.partition(" ")
        expected = b64encode(f"{data[CONF_USERNAME]}:{data[CONF_PASSWORD]}".encode())
        same = compare_digest(expected, given.strip().encode("utf-8", "replace"))
        return same and scheme.lower() == "basic"

    def _note_peer(self, call: Call) -> None:
        """Count that a device comes from elsewhere, as it does behind a router at times."""
        if self._peers.setdefault(call.path, call.peer) != call.peer:
            self._peers[call.path] = call.peer
            self.counts["moved"] += 1

    def _note_kept(self, problem: str | None) -> None:
        """Log once that nothing can be kept, and once that it can again."""
        if bool(problem) is not self._keeps_nothing:
            self._keeps_nothing = bool(problem)
            if problem:
                LOGGER.warning("Pushes cannot be kept: %s", problem)
            else:
                LOGGER.info("Pushes can be kept again")

    @override
    def _refusal(self, status: HTTPStatus) -> Reply:
        headers = {}
        if status is HTTPStatus.UNAUTHORIZED:
            headers = {"WWW-Authenticate": 'Basic realm="HW group"'}
        return Reply(status, headers=headers)


def _identity_of(entry: HwgConfigEntry) -> Identity:
    """Return what is known of whose entry it is."""
    known = Identity.from_unique_id(entry.unique_id)
    if entry.state is ConfigEntryState.LOADED:
        return known.completed_by(entry.runtime_data.last_read.identity)
    return known
